//! Whole frames with media times → a crash-safe container on disk.

mod picture;
mod sound;
mod timeline;
mod unit;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

use crate::facts::millis;
use crate::probe::probe_packets;
use crate::{
    AudioCodec, Container, DamageReason, Facts, Frame, Outcome, PipelineError, VideoCodec,
};
use timeline::{Placed, Timeline};
use unit::Unit;
pub(crate) use writer::sync;
use writer::{End, Writer};

/// One of each event and room to spare: events are never lost.
const EVENTS: usize = 8;
/// The pipeline has 5 s for its end; the rest is for the disk (fsync of a take
/// on a busy disk). Past it the thread is left behind.
const CLOSE_LIMIT: Duration = Duration::from_secs(20);

/// What a recorder needs to know. Serializable, as everything that passes in
/// or out, so that a recorder can move into a process of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecorderConfig {
    /// The take's folder; it exists, and holds no master yet.
    pub folder: PathBuf,
    /// Chooses the container.
    pub video: VideoCodec,
    /// How much may wait for the disk. 16 MiB hold 80 s at 1.5 Mbit/s.
    /// Past it the take is damaged.
    pub queue_bytes: usize,
}

/// What a recorder says while it runs. Each at most once, but for `Interrupted`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecorderEvent {
    /// The first key frame is in: its media time is the take's zero.
    Started {
        /// Microseconds on the frames' axis.
        zero_us: i64,
    },
    /// Its process died: it goes on in another one, from the next key frame. Ask the sender
    /// for one.
    Interrupted,
    /// The queue is full: what comes from now on is left out. Stop the take.
    Overflowed,
    /// The file cannot be written any more. Stop the take.
    Failed(String),
}

/// Records one take. Dropping it closes the file as well as it can, without
/// anybody to tell the outcome to.
pub struct Recorder {
    config: RecorderConfig,
    timeline: Option<Timeline>,
    writer: Option<Writer>,
    events: mpsc::Sender<RecorderEvent>,
    broken: Arc<AtomicBool>,
    overflowed: bool,
    /// Scratch of `push`.
    units: Vec<Unit>,
}

impl Recorder {
    /// Creates `master.mp4` or `master.webm` in the folder, empty, and waits
    /// for frames. Opens a file: milliseconds on a local disk.
    ///
    /// # Errors
    /// [`PipelineError::Exists`] when the folder has a master already,
    /// [`PipelineError::Io`] when it cannot be written,
    /// [`PipelineError::Setup`] when GStreamer lacks a part.
    pub fn start(
        config: RecorderConfig,
    ) -> Result<(Self, mpsc::Receiver<RecorderEvent>), PipelineError> {
        crate::init()?;
        let (events, receiver) = mpsc::channel(EVENTS);
        let broken = Arc::new(AtomicBool::new(false));
        // The handler holds a sender and a flag, never the pipeline: no cycle.
        let on_failure = {
            let (events, broken) = (events.clone(), broken.clone());
            move |detail: &str| {
                if !broken.swap(true, Ordering::Relaxed) {
                    let _ = events.try_send(RecorderEvent::Failed(detail.to_owned()));
                }
            }
        };
        let file = config.folder.join(Container::of(config.video).file_name());
        let recorder = Self {
            writer: Some(Writer::open(file, config.video, on_failure)?),
            timeline: Some(Timeline::new(config.video)),
            events,
            broken,
            overflowed: false,
            units: Vec::new(),
            config,
        };
        Ok((recorder, receiver))
    }

    /// Takes one frame. Never blocks; a frame that cannot be kept is counted.
    pub fn push(&mut self, frame: Frame) {
        let (Some(timeline), Some(writer)) = (&mut self.timeline, &mut self.writer) else {
            return;
        };
        if self.overflowed || self.broken.load(Ordering::Relaxed) {
            return;
        }
        if writer.queued_bytes() + frame.bytes.len() > self.config.queue_bytes {
            self.overflowed = true;
            let _ = self.events.try_send(RecorderEvent::Overflowed);
            return;
        }
        if let Some(start) = timeline.push(frame, &mut self.units) {
            writer.begin(self.config.video, &start.header);
            let _ = self.events.try_send(RecorderEvent::Started {
                zero_us: start.zero_us,
            });
        }
        for unit in self.units.drain(..) {
            writer.write(unit);
        }
    }

