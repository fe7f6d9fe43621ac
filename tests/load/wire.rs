//! A browser's sending half: sound and picture over real WebRTC, each packet under the
//! caller's control. It knows nothing of what it sends.
//!
//! This file, `encode`, `clip` and `publisher` are also compiled into the tests of
//! `src/sfu`, which may not depend on this crate; therefore they say `super`, not `crate`.

use std::collections::VecDeque;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use async_trait::async_trait;
use bytes::Bytes;
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{Interceptor, Packet, Registry, Slot, StreamInfo, TaggedPacket};
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::RTCOfferOptions;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::raw_packet::RawPacket;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtp::{Header, Packet as RtpPacket};
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters,
    RTCRtpEncodingParameters, RTCRtpHeaderExtensionCapability, RtpCodecKind,
};
use rtc::sansio::Protocol;
use rtc::shared::error::Error;
use tokio::sync::watch;
use tokio::time::timeout;
use webrtc::media_stream::track_local::{TrackLocal, static_rtp::TrackLocalStaticRTP};
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler,
    RTCConfigurationBuilder, RTCIceGatheringState, RTCPeerConnectionState, RTCSessionDescription,
    SettingEngineBuilder, configure_nack, configure_simulcast_extension_headers,
    configure_twcc_sender_only,
};

const CONNECT: Duration = Duration::from_secs(10);

/// The library looks at its pairs of addresses only so often, and begins to use a pair at the
/// look after the one that tried it; 200 ms if nobody says otherwise, most of a join. Chromium
/// tries every 48 ms and goes on as soon as an answer is there, so that its first pair costs a
/// round trip alone: this comes near to it.
const CHECKS: Duration = Duration::from_millis(10);
/// As long as the library's seven tries of 200 ms.
const CHECKS_AT_MOST: u16 = 140;

const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";

/// The picture's codec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// Constrained baseline, packetization-mode 1.
    H264,
    Vp8,
}

impl Codec {
    fn mime_type(self) -> &'static str {
        match self {
            Codec::H264 => "video/H264",
            Codec::Vp8 => "video/VP8",
        }
    }

    fn format(self) -> &'static str {
        match self {
            Codec::H264 => "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
            Codec::Vp8 => "",
        }
    }

    fn payload_type(self) -> u8 {
        match self {
            Codec::H264 => 108,
            Codec::Vp8 => 96,
        }
    }
}

const OPUS_TYPE: u8 = 111;
const RED_TYPE: u8 = 63;

/// What is sent, by its place in arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Audio,
    /// The layer with rid `f`, or the only one.
    Full,
    /// The layer with rid `q`.
    Small,
}

/// What goes wrong between the sender and the wire. Each counts packets of all streams,
/// retransmissions not; 0 is never.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// One packet in so many is lost (and sent again when the receiver asks).
    pub lose_one_in: u64,
    /// One packet in so many is sent twice.
    pub duplicate_one_in: u64,
    /// One packet in so many changes place with the next.
    pub swap_one_in: u64,
}

#[derive(Debug, Clone, Copy)]
pub struct WireOptions {
    pub codec: Codec,
    /// Two layers with rids, as the page sends; else one without.
    pub simulcast: bool,
    /// Offers sound that carries earlier packets along (RFC 2198), as Chromium does.
    pub redundant_sound: bool,
    /// The sender's own socket.
    pub bind: SocketAddr,
    pub faults: Faults,
}

impl WireOptions {
    /// Two layers from a free port of the loopback, nothing goes wrong.
    pub fn new(codec: Codec) -> WireOptions {
        WireOptions {
            codec,
            simulcast: true,
            redundant_sound: false,
            bind: SocketAddr::from(([127, 0, 0, 1], 0)),
            faults: Faults::default(),
        }
    }
}

/// A connected sender.
pub struct Wire {
    connection: Arc<dyn PeerConnection>,
    audio: Arc<TrackLocalStaticRTP>,
    video: Arc<TrackLocalStaticRTP>,
    codec: Codec,
    ssrcs: [u32; 3],
    extensions: [Vec<(u8, Bytes)>; 3],
    state: watch::Receiver<RTCPeerConnectionState>,
    key_requests: Arc<Mutex<Vec<(u32, Instant)>>>,
    lost: Arc<AtomicU64>,
}

