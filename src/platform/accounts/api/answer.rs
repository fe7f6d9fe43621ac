//! What a session looks like to a browser: a body with the access token, two cookies.

use std::time::Duration;

use axum::{
    Json,
    http::{
        HeaderName, StatusCode,
        header::{CACHE_CONTROL, SET_COOKIE},
    },
    response::{AppendHeaders, IntoResponse, Response},
};
use chrono::Utc;
use coach::Language;

use super::{
    super::{
        client::Device,
        store::{self, sessions},
        token::{ACCESS_LIFE, Access, OpaqueToken, REFRESH_LIFE},
    },
    SessionBody, User,
};
use crate::{
    Platform,
    config::CookieTransport,
    error::{ApiError, Problem},
    ids::{SessionId, UserId},
};

pub const REFRESH_COOKIE: &str = "jobgate_refresh";
/// Sent to the media path alone; see [`crate::links`].
pub const MEDIA_COOKIE: &str = "jobgate_media";

/// A new session for who has shown to be `user`.
pub async fn open(
    platform: &Platform,
    user: UserId,
    device: Device,
    status: StatusCode,
) -> Result<Response, ApiError> {
    let token = OpaqueToken::new();
    let mut tx = platform.db().system().begin().await?;
    let session = sessions::open(&mut tx, user, device).await?;
    sessions::add_token(&mut tx, session, &token.hash, Utc::now() + REFRESH_LIFE).await?;
    let user = store::user(&mut tx, user, platform.mail()).await?;
    tx.commit().await?;
    answer(platform, session, token, user, status)
}

pub fn answer(
    platform: &Platform,
    session: SessionId,
    refresh: OpaqueToken,
    user: User,
    status: StatusCode,
) -> Result<Response, ApiError> {
    let access = Access {
        user: user.id,
        session,
        language: Language::from_tag(&user.language).unwrap_or_default(),
    };
    let body = SessionBody {
        access_token: platform.tokens().sign(access)?,
        expires_in: ACCESS_LIFE.as_secs(),
        user,
    };
    let cookies = [
        set_cookie(
            platform,
            REFRESH_COOKIE,
            "/api/auth/",
            &refresh.text,
            REFRESH_LIFE,
        ),
        set_cookie(
            platform,
            MEDIA_COOKIE,
            platform.media_path(),
            &platform.links().cookie(session),
            REFRESH_LIFE,
        ),
    ];
    let headers = [(CACHE_CONTROL, "no-store".to_owned())];
    Ok((status, headers, AppendHeaders(cookies), Json(body)).into_response())
}

/// The values are URL-safe base64: nothing in them needs quoting (RFC 6265 §4.1.1).
fn set_cookie(
    platform: &Platform,
    name: &str,
    path: &str,
    value: &str,
    life: Duration,
) -> (HeaderName, String) {
    let secure = match platform.cookies() {
        CookieTransport::HttpsOnly => "; Secure",
        CookieTransport::AnyTransport => "",
    };
    let life = life.as_secs();
    (
        SET_COOKIE,
        format!("{name}={value}; Path={path}; Max-Age={life}; HttpOnly; SameSite=Strict{secure}"),
    )
}

pub fn no_cookies(platform: &Platform) -> AppendHeaders<[(HeaderName, String); 2]> {
    AppendHeaders([
        set_cookie(platform, REFRESH_COOKIE, "/api/auth/", "", Duration::ZERO),
        set_cookie(
            platform,
            MEDIA_COOKIE,
            platform.media_path(),
            "",
            Duration::ZERO,
        ),
    ])
}

pub fn ended(platform: &Platform) -> Response {
    (no_cookies(platform), ApiError::from(Problem::SessionEnded)).into_response()
}
