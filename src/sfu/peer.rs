//! A peer: the task that owns its connection, and the handle everybody else has.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant as TokioInstant, sleep_until, timeout};
use webrtc::media_stream::track_remote::TrackRemote;
use webrtc::peer_connection::PeerConnection;

use crate::assemble::{OPUS_CLOCK, Packet, VIDEO_CLOCK};
use crate::driver::{self, SIGNALS, Signal};
use crate::error::SfuError;
use crate::events::{LinkWatch, Outbox, PeerEvent};
use crate::fanout::{Fanout, Track};
use crate::frame::{Depth, Layer, MediaKind, MediaTime, VideoCodec};
use crate::keyframes::{KeyRequests, KeySchedule};
use crate::negotiate::{self, Credentials};
use crate::port::{Port, Registration};
use crate::reception::Reception;
use crate::reports::SenderClocks;
use crate::sdp::{self, Description, Settled};
use crate::sfu::Connected;
use crate::stats::{PeerStats, TakeStats};
use crate::take::FrameReceiver;

/// The library gathers its placeholder sockets without a network; milliseconds are usual.
const GATHERING_DEADLINE: Duration = Duration::from_secs(2);

/// How often silence and deadlines are looked at.
const WATCH: Duration = Duration::from_secs(1);

/// Requests of handles that wait for the task. Overflow: the caller waits.
const COMMANDS: usize = 8;

/// Events that wait for the owner. Overflow: see [`Outbox`].
const EVENTS: usize = 8;

/// A trickled candidate of the client (RFC 8838), as browsers give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub candidate: String,
    pub sdp_mid: Option<String>,
    pub sdp_m_line_index: Option<u16>,
}

/// A handle on a peer. When the last one is dropped the peer closes.
#[derive(Debug, Clone)]
pub struct Peer {
    shared: Arc<Shared>,
    commands: mpsc::Sender<Command>,
    /// Its sender goes when the task has ended.
    gone: watch::Receiver<()>,
}

#[derive(Debug)]
enum Command {
    RestartIce {
        offer: String,
        reply: oneshot::Sender<Result<String, SfuError>>,
    },
    Close,
}

impl Peer {
    /// The picture's codec.
    pub fn video_codec(&self) -> VideoCodec {
        self.shared.codec
    }

    /// Answers another offer of the same client: an ICE restart (RFC 8445, section 2.4).
    /// Everything else has to stay: tracks, layers, codec, payload types.
    ///
    /// # Errors
    /// As [`crate::Sfu::connect`]; [`SfuError::Closed`] after the end.
    pub async fn restart_ice(&self, offer_sdp: &str) -> Result<String, SfuError> {
        let (reply, answer) = oneshot::channel();
        let offer = offer_sdp.to_owned();
        self.commands
            .send(Command::RestartIce { offer, reply })
            .await
            .map_err(|_| SfuError::Closed)?;
        answer.await.map_err(|_| SfuError::Closed)?
    }

    /// Takes a candidate of the client, which an ICE-lite agent has no use for: it sends
    /// no checks and learns addresses from those it gets (RFC 8445, section 6.1.2.2).
    ///
    /// # Errors
    /// [`SfuError::BadOffer`] if the text is no candidate; [`SfuError::Closed`].
    pub async fn add_candidate(&self, candidate: Candidate) -> Result<(), SfuError> {
        if self.commands.is_closed() {
            return Err(SfuError::Closed);
        }
        sdp::check_candidate(&candidate.candidate)
    }

    /// Sound and one layer of picture as frames, from now on. Asks for a key frame.
    ///
    /// A peer without simulcast gives its only layer for both.
    pub fn take(&self, layer: Layer, depth: Depth) -> FrameReceiver {
        let layer = self.shared.served(layer);
        FrameReceiver::new(self.shared.clone(), self.shared.codec, layer, depth)
    }

    /// Asks for a key frame soon; requests close together become one.
    pub fn request_key_frame(&self, layer: Layer) {
        self.shared.keys.request(self.shared.served(layer));
    }

