//! The description of the API, made of the handlers themselves.

use std::sync::LazyLock;

use axum::{http::header::CONTENT_TYPE, response::IntoResponse};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{Http, HttpAuthScheme, SecurityScheme},
};
use utoipa_axum::router::OpenApiRouter;

use crate::{Platform, accounts, candidates, companies, live, media, privacy, scripts, videos};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "JOBGATE Video Studio",
        description = "Ids are UUIDs, times RFC 3339 in UTC, durations seconds unless the name ends in `_ms`. \
            Errors are `application/problem+json` (RFC 9457) in the caller's language. \
            What is not open to the caller answers 404.",
        license(name = "All rights reserved, JOBGATE")
    ),
    modifiers(&Bearer)
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        description
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", bearer);
    }
}

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(accounts::router())
        .merge(companies::router())
        .merge(privacy::router())
        .merge(scripts::router())
        .merge(candidates::router())
        .merge(videos::router())
        .merge(live::router())
        .merge(media::router())
}

static JSON: LazyLock<String> = LazyLock::new(|| {
    let (_, description) = router().split_for_parts();
    let mut text = description
        .to_pretty_json()
        .expect("the description is plain data");
    text.push('\n');
    text
});

/// OpenAPI 3.1 as JSON, the same bytes each time.
pub fn openapi() -> String {
    JSON.clone()
}

pub async fn serve() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], JSON.as_str())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_path_ends_in_a_slash_or_is_media() {
        let json: serde_json::Value = serde_json::from_str(&super::openapi()).unwrap();
        assert!(json["openapi"].as_str().unwrap().starts_with("3.1"));
        let paths = json["paths"].as_object().unwrap();
        assert!(paths.len() > 20);
        for path in paths.keys() {
            assert!(path.ends_with('/') || path.starts_with("/media/"), "{path}");
        }
    }
}
