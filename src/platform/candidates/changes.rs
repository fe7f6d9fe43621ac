//! The sync log: what changed when, in the profile and in its presentation.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::store;
use crate::{
    Platform,
    accounts::Caller,
    db::RequestTx,
    error::{ApiResult, Problem, ProblemBody},
    http::{Answer, Params, Route},
    ids::{ProfileId, VideoId},
    page::{Counted, EXACT_COUNT, Key, Order, Page, PageQuery, Window, counted},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProfileChange {
    pub id: Uuid,
    /// `profile_changed`, `video_linked` or `video_unlinked`.
    pub kind: String,
    /// Which fields of the profile.
    pub fields: Vec<String>,
    /// The presentation at that time; null when there was none, or it is gone.
    pub video: Option<VideoId>,
    /// Why its update was suggested afterwards.
    pub cv_update_reasons: Vec<String>,
    pub changed_at: DateTime<Utc>,
}

/// The owner's, newest first.
#[utoipa::path(get, path = "/api/candidate/profiles/{id}/sync_log/", tag = "candidates", security(("bearer" = [])),
    params(("id" = ProfileId, Path), PageQuery), responses((status = 200, body = Page<ProfileChange>),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn list(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ProfileId>,
    Params(query): Params<PageQuery>,
) -> Answer<Page<ProfileChange>> {
    let window = query.window(Order::NewestFirst)?;
    let mut tx = caller.enter(&platform).await?;
    store::get(&mut tx, id).await?;
    if store::own_profile(&mut tx, caller.user).await? != Some(id) {
        return Err(Problem::Forbidden.into());
    }
    let rows = rows(&mut tx, id, &window).await?;
    let counted = count(&mut tx, id).await?;
    let path = format!("/api/candidate/profiles/{id}/sync_log/");
    let key = |row: &ProfileChange| Key {
        at: row.changed_at,
        id: row.id,
    };
    let page = window.page(rows, &path, counted, key, Ok)?;
    tx.commit().await?;
    Ok(Json(page))
}

macro_rules! changes {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            ProfileChange,
            r#"SELECT c.id, c.kind, c.fields, c.video_id AS "video: VideoId",
                      c.reasons AS cv_update_reasons, c.changed_at
               FROM profile_changes c WHERE c.profile_id = $1"# + $tail,
            $($argument),*
        )
    };
}

async fn rows(
    tx: &mut RequestTx,
    profile: ProfileId,
    window: &Window,
) -> ApiResult<Vec<ProfileChange>> {
    let Key { at, id } = window.after;
    let rows = match window.descending {
        true => {
            changes!(
                " AND (c.changed_at, c.id) < ($2::timestamptz, $3::uuid)
                  ORDER BY c.changed_at DESC, c.id DESC LIMIT $4",
                profile.0,
                at,
                id,
                window.fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
        false => {
            changes!(
                " AND (c.changed_at, c.id) > ($2::timestamptz, $3::uuid)
                  ORDER BY c.changed_at, c.id LIMIT $4",
                profile.0,
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

async fn count(tx: &mut RequestTx, profile: ProfileId) -> ApiResult<Counted> {
    let bounded = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (SELECT 1 AS one FROM profile_changes
             WHERE profile_id = $1 LIMIT $2) AS listed"#,
        profile.0,
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "profile_changes").await
}
