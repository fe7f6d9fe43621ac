//! `/api/candidate/profiles/search/`: among the profiles granted to the caller's company. What
//! each filter and order means stands in docs/profiles.md.

mod asked;
mod store;

use std::collections::HashMap;

use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use asked::{Asked, Ordering, SearchQuery};

use super::{
    api::{Profile, profile},
    store as profiles,
};
use crate::{
    Platform,
    accounts::{Caller, Role},
    error::ProblemBody,
    http::{Answer, Params},
    page::Page,
};

/// Of the formula that orders by relevance.
const RANKING_VERSION: &str = "words-2";

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(search))
}

/// Searches the profiles open to the caller's company. An unknown filter or order is refused
/// and told which there are.
#[utoipa::path(get, path = "/api/candidate/profiles/search/", tag = "candidates", security(("bearer" = [])),
    params(SearchQuery), responses((status = 200, body = Page<Profile>), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn search(
    State(platform): State<Platform>,
    caller: Caller,
    Params(said): Params<Vec<(String, String)>>,
) -> Answer<Page<Profile>> {
    let asked = Asked::of(said)?;
    let window = asked.page.window(asked.ordering.direction())?;
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::Recruiter, Role::CompanyAdmin])?;
    let question = store::question(&mut tx, &asked).await?;
    let found = store::found(&mut tx, &question, &window).await?;
    let counted = store::count(&mut tx, &question).await?;
    let ids: Vec<Uuid> = found.iter().map(|key| key.id).collect();
    let mut rows: HashMap<Uuid, _> = profiles::these(&mut tx, &ids)
        .await?
        .into_iter()
        .map(|row| (row.id.0, row))
        .collect();
    // Whoever has taken the grant back between the two statements is not there any more.
    let found: Vec<_> = found
        .into_iter()
        .filter_map(|key| Some((key, rows.remove(&key.id)?)))
        .collect();
    let page = window.page(
        found,
        &asked.path(),
        counted,
        |(key, _)| *key,
        |(_, row)| profile(&platform, &tx, row),
    )?;
    if asked.ordering == Ordering::Relevance && !page.results.is_empty() {
        let shown: Vec<Uuid> = page.results.iter().map(|profile| profile.id.0).collect();
        store::record(&mut tx, RANKING_VERSION, asked.inputs(), &shown).await?;
    }
    tx.commit().await?;
    Ok(Json(page))
}
