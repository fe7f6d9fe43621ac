//! One live room, for one take.
//!
//! The loop reads as a list: wait for one input, hand it to the session, carry out
//! what comes back. Frames go straight from the SFU to the recorder.

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::metrics::{counter, histogram};
use analysis::{Looked, Pool};
use coach::session::{Input, LATEST_START, Media, Output, Session, StopReason};
use coach::take::{Closing, Reception};
use pipelines::{
    DamageReason, Host, Outcome, Place, PlacedRecorder, RecorderConfig, RecorderEvent,
};
use sfu::{Candidate, Depth, FrameReceiver, Layer, MediaKind, Peer, PeerEvent, Sfu, SfuError};
use signaling::{
    ClientMessage, ConnectionState, ErrorCode, PROTOCOL, Resolution, ServerMessage, VideoCodec,
};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::coaching::{Agreement, Coaching, Wish};
use crate::ended::{Ended, write_later};
use crate::folder::TakeFolder;
use crate::frames;
use crate::metrics;
use crate::outcome::{self, Clock};
use crate::present::TakenBack;
use crate::studio::{Keeper, Opening};
use crate::texts::error_message;

/// What the camera is asked for.
const RESOLUTION: Resolution = Resolution {
    width: 1280,
    height: 720,
    frame_rate: 30,
};
/// So long a take that ends waits for what was captured before its end and is still on its way.
const LAST_FRAMES: Duration = Duration::from_millis(300);
/// How long `sealed` waits for the keeper. The take is safe on disk already; this wait
/// only lets the page find it at once.
const KEEPER_PATIENCE: Duration = Duration::from_secs(10);

/// What all rooms share.
#[derive(Clone)]
pub struct House {
    pub sfu: Sfu,
    pub host: Host,
    pub keeper: Arc<dyn Keeper>,
    pub pool: Option<Arc<Pool>>,
    pub closing: CancellationToken,
    pub recorder_queue_bytes: usize,
    /// What is waited for at the end: rooms, and outcomes that are not written yet.
    pub rooms: TaskTracker,
}

pub struct Room {
    house: House,
    folder: TakeFolder,
    opening: Opening,
    client: mpsc::Sender<ServerMessage>,
    taken_back: watch::Receiver<TakenBack>,

    session: Session,
    /// The session's zero.
    opened: Instant,
    line: Option<MediaLine>,
    recording: Option<Recording>,
    /// Where the pipelines of this room run.
    place: Place,
    coaching: Coaching,
    clock: Clock,
    /// Set once a take was closed in this room.
    closed_a_take: bool,
    over: bool,
}

/// The media side of the client.
struct MediaLine {
    peer: Peer,
    events: mpsc::Receiver<PeerEvent>,
}

struct Recording {
    recorder: PlacedRecorder,
    events: mpsc::Receiver<RecorderEvent>,
    frames: FrameReceiver,
}

/// What the loop wakes up for.
enum Event {
    Client(Option<ClientMessage>),
    Peer(Option<PeerEvent>),
    Frame(Option<sfu::Frame>),
    Recorder(Option<RecorderEvent>),
    Looked(Looked),
    TakenBack(TakenBack),
    Wake,
    Closing,
}

impl Room {
    pub fn new(
        house: House,
        folder: TakeFolder,
        opening: Opening,
        client: mpsc::Sender<ServerMessage>,
        taken_back: watch::Receiver<TakenBack>,
    ) -> Room {
        let agreement = match opening.manifest.analyse {
            true => Agreement::Stands,
            false => Agreement::Missing,
        };
        let place = house.host.place();
        Room {
            coaching: Coaching::new(house.pool.clone(), place.clone(), agreement),
            place,
            session: Session::new(opening.manifest.script.clone()),
            house,
            folder,
            opening,
            client,
            taken_back,
            opened: Instant::now(),
            line: None,
            recording: None,
            clock: Clock::default(),
            closed_a_take: false,
            over: false,
        }
    }

