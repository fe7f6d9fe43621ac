//! The description of the API, made of the handlers themselves.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use axum::{
    Json,
    http::{
        HeaderMap,
        header::{ACCEPT, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse, Redirect, Response},
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, Object, Ref, RefOr, Required, Schema, Type,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    Platform, accounts, admin, audit, candidates, companies, ids::AssetId, live, media,
    notifications, offers, privacy, quality_checks, scripts, settings, videos,
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
    // Named by a path alone, which the derive does not follow.
    components(schemas(AssetId)),
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
        .merge(admin::router())
        .merge(settings::router())
        .merge(audit::router())
        .merge(companies::router())
        .merge(privacy::router())
        .merge(scripts::router())
        .merge(candidates::router())
        .merge(offers::router())
        .merge(videos::router())
        .merge(quality_checks::router())
        .merge(notifications::router())
        .merge(live::router())
        .merge(media::router())
}

static DESCRIPTION: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(|| {
    let (_, mut description) = router().split_for_parts();
    say_what_is_always_there(&mut description);
    say_what_all_have(&mut description);
    name_operations(&mut description);
    description
});

static JSON: LazyLock<String> = LazyLock::new(|| {
    let mut text = DESCRIPTION
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

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("GET", &mut item.get),
        ("HEAD", &mut item.head),
        ("POST", &mut item.post),
        ("PUT", &mut item.put),
        ("PATCH", &mut item.patch),
        ("DELETE", &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(verb, operation)| Some((verb, operation.as_mut()?)))
}

/// An operation's id has to be the only one of its kind (OpenAPI 3.1, 4.8.10), or a program
/// that calls by it calls another. The derive takes the handler's name, which is `list` in
/// many a feature: verb and path are unique as they are.
fn name_operations(description: &mut utoipa::openapi::OpenApi) {
    for (path, item) in &mut description.paths.paths {
        let words: Vec<&str> = path
            .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .filter(|word| !word.is_empty() && *word != "api")
            .collect();
        for (verb, operation) in operations(item) {
            operation.operation_id = Some(format!("{}_{}", verb.to_lowercase(), words.join("_")));
        }
    }
}

/// Marks an operation that takes an `Idempotency-Key`.
const IDEMPOTENT: &str = "x-idempotent";

/// What holds for every operation is said here and not at each: errors have one form, a
/// precondition and a key that may be sent again stand in headers.
fn say_what_all_have(description: &mut utoipa::openapi::OpenApi) {
    for item in description.paths.paths.values_mut() {
        for (_, operation) in operations(item) {
            let mut headers = Vec::new();
            if operation.responses.responses.contains_key("412") {
                headers.push(header(
                    "If-Match",
                    "The `ETag` that was seen: 412 `changed` when it is another one by now. \
                     Without it the change is made whatever was seen.",
                ));
            }
            let marked = operation
                .extensions
                .as_mut()
                .and_then(|extensions| extensions.remove(IDEMPOTENT));
            if marked.is_some() {
                operation.extensions = None;
                headers.push(header(
                    "Idempotency-Key",
                    "Any text of 1 to 255 characters, another one for each thing that is made. \
                     Sent again within a day, the request makes nothing and gets the same answer.",
                ));
            }
            if !headers.is_empty() {
                operation.parameters.get_or_insert_default().extend(headers);
            }
            let responses = &mut operation.responses.responses;
            responses.insert("default".to_owned(), RefOr::T(problem("Any other error.")));
            for response in responses.values_mut() {
                let RefOr::T(response) = response else {
                    continue;
                };
                // The derive calls every body `application/json`.
                if response.content.values().any(is_problem)
                    && let Some(content) = response.content.shift_remove("application/json")
                {
                    let kind = "application/problem+json".to_owned();
                    response.content.insert(kind, content);
                }
            }
        }
    }
}

fn is_problem(content: &RefOr<Content>) -> bool {
    let RefOr::T(content) = content else {
        return false;
    };
    matches!(&content.schema, Some(RefOr::Ref(to)) if to.ref_location.ends_with("/ProblemBody"))
}

fn problem(text: &str) -> utoipa::openapi::Response {
    let body = Content::new(Some(Ref::from_schema_name("ProblemBody")));
    let mut response = utoipa::openapi::Response::new(text);
    let kind = "application/problem+json".to_owned();
    response.content.insert(kind, RefOr::T(body));
    response
}

fn header(name: &str, about: &str) -> RefOr<Parameter> {
    RefOr::T(
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(about))
            .schema(Some(Object::with_type(Type::String)))
            .build(),
    )
}

