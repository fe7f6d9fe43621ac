//! Access tokens (JWT, HS256) and refresh tokens (256 random bits, kept as a hash).
//!
//! RFC 8725: one algorithm and no other, whatever the header says (§3.1); a type, an issuer
//! and an audience of their own (§3.8, §3.9, §3.11); every claim needed and checked; nothing
//! in the header names a key or an extension that would be followed (§3.10).

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use coach::Language;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    config::Secret,
    error::{ApiError, Problem},
    ids::{SessionId, UserId},
    keys::Key,
};

/// Life of an access token. A revoked session ends sooner: each request looks.
pub const ACCESS_LIFE: Duration = Duration::from_secs(600);
/// A device that was not used for this long has to log in again.
pub const REFRESH_LIFE: Duration = Duration::from_secs(30 * 24 * 3600);

/// One machine signs and reads; clocks of several nodes may differ by seconds.
const LEEWAY_S: u64 = 5;
const ISSUER: &str = "jobgate";
const AUDIENCE: &str = "jobgate-api";
/// RFC 9068's type for access tokens: no other JWT of ours can stand in for one.
const TYPE: &str = "at+jwt";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// The person.
    sub: UserId,
    /// The session.
    sid: SessionId,
    /// The person's language when the token was made.
    lang: Language,
    iat: i64,
    exp: i64,
}

/// What an access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    pub user: UserId,
    pub session: SessionId,
    pub language: Language,
}

#[derive(Clone)]
pub struct TokenSigner {
    encode: EncodingKey,
    decode: DecodingKey,
    validation: Validation,
}

impl TokenSigner {
    pub fn new(secret: &Secret) -> TokenSigner {
        let key = Key::derive(secret, "access-token");
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = LEEWAY_S;
        TokenSigner {
            encode: EncodingKey::from_secret(key.bytes()),
            decode: DecodingKey::from_secret(key.bytes()),
            validation,
        }
    }

    pub fn sign(&self, access: Access) -> Result<String, ApiError> {
        let now = chrono::Utc::now().timestamp();
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: access.user,
            sid: access.session,
            lang: access.language,
            iat: now,
            exp: now + ACCESS_LIFE.as_secs() as i64,
        };
        jsonwebtoken::encode(&header, &claims, &self.encode).map_err(ApiError::internal)
    }

    pub fn read(&self, token: &str) -> Result<Access, Problem> {
        let data = jsonwebtoken::decode::<Claims>(token, &self.decode, &self.validation)
            .map_err(|_| Problem::NotAuthenticated)?;
        if data.header.typ.as_deref() != Some(TYPE) || data.header.crit.is_some() {
            return Err(Problem::NotAuthenticated);
        }
        // None of ours lives longer or was made later: whoever signs such a one has the key
        // from elsewhere, or an older program of ours made it.
        let claims = &data.claims;
        let life = claims.exp.saturating_sub(claims.iat);
        let age = chrono::Utc::now().timestamp().saturating_sub(claims.iat);
        if !(0..=ACCESS_LIFE.as_secs() as i64).contains(&life) || age < -(LEEWAY_S as i64) {
            return Err(Problem::NotAuthenticated);
        }
        Ok(Access {
            user: data.claims.sub,
            session: data.claims.sid,
            language: data.claims.lang,
        })
    }
}

/// A secret of 256 random bits for a cookie or a ticket, and what is kept of it.
pub struct OpaqueToken {
    pub text: String,
    pub hash: [u8; 32],
}

impl OpaqueToken {
    pub fn new() -> OpaqueToken {
        let mut bytes = [0u8; 32];
        rand::fill(&mut bytes);
        let text = URL_SAFE_NO_PAD.encode(bytes);
        let hash = hash_of(&text);
        OpaqueToken { text, hash }
    }
}

