//! SQL of videos.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use crate::{
    accounts::Role,
    db::RequestTx,
    error::ApiResult,
    ids::{AssetId, ProfileId, ScriptId, TakeId, UserId, VideoId},
    page::{Counted, EXACT_COUNT, Key, Order, Window, counted},
    videos::state::{VideoState, VideoStatus},
};

pub struct VideoRow {
    pub id: VideoId,
    pub user_id: UserId,
    pub profile_id: ProfileId,
    pub script_id: ScriptId,
    pub title: String,
    pub description: String,
    pub private_notes: String,
    pub status: String,
    pub is_practice: bool,
    pub kept_take_id: Option<TakeId>,
    pub linked_to_cv: bool,
    pub cv_update_suggested: bool,
    pub cv_update_reasons: Vec<String>,
    pub view_count: i32,
    pub unique_viewers: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    // Of the kept take.
    pub duration_ms: Option<i32>,
    pub container: Option<String>,
    pub video_codec: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub gaps: Option<Value>,
    pub av_offset_ms: Option<i32>,
    pub size_bytes: Option<i64>,
    pub sha256: Option<String>,
    pub poster_id: Option<AssetId>,
    /// Of a rejected video.
    pub rejection_reason: Option<String>,
    // The policies show the four and the notes to the owner alone; `overall` is the owner's, or
    // what the schema shows of it to a company.
    pub face: Option<f32>,
    pub lighting: Option<f32>,
    pub audio: Option<f32>,
    pub position: Option<f32>,
    pub overall: Option<f32>,
}

impl VideoRow {
    pub fn state(&self) -> ApiResult<VideoState> {
        VideoState::from_row(self.id, &self.status, self.kept_take_id)
    }

    pub fn key(&self) -> Key {
        Key {
            at: self.created_at,
            id: self.id.0,
        }
    }
}

macro_rules! videos {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            VideoRow,
            r#"SELECT v.id AS "id: VideoId", v.user_id AS "user_id: UserId",
                      v.profile_id AS "profile_id: ProfileId", v.script_id AS "script_id: ScriptId",
                      v.title, v.description, coalesce(n.notes, '') AS "private_notes!", v.status, v.is_practice,
                      v.kept_take_id AS "kept_take_id: TakeId", v.linked_to_cv, v.cv_update_suggested,
                      v.cv_update_reasons,
                      v.view_count, v.unique_viewers, v.created_at, v.updated_at,
                      t.duration_ms, t.container, t.video_codec AS "video_codec?", t.width, t.height,
                      t.gaps AS "gaps?", t.av_offset_ms,
                      m.size_bytes AS "size_bytes?", m.sha256 AS "sha256?", p.id AS "poster_id?: AssetId",
                      CASE WHEN v.status = 'rejected' THEN
                          (SELECT j.reason FROM video_judgements j WHERE j.video_id = v.id
                           ORDER BY j.judged_at DESC, j.id DESC LIMIT 1) END AS "rejection_reason?",
                      q.face, q.lighting, q.audio, q.position,
                      coalesce(q.overall, shown_quality(v.id)) AS "overall?"
               FROM videos v
               LEFT JOIN takes t ON t.id = v.kept_take_id
               LEFT JOIN assets m ON m.take_id = t.id AND m.kind = 'master'
               LEFT JOIN assets p ON p.take_id = t.id AND p.kind = 'poster'
               LEFT JOIN take_quality q ON q.take_id = t.id
               LEFT JOIN video_notes n ON n.video_id = v.id
               "# + $tail,
            $($argument),*
        )
    };
}

