//! Whole frames → what analysis looks at and listens to.
//!
//! One thread a tap decodes both. It may be late, fail or stand still: [`Tap::push`]
//! returns at once all the same, and nothing here is shared with a recorder.

mod inbox;
mod listen;
mod looks;
mod receivers;
mod rgb;
mod video;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Fit, Frame, MediaKind, PipelineError, VideoCodec};
use inbox::{Batch, Inbox};
use listen::Listener;
use looks::Looks;
pub(crate) use receivers::{Outlets, outlets};
pub use receivers::{PictureReceiver, SoundReceiver};

/// What a tap needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapConfig {
    /// Of the layer that is pushed.
    pub video: VideoCodec,
    /// Time between two pictures; see [`Tap::set_interval`].
    pub every: Duration,
    /// Larger pictures are scaled down to this.
    pub fit: Fit,
    /// Which frames are decoded.
    pub decode: Decode,
}

/// Which frames a tap decodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decode {
    /// Only those that later pictures need: [`Frame::discardable`] ones are skipped.
    Needed,
    /// All of them.
    All,
}

impl TapConfig {
    /// One picture a second of at most 320×180, decoding no more than that needs.
    #[must_use]
    pub fn new(video: VideoCodec) -> Self {
        Self {
            video,
            every: Duration::from_secs(1),
            fit: Fit::ANALYSIS,
            decode: Decode::Needed,
        }
    }
}

/// What a tap did so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapCounts {
    /// Frames decoded to a picture.
    pub decoded: u64,
    /// Frames that were not decoded because nothing needs them.
    pub skipped: u64,
    /// Frames that could not be decoded, those up to the next key frame included.
    pub undecodable: u64,
    /// Pictures given out.
    pub pictures: u64,
    /// Pictures that nobody took before the next one came.
    pub pictures_replaced: u64,
    /// Opus packets decoded.
    pub packets: u64,
    /// Opus packets left out: no packet, or too late.
    pub packets_refused: u64,
    /// Samples that stand where nothing came.
    pub samples_invented: u64,
    /// Chunks of sound that nobody took in time.
    pub sounds_lost: u64,
    /// Frames dropped because the tap's thread did not get to them.
    pub overflowed: u64,
    /// Nothing can be decoded before the next key frame: ask the sender for one.
    pub awaits_key: bool,
}

/// Decodes one take for analysis. Dropping it ends its thread and both receivers.
pub struct Tap {
    shared: Arc<Shared>,
    decode: Decode,
    skipped: u64,
}

struct Shared {
    inbox: Inbox,
    every_us: AtomicU64,
    counts: Mutex<TapCounts>,
}

impl Tap {
    /// Starts the tap's thread. Times of pictures and sound are those of the frames.
    ///
    /// # Errors
    /// [`PipelineError::Setup`] when a decoder is missing or no thread can be had.
    pub fn start(
        config: TapConfig,
    ) -> Result<(Self, PictureReceiver, SoundReceiver), PipelineError> {
        crate::init()?;
        let setup = |e: &dyn std::fmt::Display| PipelineError::Setup(e.to_string());
        let listener = Listener::new().map_err(|e| setup(&e.message()))?;
        let looks = Looks::new(config.video, config.fit);
        let shared = Arc::new(Shared {
            inbox: Inbox::default(),
            every_us: AtomicU64::new(micros(config.every)),
            counts: Mutex::default(),
        });
        let (outlets, pictures, sounds) = outlets();
        let worker = Worker {
            shared: shared.clone(),
            outlets,
            looks,
            listener,
        };
        std::thread::Builder::new()
            .name("tap".into())
            .spawn(move || worker.run())
            .map_err(|e| setup(&e))?;
        let tap = Self {
            shared,
            decode: config.decode,
            skipped: 0,
        };
        Ok((tap, pictures, sounds))
    }

    /// Takes one frame of the tapped layer, or one Opus packet: a short lock and no
    /// decoding. Never blocks; what does not fit is dropped and counted.
    pub fn push(&mut self, frame: Frame) {
        let skipped = frame.kind == MediaKind::Video
            && frame.discardable
            && !frame.key
            && self.decode == Decode::Needed;
        if skipped {
            self.skipped += 1;
            return;
        }
        self.shared.inbox.push(frame);
    }

    /// Changes the time between two pictures, counted from the last one given; zero gives
    /// every decoded picture. Decoding goes on all the same, as frames build on each other:
    /// this spares what comes behind.
    pub fn set_interval(&self, every: Duration) {
        self.shared.every_us.store(micros(every), Ordering::Relaxed);
    }

    /// What happened so far; a fifth of a second old.
    #[must_use]
    pub fn counts(&self) -> TapCounts {
        TapCounts {
            skipped: self.skipped,
            overflowed: self.shared.inbox.overflowed(),
            ..*lock(&self.shared.counts)
        }
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        // The thread ends by itself, within the time of one batch: no caller waits for it.
        self.shared.inbox.close();
    }
}

struct Worker {
    shared: Arc<Shared>,
    /// Closed when the thread ends, however it ends.
    outlets: Outlets,
    looks: Looks,
    listener: Listener,
}

impl Worker {
    fn run(mut self) {
        let (mut batch, mut sounds) = (Batch::default(), Vec::new());
        let mut counts = TapCounts {
            awaits_key: true,
            ..TapCounts::default()
        };
        while self.shared.inbox.wait(&mut batch) {
            if batch.interrupted {
                self.looks.interrupt();
            }
            for frame in batch.frames.drain(..) {
                match frame.kind {
                    MediaKind::Audio => self.listener.push(&frame, &mut counts, &mut sounds),
                    MediaKind::Video => {
                        let at_us = frame.media_time_us;
                        self.listener.picture_at(at_us, &mut counts, &mut sounds);
                        let every_us = self.shared.every_us.load(Ordering::Relaxed);
                        let every = Duration::from_micros(every_us);
                        if let Some(picture) = self.looks.push(&frame, every, &mut counts) {
                            counts.pictures += 1;
                            counts.pictures_replaced += u64::from(self.outlets.picture(picture));
                        }
                    }
                }
                for sound in sounds.drain(..) {
                    counts.sounds_lost += u64::from(self.outlets.sound(sound));
                }
            }
            counts.awaits_key = self.looks.awaits_key();
            *lock(&self.shared.counts) = counts;
        }
    }
}

fn lock(counts: &Mutex<TapCounts>) -> MutexGuard<'_, TapCounts> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
