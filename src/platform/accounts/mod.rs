//! People who can log in: passwords, access tokens, refresh families.
//!
//! An access token (JWT, ten minutes) names a person and a session and nothing else; what
//! the person may do is read from the row at each request, so a change takes effect at
//! once and a revoked session ends at once.

mod api;
mod caller;
mod client;
mod letters;
mod log_in;
mod password;
mod post;
mod recruit;
mod store;
mod throttle;
mod token;
mod two_step;

pub(crate) use api::{MEDIA_COOKIE, language_of};
pub use api::{SessionBody, User, UserCompany, router};
pub use caller::Caller;
pub(crate) use client::Client;
pub use client::Network;
pub use letters::{Letter, LetterKeys};
pub use password::{Hasher, Limits as HashingLimits};
pub(crate) use post::needs_mail;
pub use throttle::Throttle;
pub use token::TokenSigner;
pub(crate) use token::{OpaqueToken, hash_of};
pub use two_step::Keys as TwoStepKeys;

use coach::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Platform,
    db::unreadable,
    error::{ApiError, Problem},
    http::Checker,
    ids::{CompanyId, UserId},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Candidate,
    Recruiter,
    CompanyAdmin,
    PlatformAdmin,
}

impl Role {
    /// People of a company, who see what is granted to it.
    pub const OF_A_COMPANY: [Role; 2] = [Role::Recruiter, Role::CompanyAdmin];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Candidate => "candidate",
            Role::Recruiter => "recruiter",
            Role::CompanyAdmin => "company_admin",
            Role::PlatformAdmin => "platform_admin",
        }
    }

    pub fn parse(name: &str) -> Option<Role> {
        match name {
            "candidate" => Some(Role::Candidate),
            "recruiter" => Some(Role::Recruiter),
            "company_admin" => Some(Role::CompanyAdmin),
            "platform_admin" => Some(Role::PlatformAdmin),
            _ => None,
        }
    }

    pub(crate) fn from_row(
        name: &str,
        table: &str,
        row: impl std::fmt::Display,
    ) -> Result<Role, ApiError> {
        Role::parse(name).ok_or_else(|| unreadable(table, "role", row, name))
    }
}

/// Shortest password; NIST SP 800-63B asks for at least 8, we for a phrase.
pub const MIN_PASSWORD: usize = 12;
/// Longer ones are refused before they cost hashing time.
pub const MAX_PASSWORD: usize = 256;

/// Somebody to be.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub email: String,
    pub password: String,
    pub first_name: String,
    pub last_name: String,
    pub language: Language,
    pub place: Place,
}

/// Where a person stands. Only people of a company have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Candidate,
    Recruiter(CompanyId),
    CompanyAdmin(CompanyId),
    PlatformAdmin,
}

impl Place {
    pub fn role(self) -> Role {
        match self {
            Place::Candidate => Role::Candidate,
            Place::Recruiter(_) => Role::Recruiter,
            Place::CompanyAdmin(_) => Role::CompanyAdmin,
            Place::PlatformAdmin => Role::PlatformAdmin,
        }
    }

    pub fn company(self) -> Option<CompanyId> {
        match self {
            Place::Recruiter(company) | Place::CompanyAdmin(company) => Some(company),
            Place::Candidate | Place::PlatformAdmin => None,
        }
    }
}

/// Makes an account; a candidate gets the profile with it.
///
/// Errors: `invalid` with the fields, `email-taken`, `busy` when too many passwords are
/// being hashed.
pub async fn create(platform: &Platform, new: NewUser) -> Result<UserId, ApiError> {
    let email = checked(&new)?;
    if store::by_email(platform.db().system(), &email)
        .await?
        .is_some()
    {
        return Err(Problem::EmailTaken.into());
    }
    let password_hash = platform.hasher().hash(new.password.clone()).await?;
    let mut tx = platform.db().system().begin().await?;
    let id = insert_with_profile(&mut tx, &new, &email, &password_hash).await?;
    tx.commit().await?;
    Ok(id)
}

