//! From what was measured to four scores from 0 to 100.
//!
//! Each criterion has named [`Part`]s; the worst of them is its score, because a good light
//! does not make up for a face that is not there. A measure that is absent, or no finite
//! number, is not judged; a criterion without a judged part has no score. Formulas, points
//! and sources: `docs/quality.md`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::hint::HintCode;
use crate::observation::Observation;

pub mod audio;
pub mod curve;
pub mod face;
pub mod lighting;
pub mod position;

/// From here on a score is good enough.
pub const GOOD_ENOUGH: f32 = 70.0;
/// From here on it is excellent.
pub const EXCELLENT: f32 = 85.0;

/// What a take is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    Face,
    Lighting,
    Audio,
    Position,
}

/// 0–100 each: 70 is good enough, 85 excellent. Absent until there was anything to judge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Scores {
    pub face: Option<f32>,
    pub lighting: Option<f32>,
    pub audio: Option<f32>,
    pub position: Option<f32>,
}

impl Criterion {
    pub const ALL: [Criterion; 4] = [
        Criterion::Face,
        Criterion::Lighting,
        Criterion::Audio,
        Criterion::Position,
    ];
}

impl Scores {
    pub fn get(&self, criterion: Criterion) -> Option<f32> {
        match criterion {
            Criterion::Face => self.face,
            Criterion::Lighting => self.lighting,
            Criterion::Audio => self.audio,
            Criterion::Position => self.position,
        }
    }
}

/// One thing that a criterion looks at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// As `docs/quality.md` calls it.
    pub name: &'static str,
    /// 0–100, never NaN.
    pub score: f32,
    /// What helps when this part is bad. May belong to another criterion: a face that is not
    /// found in the dark wants light.
    pub hint: HintCode,
}

/// What one look cannot know by itself. The default is a look without a past.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Context {
    /// [`crate::observation::FaceMeasures::eye_opening`], the middle one of the last three
    /// looks, the larger of two: a blink is no fault. Absent: that of the look itself counts.
    pub eye_opening: Option<f32>,
    /// Least distance between the face's middles of any two of the last three looks, in
    /// heights of the face. Least: neither one wrong look nor one change of seat is unrest.
    pub movement: Option<f32>,
    /// Time since a voice was last heard.
    pub silent_ms: Option<i64>,
    /// Momentary loudness of the look before, if no voice was in it.
    pub voiceless_lufs_before: Option<f32>,
    /// The ten-second window of the signal-to-noise ratio holds seconds of mere noise that are
    /// over: they were judged when they came and say nothing about the voice that followed.
    pub snr_is_spoilt: bool,
}

/// All parts of one look, by criterion.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judgement {
    pub face: Vec<Part>,
    pub lighting: Vec<Part>,
    pub audio: Vec<Part>,
    pub position: Vec<Part>,
}

impl Judgement {
    pub fn of(observation: &Observation, context: &Context) -> Judgement {
        let mut judgement = Judgement::default();
        if let Some(picture) = &observation.picture {
            judgement.face = face::parts(picture, context);
            judgement.lighting = lighting::parts(picture);
            judgement.position = position::parts(picture);
        }
        if let Some(sound) = &observation.sound {
            judgement.audio = audio::parts(sound, context);
        }
        judgement
    }

    pub fn parts(&self, criterion: Criterion) -> &[Part] {
        match criterion {
            Criterion::Face => &self.face,
            Criterion::Lighting => &self.lighting,
            Criterion::Audio => &self.audio,
            Criterion::Position => &self.position,
        }
    }

    /// The part that governs a criterion; `None` when nothing of it was judged.
    pub fn worst(&self, criterion: Criterion) -> Option<Part> {
        let parts = self.parts(criterion).iter().copied();
        parts.min_by(|a, b| a.score.total_cmp(&b.score))
    }

    pub fn scores(&self) -> Scores {
        let score = |criterion| self.worst(criterion).map(|part| part.score);
        Scores {
            face: score(Criterion::Face),
            lighting: score(Criterion::Lighting),
            audio: score(Criterion::Audio),
            position: score(Criterion::Position),
        }
    }
}

/// Parts being gathered: an absent score leaves its part out.
#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn push(&mut self, name: &'static str, score: Option<f32>, hint: HintCode) {
        if let Some(score) = score {
            self.0.push(Part { name, score, hint });
        }
    }
}

#[cfg(test)]
mod tests;
