//! SQL of the settings.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::api::{PlatformSettings, PlatformSettingsForm};
use crate::{db::RequestTx, error::ApiResult};

pub async fn read(db: impl PgExecutor<'_>) -> ApiResult<PlatformSettings> {
    Ok(sqlx::query_as!(
        PlatformSettings,
        "SELECT sign_up_open, videos_need_approval, default_language, updated_at
         FROM platform_settings"
    )
    .fetch_one(db)
    .await?)
}

/// When they were last changed; nobody changes them until the end of the transaction.
pub async fn lock(tx: &mut RequestTx) -> ApiResult<DateTime<Utc>> {
    Ok(
        sqlx::query_scalar!("SELECT updated_at FROM platform_settings FOR UPDATE")
            .fetch_one(&mut **tx)
            .await?,
    )
}

/// What is absent stays as it is.
pub async fn change(
    tx: &mut RequestTx,
    form: &PlatformSettingsForm,
) -> ApiResult<PlatformSettings> {
    Ok(sqlx::query_as!(
        PlatformSettings,
        "UPDATE platform_settings SET sign_up_open = coalesce($1, sign_up_open),
                videos_need_approval = coalesce($2, videos_need_approval),
                default_language = coalesce($3, default_language), updated_at = now()
         RETURNING sign_up_open, videos_need_approval, default_language, updated_at",
        form.sign_up_open,
        form.videos_need_approval,
        form.default_language
    )
    .fetch_one(&mut **tx)
    .await?)
}
