//! Erasing bytes. The order is written in the transaction that forgets them; it is carried
//! out at once and, should that fail, by the worker until it succeeds.

use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::{
    Platform,
    error::ApiResult,
    jobs::{self, JobError, Kind},
};

pub async fn order(connection: &mut PgConnection, keys: &[String]) -> ApiResult<()> {
    if keys.is_empty() {
        return Ok(());
    }
    jobs::enqueue(
        connection,
        Kind::EraseObjects,
        json!({ "keys": keys }),
        None,
    )
    .await?;
    Ok(())
}

/// After the commit. A failure is the worker's to repair.
pub async fn now(platform: &Platform, keys: &[String]) {
    for key in keys {
        if let Err(error) = platform.storage().erase(key).await {
            tracing::warn!(%error, key, "an object could not be erased at once; the worker will");
        }
    }
}

pub async fn run_erase_job(platform: &Platform, payload: &Value) -> Result<(), JobError> {
    let keys = payload["keys"]
        .as_array()
        .ok_or_else(|| JobError::hopeless("no keys in the payload"))?;
    for key in keys.iter().filter_map(Value::as_str) {
        platform
            .storage()
            .erase(key)
            .await
            .map_err(JobError::passing)?;
    }
    Ok(())
}
