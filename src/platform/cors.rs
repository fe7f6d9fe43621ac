//! Pages of other origins: those that the operator names, exactly, and no others.

use std::time::Duration;

use axum::http::{
    HeaderName, HeaderValue, Method,
    header::{
        ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, IF_MATCH, RETRY_AFTER,
    },
};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{config::Origin, http};

/// Browsers ask again after this.
const PREFLIGHT_LIFE: Duration = Duration::from_secs(600);

/// Without origins no header is sent at all: a page elsewhere reads nothing.
pub fn of(origins: &[Origin]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let named = origins
        .iter()
        .filter_map(|origin| HeaderValue::from_str(origin.as_str()).ok());
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::list(named))
        // The refresh cookie, for pages of the same site (it is `SameSite=Strict`).
        .allow_credentials(true)
        .allow_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            AUTHORIZATION,
            CONTENT_TYPE,
            ACCEPT_LANGUAGE,
            IF_MATCH,
            http::IDEMPOTENCY_KEY,
        ])
        .expose_headers([
            ETAG,
            RETRY_AFTER,
            CONTENT_LANGUAGE,
            HeaderName::from_static("idempotency-replayed"),
        ])
        .max_age(PREFLIGHT_LIFE);
    Some(cors)
}
