//! The one way out of a take's folder.
//!
//! Called at the normal stop, by the sweep after a crash and when a lost PostgreSQL is
//! back; any number of times, in any state of things. The order makes each interruption
//! harmless: bytes are in the storage and proven before a row names them, and the folder
//! goes only after the rows are committed.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use coach::take::{
    Closing, Container, MANIFEST_FILE, OUTCOME_FILE, TakeManifest, TakeMedia, TakeOrigin,
    TakeOutcome, TakeState,
};

use super::{
    erase as erasing, renditions,
    store::{self, ClosedTake, NewAsset},
};
use crate::{
    Platform,
    error::ApiError,
    ids::TakeId,
    outbox::{self, Event},
    quality_checks,
    storage::StorageError,
};

/// What became of the folder. In every case it is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// This call wrote the rows.
    Now,
    /// An earlier call had written them and did not get to removing the folder.
    Before,
    /// The candidate threw the take away; nothing was stored.
    Discarded,
}

/// Split by what the caller can do.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The media are not closed yet: recover them first.
    #[error("{0} has no {OUTCOME_FILE}: the take is not closed")]
    NotSealed(PathBuf),
    /// The records cannot be read, or what they name is not there. A person has to look;
    /// the folder stays.
    #[error("{folder}: {detail}")]
    Unreadable { folder: PathBuf, detail: String },
    /// No such take in the database: its video was deleted, or the database is an older
    /// copy. The folder stays and the sweep names it.
    #[error("the database knows no take {0}")]
    Unknown(TakeId),
    /// The database or the storage does not answer: call again later, the folder stays.
    #[error("not now: {0}")]
    Later(String),
}

impl From<ApiError> for RegisterError {
    fn from(error: ApiError) -> RegisterError {
        RegisterError::Later(error.to_string())
    }
}

impl From<sqlx::Error> for RegisterError {
    fn from(error: sqlx::Error) -> RegisterError {
        RegisterError::Later(error.to_string())
    }
}

impl From<StorageError> for RegisterError {
    fn from(error: StorageError) -> RegisterError {
        RegisterError::Later(error.to_string())
    }
}

/// Puts a closed take's media into the storage and its facts into the database, then
/// removes the folder. Idempotent.
pub async fn register(platform: &Platform, folder: &Path) -> Result<Registered, RegisterError> {
    let (take, manifest) = manifest_of(folder).await?;
    let db = platform.db().system();
    match store::state_of(db, take).await? {
        None => return Err(RegisterError::Unknown(take)),
        Some(TakeState::Discarded) => {
            remove(folder).await?;
            return Ok(Registered::Discarded);
        }
        Some(TakeState::Sealed | TakeState::Recovered | TakeState::Damaged) => {
            remove(folder).await?;
            return Ok(Registered::Before);
        }
        Some(TakeState::Armed | TakeState::Recording) => {}
    }
    let outcome: TakeOutcome = match tokio::fs::try_exists(folder.join(OUTCOME_FILE)).await {
        Ok(true) => read_json(folder, OUTCOME_FILE).await?,
        _ => return Err(RegisterError::NotSealed(folder.to_owned())),
    };
    // A take of no bytes has no media, whatever the record says.
    let media = outcome.media.as_ref().filter(|media| media.bytes > 0);
    let whole = media.is_some_and(|media| media.width > 0 && media.height > 0);
    let closing = if whole {
        outcome.closing
    } else {
        Closing::Damaged
    };
    let key = media.map(|media| {
        format!(
            "takes/{take}/master.{}",
            store::container_name(media.container)
        )
    });
    let stored = match (media, &key) {
        (Some(media), Some(key)) => {
            let file = media_file(folder, media).await?;
            let stored = platform.storage().put_file(key, &file).await?;
            if stored.bytes != media.bytes {
                let detail = format!(
                    "{} has {} bytes, not {}",
                    media.file, stored.bytes, media.bytes
                );
                return Err(unreadable(folder, detail));
            }
            Some(stored)
        }
        _ => None,
    };
    let samples = match manifest.analyse && stored.is_some() {
        true => quality_checks::read_samples(folder).await,
        false => Vec::new(),
    };

    let mut tx = db.begin().await?;
    let Some(locked) = store::lock_take(&mut tx, take).await? else {
        // Deleted while the bytes were on their way.
        erase(platform, key.as_deref()).await?;
        return Err(RegisterError::Unknown(take));
    };
    match locked.state {
        TakeState::Armed | TakeState::Recording => {}
        TakeState::Discarded => {
            drop(tx);
            erase(platform, key.as_deref()).await?;
            remove(folder).await?;
            return Ok(Registered::Discarded);
        }
        // Another call was faster; it stored the same bytes under the same key.
        TakeState::Sealed | TakeState::Recovered | TakeState::Damaged => {
            drop(tx);
            remove(folder).await?;
            return Ok(Registered::Before);
        }
    }
    let at = |ms: Option<i64>| ms.and_then(DateTime::<Utc>::from_timestamp_millis);
    let reason = outcome
        .reason
        .as_deref()
        .or((closing == Closing::Damaged).then_some("damaged"));
    let closed = ClosedTake {
        closing,
        media,
        reason,
        reception: outcome.reception,
        started_at: at(outcome.started_at_ms),
        stopped_at: at(outcome.stopped_at_ms),
    };
    store::close(&mut tx, take, &closed).await?;
    if let (Some(media), Some(key), Some(stored)) = (media, &key, &stored) {
        let asset = NewAsset {
            take,
            user: locked.user,
            kind: "master",
            key,
            content_type: match media.container {
                Container::Mp4 => "video/mp4",
                Container::Webm => "video/webm",
            },
            stored,
            grid: None,
        };
        store::add_asset(&mut tx, &asset).await?;
        renditions::order(&mut tx, take).await?;
        // Of an upload there are no samples yet: the job makes them of the master.
        let uploaded = manifest.origin == TakeOrigin::Upload && manifest.analyse;
        if uploaded || !samples.is_empty() {
            quality_checks::begin(&mut tx, take, locked.user, &samples).await?;
        }
    }
    // The master is there: what it was made of has to go.
    let uploads = store::drop_uploads(&mut tx, take).await?;
    erasing::order(&mut tx, &uploads).await?;
    let event = Event::TakeSealed {
        take,
        video: locked.video,
        user: locked.user,
        state: closing.state().as_str(),
    };
    outbox::emit(&mut tx, event).await?;
    tx.commit().await?;
    erasing::now(platform, &uploads).await;
    remove(folder).await?;
    tracing::info!(%take, state = closing.state().as_str(), "take registered");
    Ok(Registered::Now)
}

