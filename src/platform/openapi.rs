//! The description of the API, made of the handlers themselves.

use std::{collections::HashSet, sync::LazyLock};

use axum::{http::header::CONTENT_TYPE, response::IntoResponse};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        RefOr, Schema,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    Platform, accounts, candidates, companies, live, media, offers, privacy, quality_checks,
    scripts, videos,
};

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
        .merge(offers::router())
        .merge(videos::router())
        .merge(quality_checks::router())
        .merge(live::router())
        .merge(media::router())
}

static JSON: LazyLock<String> = LazyLock::new(|| {
    let (_, mut description) = router().split_for_parts();
    say_what_is_always_there(&mut description);
    let mut text = description
        .to_pretty_json()
        .expect("the description is plain data");
    text.push('\n');
    text
});

/// Left out of an answer when they say nothing.
const SOMETIMES: [&str; 2] = ["count_is_estimate", "errors"];

/// Answers carry every field, if only as null; the derive takes each `Option` for a field
/// that may be missing. Bodies of requests stay as they are.
fn say_what_is_always_there(description: &mut utoipa::openapi::OpenApi) {
    let asked: HashSet<String> = description
        .paths
        .paths
        .values()
        .flat_map(|path| [&path.post, &path.put, &path.patch].into_iter().flatten())
        .filter_map(|operation| match operation.request_body.as_ref()? {
            RefOr::T(body) => Some(body),
            RefOr::Ref(_) => None,
        })
        .flat_map(|body| body.content.values())
        .filter_map(|content| match content {
            RefOr::T(content) => content.schema.as_ref(),
            RefOr::Ref(_) => None,
        })
        .filter_map(|schema| match schema {
            RefOr::Ref(reference) => reference.ref_location.rsplit('/').next(),
            RefOr::T(_) => None,
        })
        .map(str::to_owned)
        .collect();
    let schemas = description
        .components
        .get_or_insert_default()
        .schemas
        .iter_mut();
    for (_, schema) in schemas.filter(|(name, _)| !asked.contains(*name)) {
        if let RefOr::T(Schema::Object(object)) = schema {
            let always = object
                .properties
                .keys()
                .filter(|name| !SOMETIMES.contains(&name.as_str()));
            object.required = always.cloned().collect();
        }
    }
}

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