    /// This moment on the axis of the frames' times, so that their age can be told.
    pub fn now(&self) -> MediaTime {
        MediaTime(self.shared.clocks.epoch().elapsed().as_micros() as i64)
    }

    /// Numbers until now.
    pub fn stats(&self) -> PeerStats {
        self.shared.stats()
    }

    /// Closes the peer and returns when nothing of it is left. Closing twice is fine.
    pub async fn close(&self) {
        // An error means that somebody else closes it.
        let _ = self.commands.send(Command::Close).await;
        let _ = self.gone.clone().wait_for(|()| false).await;
    }
}

/// What the owning task, the track readers and the takes of a peer share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) fanout: Fanout,
    pub(crate) clocks: Arc<SenderClocks>,
    pub(crate) keys: KeyRequests,
    /// The small layer is a stream of its own.
    pub(crate) simulcast: bool,
    codec: VideoCodec,
    settled: Settled,
    reception: [Mutex<Reception>; 3],
    closed_takes: Mutex<TakeStats>,
    foreign: AtomicU64,
    packets_requested: Arc<AtomicU64>,
    key_requests_sent: AtomicU64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn served(&self, layer: Layer) -> Layer {
        if self.simulcast { layer } else { Layer::Full }
    }

    fn reception(&self, track: Track) -> MutexGuard<'_, Reception> {
        lock(match track {
            Track::Audio => &self.reception[0],
            Track::Video(Layer::Full) => &self.reception[1],
            Track::Video(Layer::Small) => &self.reception[2],
        })
    }

    pub(crate) fn accepts(&self, track: Track, payload_type: u8) -> bool {
        match track {
            Track::Audio => &self.settled.audio_types,
            Track::Video(_) => &self.settled.video_types,
        }
        .contains(&payload_type)
            || self.carried_in(track, payload_type).is_some()
    }

    /// The payload type of the sound inside packets that carry earlier ones along.
    pub(crate) fn carried_in(&self, track: Track, payload_type: u8) -> Option<u8> {
        let redundant = track == Track::Audio && self.settled.red_type == Some(payload_type);
        redundant.then(|| self.settled.audio_types.first().copied())?
    }

    pub(crate) fn count_foreign(&self) {
        self.foreign.fetch_add(1, Ordering::Relaxed);
    }

    /// A packet that came inside a later one: taken if it did not come by itself.
    pub(crate) fn recover(&self, track: Track, packet: Packet) {
        let missing = self.reception(track).misses(&packet);
        if missing {
            self.hand_over(track, packet);
        }
    }

    pub(crate) fn hand_over(&self, track: Track, packet: Packet) {
        self.reception(track).count(&packet);
        self.fanout.deliver(track, &packet);
    }

    pub(crate) fn add_closed_take(&self, stats: TakeStats) {
        *lock(&self.closed_takes) += stats;
    }

    fn stats(&self) -> PeerStats {
        // Each lock is taken and let go by itself: two at once could meet in a circle.
        let arrived = |track| {
            let reception = self.reception(track);
            (reception.stats(), reception.source())
        };
        let placed =
            |source: Option<u32>| source.is_some_and(|ssrc| self.clocks.report_of(ssrc).is_some());
        let (audio, audio_source) = arrived(Track::Audio);
        let (video_full, full_source) = arrived(Track::Video(Layer::Full));
        let (video_small, _) = arrived(Track::Video(Layer::Small));
        let takes = *lock(&self.closed_takes);
        PeerStats {
            audio,
            video_full,
            video_small,
            foreign_packets: self.foreign.load(Ordering::Relaxed),
            packets_requested: self.packets_requested.load(Ordering::Relaxed),
            key_frame_requests: self.key_requests_sent.load(Ordering::Relaxed),
            synchronised: placed(audio_source) && placed(full_source),
            takes,
        }
    }
}

/// Closes the connection whatever happens to its owner: the library's own `Drop` leaves
/// its driver running. Closing twice is harmless.
struct Connection(Arc<dyn PeerConnection>);

