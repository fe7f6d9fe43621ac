//! What has a place in a profile, by the names of JSON Resume.

use serde_json::Value;

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

/// Paths of what was sent and is not taken; empty values are nothing.
pub fn ignored(sent: &Value) -> Vec<String> {
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
    for (list, known) in [
        ("work", WORK),
        ("education", EDUCATION),
        ("skills", SKILL),
        ("languages", LANGUAGE),
    ] {
        let entries = sent[list].as_array().map(Vec::as_slice).unwrap_or_default();
        for (at, entry) in entries.iter().enumerate() {
            others(entry, &format!("{list}.{at}."), known, &mut paths);
        }
    }
    paths
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
