//! `/api/consents/`.

use axum::{
    Extension, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::store;
use crate::{
    Platform,
    accounts::{Caller, Role},
    error::{AnswerLanguage, ApiError, Fault, Problem, ProblemBody},
    http::{Answer, Body, OnceBody, Params, Route},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(text))
        .routes(routes!(list, give))
        .routes(routes!(withdraw))
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConsentText {
    /// `record` (to be recorded), `analyse` (to be coached and scored) or `quality_filter`
    /// (companies may filter by the overall score).
    pub kind: String,
    /// Year and month, e.g. `2026-11`; the highest is the current one.
    pub version: String,
    pub language: String,
    pub title: String,
    /// Paragraphs parted by an empty line.
    pub body: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Consent)]
pub struct ConsentRecord {
    /// `record`, `analyse` or `quality_filter`.
    pub kind: String,
    pub version: String,
    /// The language it was read in.
    pub language: String,
    pub given_at: DateTime<Utc>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Stands, and to the current text.
    pub current: bool,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct TextQuery {
    /// `fr`, `en` or `ar`; the caller's when absent.
    language: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct GiveConsent {
    /// `record`, `analyse` or `quality_filter`; each is given and withdrawn by itself.
    kind: String,
    version: String,
    language: String,
}

#[derive(Debug, Deserialize, ToSchema)]
struct WithdrawConsent {
    /// `record`, `analyse` or `quality_filter`.
    kind: String,
}

/// The text to agree to. Readable without logging in.
#[utoipa::path(get, path = "/api/consents/texts/{kind}/", tag = "privacy",
    params(("kind" = String, Path, description = "`record`, `analyse` or `quality_filter`"), TextQuery), responses(
    (status = 200, body = ConsentText), (status = 404, body = ProblemBody)))]
async fn text(
    State(platform): State<Platform>,
    Route(kind): Route<String>,
    Params(query): Params<TextQuery>,
    Extension(caller): Extension<AnswerLanguage>,
) -> Answer<ConsentText> {
    let language = match query.language {
        Some(tag) => crate::accounts::language_of(&tag)?,
        None => caller.get(),
    };
    let mut connection = platform.db().request().acquire().await?;
    let text = store::current_text(&mut connection, &kind, language.tag()).await?;
    Ok(Json(text.ok_or(Problem::NotFound)?))
}

/// What the caller agreed to and took back, the newest first.
#[utoipa::path(get, path = "/api/consents/", tag = "privacy", security(("bearer" = [])), responses(
    (status = 200, body = [ConsentRecord]), (status = 401, body = ProblemBody)))]
async fn list(State(platform): State<Platform>, caller: Caller) -> Answer<Vec<ConsentRecord>> {
    let mut tx = caller.enter(&platform).await?;
    let records = store::records(&mut tx).await?;
    tx.commit().await?;
    Ok(Json(records))
}

/// Agrees to the current text. 409 `outdated-consent` when the text that was read is no
/// longer the current one.
#[utoipa::path(post, path = "/api/consents/", tag = "privacy", security(("bearer" = [])),
    request_body = GiveConsent, responses((status = 201, body = ConsentRecord),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-idempotent" = json!(true))))]
async fn give(
    State(platform): State<Platform>,
    caller: Caller,
    OnceBody { form, once }: OnceBody<GiveConsent>,
) -> Result<Response, ApiError> {
    let language = crate::accounts::language_of(&form.language)?;
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::Candidate])?;
    if let Some(answer) = once.before(&mut tx, caller.user).await? {
        return Ok(answer);
    }
    let current = store::current_text(&mut tx, &form.kind, language.tag())
        .await?
        .ok_or_else(|| ApiError::field("kind", Fault::Unknown))?;
    if current.version != form.version {
        return Err(Problem::OutdatedConsent.into());
    }
    store::give(&mut tx, &form.kind, &form.version, &form.language).await?;
    let record = store::records(&mut tx)
        .await?
        .into_iter()
        .find(|record| record.kind == form.kind && record.current)
        .ok_or_else(|| ApiError::internal("a consent just given does not stand"))?;
    once.keep(&mut tx, caller.user, StatusCode::CREATED, None, &record)
        .await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(record)).into_response())
}

/// Takes a consent back; from then on nothing more is recorded, analysed or shown to be
/// filtered by, a take under way included. The three are apart: recording goes on without
/// `analyse`, and nobody is told.
/// Withdrawing one that does not stand changes nothing.
#[utoipa::path(post, path = "/api/consents/withdraw/", tag = "privacy", security(("bearer" = [])),
    request_body = WithdrawConsent, responses((status = 204), (status = 401, body = ProblemBody)))]
async fn withdraw(
    State(platform): State<Platform>,
    caller: Caller,
    Body(form): Body<WithdrawConsent>,
) -> Result<StatusCode, ApiError> {
    let mut tx = caller.enter(&platform).await?;
    store::withdraw(&mut tx, &form.kind).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
