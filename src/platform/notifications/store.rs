//! SQL of deliveries and of the centre.

use std::time::Duration;

use chrono::{DateTime, Utc};
use coach::Language;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{
    Channel, Kind,
    tell::{News, Person},
    templates::Filled,
    topic::Topic,
};
use crate::{
    error::ApiResult,
    ids::{CompanyId, NotificationId, UserId},
};

pub struct EventRow {
    pub id: i64,
    pub topic: String,
    pub event_key: String,
    pub payload: Value,
    pub attempts: i32,
}

/// The event that waits longest, locked; another server takes the next.
pub async fn take_event(connection: &mut PgConnection) -> sqlx::Result<Option<EventRow>> {
    sqlx::query_as!(
        EventRow,
        "SELECT id, topic, event_key, payload, attempts FROM outbox
         WHERE delivered_at IS NULL AND dead_at IS NULL AND next_at <= now()
         ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"
    )
    .fetch_optional(connection)
    .await
}

/// A letter's address and name are in its mail now and need not stand here as well.
pub async fn mark_delivered(
    connection: &mut PgConnection,
    id: i64,
    forget: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE outbox SET delivered_at = now(), attempts = attempts + 1, last_error = NULL,
                payload = CASE WHEN $2 THEN '{}'::jsonb ELSE payload END
         WHERE id = $1",
        id,
        forget
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn postpone_event(
    connection: &mut PgConnection,
    id: i64,
    class: &str,
    pause: Option<Duration>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE outbox SET attempts = attempts + 1, last_error = $2,
                next_at = now() + make_interval(secs => coalesce($3::float8, 0)),
                dead_at = CASE WHEN $3::float8 IS NULL THEN now() END
         WHERE id = $1",
        id,
        class,
        pause.map(|pause| pause.as_secs_f64())
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub struct TakeFacts {
    pub owner: Person,
    pub video_id: Uuid,
    pub title: String,
    pub state: String,
    pub kept: bool,
    /// Completed or approved.
    pub shown: bool,
    pub scored: bool,
}

pub async fn take(connection: &mut PgConnection, take: Uuid) -> sqlx::Result<Option<TakeFacts>> {
    let row = sqlx::query!(
        r#"SELECT u.id AS "user: UserId", u.language, v.id AS video_id, v.title, t.state,
                  (v.kept_take_id = t.id) AS "kept?", v.status IN ('completed', 'approved') AS "shown!",
                  EXISTS (SELECT 1 FROM take_quality q WHERE q.take_id = t.id AND q.status = 'ready') AS "scored!"
           FROM takes t JOIN videos v ON v.id = t.video_id JOIN users u ON u.id = t.user_id
           WHERE t.id = $1"#,
        take
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| TakeFacts {
        owner: Person {
            user: row.user,
            language: row.language,
        },
        video_id: row.video_id,
        title: row.title,
        state: row.state,
        kept: row.kept.unwrap_or(false),
        shown: row.shown,
        scored: row.scored,
    }))
}

pub struct ViewFacts {
    pub owner: Person,
    pub video_id: Uuid,
    pub title: String,
    pub company_id: CompanyId,
    pub company: String,
    pub viewed_at: DateTime<Utc>,
}

pub async fn view(connection: &mut PgConnection, view: Uuid) -> sqlx::Result<Option<ViewFacts>> {
    let row = sqlx::query!(
        r#"SELECT u.id AS "user: UserId", u.language, v.id AS video_id, v.title,
                  c.id AS "company_id: CompanyId", c.name AS company, w.viewed_at
           FROM video_views w JOIN videos v ON v.id = w.video_id
           JOIN users u ON u.id = v.user_id JOIN companies c ON c.id = w.company_id
           WHERE w.id = $1"#,
        view
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| ViewFacts {
        owner: Person {
            user: row.user,
            language: row.language,
        },
        video_id: row.video_id,
        title: row.title,
        company_id: row.company_id,
        company: row.company,
        viewed_at: row.viewed_at,
    }))
}

/// A candidate with a presentation video that companies can watch.
#[derive(Debug)]
pub struct Presented {
    pub owner: UserId,
    pub profile: Uuid,
    pub video: Uuid,
    pub take: Uuid,
}

macro_rules! presented {
    ($tail:tt, $argument:expr) => {
        sqlx::query_as!(
            Presented,
            r#"SELECT p.user_id AS "owner: UserId", p.id AS profile, v.id AS video, v.kept_take_id AS "take!"
               FROM candidate_profiles p JOIN videos v ON v.id = p.presentation_video_id
               WHERE p.status = 'active'
                 AND (v.status = 'approved' OR v.status = 'completed'
                      AND NOT (SELECT videos_need_approval FROM platform_settings)) "# + $tail,
            $argument
        )
    };
}

