//! `/api/admin/mails/` and `/api/admin/events/`: what people were to be told, and was not.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{super::store::deliveries as store, window};
use crate::{
    Platform,
    accounts::{Caller, Role},
    error::{Problem, ProblemBody},
    http::{Answer, Params, Route},
    page::{Key, Page, address},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(mails))
        .routes(routes!(retry_mail))
        .routes(routes!(events))
        .routes(routes!(retry_event))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum MailState {
    /// To be sent, now or at the next try.
    Waiting,
    Sent,
    /// The person does not want it any more.
    Suppressed,
    /// A dead letter: it failed too often, or was refused for good.
    Dead,
}

impl MailState {
    fn as_str(self) -> &'static str {
        match self {
            MailState::Waiting => "waiting",
            MailState::Sent => "sent",
            MailState::Suppressed => "suppressed",
            MailState::Dead => "dead",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum EventState {
    Waiting,
    /// Whom it concerns is told.
    Delivered,
    /// A dead letter: it could not be told.
    Dead,
}

impl EventState {
    fn as_str(self) -> &'static str {
        match self {
            EventState::Waiting => "waiting",
            EventState::Delivered => "delivered",
            EventState::Dead => "dead",
        }
    }
}

/// An e-mail. Neither its reader nor its text is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AdminMail {
    pub id: Uuid,
    /// What it is about, such as `video_viewed` or `reset_password`.
    pub topic: String,
    pub state: MailState,
    /// Tries since it was written, or since it was last put back.
    pub attempts: i32,
    /// When it is tried, or was.
    pub next_at: DateTime<Utc>,
    /// The class of the last error, such as `certificate` or `refused`.
    pub error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// A dead letter of this week: what an older one said is erased.
    pub can_retry: bool,
}

/// Something that happened and that people are told of. What it was about stays closed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AdminEvent {
    pub id: i64,
    pub topic: String,
    pub state: EventState,
    pub attempts: i32,
    /// When it is tried, or was.
    pub next_at: DateTime<Utc>,
    /// The class of the last error.
    pub error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub can_retry: bool,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MailsQuery {
    state: Option<MailState>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EventsQuery {
    state: Option<EventState>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

/// E-mails of the last thirty days and those that wait, newest first; `state=dead` are the
/// dead letters.
#[utoipa::path(get, path = "/api/admin/mails/", tag = "administration", security(("bearer" = [])),
    params(MailsQuery), responses((status = 200, body = Page<AdminMail>), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn mails(
    State(platform): State<Platform>,
    caller: Caller,
    Params(query): Params<MailsQuery>,
) -> Answer<Page<AdminMail>> {
    let window = window(query.cursor.as_ref(), query.limit)?;
    let state = query.state.map(MailState::as_str);
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    let rows = store::mails(&mut tx, state, &window).await?;
    let counted = store::count_mails(&mut tx, state).await?;
    tx.commit().await?;
    let path = address("/api/admin/mails/", [("state", state)]);
    let key = |mail: &AdminMail| Key {
        at: mail.created_at,
        id: mail.id,
    };
    Ok(Json(window.page(rows, &path, counted, key, Ok)?))
}

/// Puts a dead letter back, with all its tries. 409 `delivery-not-dead`.
#[utoipa::path(post, path = "/api/admin/mails/{id}/retry/", tag = "administration", security(("bearer" = [])),
    params(("id" = Uuid, Path)), responses((status = 200, body = AdminMail), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn retry_mail(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<Uuid>,
) -> Answer<AdminMail> {
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    store::mail(&mut tx, id).await?;
    if !store::retry_mail(&mut tx, id).await? {
        return Err(Problem::DeliveryNotDead.into());
    }
    let mail = store::mail(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(mail))
}

/// What people were told of in the last thirty days and what waits, newest first;
/// `state=dead` is what could not be told.
#[utoipa::path(get, path = "/api/admin/events/", tag = "administration", security(("bearer" = [])),
    params(EventsQuery), responses((status = 200, body = Page<AdminEvent>), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn events(
    State(platform): State<Platform>,
    caller: Caller,
    Params(query): Params<EventsQuery>,
) -> Answer<Page<AdminEvent>> {
    let window = window(query.cursor.as_ref(), query.limit)?;
    let state = query.state.map(EventState::as_str);
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    let rows = store::events(&mut tx, state, &window).await?;
    let counted = store::count_events(&mut tx, state).await?;
    tx.commit().await?;
    let path = address("/api/admin/events/", [("state", state)]);
    let key = |event: &AdminEvent| Key {
        at: event.created_at,
        // Cursors carry a UUID; an id fits.
        id: Uuid::from_u128(event.id.unsigned_abs().into()),
    };
    Ok(Json(window.page(rows, &path, counted, key, Ok)?))
}

/// Tells of it once more. 409 `delivery-not-dead`.
#[utoipa::path(post, path = "/api/admin/events/{id}/retry/", tag = "administration", security(("bearer" = [])),
    params(("id" = i64, Path)), responses((status = 200, body = AdminEvent), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn retry_event(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<i64>,
) -> Answer<AdminEvent> {
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    store::event(&mut tx, id).await?;
    if !store::retry_event(&mut tx, id).await? {
        return Err(Problem::DeliveryNotDead.into());
    }
    let event = store::event(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(event))
}
