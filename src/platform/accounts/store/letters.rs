//! SQL of letters and of what their links do.

use std::time::Duration;

use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::{error::ApiResult, ids::UserId};

/// A new letter; an older one of its kind to this person is worth nothing from now on.
pub async fn replace(
    connection: &mut PgConnection,
    user: UserId,
    kind: &str,
    life: Duration,
) -> ApiResult<Uuid> {
    withdraw(connection, user, kind).await?;
    let id = Uuid::now_v7();
    sqlx::query!(
        "INSERT INTO account_letters (id, user_id, kind, expires_at)
         VALUES ($1, $2, $3, now() + make_interval(secs => $4))",
        id,
        user.0,
        kind,
        life.as_secs_f64()
    )
    .execute(connection)
    .await?;
    Ok(id)
}

pub async fn withdraw(connection: &mut PgConnection, user: UserId, kind: &str) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE account_letters SET withdrawn_at = now()
         WHERE user_id = $1 AND kind = $2 AND used_at IS NULL AND withdrawn_at IS NULL",
        user.0,
        kind
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn is_open(db: impl PgExecutor<'_>, id: Uuid, kind: &str) -> ApiResult<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM account_letters WHERE id = $1 AND kind = $2
               AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > now()) AS "open!""#,
        id,
        kind
    )
    .fetch_one(db)
    .await?)
}

/// One statement: of two that come at once, one finds the letter used.
pub async fn use_up(
    connection: &mut PgConnection,
    id: Uuid,
    kind: &str,
) -> ApiResult<Option<UserId>> {
    Ok(sqlx::query_scalar!(
        r#"UPDATE account_letters SET used_at = now()
           WHERE id = $1 AND kind = $2
             AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > now()
           RETURNING user_id AS "user: UserId""#,
        id,
        kind
    )
    .fetch_optional(connection)
    .await?)
}

pub async fn wait_for_proof(connection: &mut PgConnection, user: UserId) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE users SET awaits_verification = true WHERE id = $1",
        user.0
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn proven(connection: &mut PgConnection, user: UserId) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE users SET awaits_verification = false,
                email_verified_at = coalesce(email_verified_at, now()) WHERE id = $1",
        user.0
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes a sign-up that nobody has proven; nobody was ever in there.
pub async fn forget_unproven(connection: &mut PgConnection, user: UserId) -> ApiResult<()> {
    sqlx::query!(
        "DELETE FROM users WHERE id = $1 AND awaits_verification",
        user.0
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn set_password(
    connection: &mut PgConnection,
    user: UserId,
    hash: &str,
) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE users SET password_hash = $2 WHERE id = $1",
        user.0,
        hash
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Somebody who was removed comes back to the same company.
pub async fn come_back(
    connection: &mut PgConnection,
    user: UserId,
    first_name: &str,
    last_name: &str,
) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE users SET left_company_at = NULL, role = 'recruiter', first_name = $2, last_name = $3
         WHERE id = $1",
        user.0,
        first_name,
        last_name
    )
    .execute(connection)
    .await?;
    Ok(())
}
