//! Whether a password is right, and what a wrong one costs.

use super::{
    MAX_PASSWORD,
    client::Client,
    store::{self, Account},
    throttle::Subject,
};
use crate::{
    Platform,
    error::{ApiError, ApiResult, Fault, Problem},
    ids::UserId,
};

/// Who it is. An unknown address costs and answers the same as a wrong password.
///
/// Errors: `bad-credentials`, `too-many-tries`, `busy`; to who knows the password of an
/// account that was ended `account-disabled`.
pub async fn by_password(
    platform: &Platform,
    client: Client,
    email: &str,
    password: String,
) -> ApiResult<UserId> {
    let email = email.trim();
    let account = store::by_email(platform.db().system(), email)
        .await?
        // Whoever has not proven the address answers as nobody: the sign-up that made the
        // account must not be told from one that found another's.
        .filter(Account::may_enter);
    let counted = match &account {
        Some(account) => Subject::Account(account.id),
        None => Subject::Stranger(email),
    };
    let disabled = account.as_ref().is_some_and(|account| account.disabled);
    match verify(platform, client, counted, account, password).await? {
        Some(_) if disabled => Err(Problem::AccountDisabled.into()),
        Some(user) => Ok(user),
        None => Err(Problem::BadCredentials.into()),
    }
}

/// Asks a person who is logged in for the password again, before something that must not
/// be done from a machine left open. Counted with the tries at the door.
///
/// Errors: `invalid` with the field `password`, `too-many-tries`, `busy`.
pub async fn again(
    platform: &Platform,
    client: Client,
    user: UserId,
    password: String,
) -> ApiResult<()> {
    let account = store::by_id(platform.db().system(), user).await?;
    let counted = Subject::Account(user);
    match verify(platform, client, counted, account, password).await? {
        Some(_) => Ok(()),
        None => Err(ApiError::field("password", Fault::WrongPassword)),
    }
}

async fn verify(
    platform: &Platform,
    client: Client,
    counted: Subject<'_>,
    account: Option<Account>,
    password: String,
) -> ApiResult<Option<UserId>> {
    if password.len() > MAX_PASSWORD {
        // Nobody's: known without looking, and so of no use to anybody who guesses.
        return Ok(None);
    }
    let throttle = platform.throttle();
    let charge = throttle.charge(platform, counted, client.address).await?;
    let (user, stored) = account
        .map(|account| (account.id, account.password_hash))
        .unzip();
    match platform.hasher().verify(password, stored).await {
        Ok(true) => {
            charge.right(platform).await?;
            Ok(user)
        }
        Ok(false) => Ok(None),
        Err(error) => {
            charge.unseen(platform).await?;
            Err(error)
        }
    }
}
