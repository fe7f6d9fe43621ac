//! Work after the answer: a small queue in our own transactions.
//!
//! A job is written beside the rows that make it necessary and claimed with `SKIP LOCKED`.
//! A claim is a lease that a living worker keeps extending; a killed worker's job comes
//! back when the lease runs out. Failures are tried again with growing pauses; a job that
//! failed too often, or that says it is hopeless, is a dead letter and stays for people to
//! look at.

mod store;
mod worker;

pub(crate) use store::enqueue;
pub use store::{QueueCounts, counts};
pub use worker::{Timing, run, run_with};

/// What there is to do. The names stand in the schema, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Renditions,
    EraseObjects,
    /// Final scores of a take.
    ScoreTake,
    /// A master of what was uploaded.
    ConvertUpload,
    /// The text of a CV file.
    ReadCv,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Renditions => "renditions",
            Kind::EraseObjects => "erase_objects",
            Kind::ScoreTake => "score_take",
            Kind::ConvertUpload => "convert_upload",
            Kind::ReadCv => "read_cv",
        }
    }

    pub fn parse(name: &str) -> Option<Kind> {
        match name {
            "renditions" => Some(Kind::Renditions),
            "erase_objects" => Some(Kind::EraseObjects),
            "score_take" => Some(Kind::ScoreTake),
            "convert_upload" => Some(Kind::ConvertUpload),
            "read_cv" => Some(Kind::ReadCv),
            _ => None,
        }
    }
}

/// Why a job did not succeed, split by whether another try can help.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error("{0}")]
    Passing(String),
    #[error("{0}")]
    Hopeless(String),
}

impl JobError {
    // By value, so that it stands where `map_err` wants a function.
    #[allow(clippy::needless_pass_by_value)]
    pub fn passing<E: std::fmt::Display>(error: E) -> JobError {
        JobError::Passing(error.to_string())
    }

    pub fn hopeless(why: impl Into<String>) -> JobError {
        JobError::Hopeless(why.into())
    }
}
