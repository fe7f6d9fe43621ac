//! `/api/candidate/profiles/{id}/cv/`.

use axum::{
    Extension,
    extract::{DefaultBodyLimit, Multipart, State, multipart::MultipartRejection},
    http::{HeaderMap, StatusCode, header::CONTENT_LENGTH},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{MAX_BYTES, is_pdf, reading, store};
use crate::{
    Platform,
    accounts::Caller,
    candidates::store as profiles,
    db::RequestTx,
    error::{ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{FileFault, IfMatch, Route, Tag, Tagged, in_time, incoming, write_file},
    ids::{AssetId, ProfileId},
    storage::Digested,
    videos::UploadDesk,
};

/// What multipart writes around the file.
const FORM_BYTES: u64 = 64 * 1024;

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(get, put, delete))
        // Counted while it is written: it never is in memory.
        .layer(DefaultBodyLimit::disable())
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Cv {
    /// `none`; `waiting` for a worker to read it; `read`: its words are searched; `no_text`:
    /// nothing but pictures, as of a scan; `locked` by a password; `unreadable`.
    pub state: String,
    /// Bytes.
    pub size: Option<i64>,
    /// Signed, good for five minutes.
    pub url: Option<String>,
    pub uploaded_at: Option<DateTime<Utc>>,
}

/// A file.
#[derive(ToSchema)]
#[allow(dead_code)]
struct CvForm {
    /// A PDF of at most 10 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// For whoever may see the profile.
#[utoipa::path(get, path = "/api/candidate/profiles/{id}/cv/", tag = "candidates", security(("bearer" = [])),
    params(("id" = ProfileId, Path)), responses((status = 200, body = Cv, headers(("ETag" = String))),
    (status = 404, body = ProblemBody)))]
async fn get(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ProfileId>,
) -> ApiResult<Tagged<Cv>> {
    let mut tx = caller.enter(&platform).await?;
    profiles::get(&mut tx, id).await?;
    let cv = body(&platform, &mut tx, id).await?;
    tx.commit().await?;
    tagged(cv)
}

