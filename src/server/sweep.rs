//! Repairs what a crash or an absent database left behind: every take folder that is
//! not being recorded ends up registered, or gone because nothing was recorded in it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use platform::Platform;
use studio::TakeFolder;
use tokio_util::sync::CancellationToken;

/// While the server runs, closed folders that could not be registered are tried again.
const EVERY: Duration = Duration::from_secs(5);

/// At start-up no room is open, so every folder is a leftover: unfinished media are
/// made playable first.
pub async fn at_start(platform: &Platform, takes_dir: &Path) {
    for path in folders(takes_dir) {
        let folder = TakeFolder::at(&path);
        if folder.manifest().is_err() {
            // Made, but its manifest never got to disk: nothing was recorded.
            tracing::warn!(folder = %path.display(), "an empty take folder is removed");
            log(folder.remove(), &path);
            continue;
        }
        if folder.is_closed() {
            continue;
        }
        match studio::recover(&path).await {
            Ok(Some(outcome)) => {
                tracing::info!(folder = %path.display(), closing = ?outcome.closing, "take recovered");
            }
            Ok(None) => {
                let take_id = path.file_name().unwrap_or_default().to_string_lossy();
                log(folder.remove(), &path);
                log(platform::live::take_unused(platform, &take_id).await, &path);
            }
            Err(error) => {
                tracing::error!(folder = %path.display(), %error, "not recovered; tried again at the next start");
            }
        }
    }
    register_closed(platform, takes_dir).await;
}

/// Registers closed folders until `stop`: those of an hour in which PostgreSQL or the
/// storage was away.
pub async fn run(platform: Platform, takes_dir: PathBuf, stop: CancellationToken) {
    while stop
        .run_until_cancelled(tokio::time::sleep(EVERY))
        .await
        .is_some()
    {
        register_closed(&platform, &takes_dir).await;
    }
}

/// The folder of a take that is being registered at this moment is met here too:
/// `register` is idempotent.
async fn register_closed(platform: &Platform, takes_dir: &Path) {
    for path in folders(takes_dir) {
        if TakeFolder::at(&path).is_closed()
            && let Err(error) = platform::videos::register(platform, &path).await
        {
            tracing::warn!(folder = %path.display(), %error, "not registered yet");
        }
    }
}

fn folders(takes_dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(takes_dir) else {
        return vec![];
    };
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn log<E: std::fmt::Display>(result: Result<(), E>, path: &Path) {
    if let Err(error) = result {
        tracing::warn!(folder = %path.display(), %error, "sweep");
    }
}
