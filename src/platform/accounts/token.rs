//! Access tokens (JWT, HS256) and refresh tokens (256 random bits, kept as a hash).

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
        // One machine signs and reads; clocks of several nodes may differ by seconds.
        validation.leeway = 5;
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
        if data.header.typ.as_deref() != Some(TYPE) {
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

    fn forged(header: Header, claims: &serde_json::Value) -> String {
        jsonwebtoken::encode(&header, claims, &signer("the secret of this test").encode).unwrap()
    }

    #[test]
    fn only_our_own_fresh_access_tokens_are_read() {
        let ours = signer("the secret of this test");
        let access = Access {
            user: UserId::new(),
            session: SessionId::new(),
            language: Language::Ar,
        };
        let (user, session) = (access.user, access.session);
        let token = ours.sign(access).unwrap();
        assert_eq!(ours.read(&token), Ok(access));
        assert!(signer("another secret altogether").read(&token).is_err());

        let now = chrono::Utc::now().timestamp();
        let claims = |iss: &str, aud: &str, exp: i64| serde_json::json!({"iss": iss, "aud": aud, "sub": user, "sid": session, "lang": "ar", "iat": now, "exp": exp});
        let typed = |typ: &str| Header {
            typ: Some(typ.into()),
            ..Header::new(Algorithm::HS256)
        };
        let good = claims(ISSUER, AUDIENCE, now + 60);
        assert!(ours.read(&forged(typed(TYPE), &good)).is_ok());
        assert!(ours.read(&forged(typed("JWT"), &good)).is_err());
        assert!(
            ours.read(&forged(typed(TYPE), &claims("other", AUDIENCE, now + 60)))
                .is_err()
        );
        assert!(
            ours.read(&forged(typed(TYPE), &claims(ISSUER, "other", now + 60)))
                .is_err()
        );
        assert!(
            ours.read(&forged(typed(TYPE), &claims(ISSUER, AUDIENCE, now - 60)))
                .is_err()
        );
        let hs512 = Header {
            typ: Some(TYPE.into()),
            ..Header::new(Algorithm::HS512)
        };
        assert!(ours.read(&forged(hs512, &good)).is_err());
    }
}
