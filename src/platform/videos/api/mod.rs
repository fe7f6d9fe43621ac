//! `/api/videos/` and `/api/takes/`.

mod judgement;
mod playback;
mod takes;
mod upload;
mod views;

use std::collections::HashMap;

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
use uuid::Uuid;

pub use playback::{Chapter, Playback, Source, ThumbnailSheet};
pub use takes::Take;
pub(in crate::videos) use upload::uploaded;
pub use upload::{UploadRules, Uploaded};
pub use views::{ByCompany, View, ViewEntry};

use super::{
    erase,
    state::{VideoState, VideoStatus},
    store::{self, VideoRow},
};
use crate::{
    Platform,
    accounts::{Caller, Role},
    candidates,
    db::{RequestTx, unreadable},
    error::{ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Answer, Body, Checker, IfMatch, OnceBody, Params, Route, Tag, Tagged},
    ids::{ProfileId, ScriptId, TakeId, UserId, VideoId},
    page::{Page, PageQuery, address},
    quality_checks::{QualityScores, scores_of},
    scripts,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, change, delete))
        .routes(routes!(link_to_cv))
        .merge(judgement::router())
        .routes(routes!(quick_link))
        .merge(takes::router())
        .merge(playback::router())
        .merge(upload::router())
        .merge(views::router())
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Video {
    pub id: VideoId,
    pub title: String,
    pub description: String,
    pub status: VideoStatus,
    /// Seen by its owner alone, always.
    pub is_practice: bool,
    pub script_id: ScriptId,
    /// The owner's; null for anybody else.
    pub private_notes: Option<String>,
    /// Seconds, of the kept take; null for a draft, like everything measured.
    pub duration: Option<f64>,
    /// `mp4` or `webm`: of the master.
    pub format: Option<String>,
    /// Bytes of the master.
    pub size: Option<i64>,
    /// `h264` or `vp8`.
    pub codec: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    /// 0 to 100, of the kept take: the owner's, as long as the take is scored. A company
    /// gets it for a presentation video whose candidate agrees to `quality_filter`; else null.
    pub overall_score: Option<f32>,
    /// The owner's; null for anybody else.
    pub scores: Option<QualityScores>,
    pub linked_to_cv: bool,
    pub cv_update_suggested: bool,
    /// Why a `rejected` video was: for its owner and the platform.
    pub rejection_reason: Option<String>,
    /// Why, for the owner; empty for anybody else: `skills_changed`, `languages_changed`,
    /// `education_changed`, `experience_changed` (in the profile, since the video was linked) and
    /// `presentation_old` (recorded more than twelve months ago).
    pub cv_update_reasons: Vec<String>,
    pub gaps: Vec<Gap>,
    /// Milliseconds; positive: sound starts after the picture.
    pub av_offset_ms: Option<i32>,
    /// SHA-256 of the master, hexadecimal.
    pub checksum: Option<String>,
    pub kept_take_id: Option<TakeId>,
    pub user: UserId,
    pub profile: ProfileId,
    pub view_count: i32,
    pub unique_viewers: i32,
    /// Signed, good for five minutes.
    pub poster_url: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// The owner's; null for anybody else. Without those thrown away.
    pub takes: Option<Vec<Take>>,
}

/// A stretch for which nothing arrived, in milliseconds from the take's zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Gap {
    pub from_ms: u64,
    pub to_ms: u64,
    /// `audio` or `video`.
    pub kind: String,
}