/// The caller's own, or those a company may see: the policies decide. A candidate's are
/// asked for by owner all the same, for the policies together tell the planner no index.
pub async fn list(
    tx: &mut RequestTx,
    window: &Window,
    status: Option<VideoStatus>,
) -> ApiResult<Vec<VideoRow>> {
    let status = status.map(VideoStatus::as_str);
    let Key { at, id } = window.after;
    let (me, fetch) = (tx.user.0, window.fetch);
    let rows = match (tx.role == Role::Candidate, window.descending) {
        (true, true) => {
            videos!(
                "WHERE v.user_id = $5 AND ($1::text IS NULL OR v.status = $1)
                   AND (v.created_at, v.id) < ($2::timestamptz, $3::uuid)
                 ORDER BY v.created_at DESC, v.id DESC LIMIT $4",
                status,
                at,
                id,
                fetch,
                me
            )
            .fetch_all(&mut **tx)
            .await?
        }
        (true, false) => {
            videos!(
                "WHERE v.user_id = $5 AND ($1::text IS NULL OR v.status = $1)
                   AND (v.created_at, v.id) > ($2::timestamptz, $3::uuid)
                 ORDER BY v.created_at, v.id LIMIT $4",
                status,
                at,
                id,
                fetch,
                me
            )
            .fetch_all(&mut **tx)
            .await?
        }
        (false, true) => {
            videos!(
                "WHERE ($1::text IS NULL OR v.status = $1)
                   AND (v.created_at, v.id) < ($2::timestamptz, $3::uuid)
                 ORDER BY v.created_at DESC, v.id DESC LIMIT $4",
                status,
                at,
                id,
                fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
        (false, false) => {
            videos!(
                "WHERE ($1::text IS NULL OR v.status = $1)
                   AND (v.created_at, v.id) > ($2::timestamptz, $3::uuid)
                 ORDER BY v.created_at, v.id LIMIT $4",
                status,
                at,
                id,
                fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
    };
    Ok(rows)
}

pub async fn count(tx: &mut RequestTx, status: Option<VideoStatus>) -> ApiResult<Counted> {
    let status = status.map(VideoStatus::as_str);
    let me = tx.user.0;
    let bounded = match tx.role {
        Role::Candidate => {
            sqlx::query_scalar!(
                r#"SELECT count(*) AS "count!" FROM (SELECT 1 AS one FROM videos v
                     WHERE v.user_id = $3 AND ($1::text IS NULL OR v.status = $1) LIMIT $2) AS listed"#,
                status,
                EXACT_COUNT + 1,
                me
            )
            .fetch_one(&mut **tx)
            .await?
        }
        Role::Recruiter | Role::CompanyAdmin => {
            sqlx::query_scalar!(
                r#"SELECT count_shown_videos($1, $2) AS "count!""#,
                status,
                EXACT_COUNT as i32 + 1
            )
            .fetch_one(&mut **tx)
            .await?
        }
        Role::PlatformAdmin => {
            sqlx::query_scalar!(
                r#"SELECT count(*) AS "count!" FROM (SELECT 1 AS one FROM videos v
                     WHERE ($1::text IS NULL OR v.status = $1) LIMIT $2) AS listed"#,
                status,
                EXACT_COUNT + 1
            )
            .fetch_one(&mut **tx)
            .await?
        }
    };
    counted(tx, bounded, "videos").await
}

/// `RowNotFound` when it does not exist or is not open to the caller.
pub async fn get(tx: &mut RequestTx, id: VideoId) -> ApiResult<VideoRow> {
    Ok(videos!("WHERE v.id = $1", id.0)
        .fetch_one(&mut **tx)
        .await?)
}

/// The owner's view of a video, locked until the end of the transaction.
pub struct OwnVideo {
    pub id: VideoId,
    pub state: VideoState,
    pub is_practice: bool,
    pub script: ScriptId,
    pub updated_at: DateTime<Utc>,
}

/// `RowNotFound` for anybody but the owner.
pub async fn lock_own(tx: &mut RequestTx, id: VideoId) -> ApiResult<OwnVideo> {
    let me = tx.user;
    let row = sqlx::query!(
        r#"SELECT status, kept_take_id AS "kept_take_id: TakeId", is_practice,
                  script_id AS "script_id: ScriptId", updated_at
           FROM videos WHERE id = $1 AND user_id = $2 FOR UPDATE"#,
        id.0,
        me.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(OwnVideo {
        id,
        state: VideoState::from_row(id, &row.status, row.kept_take_id)?,
        is_practice: row.is_practice,
        script: row.script_id,
        updated_at: row.updated_at,
    })
}

pub async fn insert(
    tx: &mut RequestTx,
    profile: ProfileId,
    script: ScriptId,
    title: &str,
    description: &str,
    is_practice: bool,
) -> ApiResult<VideoId> {
    let (id, me) = (VideoId::new(), tx.user);
    sqlx::query!(
        "INSERT INTO videos (id, user_id, profile_id, script_id, title, description, is_practice)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        me.0,
        profile.0,
        script.0,
        title,
        description,
        is_practice
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// What is absent stays as it is.
pub async fn update_texts(
    tx: &mut RequestTx,
    id: VideoId,
    title: Option<&str>,
    description: Option<&str>,
    private_notes: Option<&str>,
) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE videos SET title = coalesce($2, title), description = coalesce($3, description),
                updated_at = now() WHERE id = $1",
        id.0,
        title,
        description
    )
    .execute(&mut **tx)
    .await?;
    let Some(notes) = private_notes else {
        return Ok(());
    };
    let me = tx.user;
    sqlx::query!(
        "INSERT INTO video_notes (video_id, user_id, notes) VALUES ($1, $2, $3)
         ON CONFLICT (video_id) DO UPDATE SET notes = excluded.notes",
        id.0,
        me.0,
        notes
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes the state; draft unlinks the video from the profile.
pub async fn set_state(
    connection: &mut PgConnection,
    id: VideoId,
    state: VideoState,
) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE videos SET status = $2, kept_take_id = $3,
                linked_to_cv = linked_to_cv AND $3::uuid IS NOT NULL, updated_at = now() WHERE id = $1",
        id.0,
        state.status().as_str(),
        state.kept_take().map(|take| take.0)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The newest of the caller's own that can be a presentation.
pub async fn newest_kept(tx: &mut RequestTx) -> ApiResult<Option<VideoId>> {
    let me = tx.user;
    Ok(sqlx::query_scalar!(
        r#"SELECT id AS "id: VideoId" FROM videos
           WHERE user_id = $1 AND status IN ('processing', 'completed', 'approved')
           ORDER BY created_at DESC, id DESC LIMIT 1"#,
        me.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub async fn delete(tx: &mut RequestTx, id: VideoId) -> ApiResult<()> {
    sqlx::query!("DELETE FROM videos WHERE id = $1", id.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub fn order_of(ordering: Option<&str>) -> Option<Order> {
    match ordering {
        None | Some("-created_at") => Some(Order::NewestFirst),
        Some("created_at") => Some(Order::OldestFirst),
        Some(_) => None,
    }
}