pub async fn presented_by_take(
    connection: &mut PgConnection,
    take: Uuid,
) -> sqlx::Result<Option<Presented>> {
    presented!("AND v.kept_take_id = $1", take)
        .fetch_optional(connection)
        .await
}

pub async fn presented_by_video(
    connection: &mut PgConnection,
    video: Uuid,
) -> sqlx::Result<Option<Presented>> {
    presented!("AND v.id = $1", video)
        .fetch_optional(connection)
        .await
}

/// And the company that the grant names, unless it names all.
pub async fn presented_by_grant(
    connection: &mut PgConnection,
    grant: Uuid,
) -> sqlx::Result<Option<(Presented, Option<Uuid>)>> {
    let row = sqlx::query!(
        r#"SELECT p.user_id AS "owner: UserId", p.id AS profile, v.id AS video, v.kept_take_id AS "take!",
                  g.company_id
           FROM grants g JOIN candidate_profiles p ON p.user_id = g.user_id
           JOIN videos v ON v.id = p.presentation_video_id
           WHERE g.id = $1 AND p.status = 'active'
             AND (v.status = 'approved' OR v.status = 'completed'
                  AND NOT (SELECT videos_need_approval FROM platform_settings))"#,
        grant
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| {
        let presented = Presented {
            owner: row.owner,
            profile: row.profile,
            video: row.video,
            take: row.take,
        };
        (presented, row.company_id)
    }))
}

/// People of the companies that hold a grant (of one company, where it is named), those that
/// are named by the candidate first, and whether each knows of the candidate.
pub async fn recruiters(
    connection: &mut PgConnection,
    presented: &Presented,
    company: Option<Uuid>,
    most_unread: i64,
    most: i64,
) -> sqlx::Result<Vec<(Person, bool)>> {
    let rows = sqlx::query!(
        r#"SELECT u.id AS "user: UserId", u.language,
                  EXISTS (SELECT 1 FROM notifications n
                          WHERE n.user_id = u.id AND n.type = 'new_candidate'
                            AND n.extra_data ->> 'profile_id' = $3) AS "knows!"
           FROM users u
           WHERE u.role IN ('recruiter', 'company_admin') AND ($2::uuid IS NULL OR u.company_id = $2)
             AND u.left_company_at IS NULL AND u.disabled_at IS NULL
             AND EXISTS (SELECT 1 FROM grants g WHERE g.user_id = $1
                         AND (g.company_id IS NULL OR g.company_id = u.company_id))
             AND (SELECT count(*) FROM (
                    SELECT 1 FROM notifications n
                    WHERE n.user_id = u.id AND n.type IN ('new_candidate', 'video_linked')
                      AND NOT n.is_read AND NOT n.is_archived LIMIT $4) AS unread) < $4
           ORDER BY EXISTS (SELECT 1 FROM grants g
                            WHERE g.user_id = $1 AND g.company_id = u.company_id) DESC, u.id
           LIMIT $5"#,
        presented.owner.0,
        company,
        presented.profile.to_string(),
        most_unread,
        most
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let person = Person {
                user: row.user,
                language: row.language,
            };
            (person, row.knows)
        })
        .collect())
}

/// Everybody of one company who has not left too much of the kind unread.
pub async fn members(
    connection: &mut PgConnection,
    company: CompanyId,
    kind: Kind,
    most_unread: i64,
    most: i64,
) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as!(
        Person,
        r#"SELECT u.id AS "user: UserId", u.language FROM users u
           WHERE u.company_id = $1 AND u.role IN ('recruiter', 'company_admin')
             AND u.left_company_at IS NULL AND u.disabled_at IS NULL
             AND (SELECT count(*) FROM (
                    SELECT 1 FROM notifications n WHERE n.user_id = u.id AND n.type = $2
                      AND NOT n.is_read AND NOT n.is_archived LIMIT $3) AS unread) < $3
           ORDER BY u.id LIMIT $4"#,
        company.0,
        kind.as_str(),
        most_unread,
        most
    )
    .fetch_all(connection)
    .await
}

pub struct JudgementFacts {
    pub owner: Person,
    pub video_id: Uuid,
    pub take_id: Uuid,
    pub title: String,
    /// Of a rejection.
    pub reason: Option<String>,
}

