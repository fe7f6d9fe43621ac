//! What is shown instead of the master: an MP4 that plays everywhere, a
//! poster, and the sprite of thumbnails. All by ffmpeg at the lowest priority.

mod presentation;
mod stills;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::PipelineError;
use crate::probe::probe;

pub use presentation::{Picture, Presentation};
pub use stills::{Poster, Thumbnails};

/// Everything made from one master. File names are relative to the folder asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renditions {
    /// `presentation.mp4`
    pub presentation: Presentation,
    /// `poster.jpg`
    pub poster: Poster,
    /// `thumbnails.jpg`
    pub thumbnails: Thumbnails,
}

/// Makes `presentation.mp4`, `poster.jpg` and `thumbnails.jpg` in `out` from a
/// finished master. Each appears under its name when it is whole and on disk;
/// called again, it replaces them.
///
/// Costs, in core-seconds a second of master: about 0.1 where the picture is
/// copied, 0.3 to 0.6 where it is converted. Limit: 2 minutes and 20 times the
/// master's length.
///
/// # Errors
/// [`PipelineError::Unreadable`] is final; all others may pass.
pub async fn renditions(master: &Path, out: &Path) -> Result<Renditions, PipelineError> {
    let source = probe(master).await?;
    let limit = limit_for(source.duration_ms.unwrap_or(0));
    let presentation = presentation::make(master, &source, out, limit).await?;
    // From the presentation: it has one picture size and one clean time line.
    let shown = out.join(&presentation.file_name);
    let poster = stills::poster(&shown, presentation.duration_ms, out, limit).await?;
    let thumbnails = stills::thumbnails(&shown, presentation.duration_ms, out, limit).await?;
    Ok(Renditions {
        presentation,
        poster,
        thumbnails,
    })
}

/// Conversion at nice 19 beside a busy server may run ten times slower than alone.
pub(crate) fn limit_for(duration_ms: u64) -> Duration {
    Duration::from_secs(120) + Duration::from_millis(duration_ms) * 20
}

/// A file that gets its final name only when it is whole.
pub(crate) struct Part {
    part: PathBuf,
    done: PathBuf,
}

impl Part {
    pub(crate) fn of(folder: &Path, name: &str) -> Self {
        Self {
            part: folder.join(format!(".{name}.part")),
            done: folder.join(name),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.part
    }

    /// On disk, then under its name; gives the size in bytes.
    pub(crate) async fn publish(self) -> Result<u64, PipelineError> {
        let (part, done) = (self.part.clone(), self.done.clone());
        let publish = move || -> std::io::Result<u64> {
            let file = std::fs::File::open(&part)?;
            file.sync_all()?;
            std::fs::rename(&part, &done)?;
            crate::recorder::sync(&done)?;
            Ok(file.metadata()?.len())
        };
        tokio::task::spawn_blocking(publish)
            .await
            .unwrap_or_else(|e| Err(std::io::Error::other(e)))
            .map_err(PipelineError::io(&self.done))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Gone already when published; otherwise of no use to anybody.
        let _ = std::fs::remove_file(&self.part);
    }
}
