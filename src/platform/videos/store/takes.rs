//! SQL of takes.

use chrono::{DateTime, Utc};
use coach::{
    script::Script,
    take::{Closing, Container, Reception, TakeMedia, TakeOrigin, TakeState},
};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::{
    db::{RequestTx, unreadable},
    error::{ApiResult, Problem},
    ids::{ConsentId, TakeId, UserId, VideoId},
    videos::state::{RenditionState, take_origin, take_state},
};

/// Why an upload is a damaged take.
pub const UPLOAD_UNUSABLE: &str = "upload_unusable";

pub struct TakeRow {
    pub id: TakeId,
    pub video_id: VideoId,
    pub number: i32,
    pub origin: String,
    pub state: String,
    pub started_at: Option<DateTime<Utc>>,
    pub duration_ms: Option<i32>,
    pub gaps: Value,
    pub reception: Option<Value>,
    pub reason: Option<String>,
    pub renditions: String,
    pub created_at: DateTime<Utc>,
    pub kept: bool,
    // Of the take's quality; nothing when it is not scored.
    pub quality_status: Option<String>,
    pub overall: Option<f32>,
}

macro_rules! takes {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            TakeRow,
            r#"SELECT t.id AS "id: TakeId", t.video_id AS "video_id: VideoId", t.number, t.origin, t.state,
                      t.started_at, t.duration_ms, t.gaps, t.reception, t.reason, t.renditions, t.created_at,
                      v.kept_take_id IS NOT DISTINCT FROM t.id AS "kept!",
                      q.status AS "quality_status?", q.overall
               FROM takes t JOIN videos v ON v.id = t.video_id
               LEFT JOIN take_quality q ON q.take_id = t.id WHERE t.user_id = $1 "# + $tail,
            $($argument),*
        )
    };
}

