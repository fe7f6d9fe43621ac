//! How many requests one caller may send, so that nobody takes the server from the others.
//! Counted in this process: with several servers each lets as many in. Tries at the log-in
//! are counted apart and for all servers together ([`crate::accounts::Throttle`]).

use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::header::AUTHORIZATION,
    middleware::Next,
    response::Response,
};

use crate::{
    Platform,
    accounts::Client,
    error::{AnswerLanguage, ApiError},
    ids::UserId,
};

/// A person, wherever from; who is not logged in counts by address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Person(UserId),
    Address(IpAddr),
}

/// Lets a minute's worth through at once, then as many as a minute allows (GCRA).
struct Bucket<K> {
    every: Duration,
    burst: Duration,
    /// When each would be even again. Who is even by now is forgotten.
    even_at: HashMap<K, Instant>,
    /// Forgets when there are this many.
    forget_at: usize,
}

const FEW: usize = 1_024;

impl<K: Eq + Hash> Bucket<K> {
    fn new(per_minute: u32) -> Bucket<K> {
        let minute = Duration::from_secs(60);
        Bucket {
            every: minute / per_minute.max(1),
            burst: minute,
            even_at: HashMap::new(),
            forget_at: FEW,
        }
    }

    /// `Err` with the time after which one more is let through.
    fn take(&mut self, who: K, now: Instant) -> Result<(), Duration> {
        if self.even_at.len() >= self.forget_at {
            self.even_at.retain(|_, even_at| *even_at > now);
            self.forget_at = FEW.max(2 * self.even_at.len());
        }
        let even_at = self.even_at.entry(who).or_insert(now);
        let next = (*even_at).max(now) + self.every;
        let over = next.duration_since(now).saturating_sub(self.burst);
        if over.is_zero() {
            *even_at = next;
            Ok(())
        } else {
            Err(over)
        }
    }
}

#[derive(Clone)]
pub struct Flood {
    bucket: Option<Arc<Mutex<Bucket<Who>>>>,
}

impl Flood {
    /// `None`: nobody is held back.
    pub fn new(per_minute: Option<u32>) -> Flood {
        Flood {
            bucket: per_minute.map(|many| Arc::new(Mutex::new(Bucket::new(many)))),
        }
    }

    fn take(&self, who: Who) -> Result<(), ApiError> {
        let Some(bucket) = &self.bucket else {
            return Ok(());
        };
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket
            .take(who, Instant::now())
            .map_err(|wait| ApiError::Flooded { wait })
    }
}

/// Middleware of `/api/`. Media are let through: a player asks for many ranges.
///
/// The first to look at the token, so that all that is refused before the handler is refused
/// in the language of the account, too.
pub async fn guard(
    State(platform): State<Platform>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if !request.uri().path().starts_with("/api/") {
        return Ok(next.run(request).await);
    }
    let (mut parts, body) = request.into_parts();
    let access = parts
        .headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
        .and_then(|token| platform.tokens().read(token.trim()).ok());
    let who = match access {
        Some(access) => {
            if let Some(language) = parts.extensions.get::<AnswerLanguage>() {
                language.account_speaks(access.language);
            }
            Who::Person(access.user)
        }
        None => {
            let client = Client::from_request_parts(&mut parts, &platform).await?;
            Who::Address(client.address)
        }
    };
    platform.flood().take(who)?;
    Ok(next.run(Request::from_parts(parts, body)).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minutes_worth_at_once_and_then_one_after_the_other() {
        let mut bucket = Bucket::new(60);
        let start = Instant::now();
        let after = |ms| start + Duration::from_millis(ms);
        for _ in 0..60 {
            assert_eq!(bucket.take("a", start), Ok(()));
        }
        assert_eq!(bucket.take("a", start), Err(Duration::from_secs(1)));
        // Being refused costs nothing.
        assert_eq!(
            bucket.take("a", after(400)),
            Err(Duration::from_millis(600))
        );
        assert_eq!(bucket.take("b", after(400)), Ok(()));
        assert_eq!(bucket.take("a", after(1_000)), Ok(()));
        assert!(bucket.take("a", after(1_000)).is_err());
        // Whoever is quiet for a minute has all of it again.
        for _ in 0..60 {
            assert_eq!(bucket.take("a", after(61_000)), Ok(()));
        }
    }

    #[test]
    fn who_is_even_again_is_forgotten() {
        let mut bucket = Bucket::new(60);
        let start = Instant::now();
        for caller in 0..FEW {
            assert!(bucket.take(caller, start).is_ok());
        }
        assert!(bucket.take(FEW, start + Duration::from_secs(5)).is_ok());
        assert_eq!(bucket.even_at.len(), 1);
    }
}
