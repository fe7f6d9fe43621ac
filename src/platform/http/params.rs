//! The query string: what it may hold is what the description of the API says.

use std::{collections::HashMap, sync::LazyLock};

use axum::{
    extract::{FromRequestParts, MatchedPath, Request},
    http::{Method, request::Parts},
    middleware::Next,
    response::Response,
};
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::{
    error::{ApiError, Fault, Problem},
    openapi,
};

/// The query string. A parameter of the wrong type is named.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(reader)
            .map(Params)
            .map_err(|error| match error.path().to_string().as_str() {
                // Of the whole: one that is needed is missing, or one came twice.
                "." => Problem::MalformedRequest.into(),
                name => ApiError::field(name, Fault::WrongType),
            })
    }
}

/// Parameters by operation, e.g. `GET /api/videos/`.
static KNOWN: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(openapi::query_parameters);

/// Middleware: refuses a query parameter that the operation does not describe, by name.
/// Somebody who misspells a filter is told so, and is not shown everything.
pub async fn known(request: Request, next: Next) -> Result<Response, ApiError> {
    if let Some(query) = request.uri().query()
        && let Some(path) = request.extensions().get::<MatchedPath>()
    {
        let verb = match *request.method() {
            Method::HEAD => "GET",
            ref other => other.as_str(),
        };
        if let Some(allowed) = KNOWN.get(&format!("{verb} {}", path.as_str())) {
            let unknown = form_urlencoded::parse(query.as_bytes())
                .filter(|(name, _)| !allowed.iter().any(|known| known == name))
                // Long names are nobody's parameter.
                .map(|(name, _)| name.chars().take(40).collect::<String>())
                .map(|name| (name, vec![Fault::UnknownParameter { allowed }]))
                .take(20)
                .collect::<crate::error::FieldFaults>();
            if !unknown.is_empty() {
                return Err(ApiError::Invalid(unknown));
            }
        }
    }
    Ok(next.run(request).await)
}
