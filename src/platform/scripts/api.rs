//! `/api/scripts/`.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::store;
use crate::{
    Platform, accounts::Caller, error::ProblemBody, http::Answer, ids::ScriptId, page::Page,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(list))
}

/// One text in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LocalText {
    pub fr: String,
    pub en: String,
    pub ar: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Script {
    pub id: ScriptId,
    pub slug: String,
    pub title: LocalText,
    pub is_default: bool,
    /// Of all steps together.
    pub duration_ms: u64,
    pub steps: Vec<ScriptStep>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ScriptStep {
    /// Stable inside the script, e.g. `who_i_am`.
    pub key: String,
    pub duration_ms: u32,
    pub title: LocalText,
    /// What the candidate reads while speaking.
    pub prompt: LocalText,
}

/// The scripts open to the caller, the default first.
#[utoipa::path(get, path = "/api/scripts/", tag = "scripts", security(("bearer" = [])), responses(
    (status = 200, body = Page<Script>), (status = 401, body = ProblemBody)))]
async fn list(State(platform): State<Platform>, caller: Caller) -> Answer<Page<Script>> {
    let mut tx = caller.enter(&platform).await?;
    let results = store::all(&mut tx).await?;
    tx.commit().await?;
    Ok(Json(Page {
        count: results.len() as i64,
        count_is_estimate: false,
        next: None,
        previous: None,
        results,
    }))
}
