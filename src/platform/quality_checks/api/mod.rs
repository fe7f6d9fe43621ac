//! `/api/takes/{id}/quality/`, `/api/quality-checks/`, `/api/quality-analysis/`.

mod analysis;
mod checks;
mod take;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub(crate) use analysis::Analyser;
pub use checks::{CheckHint, CheckOutcome, QualityCheck};
pub use take::{QualityHint, QualitySample, QualityStatus, QualityTip, SpeechScores, TakeQuality};

use crate::Platform;

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .merge(take::router())
        .merge(checks::router())
        .merge(analysis::router())
}

/// 0 to 100 each: 70 is good enough, 85 excellent. Null where there was nothing to judge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QualityScores {
    pub face: Option<f32>,
    pub lighting: Option<f32>,
    pub audio: Option<f32>,
    pub position: Option<f32>,
}

/// The four of a row that has them under their names, whatever else it holds.
macro_rules! scores_of {
    ($row:ident) => {
        $crate::quality_checks::QualityScores {
            face: $row.face,
            lighting: $row.lighting,
            audio: $row.audio,
            position: $row.position,
        }
    };
}
pub(crate) use scores_of;

/// The name of what a score is about, for the description.
#[derive(ToSchema)]
#[schema(as = Criterion, rename_all = "snake_case")]
#[allow(dead_code)]
enum CriterionName {
    Face,
    Lighting,
    Audio,
    Position,
}

/// How much a hint matters, for the description.
#[derive(ToSchema)]
#[schema(as = HintSeverity, rename_all = "snake_case")]
#[allow(dead_code)]
enum SeverityName {
    Tip,
    Advice,
    Important,
}
