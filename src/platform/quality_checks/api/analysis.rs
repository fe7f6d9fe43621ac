//! `/api/quality-analysis/`: a picture or a sound, judged on the spot.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Json,
    extract::{
        DefaultBodyLimit, Multipart, State,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::StatusCode,
};
use bytes::{Bytes, BytesMut};
use serde_json::json;
use tokio::sync::Semaphore;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::checks::{QualityCheck, body, only_analysed};
use crate::{
    Platform,
    accounts::Caller,
    error::{AnswerLanguage, ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Answer, Checker},
    ports::{AnalyseMedia, Clip, ClipAnalysis, ClipError, ClipFault},
    quality_checks::{
        CheckKind,
        store::{self, NewCheck},
    },
};

/// A photograph of a phone has 3 to 8 MiB, a minute of sound as WAV at 48 kHz 5.5 MiB.
const MAX_PART_BYTES: usize = 10 * 1024 * 1024;
/// Both parts and what multipart writes around them.
const MAX_BODY_BYTES: usize = 2 * MAX_PART_BYTES + 64 * 1024;
/// Clips in memory at once; one more is told to come back.
const PLACES: usize = 4;
/// A sender slower than this gives its place up.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(60);

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(analyse))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
}

/// Who judges clips, and how many at once.
#[derive(Clone)]
pub struct Analyser {
    media: Arc<dyn AnalyseMedia>,
    places: Arc<Semaphore>,
}

impl Analyser {
    pub fn new(media: Arc<dyn AnalyseMedia>) -> Analyser {
        Analyser {
            media,
            places: Arc::new(Semaphore::new(PLACES)),
        }
    }
}

/// At least one of the two, 10 MiB each.
#[derive(ToSchema)]
#[allow(dead_code)]
struct QualityClip {
    /// A picture.
    #[schema(value_type = String, format = Binary, required = false)]
    image: Option<Bytes>,
    /// A sound.
    #[schema(value_type = String, format = Binary, required = false)]
    sound: Option<Bytes>,
}

/// Scores one picture, one sound or both by the code of the live analysis, and keeps the
/// numbers in one's own history; what was sent is kept nowhere. 403
/// `analysis-consent-required` without a standing consent to be analysed; 422 names the
/// part that cannot be read; 503 `busy` or `analysis-unavailable`.
#[utoipa::path(post, path = "/api/quality-analysis/", tag = "quality", security(("bearer" = [])),
    request_body(content = QualityClip, content_type = "multipart/form-data"),
    responses((status = 200, body = QualityCheck), (status = 400, body = ProblemBody),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 413, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn analyse(
    State(platform): State<Platform>,
    caller: Caller,
    Extension(language): Extension<AnswerLanguage>,
    Extension(analyser): Extension<Analyser>,
    parts: Result<Multipart, MultipartRejection>,
) -> Answer<QualityCheck> {
    let mut tx = caller.enter(&platform).await?;
    only_analysed(&mut tx).await?;
    // No connection is held while a clip is on its way or looked at.
    tx.commit().await?;
    let parts = parts.map_err(|_| Problem::MalformedRequest)?;
    let _place = analyser.places.try_acquire().map_err(|_| Problem::Busy)?;
    let clip = tokio::time::timeout(UPLOAD_TIMEOUT, read(parts))
        .await
        .map_err(|_| Problem::Busy)??;
    let kind = match (&clip.image, &clip.sound) {
        (Some(_), Some(_)) => CheckKind::Media,
        (Some(_), None) => CheckKind::Image,
        (None, _) => CheckKind::Sound,
    };
    let analysis = analyser.media.clip(clip).await.map_err(refused)?;

    let mut tx = caller.enter(&platform).await?;
    // Taken back meanwhile: nothing is kept, nothing is told.
    only_analysed(&mut tx).await?;
    let ClipAnalysis { picture, sound, .. } = &analysis;
    let check = NewCheck {
        kind,
        scores: analysis.scores,
        overall: analysis.overall,
        reason: analysis.reason,
        measures: &json!({ "picture": picture, "sound": sound }),
        hints: &analysis.hints,
    };
    let row = store::insert_check(&mut tx, &check).await?;
    store::trim_checks(&mut tx).await?;
    let check = body(row, language.get())?;
    tx.commit().await?;
    Ok(Json(check))
}

async fn read(mut parts: Multipart) -> ApiResult<Clip> {
    let mut clip = Clip {
        image: None,
        sound: None,
    };
    while let Some(mut field) = parts.next_field().await.map_err(cut)? {
        let name = field.name().unwrap_or_default().to_owned();
        let place = match name.as_str() {
            "image" => &mut clip.image,
            "sound" => &mut clip.sound,
            // Long names are nobody's field.
            _ => {
                let name: String = name.chars().take(40).collect();
                return Err(ApiError::field(name, Fault::Unknown));
            }
        };
        if place.is_some() {
            return Err(ApiError::field(name, Fault::TooMany { max: 1 }));
        }
        *place = Some(bytes_of(&mut field, &name).await?);
    }
    let mut check = Checker::default();
    let parts = [("image", &clip.image), ("sound", &clip.sound)];
    let nothing = parts.iter().all(|(_, bytes)| bytes.is_none());
    for (name, bytes) in parts {
        let empty = bytes.as_ref().map_or(nothing, Bytes::is_empty);
        check.require(name, !empty, Fault::Required);
    }
    check.finish()?;
    Ok(clip)
}

async fn bytes_of(field: &mut Field<'_>, name: &str) -> ApiResult<Bytes> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(cut)? {
        if bytes.len() + chunk.len() > MAX_PART_BYTES {
            return Err(ApiError::field(name, Fault::TooLarge));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

// By value, so that it stands where `map_err` wants a function.
#[allow(clippy::needless_pass_by_value)]
fn cut(error: MultipartError) -> ApiError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::BodyTooLarge.into(),
        _ => Problem::MalformedRequest.into(),
    }
}

fn refused(error: ClipError) -> ApiError {
    let fault = |fault| match fault {
        ClipFault::Unreadable => Fault::Unreadable,
        ClipFault::TooLarge => Fault::TooLarge,
    };
    match error {
        ClipError::Refused { image, sound } => {
            let mut check = Checker::default();
            for (name, what) in [("image", image), ("sound", sound)] {
                if let Some(what) = what {
                    check.fault(name, fault(what));
                }
            }
            match check.finish() {
                Err(error) => error,
                Ok(()) => ApiError::internal("a clip was refused without a reason"),
            }
        }
        ClipError::Passing(why) => {
            tracing::warn!(%why, "a clip could not be judged");
            Problem::Busy.into()
        }
        ClipError::Unavailable => Problem::AnalysisUnavailable.into(),
    }
}
