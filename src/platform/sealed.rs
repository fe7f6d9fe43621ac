//! What the server has to read again but a copy of the database must not give away:
//! ChaCha20-Poly1305 under a key derived from the one secret (RFC 8439).

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, MAX_TAG_LEN, NONCE_LEN, Nonce, UnboundKey};

use crate::{config::Secret, keys::Key};

/// The text was not sealed here, not for this purpose, or not for this owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed by another SECRET_KEY, or for somebody else")]
pub struct Foreign;

/// Seals for one purpose.
pub struct Sealer {
    key: LessSafeKey,
}

impl Sealer {
    /// Errors: never with keys of ours; the library checks their length when it runs.
    pub fn new(secret: &Secret, purpose: &str) -> Result<Sealer, Foreign> {
        let key = Key::derive(secret, purpose);
        let key = UnboundKey::new(&CHACHA20_POLY1305, key.bytes()).map_err(|_| Foreign)?;
        Ok(Sealer {
            key: LessSafeKey::new(key),
        })
    }

    /// Nonce, text and tag. Opens only for the same `owner`: a row that was moved to
    /// somebody else is worth nothing.
    pub fn seal(&self, text: &[u8], owner: &[u8]) -> Result<Vec<u8>, Foreign> {
        // At random: with 96 bits and a row a person the same one never comes twice.
        let mut nonce = [0u8; NONCE_LEN];
        rand::fill(&mut nonce);
        let mut sealed = Vec::with_capacity(NONCE_LEN + text.len() + MAX_TAG_LEN);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(text);
        let tag = self
            .key
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(owner),
                &mut sealed[NONCE_LEN..],
            )
            .map_err(|_| Foreign)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    pub fn open(&self, sealed: &[u8], owner: &[u8]) -> Result<Vec<u8>, Foreign> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or(Foreign)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Foreign)?;
        let mut text = text.to_vec();
        let opened = self
            .key
            .open_in_place(nonce, Aad::from(owner), &mut text)
            .map_err(|_| Foreign)?;
        Ok(opened.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(secret: &str, purpose: &str) -> Sealer {
        Sealer::new(&Secret::new(secret), purpose).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_here_for_its_owner_and_this_purpose_alone() {
        let ours = sealer("a secret of this test", "totp-secret");
        let sealed = ours.seal(b"12345678901234567890", b"sara").unwrap();
        assert_eq!(
            ours.open(&sealed, b"sara").unwrap(),
            b"12345678901234567890"
        );
        assert!(!sealed.windows(8).any(|part| part == b"12345678"));
        assert_eq!(ours.open(&sealed, b"omar"), Err(Foreign));
        for other in [
            sealer("another secret", "totp-secret"),
            sealer("a secret of this test", "something-else"),
        ] {
            assert_eq!(other.open(&sealed, b"sara"), Err(Foreign));
        }
        for at in 0..sealed.len() {
            let mut touched = sealed.clone();
            touched[at] ^= 1;
            assert_eq!(ours.open(&touched, b"sara"), Err(Foreign));
        }
        assert_eq!(ours.open(&sealed[..5], b"sara"), Err(Foreign));
        let again = ours.seal(b"12345678901234567890", b"sara").unwrap();
        assert_ne!(sealed, again);
    }
}