impl Wire {
    /// Connects: `exchange` gets the offer and brings the answer.
    pub async fn connect<F, A>(options: WireOptions, exchange: F) -> anyhow::Result<Wire>
    where
        F: FnOnce(String) -> A,
        A: Future<Output = anyhow::Result<String>>,
    {
        let edge = Edge::new(options.faults);
        let (key_requests, lost) = (edge.key_requests.clone(), edge.lost.clone());
        let mut engine = media_engine(&options)?;
        let registry = configure_nack(Registry::new(), &mut engine);
        configure_simulcast_extension_headers(&mut engine)?;
        let registry = configure_twcc_sender_only(registry, &mut engine)?;
        // Next to the wire: behind the buffer that retransmissions come from.
        let registry = registry.with(Slot::from(500), edge);
        let (gathered_in, mut gathered) = watch::channel(false);
        let (state_in, state) = watch::channel(RTCPeerConnectionState::New);
        let settings = SettingEngineBuilder::default()
            .with_multicast_dns_mode(MulticastDnsMode::Disabled)
            .with_include_loopback_candidate(true)
            .with_ice_connection_attempts(Some(CHECKS), Some(CHECKS_AT_MOST))
            .build();
        let connection = PeerConnectionBuilder::new()
            .with_configuration(RTCConfigurationBuilder::default().build())
            .with_media_engine(engine)
            .with_interceptor_registry(registry)
            .with_setting_engine(settings)
            .with_handler(Arc::new(Handler {
                gathered: gathered_in,
                state: state_in,
            }))
            .with_udp_addrs(vec![options.bind])
            .build()
            .await?;
        let connection: Arc<dyn PeerConnection> = Arc::new(connection);

        let ssrcs = fresh_ssrcs();
        let audio = track(
            RtpCodecKind::Audio,
            opus(),
            &[("", ssrcs[Stream::Audio as usize])],
        );
        let full = ssrcs[Stream::Full as usize];
        let layers = match options.simulcast {
            true => vec![("q", ssrcs[Stream::Small as usize]), ("f", full)],
            false => vec![("", full)],
        };
        let video = track(RtpCodecKind::Video, picture(options.codec), &layers);
        connection.add_track(audio.clone()).await?;
        connection.add_track(video.clone()).await?;

        let offer = connection.create_offer(None).await?;
        connection.set_local_description(offer).await?;
        timeout(CONNECT, gathered.wait_for(|done| *done))
            .await
            .context("no candidate was gathered")??;
        let offer = connection
            .local_description()
            .await
            .context("no local description")?
            .sdp;
        let mut wire = Wire {
            connection,
            audio,
            video,
            codec: options.codec,
            ssrcs,
            extensions: header_extensions(&offer, options.simulcast),
            state,
            key_requests,
            lost,
        };
        let answer = match exchange(offer).await {
            Ok(answer) => answer,
            Err(error) => {
                wire.close().await;
                return Err(error);
            }
        };
        let answer = RTCSessionDescription::answer(answer)?;
        wire.connection.set_remote_description(answer).await?;
        wire.connected().await?;
        Ok(wire)
    }

    /// Says no more which section and layer packets are of (RFC 9143, RFC 8852): browsers do
    /// only until the receiver's reports say that it knows.
    pub fn is_known(&mut self) {
        self.extensions = Default::default();
    }

    /// Restarts ICE (RFC 8445, section 2.4), as a browser does after a change of network.
    pub async fn restart_ice<F, A>(&mut self, exchange: F) -> anyhow::Result<()>
    where
        F: FnOnce(String) -> A,
        A: Future<Output = anyhow::Result<String>>,
    {
        let options = RTCOfferOptions { ice_restart: true };
        let offer = self.connection.create_offer(Some(options)).await?;
        self.connection.set_local_description(offer).await?;
        let offer = self
            .connection
            .local_description()
            .await
            .context("no local description")?
            .sdp;
        let answer = RTCSessionDescription::answer(exchange(offer).await?)?;
        self.connection.set_remote_description(answer).await?;
        self.connected().await
    }

    async fn connected(&mut self) -> anyhow::Result<()> {
        let settled = self.state.wait_for(|state| {
            matches!(
                state,
                RTCPeerConnectionState::Connected
                    | RTCPeerConnectionState::Failed
                    | RTCPeerConnectionState::Closed
            )
        });
        match *timeout(CONNECT, settled)
            .await
            .context("not connected in time")??
        {
            RTCPeerConnectionState::Connected => Ok(()),
            state => bail!("the connection is {state}"),
        }
    }

    /// Sends one packet now.
    pub async fn send(
        &self,
        stream: Stream,
        sequence: u16,
        timestamp: u32,
        marker: bool,
        payload: Bytes,
    ) -> anyhow::Result<()> {
        let payload_type = match stream {
            Stream::Audio => OPUS_TYPE,
            Stream::Full | Stream::Small => self.codec.payload_type(),
        };
        self.send_as(payload_type, stream, sequence, timestamp, marker, payload)
            .await
    }

