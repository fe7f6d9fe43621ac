//! What the platform needs from the media side. The server implements it.

use std::path::{Path, PathBuf};

use async_trait::async_trait;

/// Makes what a player needs of a master: an MP4 that plays everywhere, a poster, thumbnails.
#[async_trait]
pub trait MakeRenditions: Send + Sync + 'static {
    /// Reads `master`, writes into the empty folder `out` and names the files.
    ///
    /// Called again for the same take after a failure or a crash. The future is dropped when
    /// the job's lease is lost or the server stops hard: a child process has to die with it.
    async fn make(&self, master: &Path, out: &Path) -> Result<Renditions, RenditionError>;
}

#[derive(Debug, Clone)]
pub struct Renditions {
    /// H.264 + AAC-LC, `moov` first.
    pub mp4: PathBuf,
    /// A JPEG.
    pub poster: Option<PathBuf>,
    pub thumbnails: Option<Thumbnails>,
}

/// One JPEG with a grid of small pictures, row by row.
#[derive(Debug, Clone)]
pub struct Thumbnails {
    pub file: PathBuf,
    pub interval_ms: u32,
    pub columns: u32,
    pub rows: u32,
    /// Pixels.
    pub tile_width: u32,
    pub tile_height: u32,
}

/// Split by whether another try can help.
#[derive(Debug, thiserror::Error)]
pub enum RenditionError {
    /// This master will never give renditions.
    #[error("not convertible: {0}")]
    Hopeless(String),
    /// No space, a killed child, a time-out.
    #[error("{0}")]
    Passing(String),
}

/// Everything the worker may ask for.
pub struct Ports {
    pub renditions: std::sync::Arc<dyn MakeRenditions>,
}
