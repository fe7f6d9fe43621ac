//! `/api/candidate/`.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    EDUCATION_LEVELS, Education, Experience, Filled, ProfileForm, SpokenLanguage, changes,
    completeness, cv, resume, search, stats,
    store::{self, By, ProfileRow},
};
use crate::{
    Platform,
    accounts::{Caller, Role},
    db::RequestTx,
    error::{ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Answer, Body, Checker, IfMatch, OnceBody, Params, Route, Tag, Tagged},
    ids::{CompanyId, ProfileId, VideoId},
    page::{Order, Page, PageQuery, address},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, change))
        .routes(routes!(visibility, set_visibility))
        .merge(search::router())
        .merge(changes::router())
        .merge(stats::router())
        .merge(resume::router())
        .merge(cv::router())
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Profile {
    pub id: ProfileId,
    pub first_name: String,
    pub last_name: String,
    pub headline: String,
    pub location: String,
    pub summary: String,
    pub skills: Vec<String>,
    pub languages: Vec<SpokenLanguage>,
    pub education: Vec<Education>,
    pub experience: Vec<Experience>,
    /// Years in all positions; what overlaps counts once, a position without an end goes on.
    pub experience_years: f32,
    /// The highest `level` of `education`.
    pub education_level: Option<String>,
    pub availability: String,
    /// From which day on; null when not said.
    pub available_from: Option<NaiveDate>,
    pub presentation_video: Option<PresentationVideo>,
    /// 0 to 100, of the presentation video. A company gets it where the candidate agrees to
    /// `quality_filter`; else null, as for a video that is not scored.
    pub quality_score: Option<f32>,
    /// 0 to 100.
    pub profile_completeness: u8,
    /// `active` or `paused`.
    pub status: String,
    pub created_at: DateTime<Utc>,
    pub last_updated: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PresentationVideo {
    pub id: VideoId,
    /// Seconds.
    pub duration: Option<f64>,
    pub status: String,
    /// Signed, good for five minutes.
    pub poster_url: Option<String>,
    pub view_count: i32,
}

/// Who may see the profile and its kept video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Visibility {
    pub all_companies: bool,
    pub company_ids: Vec<CompanyId>,
}

pub(super) fn profile(platform: &Platform, tx: &RequestTx, row: ProfileRow) -> ApiResult<Profile> {
    let languages: Vec<SpokenLanguage> = row.list("languages", &row.languages)?;
    let education: Vec<Education> = row.list("education", &row.education)?;
    let experience: Vec<Experience> = row.list("experience", &row.experience)?;
    let experience_years = row.experience_years(Utc::now());
    let education_level = usize::try_from(row.highest_education - 1)
        .ok()
        .and_then(|rank| EDUCATION_LEVELS.get(rank));
    let presentation_video = match (row.video_id, row.video_status) {
        (Some(id), Some(status)) => Some(PresentationVideo {
            id,
            duration: row.duration_ms.map(|ms| f64::from(ms) / 1000.0),
            status,
            poster_url: row
                .poster_id
                .map(|poster| platform.media_link(tx, poster, "poster.jpg")),
            view_count: row.view_count.unwrap_or(0),
        }),
        _ => None,
    };
    let filled = Filled {
        name: !row.first_name.is_empty() && !row.last_name.is_empty(),
        headline: !row.headline.is_empty(),
        location: !row.location.is_empty(),
        summary: !row.summary.is_empty(),
        skills: row.skills.len(),
        languages: languages.len(),
        education: education.len(),
        experience: experience.len(),
        availability: !row.availability.is_empty(),
        presentation_video: presentation_video.is_some(),
    };
    Ok(Profile {
        id: row.id,
        first_name: row.first_name,
        last_name: row.last_name,
        headline: row.headline,
        location: row.location,
        summary: row.summary,
        skills: row.skills,
        languages,
        education,
        experience,
        experience_years,
        education_level: education_level.map(|&level| level.to_owned()),
        availability: row.availability,
        available_from: row.available_from,
        presentation_video,
        quality_score: row.overall,
        profile_completeness: completeness(filled),
        status: row.status,
        created_at: row.created_at,
        last_updated: row.last_updated,
    })
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// `-last_updated` (the default: who was active last comes first), `last_updated`,
    /// `-created_at` (the newest first) or `created_at`.
    ordering: Option<String>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

const ORDERINGS: &[&str] = &["-last_updated", "last_updated", "-created_at", "created_at"];

fn order_of(name: Option<&str>) -> ApiResult<(By, Order)> {
    Ok(match name {
        None | Some("" | "-last_updated") => (By::LastUpdated, Order::NewestFirst),
        Some("last_updated") => (By::LastUpdated, Order::OldestFirst),
        Some("-created_at") => (By::CreatedAt, Order::NewestFirst),
        Some("created_at") => (By::CreatedAt, Order::OldestFirst),
        Some(_) => return Err(ApiError::field("ordering", Fault::NotOneOf(ORDERINGS))),
    })
}

/// A candidate's own profile, or for a company those granted to it that have a kept video.
#[utoipa::path(get, path = "/api/candidate/profiles/", tag = "candidates", security(("bearer" = [])),
    params(ListQuery), responses((status = 200, body = Page<Profile>), (status = 401, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
async fn list(
    State(platform): State<Platform>,
    caller: Caller,
    Params(query): Params<ListQuery>,
) -> Answer<Page<Profile>> {
    let (by, order) = order_of(query.ordering.as_deref())?;
    let window = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    }
    .window(order)?;
    let mut tx = caller.enter(&platform).await?;
    let rows = store::list(&mut tx, &window, by).await?;
    let counted = window.counted(store::count(&mut tx)).await?;
    let ordering = query
        .ordering
        .as_deref()
        .filter(|ordering| !ordering.is_empty());
    let path = address("/api/candidate/profiles/", [("ordering", ordering)]);
    let page = window.page(
        rows,
        &path,
        counted,
        |row| row.key(by),
        |row| profile(&platform, &tx, row),
    )?;
    tx.commit().await?;
    Ok(Json(page))
}

/// A candidate makes one; signing up has usually made it already.
#[utoipa::path(post, path = "/api/candidate/profiles/", tag = "candidates", security(("bearer" = [])),
    request_body = ProfileForm, responses((status = 201, body = Profile, headers(("ETag" = String))),
    (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-idempotent" = json!(true))))]
async fn create(
    State(platform): State<Platform>,
    caller: Caller,
    OnceBody { form, once }: OnceBody<ProfileForm>,
) -> Result<Response, ApiError> {
    let form = form.checked()?;
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::Candidate])?;
    if let Some(answer) = once.before(&mut tx, caller.user).await? {
        return Ok(answer);
    }
    if store::own_profile(&mut tx, caller.user).await?.is_some() {
        return Err(Problem::ProfileExists.into());
    }
    let first_name = form.first_name.as_deref().unwrap_or_default().trim();
    let last_name = form.last_name.as_deref().unwrap_or_default().trim();
    let id = store::create_profile(&mut tx, caller.user, first_name, last_name).await?;
    store::update(&mut tx, id, &form).await?;
    let row = store::get(&mut tx, id).await?;
    let profile = profile(&platform, &tx, row)?;
    let tag = Tag::at(profile.last_updated);
    once.keep(
        &mut tx,
        caller.user,
        StatusCode::CREATED,
        Some(&tag),
        &profile,
    )
    .await?;
    tx.commit().await?;
    Ok(Tagged(StatusCode::CREATED, tag, profile).into_response())
}

#[utoipa::path(get, path = "/api/candidate/profiles/{id}/", tag = "candidates", security(("bearer" = [])),
    params(("id" = ProfileId, Path)), responses((status = 200, body = Profile, headers(("ETag" = String))),
    (status = 404, body = ProblemBody)))]
