//! `/api/offers/`.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    OFFER_STATUSES,
    applications::{self, Application},
    store::{self, OfferRow},
};
use crate::{
    Platform,
    accounts::{Caller, Role},
    candidates::{self, LEVELS, SpokenLanguage},
    companies::Company,
    db::{RequestTx, unreadable},
    error::{ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Answer, Body, Checker, IfMatch, OnceBody, Params, Route, Tag, Tagged},
    ids::{ApplicationId, OfferId},
    outbox::{self, Event},
    page::{Order, Page, PageQuery, address},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, change))
        .routes(routes!(apply))
        .merge(applications::router())
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Offer {
    pub id: OfferId,
    pub company: Company,
    pub title: String,
    pub description: String,
    pub required_skills: Vec<String>,
    pub location: String,
    pub languages: Vec<SpokenLanguage>,
    /// `draft`, `open` or `closed`.
    pub status: String,
    /// The caller's own, of a candidate who applied.
    pub application: Option<ApplicationId>,
    /// For the company; null for candidates.
    pub application_count: Option<i64>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What is absent stays as it is; a new offer is a draft.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OfferForm {
    pub title: Option<String>,
    pub description: Option<String>,
    pub required_skills: Option<Vec<String>>,
    pub location: Option<String>,
    pub languages: Option<Vec<SpokenLanguage>>,
    pub status: Option<String>,
}

impl OfferForm {
    fn check(&self, needs_title: bool) -> ApiResult<()> {
        let mut check = Checker::default();
        check.require(
            "title",
            self.title.is_some() || !needs_title,
            Fault::Required,
        );
        for (path, text, min, max) in [
            ("title", &self.title, 1, 200),
            ("description", &self.description, 0, 20_000),
            ("location", &self.location, 0, 200),
        ] {
            if let Some(text) = text {
                check.text(path, text, min, max);
            }
        }
        let skills = self.required_skills.as_deref().unwrap_or_default();
        check.count("required_skills", skills.len(), 100);
        for (at, skill) in skills.iter().enumerate() {
            check.text(format!("required_skills.{at}"), skill, 1, 100);
        }
        let languages = self.languages.as_deref().unwrap_or_default();
        check.count("languages", languages.len(), 20);
        for (at, language) in languages.iter().enumerate() {
            check.text(format!("languages.{at}.code"), &language.code, 2, 10);
            let known = LEVELS.contains(&language.level.as_str());
            check.require(
                format!("languages.{at}.level"),
                known,
                Fault::NotOneOf(LEVELS),
            );
        }
        if let Some(status) = &self.status {
            let known = OFFER_STATUSES.contains(&status.as_str());
            check.require("status", known, Fault::NotOneOf(OFFER_STATUSES));
        }
        check.finish()
    }
}

fn offer(tx: &RequestTx, row: OfferRow) -> ApiResult<Offer> {
    let languages = serde_json::from_value(row.languages)
        .map_err(|error| unreadable("offers", "languages", row.id, error))?;
    Ok(Offer {
        id: row.id,
        company: Company {
            id: row.company_id,
            name: row.company_name,
        },
        title: row.title,
        description: row.description,
        required_skills: row.required_skills,
        location: row.location,
        languages,
        status: row.status,
        application: row.application,
        application_count: tx.company.map(|_| row.applications),
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfferQuery {
    /// `draft`, `open` or `closed`.
    status: Option<String>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

/// Newest first: the company's own; for a candidate what is open, and what he or she applied to.
#[utoipa::path(get, path = "/api/offers/", tag = "offers", security(("bearer" = [])), params(OfferQuery),
    responses((status = 200, body = Page<Offer>), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn list(
    State(platform): State<Platform>,
    caller: Caller,
    Params(query): Params<OfferQuery>,
) -> Answer<Page<Offer>> {
    let status = query.status.as_deref().filter(|status| !status.is_empty());
    if status.is_some_and(|status| !OFFER_STATUSES.contains(&status)) {
        return Err(ApiError::field("status", Fault::NotOneOf(OFFER_STATUSES)));
    }
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let window = page.window(Order::NewestFirst)?;
    let mut tx = caller.enter(&platform).await?;
    let rows = store::offers(&mut tx, &window, status).await?;
    let counted = store::count_offers(&mut tx, status).await?;
    let path = address("/api/offers/", [("status", status)]);
    let page = window.page(rows, &path, counted, OfferRow::key, |row| offer(&tx, row))?;
    tx.commit().await?;
    Ok(Json(page))
}

/// Of the caller's company.
#[utoipa::path(post, path = "/api/offers/", tag = "offers", security(("bearer" = [])), request_body = OfferForm,
    responses((status = 201, body = Offer, headers(("ETag" = String))), (status = 403, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-idempotent" = json!(true))))]
async fn create(
    State(platform): State<Platform>,
    caller: Caller,
    OnceBody { form, once }: OnceBody<OfferForm>,
) -> Result<Response, ApiError> {
    form.check(true)?;
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::Recruiter, Role::CompanyAdmin])?;
    if let Some(answer) = once.before(&mut tx, caller.user).await? {
        return Ok(answer);
    }
    let title = form.title.as_deref().unwrap_or_default().trim();
    let id = store::insert_offer(&mut tx, title).await?;
    store::update_offer(&mut tx, id, &form).await?;
    let row = store::offer(&mut tx, id).await?;
    let offer = offer(&tx, row)?;
    let tag = Tag::at(offer.updated_at);
    once.keep(
        &mut tx,
        caller.user,
        StatusCode::CREATED,
        Some(&tag),
        &offer,
    )
    .await?;
    tx.commit().await?;
    Ok(Tagged(StatusCode::CREATED, tag, offer).into_response())
}

#[utoipa::path(get, path = "/api/offers/{id}/", tag = "offers", security(("bearer" = [])), params(("id" = OfferId, Path)),
    responses((status = 200, body = Offer, headers(("ETag" = String))), (status = 404, body = ProblemBody)))]
async fn get(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<OfferId>,
) -> ApiResult<Tagged<Offer>> {
    let mut tx = caller.enter(&platform).await?;
    let row = store::offer(&mut tx, id).await?;
    let offer = offer(&tx, row)?;
    tx.commit().await?;
    Ok(Tagged(StatusCode::OK, Tag::at(offer.updated_at), offer))
}

/// The company's people change, open and close it.
#[utoipa::path(put, path = "/api/offers/{id}/", tag = "offers", security(("bearer" = [])), params(("id" = OfferId, Path)),
    request_body = OfferForm, responses((status = 200, body = Offer, headers(("ETag" = String))),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
async fn change(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<OfferId>,
    seen: IfMatch,
    Body(form): Body<OfferForm>,
) -> ApiResult<Tagged<Offer>> {
    form.check(false)?;
    let mut tx = caller.enter(&platform).await?;
    let row = store::offer(&mut tx, id).await?;
    if tx.company != Some(row.company_id) {
        return Err(Problem::Forbidden.into());
    }
    seen.check(&Tag::at(store::lock_offer(&mut tx, id).await?))?;
    store::update_offer(&mut tx, id, &form).await?;
    let row = store::offer(&mut tx, id).await?;
    let offer = offer(&tx, row)?;
    tx.commit().await?;
    Ok(Tagged(StatusCode::OK, Tag::at(offer.updated_at), offer))
}

#[derive(Debug, Deserialize, ToSchema)]
struct Apply {
    /// To the company, 5,000 characters at most.
    #[serde(default)]
    message: String,
}

/// A candidate applies, and so lets the company see profile and kept video until the
/// application is withdrawn. 409 `already-applied`, `offer-not-open`.
#[utoipa::path(post, path = "/api/offers/{id}/apply/", tag = "offers", security(("bearer" = [])), params(("id" = OfferId, Path)),
    request_body = Apply, responses((status = 201, body = Application, headers(("ETag" = String))),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-idempotent" = json!(true))))]
async fn apply(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<OfferId>,
    OnceBody { form, once }: OnceBody<Apply>,
) -> Result<Response, ApiError> {
    let mut check = Checker::default();
    check.text("message", &form.message, 0, 5000);
    check.finish()?;
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::Candidate])?;
    if let Some(answer) = once.before(&mut tx, caller.user).await? {
        return Ok(answer);
    }
    let offer = store::offer(&mut tx, id).await?;
    if offer.status != "open" {
        return Err(Problem::OfferNotOpen.into());
    }
    let profile = candidates::own_profile(&mut tx, caller.user)
        .await?
        .ok_or(Problem::Forbidden)?;
    let applied = store::apply(&mut tx, &offer, profile, form.message.trim())
        .await?
        .ok_or(Problem::AlreadyApplied)?;
    let event = Event::ApplicationReceived {
        application: applied,
        offer: id,
        company: offer.company_id,
        user: caller.user,
    };
    outbox::emit(&mut tx, event).await?;
    let application = Application::of(store::application(&mut tx, applied).await?);
    let tag = Tag::at(application.updated_at);
    once.keep(
        &mut tx,
        caller.user,
        StatusCode::CREATED,
        Some(&tag),
        &application,
    )
    .await?;
    tx.commit().await?;
    Ok(Tagged(StatusCode::CREATED, tag, application).into_response())
}
