//! What a candidate is told: one short, positive sentence that says what to do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::score::Criterion;

/// Stable codes of hints; their texts may change. In the order of the criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HintCode {
    /// No face is in the picture.
    ShowFace,
    /// More than one face is.
    BeAlone,
    /// The face is not sharp: moving, out of focus, a smeared lens.
    HoldStill,
    /// The head is turned away or lowered.
    LookAtCamera,
    MoreLight,
    LessLight,
    /// The background outshines the face.
    LightBehind,
    /// One half of the face is much darker than the other.
    LightOneSide,
    /// Nothing is heard.
    CheckMicrophone,
    /// Sound is heard, and no voice for a while.
    Speak,
    SpeakLouder,
    /// The sound clips.
    SpeakSofter,
    /// The voice drowns in noise.
    QuieterPlace,
    /// The face is far from the middle: which way the candidate should move, as the
    /// candidate sees it in the mirrored picture.
    MoveLeft,
    MoveRight,
    /// The face is too low: sit up, or tilt the camera down.
    MoveUp,
    MoveDown,
    ComeCloser,
    MoveBack,
    /// The head leans towards a shoulder.
    HeadStraight,
}

/// How much it matters. Nothing here is an error: the candidate may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The take is good and could be better.
    Tip,
    /// A recruiter would notice.
    Advice,
    /// What is being said is lost on whoever watches.
    Important,
}

/// A hint as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hint {
    pub code: HintCode,
    pub criterion: Criterion,
    pub severity: Severity,
}
