//! The three languages of the product, and a text in all of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A language people may choose. French is the default of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    Fr,
    En,
    Ar,
}

impl Language {
    pub const ALL: [Language; 3] = [Language::Fr, Language::En, Language::Ar];

    /// The BCP 47 primary tag: `fr`, `en` or `ar`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Fr => "fr",
            Language::En => "en",
            Language::Ar => "ar",
        }
    }

    /// Reads a BCP 47 tag by its primary subtag (`fr-MA` is French); `None` for any other language.
    pub fn from_tag(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
        Language::ALL
            .into_iter()
            .find(|language| language.tag() == primary)
    }
}

/// One text in the three languages. All are present: a missing translation is an
/// error where a text is written, not where it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LocalisedText {
    pub fr: String,
    pub en: String,
    pub ar: String,
}

impl LocalisedText {
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Fr => &self.fr,
            Language::En => &self.en,
            Language::Ar => &self.ar,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regional_tag_is_read_by_its_primary_subtag() {
        assert_eq!(Language::from_tag("fr-MA"), Some(Language::Fr));
        assert_eq!(Language::from_tag("AR"), Some(Language::Ar));
        assert_eq!(Language::from_tag("en_GB"), Some(Language::En));
        assert_eq!(Language::from_tag("de"), None);
        assert_eq!(Language::from_tag(""), None);
    }
}
