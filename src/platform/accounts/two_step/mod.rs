//! Two-step log-in, for who wants it: after the password a code of an authenticator app,
//! or one of ten recovery codes.
//!
//! Every code is good once: one of the app for its time step, a recovery code for ever.
//! Wrong ones are counted by themselves, so that only who knows the password can use the
//! tries up; see [`super::throttle`].

mod code;
mod totp;

use std::time::Duration;

use chrono::Utc;

pub use code::RECOVERY_CODES;
pub use totp::{TotpSecret, qr_outline};

use self::code::{Code, kept, new_recovery_code, read};
use super::{
    client::Client,
    store::two_step as store,
    throttle::Subject,
    token::{OpaqueToken, hash_of},
};
use crate::{
    Platform,
    config::Secret,
    error::{ApiError, ApiResult, Fault, Problem},
    ids::UserId,
    keys::Key,
    sealed::{Foreign, Sealer},
};

/// Between the password and the code: time to find the phone. The schema allows no more.
pub const CHALLENGE_LIFE: Duration = Duration::from_secs(300);

/// The keys under which a second step is kept.
pub struct Keys {
    secrets: Sealer,
    codes: Key,
}

impl Keys {
    pub fn new(secret: &Secret) -> Result<Keys, Foreign> {
        Ok(Keys {
            secrets: Sealer::new(secret, "totp-secret")?,
            codes: Key::derive(secret, "recovery-code"),
        })
    }

    fn seal(&self, secret: &TotpSecret, user: UserId) -> ApiResult<Vec<u8>> {
        let sealed = self.secrets.seal(secret.bytes(), user.0.as_bytes());
        sealed.map_err(ApiError::internal)
    }

    fn open(&self, sealed: &[u8], user: UserId) -> ApiResult<TotpSecret> {
        let opened = self.secrets.open(sealed, user.0.as_bytes());
        let bytes = opened.map_err(ApiError::internal)?;
        TotpSecret::from_bytes(&bytes).ok_or_else(|| {
            ApiError::internal(format_args!("the TOTP secret of {user} has a wrong length"))
        })
    }
}

pub async fn is_on(platform: &Platform, user: UserId) -> ApiResult<bool> {
    let row = store::totp(platform.db().system(), user).await?;
    Ok(row.is_some_and(|totp| totp.confirmed))
}

/// What the password alone is worth: the right to show a code within five minutes.
pub async fn challenge(platform: &Platform, user: UserId) -> ApiResult<OpaqueToken> {
    let token = OpaqueToken::new();
    let mut tx = platform.db().system().begin().await?;
    store::sweep_challenges(&mut tx).await?;
    store::add_challenge(&mut tx, &token.hash, user, CHALLENGE_LIFE).await?;
    tx.commit().await?;
    Ok(token)
}

/// Who it is, once the code is right. The challenge is used up by that and by nothing else:
/// how often a wrong code is looked at, the throttle says.
///
/// Errors: `challenge-expired`, `wrong-code`, `too-many-tries`.
pub async fn answer(
    platform: &Platform,
    client: Client,
    challenge: &str,
    code: &str,
) -> ApiResult<UserId> {
    let db = platform.db().system();
    let hash = hash_of(challenge);
    let user = store::challenged(db, &hash)
        .await?
        .ok_or(Problem::ChallengeExpired)?;
    if !is_right(platform, client, user, code).await? {
        return Err(Problem::WrongCode.into());
    }
    if !store::use_challenge(db, &hash).await? {
        return Err(Problem::ChallengeExpired.into());
    }
    Ok(user)
}

/// A secret for the person's app; asked for at log-in only once a code confirmed it.
/// Setting up again forgets the secret of a set-up that was not finished.
///
/// Errors: `totp-on`.
pub async fn set_up(platform: &Platform, user: UserId) -> ApiResult<TotpSecret> {
    let secret = TotpSecret::new();
    let sealed = platform.two_step().seal(&secret, user)?;
    if !store::put(platform.db().system(), user, &sealed).await? {
        return Err(Problem::TotpOn.into());
    }
    Ok(secret)
}