/// How a take's packets came through the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reception {
    pub audio: Packets,
    /// Of the recorded layer.
    pub video: Packets,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Packets {
    /// Arrived in time, at the first or a later try.
    pub received: u64,
    /// Never came, or too late to be recorded.
    pub lost: u64,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct NewVideo {
    pub title: String,
    #[serde(default)]
    pub description: String,
    /// The default script when absent.
    pub script_id: Option<ScriptId>,
    #[serde(default)]
    pub is_practice: bool,
}

/// What is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
struct ChangeVideo {
    title: Option<String>,
    description: Option<String>,
    private_notes: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// `draft`, `processing`, `completed`, `approved`, `rejected` or `failed`.
    status: Option<String>,
    /// `-created_at` (the default) or `created_at`.
    ordering: Option<String>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

const STATUSES: &[&str] = &[
    "draft",
    "processing",
    "completed",
    "approved",
    "rejected",
    "failed",
];

fn status_of(name: Option<&str>) -> ApiResult<Option<VideoStatus>> {
    let status = match name {
        None | Some("") => return Ok(None),
        Some("draft") => VideoStatus::Draft,
        Some("processing") => VideoStatus::Processing,
        Some("completed") => VideoStatus::Completed,
        Some("approved") => VideoStatus::Approved,
        Some("rejected") => VideoStatus::Rejected,
        Some("failed") => VideoStatus::Failed,
        Some(_) => return Err(ApiError::field("status", Fault::NotOneOf(STATUSES))),
    };
    Ok(Some(status))
}

/// The body of a video as this caller may see it.
fn body(
    platform: &Platform,
    tx: &RequestTx,
    row: VideoRow,
    takes: Option<Vec<Take>>,
) -> ApiResult<Video> {
    let own = row.user_id == tx.user;
    let status = row.state()?.status();
    let gaps = match row.gaps {
        None => Vec::new(),
        Some(gaps) => serde_json::from_value(gaps)
            .map_err(|error| unreadable("takes", "gaps", row.id, error))?,
    };
    Ok(Video {
        id: row.id,
        title: row.title,
        description: row.description,
        status,
        is_practice: row.is_practice,
        script_id: row.script_id,
        private_notes: own.then_some(row.private_notes),
        duration: row.duration_ms.map(|ms| f64::from(ms) / 1000.0),
        format: row.container,
        size: row.size_bytes,
        codec: row.video_codec,
        width: row.width,
        height: row.height,
        overall_score: row.overall,
        scores: row.overall.filter(|_| own).map(|_| scores_of!(row)),
        linked_to_cv: row.linked_to_cv,
        cv_update_suggested: row.cv_update_suggested,
        rejection_reason: row.rejection_reason,
        cv_update_reasons: if own {
            row.cv_update_reasons
        } else {
            Vec::new()
        },
        gaps,
        av_offset_ms: row.av_offset_ms,
        checksum: row.sha256,
        kept_take_id: row.kept_take_id,
        user: row.user_id,
        profile: row.profile_id,
        view_count: row.view_count,
        unique_viewers: row.unique_viewers,
        poster_url: row
            .poster_id
            .map(|poster| platform.media_link(tx, poster, "poster.jpg")),
        created_at: row.created_at,
        updated_at: row.updated_at,
        takes: if own {
            Some(takes.unwrap_or_default())
        } else {
            None
        },
    })
}

/// One video with its takes.
async fn load(platform: &Platform, tx: &mut RequestTx, id: VideoId) -> ApiResult<Video> {
    let row = store::get(tx, id).await?;
    let takes = takes::by_video(tx, &[id.0]).await?.remove(&id);
    body(platform, tx, row, takes)
}

fn tagged(video: Video) -> Tagged<Video> {
    Tagged(StatusCode::OK, Tag::at(video.updated_at), video)
}

/// One's own videos; for a company those granted to it that are completed or approved.
#[utoipa::path(get, path = "/api/videos/", tag = "videos", security(("bearer" = [])), params(ListQuery),
    responses((status = 200, body = Page<Video>), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn list(
    State(platform): State<Platform>,
    caller: Caller,
    Params(query): Params<ListQuery>,
) -> Answer<Page<Video>> {
    let status = status_of(query.status.as_deref())?;
    let order = store::order_of(query.ordering.as_deref()).ok_or_else(|| {
        ApiError::field("ordering", Fault::NotOneOf(&["-created_at", "created_at"]))
    })?;
    let window = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    }
    .window(order)?;
    let mut tx = caller.enter(&platform).await?;
    let rows = store::list(&mut tx, &window, status).await?;
    let counted = window.counted(store::count(&mut tx, status)).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let mut takes: HashMap<VideoId, Vec<Take>> = takes::by_video(&mut tx, &ids).await?;
    let filters = [
        ("status", status.map(VideoStatus::as_str)),
        ("ordering", query.ordering.as_deref()),
    ];
    let page = window.page(
        rows,
        &address("/api/videos/", filters),
        counted,
        VideoRow::key,
        |row| {
            let own = takes.remove(&row.id);
            body(&platform, &tx, row, own)
        },
    )?;
    tx.commit().await?;
    Ok(Json(page))
}

/// Makes a draft; a live take or an upload fills it.
#[utoipa::path(post, path = "/api/videos/", tag = "videos", security(("bearer" = [])), request_body = NewVideo,
    responses((status = 201, body = Video, headers(("ETag" = String))), (status = 403, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-idempotent" = json!(true))))]
async fn create(
    State(platform): State<Platform>,
    caller: Caller,
    OnceBody { form, once }: OnceBody<NewVideo>,
) -> Result<Response, ApiError> {
    let mut check = Checker::default();
    check.text("title", &form.title, 1, 200);
    check.text("description", &form.description, 0, 5000);
    check.finish()?;
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::Candidate])?;
    if let Some(answer) = once.before(&mut tx, caller.user).await? {
        return Ok(answer);
    }
    let profile = candidates::own_profile(&mut tx, caller.user)
        .await?
        .ok_or(Problem::Forbidden)?;
    let script = match form.script_id {
        None => scripts::default_id(&mut tx).await?,
        Some(id) => match scripts::recordable(&mut tx, id).await {
            Ok(_) => id,
            Err(ApiError::Refused(Problem::NotFound)) => {
                return Err(ApiError::field("script_id", Fault::Unknown));
            }
            Err(error) => return Err(error),
        },
    };
    let id = store::insert(
        &mut tx,
        profile,
        script,
        form.title.trim(),
        form.description.trim(),
        form.is_practice,
    )
    .await?;
    let video = load(&platform, &mut tx, id).await?;
    let tag = Tag::at(video.updated_at);
    once.keep(
        &mut tx,
        caller.user,
        StatusCode::CREATED,
        Some(&tag),
        &video,
    )
    .await?;
    tx.commit().await?;
    Ok(Tagged(StatusCode::CREATED, tag, video).into_response())
}

#[utoipa::path(get, path = "/api/videos/{id}/", tag = "videos", security(("bearer" = [])), params(("id" = VideoId, Path)),
    responses((status = 200, body = Video, headers(("ETag" = String))), (status = 404, body = ProblemBody)))]
