//! The job that makes the final scores of a take.

use coach::guidance::Guidance;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::store;
use crate::{
    Platform,
    error::ApiResult,
    ids::{TakeId, UserId},
    jobs::{self, JobError, Kind},
    outbox::{self, Event},
    ports::{AnalysisError, Ports, TakeAnalysis},
    privacy::{self, ConsentKind},
    videos,
};

/// Writes that scores are to come and orders the job, beside the rows of the take. Nothing
/// when the consent was taken back meanwhile.
pub async fn begin(
    connection: &mut PgConnection,
    take: TakeId,
    user: UserId,
    samples: &[Guidance],
) -> ApiResult<()> {
    if !privacy::not_withdrawn(connection, user, ConsentKind::Analyse).await? {
        return Ok(());
    }
    store::insert_pending(connection, take, user, samples).await?;
    let key = take.to_string();
    jobs::enqueue(
        connection,
        Kind::ScoreTake,
        json!({ "take_id": take }),
        Some(&key),
    )
    .await
}

pub async fn run(platform: &Platform, ports: &Ports, payload: &Value) -> Result<(), JobError> {
    let take = videos::take_in(payload)?;
    let db = platform.db().system();
    let Some(pending) = store::pending(db, take).await.map_err(JobError::passing)? else {
        // Done before, or removed by the candidate.
        return Ok(());
    };
    let mut connection = db.acquire().await.map_err(JobError::passing)?;
    let agreed = privacy::not_withdrawn(&mut connection, pending.user, ConsentKind::Analyse)
        .await
        .map_err(JobError::passing)?;
    if !agreed {
        return store::forget_take(&mut connection, take)
            .await
            .map_err(JobError::passing);
    }
    drop(connection);
    let Some(master) = videos::fetch_master(platform, take).await? else {
        return Ok(());
    };
    let analysis = ports
        .analysis
        .take(&master.file, &pending.samples, pending.duration_ms)
        .await
        .map_err(|error| match error {
            AnalysisError::Hopeless(why) => JobError::hopeless(why),
            AnalysisError::Passing(why) => JobError::passing(why),
        })?;
    commit(platform, take, &analysis).await
}

async fn commit(
    platform: &Platform,
    take: TakeId,
    analysis: &TakeAnalysis,
) -> Result<(), JobError> {
    let passing = JobError::passing::<crate::error::ApiError>;
    let mut tx = platform
        .db()
        .system()
        .begin()
        .await
        .map_err(JobError::passing)?;
    // A row that was removed meanwhile stays removed.
    let Some(scored) = store::set_ready(&mut tx, take, analysis)
        .await
        .map_err(passing)?
    else {
        return Ok(());
    };
    if !privacy::not_withdrawn(&mut tx, scored.user, ConsentKind::Analyse)
        .await
        .map_err(passing)?
    {
        store::forget_take(&mut tx, take).await.map_err(passing)?;
        return tx.commit().await.map_err(JobError::passing);
    }
    store::insert_take_check(&mut tx, take, scored.user, analysis)
        .await
        .map_err(passing)?;
    let event = Event::QualityReady {
        take,
        video: scored.video,
        user: scored.user,
    };
    outbox::emit(&mut tx, event)
        .await
        .map_err(JobError::passing)?;
    tx.commit().await.map_err(JobError::passing)
}

/// In the transaction that makes the job a dead letter. The samples stay.
pub async fn give_up(connection: &mut PgConnection, payload: &Value) -> ApiResult<()> {
    match videos::take_in(payload) {
        Ok(take) => store::set_failed(connection, take).await,
        Err(_) => Ok(()),
    }
}