/// A judgement that is the last word on its video.
pub async fn judgement(
    connection: &mut PgConnection,
    judgement: Uuid,
) -> sqlx::Result<Option<JudgementFacts>> {
    let row = sqlx::query!(
        r#"SELECT u.id AS "user: UserId", u.language, v.id AS video_id, j.take_id, v.title, j.reason
           FROM video_judgements j
           JOIN videos v ON v.id = j.video_id AND v.kept_take_id = j.take_id AND v.status = j.verdict
           JOIN users u ON u.id = v.user_id
           WHERE j.id = $1 AND NOT EXISTS (SELECT 1 FROM video_judgements later
               WHERE later.video_id = j.video_id AND (later.judged_at, later.id) > (j.judged_at, j.id))"#,
        judgement
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| JudgementFacts {
        owner: Person {
            user: row.user,
            language: row.language,
        },
        video_id: row.video_id,
        take_id: row.take_id,
        title: row.title,
        reason: row.reason,
    }))
}

pub struct PresentationFacts {
    pub owner: Person,
    pub title: String,
    /// As in `cv_update_reasons`.
    pub reasons: Vec<String>,
}

/// The video, as long as it is a profile's presentation.
pub async fn presentation(
    connection: &mut PgConnection,
    video: Uuid,
) -> sqlx::Result<Option<PresentationFacts>> {
    let row = sqlx::query!(
        r#"SELECT u.id AS "user: UserId", u.language, v.title, v.cv_update_reasons
           FROM videos v JOIN candidate_profiles p ON p.presentation_video_id = v.id
           JOIN users u ON u.id = v.user_id
           WHERE v.id = $1"#,
        video
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| PresentationFacts {
        owner: Person {
            user: row.user,
            language: row.language,
        },
        title: row.title,
        reasons: row.cv_update_reasons,
    }))
}

pub struct ApplicationFacts {
    pub candidate: Person,
    pub profile_id: Uuid,
    pub offer_id: Uuid,
    pub offer: String,
    pub company_id: CompanyId,
    pub company: String,
    pub status: String,
    /// When `status` was said.
    pub said_at: DateTime<Utc>,
}

pub async fn application(
    connection: &mut PgConnection,
    application: Uuid,
) -> sqlx::Result<Option<ApplicationFacts>> {
    let row = sqlx::query!(
        r#"SELECT u.id AS "user: UserId", u.language, a.profile_id, o.id AS offer_id, o.title,
                  c.id AS "company_id: CompanyId", c.name AS company, a.status, a.updated_at
           FROM applications a JOIN offers o ON o.id = a.offer_id
           JOIN companies c ON c.id = a.company_id JOIN users u ON u.id = a.user_id
           WHERE a.id = $1"#,
        application
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| ApplicationFacts {
        candidate: Person {
            user: row.user,
            language: row.language,
        },
        profile_id: row.profile_id,
        offer_id: row.offer_id,
        offer: row.title,
        company_id: row.company_id,
        company: row.company,
        status: row.status,
        said_at: row.updated_at,
    }))
}

pub async fn wants(
    connection: &mut PgConnection,
    user: UserId,
    kind: Kind,
    channel: Channel,
) -> ApiResult<bool> {
    let chosen = sqlx::query_scalar!(
        "SELECT enabled FROM notification_preferences
         WHERE user_id = $1 AND type = $2 AND channel = $3",
        user.0,
        kind.as_str(),
        channel.as_str()
    )
    .fetch_optional(connection)
    .await?;
    Ok(chosen.unwrap_or_else(|| kind.by_default(channel)))
}

/// None when the person was told before.
pub async fn insert(
    connection: &mut PgConnection,
    user: UserId,
    kind: Kind,
    news: &News,
    filled: &Filled,
) -> ApiResult<Option<NotificationId>> {
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO notifications (id, user_id, source_key, type, priority, title, message, reason,
                                      action_url, action_text, extra_data, sender_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
           ON CONFLICT ON CONSTRAINT notifications_once DO NOTHING
           RETURNING id AS "id: NotificationId""#,
        NotificationId::new().0,
        user.0,
        news.key,
        kind.as_str(),
        news.priority,
        cut(&filled.title, 400),
        cut(&filled.message, 4_000),
        cut(&filled.why, 1_000),
        news.action_url,
        news.action_url.as_ref().map(|_| cut(&filled.button, 200)),
        news.extra_data,
        news.sender.map(|sender| sender.0)
    )
    .fetch_optional(connection)
    .await?)
}

pub struct NewMail<'a> {
    pub source_key: &'a str,
    /// An account, whose address is looked up at each try …
    pub user: Option<UserId>,
    /// … or an address.
    pub address: Option<&'a str>,
    pub topic: Topic,
    pub language: Language,
    pub context: Value,
}

/// Asked for before, it changes nothing.
pub async fn insert_mail(connection: &mut PgConnection, mail: &NewMail<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO mails (id, source_key, user_id, address, topic, language, context)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT mails_once DO NOTHING",
        Uuid::now_v7(),
        mail.source_key,
        mail.user.map(|user| user.0),
        mail.address,
        mail.topic.as_str(),
        mail.language.tag(),
        mail.context
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("SELECT pg_notify('jobgate_outbox', '')")
        .execute(connection)
        .await?;
    Ok(())
}

