//! What people type at the second step: a code of the app, or one of the ten on paper.

use crate::{ids::UserId, keys::Key};

/// As many as other services give.
pub const RECOVERY_CODES: usize = 10;
/// Without letters and digits that look alike on paper.
const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// 59 bits: with the waits between tries nobody guesses one.
const GROUPS: usize = 3;
const GROUP: usize = 4;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// Six digits.
    App(String),
    /// Twelve letters and digits.
    Recovery(String),
}

/// Spaces, dashes and capitals do not matter, nor which digits a keyboard writes.
pub fn read(text: &str) -> Option<Code> {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match u32::from(c) {
            // Arabic-Indic digits, and the eastern ones.
            n @ 0x0660..=0x0669 => char::from(b'0' + (n - 0x0660) as u8),
            n @ 0x06f0..=0x06f9 => char::from(b'0' + (n - 0x06f0) as u8),
            _ => c.to_ascii_lowercase(),
        })
        .take(GROUPS * GROUP + 1)
        .collect();
    if code.len() == 6 && code.bytes().all(|c| c.is_ascii_digit()) {
        return Some(Code::App(code));
    }
    let of_ours = code.bytes().all(|c| ALPHABET.contains(&c));
    (code.len() == GROUPS * GROUP && of_ours).then_some(Code::Recovery(code))
}

/// As it is shown once: `abcd-efgh-2345`.
pub fn new_recovery_code() -> String {
    let group = || -> String {
        (0..GROUP)
            .map(|_| char::from(ALPHABET[rand::random_range(0..ALPHABET.len())]))
            .collect()
    };
    (0..GROUPS).map(|_| group()).collect::<Vec<_>>().join("-")
}

/// What is kept of a recovery code, in the form that [`read`] gives.
pub fn kept(key: &Key, user: UserId, code: &str) -> [u8; 32] {
    key.sign(format!("{user} {code}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        let app = Some(Code::App("123456".into()));
        for text in ["123456", " 123 456 ", "123-456", "١٢٣٤٥٦", "۱۲۳ ۴۵۶"] {
            assert_eq!(read(text), app, "{text}");
        }
        let recovery = Some(Code::Recovery("abcdefgh2345".into()));
        for text in ["abcd-efgh-2345", "ABCD EFGH 2345", "abcdefgh2345"] {
            assert_eq!(read(text), recovery, "{text}");
        }
        for text in [
            "",
            "12345",
            "1234567",
            "12345a",
            "abcd-efgh-234",
            "abcd-efgh-23456",
            "abcd-efgh-2340",
            "é".repeat(6).as_str(),
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_new_code_can_be_read_and_is_like_no_other() {
        let codes: std::collections::HashSet<_> = (0..1_000).map(|_| new_recovery_code()).collect();
        assert_eq!(codes.len(), 1_000);
        for code in codes {
            let plain = code.replace('-', "");
            assert_eq!(read(&code), Some(Code::Recovery(plain)));
        }
    }

    #[test]
    fn what_is_kept_belongs_to_one_person_and_one_server() {
        let key = |secret: &str| Key::derive(&crate::Secret::new(secret), "recovery-code");
        let (ours, user) = (key("a secret of this test"), UserId::new());
        let hash = kept(&ours, user, "abcdefgh2345");
        assert_eq!(hash, kept(&ours, user, "abcdefgh2345"));
        assert_ne!(hash, kept(&ours, UserId::new(), "abcdefgh2345"));
        assert_ne!(hash, kept(&key("another"), user, "abcdefgh2345"));
    }
}
