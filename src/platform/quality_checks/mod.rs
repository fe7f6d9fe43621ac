//! How good picture and sound were: of a take, of the set-up before it, of a picture or a
//! sound sent for it. For the candidate alone, always; a take without scores is not scored,
//! and nothing tells anybody why.

mod api;
mod measures;
mod samples;
mod score;
mod store;

pub(crate) use api::{Analyser, scores_of};
pub use api::{
    CheckHint, CheckOutcome, QualityCheck, QualityHint, QualitySample, QualityScores,
    QualityStatus, QualityTip, SpeechScores, TakeQuality, router,
};
pub(crate) use samples::read as read_samples;
pub(crate) use score::{begin, give_up as give_up_score, run as run_score};
pub(crate) use store::forget_take;

use coach::score::Criterion;

use crate::{db::unreadable, error::ApiResult};

/// The history keeps this many checks a person, takes not counted; the oldest go.
pub const MAX_HISTORY: i64 = 1_000;

/// What a check was made of. The names stand in the schema, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CheckKind {
    /// Live, before a recording.
    Setup,
    Take,
    Image,
    Sound,
    /// A picture and a sound.
    Media,
}

impl CheckKind {
    const NAMES: &'static [&'static str] = &["setup", "take", "image", "sound", "media"];

    fn as_str(self) -> &'static str {
        match self {
            CheckKind::Setup => "setup",
            CheckKind::Take => "take",
            CheckKind::Image => "image",
            CheckKind::Sound => "sound",
            CheckKind::Media => "media",
        }
    }

    fn parse(name: &str) -> Option<CheckKind> {
        match name {
            "setup" => Some(CheckKind::Setup),
            "take" => Some(CheckKind::Take),
            "image" => Some(CheckKind::Image),
            "sound" => Some(CheckKind::Sound),
            "media" => Some(CheckKind::Media),
            _ => None,
        }
    }
}

fn name_of(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::Face => "face",
        Criterion::Lighting => "lighting",
        Criterion::Audio => "audio",
        Criterion::Position => "position",
    }
}

fn criterion_of(
    table: &str,
    row: impl std::fmt::Display,
    name: Option<&str>,
) -> ApiResult<Option<Criterion>> {
    let Some(name) = name else { return Ok(None) };
    Criterion::ALL
        .into_iter()
        .find(|criterion| name_of(*criterion) == name)
        .map(Some)
        .ok_or_else(|| unreadable(table, "reason", row, name))
}
