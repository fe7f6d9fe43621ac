//! Read, archived and back. The policies leave nobody but the person a row to mark.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Notification;
use crate::{
    Platform,
    accounts::Caller,
    db::RequestTx,
    error::{ApiResult, Problem, ProblemBody},
    http::{Answer, Route},
    ids::NotificationId,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(read))
        .routes(routes!(archive))
        .routes(routes!(restore))
        .routes(routes!(read_all))
}

/// How many were unread.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct NotificationsMarked {
    updated: u64,
}

/// Marks one as read; again, it changes nothing.
#[utoipa::path(post, path = "/api/notifications/{id}/mark_as_read/", tag = "notifications",
    security(("bearer" = [])), params(("id" = NotificationId, Path)),
    responses((status = 200, body = Notification), (status = 401, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
async fn read(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<NotificationId>,
) -> Answer<Notification> {
    let mut tx = caller.enter(&platform).await?;
    let row = mark(&mut tx, id, Some(true), None).await?;
    tx.commit().await?;
    Ok(Json(row))
}

/// Puts one away; it counts as unread no more.
#[utoipa::path(post, path = "/api/notifications/{id}/archive/", tag = "notifications",
    security(("bearer" = [])), params(("id" = NotificationId, Path)),
    responses((status = 200, body = Notification), (status = 401, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
async fn archive(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<NotificationId>,
) -> Answer<Notification> {
    let mut tx = caller.enter(&platform).await?;
    let row = mark(&mut tx, id, None, Some(true)).await?;
    tx.commit().await?;
    Ok(Json(row))
}

/// Takes one back out of the archive.
#[utoipa::path(post, path = "/api/notifications/{id}/unarchive/", tag = "notifications",
    security(("bearer" = [])), params(("id" = NotificationId, Path)),
    responses((status = 200, body = Notification), (status = 401, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
async fn restore(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<NotificationId>,
) -> Answer<Notification> {
    let mut tx = caller.enter(&platform).await?;
    let row = mark(&mut tx, id, None, Some(false)).await?;
    tx.commit().await?;
    Ok(Json(row))
}

/// Marks everything that is unread and not archived.
#[utoipa::path(post, path = "/api/notifications/mark_all_as_read/", tag = "notifications",
    security(("bearer" = [])), responses((status = 200, body = NotificationsMarked), (status = 401, body = ProblemBody)))]
async fn read_all(State(platform): State<Platform>, caller: Caller) -> Answer<NotificationsMarked> {
    let mut tx = caller.enter(&platform).await?;
    let done = sqlx::query!(
        "UPDATE notifications SET is_read = true, read_at = now()
         WHERE user_id = $1 AND NOT is_read AND NOT is_archived",
        caller.user.0
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Json(NotificationsMarked {
        updated: done.rows_affected(),
    }))
}

async fn mark(
    tx: &mut RequestTx,
    id: NotificationId,
    is_read: Option<bool>,
    is_archived: Option<bool>,
) -> ApiResult<Notification> {
    let user = tx.user;
    sqlx::query_as!(
        Notification,
        r#"UPDATE notifications
           SET is_read = coalesce($3, is_read),
               read_at = CASE WHEN $3 THEN coalesce(read_at, now()) ELSE read_at END,
               is_archived = coalesce($4, is_archived)
           WHERE id = $1 AND user_id = $2
           RETURNING id AS "id: NotificationId", type AS kind, title, message, priority, extra_data,
                     action_url, action_text, reason, is_read, read_at, is_archived, created_at"#,
        id.0,
        user.0,
        is_read,
        is_archived
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| Problem::NotFound.into())
}
