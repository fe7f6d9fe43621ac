//! Files in forms: written to the disk as they come, never in memory as a whole.

use std::{path::Path, time::Duration};

use axum::extract::multipart::{Field, MultipartError};
use tokio::io::{AsyncWriteExt, BufWriter};

use crate::error::{ApiError, ApiResult, Problem};

/// Folders of files on their way begin with this.
pub const INCOMING: &str = "upload-";
/// A sender that says nothing for so long is gone.
const SILENCE: Duration = Duration::from_secs(60);
/// Written to the disk at once.
const BUFFER: usize = 256 * 1024;

/// Why a file was not written.
pub enum FileFault {
    TooLarge,
    Empty,
    Other(ApiError),
}

/// For one file on its way; what is in it goes with it.
pub fn incoming(work_dir: &Path) -> std::io::Result<tempfile::TempDir> {
    std::fs::create_dir_all(work_dir)?;
    tempfile::Builder::new()
        .prefix(INCOMING)
        .tempdir_in(work_dir)
}

/// Writes at most `max_bytes`, at least one.
pub async fn write_file(
    field: &mut Field<'_>,
    file: &Path,
    max_bytes: u64,
) -> Result<(), FileFault> {
    let full = |error: std::io::Error| {
        // Above all a full disk: not the sender's fault, and it may pass.
        tracing::error!(%error, "an upload could not be written");
        FileFault::Other(Problem::Busy.into())
    };
    let created = tokio::fs::File::create(file).await.map_err(full)?;
    let mut to = BufWriter::with_capacity(BUFFER, created);
    let mut bytes = 0;
    while let Some(chunk) = in_time(field.chunk()).await.map_err(FileFault::Other)? {
        bytes += chunk.len() as u64;
        if bytes > max_bytes {
            return Err(FileFault::TooLarge);
        }
        to.write_all(&chunk).await.map_err(full)?;
    }
    if bytes == 0 {
        return Err(FileFault::Empty);
    }
    to.flush().await.map_err(full)
}

/// The next piece, from a sender that still speaks.
pub async fn in_time<T>(piece: impl Future<Output = Result<T, MultipartError>>) -> ApiResult<T> {
    match tokio::time::timeout(SILENCE, piece).await {
        Ok(Ok(piece)) => Ok(piece),
        Ok(Err(_)) => Err(Problem::MalformedRequest.into()),
        Err(_) => Err(Problem::Busy.into()),
    }
}
