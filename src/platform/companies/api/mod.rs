//! `/api/companies/`; the caller's own team in a file.

mod team;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use team::{Invitation, Member};

use super::store;
use crate::{
    Platform, accounts::Caller, error::ProblemBody, http::Answer, ids::CompanyId, page::Page,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .merge(team::router())
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Company {
    pub id: CompanyId,
    pub name: String,
}

/// By name, for a candidate to choose who may see the profile.
#[utoipa::path(get, path = "/api/companies/", tag = "companies", security(("bearer" = [])), responses(
    (status = 200, body = Page<Company>), (status = 401, body = ProblemBody)))]
async fn list(State(platform): State<Platform>, caller: Caller) -> Answer<Page<Company>> {
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
