//! SQL of what came in.

use serde_json::Value;

use crate::{db::RequestTx, error::ApiResult};

/// The caller's.
pub async fn imported(tx: &mut RequestTx) -> ApiResult<Option<Value>> {
    let me = tx.user;
    Ok(sqlx::query_scalar!(
        "SELECT document FROM imported_resumes WHERE user_id = $1",
        me.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub async fn keep(tx: &mut RequestTx, document: &Value) -> ApiResult<()> {
    let me = tx.user;
    sqlx::query!(
        "INSERT INTO imported_resumes (user_id, document) VALUES ($1, $2)
         ON CONFLICT (user_id) DO UPDATE SET document = excluded.document, updated_at = now()",
        me.0,
        document
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
