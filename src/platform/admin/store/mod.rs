//! SQL of the administration. Row-level security lets nobody but platform admins see any of it.

pub mod deliveries;

use chrono::{DateTime, Utc};

use super::api::{AdminCompany, AdminJob, AdminUser, JobState};
use crate::{
    accounts::Role,
    db::RequestTx,
    error::ApiResult,
    ids::{CompanyId, JobId, UserId},
    page::{Counted, EXACT_COUNT, Key, Window, counted},
};

pub struct UserRow {
    id: UserId,
    email: String,
    first_name: String,
    last_name: String,
    role: String,
    company: Option<String>,
    created_at: DateTime<Utc>,
    disabled_at: Option<DateTime<Utc>>,
}

impl UserRow {
    pub fn key(&self) -> Key {
        Key {
            at: self.created_at,
            id: self.id.0,
        }
    }

    pub fn body(self) -> ApiResult<AdminUser> {
        Ok(AdminUser {
            role: Role::from_row(&self.role, "users", self.id)?,
            id: self.id,
            email: self.email,
            first_name: self.first_name,
            last_name: self.last_name,
            company: self.company,
            created_at: self.created_at,
            disabled_at: self.disabled_at,
        })
    }
}

macro_rules! users {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            UserRow,
            r#"SELECT u.id AS "id: UserId", u.email, u.first_name, u.last_name, u.role,
                      c.name AS "company?", u.created_at, u.disabled_at
               FROM users u LEFT JOIN companies c ON c.id = u.company_id
               WHERE ($1::text IS NULL OR u.role = $1)
                 AND ($2::text IS NULL OR u.email ILIKE $2
                      OR u.first_name || ' ' || u.last_name ILIKE $2)
               "# + $tail,
            $($argument),*
        )
    };
}

/// `search`: a pattern of ILIKE for the address or the name.
pub async fn users(
    tx: &mut RequestTx,
    role: Option<Role>,
    search: Option<&str>,
    window: &Window,
) -> ApiResult<Vec<UserRow>> {
    let role = role.map(Role::as_str);
    let Key { at, id } = window.after;
    let rows = if window.descending {
        users!(
            " AND (u.created_at, u.id) < ($3::timestamptz, $4::uuid)
              ORDER BY u.created_at DESC, u.id DESC LIMIT $5",
            role,
            search,
            at,
            id,
            window.fetch
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        users!(
            " AND (u.created_at, u.id) > ($3::timestamptz, $4::uuid)
              ORDER BY u.created_at, u.id LIMIT $5",
            role,
            search,
            at,
            id,
            window.fetch
        )
        .fetch_all(&mut **tx)
        .await?
    };
    Ok(rows)
}

/// 404 for who may not see it.
pub async fn user(tx: &mut RequestTx, id: UserId) -> ApiResult<UserRow> {
    let nothing: Option<&str> = None;
    Ok(users!(" AND u.id = $3", nothing, nothing, id.0)
        .fetch_one(&mut **tx)
        .await?)
}

pub async fn count_users(
    tx: &mut RequestTx,
    role: Option<Role>,
    search: Option<&str>,
) -> ApiResult<Counted> {
    let bounded = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (SELECT 1 FROM users
           WHERE ($1::text IS NULL OR role = $1)
             AND ($2::text IS NULL OR email ILIKE $2 OR first_name || ' ' || last_name ILIKE $2)
           LIMIT $3) AS bounded"#,
        role.map(Role::as_str),
        search,
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "users").await
}

/// All of them by name: some hundreds at most.
pub async fn companies(tx: &mut RequestTx) -> ApiResult<Vec<AdminCompany>> {
    Ok(sqlx::query_as!(
        AdminCompany,
        r#"SELECT c.id AS "id: CompanyId", c.name, c.created_at,
                  (SELECT count(*) FROM users u WHERE u.company_id = c.id) AS "members!"
           FROM companies c ORDER BY lower(c.name)"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// `None` where the name is taken.
pub async fn found_company(tx: &mut RequestTx, name: &str) -> ApiResult<Option<AdminCompany>> {
    let id = CompanyId::new();
    Ok(sqlx::query_as!(
        AdminCompany,
        r#"INSERT INTO companies (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING
           RETURNING id AS "id: CompanyId", name, created_at, 0::bigint AS "members!""#,
        id.0,
        name
    )
    .fetch_optional(&mut **tx)
    .await?)
}

macro_rules! jobs {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            AdminJob,
            r#"SELECT id AS "id: JobId", kind, state AS "state: JobState", attempts, max_attempts,
                      run_at, last_error, created_at, finished_at
               FROM jobs WHERE "# + $tail,
            $($argument),*
        )
    };
}

pub async fn jobs(
    tx: &mut RequestTx,
    state: Option<JobState>,
    window: &Window,
) -> ApiResult<Vec<AdminJob>> {
    let state = state.map(JobState::as_str);
    let Key { at, id } = window.after;
    let rows = if window.descending {
        jobs!(
            "($1::text IS NULL OR state = $1)
             AND (created_at, id) < ($2::timestamptz, $3::uuid)
             ORDER BY created_at DESC, id DESC LIMIT $4",
            state,
            at,
            id,
            window.fetch
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        jobs!(
            "($1::text IS NULL OR state = $1)
             AND (created_at, id) > ($2::timestamptz, $3::uuid)
             ORDER BY created_at, id LIMIT $4",
            state,
            at,
            id,
            window.fetch
        )
        .fetch_all(&mut **tx)
        .await?
    };
    Ok(rows)
}

pub async fn count_jobs(tx: &mut RequestTx, state: Option<JobState>) -> ApiResult<Counted> {
    let bounded = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM
           (SELECT 1 FROM jobs WHERE ($1::text IS NULL OR state = $1) LIMIT $2) AS bounded"#,
        state.map(JobState::as_str),
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "jobs").await
}

/// What is there of a job; 404 for who may not see it.
pub async fn job(tx: &mut RequestTx, id: JobId) -> ApiResult<AdminJob> {
    Ok(jobs!("id = $1", id.0).fetch_one(&mut **tx).await?)
}

/// Puts a dead letter back into the queue, with all its tries; false when it is none, or
/// when another job for the same thing waits already.
pub async fn retry(tx: &mut RequestTx, id: JobId) -> ApiResult<bool> {
    let done = sqlx::query!(
        "UPDATE jobs SET state = 'queued', attempts = 0, run_at = now(), finished_at = NULL
         WHERE id = $1 AND state = 'dead'",
        id.0
    )
    .execute(&mut **tx)
    .await;
    match done {
        Ok(done) => Ok(done.rows_affected() == 1),
        Err(sqlx::Error::Database(cause)) if cause.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}
