use std::path::PathBuf;

/// Split by what the caller can do.
#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    /// A model is missing or is not the one it should be: fetch the models.
    #[error("the models in {folder} cannot be used: {source}")]
    Models {
        folder: PathBuf,
        source: infer::InferError,
    },
    /// This file will never be readable.
    #[error("{0}")]
    Unreadable(String),
    /// A child process failed or time ran out: another try may help.
    #[error(transparent)]
    Media(pipelines::PipelineError),
    /// A model refused its input: a fault of ours.
    #[error(transparent)]
    Model(#[from] infer::InferError),
}
