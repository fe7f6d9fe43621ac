//! `/api/videos/{id}/views/`: who watched which parts.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Platform,
    accounts::{Caller, Role, UserCompany},
    error::{ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Answer, Body, Checker, Once, Params, Route},
    ids::{UserId, VideoId, ViewId},
    outbox::{self, Event},
    page::{Order, Page, PageQuery},
    videos::store::{self, ByCompanyRow, ViewRow},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(list, begin))
        .routes(routes!(report))
}

/// The viewer's own record.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct View {
    pub id: ViewId,
    pub video: VideoId,
    pub viewer: UserId,
    pub viewed_at: DateTime<Utc>,
    /// Seconds watched: every part counts once.
    pub duration: f64,
    /// `[from, to]` in seconds, ascending and disjoint.
    #[schema(value_type = Vec<Vec<f64>>)]
    pub intervals: Vec<[f64; 2]>,
    pub rating: Option<i32>,
    pub notes: String,
    pub completed_viewing: bool,
}

/// What the candidate learns: that a company watched, and whether to the end.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ByCompany {
    pub company: UserCompany,
    pub viewed_at: DateTime<Utc>,
    pub completed_viewing: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum ViewEntry {
    Own(View),
    ByCompany(ByCompany),
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct ViewReport {
    /// `[from, to]` in seconds; added to what was reported before.
    #[schema(value_type = Vec<Vec<f64>>)]
    intervals: Vec<[f64; 2]>,
    completed_viewing: Option<bool>,
    /// 1 to 5.
    rating: Option<i32>,
    notes: Option<String>,
}

/// A player reports every five seconds; even after an hour without a report it has fewer.
const MOST_REPORTED: usize = 1_000;

/// Whoever has seen this share has seen it to the end: nobody waits for the last frame.
const COMPLETED_SHARE: f64 = 0.95;

impl TryFrom<ViewRow> for View {
    type Error = ApiError;

    fn try_from(row: ViewRow) -> ApiResult<View> {
        let intervals = row.intervals()?.seconds();
        Ok(View {
            id: row.id,
            video: row.video_id,
            viewer: row.viewer_id,
            viewed_at: row.viewed_at,
            duration: f64::from(row.watched_ms) / 1000.0,
            intervals,
            rating: row.rating,
            notes: row.notes.unwrap_or_default(),
            completed_viewing: row.completed_viewing,
        })
    }
}

/// For the candidate: which companies watched. For a recruiter: one's own views.
#[utoipa::path(get, path = "/api/videos/{id}/views/", tag = "views", security(("bearer" = [])),
    params(("id" = VideoId, Path), PageQuery),
    responses((status = 200, body = Page<ViewEntry>), (status = 404, body = ProblemBody)))]
async fn list(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<VideoId>,
    Params(query): Params<PageQuery>,
) -> Answer<Page<ViewEntry>> {
    let window = query.window(Order::NewestFirst)?;
    let mut tx = caller.enter(&platform).await?;
    let video = store::get(&mut tx, id).await?;
    let path = format!("/api/videos/{id}/views/");
    let page = if video.user_id == caller.user {
        let rows = store::views_by_company(&mut tx, id, &window).await?;
        let counted = store::count_views_by_company(&mut tx, id).await?;
        window.page(rows, &path, counted, ByCompanyRow::key, |row| {
            Ok(ViewEntry::ByCompany(ByCompany {
                company: UserCompany {
                    id: row.company_id,
                    name: row.company_name,
                },
                viewed_at: row.viewed_at,
                completed_viewing: row.completed_viewing,
            }))
        })?
    } else {
        let rows = store::own_views(&mut tx, id, &window).await?;
        let counted = store::count_own_views(&mut tx, id).await?;
        window.page(rows, &path, counted, ViewRow::key, |row| {
            Ok(ViewEntry::Own(row.try_into()?))
        })?
    };
    tx.commit().await?;
    Ok(Json(page))
}

/// Somebody of a company opens the player.
#[utoipa::path(post, path = "/api/videos/{id}/views/", tag = "views", security(("bearer" = [])), params(("id" = VideoId, Path)),
    responses((status = 201, body = View), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-idempotent" = json!(true))))]
async fn begin(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<VideoId>,
    once: Once,
) -> Result<Response, ApiError> {
    let mut tx = caller.enter(&platform).await?;
    let video = store::get(&mut tx, id).await?;
    tx.only(&Role::OF_A_COMPANY)?;
    if let Some(answer) = once.before(&mut tx, caller.user).await? {
        return Ok(answer);
    }
    let (view, company) = store::insert_view(&mut tx, id, video.user_id).await?;
    outbox::emit(
        &mut tx,
        Event::VideoViewed {
            view,
            video: id,
            owner: video.user_id,
            company,
        },
    )
    .await?;
    let body: View = store::own_view(&mut tx, id, view).await?.try_into()?;
    once.keep(&mut tx, caller.user, StatusCode::CREATED, None, &body)
        .await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// The player reports what was watched; the viewer rates and notes.
#[utoipa::path(put, path = "/api/videos/{id}/views/{view_id}/", tag = "views", security(("bearer" = [])),
    params(("id" = VideoId, Path), ("view_id" = ViewId, Path)), request_body = ViewReport,
    responses((status = 200, body = View), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn report(
    State(platform): State<Platform>,
    caller: Caller,
    Route((id, view)): Route<(VideoId, ViewId)>,
    Body(form): Body<ViewReport>,
) -> Answer<View> {
    let mut check = Checker::default();
    check.count("intervals", form.intervals.len(), MOST_REPORTED);
    for (at, [from, to]) in form.intervals.iter().enumerate() {
        let sane = from.is_finite() && to.is_finite() && *from >= 0.0 && from <= to;
        check.require(format!("intervals.{at}"), sane, Fault::WrongType);
    }
    if let Some(rating) = form.rating {
        let fault = Fault::OutOfRange { min: 1, max: 5 };
        check.require("rating", (1..=5).contains(&rating), fault);
    }
    check.text(
        "notes",
        form.notes.as_deref().unwrap_or_default(),
        0,
        10_000,
    );
    check.finish()?;

    let mut tx = caller.enter(&platform).await?;
    // The video first: a grant taken back ends the right to write here, too.
    let video = store::get(&mut tx, id).await?;
    let length_ms = video
        .duration_ms
        .map(i32::unsigned_abs)
        .ok_or(Problem::NotFound)?;
    store::lock_view(&mut tx, view).await?;
    let row = store::own_view(&mut tx, id, view).await?;
    let reported = form
        .intervals
        .iter()
        .map(|[from, to]| (milliseconds(*from), milliseconds(*to)));
    let seen = row.intervals()?.with(reported, length_ms);
    let completed = row.completed_viewing
        || form.completed_viewing == Some(true)
        || f64::from(seen.watched_ms()) >= COMPLETED_SHARE * f64::from(length_ms);
    store::set_watched(&mut tx, view, &seen, completed).await?;
    if form.rating.is_some() || form.notes.is_some() {
        store::judge(&mut tx, view, form.rating, form.notes.as_deref()).await?;
    }
    let body = store::own_view(&mut tx, id, view).await?.try_into()?;
    tx.commit().await?;
    Ok(Json(body))
}

/// Saturates: what lies beyond the video's length is cut off anyway.
fn milliseconds(seconds: f64) -> u32 {
    (seconds * 1000.0).round() as u32
}
