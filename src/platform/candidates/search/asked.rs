//! What is asked for, read from the query string.

use chrono::NaiveDate;
use serde_json::Value;
use url::form_urlencoded::Serializer;
use utoipa::IntoParams;

use crate::{
    candidates::{EDUCATION_LEVELS, LEVELS, dates::day_of},
    error::{ApiResult, Fault},
    http::Checker,
    page::{Order, PageQuery},
};

/// As the document shows it; `Asked` is what is made of it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct SearchQuery {
    /// Words in French, English or Arabic, all of which have to be there. From three letters on
    /// a word is found by its beginning; accents and endings do not matter.
    q: Option<String>,
    /// Separated by commas; all of them.
    skills: Option<String>,
    /// A part of the place.
    location: Option<String>,
    /// Years, at least.
    min_experience: Option<f64>,
    /// Years, at most.
    max_experience: Option<f64>,
    /// At least: `secondary`, `vocational`, `bachelor`, `master` or `doctorate`.
    min_education: Option<String>,
    /// Separated by commas; all of them, each at least at the level behind its colon: `fr:B2,ar`.
    languages: Option<String>,
    /// A day by which the candidate can start: `2026-12-01`.
    available_by: Option<NaiveDate>,
    /// 0 to 100. Candidates whose score is not shown stay, whatever is asked here.
    min_quality: Option<f64>,
    has_video: Option<bool>,
    /// Whether the caller has watched a video of the candidate.
    viewed_by_me: Option<bool>,
    /// `relevance` (needs `q`, and is the default with it), `newest` or `last_active` (the
    /// default without).
    ordering: Option<String>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

const PARAMETERS: &[&str] = &[
    "q",
    "skills",
    "location",
    "min_experience",
    "max_experience",
    "min_education",
    "languages",
    "available_by",
    "min_quality",
    "has_video",
    "viewed_by_me",
    "ordering",
    "cursor",
    "limit",
];

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ordering {
    Relevance,
    Newest,
    #[default]
    LastActive,
}

const ORDERINGS: &[&str] = &["relevance", "newest", "last_active"];
const WITHOUT_WORDS: &[&str] = &["newest", "last_active"];

impl Ordering {
    pub fn direction(self) -> Order {
        Order::NewestFirst
    }
}

#[derive(Debug, Default)]
pub struct Asked {
    pub words: Option<String>,
    pub skills: Vec<String>,
    pub location: Option<String>,
    pub min_experience: Option<f64>,
    pub max_experience: Option<f64>,
    /// Rank, from 1.
    pub min_education: Option<i32>,
    /// Code and the levels that are enough.
    pub languages: Vec<(String, Vec<String>)>,
    pub available_by: Option<NaiveDate>,
    pub min_quality: Option<f64>,
    pub has_video: Option<bool>,
    pub viewed_by_me: Option<bool>,
    pub ordering: Ordering,
    pub page: PageQuery,
    /// All but cursor and limit, as it was said.
    said: Vec<(String, String)>,
}

/// So many parts a list has at most; a person types fewer.
const MOST: usize = 20;

impl Asked {
    pub fn of(pairs: Vec<(String, String)>) -> ApiResult<Asked> {
        let mut asked = Asked::default();
        let mut check = Checker::default();
        let mut ordering = None;
        for (name, value) in pairs {
            // PostgreSQL knows no text with a zero in it.
            let value = value.replace(char::is_control, " ");
            let text = value.trim();
            if !PARAMETERS.contains(&name.as_str()) {
                check.fault(name, Fault::NotOneOf(PARAMETERS));
                continue;
            }
            if text.is_empty() {
                continue;
            }
            let at = name.as_str();
            check.text(at, text, 0, 500);
            match at {
                "q" => asked.words = Some(text.to_owned()),
                "skills" => asked.skills.extend(parts(text)),
                "location" => asked.location = Some(text.to_owned()),
                "min_experience" => asked.min_experience = number(&mut check, at, text),
                "max_experience" => asked.max_experience = number(&mut check, at, text),
                "min_education" => {
                    let rank = EDUCATION_LEVELS.iter().position(|&level| level == text);
                    check.require(at, rank.is_some(), Fault::NotOneOf(EDUCATION_LEVELS));
                    asked.min_education = rank.and_then(|rank| i32::try_from(rank + 1).ok());
                }
                "languages" => {
                    for part in parts(text) {
                        asked.languages.extend(language(&mut check, &part));
                    }
                }
                "available_by" => {
                    asked.available_by = day_of(text);
                    check.require(at, asked.available_by.is_some(), Fault::WrongType);
                }
                "min_quality" => asked.min_quality = number(&mut check, at, text),
                "has_video" => asked.has_video = yes_or_no(&mut check, at, text),
                "viewed_by_me" => asked.viewed_by_me = yes_or_no(&mut check, at, text),
                "ordering" => ordering = Some(text.to_owned()),
                "cursor" => asked.page.cursor = Some(text.to_owned()),
                "limit" => {
                    asked.page.limit = text.parse().ok();
                    check.require(at, asked.page.limit.is_some(), Fault::WrongType);
                }
                _ => {}
            }
            if !["cursor", "limit"].contains(&at) {
                let text = text.to_owned();
                asked.said.push((name, text));
            }
        }
        check.count("skills", asked.skills.len(), MOST);
        check.count("languages", asked.languages.len(), MOST);
        asked.ordering = match (ordering.as_deref(), asked.words.is_some()) {
            (None, true) | (Some("relevance"), true) => Ordering::Relevance,
            (None, false) | (Some("last_active"), _) => Ordering::LastActive,
            (Some("newest"), _) => Ordering::Newest,
            (Some(_), words) => {
                let there = if words { ORDERINGS } else { WITHOUT_WORDS };
                check.fault("ordering", Fault::NotOneOf(there));
                Ordering::default()
            }
        };
        check.finish()?;
        Ok(asked)
    }

