//! A company admin's own team: members and invitations.

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

use super::super::{store::team as store, team};
use crate::{
    Platform,
    accounts::{Caller, Client, Role, language_of},
    error::{ApiError, Fault, Problem, ProblemBody},
    http::{Answer, Body, Once, OnceBody, Route},
    ids::{InvitationId, UserId},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(members))
        .routes(routes!(change, remove))
        .routes(routes!(invitations, invite))
        .routes(routes!(withdraw))
        .routes(routes!(resend))
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = CompanyMember)]
pub struct Member {
    pub id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// `recruiter` or `company_admin`.
    pub role: Role,
    pub since: DateTime<Utc>,
}

/// An invitation that was neither accepted nor withdrawn.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    /// Of the letter: `fr`, `en` or `ar`.
    pub language: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Its link opens nothing any more; it can be sent again.
    pub expired: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewInvitation {
    email: String,
    /// `fr`, `en` or `ar`; the caller's when absent.
    language: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct MemberRole {
    /// `recruiter` or `company_admin`.
    role: String,
}

/// The people of the caller's company, by name.
#[utoipa::path(get, path = "/api/companies/members/", tag = "companies", security(("bearer" = [])), responses(
    (status = 200, body = [Member]), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
async fn members(State(platform): State<Platform>, caller: Caller) -> Answer<Vec<Member>> {
    let (mut tx, _) = team::enter(&platform, &caller).await?;
    let members = store::members(&mut tx).await?;
    tx.commit().await?;
    Ok(Json(members))
}

/// Changes a colleague's role. 409 `last-admin`: a company keeps one.
#[utoipa::path(patch, path = "/api/companies/members/{id}/", tag = "companies", security(("bearer" = [])),
    params(("id" = UserId, Path)), request_body = MemberRole, responses((status = 200, body = Member),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn change(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<UserId>,
    Body(form): Body<MemberRole>,
) -> Answer<Member> {
    let role = Role::parse(&form.role)
        .filter(|role| Role::OF_A_COMPANY.contains(role))
        .ok_or_else(|| ApiError::field("role", Fault::NotOneOf(&["recruiter", "company_admin"])))?;
    Ok(Json(team::change(&platform, &caller, id, role).await?))
}

/// Removes a colleague from the company: every session of theirs ends at once. 409
/// `last-admin`: a company keeps one.
#[utoipa::path(delete, path = "/api/companies/members/{id}/", tag = "companies", security(("bearer" = [])),
    params(("id" = UserId, Path)), responses((status = 204), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn remove(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<UserId>,
) -> Result<StatusCode, ApiError> {
    team::remove(&platform, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Invitations that are open, the newest first.
#[utoipa::path(get, path = "/api/companies/invitations/", tag = "companies", security(("bearer" = [])), responses(
    (status = 200, body = [Invitation]), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
async fn invitations(State(platform): State<Platform>, caller: Caller) -> Answer<Vec<Invitation>> {
    let (mut tx, _) = team::enter(&platform, &caller).await?;
    let invitations = store::invitations(&mut tx).await?;
    tx.commit().await?;
    Ok(Json(invitations))
}

/// Invites a recruiter by mail; an open invitation to the same address is replaced. The
/// answer does not tell whether the address has an account elsewhere. 409 `already-member`,
/// `mail-off`.
#[utoipa::path(post, path = "/api/companies/invitations/", tag = "companies", security(("bearer" = [])),
    request_body = NewInvitation, responses((status = 201, body = Invitation), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 429, body = ProblemBody)), extensions(("x-idempotent" = json!(true))))]
async fn invite(
    State(platform): State<Platform>,
    caller: Caller,
    client: Client,
    OnceBody { form, once }: OnceBody<NewInvitation>,
) -> Result<Response, ApiError> {
    let language = form.language.as_deref().map(language_of).transpose()?;
    let (mut tx, company) = team::enter(&platform, &caller).await?;
    if let Some(answer) = once.before(&mut tx, caller.user).await? {
        return Ok(answer);
    }
    let made = team::invite(&platform, &mut tx, company, client, &form.email, language).await?;
    once.keep(&mut tx, caller.user, StatusCode::CREATED, None, &made)
        .await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Withdraws an invitation: its link opens nothing from now on.
#[utoipa::path(delete, path = "/api/companies/invitations/{id}/", tag = "companies", security(("bearer" = [])),
    params(("id" = InvitationId, Path)), responses((status = 204), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn withdraw(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<InvitationId>,
) -> Result<StatusCode, ApiError> {
    let (mut tx, _) = team::enter(&platform, &caller).await?;
    if !store::withdraw(&mut tx, id).await? {
        return Err(Problem::NotFound.into());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends an invitation again, with a new link and seven more days.
#[utoipa::path(post, path = "/api/companies/invitations/{id}/resend/", tag = "companies", security(("bearer" = [])),
    params(("id" = InvitationId, Path)), responses((status = 201, body = Invitation),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)), extensions(("x-idempotent" = json!(true))))]
async fn resend(
    State(platform): State<Platform>,
    caller: Caller,
    client: Client,
    Route(id): Route<InvitationId>,
    once: Once,
) -> Result<Response, ApiError> {
    let (mut tx, company) = team::enter(&platform, &caller).await?;
    if let Some(answer) = once.before(&mut tx, caller.user).await? {
        return Ok(answer);
    }
    let made = team::resend(&platform, &mut tx, company, client, id).await?;
    once.keep(&mut tx, caller.user, StatusCode::CREATED, None, &made)
        .await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}
