//! From a profile to JSON Resume and back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Told;
use crate::{
    candidates::{EDUCATION_LEVELS, Education, Experience, LEVELS, SpokenLanguage},
    error::{ApiResult, Fault},
    http::Checker,
};

/// JSON Resume 1.0, as far as a profile knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Resume {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub basics: Basics,
    pub work: Vec<Work>,
    pub education: Vec<Studies>,
    pub skills: Vec<Skill>,
    pub languages: Vec<Language>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Basics {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// ISO 3166, as `MA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Work {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// `2021`, `2021-09` or `2021-09-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// `level` and `summary` are ours; JSON Resume allows more than it names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Studies {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub study_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Skill {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Each becomes a skill of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Language {
    /// ISO 639, as `fr`, or the name in French, English or Arabic of a language often named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// `A1` … `C2` (CEFR) or `native`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fluency: Option<String>,
}

const SCHEMA: &str =
    "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json";

/// What people write where a code belongs, in small letters.
const NAMES: &[(&str, &[&str])] = &[
    ("ar", &["arabic", "arabe", "العربية", "عربي"]),
    ("fr", &["french", "français", "francais", "الفرنسية"]),
    ("en", &["english", "anglais", "الإنجليزية"]),
    ("es", &["spanish", "espagnol", "الإسبانية"]),
    ("de", &["german", "allemand", "الألمانية"]),
    ("it", &["italian", "italien", "الإيطالية"]),
    ("zgh", &["amazigh", "tamazight", "berber", "الأمازيغية"]),
];

fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// The schema's `iso8601`: what the profile knows of another form stays at home.
fn is_date(text: &str) -> bool {
    let digits = |part: Option<&str>, length: usize, most: u32| {
        part.is_none_or(|part| {
            part.len() == length
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && part.parse().is_ok_and(|number: u32| number <= most)
        })
    };
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    parts.next().is_none()
        && digits(year, 4, 2999)
        && text.starts_with(['1', '2'])
        && digits(month, 2, 12)
        && digits(day, 2, 31)
}

fn date(text: &str) -> Option<String> {
    some(text).filter(|text| is_date(text))
}

impl Resume {
    pub(super) fn of(told: &Told) -> Resume {
        let name = format!("{} {}", told.first_name, told.last_name);
        Resume {
            schema: Some(SCHEMA.to_owned()),
            basics: Basics {
                name: some(name.trim()),
                label: some(&told.headline),
                summary: some(&told.summary),
                location: some(&told.location).map(|city| Location {
                    city: Some(city),
                    ..Location::default()
                }),
            },
            work: told
                .experience
                .iter()
                .map(|held| Work {
                    name: some(&held.name),
                    position: some(&held.position),
                    location: some(&held.location),
                    start_date: date(&held.start_date),
                    end_date: date(&held.end_date),
                    summary: some(&held.summary),
                })
                .collect(),
            education: told
                .education
                .iter()
                .map(|place| Studies {
                    institution: some(&place.institution),
                    area: some(&place.area),
                    study_type: some(&place.study_type),
                    level: some(&place.level),
                    start_date: date(&place.start_date),
                    end_date: date(&place.end_date),
                    summary: some(&place.summary),
                })
                .collect(),
            skills: told
                .skills
                .iter()
                .map(|skill| Skill {
                    name: some(skill),
                    keywords: Vec::new(),
                })
                .collect(),
            languages: told
                .languages
                .iter()
                .map(|spoken| Language {
                    language: some(&spoken.code),
                    fluency: some(&spoken.level),
                })
                .collect(),
        }
    }

