//! What a candidate is told each second, and what is kept of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::hint::Hint;
use crate::observation::{PictureMeasures, SoundMeasures};
use crate::score::{Criterion, Scores};

/// One second's judgement. Also one line of a take's `samples.jsonl`, whose `media_ms` then
/// counts from the take's zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct Guidance {
    /// The media time it is about; see [`crate::observation::Observation::media_ms`].
    #[ts(type = "number")]
    pub media_ms: i64,
    pub scores: Scores,
    /// 0–100; follows the worst of the four. Absent until all that is there was judged once.
    pub overall: Option<f32>,
    /// The worst factor: what `overall` follows.
    pub reason: Option<Criterion>,
    pub hint: Option<Hint>,
    pub picture: Option<PictureMeasures>,
    pub sound: Option<SoundMeasures>,
}
