//! When a presentation and its CV may no longer say the same. Looks at what was written, not
//! at what was said: a person decides what to do about it.

use serde_json::Value;

/// A recording older than this is suggested to be made anew.
pub const OLD_AFTER_MONTHS: i32 = 12;

/// What a candidate writes, by the names of the API; the columns are called the same.
const FIELDS: [&str; 12] = [
    "first_name",
    "last_name",
    "headline",
    "location",
    "summary",
    "skills",
    "languages",
    "education",
    "experience",
    "availability",
    "available_from",
    "status",
];

/// What people speak of in a presentation, and why it is looked at again when it changes.
const SPOKEN_OF: [(&str, &str); 4] = [
    ("skills", "skills_changed"),
    ("languages", "languages_changed"),
    ("education", "education_changed"),
    ("experience", "experience_changed"),
];

const OLD: &str = "presentation_old";

/// The fields in which two rows of a profile differ.
pub fn changed(before: &Value, after: &Value) -> Vec<&'static str> {
    FIELDS
        .into_iter()
        .filter(|&field| before[field] != after[field])
        .collect()
}

pub fn raised_by(changed: &[&str]) -> Vec<&'static str> {
    SPOKEN_OF
        .into_iter()
        .filter(|(field, _)| changed.contains(field))
        .map(|(_, reason)| reason)
        .collect()
}

/// All reasons, each once, in one order.
pub fn together(standing: &[String], raised: &[&str], old: bool) -> Vec<String> {
    SPOKEN_OF
        .into_iter()
        .map(|(_, reason)| reason)
        .chain([OLD])
        .filter(|&reason| {
            standing.iter().any(|stands| stands == reason)
                || raised.contains(&reason)
                || (old && reason == OLD)
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_spoken_of_raises_a_reason() {
        let before = json!({"headline": "a", "skills": ["x"], "search": "1"});
        let after = json!({"headline": "b", "skills": ["x", "y"], "search": "2"});
        let fields = changed(&before, &after);
        assert_eq!(fields, ["headline", "skills"]);
        assert_eq!(raised_by(&fields), ["skills_changed"]);
        assert!(raised_by(&["headline", "availability"]).is_empty());
    }

    #[test]
    fn reasons_add_up_and_stand_once() {
        let standing = ["presentation_old".to_owned(), "skills_changed".to_owned()];
        let all = together(&standing, &["experience_changed", "skills_changed"], true);
        assert_eq!(
            all,
            ["skills_changed", "experience_changed", "presentation_old"]
        );
        assert!(together(&[], &[], false).is_empty());
    }
}
