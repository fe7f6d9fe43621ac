//! Who asks: the access token in the `Authorization` header.

use axum::{
    extract::FromRequestParts,
    http::{header::AUTHORIZATION, request::Parts},
};

use crate::{
    Platform,
    db::RequestTx,
    error::{AnswerLanguage, ApiError, Problem},
    ids::{SessionId, UserId},
};

/// A caller whose token is genuine. What the caller may do is known after [`Caller::enter`].
#[derive(Debug, Clone)]
pub struct Caller {
    pub user: UserId,
    pub session: SessionId,
    language: Option<AnswerLanguage>,
}

impl Caller {
    /// Begins the request's transaction: PostgreSQL knows who asks from here on.
    pub async fn enter(&self, platform: &Platform) -> Result<RequestTx, ApiError> {
        let tx = platform.db().enter(self.user, self.session).await?;
        if let Some(language) = &self.language {
            language.account_speaks(tx.language);
        }
        Ok(tx)
    }
}

impl FromRequestParts<Platform> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, platform: &Platform) -> Result<Self, ApiError> {
        let token = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(Problem::NotAuthenticated)?;
        let access = platform.tokens().read(token.trim())?;
        let language = parts.extensions.get::<AnswerLanguage>().cloned();
        if let Some(language) = &language {
            // For what is refused before the row is read.
            language.account_speaks(access.language);
        }
        Ok(Caller {
            user: access.user,
            session: access.session,
            language,
        })
    }
}