    /// Whether anything is left out.
    pub fn narrows(&self) -> bool {
        self.said.iter().any(|(name, _)| name != "ordering")
    }

    /// The list's own address, without a place in it.
    pub fn path(&self) -> String {
        let path = "/api/candidate/profiles/search/";
        if self.said.is_empty() {
            return path.to_owned();
        }
        let mut query = Serializer::new(String::new());
        query.extend_pairs(&self.said);
        format!("{path}?{}", query.finish())
    }

    pub fn inputs(&self) -> Value {
        let said = self.said.iter().cloned();
        let page = &self.page;
        let place = [
            ("cursor", page.cursor.clone()),
            ("limit", page.limit.map(|limit| limit.to_string())),
        ];
        let place = place
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(
            said.chain(place)
                .map(|(name, value)| (name, Value::String(value)))
                .collect(),
        )
    }
}

fn parts(text: &str) -> impl Iterator<Item = String> {
    text.split([',', '،'])
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
}

fn number(check: &mut Checker, at: &str, text: &str) -> Option<f64> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    match number {
        None => check.fault(at, Fault::WrongType),
        Some(number) => check.require(
            at,
            (0.0..=100.0).contains(&number),
            Fault::OutOfRange { min: 0, max: 100 },
        ),
    }
    number
}

fn yes_or_no(check: &mut Checker, at: &str, text: &str) -> Option<bool> {
    let said = match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    check.require(at, said.is_some(), Fault::NotOneOf(&["true", "false"]));
    said
}

/// `fr` or `fr:B2`, and the levels from there on.
fn language(check: &mut Checker, part: &str) -> Option<(String, Vec<String>)> {
    let (code, level) = match part.split_once(':') {
        Some((code, level)) => (code.trim(), level.trim()),
        None => (part, LEVELS[0]),
    };
    let from = LEVELS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(level));
    check.require("languages", from.is_some(), Fault::NotOneOf(LEVELS));
    let enough = LEVELS[from?..].iter().map(|&level| level.to_owned());
    Some((code.to_lowercase(), enough.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiError;

    fn of(pairs: &[(&str, &str)]) -> ApiResult<Asked> {
        let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        Asked::of(pairs.iter().map(own).collect())
    }

    fn refused(pairs: &[(&str, &str)]) -> Vec<String> {
        match of(pairs) {
            Err(ApiError::Invalid(faults)) => faults.into_keys().collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_known_is_named() {
        assert_eq!(refused(&[("colour", "red")]), ["colour"]);
        assert_eq!(refused(&[("ordering", "best"), ("q", "x")]), ["ordering"]);
        assert_eq!(refused(&[("ordering", "relevance")]), ["ordering"]);
        let wrong = [
            ("min_experience", "-1"),
            ("min_quality", "NaN"),
            ("languages", "fr:fluent"),
            ("has_video", "maybe"),
            ("available_by", "soon"),
        ];
        assert_eq!(refused(&wrong).len(), 5);
    }

    #[test]
    fn the_address_says_it_again() {
        let asked = of(&[("q", " a&b\u{0} "), ("has_video", ""), ("limit", "5")]).unwrap();
        assert_eq!(asked.words.as_deref(), Some("a&b"));
        assert_eq!(asked.path(), "/api/candidate/profiles/search/?q=a%26b");
        assert_eq!(asked.ordering, Ordering::Relevance);
        assert_eq!(of(&[]).unwrap().ordering, Ordering::LastActive);
        assert!(!of(&[("ordering", "newest")]).unwrap().narrows());
    }

    #[test]
    fn a_level_holds_those_above_it() {
        let asked = of(&[("languages", "FR:c1, ar")]).unwrap();
        let (code, enough) = &asked.languages[0];
        assert_eq!(code, "fr");
        assert_eq!(enough, &["C1", "C2", "native"]);
        assert_eq!(asked.languages[1].1.len(), LEVELS.len());
    }
}
