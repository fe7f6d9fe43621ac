//! SQL of companies; of their people a file.

pub mod team;

use sqlx::PgPool;

use super::Company;
use crate::{db::RequestTx, error::ApiResult, ids::CompanyId};

/// All of them by name. A page asks for them to let a candidate choose; more than this
/// many need a search, which comes with one.
const MOST: i64 = 1_000;

pub async fn all(tx: &mut RequestTx) -> ApiResult<Vec<Company>> {
    Ok(sqlx::query_as!(
        Company,
        r#"SELECT id AS "id: CompanyId", name FROM companies ORDER BY lower(name) LIMIT $1"#,
        MOST
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn ensure(pool: &PgPool, name: &str) -> ApiResult<CompanyId> {
    let id = CompanyId::new();
    sqlx::query!(
        "INSERT INTO companies (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        id.0,
        name
    )
    .execute(pool)
    .await?;
    Ok(sqlx::query_scalar!(
        r#"SELECT id AS "id: CompanyId" FROM companies WHERE lower(name) = lower($1)"#,
        name
    )
    .fetch_one(pool)
    .await?)
}
