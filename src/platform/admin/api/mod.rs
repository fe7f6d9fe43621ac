//! `/api/admin/`.

mod deliveries;
mod people;

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

pub use deliveries::{AdminEvent, AdminMail, EventState, MailState};

use super::store::{self, UserRow};
use crate::{
    Platform,
    accounts::{Caller, Role},
    error::{ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Answer, Checker, OnceBody, Params, Route},
    ids::{CompanyId, JobId, UserId},
    page::{Key, Order, Page, PageQuery, Window, address},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(users))
        .routes(routes!(companies, found_company))
        .routes(routes!(jobs))
        .routes(routes!(retry))
        .merge(deliveries::router())
        .merge(people::router())
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AdminUser {
    pub id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    /// Name of the company of a recruiter or company admin.
    pub company: Option<String>,
    pub created_at: DateTime<Utc>,
    /// Since when nobody may log in with it; null when one may.
    pub disabled_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AdminCompany {
    pub id: CompanyId,
    pub name: String,
    /// Recruiters and company admins.
    pub members: i64,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewCompany {
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum JobState {
    Queued,
    Running,
    Done,
    /// A dead letter: it failed too often, or no other try can help.
    Dead,
}

impl JobState {
    pub fn as_str(self) -> &'static str {
        match self {
            JobState::Queued => "queued",
            JobState::Running => "running",
            JobState::Done => "done",
            JobState::Dead => "dead",
        }
    }
}

/// Work after the answer. What it is about stays closed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AdminJob {
    pub id: JobId,
    /// `renditions`, `score_take`, `convert_upload`, `read_cv` or `erase_objects`.
    pub kind: String,
    pub state: JobState,
    pub attempts: i32,
    pub max_attempts: i32,
    /// When it is tried, or was.
    pub run_at: DateTime<Utc>,
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct UsersQuery {
    role: Option<Role>,
    /// A part of the address or the name.
    search: Option<String>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct JobsQuery {
    state: Option<JobState>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

const MOST_SEARCHED: usize = 100;

fn window(cursor: Option<&String>, limit: Option<u32>) -> ApiResult<Window> {
    PageQuery {
        cursor: cursor.cloned(),
        limit,
    }
    .window(Order::NewestFirst)
}

/// People with an account, newest first.
#[utoipa::path(get, path = "/api/admin/users/", tag = "administration", security(("bearer" = [])),
    params(UsersQuery), responses((status = 200, body = Page<AdminUser>), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn users(
    State(platform): State<Platform>,
    caller: Caller,
    Params(query): Params<UsersQuery>,
) -> Answer<Page<AdminUser>> {
    let window = window(query.cursor.as_ref(), query.limit)?;
    let search = query.search.as_deref().map(str::trim).unwrap_or_default();
    let mut check = Checker::default();
    check.text("search", search, 0, MOST_SEARCHED);
    check.finish()?;
    let pattern = (!search.is_empty()).then(|| {
        let literal = search
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        format!("%{literal}%")
    });
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    let rows = store::users(&mut tx, query.role, pattern.as_deref(), &window).await?;
    let counted = store::count_users(&mut tx, query.role, pattern.as_deref()).await?;
    tx.commit().await?;
    let filters = [
        ("role", query.role.map(Role::as_str)),
        ("search", pattern.is_some().then_some(search)),
    ];
    let path = address("/api/admin/users/", filters);
    Ok(Json(window.page(
        rows,
        &path,
        counted,
        UserRow::key,
        UserRow::body,
    )?))
}

/// All companies by name.
#[utoipa::path(get, path = "/api/admin/companies/", tag = "administration", security(("bearer" = [])),
    responses((status = 200, body = Page<AdminCompany>), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody)))]
async fn companies(State(platform): State<Platform>, caller: Caller) -> Answer<Page<AdminCompany>> {
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    let results = store::companies(&mut tx).await?;
    tx.commit().await?;
    Ok(Json(Page {
        count: results.len() as i64,
        count_is_estimate: false,
        next: None,
        previous: None,
        results,
    }))
}

/// A new tenant.
#[utoipa::path(post, path = "/api/admin/companies/", tag = "administration", security(("bearer" = [])),
    request_body = NewCompany, responses((status = 201, body = AdminCompany), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-idempotent" = json!(true))))]
async fn found_company(
    State(platform): State<Platform>,
    caller: Caller,
    OnceBody { form, once }: OnceBody<NewCompany>,
) -> Result<Response, ApiError> {
    let mut check = Checker::default();
    check.text("name", &form.name, 1, 200);
    check.finish()?;
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    if let Some(answer) = once.before(&mut tx, caller.user).await? {
        return Ok(answer);
    }
    let company = store::found_company(&mut tx, form.name.trim())
        .await?
        .ok_or_else(|| ApiError::field("name", Fault::Taken))?;
    once.keep(&mut tx, caller.user, StatusCode::CREATED, None, &company)
        .await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(company)).into_response())
}

/// The queue, newest first; `state=dead` are the dead letters.
#[utoipa::path(get, path = "/api/admin/jobs/", tag = "administration", security(("bearer" = [])),
    params(JobsQuery), responses((status = 200, body = Page<AdminJob>), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn jobs(
    State(platform): State<Platform>,
    caller: Caller,
    Params(query): Params<JobsQuery>,
) -> Answer<Page<AdminJob>> {
    let window = window(query.cursor.as_ref(), query.limit)?;
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    let rows = store::jobs(&mut tx, query.state, &window).await?;
    let counted = store::count_jobs(&mut tx, query.state).await?;
    tx.commit().await?;
    let filters = [("state", query.state.map(JobState::as_str))];
    let path = address("/api/admin/jobs/", filters);
    let key = |job: &AdminJob| Key {
        at: job.created_at,
        id: job.id.0,
    };
    Ok(Json(window.page(rows, &path, counted, key, Ok)?))
}

/// Puts a dead letter back into the queue, with all its tries.
#[utoipa::path(post, path = "/api/admin/jobs/{id}/retry/", tag = "administration", security(("bearer" = [])),
    params(("id" = JobId, Path)), responses((status = 200, body = AdminJob), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn retry(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<JobId>,
) -> Answer<AdminJob> {
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    store::job(&mut tx, id).await?;
    if !store::retry(&mut tx, id).await? {
        return Err(Problem::JobNotDead.into());
    }
    let job = store::job(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(job))
}
