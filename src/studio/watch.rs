//! Watches one candidate: the small layer and the sound go through a tap to the pool, and
//! what was seen and heard comes back. Nothing here can hold the recording up: the tap's
//! frames are a subscription of their own, and neither tap nor seat waits.

use std::sync::Arc;
use std::time::Duration;

use ::metrics::counter;
use analysis::{Looked, Pool, Seat};
use pipelines::{
    PictureReceiver, PipelineError, Place, PlacedTap, RgbPicture, SOUND_RATE, Sound, SoundReceiver,
    TapConfig,
};
use sfu::{Depth, FrameReceiver, Layer, Peer};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, sleep_until};

use crate::{frames, metrics};

/// A picture that is this much later than the pace lets expect is not coming: the look goes
/// on without it, so that a frozen camera is noticed and the sound is judged all the same.
const PICTURE_PATIENCE: Duration = Duration::from_millis(700);

/// A tap that has lost more processes than this would lose the next one, too.
const MOST_RESTARTS: u32 = 20;
/// Until there is a process again.
const RESTART_WAIT: Duration = Duration::from_millis(500);

/// One candidate being watched. Dropping it ends the watching at once.
pub struct Watch {
    looked: mpsc::Receiver<Looked>,
    every: Arc<Seat>,
    task: AbortHandle,
}

impl Watch {
    /// Begins to watch a connected peer.
    ///
    /// # Errors
    /// The tap cannot be started; see [`Place::tap`].
    pub fn start(peer: &Peer, pool: &Pool, place: &Place) -> Result<Watch, PipelineError> {
        let config = TapConfig::new(frames::codec(peer.video_codec()));
        let (tap, pictures, sounds) = place.tap(config)?;
        let (seat, looked) = pool.seat();
        let seat = Arc::new(seat);
        let watcher = Watcher {
            peer: peer.clone(),
            place: place.clone(),
            restarts: 0,
            frames: peer.take(Layer::Small, Depth::Tap),
            tap,
            pictures,
            sounds,
            seat: seat.clone(),
            looked_ms: 0,
            heard_ms: None,
            last_look: Instant::now(),
        };
        Ok(Watch {
            looked,
            every: seat,
            task: tokio::spawn(watcher.run()).abort_handle(),
        })
    }

    /// What the next look brought; `None` when the peer is gone. Cancel safe.
    pub async fn looked(&mut self) -> Option<Looked> {
        self.looked.recv().await
    }

    /// When the next look can be expected.
    pub fn every(&self) -> Duration {
        self.every.every()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Watcher {
    peer: Peer,
    place: Place,
    restarts: u32,
    frames: FrameReceiver,
    tap: PlacedTap,
    pictures: PictureReceiver,
    sounds: SoundReceiver,
    seat: Arc<Seat>,
    /// Media time of the last look; it only grows.
    looked_ms: i64,
    /// End of the sound that was heard.
    heard_ms: Option<i64>,
    last_look: Instant,
}

impl Watcher {
    async fn run(mut self) {
        loop {
            let patience = self.last_look + self.seat.every() + PICTURE_PATIENCE;
            tokio::select! {
                frame = self.frames.recv() => match frame {
                    Some(frame) => self.tap.push(frames::to_pipeline(frame)),
                    None => return,
                },
                picture = self.pictures.recv() => match picture {
                    Some(picture) => self.look(picture.media_time_us / 1000, Some(picture)),
                    None if self.tap_again().await => {}
                    None => return,
                },
                sound = self.sounds.recv() => match sound {
                    Some(sound) => self.hear(&sound),
                    None if self.tap_again().await => {}
                    None => return,
                },
                () = sleep_until(patience) => self.look_without_picture(),
            }
        }
    }

    /// The tap's process has died: another one decodes from the next key frame on.
    async fn tap_again(&mut self) -> bool {
        while self.restarts < MOST_RESTARTS {
            self.restarts += 1;
            let config = TapConfig::new(frames::codec(self.peer.video_codec()));
            match self.place.tap(config) {
                Ok((tap, pictures, sounds)) => {
                    (self.tap, self.pictures, self.sounds) = (tap, pictures, sounds);
                    self.tap.set_interval(self.seat.every());
                    self.peer.request_key_frame(Layer::Small);
                    return true;
                }
                Err(error) => {
                    tracing::warn!(%error, "nobody is watched for a moment");
                    sleep(RESTART_WAIT).await;
                }
            }
        }
        false
    }

    fn hear(&mut self, sound: &Sound) {
        let length_ms = sound.samples.len() as i64 * 1000 / i64::from(SOUND_RATE);
        self.heard_ms = Some(sound.media_time_us / 1000 + length_ms);
        self.seat.hear(sound);
    }

    fn look(&mut self, media_ms: i64, picture: Option<RgbPicture>) {
        while let Some(sound) = self.sounds.try_recv() {
            self.hear(&sound);
        }
        self.looked_ms = media_ms.max(self.looked_ms + 1);
        self.last_look = Instant::now();
        counter!(metrics::LOOKS_DUE).increment(1);
        self.seat.look(self.looked_ms, picture);
        // The pool says how often it can look.
        self.tap.set_interval(self.seat.every());
    }

    fn look_without_picture(&mut self) {
        if self.tap.counts().awaits_key {
            self.peer.request_key_frame(Layer::Small);
        }
        let since_ms = i64::try_from(self.last_look.elapsed().as_millis()).unwrap_or(i64::MAX);
        let media_ms = match self.heard_ms {
            Some(heard_ms) if heard_ms > self.looked_ms => heard_ms,
            _ => self.looked_ms.saturating_add(since_ms),
        };
        self.look(media_ms, None);
    }
}