    /// Faults are named by the paths of JSON Resume.
    pub(super) fn read(&self, before: &Told) -> ApiResult<Told> {
        let mut reader = Reader::default();
        let basics = &self.basics;
        let (first_name, last_name) = reader.name(basics.name.as_deref(), before);
        let place = basics.location.clone().unwrap_or_default();
        let place: Vec<String> = [place.city, place.region, place.country_code]
            .into_iter()
            .flatten()
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect();
        let location = reader.text("basics.location.city", &Some(place.join(", ")), 0, 200);
        let headline = reader.text("basics.label", &basics.label, 0, 200);
        let summary = reader.text("basics.summary", &basics.summary, 0, 5000);
        let skills = reader.skills(&self.skills);
        reader.check.count("languages", self.languages.len(), 20);
        let languages = self.languages.iter().enumerate();
        let languages = languages
            .map(|(at, spoken)| reader.language(at, spoken))
            .collect();
        reader.check.count("education", self.education.len(), 30);
        let education = self.education.iter().enumerate();
        let education = education
            .map(|(at, place)| reader.education(at, place))
            .collect();
        reader.check.count("work", self.work.len(), 50);
        let experience = self.work.iter().enumerate();
        let experience = experience.map(|(at, held)| reader.work(at, held)).collect();
        reader.check.finish()?;
        Ok(Told {
            first_name,
            last_name,
            headline,
            location,
            summary,
            skills,
            languages,
            education,
            experience,
        })
    }
}

#[derive(Default)]
struct Reader {
    check: Checker,
}

impl Reader {
    fn text(&mut self, path: &str, said: &Option<String>, min: usize, max: usize) -> String {
        let text = said.as_deref().unwrap_or_default().trim();
        self.check.text(path, text, min, max);
        text.to_owned()
    }

    /// One name there, two here: the first word and the rest, unless it is the name we know.
    fn name(&mut self, said: Option<&str>, before: &Told) -> (String, String) {
        let known = (before.first_name.clone(), before.last_name.clone());
        let Some(said) = said.map(str::trim).filter(|said| !said.is_empty()) else {
            return known;
        };
        if format!("{} {}", known.0, known.1).trim() == said {
            return known;
        }
        let (first, last) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
        self.check.text("basics.name", first, 1, 100);
        self.check.text("basics.name", last, 0, 100);
        (first.to_owned(), last.trim().to_owned())
    }

    fn date(&mut self, path: &str, said: &Option<String>) -> String {
        let text = said.as_deref().unwrap_or_default().trim();
        let right = text.is_empty() || is_date(text);
        self.check.require(path, right, Fault::WrongType);
        text.to_owned()
    }

    fn skills(&mut self, said: &[Skill]) -> Vec<String> {
        let mut skills: Vec<String> = Vec::new();
        for (at, skill) in said.iter().enumerate() {
            let name = skill
                .name
                .iter()
                .map(|name| (format!("skills.{at}.name"), name));
            let keywords = skill.keywords.iter().enumerate();
            let keywords = keywords.map(|(of, word)| (format!("skills.{at}.keywords.{of}"), word));
            for (path, skill) in name.chain(keywords) {
                let skill = skill.trim();
                self.check.text(path, skill, 1, 100);
                if !skills.iter().any(|known| known == skill) {
                    skills.push(skill.to_owned());
                }
            }
        }
        self.check.count("skills", skills.len(), 100);
        skills
    }

    fn language(&mut self, at: usize, said: &Language) -> SpokenLanguage {
        let path = format!("languages.{at}.language");
        let text = self.text(&path, &said.language, 1, 100);
        let small = text.to_lowercase();
        let named = NAMES
            .iter()
            .find(|(_, names)| names.contains(&small.as_str()));
        let code = named.map_or(text, |(code, _)| (*code).to_owned());
        let is_code = (2..=10).contains(&code.chars().count());
        self.check
            .require(path, is_code || code.is_empty(), Fault::Unknown);
        let fluency = said.fluency.as_deref().unwrap_or_default().trim();
        let fluency = if fluency.eq_ignore_ascii_case("native speaker") {
            "native"
        } else {
            fluency
        };
        let level = LEVELS
            .iter()
            .find(|level| level.eq_ignore_ascii_case(fluency));
        self.check.require(
            format!("languages.{at}.fluency"),
            level.is_some(),
            Fault::NotOneOf(LEVELS),
        );
        SpokenLanguage {
            code,
            level: level.copied().unwrap_or_default().to_owned(),
        }
    }

    fn education(&mut self, at: usize, said: &Studies) -> Education {
        let path = |field: &str| format!("education.{at}.{field}");
        let level = self.text(&path("level"), &said.level, 0, 20);
        let known = level.is_empty() || EDUCATION_LEVELS.contains(&level.as_str());
        self.check
            .require(path("level"), known, Fault::NotOneOf(EDUCATION_LEVELS));
        Education {
            institution: self.text(&path("institution"), &said.institution, 1, 200),
            area: self.text(&path("area"), &said.area, 0, 200),
            study_type: self.text(&path("studyType"), &said.study_type, 0, 200),
            level,
            start_date: self.date(&path("startDate"), &said.start_date),
            end_date: self.date(&path("endDate"), &said.end_date),
            summary: self.text(&path("summary"), &said.summary, 0, 2000),
        }
    }

