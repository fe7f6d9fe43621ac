//! The script of a take: steps of a stated length with a prompt each.
//!
//! Scripts are data (rows of the platform); this module says what a valid one is.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::LocalisedText;

/// A script is at most this many steps: the time line has to stay readable on a phone.
pub const MAX_STEPS: usize = 12;
/// A step shorter than this cannot be read, let alone answered.
pub const MIN_STEP: Duration = Duration::from_secs(1);
/// No script is longer than this; a presentation is 90 s, an interview question set a few minutes.
pub const MAX_TOTAL: Duration = Duration::from_secs(600);

/// One step: a prompt and the time for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Step {
    /// Stable name of the step inside its script, e.g. `who_i_am`.
    pub key: String,
    /// Length in milliseconds, at least 1,000.
    pub duration_ms: u32,
    pub title: LocalisedText,
    pub prompt: LocalisedText,
}

/// A valid script: at least one step, unique keys, lengths within bounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "RawScript")]
#[ts(rename = "LiveScript")]
pub struct Script {
    slug: String,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct RawScript {
    slug: String,
    steps: Vec<Step>,
}

impl TryFrom<RawScript> for Script {
    type Error = ScriptError;

    fn try_from(raw: RawScript) -> Result<Self, ScriptError> {
        Script::new(raw.slug, raw.steps)
    }
}

/// Why a script is refused; each text names the step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    #[error("a script needs at least one step")]
    Empty,
    #[error("a script has at most {MAX_STEPS} steps, this one has {0}")]
    TooManySteps(usize),
    #[error("step {key:?} lasts {duration_ms} ms; a step lasts at least 1000 ms")]
    StepTooShort { key: String, duration_ms: u32 },
    #[error("the key {0:?} stands twice; keys are unique in a script")]
    DuplicateKey(String),
    #[error("the script lasts {0} ms; at most 600000 ms are allowed")]
    TooLong(u64),
}

/// Where a moment of the take falls in its script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub index: usize,
    /// From the take's zero.
    pub start: Duration,
    pub end: Duration,
}

impl Script {
    pub fn new(slug: impl Into<String>, steps: Vec<Step>) -> Result<Script, ScriptError> {
        if steps.is_empty() {
            return Err(ScriptError::Empty);
        }
        if steps.len() > MAX_STEPS {
            return Err(ScriptError::TooManySteps(steps.len()));
        }
        for (index, step) in steps.iter().enumerate() {
            if Duration::from_millis(step.duration_ms.into()) < MIN_STEP {
                return Err(ScriptError::StepTooShort {
                    key: step.key.clone(),
                    duration_ms: step.duration_ms,
                });
            }
            if steps[..index].iter().any(|other| other.key == step.key) {
                return Err(ScriptError::DuplicateKey(step.key.clone()));
            }
        }
        let total: u64 = steps.iter().map(|step| u64::from(step.duration_ms)).sum();
        if total > MAX_TOTAL.as_millis() as u64 {
            return Err(ScriptError::TooLong(total));
        }
        Ok(Script {
            slug: slug.into(),
            steps,
        })
    }

    pub fn slug(&self) -> &str {
        &self.slug
    }

    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub fn duration(&self) -> Duration {
        self.steps
            .iter()
            .map(|step| Duration::from_millis(step.duration_ms.into()))
            .sum()
    }

    /// Every step with its bounds from the take's zero, in order, without gaps.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        let mut start = Duration::ZERO;
        self.steps.iter().enumerate().map(move |(index, step)| {
            let end = start + Duration::from_millis(step.duration_ms.into());
            let place = Place { index, start, end };
            start = end;
            place
        })
    }

    /// The step under way at `elapsed` from the take's zero; `None` once the script is over.
    pub fn place_at(&self, elapsed: Duration) -> Option<Place> {
        self.places().find(|place| elapsed < place.end)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn step(key: &str, seconds: u32) -> Step {
        let text = LocalisedText {
            fr: key.into(),
            en: key.into(),
            ar: key.into(),
        };
        Step {
            key: key.into(),
            duration_ms: seconds * 1000,
            title: text.clone(),
            prompt: text,
        }
    }

    pub(crate) fn presentation() -> Script {
        let steps = vec![
            step("who_i_am", 20),
            step("education_projects", 25),
            step("skills_motivation", 25),
            step("goals", 20),
        ];
        Script::new("presentation-90", steps).unwrap()
    }

    #[test]
    fn the_presentation_lasts_ninety_seconds_with_steps_at_20_45_and_70() {
        let script = presentation();
        assert_eq!(script.duration(), Duration::from_secs(90));
        let starts: Vec<u64> = script.places().map(|place| place.start.as_secs()).collect();
        assert_eq!(starts, [0, 20, 45, 70]);
    }

    #[test]
    fn a_step_ends_where_the_next_begins() {
        let script = presentation();
        let at = |ms| script.place_at(Duration::from_millis(ms)).map(|p| p.index);
        assert_eq!(at(0), Some(0));
        assert_eq!(at(19_999), Some(0));
        assert_eq!(at(20_000), Some(1));
        assert_eq!(at(89_999), Some(3));
        assert_eq!(at(90_000), None);
    }

    #[test]
    fn bad_scripts_are_refused_by_name() {
        assert_eq!(Script::new("x", vec![]), Err(ScriptError::Empty));
        assert_eq!(
            Script::new("x", vec![step("a", 1), step("a", 1)]),
            Err(ScriptError::DuplicateKey("a".into()))
        );
        assert_eq!(
            Script::new("x", vec![step("a", 601)]),
            Err(ScriptError::TooLong(601_000))
        );
        assert!(matches!(
            Script::new("x", vec![step("a", 0)]),
            Err(ScriptError::StepTooShort { .. })
        ));
        let many = (0..13).map(|n| step(&n.to_string(), 1)).collect();
        assert_eq!(Script::new("x", many), Err(ScriptError::TooManySteps(13)));
    }

    #[test]
    fn reading_a_script_checks_it() {
        let json = serde_json::to_string(&presentation()).unwrap();
        assert_eq!(
            serde_json::from_str::<Script>(&json).unwrap(),
            presentation()
        );
        assert!(serde_json::from_str::<Script>(r#"{"slug":"x","steps":[]}"#).is_err());
    }
}
