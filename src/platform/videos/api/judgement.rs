//! `/api/videos/{id}/approve/` and `reject/`: what the platform says of a completed video.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Video, load, tagged};
use crate::{
    Platform,
    accounts::{Caller, Role},
    error::{ApiResult, Problem, ProblemBody},
    http::{Body, Checker, Route, Tagged},
    ids::VideoId,
    outbox::{self, Event},
    videos::{
        state::{Verdict, VideoState},
        store,
    },
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(approve))
        .routes(routes!(reject))
}

#[derive(Debug, Deserialize, ToSchema)]
struct Rejection {
    /// For the candidate, in words; at most 1,000 characters.
    reason: String,
}

/// Approves a completed video, or one that was rejected. Approving again changes nothing.
/// 409 `video-not-completed` before.
#[utoipa::path(post, path = "/api/videos/{id}/approve/", tag = "videos", security(("bearer" = [])), params(("id" = VideoId, Path)),
    responses((status = 200, body = Video, headers(("ETag" = String))), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn approve(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<VideoId>,
) -> ApiResult<Tagged<Video>> {
    judge(&platform, &caller, id, Verdict::Approved, None).await
}

/// Rejects a completed video, or one that was approved: companies see it no longer, and its
/// candidate reads why. 409 `video-not-completed` before.
#[utoipa::path(post, path = "/api/videos/{id}/reject/", tag = "videos", security(("bearer" = [])), params(("id" = VideoId, Path)),
    request_body = Rejection,
    responses((status = 200, body = Video, headers(("ETag" = String))), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn reject(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<VideoId>,
    Body(form): Body<Rejection>,
) -> ApiResult<Tagged<Video>> {
    let mut check = Checker::default();
    check.text("reason", &form.reason, 1, 1000);
    check.finish()?;
    let reason = Some(form.reason.trim());
    judge(&platform, &caller, id, Verdict::Rejected, reason).await
}

async fn judge(
    platform: &Platform,
    caller: &Caller,
    id: VideoId,
    verdict: Verdict,
    reason: Option<&str>,
) -> ApiResult<Tagged<Video>> {
    let mut tx = caller.enter(platform).await?;
    let video = store::get(&mut tx, id).await?;
    tx.only(&[Role::PlatformAdmin])?;
    let VideoState::Kept { take, .. } = video.state()? else {
        return Err(Problem::VideoNotCompleted.into());
    };
    if let Some(judgement) = store::judge_video(&mut tx, id, take, verdict, reason).await? {
        let user = video.user_id;
        let event = Event::VideoJudged {
            judgement,
            verdict,
            take,
            video: id,
            user,
        };
        outbox::emit(&mut tx, event).await?;
    }
    let video = load(platform, &mut tx, id).await?;
    tx.commit().await?;
    Ok(tagged(video))
}
