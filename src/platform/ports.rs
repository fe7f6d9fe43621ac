//! What the platform needs from the media side. The server implements it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use coach::{
    guidance::Guidance,
    hint::Hint,
    observation::{PictureMeasures, SoundMeasures},
    score::{Criterion, Scores},
    summary::TakeQuality,
    take::TakeMedia,
};

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

/// Reads what people upload. What a file is, is told by its bytes; it is read by nothing but
/// bounded child processes.
#[async_trait]
pub trait ReadUploads: Send + Sync + 'static {
    /// Whether a master can be made of `file`, and how long it is. A film that is longer than
    /// `longest` is refused without being read to its end.
    async fn inspect(&self, file: &Path, longest: Duration) -> Result<Duration, UploadError>;

    /// Makes the master of `file` in the empty folder `out`, without a trace of the file's own
    /// metadata. As with renditions, it is called again after a failure, and the future may be
    /// dropped at any moment.
    async fn convert(&self, file: &Path, out: &Path) -> Result<TakeMedia, UploadError>;
}

/// Split by what can be done.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Send another file.
    #[error("refused: {0:?}")]
    Refused(UploadFault),
    /// No space, a killed child, a time-out: try again later.
    #[error("{0}")]
    Passing(String),
}

/// What is wrong with an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadFault {
    /// By its bytes no MP4, MOV or WebM.
    NotAFilm,
    NoPicture,
    NoSound,
    TooLong,
    /// Its end is missing, or nothing that plays can be made of it.
    Damaged,
    /// A codec or a size that is not read here.
    Unsupported,
}

/// Judges picture and sound by the code that judges them live.
#[async_trait]
pub trait AnalyseMedia: Send + Sync + 'static {
    /// The final scores of a take of `duration_ms`.
    ///
    /// `samples` are those of the live analysis, in the order of time, `media_ms` counted
    /// from the take's zero. Without any, `master` itself is looked at second by second.
    /// Speech is judged on `master` in both cases. As with renditions, it is called again
    /// after a failure, and the future may be dropped at any moment.
    async fn take(
        &self,
        master: &Path,
        samples: &[Guidance],
        duration_ms: i64,
    ) -> Result<TakeAnalysis, AnalysisError>;

    /// One look at a picture and one listening to a sound. What they are is told by their
    /// bytes, never by what a client says of them; neither outlives the call.
    async fn clip(&self, clip: Clip) -> Result<ClipAnalysis, ClipError>;
}

/// A picture, a sound, or both; at least one is there.
#[derive(Debug, Clone)]
pub struct Clip {
    pub image: Option<Bytes>,
    pub sound: Option<Bytes>,
}

/// What is told about a clip. Scores are 0–100; those of what was not sent are absent.
#[derive(Debug, Clone)]
pub struct ClipAnalysis {
    pub scores: Scores,
    pub overall: Option<f32>,
    /// The worst factor: what `overall` follows.
    pub reason: Option<Criterion>,
    /// What to do about it, the most important first.
    pub hints: Vec<Hint>,
    pub picture: Option<PictureMeasures>,
    pub sound: Option<SoundMeasures>,
}

/// Split by what the sender can do.
#[derive(Debug, thiserror::Error)]
pub enum ClipError {
    /// Send something else.
    #[error("refused: image {image:?}, sound {sound:?}")]
    Refused {
        image: Option<ClipFault>,
        sound: Option<ClipFault>,
    },
    /// Send it again later.
    #[error("{0}")]
    Passing(String),
    /// This server scores nothing.
    #[error("there are no models")]
    Unavailable,
}

/// What is wrong with one part of a clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClipFault {
    /// By its bytes it is no picture or no sound that can be read.
    Unreadable,
    /// More pixels or seconds than are looked at.
    TooLarge,
}

/// What is told about a whole take.
#[derive(Debug, Clone)]
pub struct TakeAnalysis {
    /// Absent when too little of the take was judged for scores; its samples are told all
    /// the same.
    pub quality: Option<TakeQuality>,
    /// Absent where too little was said.
    pub speech: Option<SpeechQuality>,
    /// Those that were given, or those that were made of the master.
    pub samples: Vec<Guidance>,
    /// Of the formulas and models.
    pub version: String,
}

/// DNSMOS P.835 (after ITU-T P.835): mean opinion scores, 1–5.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpeechQuality {
    pub signal_mos: f32,
    pub background_mos: f32,
    pub overall_mos: f32,
}

/// Split by whether another try can help.
#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    /// This take will never be scored.
    #[error("not to be scored: {0}")]
    Hopeless(String),
    /// No space, a killed child, a time-out.
    #[error("{0}")]
    Passing(String),
}

/// Reads what is written in a document.
#[async_trait]
pub trait ReadDocuments: Send + Sync + 'static {
    /// The text of a PDF, in the order in which it is read. As with renditions, it is called
    /// again after a failure, and the future may be dropped at any moment.
    async fn text(&self, file: &Path) -> Result<String, DocumentError>;
}

/// Split by what becomes of the document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It asks for a password.
    #[error("locked by a password")]
    Locked,
    #[error("{0}")]
    Unreadable(String),
    /// No space, a missing program, a time-out.
    #[error("{0}")]
    Passing(String),
}

/// Everything the worker may ask for.
pub struct Ports {
    pub renditions: Arc<dyn MakeRenditions>,
    pub analysis: Arc<dyn AnalyseMedia>,
    pub uploads: Arc<dyn ReadUploads>,
    pub documents: Arc<dyn ReadDocuments>,
}
