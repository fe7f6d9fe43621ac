//! The centre: one's own notifications, and how many are unread.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Notification, PRIORITIES};
use crate::{
    Platform,
    accounts::Caller,
    db::RequestTx,
    error::{ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Answer, Params, Route},
    ids::{NotificationId, UserId},
    notifications::Kind,
    page::{Counted, EXACT_COUNT, Key, Order, Page, PageQuery, Window, address, counted},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(stats))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// `true` or `false`.
    is_read: Option<String>,
    /// `true` or `false`.
    is_archived: Option<String>,
    /// What it is about, e.g. `video_viewed`.
    #[serde(rename = "type")]
    #[param(rename = "type")]
    kind: Option<String>,
    /// `low`, `normal`, `high` or `urgent`.
    priority: Option<String>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

struct Filter {
    is_read: Option<bool>,
    is_archived: Option<bool>,
    kind: Option<String>,
    priority: Option<String>,
}

impl ListQuery {
    fn filter(&self) -> ApiResult<Filter> {
        let among =
            |name: &str, value: &Option<String>, allowed: &'static [&'static str]| match value
                .as_deref()
                .filter(|value| !value.is_empty())
            {
                Some(value) if !allowed.contains(&value) => {
                    Err(ApiError::field(name, Fault::NotOneOf(allowed)))
                }
                value => Ok(value.map(str::to_owned)),
            };
        const SWITCH: &[&str] = &["true", "false"];
        let switch = |value: Option<String>| value.map(|value| value == "true");
        Ok(Filter {
            is_read: switch(among("is_read", &self.is_read, SWITCH)?),
            is_archived: switch(among("is_archived", &self.is_archived, SWITCH)?),
            kind: among("type", &self.kind, &Kind::NAMES)?,
            priority: among("priority", &self.priority, PRIORITIES)?,
        })
    }
}

impl Filter {
    fn path(&self) -> String {
        let switch = |value: Option<bool>| value.map(|value| value.to_string());
        let filters = [
            ("is_read", switch(self.is_read)),
            ("is_archived", switch(self.is_archived)),
            ("type", self.kind.clone()),
            ("priority", self.priority.clone()),
        ];
        address("/api/notifications/notifications/", filters)
    }
}

/// How many notifications the caller has.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NotificationStats {
    pub user: UserId,
    pub total: i64,
    /// Neither read nor archived.
    pub unread: i64,
    pub archived: i64,
    /// Unread ones by type; a type without any is absent.
    pub unread_by_type: BTreeMap<String, i64>,
}

/// One's own, newest first.
#[utoipa::path(get, path = "/api/notifications/notifications/", tag = "notifications",
    security(("bearer" = [])), params(ListQuery), responses((status = 200, body = Page<Notification>),
    (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn list(
    State(platform): State<Platform>,
    caller: Caller,
    Params(query): Params<ListQuery>,
) -> Answer<Page<Notification>> {
    let filter = query.filter()?;
    let window = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    }
    .window(Order::NewestFirst)?;
    let mut tx = caller.enter(&platform).await?;
    let rows = rows(&mut tx, &window, &filter).await?;
    let counted = count(&mut tx, &filter).await?;
    let page = window.page(rows, &filter.path(), counted, Notification::key, Ok)?;
    tx.commit().await?;
    Ok(Json(page))
}

/// One's own counts; somebody else's answer 404.
#[utoipa::path(get, path = "/api/notifications/stats/{user_id}/", tag = "notifications",
    security(("bearer" = [])), params(("user_id" = UserId, Path)),
    responses((status = 200, body = NotificationStats), (status = 401, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
async fn stats(
    State(platform): State<Platform>,
    caller: Caller,
    Route(user): Route<UserId>,
) -> Answer<NotificationStats> {
    let mut tx = caller.enter(&platform).await?;
    if user != caller.user {
        return Err(Problem::NotFound.into());
    }
    let all = sqlx::query!(
        r#"SELECT count(*) AS "total!", count(*) FILTER (WHERE is_archived) AS "archived!"
           FROM notifications WHERE user_id = $1"#,
        user.0
    )
    .fetch_one(&mut *tx)
    .await?;
    let unread = sqlx::query!(
        r#"SELECT type AS kind, count(*) AS "unread!" FROM notifications
           WHERE user_id = $1 AND NOT is_read AND NOT is_archived GROUP BY type"#,
        user.0
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let unread_by_type: BTreeMap<String, i64> = unread
        .into_iter()
        .map(|row| (row.kind, row.unread))
        .collect();
    Ok(Json(NotificationStats {
        user,
        total: all.total,
        unread: unread_by_type.values().sum(),
        archived: all.archived,
        unread_by_type,
    }))
}

macro_rules! notifications {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Notification,
            r#"SELECT id AS "id: NotificationId", type AS kind, title, message, priority, extra_data,
                      action_url, action_text, reason, is_read, read_at, is_archived, created_at
               FROM notifications
               WHERE user_id = $1 AND ($2::bool IS NULL OR is_read = $2)
                 AND ($3::bool IS NULL OR is_archived = $3) AND ($4::text IS NULL OR type = $4)
                 AND ($5::text IS NULL OR priority = $5) "# + $tail,
            $($argument),*
        )
    };
}

async fn rows(
    tx: &mut RequestTx,
    window: &Window,
    filter: &Filter,
) -> ApiResult<Vec<Notification>> {
    let user = tx.user;
    let Key { at, id } = window.after;
    let kind = filter.kind.as_deref();
    let priority = filter.priority.as_deref();
    let rows = match window.descending {
        true => {
            notifications!(
                "AND (created_at, id) < ($6::timestamptz, $7::uuid)
                 ORDER BY created_at DESC, id DESC LIMIT $8",
                user.0,
                filter.is_read,
                filter.is_archived,
                kind,
                priority,
                at,
                id,
                window.fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
        false => {
            notifications!(
                "AND (created_at, id) > ($6::timestamptz, $7::uuid)
                 ORDER BY created_at, id LIMIT $8",
                user.0,
                filter.is_read,
                filter.is_archived,
                kind,
                priority,
                at,
                id,
                window.fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
    };
    Ok(rows)
}

async fn count(tx: &mut RequestTx, filter: &Filter) -> ApiResult<Counted> {
    let user = tx.user;
    let bounded = sqlx::query_scalar!(
        r#"SELECT count(*) AS "rows!" FROM (
               SELECT 1 FROM notifications
               WHERE user_id = $1 AND ($2::bool IS NULL OR is_read = $2)
                 AND ($3::bool IS NULL OR is_archived = $3) AND ($4::text IS NULL OR type = $4)
                 AND ($5::text IS NULL OR priority = $5) LIMIT $6) AS few"#,
        user.0,
        filter.is_read,
        filter.is_archived,
        filter.kind.as_deref(),
        filter.priority.as_deref(),
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "notifications").await
}
