//! `/api/upload/`: a video that somebody has already.
//!
//! One request, one file. Resumable uploads can stand beside it under paths below this one:
//! they bring the file piece by piece and end in the same [`UploadDesk::accept`].

use std::path::Path;

use axum::{
    Extension, Json,
    extract::{
        DefaultBodyLimit, Multipart, State,
        multipart::{Field, MultipartRejection},
    },
    http::{HeaderMap, header::CONTENT_LENGTH},
    response::Response,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Video, load,
    takes::{Take, load_take},
};
use crate::{
    Platform,
    accounts::Caller,
    db::RequestTx,
    error::{ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Answer, Checker, FileFault, Once, in_time, incoming, write_file},
    ids::{TakeId, VideoId},
    videos::upload::{Received, UploadDesk, permitted},
};

/// What multipart writes around the parts, and the texts.
const FORM_BYTES: u64 = 64 * 1024;
const MAX_TEXT_BYTES: usize = 4 * 1024;

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(rules, upload))
        // Counted while it is written: it never is in memory.
        .layer(DefaultBodyLimit::disable())
}

/// What may be uploaded.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UploadRules {
    pub max_bytes: u64,
    /// Seconds.
    pub shortest: f64,
    /// Seconds.
    pub longest: f64,
    /// For a file picker; what a file is, its bytes say.
    pub content_types: Vec<String>,
}

/// A file and what belongs to it, in any order.
#[derive(ToSchema)]
#[allow(dead_code)]
struct UploadForm {
    /// A video: MP4, MOV or WebM, with sound.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Of the video that is made for it; without meaning beside `video_id`.
    title: Option<String>,
    /// An own video to which the take belongs. A new one is made when absent.
    video_id: Option<VideoId>,
}

/// A take that is being prepared, and its video.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Uploaded {
    pub take: Take,
    pub video: Video,
}

/// Limits, for whoever wants to know before sending half a gigabyte.
#[utoipa::path(get, path = "/api/upload/", tag = "videos", security(("bearer" = [])),
    responses((status = 200, body = UploadRules), (status = 401, body = ProblemBody)))]
async fn rules(State(platform): State<Platform>, caller: Caller) -> Answer<UploadRules> {
    caller.enter(&platform).await?.commit().await?;
    let limits = platform.upload_limits();
    Ok(Json(UploadRules {
        max_bytes: limits.max_bytes,
        shortest: limits.shortest.as_secs_f64(),
        longest: limits.longest.as_secs_f64(),
        content_types: ["video/mp4", "video/quicktime", "video/webm"]
            .map(str::to_owned)
            .to_vec(),
    }))
}

/// Makes a take of a video file. The take is `armed` while a worker prepares it, then
/// `sealed` like one that was recorded here, or `damaged` when nothing could be made of it.
/// It is scored by the code of the live analysis when the consent to be analysed stands.
///
/// 403 `consent-required` without a standing consent to be recorded; 409 `too-many-takes`,
/// `uploads-waiting`; 413 and 422 say what is wrong with `file`; 503 `busy`.
#[utoipa::path(post, path = "/api/upload/", tag = "videos", security(("bearer" = [])),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Uploaded), (status = 400, body = ProblemBody),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 413, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 503, body = ProblemBody)), extensions(("x-idempotent" = json!(true))))]
async fn upload(
    State(platform): State<Platform>,
    caller: Caller,
    Extension(desk): Extension<UploadDesk>,
    headers: HeaderMap,
    once: Once,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, ApiError> {
    let mut tx = caller.enter(&platform).await?;
    // What was made of the same file may be what has to be waited for.
    if !once.answered(&mut tx).await? {
        permitted(&mut tx).await?;
    }
    // No connection is held while the file is on its way.
    tx.commit().await?;
    let parts = parts.map_err(|_| Problem::MalformedRequest)?;
    if announced(&headers).is_some_and(|bytes| bytes > max_bytes(&platform) + FORM_BYTES) {
        return Err(too_large(&platform));
    }
    let place = desk.place(caller.user)?;
    let received = receive(&platform, parts).await?;
    drop(place);
    desk.accept(&platform, &caller, received, once).await
}

/// The take that a file has become.
pub(in crate::videos) async fn uploaded(
    platform: &Platform,
    tx: &mut RequestTx,
    take: TakeId,
) -> ApiResult<Uploaded> {
    let take = load_take(tx, take).await?;
    let video = load(platform, tx, take.video_id).await?;
    Ok(Uploaded { take, video })
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn max_bytes(platform: &Platform) -> u64 {
    platform.upload_limits().max_bytes
}

fn too_large(platform: &Platform) -> ApiError {
    let fault = Fault::FileTooLarge {
        max_megabytes: max_bytes(platform) / 1_000_000,
    };
    ApiError::TooLarge([("file".to_owned(), vec![fault])].into())
}

/// Writes the file to the disk as it comes. What was written goes when this fails, and when
/// the sender hangs up.
async fn receive(platform: &Platform, mut parts: Multipart) -> ApiResult<Received> {
    let folder = incoming(platform.work_dir()).map_err(ApiError::internal)?;
    let file = Received::file_in(folder.path());
    let (mut came, mut title, mut video) = (false, None, None);
    while let Some(mut field) = in_time(parts.next_field()).await? {
        let name = field.name().unwrap_or_default().to_owned();
        let again = match name.as_str() {
            "file" if !came => {
                write(platform, &mut field, &file).await?;
                came = true;
                false
            }
            "title" => title.replace(text(&mut field, &name).await?).is_some(),
            "video_id" => video.replace(text(&mut field, &name).await?).is_some(),
            "file" => true,
            // Long names are nobody's field.
            _ => {
                let name: String = name.chars().take(40).collect();
                return Err(ApiError::field(name, Fault::Unknown));
            }
        };
        if again {
            return Err(ApiError::field(name, Fault::TooMany { max: 1 }));
        }
    }
    let title = title.filter(|title| !title.trim().is_empty());
    let mut check = Checker::default();
    check.require("file", came, Fault::Required);
    if let Some(title) = &title {
        check.text("title", title, 1, 200);
    }
    let video = match video.filter(|id| !id.trim().is_empty()) {
        None => None,
        Some(id) => match id.trim().parse() {
            Ok(id) => Some(id),
            Err(_) => {
                check.fault("video_id", Fault::WrongType);
                None
            }
        },
    };
    check.finish()?;
    Ok(Received {
        folder,
        title: title.map(|title| title.trim().to_owned()),
        video,
    })
}

async fn write(platform: &Platform, field: &mut Field<'_>, file: &Path) -> ApiResult<()> {
    let written = write_file(field, file, max_bytes(platform)).await;
    written.map_err(|fault| match fault {
        FileFault::TooLarge => too_large(platform),
        FileFault::Empty => ApiError::field("file", Fault::Required),
        FileFault::Other(error) => error,
    })
}

async fn text(field: &mut Field<'_>, name: &str) -> ApiResult<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = in_time(field.chunk()).await? {
        if bytes.len() + chunk.len() > MAX_TEXT_BYTES {
            return Err(ApiError::field(name, Fault::TooLong { max: 200 }));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| ApiError::field(name, Fault::WrongType))
}