/// What the query of each operation may hold, by verb and path.
pub fn query_parameters() -> HashMap<String, Vec<String>> {
    let mut known = HashMap::new();
    for (path, item) in &mut DESCRIPTION.paths.paths.clone() {
        for (verb, operation) in operations(item) {
            let parameters = operation.parameters.iter().flatten();
            let names = parameters.filter_map(|parameter| match parameter {
                RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => {
                    Some(parameter.name.clone())
                }
                _ => None,
            });
            known.insert(format!("{verb} {path}"), names.collect());
        }
    }
    known
}

/// OpenAPI 3.1 as JSON, the same bytes each time.
pub fn openapi() -> String {
    JSON.clone()
}

/// What there is, for a program; a browser is led to the explorer.
pub async fn index(headers: HeaderMap) -> Response {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    if accepted.is_some_and(|kinds| kinds.contains("text/html")) {
        return Redirect::temporary("/api/docs/").into_response();
    }
    let links = serde_json::json!({
        "schema": "/api/schema/",
        "explorer": "/api/docs/",
        "documentation": "/docs/api.html",
        "videos": "/api/videos/",
        "profiles": "/api/candidate/profiles/",
        "log_in": "/api/auth/login/",
    });
    ([(VARY, "accept")], Json(links)).into_response()
}

pub async fn serve() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], JSON.as_str())
}

#[cfg(test)]
mod tests {
    fn references<'a>(value: &'a serde_json::Value, found: &mut Vec<&'a str>) {
        match value {
            serde_json::Value::Object(fields) => {
                for (name, field) in fields {
                    match (name.as_str(), field) {
                        ("$ref", serde_json::Value::String(to)) => found.push(to),
                        _ => references(field, found),
                    }
                }
            }
            serde_json::Value::Array(items) => {
                items.iter().for_each(|item| references(item, found));
            }
            _ => {}
        }
    }

    #[test]
    fn every_operation_has_an_id_of_its_own() {
        let mut description = super::DESCRIPTION.clone();
        let mut ids = std::collections::BTreeSet::new();
        for item in description.paths.paths.values_mut() {
            for (verb, operation) in super::operations(item) {
                let id = operation.operation_id.clone().unwrap();
                assert!(ids.insert(id.clone()), "{verb} {id}");
            }
        }
        assert!(ids.contains("get_companies"), "{ids:?}");
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let json: serde_json::Value = serde_json::from_str(&super::openapi()).unwrap();
        let mut found = Vec::new();
        references(&json, &mut found);
        assert!(found.len() > 100);
        for to in found {
            let there = json.pointer(to.trim_start_matches('#'));
            assert!(there.is_some(), "{to}");
        }
    }

    #[test]
    fn every_path_ends_in_a_slash_or_is_media() {
        let json: serde_json::Value = serde_json::from_str(&super::openapi()).unwrap();
        assert!(json["openapi"].as_str().unwrap().starts_with("3.1"));
        let paths = json["paths"].as_object().unwrap();
        assert!(paths.len() > 20);
        assert_eq!(
            json["paths"]["/api/videos/"]["post"]["parameters"][0]["name"],
            "Idempotency-Key"
        );
        assert_eq!(
            super::query_parameters()["GET /api/videos/"],
            ["status", "ordering", "cursor", "limit"]
        );
        for path in paths.keys() {
            assert!(path.ends_with('/') || path.starts_with("/media/"), "{path}");
        }
    }
}
