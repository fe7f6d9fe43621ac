//! `/api/admin/audit/`.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    chain::Entry,
    store::{self, Wanted},
};
use crate::{
    Platform,
    accounts::{Caller, Role},
    db::unreadable,
    error::{ApiResult, ProblemBody},
    http::{Answer, Params},
    page::{Key, Order, Page, PageQuery, address},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Who did what to what: ids and words out of lists.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    pub id: i64,
    pub at: DateTime<Utc>,
    /// Null: the server itself. The person may be erased since.
    pub actor: Option<Uuid>,
    /// The company that it concerns, if any.
    pub company: Option<Uuid>,
    /// Such as `video.viewed`.
    pub action: String,
    /// What `object_id` is: `account`, `session`, `video`, `offer`, `application`, `invitation`
    /// or `settings`.
    pub object: String,
    pub object_id: Uuid,
    /// Such as `{"from": "completed"}`.
    #[schema(value_type = Object)]
    pub details: serde_json::Value,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Exactly this action.
    action: Option<String>,
    /// What this person did.
    actor: Option<Uuid>,
    /// What was done to this.
    object_id: Option<Uuid>,
    /// Opaque; from `next` or `previous`.
    cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    limit: Option<u32>,
}

impl AuditQuery {
    fn path(&self) -> String {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string());
        let filters = [
            ("action", self.action.clone()),
            ("actor", id(self.actor)),
            ("object_id", id(self.object_id)),
        ];
        address("/api/admin/audit/", filters)
    }
}

fn key(entry: &Entry) -> Key {
    Key {
        at: entry.at,
        // Cursors carry a UUID; an id fits.
        id: Uuid::from_u128(entry.id.unsigned_abs().into()),
    }
}

fn body(entry: Entry) -> ApiResult<AuditEntry> {
    let details = serde_json::from_str(&entry.details)
        .map_err(|error| unreadable("audit_entries", "details", entry.id, error))?;
    Ok(AuditEntry {
        id: entry.id,
        at: entry.at,
        actor: entry.actor_id,
        company: entry.company_id,
        action: entry.action,
        object: entry.object,
        object_id: entry.object_id,
        details,
    })
}

/// The audit log, newest first. For platform admins.
#[utoipa::path(get, path = "/api/admin/audit/", tag = "administration", security(("bearer" = [])),
    params(AuditQuery), responses((status = 200, body = Page<AuditEntry>), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody)))]
async fn list(
    State(platform): State<Platform>,
    caller: Caller,
    Params(query): Params<AuditQuery>,
) -> Answer<Page<AuditEntry>> {
    let window = PageQuery {
        cursor: query.cursor.clone(),
        limit: query.limit,
    }
    .window(Order::NewestFirst)?;
    let wanted = Wanted {
        action: query.action.as_deref(),
        actor: query.actor,
        object_id: query.object_id,
    };
    let mut tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    let rows = store::list(&mut tx, &wanted, &window).await?;
    let counted = store::count(&mut tx, &wanted).await?;
    tx.commit().await?;
    Ok(Json(window.page(
        rows,
        &query.path(),
        counted,
        key,
        body,
    )?))
}
