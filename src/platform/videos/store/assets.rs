//! SQL of stored files.

use sqlx::{PgConnection, PgPool};

use crate::{
    db::RequestTx,
    error::ApiResult,
    ids::{AssetId, TakeId, UserId, VideoId},
    storage::Digested,
};

#[derive(Debug, Clone)]
pub struct AssetRow {
    pub id: AssetId,
    pub kind: String,
    pub storage_key: String,
    pub content_type: String,
    pub size_bytes: i64,
    pub sha256: String,
    pub interval_ms: Option<i32>,
    pub columns: Option<i32>,
    pub rows: Option<i32>,
    pub tile_width: Option<i32>,
    pub tile_height: Option<i32>,
}

macro_rules! assets {
    ($tail:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            AssetRow,
            r#"SELECT a.id AS "id: AssetId", a.kind, a.storage_key,
                      a.content_type, a.size_bytes, a.sha256, a.interval_ms, a.columns, a.rows,
                      a.tile_width, a.tile_height
               FROM assets a "# + $tail
            $(, $argument)*
        )
    };
}

/// `RowNotFound` when the policies do not show it to the caller.
pub async fn visible_asset(tx: &mut RequestTx, id: AssetId) -> ApiResult<AssetRow> {
    Ok(assets!("WHERE a.id = $1", id.0)
        .fetch_one(&mut **tx)
        .await?)
}

pub async fn assets_of(connection: &mut PgConnection, take: TakeId) -> ApiResult<Vec<AssetRow>> {
    Ok(assets!("WHERE a.take_id = $1", take.0)
        .fetch_all(connection)
        .await?)
}

/// Every file there is; for `check`.
pub async fn assets_of_all(pool: &PgPool) -> ApiResult<Vec<AssetRow>> {
    Ok(assets!("ORDER BY a.storage_key").fetch_all(pool).await?)
}

pub async fn keys_of_video(
    connection: &mut PgConnection,
    video: VideoId,
) -> ApiResult<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "SELECT a.storage_key FROM assets a JOIN takes t ON t.id = a.take_id WHERE t.video_id = $1",
        video.0
    )
    .fetch_all(connection)
    .await?)
}

/// Removes the rows and says which objects they named.
pub async fn drop_assets(connection: &mut PgConnection, take: TakeId) -> ApiResult<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "DELETE FROM assets WHERE take_id = $1 RETURNING storage_key",
        take.0
    )
    .fetch_all(connection)
    .await?)
}

/// Removes what a take's master was made of.
pub async fn drop_uploads(connection: &mut PgConnection, take: TakeId) -> ApiResult<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "DELETE FROM assets WHERE take_id = $1 AND kind = 'upload' RETURNING storage_key",
        take.0
    )
    .fetch_all(connection)
    .await?)
}

/// Removes everything but the master.
pub async fn drop_renditions(
    connection: &mut PgConnection,
    take: TakeId,
) -> ApiResult<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "DELETE FROM assets WHERE take_id = $1 AND kind <> 'master' RETURNING storage_key",
        take.0
    )
    .fetch_all(connection)
    .await?)
}

/// Those of these objects that no row names.
pub async fn unnamed(pool: &PgPool, keys: &[String]) -> ApiResult<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT key AS "key!" FROM unnest($1::text[]) AS key
           WHERE NOT EXISTS (SELECT 1 FROM assets a WHERE a.storage_key = key)"#,
        keys
    )
    .fetch_all(pool)
    .await?)
}

/// A file that the storage already holds.
pub struct NewAsset<'a> {
    pub take: TakeId,
    pub user: UserId,
    pub kind: &'static str,
    pub key: &'a str,
    pub content_type: &'static str,
    pub stored: &'a Digested,
    pub grid: Option<Grid>,
}

#[derive(Debug, Clone, Copy)]
pub struct Grid {
    pub interval_ms: i32,
    pub columns: i32,
    pub rows: i32,
    pub tile_width: i32,
    pub tile_height: i32,
}

pub async fn add_asset(connection: &mut PgConnection, new: &NewAsset<'_>) -> ApiResult<AssetId> {
    let id = AssetId::new();
    sqlx::query!(
        "INSERT INTO assets (id, take_id, user_id, kind, storage_key, content_type, size_bytes, sha256,
                             interval_ms, columns, rows, tile_width, tile_height)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        id.0,
        new.take.0,
        new.user.0,
        new.kind,
        new.key,
        new.content_type,
        i64::try_from(new.stored.bytes).unwrap_or(i64::MAX),
        new.stored.sha256,
        new.grid.map(|grid| grid.interval_ms),
        new.grid.map(|grid| grid.columns),
        new.grid.map(|grid| grid.rows),
        new.grid.map(|grid| grid.tile_width),
        new.grid.map(|grid| grid.tile_height)
    )
    .execute(connection)
    .await?;
    Ok(id)
}
