//! After a crash: a folder whose media were never closed becomes one that can be registered.

use std::path::Path;

use coach::take::{Closing, TakeOutcome};

use crate::folder::{FolderError, TakeFolder};
use crate::outcome::{Clock, take_outcome};

#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Pipeline(#[from] pipelines::PipelineError),
}

/// Makes the master playable and writes `sealed.json`. Idempotent: a closed folder is
/// left as it is. Returns `None` when the take was armed and never recorded; its
/// folder can go.
///
/// # Errors
/// The disk or a child process failed; trying again later may help.
pub async fn recover(path: &Path) -> Result<Option<TakeOutcome>, RecoverError> {
    let folder = TakeFolder::at(path);
    folder.manifest()?;
    let outcome = pipelines::recover(path).await?;
    if matches!(
        outcome,
        pipelines::Outcome::Damaged {
            reason: pipelines::DamageReason::NoFile,
            ..
        }
    ) {
        return Ok(None);
    }
    let outcome = take_outcome(outcome, Closing::Recovered, Clock::default());
    folder.write_outcome(&outcome)?;
    Ok(Some(outcome))
}