    pub async fn run(mut self, mut from_client: mpsc::Receiver<ClientMessage>) {
        let take_id = self.opening.manifest.take_id.clone();
        tracing::info!(take = %take_id, "room opened");
        self.tell(ServerMessage::Joined {
            take_id: take_id.clone(),
            protocol: PROTOCOL,
            resume_key: self.opening.resume_key.clone(),
            ice_servers: self.opening.ice_servers.clone(),
            script: self.opening.manifest.script.clone(),
            resolution: RESOLUTION,
        });
        self.tell_analysis();
        let mut client_is_there = true;
        let mut told_closing = false;
        while !self.over {
            let event = self
                .next_event(&mut from_client, client_is_there, told_closing)
                .await;
            match event {
                Event::Client(Some(message)) => self.hear(message).await,
                Event::Client(None) => {
                    client_is_there = false;
                    self.input(Input::Leave);
                }
                Event::Peer(event) => self.peer_event(event),
                Event::Frame(frame) => self.frame(frame),
                Event::Recorder(event) => self.recorder_event(event),
                Event::Looked(looked) => self.guide(&looked),
                Event::TakenBack(taken_back) => self.take_back(taken_back),
                Event::Wake => self.input(Input::Wake),
                Event::Closing => {
                    told_closing = true;
                    self.error(ErrorCode::ShuttingDown, true);
                    self.input(Input::Leave);
                }
            }
            self.carry_out().await;
        }
        if let Some(line) = self.line.take() {
            line.peer.close().await;
        }
        if !self.closed_a_take {
            if let Err(error) = self.folder.remove() {
                tracing::warn!(take = %take_id, %error, "an unused folder stays behind");
            }
            self.house.keeper.unused(&take_id).await;
        }
        tracing::info!(take = %take_id, "room closed");
    }

    async fn next_event(
        &mut self,
        from_client: &mut mpsc::Receiver<ClientMessage>,
        client_is_there: bool,
        told_closing: bool,
    ) -> Event {
        let wake = self.session.next_wake().map(|at| self.opened + at);
        let peer_events = self.line.as_mut().map(|line| &mut line.events);
        let (frames, recorder_events) = match self.recording.as_mut() {
            Some(recording) => (Some(&mut recording.frames), Some(&mut recording.events)),
            None => (None, None),
        };
        tokio::select! {
            message = from_client.recv(), if client_is_there => Event::Client(message),
            event = next(peer_events) => Event::Peer(event),
            event = next(recorder_events) => Event::Recorder(event),
            frame = next_frame(frames) => Event::Frame(frame),
            looked = self.coaching.looked() => Event::Looked(looked),
            taken_back = newest(&mut self.taken_back) => Event::TakenBack(taken_back),
            () = until(wake) => Event::Wake,
            () = self.house.closing.cancelled(), if !told_closing => Event::Closing,
        }
    }

    // ── inputs ───────────────────────────────────────────────────────────────

    fn input(&mut self, input: Input) {
        self.session.handle(self.opened.elapsed(), input);
    }

    async fn hear(&mut self, message: ClientMessage) {
        match message {
            ClientMessage::Offer { sdp } => self.offer(&sdp).await,
            ClientMessage::Candidate {
                candidate,
                sdp_mid,
                sdp_m_line_index,
            } => self.candidate(candidate, sdp_mid, sdp_m_line_index).await,
            ClientMessage::Start => self.input(Input::Start),
            ClientMessage::Stop => self.input(Input::Stop),
            ClientMessage::Leave => self.input(Input::Leave),
            ClientMessage::Analysis { enabled } => {
                let wish = if enabled { Wish::On } else { Wish::Off };
                let peer = self.line.as_ref().map(|line| &line.peer);
                self.coaching.switch(wish, peer);
                self.tell_analysis();
            }
            // The socket's side has answered these.
            ClientMessage::Join { .. } | ClientMessage::Resume { .. } => {}
        }
    }

    async fn offer(&mut self, sdp: &str) {
        let answered = match &self.line {
            Some(line) => line.peer.restart_ice(sdp).await,
            None => match self.house.sfu.connect(sdp).await {
                Ok(connected) => {
                    let before = self.coaching.state();
                    self.coaching.connected(&connected.peer);
                    self.line = Some(MediaLine {
                        peer: connected.peer,
                        events: connected.events,
                    });
                    if self.coaching.state() != before {
                        self.tell_analysis();
                    }
                    self.connection(ConnectionState::Connecting);
                    Ok(connected.answer)
                }
                Err(error) => Err(error),
            },
        };
        match (answered, &self.line) {
            (Ok(sdp), Some(line)) => {
                let video_codec = match line.peer.video_codec() {
                    sfu::VideoCodec::H264 => VideoCodec::H264,
                    sfu::VideoCodec::Vp8 => VideoCodec::Vp8,
                };
                self.tell(ServerMessage::Answer { sdp, video_codec });
            }
            (Err(error), _) => self.refuse_offer(&error),
            (Ok(_), None) => {}
        }
    }

