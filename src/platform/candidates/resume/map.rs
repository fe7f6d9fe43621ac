//! From a profile to JSON Resume and back.

use serde_json::{Map, Value, json};

use super::Told;
use crate::{
    candidates::{EDUCATION_LEVELS, Education, Experience, LEVELS, SpokenLanguage, dates::is_date},
    error::ApiResult,
    http::Checker,
};

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

/// An entry of a list, in a profile and in a resume.
pub(super) trait Entry: PartialEq + Sized {
    /// The list's name in a resume.
    const LIST: &'static str;

    /// None when a profile has no place for it.
    fn read(said: &Value) -> Option<Self>;

    /// By the names of a resume, always the same in the same order; what is empty is not said.
    fn fields(&self) -> Vec<(&'static str, &str)>;

    /// Whether both are about the same thing, in other words.
    fn same(&self, other: &Self) -> bool;

    /// Whether one may be the other under another name.
    fn renamed(&self, _other: &Self) -> bool {
        false
    }
}

impl Entry for Experience {
    const LIST: &'static str = "work";

    fn read(said: &Value) -> Option<Self> {
        let held = Experience {
            name: owned(said, "name"),
            position: owned(said, "position"),
            location: owned(said, "location"),
            start_date: date(text(said, "startDate")).to_owned(),
            end_date: date(text(said, "endDate")).to_owned(),
            summary: owned(said, "summary"),
        };
        (!held.name.is_empty()).then_some(held)
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("name", &self.name),
            ("position", &self.position),
            ("location", &self.location),
            ("startDate", date(&self.start_date)),
            ("endDate", date(&self.end_date)),
            ("summary", &self.summary),
        ]
    }

    fn same(&self, other: &Self) -> bool {
        self.name == other.name
    }

    fn renamed(&self, other: &Self) -> bool {
        let told = !self.position.is_empty() && !self.start_date.is_empty();
        told && self.position == other.position && self.start_date == other.start_date
    }
}

/// `level` and `summary` are ours; JSON Resume allows more than it names.
impl Entry for Education {
    const LIST: &'static str = "education";

    fn read(said: &Value) -> Option<Self> {
        let level = text(said, "level");
        let known = EDUCATION_LEVELS.iter().find(|known| **known == level);
        let place = Education {
            institution: owned(said, "institution"),
            area: owned(said, "area"),
            study_type: owned(said, "studyType"),
            level: known.copied().unwrap_or_default().to_owned(),
            start_date: date(text(said, "startDate")).to_owned(),
            end_date: date(text(said, "endDate")).to_owned(),
            summary: owned(said, "summary"),
        };
        (!place.institution.is_empty()).then_some(place)
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("institution", &self.institution),
            ("area", &self.area),
            ("studyType", &self.study_type),
            ("level", &self.level),
            ("startDate", date(&self.start_date)),
            ("endDate", date(&self.end_date)),
            ("summary", &self.summary),
        ]
    }

    fn same(&self, other: &Self) -> bool {
        self.institution == other.institution
    }

    fn renamed(&self, other: &Self) -> bool {
        let told = !self.area.is_empty() && !self.start_date.is_empty();
        told && self.area == other.area && self.start_date == other.start_date
    }
}

impl Entry for SpokenLanguage {
    const LIST: &'static str = "languages";

    fn read(said: &Value) -> Option<Self> {
        let code = text(said, "language");
        let small = code.to_lowercase();
        let named = NAMES
            .iter()
            .find(|(_, names)| names.contains(&small.as_str()));
        let code = named.map_or(code, |(code, _)| code);
        let fluency = match text(said, "fluency") {
            words if words.eq_ignore_ascii_case("native speaker") => "native",
            level => level,
        };
        let level = LEVELS
            .iter()
            .find(|level| level.eq_ignore_ascii_case(fluency))?;
        (2..=10)
            .contains(&code.chars().count())
            .then(|| SpokenLanguage {
                code: code.to_owned(),
                level: (*level).to_owned(),
            })
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        vec![("language", &self.code), ("fluency", &self.level)]
    }