impl Drop for Connection {
    fn drop(&mut self) {
        let connection = self.0.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { connection.close().await });
        }
    }
}

/// Answers an offer and starts the peer's task.
pub(crate) async fn open(
    port: Arc<Port>,
    advertise: Arc<[IpAddr]>,
    offer: &str,
) -> Result<Connected, SfuError> {
    let choice = Description::parse(offer)?.choose()?;
    let credentials = Credentials::random();
    let registration = port.register(credentials.ufrag.clone(), &credentials.pwd);
    let (signals_in, mut signals) = mpsc::channel(SIGNALS);
    let clocks = Arc::new(SenderClocks::new(Instant::now()));
    let requested = Arc::new(AtomicU64::new(0));
    let connection = negotiate::build(
        choice,
        credentials,
        &registration,
        &advertise,
        clocks.clone(),
        requested.clone(),
        signals_in.clone(),
    )
    .await?;
    let connection = Connection(connection);
    let (answer, settled) = negotiate::answer(&*connection.0, offer).await?;
    if settled.video != choice.video {
        return Err(SfuError::bad_offer(
            "the picture's codec could not be settled",
        ));
    }
    let mut early = VecDeque::new();
    let gathered = async {
        while let Some(signal) = signals.recv().await {
            match signal {
                Signal::Gathered => return,
                other => early.push_back(other),
            }
        }
    };
    timeout(GATHERING_DEADLINE, gathered)
        .await
        .map_err(|_| SfuError::transport("the library gathered no candidate"))?;

    let shared = Arc::new(Shared {
        fanout: Fanout::new(),
        clocks,
        keys: KeyRequests::default(),
        simulcast: choice.simulcast,
        codec: choice.video,
        settled,
        reception: [OPUS_CLOCK, VIDEO_CLOCK, VIDEO_CLOCK]
            .map(|rate| Mutex::new(Reception::new(rate))),
        closed_takes: Mutex::default(),
        foreign: AtomicU64::new(0),
        packets_requested: requested,
        key_requests_sent: AtomicU64::new(0),
    });
    let (commands_in, commands) = mpsc::channel(COMMANDS);
    let (here, gone) = watch::channel(());
    let (events_in, events) = mpsc::channel(EVENTS);
    let answer = sdp::with_own_candidates(&answer, &advertise, port.number());
    let mut task = Task {
        connection,
        registration,
        shared: shared.clone(),
        answer: answer.clone(),
        signals_in,
        outbox: Outbox::default(),
        schedule: KeySchedule::default(),
        layers: [const { None }; 2],
        watch: LinkWatch::new(Instant::now()),
    };
    for signal in early {
        task.signal(signal);
    }
    tokio::spawn(async move {
        task.run(commands, signals, events_in).await;
        drop(here);
    });
    Ok(Connected {
        peer: Peer {
            shared,
            commands: commands_in,
            gone,
        },
        answer,
        events,
    })
}

/// The task that owns the connection.
struct Task {
    connection: Connection,
    registration: Registration,
    shared: Arc<Shared>,
    /// Holds for each offer: nothing of it changes within a session.
    answer: String,
    signals_in: mpsc::Sender<Signal>,
    outbox: Outbox,
    schedule: KeySchedule,
    layers: [Option<(Arc<dyn TrackRemote>, u32)>; 2],
    watch: LinkWatch,
}

