//! `/api/candidate/dashboard-stats/{id}/`: how a candidate's videos were watched. The formulas
//! stand in docs/profiles.md.

use std::collections::HashMap;

use axum::{Json, extract::State};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::store;
use crate::{
    Platform,
    accounts::Caller,
    db::RequestTx,
    error::{ApiResult, Problem, ProblemBody},
    http::{Answer, Route},
    ids::ProfileId,
};

/// So many weeks are told one by one, the current one last.
const WEEKS: u64 = 12;

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(dashboard_stats))
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DashboardStats {
    pub profile: ProfileId,
    pub view_count: i64,
    /// People.
    pub unique_viewers: i64,
    pub unique_companies: i64,
    /// Seconds of video watched; what one view plays twice counts once.
    pub watch_time: f64,
    /// Seconds a view; null without views.
    pub average_watch_time: Option<f64>,
    pub completed_views: i64,
    /// 0 to 1; null without views.
    pub completion_rate: Option<f64>,
    /// The last twelve, oldest first, also those without views.
    pub weeks: Vec<WeekOfViews>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WeekOfViews {
    /// Its Monday, in UTC.
    pub week: NaiveDate,
    pub view_count: i64,
    pub unique_viewers: i64,
    /// Seconds.
    pub watch_time: f64,
    pub completed_views: i64,
}

struct Row {
    week: Option<NaiveDate>,
    views: i64,
    unique_viewers: i64,
    companies: i64,
    watched_ms: i64,
    completed: i64,
}

/// Of a profile: for its owner and the platform's admin.
#[utoipa::path(get, path = "/api/candidate/dashboard-stats/{id}/", tag = "candidates", security(("bearer" = [])),
    params(("id" = ProfileId, Path)), responses((status = 200, body = DashboardStats),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn dashboard_stats(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<ProfileId>,
) -> Answer<DashboardStats> {
    let mut tx = caller.enter(&platform).await?;
    let rows = rows(&mut tx, id).await?;
    if rows.is_empty() {
        // Somebody who may see the profile is told that these are not for everybody.
        store::get(&mut tx, id).await?;
        return Err(Problem::Forbidden.into());
    }
    tx.commit().await?;
    Ok(Json(told(id, &rows, Utc::now())))
}

async fn rows(tx: &mut RequestTx, profile: ProfileId) -> ApiResult<Vec<Row>> {
    Ok(sqlx::query_as!(
        Row,
        r#"SELECT week, views AS "views!", unique_viewers AS "unique_viewers!",
                  companies AS "companies!", watched_ms AS "watched_ms!", completed AS "completed!"
           FROM viewing_of($1)"#,
        profile.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The row without a week holds all of them: a viewer of two weeks is one viewer.
fn told(profile: ProfileId, rows: &[Row], now: DateTime<Utc>) -> DashboardStats {
    let seconds = |ms: i64| ms as f64 / 1000.0;
    let by_week: HashMap<NaiveDate, &Row> = rows
        .iter()
        .filter_map(|row| Some((row.week?, row)))
        .collect();
    let today = now.date_naive();
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let weeks = (0..WEEKS).rev().map(|ago| {
        let week = monday - Days::new(7 * ago);
        let row = by_week.get(&week);
        WeekOfViews {
            week,
            view_count: row.map_or(0, |row| row.views),
            unique_viewers: row.map_or(0, |row| row.unique_viewers),
            watch_time: row.map_or(0.0, |row| seconds(row.watched_ms)),
            completed_views: row.map_or(0, |row| row.completed),
        }
    });
    let all = rows.iter().find(|row| row.week.is_none());
    let views = all.map_or(0, |row| row.views);
    let watch_time = all.map_or(0.0, |row| seconds(row.watched_ms));
    let completed_views = all.map_or(0, |row| row.completed);
    let each = |sum: f64| (views > 0).then(|| sum / views as f64);
    DashboardStats {
        profile,
        view_count: views,
        unique_viewers: all.map_or(0, |row| row.unique_viewers),
        unique_companies: all.map_or(0, |row| row.companies),
        watch_time,
        average_watch_time: each(watch_time),
        completed_views,
        completion_rate: each(completed_views as f64),
        weeks: weeks.collect(),
    }
}