/// The owner's, in the place of the one before. Its text is read in the background.
#[utoipa::path(put, path = "/api/candidate/profiles/{id}/cv/", tag = "candidates", security(("bearer" = [])),
    params(("id" = ProfileId, Path)), request_body(content = CvForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Cv, headers(("ETag" = String))), (status = 400, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 413, body = ProblemBody), (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn put(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ProfileId>,
    Extension(desk): Extension<UploadDesk>,
    seen: IfMatch,
    headers: HeaderMap,
    parts: Result<Multipart, MultipartRejection>,
) -> ApiResult<Tagged<Cv>> {
    // No connection is held while the file is on its way.
    let mut tx = caller.enter(&platform).await?;
    owned(&mut tx, id).await?;
    seen.check(&tag(&body(&platform, &mut tx, id).await?)?)?;
    tx.commit().await?;
    let parts = parts.map_err(|_| Problem::MalformedRequest)?;
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    let announced: Option<u64> = length.and_then(|length| length.parse().ok());
    if announced.is_some_and(|bytes| bytes > MAX_BYTES + FORM_BYTES) {
        return Err(too_large());
    }
    let place = desk.place(caller.user)?;
    let folder = receive(&platform, parts).await?;
    drop(place);
    let pdf = is_pdf(&folder.path().join("file")).await;
    if !pdf.map_err(ApiError::internal)? {
        return Err(ApiError::field("file", Fault::NotAPdf));
    }
    // From here on it is carried through, also when the sender hangs up: no object of the
    // storage may be left without its row.
    let kept = tokio::spawn(async move { keep(&platform, &caller, id, &seen, folder).await }).await;
    tagged(kept.map_err(|error| ApiError::internal(format_args!("a CV broke off: {error}")))??)
}

/// Which file it is; not how far it is read.
fn tag(cv: &Cv) -> ApiResult<Tag> {
    Tag::of(&(cv.uploaded_at, cv.size))
}

fn tagged(cv: Cv) -> ApiResult<Tagged<Cv>> {
    Ok(Tagged(StatusCode::OK, tag(&cv)?, cv))
}

/// The owner's: with its text and its words in the search.
#[utoipa::path(delete, path = "/api/candidate/profiles/{id}/cv/", tag = "candidates", security(("bearer" = [])),
    params(("id" = ProfileId, Path)), responses((status = 204), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
async fn delete(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ProfileId>,
) -> ApiResult<StatusCode> {
    let mut tx = caller.enter(&platform).await?;
    owned(&mut tx, id).await?;
    store::delete(&mut tx).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Errors: `not-found` for whoever does not see the profile, `forbidden` for whoever does.
async fn owned(tx: &mut RequestTx, id: ProfileId) -> ApiResult<()> {
    profiles::get(tx, id).await?;
    match profiles::lock_own(tx, id).await? {
        Some(_) => Ok(()),
        None => Err(Problem::Forbidden.into()),
    }
}

async fn body(platform: &Platform, tx: &mut RequestTx, profile: ProfileId) -> ApiResult<Cv> {
    Ok(match store::of_profile(tx, profile).await? {
        None => Cv {
            state: "none".to_owned(),
            size: None,
            url: None,
            uploaded_at: None,
        },
        Some(file) => Cv {
            state: file.state,
            size: Some(file.size_bytes),
            url: Some(platform.media_link(tx, file.id, "cv.pdf")),
            uploaded_at: Some(file.uploaded_at),
        },
    })
}

fn too_large() -> ApiError {
    let fault = Fault::FileTooLarge {
        max_megabytes: MAX_BYTES / 1_000_000,
    };
    ApiError::TooLarge([("file".to_owned(), vec![fault])].into())
}

/// A folder with the file in it; it goes with this value.
async fn receive(platform: &Platform, mut parts: Multipart) -> ApiResult<tempfile::TempDir> {
    let folder = incoming(platform.work_dir()).map_err(ApiError::internal)?;
    let mut came = false;
    while let Some(mut field) = in_time(parts.next_field()).await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            // Long names are nobody's field.
            let name: String = name.chars().take(40).collect();
            return Err(ApiError::field(name, Fault::Unknown));
        }
        if came {
            return Err(ApiError::field(name, Fault::TooMany { max: 1 }));
        }
        came = true;
        write_file(&mut field, &folder.path().join("file"), MAX_BYTES)
            .await
            .map_err(|fault| match fault {
                FileFault::TooLarge => too_large(),
                FileFault::Empty => ApiError::field("file", Fault::Required),
                FileFault::Other(error) => error,
            })?;
    }
    match came {
        true => Ok(folder),
        false => Err(ApiError::field("file", Fault::Required)),
    }
}

async fn keep(
    platform: &Platform,
    caller: &Caller,
    profile: ProfileId,
    seen: &IfMatch,
    folder: tempfile::TempDir,
) -> ApiResult<Cv> {
    let id = AssetId::new();
    let key = format!("cvs/{}/{id}", caller.user);
    let file = folder.path().join("file");
    let named = match platform.storage().put_file(&key, &file).await {
        Ok(stored) => name(platform, caller, profile, seen, id, &key, &stored).await,
        Err(error) => Err(ApiError::internal(error)),
    };
    if named.is_err() {
        // A failed commit may have succeeded all the same, so the rows are asked.
        match store::by_id(platform.db().system(), id).await {
            Ok(Some(_)) => {}
            Ok(None) => {
                if let Err(error) = platform.storage().erase(&key).await {
                    tracing::warn!(%error, key, "a CV without a row is left");
                }
            }
            Err(error) => tracing::warn!(%error, key, "a CV without a row may be left"),
        }
    }
    named
}

/// One transaction: the row, the job that reads it, the end of the one before.
async fn name(
    platform: &Platform,
    caller: &Caller,
    profile: ProfileId,
    seen: &IfMatch,
    id: AssetId,
    key: &str,
    stored: &Digested,
) -> ApiResult<Cv> {
    let mut tx = caller.enter(platform).await?;
    // Again: the file was long on its way. And one after the other.
    owned(&mut tx, profile).await?;
    seen.check(&tag(&body(platform, &mut tx, profile).await?)?)?;
    store::replace(&mut tx, profile, id, key, stored).await?;
    reading::order(&mut tx, id).await?;
    let cv = body(platform, &mut tx, profile).await?;
    tx.commit().await?;
    Ok(cv)
}
