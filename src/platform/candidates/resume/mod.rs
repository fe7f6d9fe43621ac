//! A profile as JSON Resume 1.0 (jsonresume.org/schema), out and in. docs/profiles.md says
//! which field is which.
//!
//! What comes in is kept whole, for its owner alone: it goes out again as it came, wherever
//! the profile still says what was read from it.

mod known;
mod map;
mod schema;
mod store;

use std::borrow::Cow;

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Education, Experience, ProfileForm, SpokenLanguage,
    store::{self as profiles, ProfileRow},
};
use crate::{
    Platform,
    accounts::Caller,
    db::RequestTx,
    error::{ApiResult, Problem, ProblemBody},
    http::{Body, IfMatch, Route, Tag, Tagged},
    ids::ProfileId,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(resume, take_resume))
}

/// A document of JSON Resume 1.0; its description is the published schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Resume(pub Value);

impl PartialSchema for Resume {
    fn schema() -> RefOr<Schema> {
        schema::described()
    }
}

impl ToSchema for Resume {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Resume")
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ResumeTaken {
    /// As it goes out from now on.
    pub resume: Resume,
    /// What has no place in the profile and is kept beside it, by its path: `work.0.highlights`.
    pub kept_aside: Vec<String>,
}

/// What a profile and a resume both know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Told {
    first_name: String,
    last_name: String,
    headline: String,
    location: String,
    summary: String,
    skills: Vec<String>,
    languages: Vec<SpokenLanguage>,
    education: Vec<Education>,
    experience: Vec<Experience>,
}

impl Told {
    fn of(row: ProfileRow) -> ApiResult<Told> {
        Ok(Told {
            languages: row.list("languages", &row.languages)?,
            education: row.list("education", &row.education)?,
            experience: row.list("experience", &row.experience)?,
            first_name: row.first_name,
            last_name: row.last_name,
            headline: row.headline,
            location: row.location,
            summary: row.summary,
            skills: row.skills,
        })
    }

    fn form(self) -> ProfileForm {
        ProfileForm {
            first_name: Some(self.first_name),
            last_name: Some(self.last_name),
            headline: Some(self.headline),
            location: Some(self.location),
            summary: Some(self.summary),
            skills: Some(self.skills),
            languages: Some(self.languages),
            education: Some(self.education),
            experience: Some(self.experience),
            ..ProfileForm::default()
        }
    }
}

/// For whoever may see the profile. The owner's has everything that came in; to anybody else
/// it tells what the profile shows.
#[utoipa::path(get, path = "/api/candidate/profiles/{id}/resume/", tag = "candidates", security(("bearer" = [])),
    params(("id" = ProfileId, Path)), responses((status = 200, body = Resume, headers(("ETag" = String))),
    (status = 404, body = ProblemBody)))]
async fn resume(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ProfileId>,
) -> ApiResult<Tagged<Resume>> {
    let mut tx = caller.enter(&platform).await?;
    let row = profiles::get(&mut tx, id).await?;
    let tag = Tag::at(row.last_updated);
    let told = Told::of(row)?;
    let own = profiles::own_profile(&mut tx, caller.user).await? == Some(id);
    let imported = match own {
        true => store::imported(&mut tx).await?,
        false => None,
    };
    tx.commit().await?;
    let document = map::document(&told, imported.as_ref());
    Ok(Tagged(StatusCode::OK, tag, Resume(document)))
}

/// The owner replaces what the profile and a resume both know: what is absent is emptied, but
/// for the name. The rest is kept beside it, and goes out again.
#[utoipa::path(put, path = "/api/candidate/profiles/{id}/resume/", tag = "candidates", security(("bearer" = [])),
    params(("id" = ProfileId, Path)), request_body = Resume,
    responses((status = 200, body = ResumeTaken, headers(("ETag" = String))), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn take_resume(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ProfileId>,
    seen: IfMatch,
    Body(Resume(sent)): Body<Resume>,
) -> ApiResult<Tagged<ResumeTaken>> {
    schema::check(&sent)?;
    let mut tx = caller.enter(&platform).await?;
    profiles::get(&mut tx, id).await?;
    let changed = profiles::lock_own(&mut tx, id).await?;
    seen.check(&Tag::at(changed.ok_or(Problem::Forbidden)?))?;
    let before = Told::of(profiles::get(&mut tx, id).await?)?;
    let told = map::read(&sent, &before)?;
    profiles::update(&mut tx, id, &told.form()).await?;
    store::keep(&mut tx, &sent).await?;
    let row = profiles::get(&mut tx, id).await?;
    let tag = Tag::at(row.last_updated);
    let after = Told::of(row)?;
    tx.commit().await?;
    let taken = ResumeTaken {
        resume: Resume(map::document(&after, Some(&sent))),
        kept_aside: known::aside(&sent),
    };
    Ok(Tagged(StatusCode::OK, tag, taken))
}

/// After the owner changed the profile: what was taken out of it stays in no document either.
pub(super) async fn settle(tx: &mut RequestTx, id: ProfileId) -> ApiResult<()> {
    if let Some(imported) = store::imported(tx).await? {
        let told = Told::of(profiles::get(tx, id).await?)?;
        let document = map::document(&told, Some(&imported));
        if document != imported {
            store::keep(tx, &document).await?;
        }
    }
    Ok(())
}