    fn refuse_offer(&mut self, error: &SfuError) {
        tracing::warn!(take = %self.opening.manifest.take_id, %error, "offer refused");
        let code = match error {
            SfuError::UnsupportedCodec { .. } => ErrorCode::UnsupportedCodec,
            SfuError::BadOffer(_) => ErrorCode::BadMessage,
            SfuError::Transport(_) | SfuError::Closed => ErrorCode::MediaFailed,
        };
        // A failed renegotiation leaves the line as it was; without a line there is nothing to keep.
        let fatal = self.line.is_none();
        self.error(code, fatal);
        if fatal {
            self.input(Input::Leave);
        }
    }

    async fn candidate(
        &mut self,
        candidate: String,
        sdp_mid: Option<String>,
        sdp_m_line_index: Option<u16>,
    ) {
        let Some(line) = &self.line else { return };
        let candidate = Candidate {
            candidate,
            sdp_mid,
            sdp_m_line_index,
        };
        // We are ICE-lite: the browser finds us, and a candidate that we cannot use costs nothing.
        if let Err(error) = line.peer.add_candidate(candidate).await {
            tracing::debug!(%error, "candidate not used");
        }
    }

    fn peer_event(&mut self, event: Option<PeerEvent>) {
        match event {
            Some(PeerEvent::Connected) => self.connection(ConnectionState::Connected),
            Some(PeerEvent::Interrupted) => self.connection(ConnectionState::Interrupted),
            Some(PeerEvent::Flowing(kind)) => self.input(Input::Flowing(match kind {
                MediaKind::Audio => Media::Audio,
                MediaKind::Video => Media::Video,
            })),
            Some(PeerEvent::Failed | PeerEvent::Closed) | None => {
                // Once: a closed channel would wake the loop for ever.
                if self.line.take().is_some() {
                    self.coaching.disconnected();
                    self.connection(ConnectionState::Failed);
                    self.error(ErrorCode::MediaFailed, true);
                    self.input(Input::Leave);
                }
            }
        }
    }

    fn frame(&mut self, frame: Option<sfu::Frame>) {
        match (frame, &mut self.recording) {
            (Some(frame), Some(recording)) => recording.recorder.push(frames::to_pipeline(frame)),
            (None, Some(_)) => self.input(Input::Leave),
            (_, None) => {}
        }
    }

    fn recorder_event(&mut self, event: Option<RecorderEvent>) {
        match event {
            Some(RecorderEvent::Started { zero_us }) => {
                self.coaching.take_began(zero_us, self.folder.path());
                // Losses, a busy browser or a busy server may have held the first frame up.
                let line = self.line.as_ref();
                let ago = line.map_or(0, |line| line.peer.now().micros() - zero_us);
                let ago = Duration::from_micros(u64::try_from(ago).unwrap_or(0)).min(LATEST_START);
                self.clock.started_at_ms = Some(now_ms() - ago.as_millis() as i64);
                self.input(Input::RecorderStarted { ago });
            }
            Some(RecorderEvent::Interrupted) => {
                tracing::warn!(take = %self.opening.manifest.take_id, "the take goes on in another process");
                if let Some(line) = &self.line {
                    line.peer.request_key_frame(Layer::Full);
                }
            }
            Some(RecorderEvent::Overflowed) => {
                tracing::error!(take = %self.opening.manifest.take_id, "the disk is too slow");
                self.input(Input::RecorderFailed);
            }
            Some(RecorderEvent::Failed(error)) => {
                tracing::error!(take = %self.opening.manifest.take_id, %error, "the recorder failed");
                self.input(Input::RecorderFailed);
            }
            None => self.input(Input::RecorderFailed),
        }
    }

