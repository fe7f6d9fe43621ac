//! A profile as JSON Resume 1.0 (jsonresume.org/schema), out and in. docs/profiles.md says
//! which field is which.

mod known;
mod map;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use map::Resume;

use super::{
    Education, Experience, SpokenLanguage,
    api::ProfileForm,
    store::{self, ProfileRow},
};
use crate::{
    Platform,
    accounts::Caller,
    error::{ApiError, ApiResult, Problem, ProblemBody},
    http::{self, Answer, Body, Route},
    ids::ProfileId,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(resume, take_resume))
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ResumeTaken {
    /// As it is told from now on.
    pub resume: Resume,
    /// What was sent and has no place in a profile, by its path: `work.0.highlights`.
    pub ignored: Vec<String>,
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

/// For whoever may see the profile.
#[utoipa::path(get, path = "/api/candidate/profiles/{id}/resume/", tag = "candidates", security(("bearer" = [])),
    params(("id" = ProfileId, Path)), responses((status = 200, body = Resume), (status = 404, body = ProblemBody)))]
async fn resume(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ProfileId>,
) -> Answer<Resume> {
    let mut tx = caller.enter(&platform).await?;
    let row = store::get(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(Resume::of(&Told::of(row)?)))
}

/// The owner replaces what the profile and a resume both know: what is absent is emptied, but
/// for the name. The rest is listed as ignored.
#[utoipa::path(put, path = "/api/candidate/profiles/{id}/resume/", tag = "candidates", security(("bearer" = [])),
    params(("id" = ProfileId, Path)), request_body = Resume, responses((status = 200, body = ResumeTaken),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn take_resume(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ProfileId>,
    Body(sent): Body<Value>,
) -> Answer<ResumeTaken> {
    let text = serde_json::to_vec(&sent).map_err(ApiError::internal)?;
    let resume: Resume = http::parse(&text)?;
    let ignored = known::ignored(&sent);
    let mut tx = caller.enter(&platform).await?;
    let before = Told::of(store::get(&mut tx, id).await?)?;
    if store::own_profile(&mut tx, caller.user).await? != Some(id) {
        return Err(Problem::Forbidden.into());
    }
    let told = resume.read(&before)?;
    store::update(&mut tx, id, &told.form()).await?;
    let after = Told::of(store::get(&mut tx, id).await?)?;
    tx.commit().await?;
    Ok(Json(ResumeTaken {
        resume: Resume::of(&after),
        ignored,
    }))
}
