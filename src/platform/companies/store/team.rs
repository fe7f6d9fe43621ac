//! SQL of members and invitations.

use chrono::{DateTime, Utc};
use coach::Language;
use sqlx::{PgConnection, PgPool};

use super::super::{
    api::{Invitation, Member},
    team::Invited,
};
use crate::{
    accounts::Role,
    db::RequestTx,
    error::ApiResult,
    ids::{CompanyId, InvitationId, UserId},
};

/// What a page shows at once; a company with more needs a search.
const MOST: i64 = 1_000;

struct MemberRow {
    id: UserId,
    email: String,
    first_name: String,
    last_name: String,
    role: String,
    since: DateTime<Utc>,
}

impl MemberRow {
    fn read(self) -> ApiResult<Member> {
        Ok(Member {
            role: Role::from_row(&self.role, "users", self.id)?,
            id: self.id,
            email: self.email,
            first_name: self.first_name,
            last_name: self.last_name,
            since: self.since,
        })
    }
}

pub async fn members(tx: &mut RequestTx) -> ApiResult<Vec<Member>> {
    let company = tx.company.map(|company| company.0);
    let rows = sqlx::query_as!(
        MemberRow,
        r#"SELECT id AS "id: UserId", email, first_name, last_name, role, created_at AS since
           FROM users WHERE company_id = $1 AND left_company_at IS NULL
           ORDER BY lower(last_name), lower(first_name), id LIMIT $2"#,
        company,
        MOST
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(MemberRow::read).collect()
}

pub async fn member(tx: &mut RequestTx, id: UserId) -> ApiResult<Option<Member>> {
    let company = tx.company.map(|company| company.0);
    let row = sqlx::query_as!(
        MemberRow,
        r#"SELECT id AS "id: UserId", email, first_name, last_name, role, created_at AS since
           FROM users WHERE company_id = $1 AND id = $2 AND left_company_at IS NULL"#,
        company,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(MemberRow::read).transpose()
}

pub async fn is_member(tx: &mut RequestTx, email: &str) -> ApiResult<bool> {
    let company = tx.company.map(|company| company.0);
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM users WHERE company_id = $1
               AND lower(email) = lower($2) AND left_company_at IS NULL) AS "is!""#,
        company,
        email
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// The company's admins, locked: of two who remove each other one comes first.
pub async fn lock_admins(
    connection: &mut PgConnection,
    company: CompanyId,
) -> ApiResult<Vec<UserId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT id AS "id: UserId" FROM users WHERE company_id = $1 AND role = 'company_admin'
               AND left_company_at IS NULL ORDER BY id FOR UPDATE"#,
        company.0
    )
    .fetch_all(connection)
    .await?)
}

pub async fn set_role(
    connection: &mut PgConnection,
    company: CompanyId,
    member: UserId,
    role: Role,
) -> ApiResult<bool> {
    let done = sqlx::query!(
        "UPDATE users SET role = $3
         WHERE id = $2 AND company_id = $1 AND left_company_at IS NULL",
        company.0,
        member.0,
        role.as_str()
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn leave(
    connection: &mut PgConnection,
    company: CompanyId,
    member: UserId,
) -> ApiResult<bool> {
    let done = sqlx::query!(
        "UPDATE users SET left_company_at = now(), role = 'recruiter'
         WHERE id = $2 AND company_id = $1 AND left_company_at IS NULL",
        company.0,
        member.0
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Open ones, the newest first; those that have run out can be sent again.
pub async fn invitations(tx: &mut RequestTx) -> ApiResult<Vec<Invitation>> {
    Ok(sqlx::query_as!(
        Invitation,
        r#"SELECT id AS "id: InvitationId", email, language, created_at, expires_at,
                  expires_at <= now() AS "expired!"
           FROM invitations WHERE accepted_at IS NULL AND withdrawn_at IS NULL
           ORDER BY created_at DESC, id DESC LIMIT $1"#,
        MOST
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn insert(
    tx: &mut RequestTx,
    company: CompanyId,
    email: &str,
    language: Language,
) -> ApiResult<Invitation> {
    let (id, by) = (InvitationId::new(), tx.user);
    Ok(sqlx::query_as!(
        Invitation,
        r#"INSERT INTO invitations (id, company_id, email, language, invited_by)
           VALUES ($1, $2, $3, $4, $5)
           RETURNING id AS "id: InvitationId", email, language, created_at, expires_at,
                     false AS "expired!""#,
        id.0,
        company.0,
        email,
        language.tag(),
        by.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn withdraw(tx: &mut RequestTx, id: InvitationId) -> ApiResult<bool> {
    let done = sqlx::query!(
        "UPDATE invitations SET withdrawn_at = now()
         WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL",
        id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn withdraw_address(tx: &mut RequestTx, email: &str) -> ApiResult<()> {
    sqlx::query!(
        "UPDATE invitations SET withdrawn_at = now()
         WHERE lower(email) = lower($1) AND accepted_at IS NULL AND withdrawn_at IS NULL",
        email
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub struct Addressed {
    pub email: String,
    pub language: String,
}

pub async fn address_of(tx: &mut RequestTx, id: InvitationId) -> ApiResult<Option<Addressed>> {
    Ok(sqlx::query_as!(
        Addressed,
        "SELECT email, language FROM invitations
         WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub async fn name(tx: &mut RequestTx, company: CompanyId) -> ApiResult<String> {
    Ok(
        sqlx::query_scalar!("SELECT name FROM companies WHERE id = $1", company.0)
            .fetch_one(&mut **tx)
            .await?,
    )
}

pub async fn invited(pool: &PgPool, id: InvitationId) -> ApiResult<Option<Invited>> {
    let row = sqlx::query!(
        r#"SELECT i.company_id AS "company: CompanyId", c.name, i.email, i.language, i.expires_at
           FROM invitations i JOIN companies c ON c.id = i.company_id
           WHERE i.id = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
             AND i.expires_at > now()"#,
        id.0
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Invited {
        id,
        company: row.company,
        company_name: row.name,
        email: row.email,
        language: Language::from_tag(&row.language).unwrap_or_default(),
        expires_at: row.expires_at,
    }))
}

/// One statement: of two that come at once, one finds the invitation used.
pub async fn accept(connection: &mut PgConnection, id: InvitationId) -> ApiResult<bool> {
    let done = sqlx::query!(
        "UPDATE invitations SET accepted_at = now()
         WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL AND expires_at > now()",
        id.0
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}
