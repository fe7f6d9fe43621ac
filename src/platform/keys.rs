//! Every signing key, each derived from the one secret for one purpose (HMAC-SHA256 as a
//! PRF), so that a signature made for one purpose means nothing for another.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::config::Secret;

/// Shorter secrets can be guessed; RFC 7518 §3.2 asks for 32 bytes with HS256.
pub const MIN_SECRET_BYTES: usize = 32;

/// A key for one purpose.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    pub fn derive(secret: &Secret, purpose: &str) -> Key {
        Key(mac(secret.expose().as_bytes(), purpose.as_bytes()))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn sign(&self, message: &[u8]) -> [u8; 32] {
        mac(&self.0, message)
    }

    /// In constant time.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        use subtle::ConstantTimeEq;
        self.sign(message).ct_eq(signature).into()
    }
}

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length (RFC 2104 §2); the library's error cannot happen.
    let mut mac =
        <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes any key length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}