    /// A consent is gone, or the session. What was recorded under it is closed like any other take; the
    /// candidate alone sees it and can delete it, as the text that was agreed to says.
    fn take_back(&mut self, taken_back: TakenBack) {
        let take_id = &self.opening.manifest.take_id;
        tracing::info!(take = %take_id, ?taken_back, "taken back");
        if taken_back.analysis {
            let before = self.coaching.state();
            self.coaching.refuse();
            if self.coaching.state() != before {
                self.tell_analysis();
            }
        }
        if taken_back.recording || taken_back.session {
            self.error(
                match taken_back.recording {
                    true => ErrorCode::ConsentWithdrawn,
                    false => ErrorCode::SessionEnded,
                },
                true,
            );
            self.input(Input::Leave);
        }
    }

    // ── outputs ──────────────────────────────────────────────────────────────

    async fn carry_out(&mut self) {
        while let Some(output) = self.session.poll_output() {
            match output {
                Output::Media { audio, video } => self.tell(ServerMessage::Media {
                    audio: audio.into(),
                    video: video.into(),
                }),
                Output::NotReady => self.error(ErrorCode::NotReady, false),
                Output::Countdown(remaining) => self.tell(ServerMessage::Countdown { remaining }),
                Output::CountdownCancelled => self.tell(ServerMessage::CountdownCancelled),
                Output::OpenRecorder => self.open_recorder(),
                Output::AskKeyFrame => {
                    if let Some(line) = &self.line {
                        line.peer.request_key_frame(Layer::Full);
                    }
                }
                Output::Started => self.started(),
                Output::Step { index, start, end } => self.tell(ServerMessage::Step {
                    key: self.session.script().steps()[index].key.clone(),
                    index,
                    start_ms: millis(start),
                    end_ms: millis(end),
                }),
                Output::Progress {
                    elapsed,
                    remaining,
                    step_index,
                    step_remaining,
                } => self.tell(ServerMessage::Progress {
                    elapsed_ms: millis(elapsed),
                    remaining_ms: millis(remaining),
                    step_index,
                    step_remaining_ms: millis(step_remaining),
                }),
                Output::CloseRecorder(reason) => self.close_recorder(reason).await,
                Output::Over => self.over = true,
            }
        }
    }

    fn open_recorder(&mut self) {
        let Some(line) = &self.line else {
            self.input(Input::RecorderFailed);
            return;
        };
        let config = RecorderConfig {
            folder: self.folder.path().to_owned(),
            video: frames::codec(line.peer.video_codec()),
            queue_bytes: self.house.recorder_queue_bytes,
        };
        match self.place.recorder(config) {
            Ok((recorder, events)) => {
                self.recording = Some(Recording {
                    recorder,
                    events,
                    frames: line.peer.take(Layer::Full, Depth::Recording),
                });
            }
            Err(error) => {
                tracing::error!(take = %self.opening.manifest.take_id, %error, "no recorder");
                self.error(ErrorCode::Internal, true);
                self.input(Input::RecorderFailed);
            }
        }
    }

    fn started(&mut self) {
        self.tell(ServerMessage::Started {
            script_duration_ms: millis(self.session.script().duration()),
            started_at_ms: self.clock.started_at_ms.unwrap_or_else(now_ms),
        });
        let keeper = self.house.keeper.clone();
        let take_id = self.opening.manifest.take_id.clone();
        // The recording does not wait for a database.
        tokio::spawn(async move { keeper.started(&take_id).await });
    }

    async fn close_recorder(&mut self, reason: StopReason) {
        let asked = Instant::now();
        self.clock.stopped_at_ms = Some(now_ms());
        self.coaching.take_ended();
        if let Some(line) = &self.line {
            metrics::arrived(&line.peer.stats());
        }
        self.tell(ServerMessage::Stopping { reason });
        let (outcome, reception) = match self.recording.take() {
            Some(mut recording) => {
                let line = self.line.as_ref();
                let (frames, stats) = match line.filter(|_| reason != StopReason::Left) {
                    Some(line) => {
                        let until = line.peer.now();
                        recording.frames.finish_at(until, LAST_FRAMES).await
                    }
                    None => recording.frames.finish(),
                };
                for frame in frames {
                    recording.recorder.push(frames::to_pipeline(frame));
                }
                (
                    recording.recorder.stop().await,
                    Some(outcome::reception(&stats)),
                )
            }
            None => (
                Outcome::Damaged {
                    reason: DamageReason::NoPicture,
                    kept_ms: 0,
                    kept: None,
                },
                None,
            ),
        };
        self.closed_a_take = true;
        self.keep(outcome, reception, asked).await;
        self.input(Input::RecorderClosed);
    }

