//! Argon2id, off the async threads and never more than a few at once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};
use tokio::sync::Semaphore;

use crate::error::{ApiError, Problem};

/// OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// How much is computed at once, and who may wait for it.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub at_once: usize,
    /// Waiting for their turn; more are told at once that we are busy.
    pub waiting: usize,
    /// Whoever waits longer is told so, too.
    pub patience: Duration,
}

impl Default for Limits {
    /// 4 × 19 MiB and four cores' worth of work. At some 30 ms each the last in the queue
    /// waits half a second; the patience is for machines that are busy with other things.
    fn default() -> Limits {
        Limits {
            at_once: 4,
            waiting: 60,
            patience: Duration::from_secs(5),
        }
    }
}

#[derive(Clone)]
pub struct Hasher {
    /// One place for each who computes or waits.
    queue: Arc<Semaphore>,
    places: Arc<Semaphore>,
    patience: Duration,
    /// What an unknown address is compared with, so that it takes as long as a known one.
    dummy: Arc<str>,
    verified: Arc<AtomicU64>,
}

impl Hasher {
    pub fn new(limits: Limits) -> Result<Hasher, argon2::password_hash::Error> {
        Ok(Hasher {
            queue: Arc::new(Semaphore::new(limits.at_once + limits.waiting)),
            places: Arc::new(Semaphore::new(limits.at_once)),
            patience: limits.patience,
            dummy: hash("nobody has this password")?.into(),
            verified: Arc::default(),
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
        let verified = self.verified.clone();
        let right = self
            .run(move || {
                let stored = PasswordHash::new(&stored)?;
                verified.fetch_add(1, Ordering::Relaxed);
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

    /// How many passwords were compared so far, those of nobody included.
    pub fn verified(&self) -> u64 {
        self.verified.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let in_queue = self
            .queue
            .clone()
            .try_acquire_owned()
            .map_err(|_| Problem::Busy)?;
        let place = tokio::time::timeout(self.patience, self.places.clone().acquire_owned())
            .await
            .map_err(|_| Problem::Busy)?
            .map_err(ApiError::internal)?;
        tokio::task::spawn_blocking(move || {
            // Until the work is done, also when nobody waits for it any more.
            let _held = (in_queue, place);
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
    use std::sync::{atomic::AtomicUsize, mpsc};

    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_passes() {
        let hasher = Hasher::new(Limits::default()).unwrap();
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
        assert_eq!(hasher.verified(), 3);
    }

    /// Work that ends when it is told to.
    fn held(hasher: &Hasher) -> (mpsc::Sender<()>, tokio::task::JoinHandle<bool>) {
        let (end, ended) = mpsc::channel();
        let hasher = hasher.clone();
        let task = tokio::spawn(async move {
            let work = move || ended.recv().is_ok();
            hasher.run(work).await.unwrap()
        });
        (end, task)
    }

    async fn until(what: impl Fn() -> bool) {
        let waiting = async {
            while !what() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let in_time = tokio::time::timeout(Duration::from_secs(10), waiting).await;
        assert!(in_time.is_ok(), "the queue did not fill");
    }

    fn busy<T>(outcome: Result<T, ApiError>) -> bool {
        matches!(outcome, Err(ApiError::Refused(Problem::Busy)))
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_who_finds_it_full_is_told_at_once() {
        let hasher = Hasher::new(Limits {
            at_once: 1,
            waiting: 1,
            patience: Duration::from_secs(60),
        })
        .unwrap();
        let (end_first, first) = held(&hasher);
        until(|| hasher.places.available_permits() == 0).await;
        let (end_second, second) = held(&hasher);
        until(|| hasher.queue.available_permits() == 0).await;
        assert!(busy(hasher.run(|| ()).await));
        end_first.send(()).unwrap();
        assert!(first.await.unwrap());
        end_second.send(()).unwrap();
        assert!(second.await.unwrap());
        assert!(hasher.run(|| ()).await.is_ok());
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_so_and_leaves_the_queue() {
        let hasher = Hasher::new(Limits {
            at_once: 1,
            waiting: 1,
            patience: Duration::from_millis(20),
        })
        .unwrap();
        let (end, first) = held(&hasher);
        until(|| hasher.places.available_permits() == 0).await;
        for _ in 0..3 {
            assert!(busy(hasher.run(|| ()).await));
        }
        end.send(()).unwrap();
        assert!(first.await.unwrap());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn never_more_than_a_few_at_once() {
        let hasher = Hasher::new(Limits::default()).unwrap();
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let tasks: Vec<_> = (0..40)
            .map(|_| {
                let (hasher, now, most) = (hasher.clone(), now.clone(), most.clone());
                tokio::spawn(async move {
                    hasher
                        .run(move || {
                            let at_once = now.fetch_add(1, Ordering::SeqCst) + 1;
                            most.fetch_max(at_once, Ordering::SeqCst);
                            std::thread::sleep(Duration::from_millis(5));
                            now.fetch_sub(1, Ordering::SeqCst);
                        })
                        .await
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), Limits::default().at_once);
    }
}
