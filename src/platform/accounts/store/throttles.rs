//! SQL of the counters behind [`super::super::throttle`].

use std::time::Duration;

use sqlx::PgConnection;

use crate::error::ApiResult;

/// A counter as it stands, its row locked.
pub struct Counter {
    pub failures: f64,
    /// Since the last charge, seconds.
    pub quiet_s: f64,
    /// Until a try is looked at again, seconds; negative when that time has passed.
    pub wait_s: f64,
}

/// The update changes nothing: it locks the row that is there, or makes it.
pub async fn lock(connection: &mut PgConnection, key: &[u8; 32], kind: &str) -> ApiResult<Counter> {
    Ok(sqlx::query_as!(
        Counter,
        r#"INSERT INTO login_throttles AS t (key, kind) VALUES ($1, $2)
           ON CONFLICT (key) DO UPDATE SET kind = excluded.kind
           RETURNING t.failures,
               extract(epoch FROM clock_timestamp() - t.charged_at)::float8 AS "quiet_s!",
               extract(epoch FROM t.blocked_until - clock_timestamp())::float8 AS "wait_s!""#,
        &key[..],
        kind
    )
    .fetch_one(connection)
    .await?)
}

pub async fn charge(
    connection: &mut PgConnection,
    key: &[u8; 32],
    failures: f64,
    wait: Duration,
) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE login_throttles SET failures = $2, charged_at = clock_timestamp(),
                blocked_until = clock_timestamp() + make_interval(secs => $3)
         WHERE key = $1",
        &key[..],
        failures,
        wait.as_secs_f64()
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn forget(connection: &mut PgConnection, key: &[u8; 32]) -> ApiResult<()> {
    sqlx::query!("DELETE FROM login_throttles WHERE key = $1", &key[..])
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes one charge back, and the wait with it unless others' failures call for one.
pub async fn take_back(connection: &mut PgConnection, key: &[u8; 32], free: f64) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE login_throttles SET failures = greatest(failures - 1, 0),
                blocked_until = CASE WHEN failures - 1 < $2 THEN now() ELSE blocked_until END
         WHERE key = $1",
        &key[..],
        free
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes a few counters that say nothing any more: each try adds two at most, so the
/// table stays as small as a day's failures. What somebody else holds is left to them.
pub async fn sweep(connection: &mut PgConnection) -> ApiResult<()> {
    sqlx::query!(
        "DELETE FROM login_throttles WHERE key IN (
             SELECT key FROM login_throttles WHERE charged_at < now() - interval '1 day'
             ORDER BY charged_at LIMIT 10 FOR UPDATE SKIP LOCKED)"
    )
    .execute(connection)
    .await?;
    Ok(())
}