/// Switches it on when the code shows that the app has the secret; returns the recovery
/// codes, which nobody can show again.
///
/// Errors: `invalid` with the field `code`, `totp-on`, `totp-off` when nothing is being set
/// up, `too-many-tries`.
pub async fn confirm(
    platform: &Platform,
    client: Client,
    user: UserId,
    code: &str,
) -> ApiResult<Vec<String>> {
    let db = platform.db().system();
    let totp = store::totp(db, user).await?.ok_or(Problem::TotpOff)?;
    if totp.confirmed {
        return Err(Problem::TotpOn.into());
    }
    let secret = platform.two_step().open(&totp.secret, user)?;
    let throttle = platform.throttle();
    let charge = throttle
        .charge(platform, Subject::Code(user), client.address)
        .await?;
    let step = match read(code) {
        Some(Code::App(code)) => secret.step_of(&code, Utc::now()),
        Some(Code::Recovery(_)) | None => None,
    };
    let Some(step) = step else {
        return Err(ApiError::field("code", Fault::WrongCode));
    };
    let mut tx = db.begin().await?;
    if !store::confirm(&mut tx, user, &totp.secret, step).await? {
        // Confirmed or set up anew by another tab, at the same moment.
        return Err(Problem::TotpOff.into());
    }
    let codes = fresh_codes(platform, &mut tx, user).await?;
    tx.commit().await?;
    charge.right(platform).await?;
    Ok(codes)
}

/// Ten new recovery codes; the old ones are worth nothing any more.
///
/// Errors: as [`ask_again`].
pub async fn new_codes(
    platform: &Platform,
    client: Client,
    user: UserId,
    code: &str,
) -> ApiResult<Vec<String>> {
    ask_again(platform, client, user, code).await?;
    let mut tx = platform.db().system().begin().await?;
    let codes = fresh_codes(platform, &mut tx, user).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Forgets the secret and the recovery codes.
///
/// Errors: as [`ask_again`].
pub async fn off(platform: &Platform, client: Client, user: UserId, code: &str) -> ApiResult<()> {
    ask_again(platform, client, user, code).await?;
    let mut tx = platform.db().system().begin().await?;
    store::remove(&mut tx, user).await?;
    Ok(tx.commit().await?)
}

/// Errors: `invalid` with the field `code`, `totp-off`, `too-many-tries`.
async fn ask_again(platform: &Platform, client: Client, user: UserId, code: &str) -> ApiResult<()> {
    if !is_on(platform, user).await? {
        return Err(Problem::TotpOff.into());
    }
    match is_right(platform, client, user, code).await? {
        true => Ok(()),
        false => Err(ApiError::field("code", Fault::WrongCode)),
    }
}

/// Looks at a code and uses it up.
async fn is_right(
    platform: &Platform,
    client: Client,
    user: UserId,
    code: &str,
) -> ApiResult<bool> {
    let throttle = platform.throttle();
    let charge = throttle
        .charge(platform, Subject::Code(user), client.address)
        .await?;
    match use_code(platform, user, code).await {
        Ok(true) => {
            charge.right(platform).await?;
            Ok(true)
        }
        Ok(false) => Ok(false),
        Err(error) => {
            charge.unseen(platform).await?;
            Err(error)
        }
    }
}

async fn use_code(platform: &Platform, user: UserId, code: &str) -> ApiResult<bool> {
    let db = platform.db().system();
    let keys = platform.two_step();
    match read(code) {
        None => Ok(false),
        Some(Code::Recovery(code)) => {
            store::use_recovery_code(db, user, &kept(&keys.codes, user, &code)).await
        }
        Some(Code::App(code)) => {
            let Some(totp) = store::totp(db, user).await?.filter(|totp| totp.confirmed) else {
                return Ok(false);
            };
            match keys.open(&totp.secret, user)?.step_of(&code, Utc::now()) {
                Some(step) => store::take_step(db, user, step).await,
                None => Ok(false),
            }
        }
    }
}

async fn fresh_codes(
    platform: &Platform,
    connection: &mut sqlx::PgConnection,
    user: UserId,
) -> ApiResult<Vec<String>> {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| new_recovery_code()).collect();
    let hashes: Vec<Vec<u8>> = codes
        .iter()
        .map(|code| kept(&platform.two_step().codes, user, &code.replace('-', "")).to_vec())
        .collect();
    store::replace_recovery_codes(connection, user, &hashes).await?;
    Ok(codes)
}
