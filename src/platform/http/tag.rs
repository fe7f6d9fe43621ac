//! `ETag` and `If-Match` (RFC 9110 §8.8.3, §13.1.1): nobody overwrites what somebody else,
//! or the same person in another window, has changed in the meantime.

use axum::{
    Json,
    extract::FromRequestParts,
    http::{
        HeaderValue, StatusCode,
        header::{ETAG, IF_MATCH},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{ApiError, ApiResult, Problem};

/// Which version of an object this is. Tells what can be edited apart, not each byte: a
/// signed link in the body is another one each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// Of a row that notes when it was last changed.
    pub fn at(changed: DateTime<Utc>) -> Tag {
        Tag(format!("\"{:x}\"", changed.timestamp_micros()))
    }

    /// Of what keeps no time.
    pub fn of(body: &impl Serialize) -> ApiResult<Tag> {
        let bytes = serde_json::to_vec(body).map_err(ApiError::internal)?;
        let digest = Sha256::digest(&bytes);
        Ok(Tag(format!("\"{}\"", hex::encode(&digest[..12]))))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn header(&self) -> ApiResult<HeaderValue> {
        HeaderValue::from_str(&self.0).map_err(ApiError::internal)
    }
}

/// JSON with its tag.
pub struct Tagged<T>(pub StatusCode, pub Tag, pub T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let Tagged(status, tag, body) = self;
        match tag.header() {
            Ok(tag) => (status, [(ETAG, tag)], Json(body)).into_response(),
            Err(error) => error.into_response(),
        }
    }
}

/// What the sender has seen. Nothing is demanded: who sends none overwrites.
#[derive(Debug, Clone, Default)]
pub struct IfMatch(Option<String>);

impl IfMatch {
    /// Errors: `changed` when the sender has seen another version.
    pub fn check(&self, current: &Tag) -> ApiResult<()> {
        let Some(seen) = &self.0 else {
            return Ok(());
        };
        // Compared strongly: `W/"…"` is never equal. Our tags hold no comma.
        let same = seen
            .split(',')
            .map(str::trim)
            .any(|tag| tag == "*" || tag == current.as_str());
        match same {
            true => Ok(()),
            false => Err(Problem::Changed.into()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // Several lines are one list; what is no text is no tag of ours.
        let lines: Vec<String> = parts
            .headers
            .get_all(IF_MATCH)
            .iter()
            .map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned())
            .collect();
        Ok(IfMatch((!lines.is_empty()).then(|| lines.join(","))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_that_was_seen_matches() {
        let tag = Tag::at(DateTime::from_timestamp_micros(1_000_001).unwrap());
        let seen = |text: &str| IfMatch(Some(text.to_owned())).check(&tag).is_ok();
        let now = tag.as_str();
        assert!(IfMatch(None).check(&tag).is_ok());
        assert!(seen(now) && seen("*") && seen(&format!("\"x\", {now}")));
        assert!(!seen("\"x\"") && !seen("") && !seen(&format!("W/{now}")));
        let later = Tag::at(DateTime::from_timestamp_micros(1_000_002).unwrap());
        assert!(!seen(later.as_str()));
    }
}
