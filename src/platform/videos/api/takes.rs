//! `/api/takes/`: one attempt each.

use std::collections::HashMap;

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coach::{summary::propose_best, take::TakeState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{Gap, Reception, Video, load};
use crate::{
    Platform,
    accounts::Caller,
    candidates,
    db::{RequestTx, unreadable},
    error::{ApiError, ApiResult, Problem, ProblemBody},
    http::{Answer, Route},
    ids::{TakeId, VideoId},
    outbox::{self, Event},
    quality_checks::{self, QualityStatus},
    videos::{
        erase, renditions,
        state::{KeptStatus, RenditionState, VideoState, take_origin, take_state},
        store::{self, TakeRow},
    },
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(get, discard))
        .routes(routes!(keep))
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Take {
    pub id: TakeId,
    pub video_id: VideoId,
    /// From 1, in the order they were begun.
    pub number: i32,
    /// `live` or `upload`.
    pub origin: String,
    /// `armed`, `recording`, `sealed`, `recovered`, `damaged` or `discarded`. An armed upload
    /// is being prepared.
    pub state: String,
    pub started_at: Option<DateTime<Utc>>,
    pub duration_ms: Option<i32>,
    pub gaps: Vec<Gap>,
    /// Null where nobody counted: uploads, and takes that a crash cut off.
    pub reception: Option<Reception>,
    pub kept: bool,
    pub renditions: RenditionState,
    /// What happened to a damaged take; `upload_unusable` for an upload that could not be
    /// prepared.
    pub reason: Option<String>,
    /// Null when the take is not scored.
    pub quality: Option<TakeQualityBrief>,
    /// The best scored one of at least two.
    pub is_proposed: bool,
    pub created_at: DateTime<Utc>,
}

/// More by `GET /api/takes/{id}/quality/`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TakeQualityBrief {
    pub status: QualityStatus,
    /// 0 to 100.
    pub overall: Option<f32>,
}

impl Take {
    fn of(row: TakeRow, proposed: Option<TakeId>) -> ApiResult<Take> {
        let quality = match &row.quality_status {
            None => None,
            Some(status) => Some(TakeQualityBrief {
                status: QualityStatus::from_row(row.id, status)?,
                overall: row.overall,
            }),
        };
        Ok(Take {
            origin: take_origin(row.id, &row.origin)?.as_str().to_owned(),
            state: take_state(row.id, &row.state)?.as_str().to_owned(),
            renditions: RenditionState::from_row(row.id, &row.renditions)?,
            gaps: serde_json::from_value(row.gaps)
                .map_err(|error| unreadable("takes", "gaps", row.id, error))?,
            reception: row
                .reception
                .map(serde_json::from_value)
                .transpose()
                .map_err(|error| unreadable("takes", "reception", row.id, error))?,
            id: row.id,
            video_id: row.video_id,
            number: row.number,
            started_at: row.started_at,
            duration_ms: row.duration_ms,
            kept: row.kept,
            reason: row.reason,
            quality,
            is_proposed: proposed == Some(row.id),
            created_at: row.created_at,
        })
    }
}

/// The take of one video that is proposed; with fewer than two scored ones there is nothing
/// to choose between. `takes` stand in the order of their numbers.
fn proposed(takes: &[TakeRow]) -> Option<TakeId> {
    let (ids, overalls): (Vec<TakeId>, Vec<Option<f32>>) = takes
        .iter()
        .filter(|take| matches!(take.state.as_str(), "sealed" | "recovered" | "damaged"))
        .filter(|take| take.overall.is_some())
        .map(|take| (take.id, take.overall))
        .unzip();
    let proposal = propose_best(&overalls).filter(|_| ids.len() >= 2)?;
    ids.get(proposal.index).copied()
}

/// The caller's takes of these videos.
pub async fn by_video(
    tx: &mut RequestTx,
    videos: &[Uuid],
) -> ApiResult<HashMap<VideoId, Vec<Take>>> {
    let mut rows: HashMap<VideoId, Vec<TakeRow>> = HashMap::new();
    for row in store::takes_of(tx, videos).await? {
        rows.entry(row.video_id).or_default().push(row);
    }
    rows.into_iter()
        .map(|(video, rows)| {
            let proposed = proposed(&rows);
            let takes: ApiResult<Vec<Take>> = rows
                .into_iter()
                .map(|row| Take::of(row, proposed))
                .collect();
            Ok((video, takes?))
        })
        .collect()
}

