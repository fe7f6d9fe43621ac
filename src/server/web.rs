//! The built page, its cache headers, and the headers that every answer carries.

use axum::Router;
use axum::extract::{Path, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use tower_http::services::{ServeDir, ServeFile};

/// Scripts and styles come from our own files only; nothing is written into the page at
/// run time. `blob:` is the camera's preview and a review that is not uploaded anywhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
     img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; \
     worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

const PERMISSIONS_POLICY: &str = "camera=(self), microphone=(self), display-capture=(self), \
     speaker-selection=(self), fullscreen=(self), geolocation=(), payment=(), usb=(), \
     browsing-topics=()";

/// Two years, as browsers' preload lists ask for.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=63072000";

const SECURITY_HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("permissions-policy", PERMISSIONS_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Whether answers tell browsers to come back by HTTPS only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Http,
    Https,
}

/// The page for every path that is no file and no API: the page's own router reads it.
pub fn page(web_dir: &std::path::Path) -> Router {
    let index = web_dir.join("index.html");
    if !index.is_file() {
        tracing::warn!(folder = %web_dir.display(), "the page is not built: run `make web`");
        return Router::new().fallback(|| async {
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "The page is not built. Run `make web`, or set JOBGATE_WEB_DIR.\n",
            )
        });
    }
    let files = ServeDir::new(web_dir)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(true)
        .fallback(
            ServeFile::new(index)
                .precompressed_br()
                .precompressed_gzip(),
        );
    let explorer = ServeFile::new(web_dir.join("explorer.html"))
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .fallback_service(files)
        .layer(middleware::from_fn(page_headers))
        .route_service(EXPLORER, explorer)
        .route(
            "/problems/{slug}",
            get(async |Path(slug): Path<String>| Redirect::temporary(&explanation(&slug))),
        )
}

/// The API's explorer, a page of its own.
const EXPLORER: &str = "/api/docs/";

/// Where the documents explain a problem: its `type` is the address of this redirection.
fn explanation(slug: &str) -> String {
    let known = slug
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    match known {
        true => format!("/docs/api.html#{slug}"),
        false => "/docs/api.html".to_owned(),
    }
}

/// A missing asset or API path is a 404 and not the page; file names in `/assets/`
/// carry a hash of their content, so they never change.
async fn page_headers(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let is_html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let is_asset = path.starts_with("/assets/");
    if is_html && (is_asset || path.starts_with("/api/") || path.starts_with("/media/")) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if response.status().is_success() {
        let caching = if is_asset {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    }
    response
}

/// Puts the security headers on an answer, unless the handler set its own.
pub async fn security_headers(transport: Transport, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    if transport == Transport::Https {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static(STRICT_TRANSPORT_SECURITY));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request as HttpRequest;
    use tower::ServiceExt;

    async fn get(router: &Router, path: &str) -> Response {
        let request = HttpRequest::get(path).body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn unknown_paths_are_the_page_but_missing_files_are_not() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("assets")).unwrap();
        std::fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
        std::fs::write(folder.path().join("assets/a-1234.js"), "1").unwrap();
        let router = page(folder.path());

        let deep = get(&router, "/videos/some-id").await;
        assert_eq!(deep.status(), 200);
        assert_eq!(deep.headers()[header::CACHE_CONTROL], "no-cache");
        let asset = get(&router, "/assets/a-1234.js").await;
        assert!(
            asset.headers()[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        for missing in ["/assets/b-1234.js", "/api/nothing/", "/media/x"] {
            assert_eq!(get(&router, missing).await.status(), 404, "{missing}");
        }
    }

    #[tokio::test]
    async fn a_missing_page_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let answer = get(&page(folder.path()), "/").await;
        assert_eq!(answer.status(), 503);
    }
}
