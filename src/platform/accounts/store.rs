//! SQL of accounts and sessions.

use chrono::{DateTime, Utc};
use coach::Language;
use sqlx::{PgConnection, PgPool};

use super::{NewUser, Role, User, UserCompany};
use crate::{
    db::RequestTx,
    error::{ApiError, ApiResult, Problem},
    ids::{CompanyId, ProfileId, SessionId, UserId},
};

pub struct Account {
    pub id: UserId,
    pub password_hash: String,
}

pub async fn by_email(pool: &PgPool, email: &str) -> ApiResult<Option<Account>> {
    Ok(sqlx::query_as!(
        Account,
        r#"SELECT id AS "id: UserId", password_hash FROM users WHERE lower(email) = lower($1)"#,
        email
    )
    .fetch_optional(pool)
    .await?)
}

pub async fn insert(
    connection: &mut PgConnection,
    new: &NewUser,
    email: &str,
    password_hash: &str,
) -> ApiResult<UserId> {
    let id = UserId::new();
    sqlx::query!(
        "INSERT INTO users (id, email, password_hash, first_name, last_name, role, language, company_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        email,
        password_hash,
        new.first_name.trim(),
        new.last_name.trim(),
        new.place.role().as_str(),
        new.language.tag(),
        new.place.company().map(|company| company.0)
    )
    .execute(connection)
    .await
    .map_err(|error| match &error {
        // Two sign-ups at the same moment: the index decides.
        sqlx::Error::Database(cause) if cause.constraint() == Some("users_email") => {
            Problem::EmailTaken.into()
        }
        sqlx::Error::Database(cause) if cause.is_foreign_key_violation() => Problem::NotFound.into(),
        _ => ApiError::from(error),
    })?;
    Ok(id)
}

struct UserRow {
    id: UserId,
    email: String,
    first_name: String,
    last_name: String,
    role: String,
    language: String,
    company_id: Option<CompanyId>,
    company_name: Option<String>,
    profile_id: Option<ProfileId>,
}

/// As the person sees himself or herself; runs with the request's powers or the system's.
pub async fn user(connection: &mut PgConnection, id: UserId) -> ApiResult<User> {
    let row = sqlx::query_as!(
        UserRow,
        r#"SELECT u.id AS "id: UserId", u.email, u.first_name, u.last_name, u.role, u.language,
                  u.company_id AS "company_id: CompanyId", c.name AS "company_name?",
                  p.id AS "profile_id?: ProfileId"
           FROM users u
           LEFT JOIN companies c ON c.id = u.company_id
           LEFT JOIN candidate_profiles p ON p.user_id = u.id
           WHERE u.id = $1"#,
        id.0
    )
    .fetch_one(connection)
    .await?;
    Ok(User {
        role: Role::from_row(&row.role, "users", row.id)?,
        language: Language::from_tag(&row.language)
            .unwrap_or_default()
            .tag()
            .to_owned(),
        company: row
            .company_id
            .zip(row.company_name)
            .map(|(id, name)| UserCompany { id, name }),
        id: row.id,
        email: row.email,
        first_name: row.first_name,
        last_name: row.last_name,
        profile_id: row.profile_id,
    })
}

pub async fn update(
    tx: &mut RequestTx,
    first_name: Option<&str>,
    last_name: Option<&str>,
    language: Option<Language>,
) -> ApiResult<()> {
    let user = tx.user;
    sqlx::query!(
        "UPDATE users SET first_name = coalesce($2, first_name), last_name = coalesce($3, last_name),
                language = coalesce($4, language) WHERE id = $1",
        user.0,
        first_name,
        last_name,
        language.map(Language::tag)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn open_session(connection: &mut PgConnection, user: UserId) -> ApiResult<SessionId> {
    let id = SessionId::new();
    sqlx::query!(
        "INSERT INTO sessions (id, user_id) VALUES ($1, $2)",
        id.0,
        user.0
    )
    .execute(connection)
    .await?;
    Ok(id)
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

pub async fn use_token(connection: &mut PgConnection, hash: &[u8; 32]) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE refresh_tokens SET used_at = now() WHERE token_hash = $1",
        &hash[..]
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
}

pub async fn revoke(
    connection: &mut PgConnection,
    session: SessionId,
    why: Revocation,
) -> ApiResult<()> {
    let reason = match why {
        Revocation::Logout => "logout",
        Revocation::Reuse => "reuse",
    };
    sqlx::query!(
        "UPDATE sessions SET revoked_at = now(), revoked_reason = $2 WHERE id = $1 AND revoked_at IS NULL",
        session.0,
        reason
    )
    .execute(connection)
    .await?;
    Ok(())
}
