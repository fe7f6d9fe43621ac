//! Texts in three languages: one TOML file a topic and language, filled in by minijinja.
//!
//! The texts are filled first, as plain text; the layout puts them into HTML and escapes
//! each. So nothing that a person wrote (a title, a company's name) is ever read as a
//! template or as markup. The engine has no files, no functions of ours and little fuel, and
//! refuses a name that it was not given.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use coach::Language;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use serde::Deserialize;

use super::topic::Topic;

/// Instructions a text may take; the longest of ours takes under two hundred.
const FUEL: u64 = 20_000;
/// A value longer than this is cut: subjects and lists stay readable.
const LONGEST_VALUE: usize = 2_000;

const HTML: &str = include_str!("templates/layout.html");
const TEXT: &str = include_str!("templates/layout.txt");

/// What the values of a template are called, and what they are.
pub type Values = BTreeMap<String, String>;

/// The file of one topic and language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    subject: String,
    title: String,
    message: String,
    paragraphs: Vec<String>,
    button: String,
    why: String,
}

/// What all mails of a language share.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    greeting: String,
    greeting_nameless: String,
    button_hint: String,
    unsubscribe: String,
    preferences: String,
    signature: String,
}

/// Why a text cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{topic} in {language}: {what}")]
pub struct Fault {
    topic: &'static str,
    language: &'static str,
    what: String,
}

/// A topic's texts, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub subject: String,
    pub title: String,
    pub message: String,
    pub paragraphs: Vec<String>,
    pub button: String,
    pub why: String,
}

/// Both bodies of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bodies {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Addresses in a mail, all of them whole.
#[derive(Debug, Clone, Default)]
pub struct Links {
    pub action: Option<String>,
    pub unsubscribe: Option<String>,
    pub preferences: Option<String>,
}

macro_rules! sources {
    ($($topic:ident $folder:literal),+ $(,)?) => {
        fn source_of(topic: Topic, language: Language) -> &'static str {
            match (topic, language) {
                $((Topic::$topic, Language::Fr) => include_str!(concat!("templates/", $folder, "/fr.toml")),
                (Topic::$topic, Language::En) => include_str!(concat!("templates/", $folder, "/en.toml")),
                (Topic::$topic, Language::Ar) => include_str!(concat!("templates/", $folder, "/ar.toml")),)+
            }
        }
    };
}

sources! {
    VideoViewed "video_viewed", VideoCompleted "video_completed", VideoKept "video_kept",
    TakeRecovered "take_recovered", QualityReady "quality_ready", NewCandidate "new_candidate",
    VideoLinked "video_linked", VideoApproved "video_approved", VideoRejected "video_rejected",
    SyncNeeded "sync_needed", ApplicationReceived "application_received",
    ApplicationChanged "application_changed", Message "message", CompleteProfile "complete_profile",
    RecordVideo "record_video", GetInTouch "get_in_touch", VerifyEmail "verify_email",
    ResetPassword "reset_password", RecruiterInvited "recruiter_invited",
    AddressTaken "address_taken", PasswordChanged "password_changed",
}

fn common_of(language: Language) -> &'static str {
    match language {
        Language::Fr => include_str!("templates/common/fr.toml"),
        Language::En => include_str!("templates/common/en.toml"),
        Language::Ar => include_str!("templates/common/ar.toml"),
    }
}

struct Book {
    topics: HashMap<(Topic, Language), Result<Source, String>>,
    commons: HashMap<Language, Result<Common, String>>,
}

static BOOK: LazyLock<Book> = LazyLock::new(|| Book {
    topics: Topic::ALL
        .into_iter()
        .flat_map(|topic| Language::ALL.map(|language| (topic, language)))
        .map(|(topic, language)| ((topic, language), read(source_of(topic, language))))
        .collect(),
    commons: Language::ALL
        .into_iter()
        .map(|language| (language, read(common_of(language))))
        .collect(),
});

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

fn engine() -> Environment<'static> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|name| match name.ends_with(".html") {
        true => AutoEscape::Html,
        false => AutoEscape::None,
    });
    engine.set_fuel(Some(FUEL));
    engine.set_trim_blocks(true);
    engine.set_lstrip_blocks(true);
    engine
}

/// One line, of bounded length: a value cannot break out of its place.
fn clean(values: &Values) -> Values {
    values
        .iter()
        .map(|(name, value)| {
            let line: String = value
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .take(LONGEST_VALUE)
                .collect();
            (name.clone(), line)
        })
        .collect()
}

fn fault(topic: Topic, language: Language, what: impl std::fmt::Display) -> Fault {
    Fault {
        topic: topic.as_str(),
        language: language.tag(),
        what: what.to_string(),
    }
}