    fn same(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

/// Without the spaces around it; empty when there is no text of that name.
pub(super) fn text<'a>(said: &'a Value, name: &str) -> &'a str {
    said[name].as_str().unwrap_or_default().trim()
}

fn owned(said: &Value, name: &str) -> String {
    text(said, name).to_owned()
}

/// What is of another form stays where it is, in a profile or in a resume.
fn date(said: &str) -> &str {
    match is_date(said) {
        true => said,
        false => "",
    }
}

/// One name there, two here: the first word and the rest.
fn divided(name: &str) -> (&str, &str) {
    let (first, last) = name.split_once(char::is_whitespace).unwrap_or((name, ""));
    (first, last.trim_start())
}

/// One line here, an address there.
fn place(basics: &Value) -> String {
    let location = &basics["location"];
    let parts = ["city", "region", "countryCode"].map(|name| text(location, name));
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// Each name and each keyword is a skill, once.
fn skills(said: &[Value]) -> Vec<String> {
    let mut skills: Vec<String> = Vec::new();
    for skill in said {
        let keywords = skill["keywords"].as_array().into_iter().flatten();
        let keywords = keywords.filter_map(Value::as_str).map(str::trim);
        for skill in std::iter::once(text(skill, "name")).chain(keywords) {
            if !skill.is_empty() && !skills.iter().any(|known| known == skill) {
                skills.push(skill.to_owned());
            }
        }
    }
    skills
}

fn list<'a>(document: &'a Value, name: &str) -> &'a [Value] {
    document[name]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// What a profile takes from a document that the schema allows. Faults are named by the paths
/// of the resume.
pub(super) fn read(document: &Value, before: &Told) -> ApiResult<Told> {
    let basics = &document["basics"];
    let mut check = Checker::default();
    let (first_name, last_name) = match text(basics, "name") {
        "" => (&*before.first_name, &*before.last_name),
        name if name == whole_name(before) => (&*before.first_name, &*before.last_name),
        name => divided(name),
    };
    for name in [first_name, last_name] {
        check.text("basics.name", name, 0, 100);
    }
    let told = Told {
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        headline: owned(basics, "label"),
        location: place(basics),
        summary: owned(basics, "summary"),
        skills: skills(list(document, "skills")),
        languages: entries(document, 20, &[], &mut check),
        education: entries(
            document,
            30,
            &[
                ("institution", 200),
                ("area", 200),
                ("studyType", 200),
                ("summary", 2000),
            ],
            &mut check,
        ),
        experience: entries(
            document,
            50,
            &[
                ("name", 200),
                ("position", 200),
                ("location", 200),
                ("summary", 2000),
            ],
            &mut check,
        ),
    };
    check.text("basics.label", &told.headline, 0, 200);
    check.text("basics.location.city", &told.location, 0, 200);
    check.text("basics.summary", &told.summary, 0, 5000);
    check.count("skills", told.skills.len(), 100);
    for (at, skill) in list(document, "skills").iter().enumerate() {
        check.text(format!("skills.{at}.name"), text(skill, "name"), 0, 100);
        for (of, word) in list(skill, "keywords").iter().enumerate() {
            let word = word.as_str().unwrap_or_default();
            check.text(format!("skills.{at}.keywords.{of}"), word.trim(), 0, 100);
        }
    }
    check.finish()?;
    Ok(told)
}

/// Those that have a place in the profile, and not too much of it.
fn entries<T: Entry>(
    document: &Value,
    most: usize,
    longest: &[(&str, usize)],
    check: &mut Checker,
) -> Vec<T> {
    let name = T::LIST;
    let said = list(document, name).iter().enumerate();
    let read: Vec<T> = said
        .filter_map(|(at, said)| {
            let entry = T::read(said)?;
            let fields = entry.fields();
            for (field, max) in longest {
                let text = fields.iter().find(|(name, _)| name == field);
                let text = text.map_or("", |(_, text)| *text);
                check.text(format!("{name}.{at}.{field}"), text, 0, *max);
            }
            Some(entry)
        })
        .collect();
    check.count(name, read.len(), most);
    read
}

