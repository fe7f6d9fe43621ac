//! What the server does when it starts: finds what a crash left in the takes' folder.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::Utc;
use coach::take::{MANIFEST_FILE, OUTCOME_FILE, TakeState};

use crate::{
    Platform,
    error::ApiError,
    http,
    ids::TakeId,
    storage::StorageError,
    videos::{self, RegisterError, take_of},
};

/// Folders with this prefix are registered or thrown away and wait for their removal.
pub const DOOMED: &str = ".doomed-";

#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    #[error("{0}: {1}")]
    Folder(PathBuf, std::io::Error),
    #[error("the database does not answer")]
    Database(#[from] ApiError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// One folder among the takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeFolder {
    pub path: PathBuf,
    pub state: FolderState,
}

/// What has to be done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderState {
    /// Media without an end: being recorded now, or cut off (then recover, then register).
    Unclosed(TakeId),
    /// Closed, the rows are still to be written: register.
    Unregistered(TakeId),
    /// The rows say it is over: register removes it.
    Leftover(TakeId),
    /// Nothing knows it. Named, never removed: a person decides.
    Garbage(String),
}

impl fmt::Display for FolderState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FolderState::Unclosed(take) => write!(f, "take {take}, not closed"),
            FolderState::Unregistered(take) => write!(f, "take {take}, closed but not registered"),
            FolderState::Leftover(take) => {
                write!(f, "take {take}, registered or thrown away, not removed")
            }
            FolderState::Garbage(why) => write!(f, "garbage: {why}"),
        }
    }
}

/// Every folder among the takes with what has to be done. Half-removed ones are removed.
pub async fn folders(platform: &Platform, takes_dir: &Path) -> Result<Vec<TakeFolder>, SweepError> {
    let failed = |error| SweepError::Folder(takes_dir.to_owned(), error);
    let mut found = Vec::new();
    let mut entries = match tokio::fs::read_dir(takes_dir).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(failed(error)),
    };
    while let Some(entry) = entries.next_entry().await.map_err(failed)? {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with(DOOMED) {
            // Whoever doomed it may be removing it at this moment.
            remove_folder(&path)
                .await
                .map_err(|error| SweepError::Folder(path, error))?;
            continue;
        }
        let state = match entry.file_type().await {
            Ok(kind) if kind.is_dir() => state_of(platform, &path).await?,
            Ok(_) => FolderState::Garbage("not a folder".into()),
            // Registered and removed while we looked.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        if !tokio::fs::try_exists(&path).await.unwrap_or(true) {
            continue;
        }
        found.push(TakeFolder { path, state });
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

async fn state_of(platform: &Platform, folder: &Path) -> Result<FolderState, SweepError> {
    let take = match take_of(folder).await {
        Ok(take) => take,
        Err(RegisterError::Unreadable { detail, .. }) => return Ok(FolderState::Garbage(detail)),
        Err(error) => return Ok(FolderState::Garbage(error.to_string())),
    };
    if folder.file_name().and_then(|name| name.to_str()) != Some(take.to_string().as_str()) {
        return Ok(FolderState::Garbage(format!(
            "its {MANIFEST_FILE} belongs to take {take}"
        )));
    }
    let closed = tokio::fs::try_exists(folder.join(OUTCOME_FILE))
        .await
        .unwrap_or(false);
    Ok(
        match videos::state_of(platform.db().system(), take).await? {
            None => FolderState::Garbage(format!("the database knows no take {take}")),
            Some(TakeState::Armed | TakeState::Recording) if closed => {
                FolderState::Unregistered(take)
            }
            Some(TakeState::Armed | TakeState::Recording) => FolderState::Unclosed(take),
            Some(
                TakeState::Sealed
                | TakeState::Recovered
                | TakeState::Damaged
                | TakeState::Discarded,
            ) => FolderState::Leftover(take),
        },
    )
}

/// Removing what somebody else has just removed is fine.
pub(crate) async fn remove_folder(path: &Path) -> std::io::Result<()> {
    match tokio::fs::remove_dir_all(path).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Ends the rows of takes that nothing will end any more, when they are older than `age`:
/// armed ones without media become discarded, recordings whose folder is gone become
/// damaged. To be called after recovery and registration. Returns how many changed.
pub async fn close_stale(
    platform: &Platform,
    takes_dir: &Path,
    age: Duration,
) -> Result<u64, SweepError> {
    let age = chrono::TimeDelta::from_std(age).unwrap_or(chrono::TimeDelta::MAX);
    let db = platform.db().system();
    let mut changed = 0;
    for take in videos::open_takes(db).await? {
        if Utc::now() - take.created_at < age {
            continue;
        }
        let folder = takes_dir.join(take.id.to_string());
        let over = match take.state {
            TakeState::Armed => !has_media(&folder).await,
            _ => !tokio::fs::try_exists(&folder).await.unwrap_or(true),
        };
        if over && videos::close_stale(db, &take).await? {
            tracing::info!(take = %take.id, state = take.state.as_str(), "a stale take was closed");
            changed += 1;
        }
    }
    Ok(changed)
}

/// Removes what a killed process left half done: uploads cut off in the storage and the
/// scratch folders of worker and uploads, when nobody touched them for `age`. Returns how many.
pub async fn clear_leftovers(platform: &Platform, age: Duration) -> Result<u64, SweepError> {
    let mut removed = 0;
    for file in platform.storage().abandoned(age).await? {
        tracing::info!(file = %file.display(), "removing a cut-off upload");
        tokio::fs::remove_file(&file)
            .await
            .map_err(|error| SweepError::Folder(file, error))?;
        removed += 1;
    }
    let work = platform.work_dir();
    let failed = |error| SweepError::Folder(work.to_owned(), error);
    let mut entries = match tokio::fs::read_dir(work).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(removed),
        Err(error) => return Err(failed(error)),
    };
    while let Some(entry) = entries.next_entry().await.map_err(failed)? {
        let touched = entry
            .metadata()
            .await
            .and_then(|meta| meta.modified())
            .map_err(failed)?;
        let name = entry.file_name();
        let ours = [videos::SCRATCH, http::INCOMING]
            .iter()
            .any(|prefix| name.to_string_lossy().starts_with(prefix));
        if ours && touched.elapsed().unwrap_or_default() >= age {
            tokio::fs::remove_dir_all(entry.path())
                .await
                .map_err(failed)?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Anything but the record of the arming.
async fn has_media(folder: &Path) -> bool {
    let Ok(mut entries) = tokio::fs::read_dir(folder).await else {
        return false;
    };
    while let Ok(Some(entry)) = entries.next_entry().await {
        if entry.file_name() != MANIFEST_FILE {
            return true;
        }
    }
    false
}