pub struct MailRow {
    pub id: Uuid,
    pub source_key: String,
    pub user_id: Option<UserId>,
    pub address: Option<String>,
    pub topic: String,
    pub language: String,
    pub context: Value,
    pub attempts: i32,
    pub forgiven: i32,
    pub created_at: DateTime<Utc>,
}

/// The mail that waits longest, or one whose sender went silent. The try is counted and the
/// lease runs from here on.
pub async fn take_mail(pool: &PgPool, lease: Duration) -> sqlx::Result<Option<MailRow>> {
    sqlx::query_as!(
        MailRow,
        r#"UPDATE mails SET attempts = attempts + 1, next_at = now() + make_interval(secs => $1)
           WHERE id = (SELECT id FROM mails WHERE state = 'waiting' AND next_at <= now()
                       ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING id, source_key, user_id AS "user_id: UserId", address, topic, language, context,
                     attempts, forgiven, created_at"#,
        lease.as_secs_f64()
    )
    .fetch_optional(pool)
    .await
}

pub struct Addressee {
    pub email: String,
    pub first_name: String,
    pub language: String,
    pub disabled: bool,
}

pub async fn addressee(
    connection: &mut PgConnection,
    user: UserId,
) -> sqlx::Result<Option<Addressee>> {
    sqlx::query_as!(
        Addressee,
        r#"SELECT email, first_name, language, disabled_at IS NOT NULL AS "disabled!"
           FROM users WHERE id = $1"#,
        user.0
    )
    .fetch_optional(connection)
    .await
}

/// How a try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// The person does not want it any more.
    Suppressed,
    Retry {
        class: &'static str,
        pause: Duration,
    },
    Dead {
        class: &'static str,
    },
}

/// Writes it down and into the log. False when the lease was lost.
pub async fn finish_mail(pool: &PgPool, mail: &MailRow, outcome: Outcome) -> sqlx::Result<bool> {
    let (state, status, class, pause) = match outcome {
        Outcome::Sent => ("sent", "sent", None, Duration::ZERO),
        Outcome::Suppressed => ("suppressed", "suppressed", None, Duration::ZERO),
        Outcome::Retry { class, pause } => ("waiting", "failed", Some(class), pause),
        Outcome::Dead { class } => ("dead", "dead", Some(class), Duration::ZERO),
    };
    let mut tx = pool.begin().await?;
    let kept = sqlx::query!(
        "UPDATE mails SET state = $3, error_class = $4, next_at = now() + make_interval(secs => $5),
                finished_at = CASE WHEN $3 <> 'waiting' THEN now() END,
                address = CASE WHEN $3 IN ('sent', 'suppressed') THEN NULL ELSE address END,
                context = CASE WHEN $3 IN ('sent', 'suppressed') THEN '{}'::jsonb ELSE context END
         WHERE id = $1 AND attempts = $2 AND state = 'waiting'",
        mail.id,
        mail.attempts,
        state,
        class,
        pause.as_secs_f64()
    )
    .execute(&mut *tx)
    .await?;
    if kept.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "INSERT INTO mail_attempts (mail_id, attempt, status, error_class) VALUES ($1, $2, $3, $4)",
        mail.id,
        mail.attempts,
        status,
        class
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// Removes what has said all it had to say; how long each is kept stands in docs/privacy.md.
pub async fn prune(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM outbox WHERE coalesce(delivered_at, dead_at) < now() - interval '30 days'
         AND (delivered_at IS NOT NULL OR dead_at IS NOT NULL)"
    )
    .execute(pool)
    .await?;
    // A dead letter can be tried again for a week; then its address goes.
    sqlx::query!(
        "UPDATE mails SET address = NULL, context = '{}'
         WHERE state = 'dead' AND finished_at < now() - interval '7 days'
           AND (address IS NOT NULL OR context <> '{}')"
    )
    .execute(pool)
    .await?;
    sqlx::query!("DELETE FROM mails WHERE finished_at < now() - interval '30 days'")
        .execute(pool)
        .await?;
    sqlx::query!("DELETE FROM notifications WHERE created_at < now() - interval '365 days'")
        .execute(pool)
        .await?;
    Ok(())
}

/// Whether anything is due now: events, or mails.
pub async fn waiting(pool: &PgPool) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT (SELECT count(*) FROM outbox
                   WHERE delivered_at IS NULL AND dead_at IS NULL AND next_at <= now())
                + (SELECT count(*) FROM mails WHERE state = 'waiting' AND next_at <= now()) AS "due!""#
    )
    .fetch_one(pool)
    .await
}
