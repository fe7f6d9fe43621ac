//! What can go wrong between a file and its answer.

use std::path::PathBuf;

/// By what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum InferError {
    /// Fetch the models.
    #[error("the model {path} is not there: run deploy/scripts/fetch-models.sh")]
    Missing { path: PathBuf },
    /// The file is not the model that it is named for, or this build cannot run it.
    #[error("the model {path} cannot be loaded: {cause}")]
    Load { path: PathBuf, cause: String },
    /// This input brought no answer; another may.
    #[error("{model} gave no answer: {cause}")]
    Run { model: &'static str, cause: String },
}
