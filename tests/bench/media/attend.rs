//! One candidate: joins, streams, perhaps records, listens, and leaves when told.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use coach::Language;
use load::live::Live;
use load::{Clip, Play, Publisher, WireOptions};
use reqwest::Method;
use signaling::{ClientMessage, ServerMessage};
use system::people::{Person, Ticket};
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

use super::Mode;
use super::faults::Told;

/// Where all candidates of a scene are; told to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// A person sits there and speaks.
    Steady,
    /// The light goes out now and then.
    Faults,
    Stop,
}

/// Told by a candidate; a scene waits until all have said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// Media flow; where the mode asks for it they are recorded.
    Ready,
    FaultsOver,
}

/// A clip in which the light goes out now and then.
pub struct FaultClip {
    pub clip: Clip,
    pub dark: Vec<Range<Duration>>,
}

pub struct Candidate {
    pub mode: Mode,
    pub person: Person,
    pub ticket: Ticket,
    /// Of the live socket.
    pub url: String,
    pub steady: Arc<Clip>,
    pub faults: Arc<FaultClip>,
    pub phase: watch::Receiver<Phase>,
    pub reports: mpsc::Sender<Report>,
}

/// What a candidate measured.
pub struct Attendance {
    pub join: Duration,
    pub packets_sent: u64,
    pub generator_delay: Duration,
    /// When the first picture of each fault was sent.
    pub faults_at: Vec<Instant>,
    pub told: Vec<Told>,
    /// When guidance with exactly one face came.
    pub one_face: Vec<Instant>,
    pub recorded: Option<Recorded>,
}

pub struct Recorded {
    pub take_id: String,
    pub duration: Duration,
    /// From `stop` to a master that can be fetched.
    pub ready: Duration,
}

impl Candidate {
    pub async fn attend(mut self) -> anyhow::Result<Attendance> {
        let begun = Instant::now();
        let join = ClientMessage::Join {
            ticket: self.ticket.ticket.clone(),
            protocol: signaling::PROTOCOL,
            language: Language::Fr,
        };
        let mut live = Live::join(&self.url, join).await?;
        let mut publisher = live.publish(WireOptions::new(self.steady.codec)).await?;
        let mut attendance = Attendance {
            join: begun.elapsed(),
            packets_sent: 0,
            generator_delay: Duration::ZERO,
            faults_at: Vec::new(),
            told: Vec::new(),
            one_face: Vec::new(),
            recorded: None,
        };
        let sent = publisher.sent();
        let stream = Stream {
            steady: self.steady.clone(),
            faults: self.faults.clone(),
            phase: self.phase.clone(),
            reports: self.reports.clone(),
        };
        tokio::select! {
            // It never comes to an end by itself.
            ended = stream.run(
                &mut publisher,
                &mut attendance.faults_at,
                &mut attendance.generator_delay,
            ) => ended?,
            acted = self.act(&mut live, &mut attendance.told, &mut attendance.one_face) => {
                attendance.recorded = acted?;
            }
        }
        attendance.packets_sent = sent.load(Ordering::Relaxed);
        publisher.close().await;
        Ok(attendance)
    }

    async fn act(
        &mut self,
        live: &mut Live,
        told: &mut Vec<Told>,
        one_face: &mut Vec<Instant>,
    ) -> anyhow::Result<Option<Recorded>> {
        live.both_media().await?;
        if self.mode != Mode::Receive {
            live.say(&ClientMessage::Start).await?;
            live.until("started", |message| {
                matches!(message, ServerMessage::Started { .. }).then_some(())
            })
            .await?;
        }
        self.reports.send(Report::Ready).await?;
        loop {
            tokio::select! {
                stop = self.phase.wait_for(|phase| *phase == Phase::Stop) => {
                    stop?;
                    break;
                }
                message = live.listen() => match message? {
                    Some(ServerMessage::Guidance { scores, picture, .. }) => {
                        let at = Instant::now();
                        told.extend(scores.lighting.map(|lighting| Told { at, lighting }));
                        if picture.is_some_and(|picture| picture.face_count == 1) {
                            one_face.push(at);
                        }
                    }
                    Some(ServerMessage::Error { message, .. }) => bail!(message),
                    Some(ServerMessage::Stopping { reason }) => bail!("stopped early: {reason:?}"),
                    Some(_) => {}
                    None => bail!("the socket was closed"),
                }
            }
        }
        if self.mode == Mode::Receive {
            live.say(&ClientMessage::Leave).await?;
            return Ok(None);
        }
        self.stop(live).await.map(Some)
    }

    async fn stop(&self, live: &mut Live) -> anyhow::Result<Recorded> {
        let stop = Instant::now();
        live.say(&ClientMessage::Stop).await?;
        let duration_ms = live
            .until("sealed", |message| match message {
                ServerMessage::Sealed { duration_ms, .. } => Some(Ok(*duration_ms)),
                ServerMessage::Damaged { reason, .. } => Some(Err(reason.clone())),
                _ => None,
            })
            .await?
            .map_err(anyhow::Error::msg)
            .context("the take is damaged")?;
        let playback = format!("/api/takes/{}/playback/", self.ticket.take_id);
        loop {
            let (status, body) = self.person.call(Method::GET, &playback, None).await?;
            if status.is_success() {
                let url = body["sources"][0]["url"].as_str().context("no source")?;
                self.person.first_bytes(url).await?;
                return Ok(Recorded {
                    take_id: self.ticket.take_id.clone(),
                    duration: Duration::from_millis(duration_ms),
                    ready: stop.elapsed(),
                });
            }
            if stop.elapsed() > Duration::from_secs(60) {
                bail!("not playable after a minute: {status} {body}");
            }
            sleep(Duration::from_millis(20)).await;
        }
    }
}

struct Stream {
    steady: Arc<Clip>,
    faults: Arc<FaultClip>,
    phase: watch::Receiver<Phase>,
    reports: mpsc::Sender<Report>,
}

impl Stream {
    async fn run(
        self,
        publisher: &mut Publisher,
        faults_at: &mut Vec<Instant>,
        generator_delay: &mut Duration,
    ) -> anyhow::Result<()> {
        loop {
            let faults = *self.phase.borrow() == Phase::Faults && faults_at.is_empty();
            let clip = match faults {
                true => &self.faults.clip,
                false => &*self.steady,
            };
            let played = publisher.play(clip, Play::default()).await?;
            *generator_delay = played.worst_delay.max(*generator_delay);
            if faults {
                let begins = self.faults.dark.iter().map(|dark| dark.start);
                faults_at.extend(begins.map(|begin| played.zero + begin));
                self.reports.send(Report::FaultsOver).await?;
            }
        }
    }
}
