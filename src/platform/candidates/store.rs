//! SQL of profiles and grants.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Education, Experience, ProfileForm, SpokenLanguage, Visibility, agreement, dates::day_of,
};
use crate::{
    accounts::Role,
    db::{RequestTx, unreadable},
    error::ApiResult,
    ids::{AssetId, CompanyId, ProfileId, UserId, VideoId},
    outbox::{self, Event},
    page::{Counted, EXACT_COUNT, Key, Window, counted},
};

pub struct ProfileRow {
    pub id: ProfileId,
    pub first_name: String,
    pub last_name: String,
    pub headline: String,
    pub location: String,
    pub summary: String,
    pub availability: String,
    pub available_from: Option<NaiveDate>,
    pub worked_months: i32,
    pub working_since: Option<i32>,
    pub highest_education: i32,
    pub skills: Vec<String>,
    pub languages: Value,
    pub education: Value,
    pub experience: Value,
    pub status: String,
    pub last_updated: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub video_id: Option<VideoId>,
    pub video_status: Option<String>,
    pub view_count: Option<i32>,
    pub duration_ms: Option<i32>,
    pub poster_id: Option<AssetId>,
    /// The owner's, or what the schema shows of it to a company.
    pub overall: Option<f32>,
}

impl ProfileRow {
    pub fn key(&self, by: By) -> Key {
        Key {
            at: match by {
                By::LastUpdated => self.last_updated,
                By::CreatedAt => self.created_at,
            },
            id: self.id.0,
        }
    }

    /// What is behind, and what goes on until now, to a tenth.
    pub fn experience_years(&self, now: DateTime<Utc>) -> f32 {
        let going_on = self.working_since.map_or(0, |since| month_now(now) - since);
        let months = self.worked_months + going_on.max(0);
        (months as f32 / 1.2).round() / 10.0
    }

    /// A list kept as JSON that only this crate writes.
    pub fn list<T: serde::de::DeserializeOwned>(
        &self,
        column: &str,
        json: &Value,
    ) -> ApiResult<Vec<T>> {
        serde_json::from_value(json.clone())
            .map_err(|error| unreadable("candidate_profiles", column, self.id, error))
    }
}

/// As `month_of` of the schema counts.
pub fn month_now(now: DateTime<Utc>) -> i32 {
    now.year() * 12 + now.month0() as i32
}

// The videos' own policies hide a presentation that the caller may not see; a company
// sees a profile only together with a kept video, or because its candidate applied there. That
// is asked for row by row: of an EXISTS the planner makes a hash of all grants (0055).
macro_rules! profiles {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            ProfileRow,
            r#"SELECT p.id AS "id: ProfileId", p.first_name, p.last_name, p.headline, p.location,
                      p.summary, p.availability, p.skills, p.languages, p.education, p.experience,
                      p.status, p.created_at, p.last_updated, p.available_from,
                      p.worked_months, p.working_since, p.highest_education,
                      v.id AS "video_id?: VideoId", v.status AS "video_status?",
                      v.view_count AS "view_count?", t.duration_ms, a.id AS "poster_id?: AssetId",
                      coalesce(q.overall, shown_quality(v.id)) AS "overall?"
               FROM candidate_profiles p
               LEFT JOIN videos v ON v.id = p.presentation_video_id
               LEFT JOIN takes t ON t.id = v.kept_take_id
               LEFT JOIN assets a ON a.take_id = t.id AND a.kind = 'poster'
               LEFT JOIN take_quality q ON q.take_id = t.id
               WHERE (p.user_id = $1 OR v.status IN ('completed', 'approved')
                   OR (SELECT true FROM grants g WHERE g.user_id = p.user_id AND g.kind = 'application' LIMIT 1))"# + $tail,
            $($argument),*
        )
    };
}

/// By which of its times a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    LastUpdated,
    CreatedAt,
}

