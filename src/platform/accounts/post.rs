//! Letters that people ask for, and what opening their links does.
//!
//! Who asks for a letter is told the same whether or not the address has an account, and it
//! costs the same: the letter itself goes out by the outbox, later.

use std::time::Duration;

use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Letter, NewUser, check_email, check_password, checked,
    client::Client,
    insert_with_profile,
    store::{self, Account, letters, sessions},
};
use crate::{
    Platform,
    config::MailUse,
    error::{ApiResult, Problem},
    http::Checker,
    ids::UserId,
    outbox::{self, Event},
};

/// The schema allows no longer ones.
const VERIFY_LIFE: Duration = Duration::from_secs(24 * 3600);
const RESET_LIFE: Duration = Duration::from_secs(30 * 60);

/// Errors: `mail-off`.
pub fn needs_mail(platform: &Platform) -> ApiResult<()> {
    match platform.mail() {
        MailUse::Configured => Ok(()),
        MailUse::None => Err(Problem::MailOff.into()),
    }
}

/// What became of a sign-up.
pub enum SignedUp {
    /// No mail here: the person is let in at once.
    In(UserId),
    /// A letter says how to go on: to a new address how to prove it, to a known one that it
    /// has an account.
    LookIntoYourMail,
}

/// Errors: as [`super::create`]; `too-many-tries`. `email-taken` only where there is no mail.
pub async fn sign_up(platform: &Platform, client: Client, new: NewUser) -> ApiResult<SignedUp> {
    let email = checked(&new)?;
    let throttle = platform.throttle();
    throttle
        .count_letter(platform, &email, client.address)
        .await?;
    if platform.mail() == MailUse::None {
        return Ok(SignedUp::In(super::create(platform, new).await?));
    }
    // Computed for a taken address, too: it takes as long.
    let hash = platform.hasher().hash(new.password.clone()).await?;
    let mut tx = platform.db().system().begin().await?;
    throttle.hold_letters(&mut tx, &email).await?;
    match store::by_email(&mut *tx, &email).await? {
        Some(account) if !account.awaits_verification => {
            tell(&mut tx, Letter::AddressTaken, Uuid::now_v7(), &account).await?;
        }
        unproven => {
            // The newest sign-up counts, and its letter alone.
            if let Some(unproven) = unproven {
                letters::forget_unproven(&mut tx, unproven.id).await?;
            }
            let user = insert_with_profile(&mut tx, &new, &email, &hash).await?;
            letters::wait_for_proof(&mut tx, user).await?;
            if let Some(account) = store::by_email(&mut *tx, &email).await? {
                write(&mut tx, Letter::VerifyEmail, &account).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(SignedUp::LookIntoYourMail)
}

/// A letter with a link to choose a new password, if the address has an account.
///
/// Errors: `invalid`, `too-many-tries`, `mail-off`.
pub async fn ask_reset(platform: &Platform, client: Client, email: &str) -> ApiResult<()> {
    ask(platform, client, Letter::ResetPassword, email).await
}

/// The letter that proves an address once more, if the address has an account that needs it.
///
/// Errors: as [`ask_reset`].
pub async fn ask_verification(platform: &Platform, client: Client, email: &str) -> ApiResult<()> {
    ask(platform, client, Letter::VerifyEmail, email).await
}

async fn ask(platform: &Platform, client: Client, letter: Letter, email: &str) -> ApiResult<()> {
    needs_mail(platform)?;
    let email = email.trim();
    let mut check = Checker::default();
    check_email(&mut check, email);
    check.finish()?;
    let throttle = platform.throttle();
    throttle
        .count_letter(platform, email, client.address)
        .await?;
    let mut tx = platform.db().system().begin().await?;
    throttle.hold_letters(&mut tx, email).await?;
    let account = store::by_email(&mut *tx, email).await?;
    let wants = |account: &Account| match letter {
        Letter::VerifyEmail => !account.verified,
        _ => true,
    };
    if let Some(account) =
        account.filter(|account| !account.left && !account.disabled && wants(account))
    {
        write(&mut tx, letter, &account).await?;
    }
    Ok(tx.commit().await?)
}

/// The address is proven.
///
/// Errors: `letter-expired`.
pub async fn verify(platform: &Platform, token: &str) -> ApiResult<()> {
    let row = row_of(platform, Letter::VerifyEmail, token)?;
    let mut tx = platform.db().system().begin().await?;
    let user = letters::use_up(&mut tx, row, Letter::VerifyEmail.topic())
        .await?
        .ok_or(Problem::LetterExpired)?;
    letters::proven(&mut tx, user).await?;
    Ok(tx.commit().await?)
}

/// Sets a new password and ends every session: whoever got in with the old one is out. The
/// letter proves the address as well.
///
/// Errors: `letter-expired`, `invalid`, `busy`.
pub async fn reset(platform: &Platform, token: &str, password: String) -> ApiResult<()> {
    let kind = Letter::ResetPassword.topic();
    let row = row_of(platform, Letter::ResetPassword, token)?;
    let mut check = Checker::default();
    check_password(&mut check, &password);
    check.finish()?;
    // Asked before it costs hashing time, and again when it is used.
    if !letters::is_open(platform.db().system(), row, kind).await? {
        return Err(Problem::LetterExpired.into());
    }
    let hash = platform.hasher().hash(password).await?;
    let mut tx = platform.db().system().begin().await?;
    let user = letters::use_up(&mut tx, row, kind)
        .await?
        .ok_or(Problem::LetterExpired)?;
    letters::set_password(&mut tx, user, &hash).await?;
    letters::proven(&mut tx, user).await?;
    letters::withdraw(&mut tx, user, Letter::VerifyEmail.topic()).await?;
    sessions::revoke_all(&mut tx, user, sessions::Revocation::Reset).await?;
    if let Some(account) = store::by_id(&mut *tx, user).await? {
        tell(&mut tx, Letter::PasswordChanged, row, &account).await?;
    }
    Ok(tx.commit().await?)
}

fn row_of(platform: &Platform, letter: Letter, token: &str) -> ApiResult<Uuid> {
    let row = platform.letters().row(letter, token);
    Ok(row.ok_or(Problem::LetterExpired)?)
}

async fn write(connection: &mut PgConnection, letter: Letter, account: &Account) -> ApiResult<()> {
    let life = match letter {
        Letter::VerifyEmail => VERIFY_LIFE,
        _ => RESET_LIFE,
    };
    let row = letters::replace(connection, account.id, letter.topic(), life).await?;
    tell(connection, letter, row, account).await
}

async fn tell(
    connection: &mut PgConnection,
    letter: Letter,
    row: Uuid,
    account: &Account,
) -> ApiResult<()> {
    let event = Event::Letter {
        letter,
        row,
        to: account.email.clone(),
        language: account.speaks(),
        name: account.first_name.clone(),
        company: None,
    };
    Ok(outbox::emit(connection, event).await?)
}
