//! `/api/takes/{id}/quality/`: what is told about a take, to its candidate.

use axum::{Extension, Json, extract::State, http::StatusCode};
use coach::{
    Language,
    guidance::Guidance,
    hint::{HintCode, Severity},
    score::Criterion,
    summary::HintSpan,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{CriterionName, QualityScores, SeverityName, scores_of};
use crate::{
    Platform,
    accounts::Caller,
    db::unreadable,
    error::{AnswerLanguage, ApiError, ApiResult, ProblemBody},
    http::{Answer, Route},
    ids::TakeId,
    quality_checks::{
        criterion_of,
        store::{self, QualityRow},
    },
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(get, remove))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QualityStatus {
    /// The samples are there, the final scores are being made.
    Pending,
    /// Final; the scores are null when too little of the take was judged.
    Ready,
    /// Not analysed, switched off during the take, or removed.
    NotScored,
    /// The final scores could not be made; the samples are there.
    Failed,
}

impl QualityStatus {
    pub fn from_row(take: TakeId, name: &str) -> ApiResult<QualityStatus> {
        match name {
            "pending" => Ok(QualityStatus::Pending),
            "ready" => Ok(QualityStatus::Ready),
            "failed" => Ok(QualityStatus::Failed),
            other => Err(unreadable("take_quality", "status", take, other)),
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TakeQuality {
    pub status: QualityStatus,
    pub scores: QualityScores,
    /// 0 to 100.
    pub overall: Option<f32>,
    /// The worst factor: what `overall` follows.
    #[schema(value_type = Option<CriterionName>)]
    pub reason: Option<Criterion>,
    /// Null where too little was said.
    pub speech: Option<SpeechScores>,
    /// About one a second, in the order of time.
    pub samples: Vec<QualitySample>,
    /// When which hint stood, in the order of time.
    pub hints: Vec<QualityHint>,
    /// For the next take, the most useful first.
    pub tips: Vec<QualityTip>,
}

/// DNSMOS P.835 (after ITU-T P.835): mean opinion scores, 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SpeechScores {
    pub signal_mos: f32,
    pub background_mos: f32,
    pub overall_mos: f32,
}

/// One second of a take. Scores are 0 to 100.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QualitySample {
    /// Milliseconds from the take's zero.
    pub at_ms: i64,
    pub overall: Option<f32>,
    pub face: Option<f32>,
    pub lighting: Option<f32>,
    pub audio: Option<f32>,
    pub position: Option<f32>,
    /// The code of the hint that stood.
    #[schema(value_type = Option<String>)]
    pub hint: Option<HintCode>,
}

impl From<Guidance> for QualitySample {
    fn from(sample: Guidance) -> QualitySample {
        QualitySample {
            at_ms: sample.media_ms,
            overall: sample.overall,
            face: sample.scores.face,
            lighting: sample.scores.lighting,
            audio: sample.scores.audio,
            position: sample.scores.position,
            hint: sample.hint.map(|hint| hint.code),
        }
    }
}

/// Milliseconds from the take's zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QualityHint {
    /// Stable, e.g. `more_light`.
    #[schema(value_type = String)]
    pub code: HintCode,
    #[schema(value_type = CriterionName)]
    pub criterion: Criterion,
    #[schema(value_type = SeverityName)]
    pub severity: Severity,
    pub from_ms: i64,
    pub to_ms: i64,
    /// In the language of the answer.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QualityTip {
    /// Stable, e.g. `more_light`.
    #[schema(value_type = String)]
    pub code: HintCode,
    #[schema(value_type = CriterionName)]
    pub criterion: Criterion,
    /// In the language of the answer.
    pub text: String,
}

fn body(take: TakeId, row: QualityRow, language: Language) -> ApiResult<TakeQuality> {
    fn list<T: serde::de::DeserializeOwned>(
        take: TakeId,
        column: &str,
        json: Option<Value>,
    ) -> ApiResult<Vec<T>> {
        let Some(json) = json else {
            return Ok(Vec::new());
        };
        serde_json::from_value(json)
            .map_err(|error| unreadable("take_quality", column, take, error))
    }
    let hints: Vec<HintSpan> = list(take, "hints", row.hints)?;
    let tips: Vec<HintCode> = list(take, "tips", row.tips)?;
    let samples: Vec<Guidance> = list(take, "samples", row.samples)?;
    Ok(TakeQuality {
        status: match &row.status {
            None => QualityStatus::NotScored,
            Some(name) => QualityStatus::from_row(take, name)?,
        },
        scores: scores_of!(row),
        overall: row.overall,
        reason: criterion_of("take_quality", take, row.reason.as_deref())?,
        speech: match (row.signal_mos, row.background_mos, row.overall_mos) {
            (Some(signal_mos), Some(background_mos), Some(overall_mos)) => Some(SpeechScores {
                signal_mos,
                background_mos,
                overall_mos,
            }),
            _ => None,
        },
        samples: samples.into_iter().map(QualitySample::from).collect(),
        hints: hints
            .into_iter()
            .map(|span| QualityHint {
                code: span.code,
                criterion: span.criterion,
                severity: span.severity,
                from_ms: span.from_ms,
                to_ms: span.to_ms,
                text: span.code.text(language).to_owned(),
            })
            .collect(),
        tips: tips
            .into_iter()
            .map(|code| QualityTip {
                code,
                criterion: code.criterion(),
                text: code.text(language).to_owned(),
            })
            .collect(),
    })
}

/// Scores, samples, hints and tips of one's own take; 404 for anybody else. A take that was
/// not analysed answers `not_scored`, with everything empty.
#[utoipa::path(get, path = "/api/takes/{id}/quality/", tag = "quality", security(("bearer" = [])),
    params(("id" = TakeId, Path)), responses((status = 200, body = TakeQuality),
    (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn get(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<TakeId>,
    Extension(language): Extension<AnswerLanguage>,
) -> Answer<TakeQuality> {
    let mut tx = caller.enter(&platform).await?;
    let row = store::quality(&mut tx, id).await?;
    let quality = body(id, row, language.get())?;
    tx.commit().await?;
    Ok(Json(quality))
}

/// Removes all that was computed about one's own take, for good; the take stays and is
/// `not_scored` from then on. Removing twice is removing once.
#[utoipa::path(delete, path = "/api/takes/{id}/quality/", tag = "quality", security(("bearer" = [])),
    params(("id" = TakeId, Path)), responses((status = 204),
    (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn remove(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<TakeId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = caller.enter(&platform).await?;
    store::quality(&mut tx, id).await?;
    store::forget_take(&mut tx, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
