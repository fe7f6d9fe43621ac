//! How good picture and sound were: of a take, of the set-up before it, of a picture or a
//! sound sent for it. For the candidate alone, always; a take without scores is not scored,
//! and nothing tells anybody why.

mod api;
mod samples;
mod score;
mod store;
mod text;

pub use api::{
    QualityHint, QualitySample, QualityScores, QualityStatus, QualityTip, SpeechScores,
    TakeQuality, router,
};
pub(crate) use samples::read as read_samples;
pub(crate) use score::{begin, give_up as give_up_score, run as run_score};
pub(crate) use store::forget_take;

use coach::score::Criterion;

use crate::{db::unreadable, error::ApiResult};

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
