//! SQL of views.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::{
    db::{RequestTx, unreadable},
    error::{ApiError, ApiResult, Problem},
    ids::{CompanyId, UserId, VideoId, ViewId},
    page::{Counted, EXACT_COUNT, Key, Window, counted},
    videos::Intervals,
};

pub struct ViewRow {
    pub id: ViewId,
    pub video_id: VideoId,
    pub viewer_id: UserId,
    pub viewed_at: DateTime<Utc>,
    pub intervals: Value,
    pub watched_ms: i32,
    pub completed_viewing: bool,
    pub rating: Option<i32>,
    pub notes: Option<String>,
}

impl ViewRow {
    pub fn key(&self) -> Key {
        Key {
            at: self.viewed_at,
            id: self.id.0,
        }
    }

    pub fn intervals(&self) -> ApiResult<Intervals> {
        serde_json::from_value(self.intervals.clone())
            .map_err(|error| unreadable("video_views", "intervals", self.id, error))
    }
}

/// A view as the candidate learns of it: which company, and not who of it.
pub struct ByCompanyRow {
    pub id: ViewId,
    pub company_id: CompanyId,
    pub company_name: String,
    pub viewed_at: DateTime<Utc>,
    pub completed_viewing: bool,
}

impl ByCompanyRow {
    pub fn key(&self) -> Key {
        Key {
            at: self.viewed_at,
            id: self.id.0,
        }
    }
}

macro_rules! views {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            ViewRow,
            r#"SELECT w.id AS "id: ViewId", w.video_id AS "video_id: VideoId",
                      w.viewer_id AS "viewer_id: UserId", w.viewed_at, w.intervals, w.watched_ms,
                      w.completed_viewing, j.rating AS "rating?", j.notes AS "notes?"
               FROM video_views w LEFT JOIN view_judgements j ON j.view_id = w.id
               WHERE w.video_id = $1 AND w.viewer_id = $2"# + $tail,
            $($argument),*
        )
    };
}

/// Begins a view by somebody of a company.
pub async fn insert_view(
    tx: &mut RequestTx,
    video: VideoId,
    owner: UserId,
) -> ApiResult<(ViewId, CompanyId)> {
    let company = tx.company.ok_or(Problem::Forbidden)?;
    let (id, me) = (ViewId::new(), tx.user);
    sqlx::query!(
        "INSERT INTO video_views (id, video_id, owner_id, viewer_id, company_id) VALUES ($1, $2, $3, $4, $5)",
        id.0,
        video.0,
        owner.0,
        me.0,
        company.0
    )
    .execute(&mut **tx)
    .await?;
    Ok((id, company))
}

/// The viewer's own row. `RowNotFound` for anybody else.
pub async fn own_view(tx: &mut RequestTx, video: VideoId, id: ViewId) -> ApiResult<ViewRow> {
    let me = tx.user.0;
    Ok(views!(" AND w.id = $3", video.0, me, id.0)
        .fetch_one(&mut **tx)
        .await?)
}

/// So that two reports of one player are added one after the other.
pub async fn lock_view(tx: &mut RequestTx, id: ViewId) -> ApiResult<()> {
    let me = tx.user;
    sqlx::query_scalar!(
        "SELECT id FROM video_views WHERE id = $1 AND viewer_id = $2 FOR UPDATE",
        id.0,
        me.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(())
}

/// The caller's own.
pub async fn own_views(
    tx: &mut RequestTx,
    video: VideoId,
    window: &Window,
) -> ApiResult<Vec<ViewRow>> {
    let me = tx.user.0;
    let Key { at, id } = window.after;
    let rows = match window.descending {
        true => {
            views!(
                " AND (w.viewed_at, w.id) < ($3::timestamptz, $4::uuid)
                  ORDER BY w.viewed_at DESC, w.id DESC LIMIT $5",
                video.0,
                me,
                at,
                id,
                window.fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
        false => {
            views!(
                " AND (w.viewed_at, w.id) > ($3::timestamptz, $4::uuid)
                  ORDER BY w.viewed_at, w.id LIMIT $5",
                video.0,
                me,
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

pub async fn count_own_views(tx: &mut RequestTx, video: VideoId) -> ApiResult<Counted> {
    let me = tx.user.0;
    let bounded = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (SELECT 1 AS one FROM video_views w
             WHERE w.video_id = $1 AND w.viewer_id = $2 LIMIT $3) AS listed"#,
        video.0,
        me,
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "video_views").await
}

macro_rules! watched_by {
    ($order:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            ByCompanyRow,
            r#"SELECT w.id AS "id!: ViewId", w.company_id AS "company_id!: CompanyId",
                      c.name AS company_name, w.viewed_at AS "viewed_at!",
                      w.completed_viewing AS "completed_viewing!"
               FROM watched_by($1, $2, $3::timestamptz, $4::uuid, $5) w
               JOIN companies c ON c.id = w.company_id"# + $order,
            $($argument),*
        )
    };
}

/// Of a video of the caller's own; none of anybody else's.
pub async fn views_by_company(
    tx: &mut RequestTx,
    video: VideoId,
    window: &Window,
) -> ApiResult<Vec<ByCompanyRow>> {
    let Key { at, id } = window.after;
    let rows = match window.descending {
        true => {
            watched_by!(
                " ORDER BY w.viewed_at DESC, w.id DESC",
                video.0,
                true,
                at,
                id,
                window.fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
        false => {
            watched_by!(
                " ORDER BY w.viewed_at, w.id",
                video.0,
                false,
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

pub async fn count_views_by_company(tx: &mut RequestTx, video: VideoId) -> ApiResult<Counted> {
    let bounded = sqlx::query_scalar!(
        r#"SELECT count_watched_by($1, $2) AS "count!""#,
        video.0,
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "video_views").await
}

pub async fn set_watched(
    tx: &mut RequestTx,
    id: ViewId,
    seen: &Intervals,
    completed: bool,
) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE video_views SET intervals = $2, watched_ms = $3, completed_viewing = $4, updated_at = now()
         WHERE id = $1",
        id.0,
        json!(seen),
        i32::try_from(seen.watched_ms()).map_err(ApiError::internal)?,
        completed
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is absent stays as it is.
pub async fn judge(
    tx: &mut RequestTx,
    id: ViewId,
    rating: Option<i32>,
    notes: Option<&str>,
) -> ApiResult<()> {
    let me = tx.user;
    sqlx::query!(
        "INSERT INTO view_judgements (view_id, user_id, rating, notes) VALUES ($1, $2, $3, coalesce($4, ''))
         ON CONFLICT (view_id) DO UPDATE SET rating = coalesce($3, view_judgements.rating),
                                             notes = coalesce($4, view_judgements.notes)",
        id.0,
        me.0,
        rating,
        notes
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
