//! SQL of the queue.

use std::time::Duration;

use serde_json::Value;
use sqlx::{PgConnection, PgPool};

use super::Kind;
use crate::{error::ApiResult, ids::JobId};

/// Workers listen here.
pub const CHANNEL: &str = "jobgate_jobs";

/// Writes a job into the caller's transaction; workers hear of it at the commit. With a
/// `unique_key`, an open job with the same key makes this one unnecessary.
pub async fn enqueue(
    connection: &mut PgConnection,
    kind: Kind,
    payload: Value,
    unique_key: Option<&str>,
) -> ApiResult<()> {
    sqlx::query!(
        "INSERT INTO jobs (id, kind, payload, unique_key) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        JobId::new().0,
        kind.as_str(),
        payload,
        unique_key
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("SELECT pg_notify($1, '')", CHANNEL)
        .execute(connection)
        .await?;
    Ok(())
}

#[derive(Debug, Clone)]
pub struct Claimed {
    pub id: JobId,
    pub kind: String,
    pub payload: Value,
    /// This try, from 1. It is the fence: a worker that lost its lease writes nothing.
    pub attempt: i32,
    pub max_attempts: i32,
}

/// Takes the job that waits longest, or one whose worker went silent.
pub async fn claim(pool: &PgPool, lease: Duration) -> sqlx::Result<Option<Claimed>> {
    sqlx::query_as!(
        Claimed,
        r#"UPDATE jobs SET state = 'running', attempts = attempts + 1,
                  lease_until = now() + make_interval(secs => $1)
           WHERE id = (
               SELECT id FROM jobs
               WHERE (state = 'queued' AND run_at <= now()) OR (state = 'running' AND lease_until < now())
               ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING id AS "id: JobId", kind, payload, attempts AS attempt, max_attempts"#,
        lease.as_secs_f64()
    )
    .fetch_optional(pool)
    .await
}

/// False when the lease was lost: somebody else has the job.
pub async fn extend(pool: &PgPool, job: &Claimed, lease: Duration) -> sqlx::Result<bool> {
    let kept = sqlx::query!(
        "UPDATE jobs SET lease_until = now() + make_interval(secs => $3)
         WHERE id = $1 AND attempts = $2 AND state = 'running'",
        job.id.0,
        job.attempt,
        lease.as_secs_f64()
    )
    .execute(pool)
    .await?;
    Ok(kept.rows_affected() == 1)
}

pub async fn done(pool: &PgPool, job: &Claimed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE jobs SET state = 'done', lease_until = NULL, last_error = NULL, finished_at = now()
         WHERE id = $1 AND attempts = $2 AND state = 'running'",
        job.id.0,
        job.attempt
    )
    .execute(pool)
    .await?;
    Ok(())
}

pub async fn retry(pool: &PgPool, job: &Claimed, error: &str, pause: Duration) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE jobs SET state = 'queued', lease_until = NULL, last_error = $3,
                run_at = now() + make_interval(secs => $4)
         WHERE id = $1 AND attempts = $2 AND state = 'running'",
        job.id.0,
        job.attempt,
        error,
        pause.as_secs_f64()
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Gives a job back untouched, for a worker that is told to stop.
pub async fn give_back(pool: &PgPool, job: &Claimed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE jobs SET state = 'queued', lease_until = NULL, attempts = attempts - 1, run_at = now()
         WHERE id = $1 AND attempts = $2 AND state = 'running'",
        job.id.0,
        job.attempt
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// False when the lease was lost.
pub async fn bury(connection: &mut PgConnection, job: &Claimed, error: &str) -> sqlx::Result<bool> {
    let buried = sqlx::query!(
        "UPDATE jobs SET state = 'dead', lease_until = NULL, last_error = $3, finished_at = now()
         WHERE id = $1 AND attempts = $2 AND state = 'running'",
        job.id.0,
        job.attempt,
        error
    )
    .execute(connection)
    .await?;
    Ok(buried.rows_affected() == 1)
}

/// Removes rows that have said all they had to say: done jobs after a week, tickets and
/// answers to requests that were not sent again after a day, refresh tokens and their sessions when no token of theirs can come back.
pub async fn tidy(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM jobs WHERE state = 'done' AND finished_at < now() - interval '7 days'"
    )
    .execute(pool)
    .await?;
    sqlx::query!("DELETE FROM live_tickets WHERE created_at < now() - interval '1 day'")
        .execute(pool)
        .await?;
    sqlx::query!("DELETE FROM idempotency_keys WHERE created_at <= now() - interval '1 day'")
        .execute(pool)
        .await?;
    sqlx::query!("DELETE FROM refresh_tokens WHERE expires_at < now() - interval '1 day'")
        .execute(pool)
        .await?;
    sqlx::query!(
        "DELETE FROM sessions s WHERE s.created_at < now() - interval '1 day'
         AND NOT EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.session_id = s.id)"
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// How the queue stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCounts {
    pub queued: i64,
    pub running: i64,
    pub dead: i64,
}

pub async fn counts(platform: &crate::Platform) -> ApiResult<QueueCounts> {
    Ok(sqlx::query_as!(
        QueueCounts,
        r#"SELECT count(*) FILTER (WHERE state = 'queued') AS "queued!",
                  count(*) FILTER (WHERE state = 'running') AS "running!",
                  count(*) FILTER (WHERE state = 'dead') AS "dead!"
           FROM jobs WHERE state <> 'done'"#
    )
    .fetch_one(platform.db().system())
    .await?)
}
