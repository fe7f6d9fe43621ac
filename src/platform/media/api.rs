//! `/media/{asset}/{file}`.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{
            ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
            IF_NONE_MATCH, IF_RANGE, RANGE,
        },
    },
    response::{IntoResponse, Response},
    routing::get,
};
use axum_extra::extract::cookie::CookieJar;
use chrono::Utc;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::range::{Asked, asked};
use crate::{
    Platform,
    accounts::MEDIA_COOKIE,
    candidates,
    error::{ApiError, Problem, ProblemBody},
    http::{Params, Route},
    ids::AssetId,
    links::{BadLink, LinkQuery},
    videos,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(file))
}

/// The same files for another media path, to be nested below it.
pub fn files() -> Router<Platform> {
    Router::new().route("/{asset}/{file}", get(file))
}

/// What is told of a file, a take's or a CV.
struct Stored {
    key: String,
    kind: String,
    bytes: u64,
    sha256: String,
}

/// A stored file, by a signed link. 404 for anybody but the one it was signed for, in that
/// browser; 403 `link-expired` when it is too old. The right to see the object is looked
/// up again each time.
#[utoipa::path(method(get, head), path = "/media/{asset}/{file}", tag = "media",
    params(("asset" = AssetId, Path), ("file" = String, Path),
        ("u" = String, Query), ("e" = i64, Query), ("s" = String, Query),
        ("Range" = Option<String>, Header)),
    responses((status = 200), (status = 206), (status = 304), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 416, body = ProblemBody)))]
async fn file(
    State(platform): State<Platform>,
    Route((asset, _file)): Route<(AssetId, String)>,
    Params(query): Params<LinkQuery>,
    jar: CookieJar,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let cookie = jar.get(MEDIA_COOKIE).ok_or(Problem::NotFound)?;
    let (user, session) = platform
        .links()
        .open(asset, &query, cookie.value(), Utc::now())
        .map_err(|bad| match bad {
            BadLink::Expired => Problem::LinkExpired,
            BadLink::Foreign => Problem::NotFound,
        })?;
    let mut tx = platform.db().enter(user, session).await?;
    let stored = match videos::visible_asset(&mut tx, asset).await {
        Ok(asset) => Stored {
            key: asset.storage_key,
            kind: asset.content_type,
            bytes: asset.size_bytes.unsigned_abs(),
            sha256: asset.sha256,
        },
        Err(ApiError::Refused(Problem::NotFound)) => {
            let cv = candidates::visible_cv(&mut tx, asset).await?;
            Stored {
                key: cv.storage_key,
                kind: "application/pdf".to_owned(),
                bytes: cv.size_bytes.unsigned_abs(),
                sha256: cv.sha256,
            }
        }
        Err(error) => return Err(error),
    };
    tx.commit().await?;

    let length = stored.bytes;
    // Strong: the bytes behind a row never change.
    let etag = format!("\"{}\"", stored.sha256);
    let mut answer = HeaderMap::new();
    answer.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=300, no-transform"),
    );
    answer.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    answer.insert(
        ETAG,
        HeaderValue::from_str(&etag).map_err(ApiError::internal)?,
    );
    answer.insert(
        CONTENT_TYPE,
        HeaderValue::from_str(&stored.kind).map_err(ApiError::internal)?,
    );
    answer.insert(
        "x-content-type-options",
        HeaderValue::from_static("nosniff"),
    );
    answer.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );

    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let known = text(IF_NONE_MATCH).is_some_and(|tags| {
        tags.split(',')
            .any(|tag| tag.trim().trim_start_matches("W/") == etag || tag.trim() == "*")
    });
    if known {
        answer.remove(CONTENT_TYPE);
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    // A range of a file that has changed since would be glued to the wrong one (§13.1.5).
    let range = text(RANGE).filter(|_| text(IF_RANGE).is_none_or(|tag| tag == etag));
    let (status, part) = match asked(range, length) {
        Asked::Whole => (StatusCode::OK, 0..length),
        Asked::Part(part) => {
            let shown = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            answer.insert(
                CONTENT_RANGE,
                HeaderValue::from_str(&shown).map_err(ApiError::internal)?,
            );
            (StatusCode::PARTIAL_CONTENT, part)
        }
        Asked::Unsatisfiable => {
            let shown = format!("bytes */{length}");
            let refused = ApiError::from(Problem::RangeNotSatisfiable);
            return Ok(([(CONTENT_RANGE, shown)], refused).into_response());
        }
    };
    answer.insert(CONTENT_LENGTH, HeaderValue::from(part.end - part.start));
    let body = match method {
        Method::HEAD => Body::empty(),
        _ => Body::from_stream(platform.storage().read(&stored.key, part).await?),
    };
    Ok((status, answer, body).into_response())
}
