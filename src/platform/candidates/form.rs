//! What a candidate writes into the profile.

use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    EDUCATION_LEVELS, Education, Experience, LEVELS, SpokenLanguage,
    dates::{day_of, ends_before, is_date},
};
use crate::{
    error::{ApiResult, Fault},
    http::Checker,
};

/// What is absent stays as it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ProfileForm {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub headline: Option<String>,
    pub location: Option<String>,
    pub summary: Option<String>,
    pub availability: Option<String>,
    /// `2026-12-01`; empty takes it back.
    pub available_from: Option<String>,
    /// `active`, or `paused`: found by no search.
    pub status: Option<String>,
    pub skills: Option<Vec<String>>,
    pub languages: Option<Vec<SpokenLanguage>>,
    pub education: Option<Vec<Education>>,
    pub experience: Option<Vec<Experience>>,
}

const STATUSES: &[&str] = &["active", "paused"];

impl ProfileForm {
    /// As it is written down, without the spaces around each text.
    pub(super) fn checked(mut self) -> ApiResult<ProfileForm> {
        self.trim();
        let mut check = Checker::default();
        let texts = [
            ("first_name", &self.first_name, 1, 100),
            ("last_name", &self.last_name, 1, 100),
            ("headline", &self.headline, 0, 200),
            ("location", &self.location, 0, 200),
            ("summary", &self.summary, 0, 5000),
            ("availability", &self.availability, 0, 200),
        ];
        for (path, text, min, max) in texts {
            if let Some(text) = text {
                check.text(path, text, min, max);
            }
        }
        if let Some(status) = &self.status {
            let known = STATUSES.contains(&status.as_str());
            check.require("status", known, Fault::NotOneOf(STATUSES));
        }
        let day = self.available_from.as_deref();
        let right = day.is_none_or(|day| day.is_empty() || day_of(day).is_some());
        check.require("available_from", right, Fault::WrongType);
        let skills = self.skills.as_deref().unwrap_or_default();
        check.count("skills", skills.len(), 100);
        for (at, skill) in skills.iter().enumerate() {
            check.text(format!("skills.{at}"), skill, 1, 100);
        }
        let languages = self.languages.as_deref().unwrap_or_default();
        check.count("languages", languages.len(), 20);
        for (at, language) in languages.iter().enumerate() {
            check.text(format!("languages.{at}.code"), &language.code, 2, 10);
            let known = LEVELS.contains(&language.level.as_str());
            let level = format!("languages.{at}.level");
            check.require(level, known, Fault::NotOneOf(LEVELS));
        }
        let education = self.education.as_deref().unwrap_or_default();
        check.count("education", education.len(), 30);
        for (at, entry) in education.iter().enumerate() {
            let path = format!("education.{at}");
            check.text(format!("{path}.institution"), &entry.institution, 1, 200);
            check.text(format!("{path}.area"), &entry.area, 0, 200);
            check.text(format!("{path}.study_type"), &entry.study_type, 0, 200);
            let known = entry.level.is_empty() || EDUCATION_LEVELS.contains(&entry.level.as_str());
            let level = format!("{path}.level");
            check.require(level, known, Fault::NotOneOf(EDUCATION_LEVELS));
            span(&mut check, &path, &entry.start_date, &entry.end_date);
            check.text(format!("{path}.summary"), &entry.summary, 0, 2000);
        }
        let experience = self.experience.as_deref().unwrap_or_default();
        check.count("experience", experience.len(), 50);
        for (at, entry) in experience.iter().enumerate() {
            let path = format!("experience.{at}");
            check.text(format!("{path}.name"), &entry.name, 1, 200);
            check.text(format!("{path}.position"), &entry.position, 0, 200);
            check.text(format!("{path}.location"), &entry.location, 0, 200);
            span(&mut check, &path, &entry.start_date, &entry.end_date);
            check.text(format!("{path}.summary"), &entry.summary, 0, 2000);
        }
        check.finish()?;
        Ok(self)
    }

    fn trim(&mut self) {
        let single = [
            &mut self.first_name,
            &mut self.last_name,
            &mut self.headline,
            &mut self.location,
            &mut self.summary,
            &mut self.availability,
            &mut self.available_from,
        ];
        let languages = self.languages.iter_mut().flatten();
        let education = self.education.iter_mut().flatten();
        let experience = self.experience.iter_mut().flatten();
        let texts = (single.into_iter().flatten())
            .chain(self.skills.iter_mut().flatten())
            .chain(languages.map(|language| &mut language.code))
            .chain(education.flat_map(|entry| {
                [
                    &mut entry.institution,
                    &mut entry.area,
                    &mut entry.study_type,
                    &mut entry.start_date,
                    &mut entry.end_date,
                    &mut entry.summary,
                ]
            }))
            .chain(experience.flat_map(|entry| {
                [
                    &mut entry.name,
                    &mut entry.position,
                    &mut entry.location,
                    &mut entry.start_date,
                    &mut entry.end_date,
                    &mut entry.summary,
                ]
            }));
        for text in texts {
            let trimmed = text.trim();
            if trimmed.len() < text.len() {
                *text = trimmed.to_owned();
            }
        }
    }
}

/// Both may be empty: unknown where it begins, going on where it ends.
fn span(check: &mut Checker, path: &str, start: &str, end: &str) {
    for (name, date) in [("start_date", start), ("end_date", end)] {
        let right = date.is_empty() || is_date(date);
        check.require(format!("{path}.{name}"), right, Fault::NotADate);
    }
    if is_date(start) && is_date(end) {
        let right = !ends_before(start, end);
        check.require(format!("{path}.end_date"), right, Fault::EndsBeforeItBegins);
    }
}