fn whole_name(told: &Told) -> String {
    let name = format!("{} {}", told.first_name, told.last_name);
    name.trim().to_owned()
}

/// The resume of a profile: what came in, wherever the profile still says what was read from
/// it, and what the profile says wherever it says something else.
pub(super) fn document(told: &Told, imported: Option<&Value>) -> Value {
    let mut document = match imported {
        Some(imported) => imported.clone(),
        None => json!({"$schema": SCHEMA}),
    };
    let Some(fields) = document.as_object_mut() else {
        return document;
    };
    let nothing = Value::Null;
    let imported = imported.unwrap_or(&nothing);
    let basics = basics(told, &imported["basics"]);
    if !basics.is_empty() || fields.contains_key("basics") {
        fields.insert("basics".to_owned(), Value::Object(basics));
    }
    let skilled = skilled(&told.skills, list(imported, "skills"));
    let lists = [
        merged(&told.experience, imported),
        merged(&told.education, imported),
        ("skills", skilled),
        merged(&told.languages, imported),
    ];
    for (name, list) in lists {
        if !list.is_empty() || fields.contains_key(name) {
            fields.insert(name.to_owned(), Value::Array(list));
        }
    }
    document
}

fn basics(told: &Told, imported: &Value) -> Map<String, Value> {
    let mut basics = imported.as_object().cloned().unwrap_or_default();
    let (name, whole) = (text(imported, "name"), whole_name(told));
    if name != whole && divided(name) != (&*told.first_name, &*told.last_name) {
        say(&mut basics, "name", &whole);
    }
    for (field, now) in [("label", &told.headline), ("summary", &told.summary)] {
        if text(imported, field) != now {
            say(&mut basics, field, now);
        }
    }
    // Whoever has moved has not taken the street along.
    if place(imported) != told.location {
        basics.remove("location");
        if !told.location.is_empty() {
            basics.insert("location".to_owned(), json!({"city": told.location}));
        }
    }
    basics
}

fn say(object: &mut Map<String, Value>, field: &str, text: &str) {
    match text {
        "" => object.remove(field),
        text => object.insert(field.to_owned(), text.into()),
    };
}

/// The profile's entries, each upon the one it came from.
fn merged<T: Entry>(told: &[T], imported: &Value) -> (&'static str, Vec<Value>) {
    let imported = list(imported, T::LIST);
    let read: Vec<Option<T>> = imported.iter().map(T::read).collect();
    if read.iter().flatten().eq(told) {
        return (T::LIST, imported.to_vec());
    }
    let mut free: Vec<bool> = read.iter().map(Option::is_some).collect();
    let mut take = |entry: &T, fits: fn(&T, &T) -> bool| {
        let came = read.iter().zip(&free);
        let at = came
            .map(|(came, free)| came.as_ref().filter(|_| *free))
            .position(|came| came.is_some_and(|came| fits(entry, came)))?;
        free[at] = false;
        Some(at)
    };
    // What is unchanged first, so that what changed takes no other's place.
    let mut from: Vec<Option<usize>> = told.iter().map(|entry| take(entry, T::eq)).collect();
    for alike in [T::same, T::renamed] {
        for (entry, from) in told.iter().zip(&mut from) {
            *from = from.or_else(|| take(entry, alike));
        }
    }
    let written = told.iter().zip(from).map(|(entry, from)| {
        let (mut object, then) = match from {
            Some(at) => (imported[at].as_object().cloned(), read[at].as_ref()),
            None => (None, None),
        };
        let object = object.get_or_insert_default();
        let then = then.map(T::fields).unwrap_or_default();
        for (field, now) in entry.fields() {
            if !then.contains(&(field, now)) {
                say(object, field, now);
            }
        }
        Value::Object(object.clone())
    });
    // Nobody has taken out of the profile what never was in it.
    let aside = imported.iter().zip(&read);
    let aside = aside.filter(|(_, read)| read.is_none());
    let list = written.chain(aside.map(|(said, _)| said.clone()));
    (T::LIST, list.collect())
}

