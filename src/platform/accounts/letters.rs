//! Tokens that travel by mail.
//!
//! A token is the id of its row and a MAC of that id under a key derived from `SECRET_KEY`
//! for one kind of letter. The database holds nothing that could be used as a token, and
//! the mailer can write the link again at each try, without the token lying in a queue.
//! Whether a token still counts (expiry, use, withdrawal) is for its row to say.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::{config::Secret, keys::Key};

/// What is written to people about their accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Letter {
    /// To prove that an address is one's own.
    VerifyEmail,
    /// To choose a new password.
    ResetPassword,
    /// A company admin invites a recruiter.
    RecruiterInvited,
    /// Somebody tried to sign up with an address that has an account. Carries no token.
    AddressTaken,
    /// A password was changed. Carries no token.
    PasswordChanged,
}

impl Letter {
    /// Topic of its event in the outbox, and name of its template.
    pub const fn topic(self) -> &'static str {
        match self {
            Letter::VerifyEmail => "verify_email",
            Letter::ResetPassword => "reset_password",
            Letter::RecruiterInvited => "recruiter_invited",
            Letter::AddressTaken => "address_taken",
            Letter::PasswordChanged => "password_changed",
        }
    }

    /// Path of the page that takes the token; where there is none, the page that helps.
    pub const fn page(self) -> &'static str {
        match self {
            Letter::VerifyEmail => "/verify",
            Letter::ResetPassword => "/reset",
            Letter::RecruiterInvited => "/invitation",
            Letter::AddressTaken => "/login",
            Letter::PasswordChanged => "/security",
        }
    }

    const fn has_token(self) -> bool {
        matches!(
            self,
            Letter::VerifyEmail | Letter::ResetPassword | Letter::RecruiterInvited
        )
    }
}

/// Writes and reads tokens of letters.
#[derive(Clone)]
pub struct LetterKeys {
    secret: Secret,
}

impl LetterKeys {
    pub fn new(secret: &Secret) -> LetterKeys {
        LetterKeys {
            secret: secret.clone(),
        }
    }

    /// Path and query of the link in a letter, to be appended to the server's public address.
    /// The token stands in the fragment: no server, proxy or referrer ever sees it.
    pub fn link(&self, letter: Letter, row: Uuid) -> String {
        if letter.has_token() {
            format!("{}#token={}", letter.page(), self.token(letter, row))
        } else {
            letter.page().to_owned()
        }
    }

    pub fn token(&self, letter: Letter, row: Uuid) -> String {
        let tag = self.key(letter).sign(row.as_bytes());
        format!("{}.{}", row.simple(), URL_SAFE_NO_PAD.encode(tag))
    }

    /// The row that a token names; `None` when it was not made here for this kind of letter.
    pub fn row(&self, letter: Letter, token: &str) -> Option<Uuid> {
        let (row, tag) = token.split_once('.')?;
        let row = Uuid::try_parse(row).ok()?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        self.key(letter).verify(row.as_bytes(), &tag).then_some(row)
    }

    fn key(&self, letter: Letter) -> Key {
        Key::derive(&self.secret, letter.topic())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(secret: &str) -> LetterKeys {
        LetterKeys::new(&Secret::new(secret))
    }

    #[test]
    fn a_token_opens_its_own_kind_of_letter_under_its_own_secret() {
        let ours = keys("a secret of at least thirty-two bytes");
        let row = Uuid::now_v7();
        let token = ours.token(Letter::ResetPassword, row);
        assert_eq!(ours.row(Letter::ResetPassword, &token), Some(row));
        assert_eq!(ours.row(Letter::VerifyEmail, &token), None);
        let others = keys("another secret of thirty-two bytes and more");
        assert_eq!(others.row(Letter::ResetPassword, &token), None);
        let another = token.replacen(
            &row.simple().to_string(),
            &Uuid::nil().simple().to_string(),
            1,
        );
        assert_eq!(ours.row(Letter::ResetPassword, &another), None);
        for broken in ["", ".", "x.y", row.simple().to_string().as_str()] {
            assert_eq!(ours.row(Letter::ResetPassword, broken), None);
        }
    }

    #[test]
    fn a_letter_without_a_token_leads_to_a_page() {
        let keys = keys("a secret of at least thirty-two bytes");
        assert_eq!(keys.link(Letter::AddressTaken, Uuid::nil()), "/login");
        let link = keys.link(Letter::VerifyEmail, Uuid::nil());
        assert!(link.starts_with("/verify#token=0000"), "{link}");
    }
}
