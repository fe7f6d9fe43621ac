//! People write to people: platform admins to anybody in their own words, company admins by
//! named templates to members and to candidates whose grants reach the company.

use std::{collections::BTreeSet, time::Duration};

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::Utc;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::PRIORITIES;
use crate::{
    Platform,
    accounts::{Caller, Role},
    error::{ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Checker, OnceBody},
    ids::{CompanyId, NotificationId, UserId},
    notifications::{
        tell::{self, News, Person},
        topic::Topic,
    },
};

/// People told by one call.
const MOST_AT_ONCE: usize = 100;
/// People told by one sender in an hour.
const COMPANY_AN_HOUR: i64 = 60;
const PLATFORM_AN_HOUR: i64 = 1_000;

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(create))
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewNotification {
    /// 1 to 100 people.
    user_ids: Vec<UserId>,
    /// `complete_profile`, `record_video` or `get_in_touch`: a company's words, in the
    /// reader's language. Needed of a company admin.
    template: Option<String>,
    /// A platform admin's own words.
    title: Option<String>,
    message: Option<String>,
    /// `low`, `normal` (the default), `high` or `urgent`; a company's are normal.
    priority: Option<String>,
    /// Path in the page.
    action_url: Option<String>,
    action_text: Option<String>,
    #[schema(value_type = Option<Object>)]
    extra_data: Option<serde_json::Value>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct NotificationsCreated {
    /// Of those who were told in the page.
    ids: Vec<NotificationId>,
    /// Told the same today, or not wanting messages in the page.
    skipped: usize,
}

impl NewNotification {
    fn check(&self, own_words: bool) -> ApiResult<()> {
        let mut check = Checker::default();
        check.require("user_ids", !self.user_ids.is_empty(), Fault::Required);
        check.count("user_ids", self.user_ids.len(), MOST_AT_ONCE);
        if let Some(template) = self.template.as_deref() {
            check.require(
                "template",
                Topic::NAMED_NAMES.contains(&template),
                Fault::NotOneOf(&Topic::NAMED_NAMES),
            );
        }
        if own_words {
            check.text("title", self.title.as_deref().unwrap_or_default(), 1, 200);
            check.text(
                "message",
                self.message.as_deref().unwrap_or_default(),
                1,
                2_000,
            );
            check.text(
                "action_text",
                self.action_text.as_deref().unwrap_or_default(),
                0,
                100,
            );
            if let Some(priority) = self.priority.as_deref() {
                let known = PRIORITIES.contains(&priority);
                check.require("priority", known, Fault::NotOneOf(PRIORITIES));
            }
            if let Some(path) = self.action_url.as_deref() {
                check.require("action_url", is_path(path), Fault::WrongType);
            }
            if let Some(extra) = &self.extra_data {
                let small = extra.is_object() && extra.to_string().len() <= 4_000;
                check.require("extra_data", small, Fault::WrongType);
            }
        } else {
            check.require("template", self.template.is_some(), Fault::Required);
        }
        check.finish()
    }
}

/// Of this site: never another one's address in our name.
fn is_path(path: &str) -> bool {
    path.len() <= 500
        && path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Tells people something. A platform admin writes in own words or by template, to anybody; a
/// company admin by template, to members and to candidates who opened the profile to the
/// company, each template once a day and person. 404 when anybody named is out of reach, 429
/// when too many were told in the last hour.
#[utoipa::path(post, path = "/api/notifications/create/", tag = "notifications",
    security(("bearer" = [])), request_body = NewNotification,
    responses((status = 201, body = NotificationsCreated), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 429, body = ProblemBody)), extensions(("x-idempotent" = json!(true))))]