/// The address, trimmed.
fn checked(new: &NewUser) -> Result<String, ApiError> {
    let email = new.email.trim().to_owned();
    let mut check = Checker::default();
    check_email(&mut check, &email);
    check_password(&mut check, &new.password);
    check.text("first_name", &new.first_name, 1, 100);
    check.text("last_name", &new.last_name, 1, 100);
    check.finish()?;
    Ok(email)
}

async fn insert_with_profile(
    connection: &mut sqlx::PgConnection,
    new: &NewUser,
    email: &str,
    password_hash: &str,
) -> Result<UserId, ApiError> {
    let id = store::insert(connection, new, email, password_hash).await?;
    if new.place == Place::Candidate {
        let (first, last) = (new.first_name.trim(), new.last_name.trim());
        crate::candidates::create_profile(connection, id, first, last).await?;
    }
    Ok(id)
}

/// Errors: `invalid` with the field `email`.
pub(crate) fn checked_email(email: &str) -> Result<String, ApiError> {
    let email = email.trim();
    let mut check = Checker::default();
    check_email(&mut check, email);
    check.finish()?;
    Ok(email.to_owned())
}

/// Errors: `too-many-tries`.
pub(crate) async fn count_letter(
    platform: &Platform,
    email: &str,
    client: Client,
) -> Result<(), ApiError> {
    let throttle = platform.throttle();
    throttle.count_letter(platform, email, client.address).await
}

/// Which of these are over.
pub(crate) async fn ended_sessions(
    pool: &sqlx::PgPool,
    sessions: &[crate::ids::SessionId],
) -> sqlx::Result<Vec<crate::ids::SessionId>> {
    store::sessions::ended_of(pool, sessions).await
}

/// Of somebody who is not let in any more.
pub(crate) async fn end_all_sessions(
    connection: &mut sqlx::PgConnection,
    user: UserId,
) -> Result<(), ApiError> {
    store::sessions::revoke_all(connection, user, store::sessions::Revocation::Removed).await
}

/// Ends an account: every session ends, with what is open in it, and no log-in opens one.
///
/// Errors: `forbidden` when the admin's own account was ended meanwhile, `not-found`.
pub(crate) async fn disable(
    connection: &mut sqlx::PgConnection,
    admin: UserId,
    user: UserId,
) -> Result<(), ApiError> {
    if !store::lock_platform_admins(connection)
        .await?
        .contains(&admin)
    {
        return Err(Problem::Forbidden.into());
    }
    if !store::disable(connection, user).await? {
        return Err(Problem::NotFound.into());
    }
    store::sessions::revoke_all(connection, user, store::sessions::Revocation::Disabled).await
}

/// Lets somebody log in again. What was ended stays so.
///
/// Errors: as [`disable`].
pub(crate) async fn restore(
    connection: &mut sqlx::PgConnection,
    admin: UserId,
    user: UserId,
) -> Result<(), ApiError> {
    if !store::lock_platform_admins(connection)
        .await?
        .contains(&admin)
    {
        return Err(Problem::Forbidden.into());
    }
    match store::restore(connection, user).await? {
        true => Ok(()),
        false => Err(Problem::NotFound.into()),
    }
}

/// The id of the account with this address, if there is one.
pub async fn find(platform: &Platform, email: &str) -> Result<Option<UserId>, ApiError> {
    Ok(store::by_email(platform.db().system(), email.trim())
        .await?
        .map(|account| account.id))
}

fn check_email(check: &mut Checker, email: &str) {
    let shaped = email.len() <= 254
        && !email.contains(char::is_whitespace)
        && email.parse::<lettre::Address>().is_ok();
    if email.is_empty() {
        check.fault("email", crate::error::Fault::Required);
    } else {
        check.require("email", shaped, crate::error::Fault::NotAnEmail);
    }
}

fn check_password(check: &mut Checker, password: &str) {
    let length = password.chars().count();
    if length < MIN_PASSWORD {
        check.fault(
            "password",
            crate::error::Fault::TooShort { min: MIN_PASSWORD },
        );
    } else if password.len() > MAX_PASSWORD {
        check.fault(
            "password",
            crate::error::Fault::TooLong { max: MAX_PASSWORD },
        );
    }
}
