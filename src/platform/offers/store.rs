//! SQL of offers and applications.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{WITHDRAWN, api::OfferForm};
use crate::{
    db::RequestTx,
    error::{ApiResult, Problem},
    ids::{ApplicationId, CompanyId, OfferId, ProfileId, UserId},
    page::{Counted, EXACT_COUNT, Key, Window, counted},
};

pub struct OfferRow {
    pub id: OfferId,
    pub company_id: CompanyId,
    pub company_name: String,
    pub title: String,
    pub description: String,
    pub required_skills: Vec<String>,
    pub location: String,
    pub languages: Value,
    pub status: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// The caller's own.
    pub application: Option<ApplicationId>,
    /// Those that the caller may see.
    pub applications: i64,
}

impl OfferRow {
    pub fn key(&self) -> Key {
        Key {
            at: self.created_at,
            id: self.id.0,
        }
    }
}

// Which offers are there for the caller, the policies decide.
macro_rules! offers {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            OfferRow,
            r#"SELECT o.id AS "id: OfferId", o.company_id AS "company_id: CompanyId",
                      c.name AS company_name, o.title, o.description, o.required_skills, o.location,
                      o.languages, o.status, o.created_at, o.updated_at,
                      (SELECT a.id FROM applications a WHERE a.offer_id = o.id AND a.user_id = $1)
                          AS "application: ApplicationId",
                      (SELECT count(*) FROM applications a WHERE a.offer_id = o.id) AS "applications!"
               FROM offers o JOIN companies c ON c.id = o.company_id
               WHERE true"# + $tail,
            $($argument),*
        )
    };
}