    /// Sends sound with earlier packets in it, put together by the caller.
    pub async fn send_redundant(
        &self,
        sequence: u16,
        timestamp: u32,
        payload: Bytes,
    ) -> anyhow::Result<()> {
        self.send_as(RED_TYPE, Stream::Audio, sequence, timestamp, false, payload)
            .await
    }

    async fn send_as(
        &self,
        payload_type: u8,
        stream: Stream,
        sequence: u16,
        timestamp: u32,
        marker: bool,
        payload: Bytes,
    ) -> anyhow::Result<()> {
        let mut header = Header {
            version: 2,
            marker,
            payload_type,
            sequence_number: sequence,
            timestamp,
            ssrc: self.ssrcs[stream as usize],
            ..Header::default()
        };
        for (id, value) in &self.extensions[stream as usize] {
            header.set_extension(*id, value.clone())?;
        }
        let packet = RtpPacket { header, payload };
        Ok(self.track(stream).write_rtp(packet).await?)
    }

    /// Sends a packet of this header, whatever it says, but for the source.
    pub async fn send_packet(
        &self,
        stream: Stream,
        mut header: Header,
        payload: Bytes,
    ) -> anyhow::Result<()> {
        header.ssrc = self.ssrcs[stream as usize];
        let packet = RtpPacket { header, payload };
        Ok(self.track(stream).write_rtp(packet).await?)
    }

    /// Sends these bytes as RTCP.
    pub async fn send_rtcp(&self, bytes: Bytes) -> anyhow::Result<()> {
        let packet = Box::new(RawPacket(bytes));
        Ok(self.audio.write_rtcp(vec![packet]).await?)
    }

    /// The source that a stream is sent under.
    pub fn ssrc(&self, stream: Stream) -> u32 {
        self.ssrcs[stream as usize]
    }

    /// Says which timestamp stands for the moment `ntp` (32.32 fixed point seconds).
    pub async fn report(&self, stream: Stream, ntp: u64, timestamp: u32) -> anyhow::Result<()> {
        let report = SenderReport {
            ssrc: self.ssrcs[stream as usize],
            ntp_time: ntp,
            rtp_time: timestamp,
            ..SenderReport::default()
        };
        Ok(self
            .track(stream)
            .write_rtcp(vec![Box::new(report)])
            .await?)
    }

    /// When the receiver asked for key frames of a layer.
    pub fn key_frame_requests(&self, stream: Stream) -> Vec<Instant> {
        let ssrc = self.ssrcs[stream as usize];
        let requests = self
            .key_requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let of_stream = requests.iter().filter(|(own, _)| *own == ssrc);
        of_stream.map(|(_, when)| *when).collect()
    }

    /// Packets lost by [`Faults::lose_one_in`].
    pub fn packets_lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// The library leaves its task running when a connection is merely dropped.
    pub async fn close(&self) {
        // An error means that it is closed already.
        let _ = self.connection.close().await;
    }

    fn track(&self, stream: Stream) -> &TrackLocalStaticRTP {
        match stream {
            Stream::Audio => &self.audio,
            Stream::Full | Stream::Small => &self.video,
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let connection = self.connection.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { connection.close().await });
        }
    }
}

/// SSRCs that no other sender of this process has.
fn fresh_ssrcs() -> [u32; 3] {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let base = NEXT.fetch_add(3, Ordering::Relaxed) as u32;
    // Spread over the space, as random ones would be (Knuth's multiplicative hash).
    [0, 1, 2].map(|n| (base + n).wrapping_mul(2_654_435_761))
}

fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: "audio/opus".to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        rtcp_feedback: vec![RTCPFeedback {
            typ: "nack".to_owned(),
            parameter: String::new(),
        }],
    }
}

fn picture(codec: Codec) -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: codec.mime_type().to_owned(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: codec.format().to_owned(),
        rtcp_feedback: vec![],
    }
}

fn redundant() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: "audio/red".to_owned(),
        sdp_fmtp_line: format!("{OPUS_TYPE}/{OPUS_TYPE}"),
        ..opus()
    }
}

fn media_engine(options: &WireOptions) -> anyhow::Result<MediaEngine> {
    let codec = options.codec;
    let mut engine = MediaEngine::default();
    let red = options
        .redundant_sound
        .then(|| (redundant(), RED_TYPE, RtpCodecKind::Audio));
    for (rtp_codec, payload_type, kind) in [
        (opus(), OPUS_TYPE, RtpCodecKind::Audio),
        (picture(codec), codec.payload_type(), RtpCodecKind::Video),
    ]
    .into_iter()
    .chain(red)
    {
        let parameters = RTCRtpCodecParameters {
            rtp_codec,
            payload_type,
        };
        engine.register_codec(parameters, kind)?;
    }
    let mid = RTCRtpHeaderExtensionCapability {
        uri: MID.to_owned(),
    };
    engine.register_header_extension(mid, RtpCodecKind::Audio, None)?;
    Ok(engine)
}

