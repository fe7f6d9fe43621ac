use std::path::{Path, PathBuf};
use std::time::Duration;

/// What went wrong, split by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The machine lacks a part: tell the operator, do not retry.
    #[error("media tools are not usable: {0}")]
    Setup(String),
    /// The folder already holds a recording; a take is never written over.
    #[error("{} already exists", .0.display())]
    Exists(PathBuf),
    /// The file is not media this crate reads: final, retrying changes nothing.
    #[error("{} is not readable media: {detail}", file.display())]
    Unreadable {
        /// The file that was looked at.
        file: PathBuf,
        /// The tool's own last words.
        detail: String,
    },
    /// More than this crate takes of one picture or clip: final, a smaller one may do.
    #[error("{} is {detail}", file.display())]
    TooLarge {
        /// What was looked at.
        file: PathBuf,
        /// Which limit: "larger than …", "longer than …".
        detail: &'static str,
    },
    /// Disk or permissions: may pass, retry later.
    #[error("{}: {source}", path.display())]
    Io {
        /// The path that was touched.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A child process failed on good input: retry later, then give up.
    #[error("{tool} failed: {detail}")]
    Tool {
        /// `ffmpeg` or `ffprobe`.
        tool: &'static str,
        /// The tool's own last words.
        detail: String,
    },
    /// A child process was stopped at its time limit: retry later, then give up.
    #[error("{tool} was stopped after {limit:?}")]
    TimedOut {
        /// `ffmpeg` or `ffprobe`.
        tool: &'static str,
        /// The limit it had.
        limit: Duration,
    },
}

impl PipelineError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io {
            path: path.to_owned(),
            source,
        }
    }

    /// A tool that refuses its input has found the input unreadable.
    pub(crate) fn about(self, file: &Path) -> Self {
        match self {
            Self::Tool { detail, .. } => Self::Unreadable {
                file: file.to_owned(),
                detail,
            },
            other => other,
        }
    }
}