/// One's own, or those granted to a company. A candidate's is asked for by owner: it is one
/// at most, and the policies together tell the planner no index.
pub async fn list(tx: &mut RequestTx, window: &Window, by: By) -> ApiResult<Vec<ProfileRow>> {
    let (me, fetch) = (tx.user.0, window.fetch);
    let Key { at, id } = window.after;
    if tx.role == Role::Candidate {
        let own = profiles!(" AND p.user_id = $1", me).fetch_optional(&mut **tx);
        let own: Vec<ProfileRow> = own.await?.into_iter().collect();
        let later = |row: &ProfileRow| (row.key(by).at, row.id.0) > (at, id);
        let earlier = |row: &ProfileRow| (row.key(by).at, row.id.0) < (at, id);
        let inside = |row: &ProfileRow| match window.descending {
            true => earlier(row),
            false => later(row),
        };
        return Ok(own.into_iter().filter(inside).collect());
    }
    // Only these are in the lists' indices (0070); nobody else has anything to show.
    let rows = match (by, window.descending) {
        (By::LastUpdated, true) => {
            profiles!(
                " AND (p.presentation_video_id IS NOT NULL OR p.applied)
                  AND (p.last_updated, p.id) < ($2::timestamptz, $3::uuid)
                  ORDER BY p.last_updated DESC, p.id DESC LIMIT $4",
                me,
                at,
                id,
                fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
        (By::LastUpdated, false) => {
            profiles!(
                " AND (p.presentation_video_id IS NOT NULL OR p.applied)
                  AND (p.last_updated, p.id) > ($2::timestamptz, $3::uuid)
                  ORDER BY p.last_updated, p.id LIMIT $4",
                me,
                at,
                id,
                fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
        (By::CreatedAt, true) => {
            profiles!(
                " AND (p.presentation_video_id IS NOT NULL OR p.applied)
                  AND (p.created_at, p.id) < ($2::timestamptz, $3::uuid)
                  ORDER BY p.created_at DESC, p.id DESC LIMIT $4",
                me,
                at,
                id,
                fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
        (By::CreatedAt, false) => {
            profiles!(
                " AND (p.presentation_video_id IS NOT NULL OR p.applied)
                  AND (p.created_at, p.id) > ($2::timestamptz, $3::uuid)
                  ORDER BY p.created_at, p.id LIMIT $4",
                me,
                at,
                id,
                fetch
            )
            .fetch_all(&mut **tx)
            .await?
        }
    };
    Ok(rows)
}

pub async fn count(tx: &mut RequestTx) -> ApiResult<Counted> {
    let me = tx.user.0;
    if tx.role == Role::Candidate {
        let own = own_profile(&mut *tx, UserId(me)).await?;
        return Ok(Counted {
            count: i64::from(own.is_some()),
            estimated: false,
        });
    }
    // Nobody else sees any: none for the platform's administrator.
    let bounded = sqlx::query_scalar!(
        r#"SELECT count_shown_profiles($1) AS "count!""#,
        EXACT_COUNT as i32 + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "candidate_profiles").await
}

pub async fn get(tx: &mut RequestTx, id: ProfileId) -> ApiResult<ProfileRow> {
    let me = tx.user.0;
    Ok(profiles!(" AND p.id = $2", me, id.0)
        .fetch_one(&mut **tx)
        .await?)
}

/// Those of these profiles that the caller may see, in no order.
pub async fn these(tx: &mut RequestTx, ids: &[Uuid]) -> ApiResult<Vec<ProfileRow>> {
    let me = tx.user.0;
    Ok(profiles!(" AND p.id = ANY($2)", me, ids)
        .fetch_all(&mut **tx)
        .await?)
}

pub async fn own_profile(
    connection: &mut PgConnection,
    user: UserId,
) -> ApiResult<Option<ProfileId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT id AS "id: ProfileId" FROM candidate_profiles WHERE user_id = $1"#,
        user.0
    )
    .fetch_optional(connection)
    .await?)
}

pub async fn create_profile(
    connection: &mut PgConnection,
    user: UserId,
    first_name: &str,
    last_name: &str,
) -> ApiResult<ProfileId> {
    let id = ProfileId::new();
    sqlx::query!(
        "INSERT INTO candidate_profiles (id, user_id, first_name, last_name) VALUES ($1, $2, $3, $4)",
        id.0,
        user.0,
        first_name,
        last_name
    )
    .execute(connection)
    .await?;
    Ok(id)
}

/// The caller's own profile, locked until the end of the transaction.
pub async fn lock_own(tx: &mut RequestTx, id: ProfileId) -> ApiResult<Option<DateTime<Utc>>> {
    let me = tx.user;
    Ok(sqlx::query_scalar!(
        "SELECT last_updated FROM candidate_profiles WHERE id = $1 AND user_id = $2 FOR UPDATE",
        id.0,
        me.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Writes what the form says; what is absent stays as it is. What changed is noted, and where
/// it is spoken of in the presentation, the video's update is suggested.
pub async fn update(
    connection: &mut PgConnection,
    id: ProfileId,
    form: &ProfileForm,
) -> ApiResult<()> {
    let trimmed = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
    let before = sqlx::query_scalar!(
        r#"SELECT to_jsonb(p) AS "row!" FROM candidate_profiles p WHERE p.id = $1 FOR UPDATE"#,
        id.0
    )
    .fetch_one(&mut *connection)
    .await?;
    let after = sqlx::query!(
        r#"UPDATE candidate_profiles p SET
            first_name = coalesce($2, first_name), last_name = coalesce($3, last_name),
            headline = coalesce($4, headline), location = coalesce($5, location),
            summary = coalesce($6, summary), availability = coalesce($7, availability),
            skills = coalesce($8, skills), languages = coalesce($9, languages),
            education = coalesce($10, education), experience = coalesce($11, experience),
            available_from = CASE WHEN $12 THEN $13 ELSE available_from END,
            status = coalesce($14, status), last_updated = now()
         WHERE p.id = $1
         RETURNING to_jsonb(p) AS "row!", user_id AS "user_id: UserId",
                   presentation_video_id AS "presentation: VideoId""#,
        id.0,
        trimmed(&form.first_name),
        trimmed(&form.last_name),
        trimmed(&form.headline),
        trimmed(&form.location),
        trimmed(&form.summary),
        trimmed(&form.availability),
        form.skills.as_deref(),
        form.languages.as_ref().map(|list| serde_json::json!(list)),
        form.education.as_ref().map(|list| serde_json::json!(list)),
        form.experience.as_ref().map(|list| serde_json::json!(list)),
        form.available_from.is_some(),
        form.available_from
            .as_deref()
            .and_then(|day| day_of(day.trim())),
        form.status.as_deref()
    )
    .fetch_one(&mut *connection)
    .await?;
    let changed = agreement::changed(&before, &after.row);
    if changed.is_empty() {
        return Ok(());
    }
    let reasons = match after.presentation {
        None => Vec::new(),
        Some(video) => {
            let raised = agreement::raised_by(&changed);
            suggest(&mut *connection, after.user_id, video, &raised).await?
        }
    };
    note(
        connection,
        after.user_id,
        id,
        ("profile_changed", after.presentation),
        &changed,
        &reasons,
    )
    .await
}

/// Adds reasons to look at the presentation again to those that stand; tells of them when
/// there is a new one. Gives all that stand then.
async fn suggest(
    connection: &mut PgConnection,
    user: UserId,
    video: VideoId,
    raised: &[&str],
) -> ApiResult<Vec<String>> {
    let stands = sqlx::query!(
        r#"SELECT v.cv_update_reasons, coalesce(t.created_at < now() - make_interval(months => $2), false) AS "old!"
           FROM videos v LEFT JOIN takes t ON t.id = v.kept_take_id
           WHERE v.id = $1 FOR UPDATE OF v"#,
        video.0,
        agreement::OLD_AFTER_MONTHS
    )
    .fetch_one(&mut *connection)
    .await?;
    let reasons = agreement::together(&stands.cv_update_reasons, raised, stands.old);
    if reasons == stands.cv_update_reasons {
        return Ok(reasons);
    }
    sqlx::query!(
        "UPDATE videos SET cv_update_reasons = $2, cv_update_suggested = true, updated_at = now()
         WHERE id = $1",
        video.0,
        &reasons
    )
    .execute(&mut *connection)
    .await?;
    let event = Event::SyncNeeded {
        video,
        user,
        reasons: reasons.clone(),
    };
    outbox::emit(connection, event).await?;
    Ok(reasons)
}

/// A line of the sync log.
async fn note(
    connection: &mut PgConnection,
    user: UserId,
    profile: ProfileId,
    (kind, video): (&str, Option<VideoId>),
    fields: &[&str],
    reasons: &[String],
) -> ApiResult<()> {
    let fields: Vec<String> = fields.iter().map(|&field| field.to_owned()).collect();
    sqlx::query!(
        "INSERT INTO profile_changes (id, user_id, profile_id, kind, fields, video_id, reasons)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        user.0,
        profile.0,
        kind,
        &fields,
        video.map(|video| video.0),
        reasons
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A profile as the demo shows it.
#[allow(clippy::too_many_arguments)]
pub async fn fill_for_demo(
    connection: &mut PgConnection,
    user: UserId,
    headline: &str,
    location: &str,
    summary: &str,
    availability: &str,
    skills: &[&str],
    languages: &[SpokenLanguage],
    education: &[Education],
    experience: &[Experience],
) -> ApiResult<()> {
    let Some(id) = own_profile(connection, user).await? else {
        return Ok(());
    };
    let form = ProfileForm {
        first_name: None,
        last_name: None,
        headline: Some(headline.to_owned()),
        location: Some(location.to_owned()),
        summary: Some(summary.to_owned()),
        availability: Some(availability.to_owned()),
        available_from: None,
        status: None,
        skills: Some(skills.iter().map(|&skill| skill.to_owned()).collect()),
        languages: Some(languages.to_vec()),
        education: Some(education.to_vec()),
        experience: Some(experience.to_vec()),
    };
    update(connection, id, &form).await
}

/// Links the video to the profile. To link is to say that both fit: what was noticed before is
/// settled, but for an old recording, which stays old.
pub async fn set_presentation(
    connection: &mut PgConnection,
    user: UserId,
    video: VideoId,
) -> ApiResult<()> {
    let profile = sqlx::query_scalar!(
        r#"UPDATE candidate_profiles SET presentation_video_id = $2, last_updated = now() WHERE user_id = $1
           RETURNING id AS "id: ProfileId""#,
        user.0,
        video.0
    )
    .fetch_one(&mut *connection)
    .await?;
    // One presentation a candidate: the others are no longer linked, and have nothing to fit.
    sqlx::query!(
        "UPDATE videos SET linked_to_cv = (id = $2), cv_update_suggested = false,
                cv_update_reasons = '{}', updated_at = now()
         WHERE user_id = $1 AND (linked_to_cv <> (id = $2) OR cv_update_suggested)",
        user.0,
        video.0
    )
    .execute(&mut *connection)
    .await?;
    let reasons = suggest(&mut *connection, user, video, &[]).await?;
    let linked = ("video_linked", Some(video));
    note(&mut *connection, user, profile, linked, &[], &reasons).await?;
    outbox::emit(connection, Event::VideoLinked { video, user }).await?;
    Ok(())
}

pub async fn clear_presentation(
    connection: &mut PgConnection,
    user: UserId,
    video: VideoId,
) -> ApiResult<()> {
    let unlinked = sqlx::query_scalar!(
        r#"UPDATE candidate_profiles SET presentation_video_id = NULL, last_updated = now()
           WHERE user_id = $1 AND presentation_video_id = $2 RETURNING id AS "id: ProfileId""#,
        user.0,
        video.0
    )
    .fetch_optional(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE videos SET cv_update_suggested = false, cv_update_reasons = '{}'
         WHERE id = $1 AND cv_update_suggested",
        video.0
    )
    .execute(&mut *connection)
    .await?;
    if let Some(profile) = unlinked {
        let gone = ("video_unlinked", Some(video));
        note(connection, user, profile, gone, &[], &[]).await?;
    }
    Ok(())
}

pub async fn visibility(connection: &mut PgConnection, user: UserId) -> ApiResult<Visibility> {
    let companies: Vec<Option<Uuid>> = sqlx::query_scalar!(
        "SELECT company_id FROM grants WHERE user_id = $1 AND kind = 'visibility' ORDER BY created_at, id",
        user.0
    )
    .fetch_all(connection)
    .await?;
    Ok(Visibility {
        all_companies: companies.iter().any(Option::is_none),
        company_ids: companies.into_iter().flatten().map(CompanyId).collect(),
    })
}

/// One choice after the other: the choice is rows, of which there may be none to lock.
pub async fn lock_visibility(tx: &mut RequestTx) -> ApiResult<()> {
    let me = tx.user;
    sqlx::query_scalar!(
        "SELECT id FROM candidate_profiles WHERE user_id = $1 FOR UPDATE",
        me.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(())
}

/// Ids of companies that do not exist are refused by the foreign key. What stands already
/// stays as it is: to save the same choice again opens and closes nothing, and is neither
/// told nor entered in the audit log.
pub async fn set_visibility(
    connection: &mut PgConnection,
    user: UserId,
    visibility: &Visibility,
) -> ApiResult<()> {
    let chosen: Vec<Uuid> = visibility
        .company_ids
        .iter()
        .map(|company| company.0)
        .collect();
    sqlx::query!(
        "DELETE FROM grants WHERE user_id = $1 AND kind = 'visibility'
           AND CASE WHEN company_id IS NULL THEN NOT $2 ELSE company_id <> ALL($3) END",
        user.0,
        visibility.all_companies,
        &chosen
    )
    .execute(&mut *connection)
    .await?;
    let everyone = visibility.all_companies.then_some(None);
    for company in everyone.into_iter().chain(chosen.into_iter().map(Some)) {
        sqlx::query!(
            "INSERT INTO grants (id, user_id, company_id, kind) VALUES ($1, $2, $3, 'visibility')
             ON CONFLICT DO NOTHING",
            Uuid::now_v7(),
            user.0,
            company
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Which of these ids are companies.
pub async fn existing(connection: &mut PgConnection, ids: &[CompanyId]) -> ApiResult<Vec<Uuid>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    Ok(
        sqlx::query_scalar!("SELECT id FROM companies WHERE id = ANY($1)", &ids)
            .fetch_all(connection)
            .await?,
    )
}