/// Which take a folder belongs to, by its `take.json`.
pub async fn take_of(folder: &Path) -> Result<TakeId, RegisterError> {
    Ok(manifest_of(folder).await?.0)
}

async fn manifest_of(folder: &Path) -> Result<(TakeId, TakeManifest), RegisterError> {
    let manifest: TakeManifest = read_json(folder, MANIFEST_FILE).await?;
    let take = manifest.take_id.parse().map_err(|_| {
        unreadable(
            folder,
            format!("{MANIFEST_FILE} names the take {:?}", manifest.take_id),
        )
    })?;
    Ok((take, manifest))
}

async fn read_json<T: serde::de::DeserializeOwned>(
    folder: &Path,
    name: &str,
) -> Result<T, RegisterError> {
    let text = tokio::fs::read(folder.join(name))
        .await
        .map_err(|error| unreadable(folder, format!("{name}: {error}")))?;
    serde_json::from_slice(&text).map_err(|error| unreadable(folder, format!("{name}: {error}")))
}

/// The file inside the folder; a name that leads out of it is refused.
async fn media_file(folder: &Path, media: &TakeMedia) -> Result<PathBuf, RegisterError> {
    let name = Path::new(&media.file);
    if name.components().count() != 1 || name.file_name().is_none() {
        return Err(unreadable(
            folder,
            format!("{OUTCOME_FILE} names the file {:?}", media.file),
        ));
    }
    let file = folder.join(name);
    match tokio::fs::symlink_metadata(&file).await {
        Ok(found) if found.is_file() && found.len() == media.bytes => Ok(file),
        Ok(found) => {
            let detail = format!(
                "{} has {} bytes, not {}",
                media.file,
                found.len(),
                media.bytes
            );
            Err(unreadable(folder, detail))
        }
        Err(error) => Err(unreadable(folder, format!("{}: {error}", media.file))),
    }
}

fn unreadable(folder: &Path, detail: String) -> RegisterError {
    RegisterError::Unreadable {
        folder: folder.to_owned(),
        detail,
    }
}

async fn erase(platform: &Platform, key: Option<&str>) -> Result<(), RegisterError> {
    if let Some(key) = key {
        platform.storage().erase(key).await?;
    }
    Ok(())
}

/// Renames before removing: a folder is there whole or not at all, so that no later call
/// meets half of one. The sweep removes what a crash leaves under the other name.
async fn remove(folder: &Path) -> Result<(), RegisterError> {
    let later = |error: std::io::Error| RegisterError::Later(error.to_string());
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let doomed = folder.with_file_name(format!("{}{name}", crate::sweep::DOOMED));
    match tokio::fs::rename(folder, &doomed).await {
        Ok(()) => crate::sweep::remove_folder(&doomed).await.map_err(later),
        // Another call removed it.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(later(error)),
    }
}
