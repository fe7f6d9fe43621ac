//! Argon2id, off the async threads and never more than a few at once.

use std::{sync::Arc, time::Duration};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};
use tokio::sync::Semaphore;

use crate::error::{ApiError, Problem};

/// OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// At most this many hashes at once: 4 × 19 MiB and four cores' worth of work.
const AT_ONCE: usize = 4;
/// Whoever waits longer is told that we are busy; the queue is bounded by time.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub struct Hasher {
    places: Arc<Semaphore>,
    /// What an unknown address is compared with, so that it takes as long as a known one.
    dummy: Arc<str>,
}

impl Hasher {
    pub fn new() -> Result<Hasher, argon2::password_hash::Error> {
        Ok(Hasher {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            dummy: hash("nobody has this password")?.into(),
        })
    }

    pub async fn hash(&self, password: String) -> Result<String, ApiError> {
        self.run(move || hash(&password))
            .await?
            .map_err(ApiError::internal)
    }

    /// Whether the password is right. Without an account it takes as long and says no.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, ApiError> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.dummy.to_string());
        let right = self
            .run(move || {
                let stored = PasswordHash::new(&stored)?;
                Ok::<bool, argon2::password_hash::phc::Error>(
                    Argon2::default()
                        .verify_password(password.as_bytes(), &stored)
                        .is_ok(),
                )
            })
            .await?
            .map_err(ApiError::internal)?;
        Ok(right && known)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let place = tokio::time::timeout(PATIENCE, self.places.clone().acquire_owned())
            .await
            .map_err(|_| Problem::Busy)?
            .map_err(ApiError::internal)?;
        tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        })
        .await
        .map_err(ApiError::internal)
    }
}

fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: argon2::password_hash::phc::PasswordHash =
        argon2.hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_passes() {
        let hasher = Hasher::new().unwrap();
        let stored = hasher.hash("correct horse battery".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let verify = |password: &str, stored: Option<&String>| {
            hasher.verify(password.to_owned(), stored.cloned())
        };
        assert!(
            verify("correct horse battery", Some(&stored))
                .await
                .unwrap()
        );
        assert!(
            !verify("correct horse batterx", Some(&stored))
                .await
                .unwrap()
        );
        assert!(!verify("nobody has this password", None).await.unwrap());
    }
}
