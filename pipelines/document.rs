//! What is written in a PDF, by poppler's `pdftotext`: GPL, and so a child; a stranger's file, and
//! so in bounds.

use std::path::Path;
use std::time::Duration;

use crate::PipelineError;
use crate::child::{Bounds, Child};

/// A CV is read in a tenth of a second.
const LIMIT: Duration = Duration::from_secs(30);
/// Pages; what comes behind them is no CV any more.
const MOST_PAGES: u32 = 50;
const MOST_OUTPUT: u64 = 8 * 1024 * 1024;
/// It writes to nothing but a pipe.
const READING: Bounds = Bounds {
    memory_bytes: 512 << 20,
    cpu: Duration::from_secs(20),
    file_bytes: 0,
};

/// Split by what becomes of the document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It asks for a password.
    #[error("locked by a password")]
    Locked,
    /// No PDF that can be read, or one that wants more than it is given.
    #[error("{0}")]
    Unreadable(String),
    /// Not the document's fault, as far as is known: try again later.
    #[error(transparent)]
    Failed(PipelineError),
}

/// The text of a PDF in the order in which it is read; empty where there are pictures alone.
///
/// # Errors
/// [`DocumentError::Locked`] and [`DocumentError::Unreadable`] are final.
pub async fn document_text(file: &Path) -> Result<String, DocumentError> {
    let text = Child::pdftotext(LIMIT)
        .within(READING)
        .in_background()
        .most_output(MOST_OUTPUT)
        .args(["-enc", "UTF-8", "-eol", "unix", "-nopgbrk"])
        .args(["-l", &MOST_PAGES.to_string()])
        .args([file.as_os_str(), "-".as_ref()])
        .run()
        .await
        .map_err(|error| match error {
            PipelineError::Tool { detail, .. } if detail.contains("Incorrect password") => {
                DocumentError::Locked
            }
            PipelineError::Tool { detail, .. } => DocumentError::Unreadable(detail),
            other => DocumentError::Failed(other),
        })?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