fn track(
    kind: RtpCodecKind,
    codec: RTCRtpCodec,
    layers: &[(&str, u32)],
) -> Arc<TrackLocalStaticRTP> {
    let codings = layers.iter().map(|(rid, ssrc)| RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            rid: (*rid).to_owned(),
            ssrc: Some(*ssrc),
            ..RTCRtpCodingParameters::default()
        },
        active: true,
        codec: codec.clone(),
        ..RTCRtpEncodingParameters::default()
    });
    Arc::new(TrackLocalStaticRTP::new(MediaStreamTrack::new(
        "publisher".to_owned(),
        format!("publisher-{kind}"),
        kind.to_string(),
        kind,
        codings.collect(),
    )))
}

/// The header extensions of each stream, with the ids of our own offer. Layers of a
/// simulcast are told apart by nothing else.
fn header_extensions(offer: &str, simulcast: bool) -> [Vec<(u8, Bytes)>; 3] {
    let section = |kind: &str| {
        let sections = offer.split("\nm=").skip(1);
        sections.into_iter().find(|own| own.starts_with(kind))
    };
    let of = |kind: &str, rid: Option<&'static str>| {
        let Some(section) = section(kind) else {
            return Vec::new();
        };
        let lines = || section.lines().map(str::trim_end);
        let id = |uri: &str| {
            lines().find_map(|line| {
                let (id, own) = line.strip_prefix("a=extmap:")?.split_once(' ')?;
                (own == uri).then(|| id.parse().ok())?
            })
        };
        let mid = lines().find_map(|line| line.strip_prefix("a=mid:"));
        let mut extensions = Vec::new();
        if let (Some(id), Some(mid)) = (id(MID), mid) {
            extensions.push((id, Bytes::copy_from_slice(mid.as_bytes())));
        }
        if let (Some(id), Some(rid)) = (id(RID), rid) {
            extensions.push((id, Bytes::from_static(rid.as_bytes())));
        }
        extensions
    };
    [
        of("audio", None),
        of("video", simulcast.then_some("f")),
        of("video", simulcast.then_some("q")),
    ]
}

struct Handler {
    gathered: watch::Sender<bool>,
    state: watch::Sender<RTCPeerConnectionState>,
}

#[async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        self.gathered
            .send_replace(state == RTCIceGatheringState::Complete);
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.state.send_replace(state);
    }
}

/// Sits next to the wire: notes requests for key frames, and makes what goes wrong.
struct Edge {
    faults: Faults,
    sent: u64,
    swapped: Option<TaggedPacket>,
    key_requests: Arc<Mutex<Vec<(u32, Instant)>>>,
    lost: Arc<AtomicU64>,
    inbound: VecDeque<TaggedPacket>,
    outbound: VecDeque<TaggedPacket>,
}

impl Edge {
    fn new(faults: Faults) -> Edge {
        Edge {
            faults,
            sent: 0,
            swapped: None,
            key_requests: Arc::default(),
            lost: Arc::default(),
            inbound: VecDeque::new(),
            outbound: VecDeque::new(),
        }
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Edge {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtcp(feedback) = &packet.message.packet {
            let mut requests = self
                .key_requests
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            for feedback in feedback {
                if let Some(request) = feedback.as_any().downcast_ref::<PictureLossIndication>() {
                    requests.push((request.media_ssrc, packet.now));
                }
            }
        }
        self.inbound.push_back(packet);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.inbound.pop_front()
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        use rtc::interceptor::Attribute;
        let again = packet.message.has(&Attribute::Retransmission);
        if again || !matches!(packet.message.packet, Packet::Rtp(_)) {
            self.outbound.push_back(packet);
            return Ok(());
        }
        self.sent += 1;
        let turn = |one_in: u64| one_in > 0 && self.sent.is_multiple_of(one_in);
        if turn(self.faults.lose_one_in) {
            self.lost.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        if turn(self.faults.swap_one_in) && self.swapped.is_none() {
            self.swapped = Some(packet);
            return Ok(());
        }
        if turn(self.faults.duplicate_one_in) {
            self.outbound.push_back(TaggedPacket {
                now: packet.now,
                transport: packet.transport,
                message: packet.message.clone(),
            });
        }
        self.outbound.push_back(packet);
        self.outbound.extend(self.swapped.take());
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outbound.pop_front()
    }
}

impl Interceptor for Edge {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}
