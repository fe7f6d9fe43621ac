//! What somebody uploads: is it a film, and the master that is made of it.
//!
//! A stranger's file is read by child processes alone, and each is bound in memory, processor
//! time and what it may write. What a file is, is told by its bytes; names and content types
//! are nobody's here. Only a master made by us goes on: of the file itself nothing is kept,
//! neither its metadata (phones write where a film was made) nor what may hang behind it.

mod inspect;
mod normalise;
mod streams;

use std::time::Duration;

use crate::PipelineError;
use crate::child::Bounds;

pub use inspect::{Inspection, inspect};
pub use normalise::normalise;

/// Pixels of either edge: 4K of a camera has 4096.
const LARGEST_EDGE: u32 = 4096;
const SMALLEST_EDGE: u32 = 64;

/// Headers or packets are read, hardly anything is decoded.
const READING: Bounds = Bounds {
    memory_bytes: 1 << 30,
    cpu: Duration::from_secs(60),
    file_bytes: 0,
};
/// Decoding 4K and encoding 1080p, two threads each.
const CONVERTING_MEMORY_BYTES: u64 = 3 << 30;

/// Why a file is no film that a master can be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadFault {
    /// By its bytes neither MP4, MOV nor WebM, or so broken that it cannot be told.
    NotAFilm,
    /// No picture that moves; a cover does not count.
    NoPicture,
    /// No sound track.
    NoSound,
    /// Longer than asked for.
    TooLong,
    /// It ends before it says it does, or nothing that plays could be made of it.
    Damaged,
    /// A codec or a size that is not read here.
    Unsupported,
}

/// Split by what the sender can do.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// Send another file.
    #[error("refused: {0:?}")]
    Refused(UploadFault),
    /// Not the file's fault, as far as is known: try again later.
    #[error(transparent)]
    Failed(PipelineError),
}

impl From<UploadFault> for InspectError {
    fn from(fault: UploadFault) -> Self {
        Self::Refused(fault)
    }
}

/// A reader that gives up has found no film.
impl From<PipelineError> for InspectError {
    fn from(error: PipelineError) -> Self {
        match error {
            PipelineError::Unreadable { .. } | PipelineError::Tool { .. } => {
                Self::Refused(UploadFault::NotAFilm)
            }
            other => Self::Failed(other),
        }
    }
}
