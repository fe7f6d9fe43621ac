//! The door: signing up, logging in, staying logged in, leaving.

use axum::{
    extract::State,
    http::{StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use chrono::Utc;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{
        NewUser, Place,
        client::Client,
        log_in, post,
        store::{self, sessions},
        token::{OpaqueToken, REFRESH_LIFE, hash_of},
        two_step,
    },
    SessionBody,
    answer::{REFRESH_COOKIE, answer, ended, no_cookies, open},
    language_of,
    letters::{LookIntoYourMail, look_into_your_mail},
    two_step::{ChallengeBody, ask},
};
use crate::{
    Platform,
    error::{ApiError, Problem, ProblemBody},
    http::Body,
    settings,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(signup))
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
}

#[derive(Debug, Deserialize, ToSchema)]
struct Signup {
    email: String,
    /// 12 characters at least.
    password: String,
    first_name: String,
    last_name: String,
    /// `fr`, `en` or `ar`; the platform's own when absent.
    language: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct Login {
    email: String,
    password: String,
}

/// Opens a candidate's account, with an empty profile. Where this server sends mail it answers
/// 202, whether or not the address has an account already: a letter says how to go on. Where
/// it does not, the person is logged in at once, and a taken address is 409 `email-taken`.
/// 403 `sign-up-closed` where the platform's admins have closed it.
#[utoipa::path(post, path = "/api/auth/signup/", tag = "auth", request_body = Signup, responses(
    (status = 201, body = SessionBody), (status = 202, body = LookIntoYourMail), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn signup(
    State(platform): State<Platform>,
    client: Client,
    Body(form): Body<Signup>,
) -> Result<Response, ApiError> {
    let settings = settings::read(platform.db().system()).await?;
    if !settings.sign_up_open {
        return Err(Problem::SignUpClosed.into());
    }
    let language = match form.language.as_deref() {
        Some(said) => language_of(said)?,
        None => settings.language(),
    };
    let email = form.email.clone();
    let signed_up = post::sign_up(
        &platform,
        client,
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
    match signed_up {
        post::SignedUp::In(user) => open(&platform, user, client.device, StatusCode::CREATED).await,
        post::SignedUp::LookIntoYourMail => Ok(look_into_your_mail(email)),
    }
}

/// 202 when the person has a second step: `/api/auth/login/code/` comes next.
/// 401 `bad-credentials` and 429 `too-many-tries` are the same for an account that does not
/// exist. While the door is closed the right password is refused, too. 403 `account-disabled`
/// to who knows the password of an account that the platform has ended.
#[utoipa::path(post, path = "/api/auth/login/", tag = "auth", request_body = Login, responses(
    (status = 200, body = SessionBody), (status = 202, body = ChallengeBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn login(
    State(platform): State<Platform>,
    client: Client,
    Body(form): Body<Login>,
) -> Result<Response, ApiError> {
    let user = log_in::by_password(&platform, client, &form.email, form.password).await?;
    if two_step::is_on(&platform, user).await? {
        return ask(&platform, user).await;
    }
    open(&platform, user, client.device, StatusCode::OK).await
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
    let Some(token) = sessions::lock_token(&mut tx, &hash).await? else {
        return Ok(ended(&platform));
    };
    if token.used_just_now && !token.revoked {
        // Two tabs of one browser, at once: the other has the new cookie by now, and this
        // one too. Whoever holds a copy gets nothing out of it.
        return Ok(([(RETRY_AFTER, "1")], ApiError::from(Problem::Busy)).into_response());
    }
    if token.used {
        sessions::revoke(&mut tx, token.session, sessions::Revocation::Reuse).await?;
        tx.commit().await?;
        tracing::warn!(session = %token.session, user = %token.user, "a refresh token came back: session revoked");
        return Ok(ended(&platform));
    }
    if token.revoked || token.expired {
        return Ok(ended(&platform));
    }
    sessions::use_token(&mut tx, &hash, token.session).await?;
    let next = OpaqueToken::new();
    sessions::add_token(
        &mut tx,
        token.session,
        &next.hash,
        Utc::now() + REFRESH_LIFE,
    )
    .await?;
    let user = store::user(&mut tx, token.user, platform.mail()).await?;
    tx.commit().await?;
    answer(&platform, token.session, next, user, StatusCode::OK)
}

/// Ends the session; without one it is already over.
#[utoipa::path(post, path = "/api/auth/logout/", tag = "auth", responses((status = 204)))]
async fn logout(State(platform): State<Platform>, jar: CookieJar) -> Result<Response, ApiError> {
    if let Some(presented) = jar.get(REFRESH_COOKIE) {
        let mut tx = platform.db().system().begin().await?;
        if let Some(token) = sessions::lock_token(&mut tx, &hash_of(presented.value())).await? {
            sessions::revoke(&mut tx, token.session, sessions::Revocation::Logout).await?;
            tx.commit().await?;
        }
    }
    Ok((StatusCode::NO_CONTENT, no_cookies(&platform)).into_response())
}