async fn create(
    State(platform): State<Platform>,
    caller: Caller,
    OnceBody { form, once }: OnceBody<NewNotification>,
) -> Result<Response, ApiError> {
    let mut request = caller.enter(&platform).await?;
    request.only(&[Role::PlatformAdmin, Role::CompanyAdmin])?;
    let company = request.company;
    form.check(company.is_none() && form.template.is_none())?;
    let name = match company {
        None => "JOBGATE".to_owned(),
        Some(company) => {
            sqlx::query_scalar!("SELECT name FROM companies WHERE id = $1", company.0)
                .fetch_one(&mut *request)
                .await?
        }
    };
    request.commit().await?;

    // Nobody's request may write what others are told; who may be told is asked below.
    let mut tx = platform.db().system().begin().await?;
    if let Some(answer) = once.before(&mut tx, caller.user).await? {
        return Ok(answer);
    }
    let wanted: BTreeSet<Uuid> = form.user_ids.iter().map(|user| user.0).collect();
    let people = within_reach(&mut tx, company, &wanted).await?;
    if people.len() != wanted.len() {
        return Err(Problem::NotFound.into());
    }
    let limit = match company {
        None => PLATFORM_AN_HOUR,
        Some(_) => COMPANY_AN_HOUR,
    };
    allow(&mut tx, caller.user, people.len(), limit).await?;
    let mails = platform.post().mails_notifications();
    let own = Uuid::now_v7();
    let mut ids = Vec::new();
    for (person, is_candidate) in &people {
        let mut news = match form.template.as_deref().and_then(Topic::parse) {
            Some(topic) => by_template(topic, company, &name, *is_candidate),
            None => own_words(&form, own),
        };
        news.sender = Some(caller.user);
        ids.extend(tell::tell(&mut tx, person, &news, mails).await?);
    }
    let skipped = people.len() - ids.len();
    let created = NotificationsCreated { ids, skipped };
    once.keep(&mut tx, caller.user, StatusCode::CREATED, None, &created)
        .await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

fn by_template(topic: Topic, company: Option<CompanyId>, name: &str, is_candidate: bool) -> News {
    let from = company.map_or_else(|| "platform".to_owned(), |company| company.to_string());
    let path = match topic {
        _ if !is_candidate => "/",
        Topic::RecordVideo => "/studio",
        _ => "/profile",
    };
    News::new(topic, format!("{from}:{}", Utc::now().format("%Y-%m-%d")))
        .value("company", name)
        .at(path)
        .about(serde_json::json!({"template": topic.as_str(), "company_id": company}))
}

fn own_words(form: &NewNotification, id: Uuid) -> News {
    let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let button = match text(&form.action_text) {
        button if button.is_empty() => "JOBGATE".to_owned(),
        button => button,
    };
    let mut news = News::new(Topic::Message, id.to_string())
        .value("title", text(&form.title))
        .value("message", text(&form.message))
        .value("action_text", button)
        .about(
            form.extra_data
                .clone()
                .unwrap_or_else(|| serde_json::json!({})),
        )
        .priority(
            PRIORITIES
                .iter()
                .find(|priority| form.priority.as_deref() == Some(**priority))
                .unwrap_or(&"normal"),
        );
    news.action_url = form.action_url.clone();
    news
}

/// Those of the wanted whom this sender may tell something, and whether each is a candidate.
async fn within_reach(
    connection: &mut PgConnection,
    company: Option<CompanyId>,
    wanted: &BTreeSet<Uuid>,
) -> ApiResult<Vec<(Person, bool)>> {
    let wanted: Vec<Uuid> = wanted.iter().copied().collect();
    let rows = sqlx::query!(
        r#"SELECT u.id AS "user: UserId", u.language, u.role = 'candidate' AS "is_candidate!" FROM users u
           WHERE u.id = ANY($1) AND ($2::uuid IS NULL OR u.company_id = $2
              OR u.role = 'candidate' AND EXISTS (
                    SELECT 1 FROM grants g WHERE g.user_id = u.id
                    AND (g.company_id IS NULL OR g.company_id = $2)))"#,
        &wanted,
        company.map(|company| company.0)
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
            (person, row.is_candidate)
        })
        .collect())
}

/// Two calls of one sender count each other: the lock holds until the commit.
async fn allow(
    connection: &mut PgConnection,
    sender: UserId,
    more: usize,
    limit: i64,
) -> ApiResult<()> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 40))",
        format!("notifications by {sender}")
    )
    .execute(&mut *connection)
    .await?;
    let told = sqlx::query!(
        r#"SELECT count(*) AS "count!", min(created_at) AS oldest FROM notifications
           WHERE sender_id = $1 AND created_at > now() - interval '1 hour'"#,
        sender.0
    )
    .fetch_one(connection)
    .await?;
    if told.count + i64::try_from(more).unwrap_or(i64::MAX) <= limit {
        return Ok(());
    }
    let over = told
        .oldest
        .map(|oldest| oldest + chrono::Duration::hours(1) - Utc::now())
        .and_then(|wait| wait.to_std().ok())
        .unwrap_or(Duration::from_secs(3600));
    Err(ApiError::Throttled { wait: over })
}
