//! SQL of accounts; of what hangs on them, a file each.

pub mod letters;
pub mod sessions;
pub mod throttles;
pub mod two_step;

use coach::Language;
use sqlx::{PgConnection, PgExecutor};

use super::{NewUser, Role, User, UserCompany};
use crate::{
    config::MailUse,
    db::RequestTx,
    error::{ApiError, ApiResult, Problem},
    ids::{CompanyId, ProfileId, UserId},
};

pub struct Account {
    pub id: UserId,
    pub password_hash: String,
    pub email: String,
    pub first_name: String,
    pub language: String,
    pub company: Option<CompanyId>,
    pub verified: bool,
    /// Signed up, and has not opened the letter yet.
    pub awaits_verification: bool,
    /// Removed from the company.
    pub left: bool,
    /// Ended by the platform.
    pub disabled: bool,
}

impl Account {
    pub fn may_enter(&self) -> bool {
        !self.awaits_verification && !self.left
    }

    pub fn speaks(&self) -> Language {
        Language::from_tag(&self.language).unwrap_or_default()
    }
}

pub async fn by_email(db: impl PgExecutor<'_>, email: &str) -> ApiResult<Option<Account>> {
    Ok(sqlx::query_as!(
        Account,
        r#"SELECT id AS "id: UserId", password_hash, email, first_name, language,
                  company_id AS "company: CompanyId", email_verified_at IS NOT NULL AS "verified!",
                  awaits_verification, left_company_at IS NOT NULL AS "left!",
                  disabled_at IS NOT NULL AS "disabled!"
           FROM users WHERE lower(email) = lower($1)"#,
        email
    )
    .fetch_optional(db)
    .await?)
}

pub async fn by_id(db: impl PgExecutor<'_>, id: UserId) -> ApiResult<Option<Account>> {
    Ok(sqlx::query_as!(
        Account,
        r#"SELECT id AS "id: UserId", password_hash, email, first_name, language,
                  company_id AS "company: CompanyId", email_verified_at IS NOT NULL AS "verified!",
                  awaits_verification, left_company_at IS NOT NULL AS "left!",
                  disabled_at IS NOT NULL AS "disabled!"
           FROM users WHERE id = $1"#,
        id.0
    )
    .fetch_optional(db)
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
    email_verified: bool,
    company_id: Option<CompanyId>,
    company_name: Option<String>,
    profile_id: Option<ProfileId>,
}

/// As the person sees himself or herself; runs with the request's powers or the system's.
pub async fn user(connection: &mut PgConnection, id: UserId, mail: MailUse) -> ApiResult<User> {
    let row = sqlx::query_as!(
        UserRow,
        r#"SELECT u.id AS "id: UserId", u.email, u.first_name, u.last_name, u.role, u.language,
                  u.email_verified_at IS NOT NULL AS "email_verified!", u.company_id AS "company_id: CompanyId", c.name AS "company_name?",
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
        email_verified: row.email_verified,
        can_verify_email: mail == MailUse::Configured,
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

/// Whether there is such an account, which is ended now or was before.
pub async fn disable(connection: &mut PgConnection, id: UserId) -> ApiResult<bool> {
    let done = sqlx::query!(
        "UPDATE users SET disabled_at = coalesce(disabled_at, now()) WHERE id = $1",
        id.0
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn restore(connection: &mut PgConnection, id: UserId) -> ApiResult<bool> {
    let done = sqlx::query!("UPDATE users SET disabled_at = NULL WHERE id = $1", id.0)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The platform's admins, locked: of two who end each other's account one comes first.
pub async fn lock_platform_admins(connection: &mut PgConnection) -> ApiResult<Vec<UserId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT id AS "id: UserId" FROM users
           WHERE role = 'platform_admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE"#
    )
    .fetch_all(connection)
    .await?)
}
