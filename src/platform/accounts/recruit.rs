//! How an invited person becomes a recruiter. Inviting is the company's: `companies/team.rs`.

use coach::Language;

use super::{
    Letter, NewUser, Place, checked,
    store::{self, letters},
};
use crate::{
    Platform,
    companies::{self, Invited},
    error::{ApiResult, Problem},
    ids::{InvitationId, UserId},
};

pub struct Answer {
    pub password: String,
    pub first_name: String,
    pub last_name: String,
    pub language: Option<Language>,
}

/// Errors: `letter-expired`.
pub async fn opened(platform: &Platform, token: &str) -> ApiResult<Invited> {
    let row = platform
        .letters()
        .row(Letter::RecruiterInvited, token)
        .ok_or(Problem::LetterExpired)?;
    let invited = companies::invited(platform, InvitationId(row)).await?;
    Ok(invited.ok_or(Problem::LetterExpired)?)
}

/// Errors: `letter-expired`, `invalid`, `account-elsewhere`, `busy`.
pub async fn accept(platform: &Platform, token: &str, answer: Answer) -> ApiResult<UserId> {
    let invited = opened(platform, token).await?;
    let new = NewUser {
        email: invited.email,
        password: answer.password,
        first_name: answer.first_name,
        last_name: answer.last_name,
        language: answer.language.unwrap_or(invited.language),
        place: Place::Recruiter(invited.company),
    };
    let email = checked(&new)?;
    let hash = platform.hasher().hash(new.password.clone()).await?;
    let mut tx = platform.db().system().begin().await?;
    platform.throttle().hold_letters(&mut tx, &email).await?;
    if !companies::accepted(&mut tx, invited.id).await? {
        return Err(Problem::LetterExpired.into());
    }
    let user = match store::by_email(&mut *tx, &email).await? {
        None => store::insert(&mut tx, &new, &email, &hash).await?,
        // A sign-up that nobody has proven belongs to nobody; the letter proves this one.
        Some(account) if account.awaits_verification => {
            letters::forget_unproven(&mut tx, account.id).await?;
            store::insert(&mut tx, &new, &email, &hash).await?
        }
        Some(account) if account.left && account.company == Some(invited.company) => {
            let (first, last) = (new.first_name.trim(), new.last_name.trim());
            letters::come_back(&mut tx, account.id, first, last).await?;
            letters::set_password(&mut tx, account.id, &hash).await?;
            account.id
        }
        Some(_) => return Err(Problem::AccountElsewhere.into()),
    };
    letters::proven(&mut tx, user).await?;
    tx.commit().await?;
    Ok(user)
}