#[utoipa::path(get, path = "/api/takes/{id}/", tag = "takes", security(("bearer" = [])), params(("id" = TakeId, Path)),
    responses((status = 200, body = Take), (status = 404, body = ProblemBody)))]
async fn get(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<TakeId>,
) -> Answer<Take> {
    let mut tx = caller.enter(&platform).await?;
    let take = load_take(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(take))
}

/// `RowNotFound` for anybody but the owner.
pub async fn load_take(tx: &mut RequestTx, id: TakeId) -> ApiResult<Take> {
    let row = store::take(tx, id).await?;
    let siblings = store::takes_of(tx, &[row.video_id.0]).await?;
    Take::of(row, proposed(&siblings))
}

/// Throws a take away and erases its bytes and its scores. The kept take's video becomes a draft again.
/// 409 `take-in-progress` while it is being recorded.
#[utoipa::path(delete, path = "/api/takes/{id}/", tag = "takes", security(("bearer" = [])), params(("id" = TakeId, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn discard(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<TakeId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = caller.enter(&platform).await?;
    let row = store::take(&mut tx, id).await?;
    // Video before take, everywhere: two requests cannot wait for each other.
    let video = store::lock_own(&mut tx, row.video_id).await?;
    let take = store::lock_take(&mut tx, id)
        .await?
        .ok_or(Problem::NotFound)?;
    match take.state {
        TakeState::Recording => return Err(Problem::TakeInProgress.into()),
        TakeState::Discarded => return Ok(StatusCode::NO_CONTENT),
        TakeState::Armed | TakeState::Sealed | TakeState::Recovered | TakeState::Damaged => {}
    }
    if video.state.kept_take() == Some(id) {
        store::set_state(&mut tx, video.id, VideoState::Draft).await?;
        candidates::clear_presentation(&mut tx, caller.user, video.id).await?;
    }
    let keys = store::drop_assets(&mut tx, id).await?;
    store::set_take_state(&mut tx, id, TakeState::Discarded).await?;
    store::set_renditions(&mut tx, id, RenditionState::None).await?;
    quality_checks::forget_take(&mut tx, id).await?;
    erase::order(&mut tx, &keys).await?;
    tx.commit().await?;
    erase::now(&platform, &keys).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps this take: it becomes the video, and the video the profile's presentation.
/// Another kept take is replaced but not erased. 409 `practice-take`, `take-not-keepable`.
#[utoipa::path(post, path = "/api/takes/{id}/keep/", tag = "takes", security(("bearer" = [])), params(("id" = TakeId, Path)),
    responses((status = 200, body = Video), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn keep(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<TakeId>,
) -> Answer<Video> {
    let mut tx = caller.enter(&platform).await?;
    let row = store::take(&mut tx, id).await?;
    let video = store::lock_own(&mut tx, row.video_id).await?;
    if video.is_practice {
        return Err(Problem::PracticeTake.into());
    }
    let take = store::lock_take(&mut tx, id)
        .await?
        .ok_or(Problem::NotFound)?;
    match (take.state, take.renditions) {
        (
            TakeState::Sealed | TakeState::Recovered | TakeState::Damaged,
            RenditionState::Pending | RenditionState::Ready | RenditionState::Failed,
        ) => {}
        _ => return Err(Problem::TakeNotKeepable.into()),
    }
    if video.state.kept_take() != Some(id) {
        let status = match take.renditions {
            RenditionState::Ready => KeptStatus::Completed,
            RenditionState::Failed => {
                // Another chance: whatever was in the way may be gone.
                store::set_renditions(&mut tx, id, RenditionState::Pending).await?;
                renditions::order(&mut tx, id).await?;
                KeptStatus::Processing
            }
            RenditionState::Pending | RenditionState::None => KeptStatus::Processing,
        };
        store::set_state(&mut tx, video.id, VideoState::Kept { take: id, status }).await?;
        candidates::set_presentation(&mut tx, caller.user, video.id).await?;
        let user = caller.user;
        outbox::emit(
            &mut tx,
            Event::VideoKept {
                take: id,
                video: video.id,
                user,
            },
        )
        .await?;
        if status == KeptStatus::Completed {
            outbox::emit(
                &mut tx,
                Event::VideoCompleted {
                    take: id,
                    video: video.id,
                    user,
                },
            )
            .await?;
        }
    }
    let body = load(&platform, &mut tx, video.id).await?;
    tx.commit().await?;
    Ok(Json(body))
}
