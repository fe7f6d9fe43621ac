//! Who is of a company, and who is asked to be.

use chrono::{DateTime, Utc};
use coach::Language;
use sqlx::PgConnection;

use super::{
    api::{Invitation, Member},
    store::team as store,
};
use crate::{
    Platform,
    accounts::{self, Caller, Client, Letter, Role},
    db::RequestTx,
    error::{ApiError, ApiResult, Problem},
    ids::{CompanyId, InvitationId, UserId},
    outbox::{self, Event},
};

/// An invitation that still counts.
pub struct Invited {
    pub id: InvitationId,
    pub company: CompanyId,
    pub company_name: String,
    pub email: String,
    pub language: Language,
    pub expires_at: DateTime<Utc>,
}

pub async fn invited(platform: &Platform, id: InvitationId) -> ApiResult<Option<Invited>> {
    store::invited(platform.db().system(), id).await
}

/// Uses an invitation up; `false` when it counts no more.
pub async fn accepted(connection: &mut PgConnection, id: InvitationId) -> ApiResult<bool> {
    store::accept(connection, id).await
}

/// The transaction of a company admin.
pub async fn enter(platform: &Platform, caller: &Caller) -> ApiResult<(RequestTx, CompanyId)> {
    let tx = caller.enter(platform).await?;
    tx.only(&[Role::CompanyAdmin])?;
    let company = tx.company.ok_or(Problem::Forbidden)?;
    Ok((tx, company))
}

/// Errors: `mail-off`, `invalid`, `already-member`, `too-many-tries`.
pub async fn invite(
    platform: &Platform,
    tx: &mut RequestTx,
    company: CompanyId,
    client: Client,
    email: &str,
    language: Option<Language>,
) -> ApiResult<Invitation> {
    accounts::needs_mail(platform)?;
    let email = accounts::checked_email(email)?;
    if store::is_member(tx, &email).await? {
        return Err(Problem::AlreadyMember.into());
    }
    accounts::count_letter(platform, &email, client).await?;
    let language = language.unwrap_or(tx.language);
    write(tx, company, &email, language).await
}

/// The same once more, with a new link; the old one is worth nothing from now on.
///
/// Errors: `mail-off`, `not-found`, `too-many-tries`.
pub async fn resend(
    platform: &Platform,
    tx: &mut RequestTx,
    company: CompanyId,
    client: Client,
    id: InvitationId,
) -> ApiResult<Invitation> {
    let old = store::address_of(tx, id).await?.ok_or(Problem::NotFound)?;
    accounts::needs_mail(platform)?;
    accounts::count_letter(platform, &old.email, client).await?;
    let language = Language::from_tag(&old.language).unwrap_or_default();
    write(tx, company, &old.email, language).await
}

/// One open invitation an address: an older one is withdrawn.
async fn write(
    tx: &mut RequestTx,
    company: CompanyId,
    email: &str,
    language: Language,
) -> ApiResult<Invitation> {
    store::withdraw_address(tx, email).await?;
    let invitation = store::insert(tx, company, email, language).await?;
    let event = Event::Letter {
        letter: Letter::RecruiterInvited,
        row: invitation.id.0,
        to: email.to_owned(),
        language,
        name: String::new(),
        company: Some(store::name(tx, company).await?),
    };
    outbox::emit(tx, event).await?;
    Ok(invitation)
}

/// Changes what a colleague may do. At once: roles are read at each request.
///
/// Errors: `forbidden`, `not-found`, `last-admin`.
pub async fn change(
    platform: &Platform,
    caller: &Caller,
    member: UserId,
    role: Role,
) -> ApiResult<Member> {
    let (mut tx, company) = enter(platform, caller).await?;
    let mut found = store::member(&mut tx, member)
        .await?
        .ok_or(Problem::NotFound)?;
    tx.commit().await?;
    // A request may not change roles, whatever its SQL; what it may was asked above.
    let mut tx = platform.db().system_for(caller.user).await?;
    let admins = store::lock_admins(&mut tx, company).await?;
    if !admins.contains(&caller.user) {
        return Err(Problem::Forbidden.into());
    }
    if role != Role::CompanyAdmin && admins == [member] {
        return Err(Problem::LastAdmin.into());
    }
    if !store::set_role(&mut tx, company, member, role).await? {
        return Err(Problem::NotFound.into());
    }
    tx.commit().await?;
    found.role = role;
    Ok(found)
}

/// Removes a colleague: every session ends, with what is open in it, and no log-in opens one.
///
/// Errors: as [`change`].
pub async fn remove(platform: &Platform, caller: &Caller, member: UserId) -> ApiResult<()> {
    let (mut tx, company) = enter(platform, caller).await?;
    store::member(&mut tx, member)
        .await?
        .ok_or(Problem::NotFound)?;
    tx.commit().await?;
    let mut tx = platform.db().system_for(caller.user).await?;
    let admins = store::lock_admins(&mut tx, company).await?;
    if !admins.contains(&caller.user) {
        return Err(Problem::Forbidden.into());
    }
    if admins == [member] {
        return Err(Problem::LastAdmin.into());
    }
    if !store::leave(&mut tx, company, member).await? {
        return Err(ApiError::from(Problem::NotFound));
    }
    accounts::end_all_sessions(&mut tx, member).await?;
    Ok(tx.commit().await?)
}
