//! `/api/applications/`.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    OUTCOMES, WITHDRAWN,
    store::{self, ApplicationRow},
};
use crate::{
    Platform,
    accounts::{Caller, Role},
    companies::Company,
    error::{ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Answer, Body, IfMatch, Params, Route, Tag, Tagged},
    ids::{ApplicationId, OfferId, ProfileId},
    outbox::{self, Event},
    page::{Order, Page, PageQuery, address},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get, change))
        .routes(routes!(withdraw))
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Application {
    pub id: ApplicationId,
    pub offer: OfferId,
    pub offer_title: String,
    pub company: Company,
    pub profile: ProfileId,
    /// Of the candidate; null for the company once the application is withdrawn.
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub message: String,
    /// `received`, `shortlisted`, `interviewed`, `offered`, `hired` or `rejected`: what the
    /// company says; `withdrawn`: what the candidate says.
    pub status: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Application {
    pub(super) fn of(row: ApplicationRow) -> Application {
        Application {
            id: row.id,
            offer: row.offer_id,
            offer_title: row.offer_title,
            company: Company {
                id: row.company_id,
                name: row.company_name,
            },
            profile: row.profile_id,
            first_name: row.first_name,
            last_name: row.last_name,
            message: row.message,
            status: row.status,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ApplicationQuery {
    /// To one offer.
    offer: Option<OfferId>,
    status: Option<String>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

const STATUSES: &[&str] = &[
    "received",
    "shortlisted",
    "interviewed",
    "offered",
    "hired",
    "rejected",
    "withdrawn",
];

/// One's own, or those to the offers of one's company; newest first.
#[utoipa::path(get, path = "/api/applications/", tag = "offers", security(("bearer" = [])), params(ApplicationQuery),
    responses((status = 200, body = Page<Application>), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn list(
    State(platform): State<Platform>,
    caller: Caller,
    Params(query): Params<ApplicationQuery>,
) -> Answer<Page<Application>> {
    let status = query.status.as_deref().filter(|status| !status.is_empty());
    if status.is_some_and(|status| !STATUSES.contains(&status)) {
        return Err(ApiError::field("status", Fault::NotOneOf(STATUSES)));
    }
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let window = page.window(Order::NewestFirst)?;
    let mut tx = caller.enter(&platform).await?;
    let rows = store::applications(&mut tx, &window, query.offer, status).await?;
    let counted = store::count_applications(&mut tx, query.offer, status).await?;
    let offer = query.offer.map(|offer| offer.to_string());
    let filters = [("offer", offer.as_deref()), ("status", status)];
    let path = address("/api/applications/", filters);
    let page = window.page(rows, &path, counted, ApplicationRow::key, |row| {
        Ok(Application::of(row))
    })?;
    tx.commit().await?;
    Ok(Json(page))
}

#[utoipa::path(get, path = "/api/applications/{id}/", tag = "offers", security(("bearer" = [])),
    params(("id" = ApplicationId, Path)), responses((status = 200, body = Application, headers(("ETag" = String))),
    (status = 404, body = ProblemBody)))]
async fn get(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ApplicationId>,
) -> ApiResult<Tagged<Application>> {
    let mut tx = caller.enter(&platform).await?;
    let row = store::application(&mut tx, id).await?;
    tx.commit().await?;
    Ok(tagged(row))
}

#[derive(Debug, Deserialize, ToSchema)]
struct ApplicationForm {
    /// `received`, `shortlisted`, `interviewed`, `offered`, `hired` or `rejected`.
    status: String,
}

/// A person of the company says what becomes of it. 409 `application-withdrawn`.
#[utoipa::path(put, path = "/api/applications/{id}/", tag = "offers", security(("bearer" = [])),
    params(("id" = ApplicationId, Path)), request_body = ApplicationForm,
    responses((status = 200, body = Application, headers(("ETag" = String))), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
async fn change(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ApplicationId>,
    seen: IfMatch,
    Body(form): Body<ApplicationForm>,
) -> ApiResult<Tagged<Application>> {
    if !OUTCOMES.contains(&form.status.as_str()) {
        return Err(ApiError::field("status", Fault::NotOneOf(OUTCOMES)));
    }
    let mut tx = caller.enter(&platform).await?;
    let row = store::lock_application(&mut tx, id).await?;
    tx.only(&[Role::Recruiter, Role::CompanyAdmin])?;
    seen.check(&Tag::at(row.updated_at))?;
    if row.status == WITHDRAWN {
        return Err(Problem::ApplicationWithdrawn.into());
    }
    if row.status != form.status {
        store::set_status(&mut tx, id, &form.status).await?;
        let event = Event::ApplicationChanged {
            application: id,
            offer: row.offer_id,
            user: row.user_id,
            status: form.status,
        };
        outbox::emit(&mut tx, event).await?;
    }
    let row = store::application(&mut tx, id).await?;
    tx.commit().await?;
    Ok(tagged(row))
}

fn tagged(row: ApplicationRow) -> Tagged<Application> {
    Tagged(
        StatusCode::OK,
        Tag::at(row.updated_at),
        Application::of(row),
    )
}

/// The candidate takes it back; with the last one at a company ends what it may see by it.
#[utoipa::path(post, path = "/api/applications/{id}/withdraw/", tag = "offers", security(("bearer" = [])),
    params(("id" = ApplicationId, Path)), responses((status = 200, body = Application),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn withdraw(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ApplicationId>,
) -> Answer<Application> {
    let mut tx = caller.enter(&platform).await?;
    let row = store::application(&mut tx, id).await?;
    tx.only(&[Role::Candidate])?;
    if row.status != WITHDRAWN {
        store::withdraw(&mut tx, &row).await?;
    }
    let row = store::application(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(Application::of(row)))
}
