//! From one observation after another to guidance: what is remembered between looks.
//!
//! [`Coach`] is a value without a clock: all times are the observations' media times, so that
//! one take gives the same guidance live and from its file, at one look a second or at one in
//! five.

use crate::guidance::Guidance;
use crate::observation::{Observation, PictureMeasures, SoundMeasures};
use crate::score::{Context, Criterion, Judgement, Scores, audio};

mod past;
mod selection;
mod smoothing;

use past::Past;
use selection::Selection;
use smoothing::Smoothed;

/// A coach that was told nothing for so long begins anew. More than two looks at the slowest
/// rate (one in 5 s).
pub const FORGET_MS: i64 = 12_000;
/// How long a score stands without anything new to judge.
pub const HOLD_MS: i64 = 3_000;
/// Scores this close to the worst count as equally bad when a reason is named.
const SAME_POINTS: f32 = 1.0;

/// Judges a take second by second.
#[derive(Debug, Clone, Default)]
pub struct Coach {
    last_ms: Option<i64>,
    past: Past,
    face: Smoothed,
    lighting: Smoothed,
    audio: Smoothed,
    position: Smoothed,
    selection: Selection,
    seen: bool,
    heard: bool,
}

impl Coach {
    pub fn new() -> Coach {
        Coach::default()
    }

    /// One look. `observation.media_ms` increases strictly; a time that does not is taken as
    /// the last one's, and what it brings changes nothing that takes time.
    ///
    /// A measure that is no finite number counts as absent, and guidance leaves out a
    /// `picture` or `sound` with such a one, so that it can always be written as JSON.
    pub fn observe(&mut self, observation: &Observation) -> Guidance {
        let mut now_ms = observation.media_ms;
        if let Some(last) = self.last_ms {
            if now_ms.saturating_sub(last) > FORGET_MS {
                *self = Coach::default();
            } else {
                now_ms = now_ms.max(last);
            }
        }
        self.last_ms = Some(now_ms);
        self.seen |= observation.picture.is_some();
        self.heard |= observation.sound.is_some();

        let context = self.past.observe(now_ms, observation);
        let mut judgement = Judgement::of(observation, &context);
        if !self.past.audio_may_be_judged(now_ms, &judgement.audio) {
            judgement.audio.clear();
        }
        for criterion in Criterion::ALL {
            let raw = judgement.worst(criterion).map(|part| part.score);
            self.smoothed(criterion).follow(now_ms, raw);
        }
        let hint = self.selection.select(now_ms, observation, &judgement);
        let scores = self.scores();
        let (overall, reason) = self.overall(&scores, hint.map(|hint| hint.criterion));
        Guidance {
            media_ms: observation.media_ms,
            scores,
            overall,
            reason,
            hint,
            picture: observation.picture.filter(picture_is_finite),
            sound: observation.sound.filter(sound_is_finite),
        }
    }

    fn smoothed(&mut self, criterion: Criterion) -> &mut Smoothed {
        match criterion {
            Criterion::Face => &mut self.face,
            Criterion::Lighting => &mut self.lighting,
            Criterion::Audio => &mut self.audio,
            Criterion::Position => &mut self.position,
        }
    }

    fn scores(&self) -> Scores {
        Scores {
            face: self.face.score(),
            lighting: self.lighting.score(),
            audio: self.audio.score(),
            position: self.position.score(),
        }
    }

    /// The worst of the scores and whose it is. Among equals the criterion of the hint is
    /// named, so that reason and hint do not speak of two things.
    fn overall(
        &self,
        scores: &Scores,
        hinted: Option<Criterion>,
    ) -> (Option<f32>, Option<Criterion>) {
        let waiting =
            (self.seen && !self.face.was_judged()) || (self.heard && !self.audio.was_judged());
        let present = Criterion::ALL
            .into_iter()
            .filter_map(|criterion| Some((criterion, scores.get(criterion)?)));
        let worst = present.clone().min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((mut reason, overall)) = worst.filter(|_| !waiting) else {
            return (None, None);
        };
        if let Some(hinted) = hinted
            && present
                .clone()
                .any(|(criterion, score)| criterion == hinted && score - overall <= SAME_POINTS)
        {
            reason = hinted;
        }
        (Some(overall), Some(reason))
    }
}

/// Judges one picture, one sound, or both, without a past: what a single image or a short
/// clip is worth.
pub fn judge_once(observation: &Observation) -> Judgement {
    let silent_ms = observation
        .sound
        .filter(|sound| !audio::has_voice(sound))
        .map(|sound| past::silence_by_share(&sound));
    let context = Context {
        silent_ms,
        ..Context::default()
    };
    Judgement::of(observation, &context)
}

fn picture_is_finite(picture: &PictureMeasures) -> bool {
    let frame = [
        picture.frame_luminance_mean,
        picture.frame_luminance_median,
        picture.frame_dark_share,
        picture.frame_bright_share,
    ];
    let face = picture.face.map(|face| {
        [
            face.confidence,
            face.presence,
            face.second_face_ratio,
            face.center_x,
            face.center_y,
            face.width,
            face.height,
            face.eye_distance_px,
            face.eye_opening,
            face.roll_deg,
            face.yaw_deg,
            face.pitch_deg,
            face.sharpness,
            face.luminance_mean,
            face.luminance_variance,
            face.dynamic_range_bits,
            face.uniformity_overlap,
            face.over_exposed_share,
            face.under_exposed_share,
            face.background_luminance_mean,
        ]
    });
    frame
        .iter()
        .chain(face.iter().flatten())
        .all(|value| value.is_finite())
}

fn sound_is_finite(sound: &SoundMeasures) -> bool {
    let always = [
        sound.momentary_lufs,
        sound.short_term_lufs,
        sound.peak_dbfs,
        sound.clipped_share,
        sound.speech_share,
        sound.speech_share_10s,
    ];
    let sometimes = [
        sound.speech_lufs,
        sound.snr_db,
        sound.noise_dbfs,
        sound.speech_quality_mos,
    ];
    always
        .iter()
        .chain(sometimes.iter().flatten())
        .all(|value| value.is_finite())
}

#[cfg(test)]
mod tests;
