//! From what was measured to four scores from 0 to 100.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