    /// Bytes that wait for the disk.
    pub(crate) fn waiting_bytes(&self) -> usize {
        self.writer.as_ref().map_or(0, Writer::queued_bytes)
    }

    /// Ends the file and says what it holds. Takes milliseconds, at most about 20 s.
    pub async fn stop(mut self) -> Outcome {
        let (Some((writer, placed)), file) = (self.end(), self.file()) else {
            return Outcome::nothing(DamageReason::NoPicture);
        };
        let (sender, closed) = oneshot::channel();
        let close = move || {
            let _ = sender.send(writer.close());
        };
        // Not the runtime's blocking pool: a thread stuck in a dead disk would
        // hold up the whole server's shutdown.
        let end = match std::thread::Builder::new()
            .name("recorder-close".into())
            .spawn(close)
        {
            Ok(_) => match tokio::time::timeout(CLOSE_LIMIT, closed).await {
                Ok(Ok(end)) => end,
                Ok(Err(_)) => End::Failed("the closing thread ended early".into()),
                Err(_) => End::Late,
            },
            Err(e) => End::Failed(e.to_string()),
        };
        let Some(placed) = placed else {
            // Not one unit went into it; at most a header stands there.
            let _ = tokio::fs::remove_file(&file).await;
            return Outcome::nothing(DamageReason::NoPicture);
        };
        let reason = match end {
            End::Whole => match facts(self.config.video, &file, placed).await {
                Ok(facts) if self.overflowed => {
                    return Outcome::Damaged {
                        reason: DamageReason::Overflow,
                        kept_ms: facts.duration_ms,
                        kept: Some(Box::new(facts)),
                    };
                }
                Ok(facts) => return Outcome::Sealed(facts),
                Err(e) => DamageReason::Writer(e.to_string()),
            },
            End::Failed(detail) => DamageReason::Writer(detail),
            End::Late => DamageReason::Deadline,
        };
        Outcome::Damaged {
            reason,
            kept_ms: readable_ms(&file).await,
            kept: None,
        }
    }

    /// The writer with everything handed over to it; once.
    fn end(&mut self) -> Option<(Writer, Option<Placed>)> {
        let mut writer = self.writer.take()?;
        let placed = self.timeline.take()?.finish(&mut self.units);
        for unit in self.units.drain(..) {
            writer.write(unit);
        }
        Some((writer, placed))
    }

    fn file(&self) -> PathBuf {
        self.config
            .folder
            .join(Container::of(self.config.video).file_name())
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let Some((writer, _)) = self.end() else {
            return;
        };
        let close = move || {
            writer.close();
        };
        if let Err(e) = std::thread::Builder::new()
            .name("recorder-close".into())
            .spawn(close)
        {
            tracing::error!(error = %e, "a dropped recorder could not be closed");
        }
    }
}

async fn facts(video: VideoCodec, file: &Path, placed: Placed) -> std::io::Result<Facts> {
    let container = Container::of(video);
    let (width, height) = placed.sizes.first().map_or((0, 0), |s| (s.width, s.height));
    Ok(Facts {
        file_name: container.file_name().to_owned(),
        container,
        video_codec: video,
        audio_codec: AudioCodec::Opus,
        width,
        height,
        duration_ms: millis(placed.duration_us),
        bytes: tokio::fs::metadata(file).await?.len(),
        gaps: placed.gaps,
        av_offset_ms: placed.first_sound_us.map(|us| (us + 500) / 1000),
        sizes: placed.sizes,
        counts: placed.counts,
    })
}

/// How much of a file that was not closed can be read.
async fn readable_ms(file: &Path) -> u64 {
    match probe_packets(file).await {
        Ok(packets) if !packets.video.is_empty() => packets.end_ms(),
        _ => 0,
    }
}