/// SHA-256 is enough for a secret that cannot be guessed.
pub fn hash_of(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(secret: &str) -> TokenSigner {
        TokenSigner::new(&Secret::new(secret))
    }

    const SECRET: &str = "the secret of this test";

    fn access() -> Access {
        Access {
            user: UserId::new(),
            session: SessionId::new(),
            language: Language::Ar,
        }
    }

    fn header() -> Header {
        Header {
            typ: Some(TYPE.into()),
            ..Header::new(Algorithm::HS256)
        }
    }

    /// A good token but for what `change` does to its claims, signed with our own key.
    fn forged(header: &Header, change: impl Fn(&mut serde_json::Value)) -> String {
        let now = chrono::Utc::now().timestamp();
        let Access { user, session, .. } = access();
        let mut claims = serde_json::json!({"iss": ISSUER, "aud": AUDIENCE, "sub": user,
            "sid": session, "lang": "ar", "iat": now, "exp": now + 60});
        change(&mut claims);
        jsonwebtoken::encode(header, &claims, &signer(SECRET).encode).unwrap()
    }

    fn is_read(token: &str) -> bool {
        signer(SECRET).read(token).is_ok()
    }

    #[test]
    fn only_our_own_tokens_are_read() {
        let access = access();
        let token = signer(SECRET).sign(access).unwrap();
        assert_eq!(signer(SECRET).read(&token), Ok(access));
        assert!(signer("another secret altogether").read(&token).is_err());
        // The secret itself, and a key made of it for something else.
        let payload = token.split('.').nth(1).unwrap();
        let claims: serde_json::Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
        let other = Key::derive(&Secret::new(SECRET), "media-link");
        for key in [SECRET.as_bytes(), other.bytes(), b""] {
            let key = EncodingKey::from_secret(key);
            assert!(!is_read(
                &jsonwebtoken::encode(&header(), &claims, &key).unwrap()
            ));
        }
    }

    #[test]
    fn a_token_that_was_touched_is_refused() {
        let token = signer(SECRET).sign(access()).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let [head, payload, signature] = parts[..] else {
            panic!("{token}")
        };
        let foreign = forged(&header(), |_| ());
        let other = foreign.split('.').nth(1).unwrap();
        for touched in [
            format!("{head}.{other}.{signature}"),
            format!("{head}.{payload}."),
            format!("{head}.{payload}"),
            format!("{head}.{payload}.{signature}."),
            format!("{head}.{payload}.{}", &signature[1..]),
            String::new(),
        ] {
            assert!(!is_read(&touched), "{touched}");
        }
        assert!(is_read(&token) && is_read(&foreign));
    }

    #[test]
    fn the_algorithm_is_ours_and_not_the_headers() {
        for algorithm in [Algorithm::HS384, Algorithm::HS512] {
            let header = Header {
                alg: algorithm,
                ..header()
            };
            assert!(!is_read(&forged(&header, |_| ())), "{algorithm:?}");
        }
        // `none`, with and without the signature of a good token.
        let good = forged(&header(), |_| ());
        let parts: Vec<&str> = good.split('.').collect();
        for alg in ["none", "None", "HS256 ", "RS256", "ES256"] {
            let head = serde_json::json!({"typ": TYPE, "alg": alg}).to_string();
            let head = URL_SAFE_NO_PAD.encode(head);
            for signature in ["", parts[2]] {
                assert!(
                    !is_read(&format!("{head}.{}.{signature}", parts[1])),
                    "{alg}"
                );
            }
        }
    }

    #[test]
    fn the_type_says_access_token_and_nothing_asks_for_more() {
        for typ in [None, Some("JWT"), Some("application/at+jwt"), Some("")] {
            let header = Header {
                typ: typ.map(str::to_owned),
                ..header()
            };
            assert!(!is_read(&forged(&header, |_| ())), "{typ:?}");
        }
        let critical = Header {
            crit: Some(vec!["b64".into()]),
            ..header()
        };
        assert!(!is_read(&forged(&critical, |_| ())));
        // A header that names a key is read with ours all the same.
        let named = Header {
            kid: Some("../../dev/null".into()),
            jku: Some("https://evil.example/keys".into()),
            ..header()
        };
        assert!(is_read(&forged(&named, |_| ())));
    }

    #[test]
    fn every_claim_is_needed_and_checked() {
        for claim in ["iss", "aud", "sub", "sid", "lang", "iat", "exp"] {
            let token = forged(&header(), |claims| {
                claims.as_object_mut().unwrap().remove(claim);
            });
            assert!(!is_read(&token), "without {claim}");
        }
        for (claim, value) in [
            ("iss", serde_json::json!("other")),
            ("aud", serde_json::json!("other")),
            ("aud", serde_json::json!([AUDIENCE, "other"])),
            ("sub", serde_json::json!("admin")),
            ("sid", serde_json::json!("")),
            ("lang", serde_json::json!("xx")),
        ] {
            let token = forged(&header(), |claims| claims[claim] = value.clone());
            assert!(!is_read(&token), "{claim} {value}");
        }
    }

    #[test]
    fn a_token_lives_ten_minutes_at_most_and_is_not_of_tomorrow() {
        let lived = |iat: i64, exp: i64| {
            let now = chrono::Utc::now().timestamp();
            is_read(&forged(&header(), |claims| {
                claims["iat"] = (now + iat).into();
                claims["exp"] = (now + exp).into();
            }))
        };
        assert!(lived(0, 600));
        assert!(!lived(0, 601), "longer than we ever give");
        assert!(!lived(-3_600, 60), "old and still good");
        assert!(!lived(-660, -60), "over");
        assert!(!lived(60, 120), "not made yet");
        assert!(!lived(60, 30), "over before it was made");
        assert!(ACCESS_LIFE <= Duration::from_secs(15 * 60));
    }
}