/// The topic's texts with these values.
pub fn fill(topic: Topic, language: Language, values: &Values) -> Result<Filled, Fault> {
    let source = BOOK.topics[&(topic, language)]
        .as_ref()
        .map_err(|what| fault(topic, language, what))?;
    fill_source(source, topic, values).map_err(|what| fault(topic, language, what))
}

fn fill_source(source: &Source, topic: Topic, values: &Values) -> Result<Filled, String> {
    let engine = engine();
    // Only what the topic promises: a name that is there by chance is an error, too.
    let values: Values = clean(values)
        .into_iter()
        .filter(|(name, _)| topic.variables().contains(&name.as_str()))
        .collect();
    let one = |text: &str| {
        engine
            .render_named_str("text", text, &values)
            .map(|text| text.trim().to_owned())
            .map_err(|error| error.to_string())
    };
    Ok(Filled {
        subject: one(&source.subject)?,
        title: one(&source.title)?,
        message: one(&source.message)?,
        paragraphs: source
            .paragraphs
            .iter()
            .map(|text| one(text))
            .collect::<Result<_, _>>()?,
        button: one(&source.button)?,
        why: one(&source.why)?,
    })
}

/// A whole mail to somebody called `name`, or to nobody by name.
pub fn mail(
    topic: Topic,
    language: Language,
    values: &Values,
    name: &str,
    links: &Links,
) -> Result<Bodies, Fault> {
    let said = |what: String| fault(topic, language, what);
    let filled = fill(topic, language, values)?;
    let common = BOOK.commons[&language]
        .as_ref()
        .map_err(|what| said(what.clone()))?;
    let engine = engine();
    let name = clean(&Values::from([("name".to_owned(), name.trim().to_owned())]));
    let greeting = match name["name"].is_empty() {
        true => common.greeting_nameless.clone(),
        false => engine
            .render_named_str("text", &common.greeting, &name)
            .map_err(|error| said(error.to_string()))?,
    };
    let filling = context! {
        language => language.tag(),
        direction => if language == Language::Ar { "rtl" } else { "ltr" },
        subject => filled.subject,
        title => filled.title,
        greeting => greeting,
        message => filled.message,
        paragraphs => filled.paragraphs,
        button => filled.button,
        why => filled.why,
        action => links.action,
        unsubscribe => links.unsubscribe,
        preferences => links.preferences,
        button_hint => common.button_hint,
        unsubscribe_text => common.unsubscribe,
        preferences_text => common.preferences,
        signature => common.signature,
    };
    let render = |name, layout| {
        engine
            .render_named_str(name, layout, &filling)
            .map_err(|error| said(error.to_string()))
    };
    Ok(Bodies {
        text: render("mail.txt", TEXT)?,
        html: render("mail.html", HTML)?,
        subject: filled.subject,
    })
}

/// What a topic's texts are tried with: each variable says its own name, and of a variable
/// that is a word out of a list every word has its turn.
fn trials(topic: Topic) -> Vec<Values> {
    let plain: Values = topic
        .variables()
        .iter()
        .map(|name| ((*name).to_owned(), format!("<{name}>")))
        .collect();
    match topic.choice() {
        None => vec![plain],
        Some((name, words)) => words
            .iter()
            .map(|word| {
                let mut values = plain.clone();
                values.insert(name.to_owned(), (*word).to_owned());
                values
            })
            .collect(),
    }
}