pub async fn offers(
    tx: &mut RequestTx,
    window: &Window,
    status: Option<&str>,
) -> ApiResult<Vec<OfferRow>> {
    let me = tx.user.0;
    let Key { at, id } = window.after;
    let rows = match window.descending {
        true => {
            offers!(
                " AND ($2::text IS NULL OR o.status = $2)
                  AND (o.created_at, o.id) < ($3::timestamptz, $4::uuid)
                  ORDER BY o.created_at DESC, o.id DESC LIMIT $5",
                me,
                status,
                at,
                id,
                window.fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
        false => {
            offers!(
                " AND ($2::text IS NULL OR o.status = $2)
                  AND (o.created_at, o.id) > ($3::timestamptz, $4::uuid)
                  ORDER BY o.created_at, o.id LIMIT $5",
                me,
                status,
                at,
                id,
                window.fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
    };
    Ok(rows)
}

pub async fn count_offers(tx: &mut RequestTx, status: Option<&str>) -> ApiResult<Counted> {
    let bounded = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (SELECT 1 AS one FROM offers
             WHERE $1::text IS NULL OR status = $1 LIMIT $2) AS listed"#,
        status,
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "offers").await
}

pub async fn offer(tx: &mut RequestTx, id: OfferId) -> ApiResult<OfferRow> {
    let me = tx.user.0;
    Ok(offers!(" AND o.id = $2", me, id.0)
        .fetch_one(&mut **tx)
        .await?)
}

/// When it was last changed; nobody changes it until the end of the transaction.
pub async fn lock_offer(tx: &mut RequestTx, id: OfferId) -> ApiResult<DateTime<Utc>> {
    Ok(sqlx::query_scalar!(
        "SELECT updated_at FROM offers WHERE id = $1 FOR UPDATE",
        id.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn insert_offer(tx: &mut RequestTx, title: &str) -> ApiResult<OfferId> {
    let company = tx.company.ok_or(Problem::Forbidden)?;
    let id = OfferId::new();
    sqlx::query!(
        "INSERT INTO offers (id, company_id, title) VALUES ($1, $2, $3)",
        id.0,
        company.0,
        title
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// What is absent stays as it is.
pub async fn update_offer(tx: &mut RequestTx, id: OfferId, form: &OfferForm) -> ApiResult<()> {
    let trimmed = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
    sqlx::query!(
        "UPDATE offers SET title = coalesce($2, title), description = coalesce($3, description),
            required_skills = coalesce($4, required_skills), location = coalesce($5, location),
            languages = coalesce($6, languages), status = coalesce($7, status), updated_at = now()
         WHERE id = $1",
        id.0,
        trimmed(&form.title),
        trimmed(&form.description),
        form.required_skills.as_deref(),
        trimmed(&form.location),
        form.languages.as_ref().map(|list| serde_json::json!(list)),
        form.status.as_deref()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub struct ApplicationRow {
    pub id: ApplicationId,
    pub offer_id: OfferId,
    pub offer_title: String,
    pub company_id: CompanyId,
    pub company_name: String,
    pub user_id: UserId,
    pub profile_id: ProfileId,
    /// Where the caller may see the profile.
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub message: String,
    pub status: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl ApplicationRow {
    pub fn key(&self) -> Key {
        Key {
            at: self.created_at,
            id: self.id.0,
        }
    }
}

macro_rules! applications {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            ApplicationRow,
            r#"SELECT a.id AS "id: ApplicationId", a.offer_id AS "offer_id: OfferId",
                      o.title AS offer_title, a.company_id AS "company_id: CompanyId",
                      c.name AS company_name, a.user_id AS "user_id: UserId",
                      a.profile_id AS "profile_id: ProfileId", p.first_name AS "first_name?",
                      p.last_name AS "last_name?", a.message, a.status, a.created_at, a.updated_at
               FROM applications a
               JOIN offers o ON o.id = a.offer_id
               JOIN companies c ON c.id = a.company_id
               LEFT JOIN candidate_profiles p ON p.id = a.profile_id
               WHERE true"# + $tail,
            $($argument),*
        )
    };
}

pub async fn applications(
    tx: &mut RequestTx,
    window: &Window,
    offer: Option<OfferId>,
    status: Option<&str>,
) -> ApiResult<Vec<ApplicationRow>> {
    let offer = offer.map(|offer| offer.0);
    let Key { at, id } = window.after;
    let rows = match window.descending {
        true => {
            applications!(
                " AND ($1::uuid IS NULL OR a.offer_id = $1) AND ($2::text IS NULL OR a.status = $2)
                  AND (a.created_at, a.id) < ($3::timestamptz, $4::uuid)
                  ORDER BY a.created_at DESC, a.id DESC LIMIT $5",
                offer,
                status,
                at,
                id,
                window.fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
        false => {
            applications!(
                " AND ($1::uuid IS NULL OR a.offer_id = $1) AND ($2::text IS NULL OR a.status = $2)
                  AND (a.created_at, a.id) > ($3::timestamptz, $4::uuid)
                  ORDER BY a.created_at, a.id LIMIT $5",
                offer,
                status,
                at,
                id,
                window.fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
    };
    Ok(rows)
}

pub async fn count_applications(
    tx: &mut RequestTx,
    offer: Option<OfferId>,
    status: Option<&str>,
) -> ApiResult<Counted> {
    let bounded = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (SELECT 1 AS one FROM applications a
             WHERE ($1::uuid IS NULL OR a.offer_id = $1) AND ($2::text IS NULL OR a.status = $2)
             LIMIT $3) AS listed"#,
        offer.map(|offer| offer.0),
        status,
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "applications").await
}

pub async fn application(tx: &mut RequestTx, id: ApplicationId) -> ApiResult<ApplicationRow> {
    Ok(applications!(" AND a.id = $1", id.0)
        .fetch_one(&mut **tx)
        .await?)
}

/// The same, which nobody changes until the end of the transaction.
pub async fn lock_application(tx: &mut RequestTx, id: ApplicationId) -> ApiResult<ApplicationRow> {
    // Waits for whoever changes it now; what is read after it is what became of it.
    sqlx::query!(
        "SELECT 1 AS one FROM applications WHERE id = $1 FOR UPDATE",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    application(tx, id).await
}

/// Applies, also anew after a withdrawal, and grants the profile to the company. `None` when
/// an application stands already.
pub async fn apply(
    tx: &mut RequestTx,
    offer: &OfferRow,
    profile: ProfileId,
    message: &str,
) -> ApiResult<Option<ApplicationId>> {
    let me = tx.user.0;
    let applied = sqlx::query_scalar!(
        r#"INSERT INTO applications AS a (id, offer_id, company_id, user_id, profile_id, message)
           VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT ON CONSTRAINT applications_once DO UPDATE
               SET status = 'received', message = excluded.message, updated_at = now()
               WHERE a.status = 'withdrawn'
           RETURNING id AS "id: ApplicationId""#,
        ApplicationId::new().0,
        offer.id.0,
        offer.company_id.0,
        me,
        profile.0,
        message
    )
    .fetch_optional(&mut **tx)
    .await?;
    if applied.is_some() {
        sqlx::query!(
            "INSERT INTO grants (id, user_id, company_id, kind) VALUES ($1, $2, $3, 'application')
             ON CONFLICT DO NOTHING",
            Uuid::now_v7(),
            me,
            offer.company_id.0
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(applied)
}

/// Takes the caller's application back, and the grant with the last one at that company.
pub async fn withdraw(tx: &mut RequestTx, row: &ApplicationRow) -> ApiResult<()> {
    let me = tx.user.0;
    set_status(tx, row.id, WITHDRAWN).await?;
    sqlx::query!(
        "DELETE FROM grants g WHERE g.user_id = $1 AND g.company_id = $2 AND g.kind = 'application'
           AND NOT EXISTS (SELECT 1 FROM applications a
               WHERE a.user_id = $1 AND a.company_id = $2 AND a.status <> 'withdrawn')",
        me,
        row.company_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// `RowNotFound` when it was taken back in the meantime.
pub async fn set_status(tx: &mut RequestTx, id: ApplicationId, status: &str) -> ApiResult<()> {
    sqlx::query_scalar!(
        "UPDATE applications SET status = $2, updated_at = now() WHERE id = $1 RETURNING id",
        id.0,
        status
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(())
}