/// The caller's takes of these videos, without those thrown away.
pub async fn takes_of(tx: &mut RequestTx, videos: &[Uuid]) -> ApiResult<Vec<TakeRow>> {
    let me = tx.user.0;
    Ok(takes!(
        "AND t.video_id = ANY($2) AND t.state <> 'discarded' ORDER BY t.video_id, t.number",
        me,
        videos
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// `RowNotFound` for anybody but the owner.
pub async fn take(tx: &mut RequestTx, id: TakeId) -> ApiResult<TakeRow> {
    let me = tx.user.0;
    Ok(takes!("AND t.id = $2", me, id.0)
        .fetch_one(&mut **tx)
        .await?)
}

/// A take's facts for a decision, locked.
pub struct LockedTake {
    pub video: VideoId,
    pub user: UserId,
    pub state: TakeState,
    pub renditions: RenditionState,
}

/// With the request's powers: the owner's takes alone. With the system's: any.
pub async fn lock_take(connection: &mut PgConnection, id: TakeId) -> ApiResult<Option<LockedTake>> {
    let row = sqlx::query!(
        r#"SELECT video_id AS "video: VideoId", user_id AS "user: UserId", state, renditions
           FROM takes WHERE id = $1 FOR UPDATE"#,
        id.0
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(LockedTake {
            video: row.video,
            user: row.user,
            state: take_state(id, &row.state)?,
            renditions: RenditionState::from_row(id, &row.renditions)?,
        })
    })
    .transpose()
}

/// Makes the row of a take that is about to be recorded. The video is locked by the caller.
pub async fn arm(
    tx: &mut RequestTx,
    video: VideoId,
    consent: ConsentId,
    script: &Script,
) -> ApiResult<TakeId> {
    let id = TakeId::new();
    arm_as(tx, id, TakeOrigin::Live, video, consent, script).await?;
    Ok(id)
}

/// As [`arm`], for a take whose id had to be known before.
pub async fn arm_as(
    tx: &mut RequestTx,
    id: TakeId,
    origin: TakeOrigin,
    video: VideoId,
    consent: ConsentId,
    script: &Script,
) -> ApiResult<()> {
    let me = tx.user;
    let number = sqlx::query_scalar!(
        r#"SELECT coalesce(max(number), 0) + 1 AS "number!" FROM takes WHERE video_id = $1"#,
        video.0
    )
    .fetch_one(&mut **tx)
    .await?;
    if number > crate::videos::MAX_TAKES {
        return Err(Problem::TooManyTakes.into());
    }
    sqlx::query!(
        "INSERT INTO takes (id, video_id, user_id, number, consent_id, script, origin)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        video.0,
        me.0,
        number,
        consent.0,
        json!(script),
        origin.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many uploads of the caller wait to become masters.
pub async fn waiting_uploads(tx: &mut RequestTx) -> ApiResult<i64> {
    let me = tx.user;
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM takes
           WHERE user_id = $1 AND state = 'armed' AND origin = 'upload'"#,
        me.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// What `take.json` says of an upload, apart from what changes until it is written.
pub struct WaitingUpload {
    pub video: VideoId,
    pub user: UserId,
    pub script: Script,
    pub consent_version: String,
    pub language: String,
    pub created_at: DateTime<Utc>,
}

/// `None` when the take does not wait any more: done, thrown away, or gone with its video.
pub async fn waiting_upload(
    connection: &mut PgConnection,
    id: TakeId,
) -> ApiResult<Option<WaitingUpload>> {
    let row = sqlx::query!(
        r#"SELECT t.video_id AS "video: VideoId", t.user_id AS "user: UserId", t.script,
                  t.created_at, c.version AS consent_version, u.language
           FROM takes t JOIN consents c ON c.id = t.consent_id JOIN users u ON u.id = t.user_id
           WHERE t.id = $1 AND t.state = 'armed' AND t.origin = 'upload'"#,
        id.0
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(WaitingUpload {
            video: row.video,
            user: row.user,
            script: serde_json::from_value(row.script)
                .map_err(|error| unreadable("takes", "script", id, error))?,
            consent_version: row.consent_version,
            language: row.language,
            created_at: row.created_at,
        })
    })
    .transpose()
}

/// Ends an upload that no master can be made of; true when it still waited.
pub async fn close_unusable_upload(connection: &mut PgConnection, id: TakeId) -> ApiResult<bool> {
    let closed = sqlx::query!(
        "UPDATE takes SET state = 'damaged', reason = $2, updated_at = now()
         WHERE id = $1 AND state = 'armed' AND origin = 'upload'",
        id.0,
        UPLOAD_UNUSABLE
    )
    .execute(connection)
    .await?;
    Ok(closed.rows_affected() == 1)
}

pub async fn take_started(pool: &PgPool, id: TakeId) -> ApiResult<()> {
    let begun = sqlx::query!(
        "UPDATE takes SET state = 'recording', started_at = now(), updated_at = now()
         WHERE id = $1 AND state = 'armed'",
        id.0
    )
    .execute(pool)
    .await?
    .rows_affected();
    if begun == 1 {
        return Ok(());
    }
    let exists = sqlx::query_scalar!(r#"SELECT true AS "yes!" FROM takes WHERE id = $1"#, id.0)
        .fetch_optional(pool)
        .await?;
    Err(match exists {
        Some(_) => Problem::TakeInProgress.into(),
        None => Problem::NotFound.into(),
    })
}

/// What a closed take is written with.
pub struct ClosedTake<'a> {
    pub closing: Closing,
    pub media: Option<&'a TakeMedia>,
    pub reason: Option<&'a str>,
    pub reception: Option<Reception>,
    pub started_at: Option<DateTime<Utc>>,
    pub stopped_at: Option<DateTime<Utc>>,
}

/// The row is locked by the caller, who checked that the state may become this one.
pub async fn close(
    connection: &mut PgConnection,
    id: TakeId,
    closed: &ClosedTake<'_>,
) -> ApiResult<()> {
    let media = closed.media;
    let measured = |value: u32| i32::try_from(value).ok();
    sqlx::query!(
        "UPDATE takes SET state = $2, started_at = coalesce($3, started_at), stopped_at = $4,
                duration_ms = $5, width = $6, height = $7, container = $8, video_codec = $9,
                audio_codec = $10, gaps = $11, av_offset_ms = $12, reason = $13,
                renditions = $14, reception = $15, updated_at = now()
         WHERE id = $1",
        id.0,
        closed.closing.state().as_str(),
        closed.started_at,
        closed.stopped_at,
        media.and_then(|media| i32::try_from(media.duration_ms).ok()),
        media
            .and_then(|media| measured(media.width))
            .filter(|&width| width > 0),
        media
            .and_then(|media| measured(media.height))
            .filter(|&height| height > 0),
        media.map(|media| container_name(media.container)),
        media.map(|media| media.video_codec.as_str()),
        media.and_then(|media| media.audio_codec.as_deref()),
        media.map_or_else(|| json!([]), |media| json!(media.gaps)),
        media.map(|media| media.av_offset_ms),
        closed.reason,
        if media.is_some() { "pending" } else { "none" },
        closed.reception.map(|reception| json!(reception))
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub fn container_name(container: Container) -> &'static str {
    match container {
        Container::Mp4 => "mp4",
        Container::Webm => "webm",
    }
}

pub async fn set_take_state(
    connection: &mut PgConnection,
    id: TakeId,
    state: TakeState,
) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE takes SET state = $2, updated_at = now() WHERE id = $1",
        id.0,
        state.as_str()
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn set_renditions(
    connection: &mut PgConnection,
    id: TakeId,
    renditions: RenditionState,
) -> ApiResult<()> {
    let name = match renditions {
        RenditionState::None => "none",
        RenditionState::Pending => "pending",
        RenditionState::Ready => "ready",
        RenditionState::Failed => "failed",
    };
    sqlx::query!(
        "UPDATE takes SET renditions = $2, updated_at = now() WHERE id = $1",
        id.0,
        name
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether any take of the video is being recorded right now.
pub async fn recording(connection: &mut PgConnection, video: VideoId) -> ApiResult<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM takes WHERE video_id = $1 AND state = 'recording') AS "yes!""#,
        video.0
    )
    .fetch_one(connection)
    .await?)
}

/// Duration, script and sound of a take that may be played.
pub struct PlayableTake {
    pub duration_ms: i32,
    /// What it was recorded along; an upload follows none.
    pub script: Option<Script>,
    pub video_codec: Option<String>,
    pub audio_codec: Option<String>,
}

pub async fn playable(connection: &mut PgConnection, id: TakeId) -> ApiResult<PlayableTake> {
    let row = sqlx::query!(
        "SELECT duration_ms, script, origin, video_codec, audio_codec FROM takes
         WHERE id = $1 AND state IN ('sealed', 'recovered', 'damaged')",
        id.0
    )
    .fetch_one(connection)
    .await?;
    Ok(PlayableTake {
        duration_ms: row.duration_ms.unwrap_or(0),
        script: match take_origin(id, &row.origin)? {
            TakeOrigin::Upload => None,
            TakeOrigin::Live => serde_json::from_value(row.script)
                .map_err(|error| unreadable("takes", "script", id, error))?,
        },
        video_codec: row.video_codec,
        audio_codec: row.audio_codec,
    })
}

/// A take that is recorded here and not closed. Uploads are closed by their job.
#[derive(Debug, Clone)]
pub struct OpenTake {
    pub id: TakeId,
    pub state: TakeState,
    pub created_at: DateTime<Utc>,
}

pub async fn open_takes(pool: &PgPool) -> ApiResult<Vec<OpenTake>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id: TakeId", state, created_at FROM takes
           WHERE state IN ('armed', 'recording') AND origin = 'live' ORDER BY created_at"#
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(OpenTake {
                id: row.id,
                state: take_state(row.id, &row.state)?,
                created_at: row.created_at,
            })
        })
        .collect()
}