/// Renders every text in every language: a missing or an unknown key, or a name that the
/// topic does not have, is a fault.
pub fn check_all() -> Result<usize, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut rendered = 0;
    for topic in Topic::ALL {
        let trials = trials(topic);
        let links = Links {
            action: Some("https://studio.example/videos".into()),
            unsubscribe: topic
                .kind()
                .map(|_| "https://studio.example/unsubscribe".into()),
            preferences: topic
                .kind()
                .map(|_| "https://studio.example/notifications".into()),
        };
        for language in Language::ALL {
            let before = faults.len();
            for values in &trials {
                match mail(topic, language, values, "Amal", &links) {
                    Ok(bodies) if bodies.subject.is_empty() => {
                        faults.push(fault(topic, language, "no subject"));
                    }
                    Ok(_) => {}
                    Err(fault) => faults.push(fault),
                }
            }
            rendered += usize::from(faults.len() == before);
        }
    }
    match faults.is_empty() {
        true => Ok(rendered),
        false => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn every_text_can_be_written_in_every_language() {
        assert_eq!(check_all().unwrap(), Topic::ALL.len() * Language::ALL.len());
    }

    /// Each value that a topic is given is also said, and nothing is left unfilled.
    #[test]
    fn every_value_is_used_in_every_language() {
        for topic in Topic::ALL {
            for language in Language::ALL {
                let choice = topic.choice().map(|(name, _)| name);
                for given in trials(topic) {
                    let filled = fill(topic, language, &given).unwrap();
                    let all = format!("{filled:?}");
                    for name in topic.variables() {
                        assert!(
                            choice == Some(*name) || all.contains(&format!("<{name}>")),
                            "{topic:?} {language:?}: {name}"
                        );
                    }
                    assert!(!all.contains("{{") && !all.contains("{%"), "{all}");
                    for text in [&filled.title, &filled.message, &filled.why, &filled.button] {
                        assert!(!text.is_empty(), "{topic:?} {language:?}");
                    }
                    assert!(filled.title.chars().count() <= 200);
                }
            }
        }
    }

    /// A word of the database is said in a sentence of its own, and never as it stands there.
    #[test]
    fn every_word_of_a_list_has_its_own_sentence() {
        let chosen = Topic::ALL
            .into_iter()
            .filter(|topic| topic.choice().is_some());
        for (topic, language) in chosen.flat_map(|topic| Language::ALL.map(|one| (topic, one))) {
            let messages: std::collections::BTreeSet<String> = trials(topic)
                .iter()
                .map(|given| fill(topic, language, given).unwrap().message)
                .collect();
            let (name, words) = topic.choice().unwrap();
            assert_eq!(
                messages.len(),
                words.len(),
                "{topic:?} {language:?}: {name}"
            );
            // None falls through to nothing.
            let nonsense = values(&[
                (name, "nonsense"),
                ("video", ""),
                ("offer", ""),
                ("company", ""),
            ]);
            let said = fill(topic, language, &nonsense).map(|filled| filled.message);
            assert!(
                said.is_ok_and(|said| !messages.contains(&said)),
                "{topic:?} {language:?}"
            );
        }
    }

    #[test]
    fn a_missing_an_unknown_and_a_foreign_key_are_faults() {
        let whole = "subject='s'\ntitle='t'\nmessage='m'\nparagraphs=[]\nbutton='b'\nwhy='w'\n";
        assert!(read::<Source>(whole).is_ok());
        assert!(read::<Source>(&whole.replace("why='w'\n", "")).is_err());
        assert!(read::<Source>(&format!("{whole}extra='x'\n")).is_err());
        let foreign = read::<Source>(&whole.replace("'m'", "'{{ salary }}'")).unwrap();
        let given = values(&[("company", "Atlas"), ("video", "v"), ("salary", "1")]);
        assert!(fill_source(&foreign, Topic::VideoViewed, &given).is_err());
        // Nor without a value that the topic has.
        let missing = values(&[("video", "v")]);
        assert!(fill(Topic::VideoViewed, Language::En, &missing).is_err());
    }

    #[test]
    fn what_people_wrote_is_neither_markup_nor_template_nor_a_second_line() {
        let given = values(&[
            (
                "company",
                "<script>alert(1)</script> & {{ 7 * 7 }} {% raw %}",
            ),
            ("video", "Moi\r\nBcc: everybody@example.org"),
        ]);
        for language in Language::ALL {
            let bodies = mail(
                Topic::VideoViewed,
                language,
                &given,
                "<b>A</b>",
                &Links::default(),
            )
            .unwrap();
            assert!(!bodies.html.contains("<script>") && !bodies.html.contains("<b>A"));
            assert!(bodies.html.contains("&lt;script&gt;"), "{}", bodies.html);
            assert!(
                bodies
                    .text
                    .contains("<script>alert(1)</script> & {{ 7 * 7 }} {% raw %}")
            );
            assert!(!bodies.subject.contains('\n') && !bodies.subject.contains('\r'));
            assert!(!bodies.text.contains("\r\nBcc"));
        }
    }

    #[test]
    fn arabic_runs_from_right_to_left() {
        let given = values(&[("video", "v")]);
        let links = Links {
            action: Some("https://studio.example/videos/1?a=1&b=2".into()),
            ..Links::default()
        };
        let of = |language| mail(Topic::VideoCompleted, language, &given, "", &links).unwrap();
        assert!(
            of(Language::Ar)
                .html
                .contains(r#"<html lang="ar" dir="rtl">"#)
        );
        assert!(
            of(Language::Fr)
                .html
                .contains(r#"<html lang="fr" dir="ltr">"#)
        );
        assert!(
            of(Language::Ar)
                .text
                .contains("https://studio.example/videos/1?a=1&b=2")
        );
    }
}
