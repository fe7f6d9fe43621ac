//! Where the caller is logged in.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::super::{Caller, store::sessions as store};
use crate::{
    Platform,
    error::{ApiError, Problem, ProblemBody},
    http::{Answer, Route},
    ids::SessionId,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(end))
        .routes(routes!(end_others))
}

/// One log-in on one device. No address is kept.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OpenSession {
    pub id: SessionId,
    pub created_at: DateTime<Utc>,
    /// To about ten minutes.
    pub last_used_at: DateTime<Utc>,
    /// Such as `Firefox`; null where it is none of the usual.
    pub browser: Option<String>,
    /// Such as `Linux`; null where it is none of the usual.
    pub system: Option<String>,
    /// The one that asks.
    pub current: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EndedSessions {
    pub ended: u64,
}

/// The caller's open sessions: the one that asks, then the last used first.
#[utoipa::path(get, path = "/api/auth/sessions/", tag = "auth", security(("bearer" = [])), responses(
    (status = 200, body = [OpenSession]), (status = 401, body = ProblemBody)))]
async fn list(State(platform): State<Platform>, caller: Caller) -> Answer<Vec<OpenSession>> {
    let mut tx = caller.enter(&platform).await?;
    let sessions = store::open_of(&mut tx).await?;
    tx.commit().await?;
    Ok(Json(sessions))
}

/// Ends a session of the caller, on whichever device: neither its refresh cookie nor an
/// access token of it is good for anything from now on.
#[utoipa::path(delete, path = "/api/auth/sessions/{id}/", tag = "auth", security(("bearer" = [])),
    params(("id" = SessionId, Path)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn end(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<SessionId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = caller.enter(&platform).await?;
    if !store::end(&mut tx, id).await? {
        return Err(Problem::NotFound.into());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends every session of the caller but the one that asks.
#[utoipa::path(post, path = "/api/auth/sessions/end_others/", tag = "auth", security(("bearer" = [])),
    responses((status = 200, body = EndedSessions), (status = 401, body = ProblemBody)))]
async fn end_others(State(platform): State<Platform>, caller: Caller) -> Answer<EndedSessions> {
    let mut tx = caller.enter(&platform).await?;
    let ended = store::end_others(&mut tx).await?;
    tx.commit().await?;
    Ok(Json(EndedSessions { ended }))
}
