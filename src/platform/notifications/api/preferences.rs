//! What the caller wants to be told, and by which way. The language is the account's.

use std::collections::HashMap;

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Platform,
    accounts::{Caller, Role},
    error::{ApiError, ApiResult, Fault, Problem, ProblemBody},
    http::{Body, Checker, IfMatch, Tag, Tagged},
    ids::UserId,
    notifications::{Channel, Kind},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(get, put))
}

/// One type by both ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotificationPreference {
    #[serde(rename = "type")]
    pub kind: String,
    pub in_app: bool,
    pub email: bool,
}

/// Every type that the caller's role can be told about.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NotificationPreferences {
    pub preferences: Vec<NotificationPreference>,
}

/// What is absent stays as it is.
#[derive(Debug, Clone, Deserialize, ToSchema)]
struct NotificationPreferenceForm {
    #[serde(rename = "type")]
    kind: String,
    in_app: Option<bool>,
    email: Option<bool>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
struct NotificationPreferencesForm {
    preferences: Vec<NotificationPreferenceForm>,
}

/// Letters about the account are not among them: they are always sent.
#[utoipa::path(get, path = "/api/notifications/preferences/", tag = "notifications",
    security(("bearer" = [])), responses((status = 200, body = NotificationPreferences, headers(("ETag" = String))),
    (status = 401, body = ProblemBody)))]
async fn get(
    State(platform): State<Platform>,
    caller: Caller,
) -> ApiResult<Tagged<NotificationPreferences>> {
    let mut tx = caller.enter(&platform).await?;
    let role = tx.role;
    let preferences = all(&mut tx, caller.user, role).await?;
    tx.commit().await?;
    tagged(preferences)
}

#[utoipa::path(put, path = "/api/notifications/preferences/", tag = "notifications",
    security(("bearer" = [])), request_body = NotificationPreferencesForm,
    responses((status = 200, body = NotificationPreferences, headers(("ETag" = String))), (status = 401, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn put(
    State(platform): State<Platform>,
    caller: Caller,
    seen: IfMatch,
    Body(form): Body<NotificationPreferencesForm>,
) -> ApiResult<Tagged<NotificationPreferences>> {
    let mut check = Checker::default();
    check.count("preferences", form.preferences.len(), Kind::ALL.len());
    for (at, entry) in form.preferences.iter().enumerate() {
        check.require(
            format!("preferences.{at}.type"),
            Kind::parse(&entry.kind).is_some(),
            Fault::NotOneOf(&Kind::NAMES),
        );
    }
    check.finish()?;
    let mut tx = caller.enter(&platform).await?;
    let role = tx.role;
    lock(&mut tx, caller.user).await?;
    seen.check(&Tag::of(&all(&mut tx, caller.user, role).await?)?)?;
    for entry in &form.preferences {
        let kind = Kind::parse(&entry.kind).ok_or(Problem::Invalid)?;
        for (channel, chosen) in [
            (Channel::InApp, entry.in_app),
            (Channel::Email, entry.email),
        ] {
            if let Some(chosen) = chosen {
                set(&mut tx, caller.user, kind, channel, chosen).await?;
            }
        }
    }
    let preferences = all(&mut tx, caller.user, role).await?;
    tx.commit().await?;
    tagged(preferences)
}

fn tagged(preferences: NotificationPreferences) -> ApiResult<Tagged<NotificationPreferences>> {
    let tag = Tag::of(&preferences)?;
    Ok(Tagged(StatusCode::OK, tag, preferences))
}

/// Changes of one person's choice wait for each other.
async fn lock(connection: &mut PgConnection, user: UserId) -> ApiResult<()> {
    sqlx::query!(
        "SELECT 1 AS one FROM users WHERE id = $1 FOR NO KEY UPDATE",
        user.0
    )
    .fetch_one(connection)
    .await?;
    Ok(())
}

/// Runs with the request's powers or the system's. `not-found` when there is no such person.
pub async fn set(
    connection: &mut PgConnection,
    user: UserId,
    kind: Kind,
    channel: Channel,
    enabled: bool,
) -> ApiResult<()> {
    sqlx::query!(
        "INSERT INTO notification_preferences (user_id, type, channel, enabled) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, type, channel) DO UPDATE SET enabled = EXCLUDED.enabled, updated_at = now()",
        user.0,
        kind.as_str(),
        channel.as_str(),
        enabled
    )
    .execute(connection)
    .await
    .map_err(|error| match &error {
        sqlx::Error::Database(cause) if cause.is_foreign_key_violation() => Problem::NotFound.into(),
        _ => ApiError::from(error),
    })?;
    Ok(())
}

async fn all(
    connection: &mut PgConnection,
    user: UserId,
    role: Role,
) -> ApiResult<NotificationPreferences> {
    let chosen: HashMap<(String, String), bool> = sqlx::query!(
        "SELECT type AS kind, channel, enabled FROM notification_preferences WHERE user_id = $1",
        user.0
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(|row| ((row.kind, row.channel), row.enabled))
    .collect();
    let wanted = |kind: Kind, channel: Channel| {
        let key = (kind.as_str().to_owned(), channel.as_str().to_owned());
        chosen
            .get(&key)
            .copied()
            .unwrap_or_else(|| kind.by_default(channel))
    };
    Ok(NotificationPreferences {
        preferences: Kind::ALL
            .into_iter()
            .filter(|kind| kind.concerns(role))
            .map(|kind| NotificationPreference {
                kind: kind.as_str().to_owned(),
                in_app: wanted(kind, Channel::InApp),
                email: wanted(kind, Channel::Email),
            })
            .collect(),
    })
}