    fn work(&mut self, at: usize, said: &Work) -> Experience {
        let path = |field: &str| format!("work.{at}.{field}");
        Experience {
            name: self.text(&path("name"), &said.name, 1, 200),
            position: self.text(&path("position"), &said.position, 0, 200),
            location: self.text(&path("location"), &said.location, 0, 200),
            start_date: self.date(&path("startDate"), &said.start_date),
            end_date: self.date(&path("endDate"), &said.end_date),
            summary: self.text(&path("summary"), &said.summary, 0, 2000),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text() -> impl Strategy<Value = String> {
        "([a-zà-ÿ؀-ي+#.]{1,12}( [a-zà-ÿ؀-ي]{1,12}){0,3})?".prop_map(|text| text.trim().to_owned())
    }

    fn said() -> impl Strategy<Value = String> {
        text().prop_filter("needed", |text| !text.is_empty())
    }

    fn day() -> impl Strategy<Value = String> {
        "((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|2[0-8]))?)?)?"
    }

    prop_compose! {
        fn studies()(institution in said(), area in text(), study_type in text(),
            level in prop::sample::select(vec!["", "secondary", "bachelor", "doctorate"]),
            start_date in day(), end_date in day(), summary in text()) -> Education {
            Education { institution, area, study_type, level: level.into(), start_date, end_date, summary }
        }
    }

    prop_compose! {
        fn held()(name in said(), position in text(), location in text(), start_date in day(),
            end_date in day(), summary in text()) -> Experience {
            Experience { name, position, location, start_date, end_date, summary }
        }
    }

    prop_compose! {
        fn told()(first_name in said(), last_name in text(), headline in text(), location in text(),
            summary in text(), skills in prop::collection::btree_set(said(), 0..6),
            languages in prop::collection::vec(
                (prop::sample::select(vec!["fr", "ar", "en", "pt-BR"]), prop::sample::select(LEVELS)), 0..4),
            education in prop::collection::vec(studies(), 0..4),
            experience in prop::collection::vec(held(), 0..4)) -> Told {
            let languages = languages.into_iter().map(|(code, level)| SpokenLanguage {
                code: code.to_owned(),
                level: level.to_owned(),
            });
            Told {
                first_name, last_name, headline, location, summary,
                skills: skills.into_iter().collect(),
                languages: languages.collect(),
                education, experience,
            }
        }
    }

    proptest! {
        /// Out and in again: what a profile tells comes back as it was, through the text.
        #[test]
        fn nothing_is_lost_on_the_way(told in told()) {
            let text = serde_json::to_string(&Resume::of(&told)).unwrap();
            let read: Resume = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(read.read(&told).unwrap(), told.clone());
            // Also into an empty profile, but for how a name is divided.
            let anew = read.read(&Told::default()).unwrap();
            prop_assert_eq!(Resume::of(&anew).basics.name, read.basics.name);
            prop_assert_eq!(
                Told { first_name: told.first_name.clone(), last_name: told.last_name.clone(), ..anew },
                told
            );
        }

        #[test]
        fn whatever_is_sent_is_read_or_refused(text in "\\PC{0,40}") {
            let resume = Resume {
                basics: Basics { name: Some(text.clone()), ..Basics::default() },
                languages: vec![Language { language: Some(text.clone()), fluency: Some(text.clone()) }],
                work: vec![Work { start_date: Some(text), ..Work::default() }],
                ..Resume::default()
            };
            prop_assert!(resume.read(&Told::default()).is_err(), "a place of work has a name");
        }
    }

    #[test]
    fn a_date_is_a_year_a_month_or_a_day() {
        for right in ["2021", "2021-09", "2021-09-01", "1999-12-31"] {
            assert!(is_date(right), "{right}");
        }
        for wrong in [
            "",
            "21",
            "3021",
            "2021-9",
            "2021-13",
            "2021-09-1",
            "2021-09-01-",
            "09/2021",
        ] {
            assert!(!is_date(wrong), "{wrong}");
        }
    }
}
