//! Repairs what a crash or an absent database left behind: every take folder that is
//! not being recorded ends up registered, or gone because nothing was recorded in it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use platform::Platform;
use platform::sweep::{FolderState, TakeFolder, clear_leftovers, close_stale, folders};
use platform::videos::register;
use tokio_util::sync::CancellationToken;

use crate::adapters::take_unused;

/// While the server runs, closed folders that could not be registered are tried again.
const EVERY: Duration = Duration::from_secs(5);
/// A ticket lives 30 s and a script at most ten minutes: what is still open after this
/// has no room any more.
const STALE_AFTER: Duration = Duration::from_secs(3600);

/// Before the first room opens every folder is a leftover: unfinished media are made
/// playable, then everything closed is registered.
pub async fn at_start(platform: &Platform, takes_dir: &Path) {
    for folder in look(platform, takes_dir).await {
        if let FolderState::Unclosed(take) = &folder.state {
            recover(platform, &take.to_string(), &folder.path).await;
        }
    }
    register_closed(platform, takes_dir).await;
    if let Err(error) = close_stale(platform, takes_dir, STALE_AFTER).await {
        tracing::warn!(%error, "stale takes stay open");
    }
    if let Err(error) = clear_leftovers(platform, STALE_AFTER).await {
        tracing::warn!(%error, "cut-off uploads and scratch folders stay behind");
    }
}

/// Registers closed folders until `stop`: those of a time in which PostgreSQL or the
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

async fn recover(platform: &Platform, take_id: &str, path: &Path) {
    match studio::recover(path).await {
        Ok(Some(outcome)) => {
            tracing::info!(take = %take_id, closing = ?outcome.closing, "take recovered");
        }
        Ok(None) => {
            if let Err(error) = std::fs::remove_dir_all(path) {
                tracing::warn!(take = %take_id, %error, "an unused folder stays behind");
            }
            take_unused(platform, take_id).await;
        }
        Err(error) => {
            tracing::error!(take = %take_id, %error, "not recovered; tried again at the next start");
        }
    }
}

/// The folder of a take that its room is registering at this moment is met here too:
/// `register` is idempotent.
async fn register_closed(platform: &Platform, takes_dir: &Path) {
    for folder in look(platform, takes_dir).await {
        match &folder.state {
            FolderState::Unregistered(_) | FolderState::Leftover(_) => {
                if let Err(error) = register(platform, &folder.path).await {
                    tracing::warn!(folder = %folder.path.display(), %error, "not registered yet");
                }
            }
            FolderState::Garbage(why) => {
                tracing::debug!(folder = %folder.path.display(), why, "garbage: `jobgate check` names it");
            }
            FolderState::Unclosed(_) => {}
        }
    }
}

async fn look(platform: &Platform, takes_dir: &Path) -> Vec<TakeFolder> {
    match folders(platform, takes_dir).await {
        Ok(folders) => folders,
        Err(error) => {
            tracing::warn!(%error, "the sweep waits");
            vec![]
        }
    }
}
