//! What people ask letters for, and where the links in them lead.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{client::Client, post, recruit},
    SessionBody,
    answer::open,
    language_of,
};
use crate::{
    Platform,
    error::{ApiError, ProblemBody},
    http::{Answer, Body},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(ask_reset))
        .routes(routes!(reset))
        .routes(routes!(ask_verification))
        .routes(routes!(verify))
        .routes(routes!(invitation))
        .routes(routes!(accept))
}

/// A letter was written, or would have been: nobody is told which.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LookIntoYourMail {
    /// As it was sent.
    pub email: String,
}

#[derive(Debug, Deserialize, ToSchema)]
struct Address {
    email: String,
}

#[derive(Debug, Deserialize, ToSchema)]
struct LetterToken {
    /// What follows `#token=` in the link.
    token: String,
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewPassword {
    /// What follows `#token=` in the link.
    token: String,
    /// 12 characters at least.
    password: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OpenedInvitation {
    pub company: String,
    pub email: String,
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct AcceptInvitation {
    /// What follows `#token=` in the link.
    token: String,
    /// 12 characters at least.
    password: String,
    first_name: String,
    last_name: String,
    /// `fr`, `en` or `ar`; the invitation's when absent.
    language: Option<String>,
}

pub fn look_into_your_mail(email: String) -> Response {
    (StatusCode::ACCEPTED, Json(LookIntoYourMail { email })).into_response()
}

/// Asks for a letter to choose a new password. The answer is the same whether or not the
/// address has an account. 409 `mail-off` where this server sends no mail.
#[utoipa::path(post, path = "/api/auth/reset/", tag = "auth", request_body = Address, responses(
    (status = 202, body = LookIntoYourMail), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn ask_reset(
    State(platform): State<Platform>,
    client: Client,
    Body(form): Body<Address>,
) -> Result<Response, ApiError> {
    post::ask_reset(&platform, client, &form.email).await?;
    Ok(look_into_your_mail(form.email))
}

/// Sets a new password and ends every session of the person. The link is good once, for 30
/// minutes, and until a newer one is asked for: 409 `letter-expired`.
#[utoipa::path(post, path = "/api/auth/reset/confirm/", tag = "auth", request_body = NewPassword,
    responses((status = 204), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn reset(
    State(platform): State<Platform>,
    Body(form): Body<NewPassword>,
) -> Result<StatusCode, ApiError> {
    post::reset(&platform, &form.token, form.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for the letter that proves an address once more. The answer is the same whether or
/// not the address has an account. 409 `mail-off` where this server sends no mail.
#[utoipa::path(post, path = "/api/auth/verification/", tag = "auth", request_body = Address, responses(
    (status = 202, body = LookIntoYourMail), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn ask_verification(
    State(platform): State<Platform>,
    client: Client,
    Body(form): Body<Address>,
) -> Result<Response, ApiError> {
    post::ask_verification(&platform, client, &form.email).await?;
    Ok(look_into_your_mail(form.email))
}

/// Proves an address. The link is good once, for a day, and until a newer one is asked for:
/// 409 `letter-expired`.
#[utoipa::path(post, path = "/api/auth/verification/confirm/", tag = "auth",
    request_body = LetterToken, responses((status = 204), (status = 409, body = ProblemBody)))]
async fn verify(
    State(platform): State<Platform>,
    Body(form): Body<LetterToken>,
) -> Result<StatusCode, ApiError> {
    post::verify(&platform, &form.token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who invites whom, for the page that the link of an invitation opens. 409 `letter-expired`.
#[utoipa::path(post, path = "/api/auth/invitation/", tag = "auth", request_body = LetterToken,
    responses((status = 200, body = OpenedInvitation), (status = 409, body = ProblemBody)))]
async fn invitation(
    State(platform): State<Platform>,
    Body(form): Body<LetterToken>,
) -> Answer<OpenedInvitation> {
    let invitation = recruit::opened(&platform, &form.token).await?;
    Ok(Json(OpenedInvitation {
        company: invitation.company_name,
        email: invitation.email,
        expires_at: invitation.expires_at,
    }))
}

/// Makes a recruiter of the company that invites, and logs in. 409 `letter-expired`; 409
/// `account-elsewhere` when the address has an account that is not of this company.
#[utoipa::path(post, path = "/api/auth/invitation/accept/", tag = "auth",
    request_body = AcceptInvitation, responses((status = 201, body = SessionBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 503, body = ProblemBody)))]
async fn accept(
    State(platform): State<Platform>,
    client: Client,
    Body(form): Body<AcceptInvitation>,
) -> Result<Response, ApiError> {
    let language = form.language.as_deref().map(language_of).transpose()?;
    let user = recruit::accept(
        &platform,
        &form.token,
        recruit::Answer {
            password: form.password,
            first_name: form.first_name,
            last_name: form.last_name,
            language,
        },
    )
    .await?;
    open(&platform, user, client.device, StatusCode::CREATED).await
}
