//! The CV as a file: a PDF that its candidate sends and a worker reads, in a child process.
//! Its text is searched with the profile; the file is open to whoever may see the profile.
//!
//! A new file is a new row and a new object, so that the bytes behind a link never change. The
//! schema orders the erasure of an object in the transaction in which its row goes.

mod api;
mod reading;
mod store;

pub use api::{Cv, router};
pub(crate) use reading::{give_up, run};
pub(crate) use store::{all, visible};

use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncSeekExt};

/// A CV of some pages with a portrait is far below a megabyte; scans are not.
pub const MAX_BYTES: u64 = 10_000_000;

/// How a PDF begins. Readers look for it further on, too, and so would take a file that is
/// something else as well (X3).
const BEGINS: &[u8] = b"%PDF-";
/// How it ends, in its last bytes.
const ENDS: &[u8] = b"%%EOF";
const LAST_BYTES: u64 = 1024;

/// By its first and last bytes; whether it can be read is the worker's to find out.
async fn is_pdf(file: &Path) -> std::io::Result<bool> {
    let mut file = tokio::fs::File::open(file).await?;
    let mut first = Vec::new();
    (&mut file)
        .take(BEGINS.len() as u64)
        .read_to_end(&mut first)
        .await?;
    let length = file.metadata().await?.len();
    let from = length.saturating_sub(LAST_BYTES);
    file.seek(std::io::SeekFrom::Start(from)).await?;
    let mut last = Vec::new();
    file.read_to_end(&mut last).await?;
    let ended = last.windows(ENDS.len()).any(|bytes| bytes == ENDS);
    Ok(first == BEGINS && ended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_pdf_begins_and_ends_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        let long = [b"%PDF-1.7".as_slice(), &[b' '; 4096], b"%%EOF\r\n"].concat();
        for (bytes, right) in [
            (long.as_slice(), true),
            (b"%PDF-1.4 %%EOF", true),
            (&long[..4096], false),
            (b" %PDF-1.4 %%EOF", false),
            (b"PK\x03\x04 %PDF-1.4 %%EOF", false),
            (b"%%EOF", false),
            (b"", false),
        ] {
            std::fs::write(&file, bytes).unwrap();
            assert_eq!(is_pdf(&file).await.unwrap(), right, "{bytes:?}");
        }
    }
}
