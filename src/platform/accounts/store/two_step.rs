//! SQL of the second step at log-in.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::{db::RequestTx, error::ApiResult, ids::UserId};

pub struct Totp {
    /// Sealed.
    pub secret: Vec<u8>,
    pub confirmed: bool,
}

pub async fn totp(pool: &PgPool, user: UserId) -> ApiResult<Option<Totp>> {
    Ok(sqlx::query_as!(
        Totp,
        r#"SELECT secret, confirmed_at IS NOT NULL AS "confirmed!" FROM totp WHERE user_id = $1"#,
        user.0
    )
    .fetch_optional(pool)
    .await?)
}

pub struct State {
    pub confirmed_at: Option<DateTime<Utc>>,
    pub recovery_codes_left: i64,
}

/// As the caller may know it.
pub async fn state(tx: &mut RequestTx) -> ApiResult<State> {
    let user = tx.user;
    Ok(sqlx::query_as!(
        State,
        r#"SELECT (SELECT confirmed_at FROM totp WHERE user_id = $1) AS confirmed_at,
                  (SELECT count(*) FROM recovery_codes
                   WHERE user_id = $1 AND used_at IS NULL) AS "recovery_codes_left!""#,
        user.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// `false` when it is on already.
pub async fn put(pool: &PgPool, user: UserId, secret: &[u8]) -> ApiResult<bool> {
    let done = sqlx::query!(
        "INSERT INTO totp AS t (user_id, secret) VALUES ($1, $2)
         ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = now(), last_step = 0
         WHERE t.confirmed_at IS NULL",
        user.0,
        secret
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// `false` when this secret is no longer the one being set up.
pub async fn confirm(
    connection: &mut PgConnection,
    user: UserId,
    secret: &[u8],
    step: i64,
) -> ApiResult<bool> {
    let done = sqlx::query!(
        "UPDATE totp SET confirmed_at = now(), last_step = $3
         WHERE user_id = $1 AND secret = $2 AND confirmed_at IS NULL",
        user.0,
        secret,
        step
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// `false` when a code of this step, or of a later one, was taken before.
pub async fn take_step(pool: &PgPool, user: UserId, step: i64) -> ApiResult<bool> {
    let done = sqlx::query!(
        "UPDATE totp SET last_step = $2
         WHERE user_id = $1 AND last_step < $2 AND confirmed_at IS NOT NULL",
        user.0,
        step
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn remove(connection: &mut PgConnection, user: UserId) -> ApiResult<()> {
    sqlx::query!("DELETE FROM totp WHERE user_id = $1", user.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("DELETE FROM recovery_codes WHERE user_id = $1", user.0)
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn replace_recovery_codes(
    connection: &mut PgConnection,
    user: UserId,
    hashes: &[Vec<u8>],
) -> ApiResult<()> {
    sqlx::query!("DELETE FROM recovery_codes WHERE user_id = $1", user.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "INSERT INTO recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])",
        user.0,
        hashes
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// `false` when there is no such code, or no longer.
pub async fn use_recovery_code(pool: &PgPool, user: UserId, hash: &[u8; 32]) -> ApiResult<bool> {
    let done = sqlx::query!(
        "UPDATE recovery_codes SET used_at = now()
         WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL",
        user.0,
        &hash[..]
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn add_challenge(
    connection: &mut PgConnection,
    hash: &[u8; 32],
    user: UserId,
    life: Duration,
) -> ApiResult<()> {
    sqlx::query!(
        "INSERT INTO login_challenges (token_hash, user_id, expires_at)
         VALUES ($1, $2, now() + make_interval(secs => $3))",
        &hash[..],
        user.0,
        life.as_secs_f64()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whose password was right.
pub async fn challenged(pool: &PgPool, hash: &[u8; 32]) -> ApiResult<Option<UserId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT user_id AS "user_id: UserId" FROM login_challenges
           WHERE token_hash = $1 AND expires_at > now()"#,
        &hash[..]
    )
    .fetch_optional(pool)
    .await?)
}

/// `false` when it was used or ran out in the meantime.
pub async fn use_challenge(pool: &PgPool, hash: &[u8; 32]) -> ApiResult<bool> {
    let done = sqlx::query!(
        "DELETE FROM login_challenges WHERE token_hash = $1 AND expires_at > now()",
        &hash[..]
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A few of those that ran out, at each new one: the table keeps no more than lately came.
pub async fn sweep_challenges(connection: &mut PgConnection) -> ApiResult<()> {
    sqlx::query!(
        "DELETE FROM login_challenges WHERE token_hash IN (
             SELECT token_hash FROM login_challenges WHERE expires_at <= now()
             ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED)"
    )
    .execute(connection)
    .await?;
    Ok(())
}
