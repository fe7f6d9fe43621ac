//! SQL of scores.

use chrono::{DateTime, Utc};
use coach::{
    guidance::Guidance,
    hint::Hint,
    score::{Criterion, Scores},
};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};

use super::{CheckKind, MAX_HISTORY, name_of};
use crate::{
    db::{RequestTx, unreadable},
    error::ApiResult,
    ids::{CheckId, TakeId, UserId, VideoId},
    page::{Counted, EXACT_COUNT, Key, Window, counted},
    ports::TakeAnalysis,
};

pub async fn insert_pending(
    connection: &mut PgConnection,
    take: TakeId,
    user: UserId,
    samples: &[Guidance],
) -> ApiResult<()> {
    sqlx::query!(
        "INSERT INTO take_quality (take_id, user_id, samples) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        take.0,
        user.0,
        json!(samples)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A take that waits for its scores.
pub struct Pending {
    pub user: UserId,
    pub samples: Vec<Guidance>,
    pub duration_ms: i64,
}

pub async fn pending(pool: &PgPool, take: TakeId) -> ApiResult<Option<Pending>> {
    let row = sqlx::query!(
        r#"SELECT q.user_id AS "user: UserId", q.samples, t.duration_ms
           FROM take_quality q JOIN takes t ON t.id = q.take_id
           WHERE q.take_id = $1 AND q.status = 'pending'"#,
        take.0
    )
    .fetch_optional(pool)
    .await?;
    row.map(|row| {
        Ok(Pending {
            user: row.user,
            samples: serde_json::from_value(row.samples)
                .map_err(|error| unreadable("take_quality", "samples", take, error))?,
            duration_ms: row.duration_ms.unwrap_or(0).into(),
        })
    })
    .transpose()
}

pub struct Scored {
    pub user: UserId,
    pub video: VideoId,
}

/// Writes the scores of a take that waits for them; `None` when none does.
pub async fn set_ready(
    connection: &mut PgConnection,
    take: TakeId,
    analysis: &TakeAnalysis,
) -> ApiResult<Option<Scored>> {
    let speech = analysis.speech.as_ref();
    let quality = analysis.quality.as_ref();
    let scores = quality.map(|quality| quality.scores).unwrap_or_default();
    Ok(sqlx::query_as!(
        Scored,
        r#"UPDATE take_quality q SET status = 'ready', face = $2, lighting = $3, audio = $4, position = $5,
                  overall = $6, reason = $7, signal_mos = $8, background_mos = $9, overall_mos = $10,
                  hints = $11, tips = $12, samples = $13, analysis_version = $14, updated_at = now()
           FROM takes t
           WHERE q.take_id = $1 AND q.status = 'pending' AND t.id = q.take_id
           RETURNING q.user_id AS "user: UserId", t.video_id AS "video: VideoId""#,
        take.0,
        scores.face,
        scores.lighting,
        scores.audio,
        scores.position,
        quality.map(|quality| quality.overall),
        quality.map(|quality| name_of(quality.reason)),
        speech.map(|speech| speech.signal_mos),
        speech.map(|speech| speech.background_mos),
        speech.map(|speech| speech.overall_mos),
        json!(quality.map_or(&[][..], |quality| &quality.hints)),
        json!(quality.map_or(&[][..], |quality| &quality.tips)),
        json!(analysis.samples),
        analysis.version
    )
    .fetch_optional(connection)
    .await?)
}

pub async fn set_failed(connection: &mut PgConnection, take: TakeId) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE take_quality SET status = 'failed', updated_at = now()
         WHERE take_id = $1 AND status = 'pending'",
        take.0
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The take's line in the history; none without scores.
pub async fn insert_take_check(
    connection: &mut PgConnection,
    take: TakeId,
    user: UserId,
    analysis: &TakeAnalysis,
) -> ApiResult<()> {
    let Some(quality) = &analysis.quality else {
        return Ok(());
    };
    let mut hints = Vec::new();
    for span in &quality.hints {
        let hint = Hint {
            code: span.code,
            criterion: span.criterion,
            severity: span.severity,
        };
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    let measures = match &analysis.speech {
        None => json!({}),
        Some(speech) => json!({ "speech": {
            "signal_mos": speech.signal_mos,
            "background_mos": speech.background_mos,
            "overall_mos": speech.overall_mos,
        } }),
    };
    sqlx::query!(
        "INSERT INTO quality_checks (id, user_id, kind, take_id, face, lighting, audio, position,
                                     overall, reason, measures, hints)
         VALUES ($1, $2, 'take', $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (take_id) DO NOTHING",
        CheckId::new().0,
        user.0,
        take.0,
        quality.scores.face,
        quality.scores.lighting,
        quality.scores.audio,
        quality.scores.position,
        quality.overall,
        name_of(quality.reason),
        measures,
        json!(hints)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes everything that was computed about a take. With the request's powers: of the
/// caller's own alone.
pub async fn forget_take(connection: &mut PgConnection, take: TakeId) -> ApiResult<()> {
    sqlx::query!("DELETE FROM take_quality WHERE take_id = $1", take.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("DELETE FROM quality_checks WHERE take_id = $1", take.0)
        .execute(connection)
        .await?;
    Ok(())
}

pub struct QualityRow {
    pub status: Option<String>,
    pub face: Option<f32>,
    pub lighting: Option<f32>,
    pub audio: Option<f32>,
    pub position: Option<f32>,
    pub overall: Option<f32>,
    pub reason: Option<String>,
    pub signal_mos: Option<f32>,
    pub background_mos: Option<f32>,
    pub overall_mos: Option<f32>,
    pub hints: Option<Value>,
    pub tips: Option<Value>,
    pub samples: Option<Value>,
}

/// `RowNotFound` for anybody but the take's owner; all empty for a take that is not scored.
pub async fn quality(tx: &mut RequestTx, take: TakeId) -> ApiResult<QualityRow> {
    let me = tx.user;
    Ok(sqlx::query_as!(
        QualityRow,
        r#"SELECT q.status AS "status?", q.face, q.lighting, q.audio, q.position, q.overall, q.reason,
                  q.signal_mos, q.background_mos, q.overall_mos,
                  q.hints AS "hints?", q.tips AS "tips?", q.samples AS "samples?"
           FROM takes t LEFT JOIN take_quality q ON q.take_id = t.id
           WHERE t.id = $1 AND t.user_id = $2"#,
        take.0,
        me.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub struct CheckRow {
    pub id: CheckId,
    pub kind: String,
    pub take_id: Option<TakeId>,
    pub face: Option<f32>,
    pub lighting: Option<f32>,
    pub audio: Option<f32>,
    pub position: Option<f32>,
    pub overall: Option<f32>,
    pub reason: Option<String>,
    pub measures: Value,
    pub hints: Value,
    pub created_at: DateTime<Utc>,
}

impl CheckRow {
    pub fn key(&self) -> Key {
        Key {
            at: self.created_at,
            id: self.id.0,
        }
    }
}

macro_rules! checks {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            CheckRow,
            r#"SELECT id AS "id: CheckId", kind, take_id AS "take_id: TakeId", face, lighting, audio,
                      position, overall, reason, measures, hints, created_at
               FROM quality_checks WHERE user_id = $1"# + $tail,
            $($argument),*
        )
    };
}

/// The caller's own checks.
pub async fn checks(
    tx: &mut RequestTx,
    window: &Window,
    kind: Option<CheckKind>,
) -> ApiResult<Vec<CheckRow>> {
    let me = tx.user.0;
    let kind = kind.map(CheckKind::as_str);
    let Key { at, id } = window.after;
    let rows = match window.descending {
        true => {
            checks!(
                " AND ($2::text IS NULL OR kind = $2)
                  AND (created_at, id) < ($3::timestamptz, $4::uuid)
                  ORDER BY created_at DESC, id DESC LIMIT $5",
                me,
                kind,
                at,
                id,
                window.fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
        false => {
            checks!(
                " AND ($2::text IS NULL OR kind = $2)
                  AND (created_at, id) > ($3::timestamptz, $4::uuid)
                  ORDER BY created_at, id LIMIT $5",
                me,
                kind,
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

pub async fn count_checks(tx: &mut RequestTx, kind: Option<CheckKind>) -> ApiResult<Counted> {
    let me = tx.user;
    let bounded = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (SELECT 1 AS one FROM quality_checks
             WHERE user_id = $1 AND ($2::text IS NULL OR kind = $2) LIMIT $3) AS listed"#,
        me.0,
        kind.map(CheckKind::as_str),
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "quality_checks").await
}

/// A check that is no take's.
pub struct NewCheck<'a> {
    pub kind: CheckKind,
    pub scores: Scores,
    pub overall: Option<f32>,
    pub reason: Option<Criterion>,
    pub measures: &'a Value,
    pub hints: &'a [Hint],
}

pub async fn insert_check(tx: &mut RequestTx, check: &NewCheck<'_>) -> ApiResult<CheckRow> {
    let (id, me) = (CheckId::new(), tx.user);
    sqlx::query!(
        "INSERT INTO quality_checks (id, user_id, kind, face, lighting, audio, position,
                                     overall, reason, measures, hints)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id.0,
        me.0,
        check.kind.as_str(),
        check.scores.face,
        check.scores.lighting,
        check.scores.audio,
        check.scores.position,
        check.overall,
        check.reason.map(name_of),
        check.measures,
        json!(check.hints)
    )
    .execute(&mut **tx)
    .await?;
    Ok(checks!(" AND id = $2", me.0, id.0)
        .fetch_one(&mut **tx)
        .await?)
}

/// Lets the oldest checks go, so that a history cannot grow without end.
pub async fn trim_checks(tx: &mut RequestTx) -> ApiResult<()> {
    let me = tx.user;
    sqlx::query!(
        "DELETE FROM quality_checks WHERE id IN (
             SELECT id FROM quality_checks WHERE user_id = $1 AND take_id IS NULL
             ORDER BY created_at DESC, id DESC OFFSET $2)",
        me.0,
        MAX_HISTORY
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
