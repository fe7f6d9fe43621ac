//! SQL of sessions and their refresh tokens.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::super::{api::OpenSession, client::Device, token::REFRESH_LIFE};
use crate::{
    db::RequestTx,
    error::{ApiResult, Problem},
    ids::{SessionId, UserId},
};

/// The row of the account is locked: whoever ends the account at the same moment waits, and
/// ends this session as well.
///
/// Errors: `account-disabled`.
pub async fn open(
    connection: &mut PgConnection,
    user: UserId,
    device: Device,
) -> ApiResult<SessionId> {
    let id = SessionId::new();
    let opened = sqlx::query!(
        "INSERT INTO sessions (id, user_id, browser, system)
         SELECT $1, u.id, $3, $4 FROM users u WHERE u.id = $2 AND u.disabled_at IS NULL FOR SHARE",
        id.0,
        user.0,
        device.browser,
        device.system
    )
    .execute(connection)
    .await?;
    match opened.rows_affected() {
        0 => Err(Problem::AccountDisabled.into()),
        _ => Ok(id),
    }
}

pub async fn add_token(
    connection: &mut PgConnection,
    session: SessionId,
    hash: &[u8; 32],
    expires_at: DateTime<Utc>,
) -> ApiResult<()> {
    sqlx::query!(
        "INSERT INTO refresh_tokens (token_hash, session_id, expires_at) VALUES ($1, $2, $3)",
        &hash[..],
        session.0,
        expires_at
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub struct Token {
    pub session: SessionId,
    pub user: UserId,
    pub used: bool,
    pub used_just_now: bool,
    pub expired: bool,
    pub revoked: bool,
}

/// The token's family, locked: two uses of one token are decided one after the other.
pub async fn lock_token(
    connection: &mut PgConnection,
    hash: &[u8; 32],
) -> ApiResult<Option<Token>> {
    Ok(sqlx::query_as!(
        Token,
        r#"SELECT t.session_id AS "session: SessionId", s.user_id AS "user: UserId",
                  t.used_at IS NOT NULL AS "used!",
                  coalesce(t.used_at > now() - interval '10 seconds', false) AS "used_just_now!", t.expires_at <= now() AS "expired!",
                  s.revoked_at IS NOT NULL AS "revoked!"
           FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
           WHERE t.token_hash = $1 FOR UPDATE"#,
        &hash[..]
    )
    .fetch_optional(connection)
    .await?)
}

pub async fn use_token(
    connection: &mut PgConnection,
    hash: &[u8; 32],
    session: SessionId,
) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE refresh_tokens SET used_at = now() WHERE token_hash = $1",
        &hash[..]
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE sessions SET last_used_at = now() WHERE id = $1",
        session.0
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Why a family ends.
#[derive(Debug, Clone, Copy)]
pub enum Revocation {
    Logout,
    /// A token came back: somebody has a copy.
    Reuse,
    /// A new password, by a letter.
    Reset,
    /// By the company.
    Removed,
    /// With the account, by the platform.
    Disabled,
}

impl Revocation {
    fn reason(self) -> &'static str {
        match self {
            Revocation::Logout => "logout",
            Revocation::Reuse => "reuse",
            Revocation::Reset => "reset",
            Revocation::Removed => "removed",
            Revocation::Disabled => "disabled",
        }
    }
}

pub async fn revoke(
    connection: &mut PgConnection,
    session: SessionId,
    why: Revocation,
) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE sessions SET revoked_at = now(), revoked_reason = $2 WHERE id = $1 AND revoked_at IS NULL",
        session.0,
        why.reason()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Every session of a person.
pub async fn revoke_all(
    connection: &mut PgConnection,
    user: UserId,
    why: Revocation,
) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE sessions SET revoked_at = now(), revoked_reason = $2
         WHERE user_id = $1 AND revoked_at IS NULL",
        user.0,
        why.reason()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Which of these are over.
pub async fn ended_of(pool: &sqlx::PgPool, sessions: &[SessionId]) -> sqlx::Result<Vec<SessionId>> {
    let sessions: Vec<_> = sessions.iter().map(|session| session.0).collect();
    sqlx::query_scalar!(
        r#"SELECT asked.id AS "id!: SessionId" FROM unnest($1::uuid[]) AS asked (id)
           WHERE NOT EXISTS (SELECT 1 FROM sessions s
               WHERE s.id = asked.id AND s.revoked_at IS NULL)"#,
        &sessions
    )
    .fetch_all(pool)
    .await
}

/// Where the caller is logged in, the last used first. A session whose refresh token has
/// run out is over, though nothing says so in its row.
pub async fn open_of(tx: &mut RequestTx) -> ApiResult<Vec<OpenSession>> {
    let (user, current) = (tx.user, tx.session);
    Ok(sqlx::query_as!(
        OpenSession,
        r#"SELECT id AS "id: SessionId", created_at, last_used_at, browser, system,
                  id = $2 AS "current!"
           FROM sessions
           WHERE user_id = $1 AND revoked_at IS NULL
             AND last_used_at > now() - make_interval(secs => $3)
           ORDER BY id = $2 DESC, last_used_at DESC"#,
        user.0,
        current.0,
        REFRESH_LIFE.as_secs_f64()
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Ends one session of the caller; `false` when there is no such open one.
pub async fn end(tx: &mut RequestTx, session: SessionId) -> ApiResult<bool> {
    let user = tx.user;
    let done = sqlx::query!(
        "UPDATE sessions SET revoked_at = now(), revoked_reason = 'ended'
         WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL",
        session.0,
        user.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every session of the caller but the one that asks; returns how many.
pub async fn end_others(tx: &mut RequestTx) -> ApiResult<u64> {
    let (user, current) = (tx.user, tx.session);
    let done = sqlx::query!(
        "UPDATE sessions SET revoked_at = now(), revoked_reason = 'ended'
         WHERE id <> $1 AND user_id = $2 AND revoked_at IS NULL",
        current.0,
        user.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}
