//! `/api/admin/settings/`.

use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::store;
use crate::{
    Platform,
    accounts::{Caller, Role},
    error::{ApiResult, Fault, ProblemBody},
    http::{Body, Checker, IfMatch, Tag, Tagged},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(get, change))
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PlatformSettings {
    /// Whether candidates may open an account themselves; invitations are not asked.
    pub sign_up_open: bool,
    /// Whether companies see a video only once it is approved.
    pub videos_need_approval: bool,
    /// `fr`, `en` or `ar`: of an account that is opened without saying one.
    pub default_language: String,
    pub updated_at: DateTime<Utc>,
}

/// What is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PlatformSettingsForm {
    pub sign_up_open: Option<bool>,
    pub videos_need_approval: Option<bool>,
    pub default_language: Option<String>,
}

const LANGUAGES: &[&str] = &["fr", "en", "ar"];

/// What the platform's admins decide while the server runs.
#[utoipa::path(get, path = "/api/admin/settings/", tag = "administration", security(("bearer" = [])),
    responses((status = 200, body = PlatformSettings, headers(("ETag" = String))), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody)))]
async fn get(
    State(platform): State<Platform>,
    caller: Caller,
) -> ApiResult<Tagged<PlatformSettings>> {
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    let settings = store::read(&mut *tx).await?;
    tx.commit().await?;
    Ok(tagged(settings))
}

/// Changes them, from the next request on, on every server. Entered in the audit log.
#[utoipa::path(put, path = "/api/admin/settings/", tag = "administration", security(("bearer" = [])),
    request_body = PlatformSettingsForm, responses((status = 200, body = PlatformSettings, headers(("ETag" = String))),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
async fn change(
    State(platform): State<Platform>,
    caller: Caller,
    seen: IfMatch,
    Body(form): Body<PlatformSettingsForm>,
) -> ApiResult<Tagged<PlatformSettings>> {
    let mut check = Checker::default();
    if let Some(language) = &form.default_language {
        let known = LANGUAGES.contains(&language.as_str());
        check.require("default_language", known, Fault::NotOneOf(LANGUAGES));
    }
    check.finish()?;
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    seen.check(&Tag::at(store::lock(&mut tx).await?))?;
    let settings = store::change(&mut tx, &form).await?;
    tx.commit().await?;
    Ok(tagged(settings))
}

fn tagged(settings: PlatformSettings) -> Tagged<PlatformSettings> {
    Tagged(StatusCode::OK, Tag::at(settings.updated_at), settings)
}
