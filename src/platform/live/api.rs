//! `/api/live/tickets/`.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{LIVE_PATH, TICKET_LIFE, store};
use crate::{
    Platform,
    accounts::{Caller, OpaqueToken, Role},
    error::{ApiError, Problem, ProblemBody},
    http::Body,
    ids::{TakeId, VideoId},
    privacy, scripts, videos,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(issue))
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewTicket {
    video_id: VideoId,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Ticket {
    /// For the first message on the live WebSocket; good once.
    pub ticket: String,
    pub expires_at: DateTime<Utc>,
    /// The take that will be recorded; its row is `armed`.
    pub take_id: TakeId,
    /// Of the WebSocket.
    pub path: String,
}

/// Opens the way to one take of a video. 403 `consent-required` without a standing consent
/// to the current text.
#[utoipa::path(post, path = "/api/live/tickets/", tag = "live", security(("bearer" = [])), request_body = NewTicket,
    responses((status = 201, body = Ticket), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody)))]
async fn issue(
    State(platform): State<Platform>,
    caller: Caller,
    Body(form): Body<NewTicket>,
) -> Result<(StatusCode, Json<Ticket>), ApiError> {
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::Candidate])?;
    let video = videos::lock_own(&mut tx, form.video_id).await?;
    let consent = privacy::standing(&mut tx, caller.user, privacy::ConsentKind::Record)
        .await?
        .ok_or(Problem::ConsentRequired)?;
    let script = scripts::recordable(&mut tx, video.script).await?;
    let take = videos::arm(&mut tx, video.id, consent.id, &script).await?;
    let ticket = OpaqueToken::new();
    let expires_at = Utc::now() + TICKET_LIFE;
    store::insert(&mut tx, &ticket.hash, take, expires_at).await?;
    tx.commit().await?;
    Ok((
        StatusCode::CREATED,
        Json(Ticket {
            ticket: ticket.text,
            expires_at,
            take_id: take,
            path: LIVE_PATH.to_owned(),
        }),
    ))
}