async fn get(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ProfileId>,
) -> ApiResult<Tagged<Profile>> {
    let mut tx = caller.enter(&platform).await?;
    let row = store::get(&mut tx, id).await?;
    let profile = profile(&platform, &tx, row)?;
    tx.commit().await?;
    Ok(Tagged(
        StatusCode::OK,
        Tag::at(profile.last_updated),
        profile,
    ))
}

#[utoipa::path(put, path = "/api/candidate/profiles/{id}/", tag = "candidates", security(("bearer" = [])),
    params(("id" = ProfileId, Path)), request_body = ProfileForm,
    responses((status = 200, body = Profile, headers(("ETag" = String))),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn change(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ProfileId>,
    seen: IfMatch,
    Body(form): Body<ProfileForm>,
) -> ApiResult<Tagged<Profile>> {
    let form = form.checked()?;
    let mut tx = caller.enter(&platform).await?;
    store::get(&mut tx, id).await?;
    let changed = store::lock_own(&mut tx, id).await?;
    seen.check(&Tag::at(changed.ok_or(Problem::Forbidden)?))?;
    store::update(&mut tx, id, &form).await?;
    resume::settle(&mut tx, id).await?;
    let row = store::get(&mut tx, id).await?;
    let profile = profile(&platform, &tx, row)?;
    tx.commit().await?;
    Ok(Tagged(
        StatusCode::OK,
        Tag::at(profile.last_updated),
        profile,
    ))
}

/// Who may see the caller's profile and kept video.
#[utoipa::path(get, path = "/api/candidate/visibility/", tag = "candidates", security(("bearer" = [])),
    responses((status = 200, body = Visibility, headers(("ETag" = String))), (status = 403, body = ProblemBody)))]
async fn visibility(
    State(platform): State<Platform>,
    caller: Caller,
) -> ApiResult<Tagged<Visibility>> {
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::Candidate])?;
    let visibility = store::visibility(&mut tx, caller.user).await?;
    tx.commit().await?;
    Ok(Tagged(StatusCode::OK, Tag::of(&visibility)?, visibility))
}

/// Replaces the whole choice.
#[utoipa::path(put, path = "/api/candidate/visibility/", tag = "candidates", security(("bearer" = [])),
    request_body = Visibility, responses((status = 200, body = Visibility, headers(("ETag" = String))),
    (status = 403, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn set_visibility(
    State(platform): State<Platform>,
    caller: Caller,
    seen: IfMatch,
    Body(form): Body<Visibility>,
) -> ApiResult<Tagged<Visibility>> {
    let mut check = Checker::default();
    check.count("company_ids", form.company_ids.len(), 1000);
    check.finish()?;
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::Candidate])?;
    store::lock_visibility(&mut tx).await?;
    let current = store::visibility(&mut tx, caller.user).await?;
    seen.check(&Tag::of(&current)?)?;
    let known = store::existing(&mut tx, &form.company_ids).await?;
    let mut check = Checker::default();
    for (at, company) in form.company_ids.iter().enumerate() {
        check.require(
            format!("company_ids.{at}"),
            known.contains(&company.0),
            Fault::Unknown,
        );
    }
    check.finish()?;
    store::set_visibility(&mut tx, caller.user, &form).await?;
    let visibility = store::visibility(&mut tx, caller.user).await?;
    tx.commit().await?;
    Ok(Tagged(StatusCode::OK, Tag::of(&visibility)?, visibility))
}
