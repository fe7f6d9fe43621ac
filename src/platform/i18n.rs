//! Which language an answer is in: the request's `Accept-Language` where it names one of
//! ours, else the account's, else French.

use axum::http::{HeaderMap, header::ACCEPT_LANGUAGE};
use coach::Language;

/// The best of our languages in `Accept-Language` (RFC 9110 §12.5.4), if it names one.
pub fn accepted(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Language)> = None;
    for part in header.split(',') {
        let mut fields = part.split(';');
        let Some(language) = fields.next().and_then(|tag| Language::from_tag(tag.trim())) else {
            continue;
        };
        let weight = fields
            .find_map(|field| field.trim().strip_prefix("q="))
            .map_or(1.0, |q| q.parse().unwrap_or(0.0));
        // The first of equals wins, as browsers list them in order of preference.
        if weight > 0.0 && best.is_none_or(|(other, _)| weight > other) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// One text in three languages, known when the program is built.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    pub fr: &'static str,
    pub en: &'static str,
    pub ar: &'static str,
}

impl Text {
    pub fn get(self, language: Language) -> &'static str {
        match language {
            Language::Fr => self.fr,
            Language::En => self.en,
            Language::Ar => self.ar,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str) -> Option<Language> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, header.parse().unwrap());
        accepted(&headers)
    }

    #[test]
    fn the_heaviest_of_our_languages_wins() {
        assert_eq!(of("en-GB,en;q=0.9,fr;q=0.8"), Some(Language::En));
        assert_eq!(of("de, ar;q=0.4, fr;q=0.5"), Some(Language::Fr));
        assert_eq!(of("ar;q=0, en;q=0.1"), Some(Language::En));
        assert_eq!(of("de"), None);
        assert_eq!(of("*"), None);
    }
}
