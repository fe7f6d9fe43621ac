//! `/api/auth/`: what people are to themselves; the rest in a file each.

mod answer;
mod entry;
mod letters;
mod sessions;
mod two_step;

use axum::{Json, extract::State};
use coach::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use answer::MEDIA_COOKIE;
pub use sessions::OpenSession;

use super::{Caller, Role, store};
use crate::{
    Platform,
    error::{ApiError, Fault, ProblemBody},
    http::{Answer, Body, Checker},
    ids::{CompanyId, ProfileId, UserId},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .merge(entry::router())
        .merge(letters::router())
        .merge(sessions::router())
        .merge(two_step::router())
        .routes(routes!(me, change_me))
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
    /// Whether a letter to it was opened.
    pub email_verified: bool,
    /// Whether this server sends that letter.
    pub can_verify_email: bool,
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

#[utoipa::path(get, path = "/api/auth/me/", tag = "auth", security(("bearer" = [])), responses(
    (status = 200, body = User), (status = 401, body = ProblemBody)))]
async fn me(State(platform): State<Platform>, caller: Caller) -> Answer<User> {
    let mut tx = caller.enter(&platform).await?;
    let user = store::user(&mut tx, caller.user, platform.mail()).await?;
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
    let user = store::user(&mut tx, caller.user, platform.mail()).await?;
    tx.commit().await?;
    Ok(Json(user))
}