async fn get(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<VideoId>,
) -> ApiResult<Tagged<Video>> {
    let mut tx = caller.enter(&platform).await?;
    let video = load(&platform, &mut tx, id).await?;
    tx.commit().await?;
    Ok(tagged(video))
}

/// The owner changes what is written about the video.
#[utoipa::path(put, path = "/api/videos/{id}/", tag = "videos", security(("bearer" = [])), params(("id" = VideoId, Path)),
    request_body = ChangeVideo,
    responses((status = 200, body = Video, headers(("ETag" = String))), (status = 404, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn change(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<VideoId>,
    seen: IfMatch,
    Body(form): Body<ChangeVideo>,
) -> ApiResult<Tagged<Video>> {
    let mut check = Checker::default();
    let texts = [
        ("title", &form.title, 1, 200),
        ("description", &form.description, 0, 5000),
        ("private_notes", &form.private_notes, 0, 20_000),
    ];
    for (path, text, min, max) in texts {
        if let Some(text) = text {
            check.text(path, text, min, max);
        }
    }
    check.finish()?;
    let mut tx = caller.enter(&platform).await?;
    let current = own(&mut tx, id).await?;
    seen.check(&Tag::at(current.updated_at))?;
    store::update_texts(
        &mut tx,
        id,
        form.title.as_deref().map(str::trim),
        form.description.as_deref().map(str::trim),
        form.private_notes.as_deref(),
    )
    .await?;
    let video = load(&platform, &mut tx, id).await?;
    tx.commit().await?;
    Ok(tagged(video))
}

/// Deletes the video with its takes and erases their bytes. 409 `take-in-progress` while
/// one is being recorded.
#[utoipa::path(delete, path = "/api/videos/{id}/", tag = "videos", security(("bearer" = [])), params(("id" = VideoId, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn delete(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<VideoId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = caller.enter(&platform).await?;
    own(&mut tx, id).await?;
    if store::recording(&mut tx, id).await? {
        return Err(Problem::TakeInProgress.into());
    }
    let keys = store::keys_of_video(&mut tx, id).await?;
    erase::order(&mut tx, &keys).await?;
    store::delete(&mut tx, id).await?;
    tx.commit().await?;
    erase::now(&platform, &keys).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes this the profile's presentation video. 409 `video-not-kept` for a draft.
#[utoipa::path(post, path = "/api/videos/{id}/link_to_cv/", tag = "videos", security(("bearer" = [])), params(("id" = VideoId, Path)),
    responses((status = 200, body = Video), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn link_to_cv(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<VideoId>,
) -> Answer<Video> {
    let mut tx = caller.enter(&platform).await?;
    let video = link(&platform, &mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(video))
}

/// Which video; the newest kept one when absent.
#[derive(Debug, Deserialize, ToSchema)]
struct QuickLink {
    video_id: Option<VideoId>,
}

/// As `link_to_cv`, in one call. 409 `video-not-kept` when there is none to link.
#[utoipa::path(post, path = "/api/candidate/quick-video-link/", tag = "candidates", security(("bearer" = [])),
    request_body = QuickLink, responses((status = 200, body = Video), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn quick_link(
    State(platform): State<Platform>,
    caller: Caller,
    Body(form): Body<QuickLink>,
) -> Answer<Video> {
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::Candidate])?;
    let id = match form.video_id {
        Some(id) => id,
        None => store::newest_kept(&mut tx)
            .await?
            .ok_or(Problem::VideoNotKept)?,
    };
    let video = link(&platform, &mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(video))
}

async fn link(platform: &Platform, tx: &mut RequestTx, id: VideoId) -> ApiResult<Video> {
    if own(tx, id).await?.state == VideoState::Draft {
        return Err(Problem::VideoNotKept.into());
    }
    let me = tx.user;
    candidates::set_presentation(tx, me, id).await?;
    load(platform, tx, id).await
}

/// The caller's own video, locked. Somebody who may see it but does not own it is told so.
async fn own(tx: &mut RequestTx, id: VideoId) -> ApiResult<store::OwnVideo> {
    let row = store::get(tx, id).await?;
    if row.user_id != tx.user {
        return Err(Problem::Forbidden.into());
    }
    store::lock_own(tx, id).await
}
