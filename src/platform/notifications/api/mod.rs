//! `/api/notifications/`.

mod create;
mod list;
mod marks;
pub mod preferences;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::{Platform, ids::NotificationId, page::Key};

pub fn router() -> OpenApiRouter<Platform> {
    list::router()
        .merge(marks::router())
        .merge(create::router())
        .merge(preferences::router())
        .merge(super::bell::router())
        .merge(super::unsubscribe::router())
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Notification {
    pub id: NotificationId,
    /// What it is about, as in the preferences; more may come.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub message: String,
    /// `low`, `normal`, `high` or `urgent`.
    pub priority: String,
    /// Ids of what it is about.
    #[schema(value_type = Object)]
    pub extra_data: serde_json::Value,
    /// Path in the page.
    pub action_url: Option<String>,
    pub action_text: Option<String>,
    /// Why one is told.
    pub reason: String,
    pub is_read: bool,
    pub read_at: Option<DateTime<Utc>>,
    pub is_archived: bool,
    pub created_at: DateTime<Utc>,
}

impl Notification {
    fn key(&self) -> Key {
        Key {
            at: self.created_at,
            id: self.id.0,
        }
    }
}

const PRIORITIES: &[&str] = &["low", "normal", "high", "urgent"];