impl Task {
    async fn run(
        mut self,
        mut commands: mpsc::Receiver<Command>,
        mut signals: mpsc::Receiver<Signal>,
        events: mpsc::Sender<PeerEvent>,
    ) {
        loop {
            let now = Instant::now();
            let wake = self
                .next_key_request(now)
                .map_or(now + WATCH, |due| due.min(now + WATCH));
            tokio::select! {
                command = commands.recv() => match command {
                    None | Some(Command::Close) => break,
                    Some(Command::RestartIce { offer, reply }) => {
                        let _ = reply.send(self.restart_ice(offer).await);
                    }
                },
                Some(signal) = signals.recv() => self.signal(signal),
                () = self.shared.keys.requested() => self.schedule.collect(&self.shared.keys),
                Ok(permit) = events.reserve(), if !self.outbox.is_empty() => {
                    if let Some(event) = self.outbox.pop() {
                        permit.send(event);
                    }
                }
                () = sleep_until(TokioInstant::from_std(wake)) => {}
            }
            let now = Instant::now();
            self.send_key_requests(now).await;
            let heard = self.registration.inbox().last_heard();
            if let Some(event) = self.watch.look(now, heard) {
                self.outbox.push(event);
            }
        }
        commands.close();
        self.shared.fanout.close();
        let _ = self.connection.0.close().await;
        // The registration goes before anybody is told, so that "closed" means closed.
        drop(self.registration);
        self.outbox.push(PeerEvent::Closed);
        while let Some(event) = self.outbox.pop() {
            // Without a wait: an owner that does not read sees the end of the channel.
            let _ = events.try_send(event);
        }
    }

    fn signal(&mut self, signal: Signal) {
        match signal {
            Signal::Gathered => {}
            Signal::Track(track) => {
                let (shared, signals) = (self.shared.clone(), self.signals_in.clone());
                tokio::spawn(driver::read(track, shared, signals));
            }
            Signal::Layer { layer, ssrc, track } => {
                self.layers[layer as usize] = Some((track, ssrc));
                self.shared.keys.request(layer);
            }
            Signal::AudioFlows => self.outbox.push(PeerEvent::Flowing(MediaKind::Audio)),
            Signal::VideoFlows => self.outbox.push(PeerEvent::Flowing(MediaKind::Video)),
            Signal::State(state) => {
                if let Some(event) = self.watch.state(state, Instant::now()) {
                    self.outbox.push(event);
                }
            }
            // The readers end when the library's driver does, whatever the reason.
            Signal::TrackEnded => {
                if let Some(event) = self.watch.fail() {
                    self.outbox.push(event);
                }
            }
        }
    }

    fn next_key_request(&self, now: Instant) -> Option<Instant> {
        let recording = self.shared.fanout.is_recording();
        [Layer::Full, Layer::Small]
            .into_iter()
            .filter(|layer| self.layers[*layer as usize].is_some())
            .filter_map(|layer| self.schedule.due(layer, recording, now))
            .min()
    }

    async fn send_key_requests(&mut self, now: Instant) {
        let recording = self.shared.fanout.is_recording();
        for layer in [Layer::Full, Layer::Small] {
            let Some((track, ssrc)) = &self.layers[layer as usize] else {
                continue;
            };
            let due = self.schedule.due(layer, recording, now);
            if due.is_none_or(|due| due > now) {
                continue;
            }
            let request = PictureLossIndication {
                sender_ssrc: 0,
                media_ssrc: *ssrc,
            };
            // An error means that the connection is going; its signals say so.
            let _ = track.write_rtcp(vec![Box::new(request)]).await;
            self.schedule.sent(layer, now);
            self.shared
                .key_requests_sent
                .fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn restart_ice(&mut self, offer: String) -> Result<String, SfuError> {
        let description = Description::parse(&offer)?;
        let choice = description.choose()?;
        if choice.video != self.shared.codec || choice.simulcast != self.shared.simulcast {
            return Err(SfuError::bad_offer(
                "codec and layers cannot change within a session",
            ));
        }
        if !description.offers_still(&self.shared.settled) {
            return Err(SfuError::bad_offer(
                "payload types cannot change within a session",
            ));
        }
        let connection = self.connection.0.clone();
        // For the same reason as in `Sfu::connect`.
        let restart = tokio::spawn(async move { negotiate::restart(&*connection, &offer).await });
        match restart.await {
            Ok(restarted) => restarted?,
            Err(_) => return Err(SfuError::bad_offer("the negotiation broke off")),
        }
        self.watch.restart(Instant::now());
        Ok(self.answer.clone())
    }
}
