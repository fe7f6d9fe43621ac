//! Extractors that refuse in our own words.

mod file;
mod once;
mod params;
mod tag;

pub use file::{FileFault, INCOMING, in_time, incoming, write_file};
pub use once::{HEADER as IDEMPOTENCY_KEY, Once, OnceBody};
pub use params::{Params, known};
pub use tag::{IfMatch, Tag, Tagged};

use axum::{
    Json,
    extract::{
        FromRequest, FromRequestParts, Path, Request,
        rejection::{BytesRejection, FailedToBufferBody},
    },
    http::{header, request::Parts},
};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::error::{ApiError, Fault, FieldFaults, Problem};

/// JSON bodies are texts that people typed. Files come by other ways.
pub const MAX_JSON_BYTES: usize = 256 * 1024;

/// A JSON body. A field of the wrong type is named by its path.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        parse(&json_bytes(request, state).await?).map(Body)
    }
}

async fn json_bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ApiError> {
    // The type alone, or with parameters: `application/jsonp` is none.
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if !is_json {
        return Err(Problem::UnsupportedMediaType.into());
    }
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                Problem::BodyTooLarge.into()
            }
            _ => Problem::MalformedRequest.into(),
        })
}

/// PostgreSQL keeps no text with the character 0: its path, if there is one.
fn with_nul(bytes: &[u8]) -> Option<String> {
    // Written out it is no JSON, so it stands as an escape or not at all.
    bytes
        .windows(6)
        .any(|six| six == b"\\u0000")
        .then(|| serde_json::from_slice(bytes).ok())
        .flatten()
        .and_then(|value| nul_in(&value, String::new()))
}

fn nul_in(value: &serde_json::Value, path: String) -> Option<String> {
    use serde_json::Value::{Array, Object, String as Text};
    let below = |name: &str| match path.is_empty() {
        true => name.to_owned(),
        false => format!("{path}.{name}"),
    };
    match value {
        Text(text) => text.contains('\0').then_some(path),
        Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(at, item)| nul_in(item, below(&at.to_string()))),
        Object(fields) => fields.iter().find_map(|(name, field)| {
            // A name is nobody's field: the whole is to blame.
            match name.contains('\0') {
                true => Some(path.clone()),
                false => nul_in(field, below(name)),
            }
        }),
        _ => None,
    }
}

/// Names what is wrong by the path of the field.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    if let Some(path) = with_nul(bytes) {
        return Err(match path.as_str() {
            "" => Problem::MalformedRequest.into(),
            path => ApiError::field(path, Fault::WrongType),
        });
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(fault_of)?;
    match reader.end() {
        Ok(()) => Ok(value),
        Err(_) => Err(Problem::MalformedRequest.into()),
    }
}

/// The same of what was read already. A number that its field cannot hold has a path here; in
/// a text it ends the reading.
pub fn parse_value<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(value).map_err(fault_of)
}

fn fault_of(error: serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    // `languages[0].code` as `languages.0.code`, like the paths of our own checks.
    let path = error.path().to_string().replace('[', ".").replace(']', "");
    let cause = error.into_inner();
    if !cause.is_data() {
        return Problem::MalformedRequest.into();
    }
    // serde names a missing field only in its text.
    let text = cause.to_string();
    match text
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next())
    {
        Some(field) if path == "." => ApiError::field(field, Fault::Required),
        Some(field) => ApiError::field(format!("{path}.{field}"), Fault::Required),
        None if path == "." => Problem::MalformedRequest.into(),
        None => ApiError::field(path.trim_start_matches('.'), Fault::WrongType),
    }
}

/// Path parameters; one that cannot be an id names nothing.
pub struct Route<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Route<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Route(value)),
            Err(_) => Err(Problem::NotFound.into()),
        }
    }
}

pub type Answer<T> = Result<Json<T>, ApiError>;

/// Gathers the faults of a body, so that a form shows all of them at once.
#[derive(Debug, Default)]
pub struct Checker(FieldFaults);

impl Checker {
    pub fn fault(&mut self, path: impl Into<String>, fault: Fault) {
        self.0.entry(path.into()).or_default().push(fault);
    }

    /// Length in characters, spaces at the ends not counted. `min` 1 means "needed".
    pub fn text(&mut self, path: impl Into<String>, text: &str, min: usize, max: usize) {
        let length = text.trim().chars().count();
        if length == 0 && min > 0 {
            self.fault(path, Fault::Required);
        } else if length < min {
            self.fault(path, Fault::TooShort { min });
        } else if text.chars().count() > max {
            self.fault(path, Fault::TooLong { max });
        }
    }

    pub fn count(&mut self, path: impl Into<String>, count: usize, max: usize) {
        if count > max {
            self.fault(path, Fault::TooMany { max });
        }
    }

    pub fn require(&mut self, path: impl Into<String>, holds: bool, fault: Fault) {
        if !holds {
            self.fault(path, fault);
        }
    }

    pub fn finish(self) -> Result<(), ApiError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ApiError::Invalid(self.0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Form {
        name: String,
        languages: Vec<Language>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Language {
        code: String,
    }

    fn faults(json: &str) -> Vec<(String, Vec<Fault>)> {
        match parse::<Form>(json.as_bytes()) {
            Err(ApiError::Invalid(faults)) => faults.into_iter().collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_fault_is_named_by_its_path() {
        assert_eq!(
            faults(r#"{"languages":[]}"#),
            [("name".into(), vec![Fault::Required])]
        );
        assert_eq!(
            faults(r#"{"name":"a","languages":[{"code":1}]}"#),
            [("languages.0.code".into(), vec![Fault::WrongType])]
        );
        assert_eq!(
            faults(r#"{"name":"a","languages":[{}]}"#),
            [("languages.0.code".into(), vec![Fault::Required])]
        );
    }

    #[test]
    fn a_text_that_no_database_keeps_is_a_fault_of_its_field() {
        for (json, path) in [
            (r#"{"name":"a\u0000b","languages":[]}"#, "name"),
            (
                r#"{"name":"a","languages":[{"code":"\u0000"}]}"#,
                "languages.0.code",
            ),
        ] {
            assert_eq!(faults(json), [(path.into(), vec![Fault::WrongType])]);
        }
        // A backslash and letters are a text like any other.
        parse::<Form>(br#"{"name":"\\u0000","languages":[]}"#).unwrap();
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        for text in ["", "{", "nope", r#"{"name":"a","languages":[]} x"#] {
            assert!(matches!(
                parse::<Form>(text.as_bytes()),
                Err(ApiError::Refused(Problem::MalformedRequest))
            ));
        }
    }
}
