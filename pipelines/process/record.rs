use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::host::{Place, no_child};
use super::join::part_folder;
use super::link::{Link, MOST_WAITING, Route, Sent};
use super::wire::Order;
use crate::probe::probe_packets;
use crate::{
    Container, DamageReason, Frame, Outcome, PipelineError, Recorder, RecorderConfig, RecorderEvent,
};

/// A take that has lost more children than this would lose the next one, too.
const MOST_PARTS: u32 = 8;
/// Events are never lost: one of each, and an interruption a part.
const EVENTS: usize = 8 + MOST_PARTS as usize;
/// A recorder needs at most 20 s for its end; a child that says nothing by then hangs.
const STOP_LIMIT: Duration = Duration::from_secs(25);

/// A recorder, wherever it runs. When its child dies it goes on in another one, from the next
/// key frame, and the take gets a gap. Dropping it closes the file as well as it can.
pub struct PlacedRecorder(Placed);

enum Placed {
    Here(Box<Recorder>),
    There(Box<Remote>),
}

struct Remote {
    place: Place,
    config: RecorderConfig,
    events: mpsc::Sender<RecorderEvent>,
    /// Of the take; set once its first key frame was in.
    zero_us: Arc<OnceLock<i64>>,
    child: Option<InChild>,
    /// Beside the master.
    further_parts: u32,
    ended: Option<DamageReason>,
}

/// The recorder in one child.
struct InChild {
    link: Arc<Link>,
    id: u64,
    outcome: oneshot::Receiver<Outcome>,
}

impl PlacedRecorder {
    pub(super) fn here(recorder: Recorder) -> Self {
        Self(Placed::Here(Box::new(recorder)))
    }

    pub(super) fn there(
        place: Place,
        config: RecorderConfig,
    ) -> Result<(Self, mpsc::Receiver<RecorderEvent>), PipelineError> {
        let (events, receiver) = mpsc::channel(EVENTS);
        let mut remote = Remote {
            place,
            config,
            events,
            zero_us: Arc::default(),
            child: None,
            further_parts: 0,
            ended: None,
        };
        remote.child = remote.open(remote.config.folder.clone());
        if remote.child.is_none() {
            return Err(no_child());
        }
        Ok((Self(Placed::There(Box::new(remote))), receiver))
    }

    /// As [`Recorder::push`].
    pub fn push(&mut self, frame: Frame) {
        match &mut self.0 {
            Placed::Here(recorder) => recorder.push(frame),
            Placed::There(remote) => remote.push(&frame),
        }
    }

    /// As [`Recorder::stop`]; parts are joined, which takes some tenths of a second more.
    pub async fn stop(self) -> Outcome {
        match self.0 {
            Placed::Here(recorder) => recorder.stop().await,
            Placed::There(remote) => remote.stop().await,
        }
    }
}

impl Remote {
    fn open(&self, folder: PathBuf) -> Option<InChild> {
        let link = self.place.link()?;
        let (sender, outcome) = oneshot::channel();
        let id = link.open(Route::Recorder {
            events: self.events.clone(),
            zero_us: self.zero_us.clone(),
            outcome: sender,
        })?;
        let config = RecorderConfig {
            folder,
            ..self.config.clone()
        };
        let zero_us = self.zero_us.get().copied();
        link.order(id, &Order::Record { config, zero_us });
        Some(InChild { link, id, outcome })
    }

    fn push(&mut self, frame: &Frame) {
        if self.ended.is_some() {
            return;
        }
        if !self.child.as_ref().is_some_and(|c| c.link.is_alive()) {
            self.go_on();
        }
        // Without any child what comes is lost, and listed as a gap.
        let Some(child) = &self.child else { return };
        if child.link.frame(child.id, frame, MOST_WAITING) == Sent::Full {
            self.end(RecorderEvent::Overflowed, DamageReason::Overflow);
        }
    }

    /// The child is gone: on in another one, if there is one yet.
    fn go_on(&mut self) {
        self.child = None;
        if self.place.link().is_none() {
            return;
        }
        match self.next_folder() {
            Ok(folder) => {
                self.child = self.open(folder);
                let _ = self.events.try_send(RecorderEvent::Interrupted);
            }
            Err(detail) => self.end(
                RecorderEvent::Failed(detail.clone()),
                DamageReason::Writer(detail),
            ),
        }
    }

    fn next_folder(&mut self) -> Result<PathBuf, String> {
        let folder = &self.config.folder;
        if self.further_parts == MOST_PARTS {
            return Err("media processes keep dying".to_owned());
        }
        self.further_parts += 1;
        if self.zero_us.get().is_none() {
            // There was no take yet: what the child left is an empty file.
            let master = folder.join(Container::of(self.config.video).file_name());
            return match std::fs::remove_file(&master) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e.to_string()),
                _ => Ok(folder.clone()),
            };
        }
        let part = part_folder(folder, self.further_parts);
        std::fs::create_dir(&part).map_err(|e| e.to_string())?;
        Ok(part)
    }

    fn end(&mut self, event: RecorderEvent, reason: DamageReason) {
        self.ended = Some(reason);
        let _ = self.events.try_send(event);
    }

    async fn stop(mut self) -> Outcome {
        let told = match self.child.take() {
            Some(child) => child.stop().await,
            None => None,
        };
        let reason = match &told {
            Some(Outcome::Damaged { reason, .. }) => Some(reason.clone()),
            _ => None,
        };
        let reason = self.ended.take().or(reason);
        let outcome = match told {
            Some(outcome) if self.further_parts == 0 => outcome,
            // The last part may be empty; what counts is the whole.
            _ => match crate::recover(&self.config.folder).await {
                Ok(outcome) => outcome,
                Err(error) => Outcome::Damaged {
                    reason: DamageReason::Writer(error.to_string()),
                    kept_ms: self.readable_ms().await,
                    kept: None,
                },
            },
        };
        match (outcome, reason) {
            (Outcome::Sealed(_), Some(DamageReason::NoPicture)) if self.further_parts > 0 => {
                // The child died a moment before the end, and no key frame came any more.
                outcome_of(&self.config.folder).await
            }
            (Outcome::Sealed(facts), Some(reason)) => Outcome::Damaged {
                reason,
                kept_ms: facts.duration_ms,
                kept: Some(Box::new(facts)),
            },
            (outcome, _) => outcome,
        }
    }

    async fn readable_ms(&self) -> u64 {
        let master = Container::of(self.config.video).file_name();
        match probe_packets(&self.config.folder.join(master)).await {
            Ok(packets) if !packets.video.is_empty() => packets.end_ms(),
            _ => 0,
        }
    }
}

/// What a whole master holds.
async fn outcome_of(folder: &Path) -> Outcome {
    crate::recover(folder)
        .await
        .unwrap_or_else(|error| Outcome::nothing(DamageReason::Writer(error.to_string())))
}

impl Drop for Remote {
    fn drop(&mut self) {
        if let Some(child) = &self.child {
            child.link.forget(child.id);
        }
    }
}

impl InChild {
    /// `None`: the child has died over it.
    async fn stop(self) -> Option<Outcome> {
        self.link.order(self.id, &Order::Stop);
        match timeout(STOP_LIMIT, self.outcome).await {
            Ok(outcome) => outcome.ok(),
            Err(_) => {
                self.link.forget(self.id);
                Some(Outcome::nothing(DamageReason::Deadline))
            }
        }
    }
}
