//! The job that reads a CV: what is in it, or why nothing is.

use serde_json::{Value, json};
use sqlx::PgConnection;

use super::store;
use crate::{
    Platform,
    error::ApiResult,
    ids::AssetId,
    jobs::{self, JobError, Kind},
    ports::{DocumentError, Ports},
    videos,
};

/// Kept of a text; a CV of ten full pages has a quarter of it.
const MOST_LETTERS: usize = 200_000;
/// A scan has pictures alone, and perhaps a page number.
const FEWEST_LETTERS: usize = 20;

/// Written beside the row of the file.
pub async fn order(connection: &mut PgConnection, id: AssetId) -> ApiResult<()> {
    let key = id.to_string();
    jobs::enqueue(connection, Kind::ReadCv, json!({ "cv_id": id }), Some(&key)).await
}

pub(crate) async fn run(
    platform: &Platform,
    ports: &Ports,
    payload: &Value,
) -> Result<(), JobError> {
    let id = id_in(payload)?;
    let pool = platform.db().system();
    let Some(file) = store::by_id(pool, id).await.map_err(JobError::passing)? else {
        // Replaced or deleted meanwhile.
        return Ok(());
    };
    std::fs::create_dir_all(platform.work_dir()).map_err(JobError::passing)?;
    let folder = tempfile::Builder::new()
        .prefix(videos::SCRATCH)
        .tempdir_in(platform.work_dir())
        .map_err(JobError::passing)?;
    let local = folder.path().join("cv.pdf");
    platform
        .storage()
        .fetch(&file.storage_key, &local)
        .await
        .map_err(JobError::passing)?;
    let text = match ports.documents.text(&local).await {
        Ok(text) => Ok(text),
        Err(DocumentError::Locked) => Err("locked"),
        Err(DocumentError::Unreadable(why)) => {
            tracing::info!(cv = %id, %why, "a CV could not be read");
            Err("unreadable")
        }
        Err(DocumentError::Passing(why)) => return Err(JobError::passing(why)),
    };
    let (state, text) = match text.map(|text| tidy(&text)) {
        Ok(text) if letters(&text) >= FEWEST_LETTERS => ("read", text),
        Ok(_) => ("no_text", String::new()),
        Err(state) => (state, String::new()),
    };
    let mut connection = pool.acquire().await.map_err(JobError::passing)?;
    store::found(&mut connection, id, state, &text)
        .await
        .map_err(JobError::passing)
}

/// Tried too often: its candidate is told, instead of waiting for ever.
pub(crate) async fn give_up(connection: &mut PgConnection, payload: &Value) -> ApiResult<()> {
    match id_in(payload) {
        Ok(id) => store::found(connection, id, "unreadable", "").await,
        Err(_) => Ok(()),
    }
}

fn id_in(payload: &Value) -> Result<AssetId, JobError> {
    let id = payload["cv_id"].as_str().and_then(|id| id.parse().ok());
    id.ok_or_else(|| JobError::hopeless("no cv_id in the payload"))
}

/// Without what PostgreSQL does not keep, and not too much of it.
fn tidy(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|letter| *letter == '\n' || !letter.is_control());
    let kept: String = kept.take(MOST_LETTERS).collect();
    kept.trim().to_owned()
}

fn letters(text: &str) -> usize {
    text.chars().filter(|letter| letter.is_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_without_what_is_no_text() {
        assert_eq!(tidy(" a\0b\u{c}c\nd\te \n"), "abc\nde");
        let long = "é".repeat(MOST_LETTERS + 1);
        assert_eq!(tidy(&long).chars().count(), MOST_LETTERS);
        assert_eq!(letters("1 / 2 – 3"), 0);
        assert_eq!(letters("سيرة ذاتية"), 9);
    }
}
