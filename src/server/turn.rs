//! STUN and TURN servers for browsers. TURN credentials expire: coturn's
//! `use-auth-secret` scheme (user name `expiry:person`, password
//! base64(HMAC-SHA1(secret, user name)), as in draft-uberti-behave-turn-rest-00).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use signaling::IceServer;

use crate::config::Media;

/// A take with its set-up and a retake or two fits well into an hour.
const CREDENTIAL_LIFETIME: Duration = Duration::from_secs(3600);

/// `person` makes the credentials traceable in the TURN server's log; an id, no name.
pub fn ice_servers(media: &Media, person: &str, now: SystemTime) -> Vec<IceServer> {
    let mut servers = vec![];
    if !media.stun_urls.is_empty() {
        servers.push(IceServer {
            urls: media.stun_urls.clone(),
            username: None,
            credential: None,
        });
    }
    if let Some(turn) = &media.turn {
        let expiry = (now + CREDENTIAL_LIFETIME)
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let username = format!("{expiry}:{person}");
        servers.push(IceServer {
            urls: turn.urls.clone(),
            credential: Some(credential(&turn.secret, &username)),
            username: Some(username),
        });
    }
    servers
}

fn credential(secret: &str, username: &str) -> String {
    let mut mac =
        Hmac::<Sha1>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(username.as_bytes());
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Turn;

    #[test]
    fn the_credential_is_the_one_that_coturn_computes() {
        // printf '1700003600:u1' | openssl dgst -sha1 -hmac 'north-wind-and-sun' -binary | base64
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let media = Media {
            port: 1,
            processes: 2,
            addresses: vec![],
            stun_urls: vec!["stun:s.example:3478".into()],
            turn: Some(Turn {
                urls: vec!["turn:t.example:3478".into()],
                secret: "north-wind-and-sun".into(),
            }),
        };
        let servers = ice_servers(&media, "u1", now);
        assert_eq!(servers[0].credential, None);
        assert_eq!(servers[1].username.as_deref(), Some("1700003600:u1"));
        assert_eq!(
            servers[1].credential.as_deref(),
            Some("A2v2Y1njdATPQ9Trin1MseRAhXM=")
        );
    }
}
