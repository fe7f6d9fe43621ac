//! `Idempotency-Key`: a request that creates something may be sent again, because its
//! answer was lost or a button was pressed twice, and creates it once.
//!
//! The answer is kept in the transaction of what it tells about. A crash leaves both or
//! neither, and a failure keeps nothing: sent again, the request is looked at anew.

use std::time::Duration;

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderName, HeaderValue, StatusCode, header::ETAG, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::{Tag, json_bytes, parse};
use crate::{
    db::RequestTx,
    error::{ApiError, ApiResult, Fault, Problem},
    ids::UserId,
};

pub const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const MAX_KEY: usize = 255;
const TRIES: u32 = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// What the sender calls the request, and what it asks for. Keys are a person's own.
#[derive(Debug, Clone)]
pub struct Once {
    key: Option<[u8; 32]>,
    request: [u8; 32],
}

/// A JSON body of a request that may be sent again.
pub struct OnceBody<T> {
    pub form: T,
    pub once: Once,
}

impl Once {
    fn of(parts: &Parts) -> ApiResult<Once> {
        let key = match parts.headers.get(&HEADER) {
            None => None,
            Some(key) if key.is_empty() => {
                return Err(ApiError::field("Idempotency-Key", Fault::Required));
            }
            Some(key) if key.len() > MAX_KEY => {
                let fault = Fault::TooLong { max: MAX_KEY };
                return Err(ApiError::field("Idempotency-Key", fault));
            }
            Some(key) => Some(Sha256::digest(key.as_bytes()).into()),
        };
        let request = format!("{} {}\n", parts.method, parts.uri.path());
        Ok(Once {
            key,
            request: Sha256::digest(request).into(),
        })
    }

    /// With what the request brings, beside its verb and path.
    pub fn with(self, content: &[u8]) -> Once {
        let mut request = Sha256::new();
        request.update(self.request);
        request.update(content);
        Once {
            request: request.finalize().into(),
            ..self
        }
    }

    /// Whether this person was answered under this key, whatever was asked.
    pub async fn answered(&self, tx: &mut RequestTx) -> ApiResult<bool> {
        let Some(key) = self.key else {
            return Ok(false);
        };
        let me = tx.user.0;
        Ok(sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM idempotency_keys WHERE user_id = $1 AND key_hash = $2
                  AND created_at > now() - interval '1 day') AS "answered!""#,
            me,
            &key[..]
        )
        .fetch_one(&mut **tx)
        .await?)
    }

    /// The answer that was given before, or none: then the key is this transaction's until
    /// its end. It is the transaction that makes the thing, the request's or the system's.
    ///
    /// Errors: `request-under-way` while another transaction has the key, `key-reused` when
    /// it was used for something else.
    pub async fn before(
        &self,
        tx: &mut PgConnection,
        person: UserId,
    ) -> ApiResult<Option<Response>> {
        let Some(key) = self.key else {
            return Ok(None);
        };
        let me = person.0;
        // Somebody else's key that falls on the same number is asked to come back, too.
        let mut lock = Sha256::new();
        lock.update(me.as_bytes());
        lock.update(key);
        let lock: [u8; 32] = lock.finalize().into();
        let [a, b, c, d, e, f, g, h, ..] = lock;
        let lock = i64::from_be_bytes([a, b, c, d, e, f, g, h]);
        // What was refused a moment ago may still be rolling back.
        let mut tries = 0;
        while !sqlx::query_scalar!(r#"SELECT pg_try_advisory_xact_lock($1) AS "free!""#, lock)
            .fetch_one(&mut *tx)
            .await?
        {
            tries += 1;
            if tries == TRIES {
                return Err(Problem::RequestUnderWay.into());
            }
            tokio::time::sleep(BETWEEN_TRIES).await;
        }
        sqlx::query!(
            "DELETE FROM idempotency_keys
             WHERE user_id = $1 AND created_at <= now() - interval '1 day'",
            me
        )
        .execute(&mut *tx)
        .await?;
        let Some(kept) = sqlx::query!(
            "SELECT request_hash, status, etag, body FROM idempotency_keys
             WHERE user_id = $1 AND key_hash = $2",
            me,
            &key[..]
        )
        .fetch_optional(&mut *tx)
        .await?
        else {
            return Ok(None);
        };
        if kept.request_hash != self.request {
            return Err(Problem::KeyReused.into());
        }
        let status = u16::try_from(kept.status).map_err(ApiError::internal)?;
        let status = StatusCode::from_u16(status).map_err(ApiError::internal)?;
        let mut answer = (status, Json(kept.body)).into_response();
        let headers = answer.headers_mut();
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
        if let Some(tag) = kept.etag {
            let tag = HeaderValue::from_str(&tag).map_err(ApiError::internal)?;
            headers.insert(ETAG, tag);
        }
        Ok(Some(answer))
    }

    /// Keeps the answer, in the transaction of what it tells about.
    pub async fn keep(
        &self,
        tx: &mut PgConnection,
        person: UserId,
        status: StatusCode,
        tag: Option<&Tag>,
        body: &impl Serialize,
    ) -> ApiResult<()> {
        let Some(key) = self.key else {
            return Ok(());
        };
        let me = person.0;
        let body = serde_json::to_value(body).map_err(ApiError::internal)?;
        sqlx::query!(
            "INSERT INTO idempotency_keys (user_id, key_hash, request_hash, status, etag, body)
             VALUES ($1, $2, $3, $4, $5, $6)",
            me,
            &key[..],
            &self.request[..],
            i16::try_from(status.as_u16()).map_err(ApiError::internal)?,
            tag.map(Tag::as_str),
            body
        )
        .execute(&mut *tx)
        .await?;
        Ok(())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Once {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Once::of(parts)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for OnceBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let once = Once::of(&parts)?;
        let bytes = json_bytes(Request::from_parts(parts, body), state).await?;
        Ok(OnceBody {
            form: parse(&bytes)?,
            once: once.with(&bytes),
        })
    }
}
