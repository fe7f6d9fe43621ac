//! The job that makes a take of what was uploaded: a master, its two records, and from there
//! the one way that every take goes.

use std::path::Path;

use coach::{
    Language,
    take::{
        Closing, MANIFEST_FILE, OUTCOME_FILE, TakeManifest, TakeOrigin, TakeOutcome, TakeState,
    },
};
use serde_json::{Value, json};
use sqlx::PgConnection;
use tokio::io::AsyncWriteExt;

use super::{
    RegisterError, erase, register,
    renditions::{self, take_in},
    store,
};
use crate::{
    Platform,
    error::{ApiError, ApiResult},
    ids::TakeId,
    jobs::{self, JobError, Kind},
    outbox::{self, Event},
    ports::{Ports, UploadError},
    privacy::{self, ConsentKind},
};

/// Written beside the rows of the upload.
pub async fn order(connection: &mut PgConnection, take: TakeId) -> ApiResult<()> {
    let key = take.to_string();
    jobs::enqueue(
        connection,
        Kind::ConvertUpload,
        json!({ "take_id": take }),
        Some(&key),
    )
    .await
}

pub async fn run(platform: &Platform, ports: &Ports, payload: &Value) -> Result<(), JobError> {
    let take = take_in(payload)?;
    let folder = platform.takes_dir().join(take.to_string());
    // An earlier try may have got as far as the folder.
    let closed = tokio::fs::try_exists(folder.join(OUTCOME_FILE)).await;
    if !closed.unwrap_or(false) && !make_folder(platform, ports, take, &folder).await? {
        return Ok(());
    }
    match register(platform, &folder).await {
        Ok(_) => Ok(()),
        // From here on it is a take like any other: the sweep tries again until it is done.
        Err(error @ RegisterError::Later(_)) => {
            tracing::warn!(%take, %error, "an upload is left to the sweep");
            Ok(())
        }
        // Its video was deleted meanwhile, and the upload with it.
        Err(RegisterError::Unknown(_)) => crate::sweep::remove_folder(&folder)
            .await
            .map_err(JobError::passing),
        Err(error) => match tokio::fs::try_exists(&folder).await {
            // The sweep was faster.
            Ok(false) => Ok(()),
            _ => Err(JobError::hopeless(error.to_string())),
        },
    }
}

/// The take's folder, whole or not at all. False when the take does not wait any more.
async fn make_folder(
    platform: &Platform,
    ports: &Ports,
    take: TakeId,
    folder: &Path,
) -> Result<bool, JobError> {
    let Some(manifest) = manifest(platform, take).await? else {
        return Ok(false);
    };
    let Some(upload) = renditions::fetch(platform, take, "upload").await? else {
        return Ok(false);
    };
    let out = upload.out().await?;
    let media = ports
        .uploads
        .convert(&upload.file, &out)
        .await
        .map_err(|error| match error {
            UploadError::Refused(fault) => JobError::hopeless(format!("{fault:?}")),
            UploadError::Passing(why) => JobError::passing(why),
        })?;
    let outcome = TakeOutcome {
        closing: Closing::Sealed,
        media: Some(media),
        reason: None,
        started_at_ms: None,
        stopped_at_ms: None,
        reception: None,
    };
    write(&out, MANIFEST_FILE, &json!(manifest)).await?;
    write(&out, OUTCOME_FILE, &json!(outcome)).await?;
    tokio::fs::create_dir_all(platform.takes_dir())
        .await
        .map_err(JobError::passing)?;
    // Both are on one disk, so that the sweep never meets half a folder.
    tokio::fs::rename(&out, folder)
        .await
        .map_err(JobError::passing)?;
    Ok(true)
}

/// What `take.json` says. It is analysed when the consent to that stands now.
async fn manifest(platform: &Platform, take: TakeId) -> Result<Option<TakeManifest>, JobError> {
    let passing = JobError::passing::<ApiError>;
    let mut connection = platform
        .db()
        .system()
        .acquire()
        .await
        .map_err(JobError::passing)?;
    let waiting = store::waiting_upload(&mut connection, take)
        .await
        .map_err(passing)?;
    let Some(waiting) = waiting else {
        return Ok(None);
    };
    let analyse = privacy::standing(&mut connection, waiting.user, ConsentKind::Analyse)
        .await
        .map_err(passing)?;
    Ok(Some(TakeManifest {
        take_id: take.to_string(),
        video_id: waiting.video.to_string(),
        user_id: waiting.user.to_string(),
        origin: TakeOrigin::Upload,
        consent_version: waiting.consent_version,
        analyse: analyse.is_some(),
        language: Language::from_tag(&waiting.language).unwrap_or_default(),
        script: waiting.script,
        created_at_ms: waiting.created_at.timestamp_millis(),
        server_version: env!("CARGO_PKG_VERSION").to_owned(),
    }))
}

async fn write(folder: &Path, name: &str, record: &Value) -> Result<(), JobError> {
    let mut file = tokio::fs::File::create(folder.join(name))
        .await
        .map_err(JobError::passing)?;
    file.write_all(record.to_string().as_bytes())
        .await
        .map_err(JobError::passing)?;
    file.sync_all().await.map_err(JobError::passing)
}

/// In the transaction that makes the job a dead letter: the take says that nothing came of
/// it, and what was uploaded goes.
pub async fn give_up(connection: &mut PgConnection, payload: &Value) -> ApiResult<()> {
    let Ok(take) = take_in(payload) else {
        return Ok(());
    };
    let Some(video) = renditions::lock(connection, take).await? else {
        return Ok(());
    };
    if !store::close_unusable_upload(connection, take).await? {
        return Ok(());
    }
    let keys = store::drop_uploads(connection, take).await?;
    erase::order(connection, &keys).await?;
    let event = Event::TakeSealed {
        take,
        video: video.id,
        user: video.user,
        state: TakeState::Damaged.as_str(),
    };
    Ok(outbox::emit(connection, event).await?)
}
