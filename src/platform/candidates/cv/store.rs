//! SQL of CV files.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::{
    candidates::store as profiles,
    db::RequestTx,
    error::ApiResult,
    ids::{AssetId, ProfileId},
    storage::Digested,
};

#[derive(Debug, Clone)]
pub struct CvFile {
    pub id: AssetId,
    pub profile_id: ProfileId,
    pub storage_key: String,
    pub size_bytes: i64,
    pub sha256: String,
    pub state: String,
    pub uploaded_at: DateTime<Utc>,
}

macro_rules! cv_files {
    ($tail:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            CvFile,
            r#"SELECT c.id AS "id: AssetId", c.profile_id AS "profile_id: ProfileId", c.storage_key, c.size_bytes,
                      c.sha256, c.state, c.uploaded_at
               FROM cv_files c "# + $tail
            $(, $argument)*
        )
    };
}

pub async fn of_profile(
    connection: &mut PgConnection,
    profile: ProfileId,
) -> ApiResult<Option<CvFile>> {
    Ok(cv_files!("WHERE c.profile_id = $1", profile.0)
        .fetch_optional(connection)
        .await?)
}

/// By the rule of the profile. `not-found` for anybody else.
pub async fn visible(tx: &mut RequestTx, id: AssetId) -> ApiResult<CvFile> {
    let file = cv_files!("WHERE c.id = $1", id.0)
        .fetch_one(&mut **tx)
        .await?;
    profiles::get(tx, file.profile_id).await?;
    Ok(file)
}

/// Every file there is; for `check`.
pub async fn all(pool: &PgPool) -> ApiResult<Vec<CvFile>> {
    Ok(cv_files!("ORDER BY c.storage_key").fetch_all(pool).await?)
}

pub async fn by_id(pool: &PgPool, id: AssetId) -> ApiResult<Option<CvFile>> {
    Ok(cv_files!("WHERE c.id = $1", id.0)
        .fetch_optional(pool)
        .await?)
}

/// In the place of the one before, if there is one.
pub async fn replace(
    tx: &mut RequestTx,
    profile: ProfileId,
    id: AssetId,
    key: &str,
    stored: &Digested,
) -> ApiResult<()> {
    delete(tx).await?;
    let me = tx.user;
    sqlx::query!(
        "INSERT INTO cv_files (id, user_id, profile_id, storage_key, size_bytes, sha256)
         VALUES ($1, $2, $3, $4, $5, $6)",
        id.0,
        me.0,
        profile.0,
        key,
        stored.bytes.cast_signed(),
        stored.sha256
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The caller's.
pub async fn delete(tx: &mut RequestTx) -> ApiResult<()> {
    let me = tx.user;
    sqlx::query!("DELETE FROM cv_files WHERE user_id = $1", me.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What was found in a file; nothing happens when it is gone.
pub async fn found(
    connection: &mut PgConnection,
    id: AssetId,
    state: &str,
    text: &str,
) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE cv_files SET state = $2, text = $3 WHERE id = $1",
        id.0,
        state,
        text
    )
    .execute(connection)
    .await?;
    Ok(())
}