    /// Writes the outcome beside the media, hands the take over, and tells the candidate.
    async fn keep(&mut self, outcome: Outcome, reception: Option<Reception>, asked: Instant) {
        let take_id = self.opening.manifest.take_id.clone();
        let no_picture = matches!(
            outcome,
            Outcome::Damaged {
                reason: DamageReason::NoPicture,
                ..
            }
        );
        let readable_ms = match &outcome {
            Outcome::Damaged { kept_ms, .. } => *kept_ms,
            Outcome::Sealed(_) => 0,
        };
        let ended = Ended {
            outcome,
            reception,
            clock: self.clock,
        };
        let outcome = match ended.write(&self.folder).await {
            Ok(outcome) => {
                let handed = timeout(
                    KEEPER_PATIENCE,
                    self.house.keeper.closed(self.folder.path()),
                );
                if handed.await.is_err() {
                    tracing::warn!(take = %take_id, "registered later: the keeper is slow");
                }
                outcome
            }
            Err(error) => {
                tracing::error!(take = %take_id, %error, "no sealed.json yet");
                let outcome = ended.as_told();
                let later = write_later(self.house.clone(), self.folder.clone(), ended);
                self.house.rooms.spawn(later);
                outcome
            }
        };
        metrics::closed(&outcome, asked.elapsed());
        if no_picture {
            self.error(ErrorCode::MediaMissing, true);
        }
        let message = match (outcome.closing, outcome.media) {
            (Closing::Sealed, Some(media)) => ServerMessage::Sealed {
                take_id,
                duration_ms: media.duration_ms,
                gaps: media.gaps,
            },
            (_, media) => ServerMessage::Damaged {
                take_id,
                reason: outcome.reason.unwrap_or_default(),
                kept_ms: media.map_or(readable_ms, |media| media.duration_ms),
            },
        };
        self.tell(message);
    }

    // ── telling ──────────────────────────────────────────────────────────────

    fn tell_analysis(&mut self) {
        let state = self.coaching.state();
        self.tell(ServerMessage::Analysis { state });
    }

    fn guide(&mut self, looked: &Looked) {
        histogram!(metrics::LOOK_WAIT_SECONDS).record(looked.waited.as_secs_f64());
        histogram!(metrics::LOOK_SECONDS).record(looked.took.as_secs_f64());
        let message = self.coaching.guide(looked, self.opening.language);
        // A client that is slow to read is spared advice about the past; what it has to
        // know keeps its place.
        if self.client.capacity() > self.client.max_capacity() / 2 {
            self.tell(message);
        }
    }

    fn connection(&mut self, state: ConnectionState) {
        self.tell(ServerMessage::Connection { state });
    }

    fn error(&mut self, code: ErrorCode, fatal: bool) {
        self.tell(error_message(code, fatal, self.opening.language));
    }

    /// Never waits. A client that has left its whole queue unread is gone or stalled:
    /// it may miss messages, and its socket's own time-out ends it.
    fn tell(&mut self, message: ServerMessage) {
        if let Err(mpsc::error::TrySendError::Full(message)) = self.client.try_send(message) {
            counter!(metrics::MESSAGES_DROPPED).increment(1);
            tracing::debug!(?message, "a stalled client misses a message");
        }
    }
}

async fn next<T>(receiver: Option<&mut mpsc::Receiver<T>>) -> Option<T> {
    match receiver {
        Some(receiver) => receiver.recv().await,
        None => pending().await,
    }
}

async fn next_frame(frames: Option<&mut FrameReceiver>) -> Option<sfu::Frame> {
    match frames {
        Some(frames) => frames.recv().await,
        None => pending().await,
    }
}

/// What was taken back, whenever that grows; never, once nobody can tell.
async fn newest(taken_back: &mut watch::Receiver<TakenBack>) -> TakenBack {
    match taken_back.changed().await {
        Ok(()) => *taken_back.borrow_and_update(),
        Err(_) => pending().await,
    }
}

async fn until(wake: Option<Instant>) {
    match wake {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
