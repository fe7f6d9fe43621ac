//! `/api/auth/`.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::{
        HeaderName, StatusCode,
        header::{CACHE_CONTROL, RETRY_AFTER, SET_COOKIE},
    },
    response::{AppendHeaders, IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use chrono::Utc;
use coach::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Caller, NewUser, Place, Role, store,
    token::{ACCESS_LIFE, Access, OpaqueToken, REFRESH_LIFE, hash_of},
};
use crate::{
    Platform,
    config::CookieTransport,
    error::{ApiError, Fault, Problem, ProblemBody},
    http::{Answer, Body, Checker},
    ids::{CompanyId, ProfileId, SessionId, UserId},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(signup))
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(me, change_me))
}

const REFRESH_COOKIE: &str = "jobgate_refresh";
/// Sent to the media path alone; see [`crate::links`].
pub(crate) const MEDIA_COOKIE: &str = "jobgate_media";

#[derive(Debug, Deserialize, ToSchema)]
struct Signup {
    email: String,
    /// 12 characters at least.
    password: String,
    first_name: String,
    last_name: String,
    /// `fr`, `en` or `ar`.
    language: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct Login {
    email: String,
    password: String,
}

#[derive(Debug, Deserialize, ToSchema)]
struct ChangeMe {
    first_name: Option<String>,
    last_name: Option<String>,
    /// `fr`, `en` or `ar`.
    language: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionBody {
    /// For the header `Authorization: Bearer …`.
    pub access_token: String,
    /// Seconds.
    pub expires_in: u64,
    pub user: User,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    /// `fr`, `en` or `ar`.
    pub language: String,
    pub company: Option<UserCompany>,
    /// A candidate's own profile.
    pub profile_id: Option<ProfileId>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UserCompany {
    pub id: CompanyId,
    pub name: String,
}

pub(crate) fn language_of(tag: &str) -> Result<Language, ApiError> {
    // Exactly the three tags: what is stored is what was sent.
    Language::ALL
        .into_iter()
        .find(|language| language.tag() == tag)
        .ok_or_else(|| ApiError::field("language", Fault::NotOneOf(&["fr", "en", "ar"])))
}

/// Opens a candidate's account, with an empty profile.
#[utoipa::path(post, path = "/api/auth/signup/", tag = "auth", request_body = Signup, responses(
    (status = 201, body = SessionBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn signup(
    State(platform): State<Platform>,
    Body(form): Body<Signup>,
) -> Result<Response, ApiError> {
    let language = form
        .language
        .as_deref()
        .map(language_of)
        .transpose()?
        .unwrap_or_default();
    let user = super::create(
        &platform,
        NewUser {
            email: form.email,
            password: form.password,
            first_name: form.first_name,
            last_name: form.last_name,
            language,
            place: Place::Candidate,
        },
    )
    .await?;
    open(&platform, user, StatusCode::CREATED).await
}

#[utoipa::path(post, path = "/api/auth/login/", tag = "auth", request_body = Login, responses(
    (status = 200, body = SessionBody), (status = 401, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn login(
    State(platform): State<Platform>,
    Body(form): Body<Login>,
) -> Result<Response, ApiError> {
    if form.password.len() > super::MAX_PASSWORD {
        return Err(Problem::BadCredentials.into());
    }
    let account = store::by_email(platform.db().system(), form.email.trim()).await?;
    let (user, stored) = account.map(|a| (a.id, a.password_hash)).unzip();
    let right = platform.hasher().verify(form.password, stored).await?;
    match user.filter(|_| right) {
        Some(user) => open(&platform, user, StatusCode::OK).await,
        None => Err(Problem::BadCredentials.into()),
    }
}

/// Trades the refresh cookie for a new one and an access token. A cookie that was already
/// traded ends the whole session: somebody has a copy of it. Traded less than ten seconds
/// ago, it is another tab's: 503 `busy`, try again with the cookie you have then.
#[utoipa::path(post, path = "/api/auth/refresh/", tag = "auth", responses(
    (status = 200, body = SessionBody), (status = 401, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn refresh(State(platform): State<Platform>, jar: CookieJar) -> Result<Response, ApiError> {
    let presented = jar.get(REFRESH_COOKIE).ok_or(Problem::NotAuthenticated)?;
    let hash = hash_of(presented.value());
    let mut tx = platform.db().system().begin().await?;
    let Some(token) = store::lock_token(&mut tx, &hash).await? else {
        return Ok(ended(&platform));
    };
    if token.used_just_now && !token.revoked {
        // Two tabs of one browser, at once: the other has the new cookie by now, and this
        // one too. Whoever holds a copy gets nothing out of it.
        return Ok(([(RETRY_AFTER, "1")], ApiError::from(Problem::Busy)).into_response());
    }
    if token.used {
        store::revoke(&mut tx, token.session, store::Revocation::Reuse).await?;
        tx.commit().await?;
        tracing::warn!(session = %token.session, user = %token.user, "a refresh token came back: session revoked");
        return Ok(ended(&platform));
    }
    if token.revoked || token.expired {
        return Ok(ended(&platform));
    }
    store::use_token(&mut tx, &hash).await?;
    let next = OpaqueToken::new();
    store::add_token(
        &mut tx,
        token.session,
        &next.hash,
        Utc::now() + REFRESH_LIFE,
    )
    .await?;
    let user = store::user(&mut tx, token.user).await?;
    tx.commit().await?;
    answer(&platform, token.session, next, user, StatusCode::OK)
}

/// Ends the session; without one it is already over.
#[utoipa::path(post, path = "/api/auth/logout/", tag = "auth", responses((status = 204)))]
async fn logout(State(platform): State<Platform>, jar: CookieJar) -> Result<Response, ApiError> {
    if let Some(presented) = jar.get(REFRESH_COOKIE) {
        let mut tx = platform.db().system().begin().await?;
        if let Some(token) = store::lock_token(&mut tx, &hash_of(presented.value())).await? {
            store::revoke(&mut tx, token.session, store::Revocation::Logout).await?;
            tx.commit().await?;
        }
    }
    Ok((StatusCode::NO_CONTENT, no_cookies(&platform)).into_response())
}

#[utoipa::path(get, path = "/api/auth/me/", tag = "auth", security(("bearer" = [])), responses(
    (status = 200, body = User), (status = 401, body = ProblemBody)))]
async fn me(State(platform): State<Platform>, caller: Caller) -> Answer<User> {
    let mut tx = caller.enter(&platform).await?;
    let user = store::user(&mut tx, caller.user).await?;
    tx.commit().await?;
    Ok(Json(user))
}

#[utoipa::path(patch, path = "/api/auth/me/", tag = "auth", security(("bearer" = [])),
    request_body = ChangeMe, responses((status = 200, body = User), (status = 422, body = ProblemBody)))]
async fn change_me(
    State(platform): State<Platform>,
    caller: Caller,
    Body(form): Body<ChangeMe>,
) -> Answer<User> {
    let mut tx = caller.enter(&platform).await?;
    let mut check = Checker::default();
    for (path, name) in [
        ("first_name", &form.first_name),
        ("last_name", &form.last_name),
    ] {
        if let Some(name) = name {
            check.text(path, name, 1, 100);
        }
    }
    check.finish()?;
    let language = form.language.as_deref().map(language_of).transpose()?;
    store::update(
        &mut tx,
        form.first_name.as_deref().map(str::trim),
        form.last_name.as_deref().map(str::trim),
        language,
    )
    .await?;
    let user = store::user(&mut tx, caller.user).await?;
    tx.commit().await?;
    Ok(Json(user))
}

async fn open(platform: &Platform, user: UserId, status: StatusCode) -> Result<Response, ApiError> {
    let token = OpaqueToken::new();
    let mut tx = platform.db().system().begin().await?;
    let session = store::open_session(&mut tx, user).await?;
    store::add_token(&mut tx, session, &token.hash, Utc::now() + REFRESH_LIFE).await?;
    let user = store::user(&mut tx, user).await?;
    tx.commit().await?;
    answer(platform, session, token, user, status)
}

fn answer(
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

fn no_cookies(platform: &Platform) -> AppendHeaders<[(HeaderName, String); 2]> {
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

fn ended(platform: &Platform) -> Response {
    (no_cookies(platform), ApiError::from(Problem::SessionEnded)).into_response()
}
