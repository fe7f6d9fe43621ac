//! What has a place in a profile, by the names of JSON Resume.

use serde_json::Value;

use super::map::{Entry, text};
use crate::candidates::{EDUCATION_LEVELS, Education, Experience, SpokenLanguage};

const TOP: &[&str] = &[
    "$schema",
    "meta",
    "basics",
    "work",
    "education",
    "skills",
    "languages",
];
const BASICS: &[&str] = &["name", "label", "summary", "location"];
const LOCATION: &[&str] = &["city", "region", "countryCode"];
const WORK: &[&str] = &[
    "name",
    "position",
    "location",
    "startDate",
    "endDate",
    "summary",
];
const EDUCATION: &[&str] = &[
    "institution",
    "area",
    "studyType",
    "level",
    "startDate",
    "endDate",
    "summary",
];
const SKILL: &[&str] = &["name", "keywords"];
const LANGUAGE: &[&str] = &["language", "fluency"];

/// Paths of what was sent and has no place in a profile; empty values are nothing.
pub fn aside(sent: &Value) -> Vec<String> {
    let mut paths = Vec::new();
    others(sent, "", TOP, &mut paths);
    let basics = &sent["basics"];
    others(basics, "basics.", BASICS, &mut paths);
    others(
        &basics["location"],
        "basics.location.",
        LOCATION,
        &mut paths,
    );
    entries(sent, WORK, Experience::read, &mut paths);
    entries(sent, EDUCATION, Education::read, &mut paths);
    for (at, entry) in list(sent, Education::LIST) {
        let level = text(entry, "level");
        if !level.is_empty() && !EDUCATION_LEVELS.contains(&level) {
            paths.push(format!("education.{at}.level"));
        }
    }
    entries(sent, LANGUAGE, SpokenLanguage::read, &mut paths);
    for (at, entry) in list(sent, "skills") {
        others(entry, &format!("skills.{at}."), SKILL, &mut paths);
    }
    paths
}

/// An entry without a place stands for all that is in it.
fn entries<T: Entry>(
    sent: &Value,
    known: &[&str],
    read: fn(&Value) -> Option<T>,
    paths: &mut Vec<String>,
) {
    let name = T::LIST;
    for (at, entry) in list(sent, name) {
        match read(entry) {
            None => paths.push(format!("{name}.{at}")),
            Some(_) => others(entry, &format!("{name}.{at}."), known, paths),
        }
    }
}

fn list<'a>(sent: &'a Value, name: &str) -> impl Iterator<Item = (usize, &'a Value)> {
    sent[name].as_array().into_iter().flatten().enumerate()
}

fn others(value: &Value, path: &str, known: &[&str], paths: &mut Vec<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let nothing = match value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if !nothing && !known.contains(&name.as_str()) {
            paths.push(format!("{path}{name}"));
        }
    }
}