/// What came in without the skills that are gone, and then those that are new.
fn skilled(told: &[String], imported: &[Value]) -> Vec<Value> {
    let read = skills(imported);
    if read == told {
        return imported.to_vec();
    }
    let gone = |skill: &str| {
        let skill = skill.trim();
        !skill.is_empty() && !told.iter().any(|told| told == skill)
    };
    let still = imported.iter().filter_map(|said| {
        let mut skill = said.clone();
        let fields = skill.as_object_mut()?;
        if gone(text(said, "name")) {
            fields.remove("name");
        }
        if let Some(words) = fields.get_mut("keywords").and_then(Value::as_array_mut) {
            words.retain(|word| !word.as_str().is_some_and(gone));
        }
        let one = std::slice::from_ref::<Value>;
        let all_gone = skills(one(&skill)).is_empty() && !skills(one(said)).is_empty();
        (!all_gone).then_some(skill)
    });
    let new = told.iter().filter(|told| !read.contains(told));
    still
        .chain(new.map(|skill| json!({"name": skill})))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::candidates::resume::schema;

    fn words() -> impl Strategy<Value = String> {
        "([a-zà-ÿ؀-ي+#.]{1,12}( [a-zà-ÿ؀-ي]{1,12}){0,3})?".prop_map(|text| text.trim().to_owned())
    }

    fn said() -> impl Strategy<Value = String> {
        words().prop_filter("needed", |text| !text.is_empty())
    }

    fn day() -> impl Strategy<Value = String> {
        "((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|2[0-8]))?)?)?"
    }

    prop_compose! {
        fn studies()(institution in said(), area in words(), study_type in words(),
            level in prop::sample::select(vec!["", "secondary", "bachelor", "doctorate"]),
            start_date in day(), end_date in day(), summary in words()) -> Education {
            Education { institution, area, study_type, level: level.into(), start_date, end_date, summary }
        }
    }

    prop_compose! {
        fn held()(name in said(), position in words(), location in words(), start_date in day(),
            end_date in day(), summary in words()) -> Experience {
            Experience { name, position, location, start_date, end_date, summary }
        }
    }

    prop_compose! {
        fn told()(first_name in said(), last_name in words(), headline in words(), location in words(),
            summary in words(), skills in prop::collection::btree_set(said(), 0..6),
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

    /// What an address of the schema may hold, right or with something of nobody's.
    fn anything() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,20}".prop_map(Value::from),
            prop::collection::vec("\\PC{0,9}", 0..3).prop_map(|list| json!(list)),
            prop::collection::btree_map("[a-z]{1,5}", any::<i32>(), 0..3)
                .prop_map(|map| json!(map)),
        ]
    }

    /// An object with some of these texts, and with something that no schema names.
    fn object(texts: &'static [&'static str]) -> impl Strategy<Value = Value> {
        let spoken = prop_oneof![
            3 => words(),
            1 => words().prop_map(|text| format!("  {text} ")),
            1 => "\\PC{0,20}",
        ]
        .boxed();
        let named = texts.iter().map(|_| prop::option::of(spoken.clone()));
        let named: Vec<_> = named.map(Strategy::boxed).collect();
        let more = prop::collection::btree_map("x-[a-z]{1,5}", anything(), 0..3);
        (named, more).prop_map(|(said, more)| {
            let said = texts.iter().zip(said);
            let said = said.filter_map(|(name, text)| Some(((*name).to_owned(), text?.into())));
            Value::Object(said.chain(more).collect())
        })
    }

    fn objects(texts: &'static [&'static str]) -> impl Strategy<Value = Vec<Value>> {
        prop::collection::vec(object(texts), 0..4)
    }

    /// Documents that the schema allows.
    fn documents() -> impl Strategy<Value = Value> {
        let basics = (
            object(&["name", "label", "summary", "phone", "image"]),
            prop::option::of(object(&[
                "city",
                "region",
                "countryCode",
                "address",
                "postalCode",
            ])),
            prop::option::of(objects(&["network", "username"])),
        );
        let basics = basics.prop_map(|(mut basics, location, profiles)| {
            for (name, value) in [
                ("location", location),
                ("profiles", profiles.map(Value::from)),
            ] {
                if let Some(value) = value {
                    basics[name] = value;
                }
            }
            basics
        });
        let dated = |entries: Vec<Value>, days: Vec<String>| {
            let entries = entries
                .into_iter()
                .zip(days.into_iter().map(Some).chain([const { None }; 4]));
            let entries = entries.map(|(mut entry, day)| {
                if let Some(day) = day.filter(|day| !day.is_empty()) {
                    entry["startDate"] = day.into();
                }
                entry
            });
            Value::from(entries.collect::<Vec<_>>())
        };
        let days = || prop::collection::vec(day(), 0..3);
        let spoken = prop_oneof![
            (
                prop::sample::select(vec!["fr", "Français", "AR", "العربية", "Klingon of old"]),
                prop::sample::select(vec!["c2", "Native speaker", "B1", "fluent", ""])
            )
                .prop_map(|(language, fluency)| json!({"language": language, "fluency": fluency})),
            object(&["language", "fluency"]),
        ];
        let skill = (
            object(&["name", "level"]),
            prop::option::of(prop::collection::vec(words(), 0..4)),
        );
        let skill = skill.prop_map(|(mut skill, keywords)| {
            if let Some(keywords) = keywords {
                skill["keywords"] = json!(keywords);
            }
            skill
        });
        let parts = (
            prop::option::of(basics),
            prop::option::of((
                objects(&["name", "position", "location", "summary", "description"]),
                days(),
            )),
            prop::option::of((
                objects(&["institution", "area", "studyType", "level", "score"]),
                days(),
            )),
            prop::option::of(prop::collection::vec(skill, 0..4)),
            prop::option::of(prop::collection::vec(spoken, 0..4)),
            prop::option::of(objects(&["name", "reference"])),
            prop::option::of(objects(&["organization", "position"])),
        );
        parts.prop_map(
            move |(basics, work, education, skills, languages, references, volunteer)| {
                let parts = [
                    ("basics", basics),
                    ("work", work.map(|(work, days)| dated(work, days))),
                    (
                        "education",
                        education.map(|(places, days)| dated(places, days)),
                    ),
                    ("skills", skills.map(Value::from)),
                    ("languages", languages.map(Value::from)),
                    ("references", references.map(Value::from)),
                    ("volunteer", volunteer.map(Value::from)),
                ];
                let parts = parts.into_iter();
                Value::Object(
                    parts
                        .filter_map(|(name, part)| Some((name.to_owned(), part?)))
                        .collect(),
                )
            },
        )
    }

    #[test]
    fn what_an_entry_brought_along_survives_its_new_name() {
        let sent = json!({
            "work": [{"name": "Sopra", "position": "Dev", "startDate": "2020", "highlights": ["x"]}],
            "education": [{"institution": "ENSIAS", "area": "SI", "startDate": "2015", "score": "17"}],
        });
        let mut told = read(&sent, &Told::default()).unwrap();
        told.experience[0].name = "Sopra Steria".to_owned();
        told.education[0].institution = "École Mohammadia".to_owned();
        let out = document(&told, Some(&sent));
        assert_eq!(out["work"][0]["name"], "Sopra Steria");
        assert_eq!(out["work"][0]["highlights"], json!(["x"]));
        assert_eq!(out["education"][0]["score"], "17");
        // Another position is another one.
        told.experience[0].position = "Lead".to_owned();
        let out = document(&told, Some(&sent));
        assert_eq!(out["work"][0].get("highlights"), None);
    }

    #[test]
    fn a_date_of_no_calendar_stays_in_the_document() {
        let sent = json!({"work": [{"name": "Sopra", "startDate": "2020-19"}]});
        let mut told = read(&sent, &Told::default()).unwrap();
        assert_eq!(told.experience[0].start_date, "");
        told.experience[0].position = "Dev".to_owned();
        assert_eq!(
            document(&told, Some(&sent))["work"][0]["startDate"],
            "2020-19"
        );
    }

    fn sorted(told: &Told) -> Told {
        let mut told = told.clone();
        told.skills.sort();
        told
    }

    proptest! {
        /// Out and in again: what a profile tells comes back as it was, through the text.
        #[test]
        fn nothing_of_a_profile_is_lost(told in told()) {
            let text = document(&told, None).to_string();
            let document: Value = serde_json::from_str(&text).unwrap();
            schema::check(&document).unwrap();
            prop_assert_eq!(read(&document, &told).unwrap(), told.clone());
            // Also into an empty profile, but for how a name is divided.
            let anew = read(&document, &Told::default()).unwrap();
            prop_assert_eq!(whole_name(&anew), whole_name(&told));
            let Told { first_name, last_name, .. } = told.clone();
            prop_assert_eq!(Told { first_name, last_name, ..anew }, told);
        }

        /// In and out again: a document comes back as it was.
        #[test]
        fn nothing_of_a_document_is_lost(sent in documents()) {
            schema::check(&sent).unwrap();
            let told = read(&sent, &Told::default()).unwrap();
            prop_assert_eq!(document(&told, Some(&sent)), sent);
        }

        /// Whatever the profile says afterwards goes out; what it never said stays.
        #[test]
        fn what_a_profile_says_goes_before_what_came_in(sent in documents(), now in told()) {
            let out = document(&now, Some(&sent));
            schema::check(&out).unwrap();
            prop_assert_eq!(sorted(&read(&out, &now).unwrap()), sorted(&now));
            for untouched in ["references", "volunteer"] {
                prop_assert_eq!(&out[untouched], &sent[untouched]);
            }
            prop_assert_eq!(&out["basics"]["profiles"], &sent["basics"]["profiles"]);
            prop_assert_eq!(&out["basics"]["phone"], &sent["basics"]["phone"]);
            // And from then on it changes no more.
            prop_assert_eq!(document(&now, Some(&out)), out);
        }

        /// Nobody sends what a reader breaks on.
        #[test]
        fn whatever_is_sent_is_read_or_refused(of in anything(), name in prop::sample::select(
            vec!["basics", "work", "education", "skills", "languages", "meta", "x"])) {
            for value in [of.clone(), json!([of]), json!({"name": of, "location": of})] {
                let sent = json!({name: value});
                if schema::check(&sent).is_ok() {
                    let told = read(&sent, &Told::default()).unwrap();
                    prop_assert_eq!(document(&told, Some(&sent)), sent);
                }
            }
        }
    }

    #[test]
    fn an_entry_that_changed_keeps_what_stood_beside_it() {
        let sent = json!({
            "work": [
                {"name": "Atlas", "position": "Comptable", "highlights": ["Paie"], "url": "https://a.example"},
                {"position": "Bénévole", "highlights": ["Sans nom"]},
                {"name": "Rif", "summary": "Stage", "highlights": ["Tri"]},
            ],
            "skills": [{"name": "Bureautique", "level": "Master", "keywords": ["Excel", "Word"]}],
        });
        let mut told = read(&sent, &Told::default()).unwrap();
        told.experience[0].position = "Cheffe comptable".to_owned();
        told.experience.remove(1);
        told.skills.retain(|skill| skill != "Word");
        told.skills.push("Sage".to_owned());
        let out = document(&told, Some(&sent));
        assert_eq!(
            out["work"],
            json!([
                {"name": "Atlas", "position": "Cheffe comptable", "highlights": ["Paie"], "url": "https://a.example"},
                {"position": "Bénévole", "highlights": ["Sans nom"]},
            ])
        );
        assert_eq!(
            out["skills"],
            json!([{"name": "Bureautique", "level": "Master", "keywords": ["Excel"]}, {"name": "Sage"}])
        );
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
