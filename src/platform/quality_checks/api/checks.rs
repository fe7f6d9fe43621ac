//! `/api/quality-checks/`: the history of one's own checks.

use std::collections::BTreeMap;

use axum::{Extension, Json, extract::State};
use chrono::{DateTime, Utc};
use coach::{
    Language,
    hint::{Hint, HintCode, Severity},
    score::{Criterion, Scores},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{CriterionName, QualityScores, SeverityName, scores_of};
use crate::{
    Platform,
    accounts::{Caller, Role},
    db::{RequestTx, unreadable},
    error::{AnswerLanguage, ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Answer, Body, Checker, Params, parse_value},
    ids::{CheckId, TakeId},
    page::{Order, Page, PageQuery},
    privacy::{self, ConsentKind},
    quality_checks::{
        CheckKind, criterion_of,
        measures::are_scalars,
        store::{self, CheckRow, NewCheck},
    },
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(batch_update))
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct QualityCheck {
    pub id: CheckId,
    /// `setup` (live, before a recording), `take`, `image`, `sound`, or `media` (both).
    pub kind: String,
    /// Of a `take`.
    pub take_id: Option<TakeId>,
    pub scores: QualityScores,
    /// 0 to 100.
    pub overall: Option<f32>,
    /// The worst factor: what `overall` follows.
    #[schema(value_type = Option<CriterionName>)]
    pub reason: Option<Criterion>,
    /// The numbers behind the scores in groups (`picture`, `sound`, `speech`, `network`);
    /// units stand in the names.
    #[schema(value_type = HashMap<String, Value>)]
    pub measures: Value,
    /// The most important first.
    pub hints: Vec<CheckHint>,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CheckHint {
    /// Stable, e.g. `more_light`.
    #[schema(value_type = String)]
    pub code: HintCode,
    #[schema(value_type = CriterionName)]
    pub criterion: Criterion,
    #[schema(value_type = SeverityName)]
    pub severity: Severity,
    /// In the language of the answer.
    pub text: String,
}

pub fn body(row: CheckRow, language: Language) -> ApiResult<QualityCheck> {
    let hints: Vec<Hint> = serde_json::from_value(row.hints)
        .map_err(|error| unreadable("quality_checks", "hints", row.id, error))?;
    Ok(QualityCheck {
        reason: criterion_of("quality_checks", row.id, row.reason.as_deref())?,
        id: row.id,
        kind: row.kind,
        take_id: row.take_id,
        scores: scores_of!(row),
        overall: row.overall,
        measures: row.measures,
        hints: hints
            .into_iter()
            .map(|hint| CheckHint {
                code: hint.code,
                criterion: hint.criterion,
                severity: hint.severity,
                text: hint.code.text(language).to_owned(),
            })
            .collect(),
        created_at: row.created_at,
    })
}

/// A candidate who agreed to be analysed, and still does.
pub async fn only_analysed(tx: &mut RequestTx) -> ApiResult<()> {
    tx.only(&[Role::Candidate])?;
    let user = tx.user;
    privacy::standing(tx, user, ConsentKind::Analyse)
        .await?
        .ok_or(Problem::AnalysisConsentRequired)?;
    Ok(())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// `setup`, `take`, `image`, `sound` or `media`.
    kind: Option<String>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

/// One's own checks, the newest first. The last 1,000 are kept, and those of takes as long
/// as the take's scores.
#[utoipa::path(get, path = "/api/quality-checks/", tag = "quality", security(("bearer" = [])), params(ListQuery),
    responses((status = 200, body = Page<QualityCheck>), (status = 401, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
async fn list(
    State(platform): State<Platform>,
    caller: Caller,
    Params(query): Params<ListQuery>,
    Extension(language): Extension<AnswerLanguage>,
) -> Answer<Page<QualityCheck>> {
    let kind = match query.kind.as_deref() {
        None | Some("") => None,
        Some(name) => Some(
            CheckKind::parse(name)
                .ok_or_else(|| ApiError::field("kind", Fault::NotOneOf(CheckKind::NAMES)))?,
        ),
    };
    let window = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    }
    .window(Order::NewestFirst)?;
    let mut tx = caller.enter(&platform).await?;
    let rows = store::checks(&mut tx, &window, kind).await?;
    let counted = store::count_checks(&mut tx, kind).await?;
    let path = match kind {
        None => "/api/quality-checks/".to_owned(),
        Some(kind) => format!("/api/quality-checks/?kind={}", kind.as_str()),
    };
    let page = window.page(rows, &path, counted, CheckRow::key, |row| {
        body(row, language.get())
    })?;
    tx.commit().await?;
    Ok(Json(page))
}

/// Checks a request may bring.
const MAX_BATCH: usize = 50;
/// One code at most is told at a time; a check sums up some seconds.
const MAX_HINTS: usize = 20;

#[derive(Debug, Deserialize, ToSchema)]
struct NewQualityChecks {
    /// 1 to 50. Read one by one: a bad one does not spoil the others.
    #[schema(value_type = Vec<NewQualityCheck>)]
    checks: Vec<Value>,
}

/// A check that the live analysis made before a recording, as the client was told it.
#[derive(Debug, Deserialize, ToSchema)]
struct NewQualityCheck {
    /// `setup`.
    kind: String,
    scores: QualityScores,
    /// 0 to 100.
    overall: Option<f32>,
    #[schema(value_type = Option<CriterionName>)]
    reason: Option<Criterion>,
    /// Numbers in groups, at most 100: no lists, no texts.
    #[schema(value_type = Option<HashMap<String, Value>>)]
    measures: Option<Value>,
    /// At most 20.
    #[serde(default)]
    hints: Vec<NewCheckHint>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
struct NewCheckHint {
    #[schema(value_type = String)]
    code: HintCode,
    #[schema(value_type = CriterionName)]
    criterion: Criterion,
    #[schema(value_type = SeverityName)]
    severity: Severity,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CheckOutcomes {
    /// In the order of the request.
    pub results: Vec<CheckOutcome>,
}

/// What became of one check: either it is kept, or its faults are named.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CheckOutcome {
    /// As it is kept; null when it was refused.
    pub check: Option<QualityCheck>,
    /// Texts by the path of the field inside the check.
    pub errors: BTreeMap<String, Vec<String>>,
}

impl NewQualityCheck {
    fn read(value: &Value) -> ApiResult<NewQualityCheck> {
        let item: NewQualityCheck = parse_value(value.clone()).map_err(|error| {
            match error {
                // Something else than an object.
                ApiError::Refused(_) => ApiError::field("check", Fault::WrongType),
                other => other,
            }
        })?;
        item.check()?;
        Ok(item)
    }

    fn check(&self) -> ApiResult<()> {
        let mut check = Checker::default();
        let setup = self.kind == CheckKind::Setup.as_str();
        check.require("kind", setup, Fault::NotOneOf(&["setup"]));
        let range = Fault::OutOfRange { min: 0, max: 100 };
        for (path, score) in [
            ("scores.face", self.scores.face),
            ("scores.lighting", self.scores.lighting),
            ("scores.audio", self.scores.audio),
            ("scores.position", self.scores.position),
            ("overall", self.overall),
        ] {
            let holds = score.is_none_or(|score| (0.0..=100.0).contains(&score));
            check.require(path, holds, range);
        }
        let scalars = self.measures.as_ref().is_none_or(are_scalars);
        check.require("measures", scalars, Fault::WrongType);
        check.count("hints", self.hints.len(), MAX_HINTS);
        check.finish()
    }
}

/// Keeps several checks of one's own set-up. 403 `analysis-consent-required` without a
/// standing consent to be analysed. 200 also when some are refused: each says why.
#[utoipa::path(post, path = "/api/quality-checks/batch_update/", tag = "quality", security(("bearer" = [])),
    request_body = NewQualityChecks, responses((status = 200, body = CheckOutcomes),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn batch_update(
    State(platform): State<Platform>,
    caller: Caller,
    Extension(language): Extension<AnswerLanguage>,
    Body(form): Body<NewQualityChecks>,
) -> Answer<CheckOutcomes> {
    let mut check = Checker::default();
    check.require("checks", !form.checks.is_empty(), Fault::Required);
    check.count("checks", form.checks.len(), MAX_BATCH);
    check.finish()?;
    let mut tx = caller.enter(&platform).await?;
    only_analysed(&mut tx).await?;
    let mut results = Vec::with_capacity(form.checks.len());
    for value in &form.checks {
        results.push(match NewQualityCheck::read(value) {
            Ok(item) => {
                let row = insert(&mut tx, &item).await?;
                CheckOutcome {
                    check: Some(body(row, language.get())?),
                    errors: BTreeMap::new(),
                }
            }
            Err(error) => CheckOutcome {
                check: None,
                errors: ProblemBody::new(&error, language.get()).errors,
            },
        });
    }
    store::trim_checks(&mut tx).await?;
    tx.commit().await?;
    Ok(Json(CheckOutcomes { results }))
}

async fn insert(tx: &mut RequestTx, item: &NewQualityCheck) -> ApiResult<CheckRow> {
    let hints: Vec<Hint> = item
        .hints
        .iter()
        .map(|hint| Hint {
            code: hint.code,
            criterion: hint.criterion,
            severity: hint.severity,
        })
        .collect();
    let none = Value::Object(serde_json::Map::new());
    let check = NewCheck {
        kind: CheckKind::Setup,
        scores: Scores {
            face: item.scores.face,
            lighting: item.scores.lighting,
            audio: item.scores.audio,
            position: item.scores.position,
        },
        overall: item.overall,
        reason: item.reason,
        measures: item.measures.as_ref().unwrap_or(&none),
        hints: &hints,
    };
    store::insert_check(tx, &check).await
}
