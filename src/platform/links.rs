//! Signed links to media: good for five minutes, one object, one person and one browser.
//!
//! The signature covers the object, the person, the expiry and the value of the cookie
//! `jobgate_media`, which is set beside the refresh cookie and sent to `/media/` alone.
//! A copied link is worth nothing in another browser.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    config::Secret,
    ids::{AssetId, SessionId, UserId},
    keys::Key,
};

/// Longest life of a link.
pub const LINK_LIFE: Duration = Duration::from_secs(300);

#[derive(Clone)]
pub struct LinkSigner {
    link: Key,
    cookie: Key,
}

/// The query of a link.
#[derive(Debug, Clone, Deserialize)]
pub struct LinkQuery {
    /// The person it was made for.
    pub u: UserId,
    /// Expiry, seconds since the Unix epoch.
    pub e: i64,
    /// The signature.
    pub s: String,
}

/// Why a link opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadLink {
    /// Genuine, but too old: ask for a new one.
    Expired,
    /// Not made for this object, person and browser.
    Foreign,
}

impl LinkSigner {
    pub fn new(secret: &Secret) -> LinkSigner {
        LinkSigner {
            link: Key::derive(secret, "media-link"),
            cookie: Key::derive(secret, "media-cookie"),
        }
    }

    /// Value of the cookie `jobgate_media` for a session. It can be computed again where
    /// links are made, which the cookie itself never reaches.
    pub fn cookie(&self, session: SessionId) -> String {
        let tag = self.cookie.sign(session.0.as_bytes());
        format!("{}.{}", session.0.simple(), URL_SAFE_NO_PAD.encode(tag))
    }

    /// What follows the media path in a link: object, name and query. Good until `expires` at most.
    pub fn link(
        &self,
        asset: AssetId,
        file_name: &str,
        user: UserId,
        session: SessionId,
        expires: DateTime<Utc>,
    ) -> String {
        let expires = expires.timestamp();
        let signature = self
            .link
            .sign(&message(asset, user, expires, &self.cookie(session)));
        format!(
            "{asset}/{file_name}?u={user}&e={expires}&s={}",
            URL_SAFE_NO_PAD.encode(signature)
        )
    }

    /// Who asks, in which session. Whether that person may still see the object is the
    /// caller's next question.
    pub fn open(
        &self,
        asset: AssetId,
        query: &LinkQuery,
        cookie: &str,
        now: DateTime<Utc>,
    ) -> Result<(UserId, SessionId), BadLink> {
        let session = self.session(cookie).ok_or(BadLink::Foreign)?;
        let signature = URL_SAFE_NO_PAD
            .decode(&query.s)
            .map_err(|_| BadLink::Foreign)?;
        if !self
            .link
            .verify(&message(asset, query.u, query.e, cookie), &signature)
        {
            return Err(BadLink::Foreign);
        }
        if query.e <= now.timestamp() {
            return Err(BadLink::Expired);
        }
        Ok((query.u, session))
    }

    fn session(&self, cookie: &str) -> Option<SessionId> {
        let (session, tag) = cookie.split_once('.')?;
        let session: SessionId = session.parse().ok()?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        self.cookie
            .verify(session.0.as_bytes(), &tag)
            .then_some(session)
    }
}

fn message(asset: AssetId, user: UserId, expires: i64, cookie: &str) -> Vec<u8> {
    format!("{asset}\n{user}\n{expires}\n{cookie}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(link: &str) -> LinkQuery {
        let url = url::Url::parse(&format!("http://x{link}")).unwrap();
        let get = |name: &str| {
            url.query_pairs()
                .find(|(key, _)| key == name)
                .unwrap()
                .1
                .into_owned()
        };
        LinkQuery {
            u: get("u").parse().unwrap(),
            e: get("e").parse().unwrap(),
            s: get("s"),
        }
    }

    #[test]
    fn a_link_is_bound_to_object_person_browser_and_time() {
        let signer = LinkSigner::new(&Secret::new("0123456789abcdef0123456789abcdef"));
        let (asset, user, session) = (AssetId::new(), UserId::new(), SessionId::new());
        let now = Utc::now();
        let query = parts(&signer.link(asset, "a.mp4", user, session, now + LINK_LIFE));
        let cookie = signer.cookie(session);
        let open =
            |asset, query: &LinkQuery, cookie: &str, now| signer.open(asset, query, cookie, now);

        assert_eq!(open(asset, &query, &cookie, now), Ok((user, session)));
        assert_eq!(
            open(AssetId::new(), &query, &cookie, now),
            Err(BadLink::Foreign)
        );
        assert_eq!(
            open(asset, &query, &signer.cookie(SessionId::new()), now),
            Err(BadLink::Foreign)
        );
        assert_eq!(open(asset, &query, "", now), Err(BadLink::Foreign));
        assert_eq!(
            open(asset, &query, &cookie, now + LINK_LIFE),
            Err(BadLink::Expired)
        );
        let other = LinkQuery {
            u: UserId::new(),
            ..query.clone()
        };
        assert_eq!(open(asset, &other, &cookie, now), Err(BadLink::Foreign));
        let longer = LinkQuery {
            e: query.e + 60,
            ..query.clone()
        };
        assert_eq!(open(asset, &longer, &cookie, now), Err(BadLink::Foreign));

        let elsewhere = LinkSigner::new(&Secret::new("another secret of thirty-two byte"));
        assert_eq!(
            elsewhere.open(asset, &query, &cookie, now),
            Err(BadLink::Foreign)
        );
    }
}