/// Ends a take that nothing was recorded of; true when it was still armed.
pub async fn discard_armed(pool: &PgPool, take: TakeId) -> ApiResult<bool> {
    let changed = sqlx::query!(
        "UPDATE takes SET state = 'discarded', updated_at = now() WHERE id = $1 AND state = 'armed'",
        take.0
    )
    .execute(pool)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// An armed take becomes discarded; one whose recording vanished becomes damaged and says so.
pub async fn close_stale(pool: &PgPool, take: &OpenTake) -> ApiResult<bool> {
    let changed = match take.state {
        TakeState::Armed => return discard_armed(pool, take.id).await,
        TakeState::Recording => {
            sqlx::query!(
                "UPDATE takes SET state = 'damaged', reason = 'recording_lost', updated_at = now()
                 WHERE id = $1 AND state = 'recording'",
                take.id.0
            )
            .execute(pool)
            .await?
        }
        TakeState::Sealed | TakeState::Recovered | TakeState::Damaged | TakeState::Discarded => {
            return Ok(false);
        }
    };
    Ok(changed.rows_affected() == 1)
}

/// The state of a take, whoever owns it.
pub async fn state_of(pool: &PgPool, id: TakeId) -> ApiResult<Option<TakeState>> {
    sqlx::query_scalar!("SELECT state FROM takes WHERE id = $1", id.0)
        .fetch_optional(pool)
        .await?
        .map(|name| take_state(id, &name))
        .transpose()
}
