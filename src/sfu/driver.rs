//! The loop that reads a remote track. The library drops packets when it is slow, so it
//! only counts and hands over.

use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use tokio::sync::mpsc;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnectionEventHandler, RTCIceGatheringState, RTCPeerConnectionState,
};

use crate::assemble::Packet;
use crate::fanout::Track;
use crate::frame::Layer;
use crate::peer::Shared;
use crate::red::{self, Redundant};
use crate::sdp::{RID_FULL, RID_SMALL};

/// News for the task that owns the connection: a handful in a peer's life. Overflow: the
/// news is logged and lost; it would take a library gone wild.
pub(crate) const SIGNALS: usize = 64;

/// Sources of one track that are told apart: three times the layers we take. Packets of
/// further ones are foreign.
const SOURCES: usize = 8;

pub(crate) enum Signal {
    Gathered,
    State(RTCPeerConnectionState),
    Track(Arc<dyn TrackRemote>),
    /// A layer's first packet is there; key frames can be asked for.
    Layer {
        layer: Layer,
        ssrc: u32,
        track: Arc<dyn TrackRemote>,
    },
    AudioFlows,
    VideoFlows,
    TrackEnded,
}

/// What the library calls. Holds a sender alone: a handler that held the connection would
/// keep it alive for ever.
pub(crate) struct Handler {
    pub(crate) signals: mpsc::Sender<Signal>,
}

impl Handler {
    fn signal(&self, signal: Signal) {
        send(&self.signals, signal);
    }
}

fn send(signals: &mpsc::Sender<Signal>, signal: Signal) {
    if let Err(mpsc::error::TrySendError::Full(_)) = signals.try_send(signal) {
        tracing::error!("a peer's signal was lost; its task hangs");
    }
}

#[async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            self.signal(Signal::Gathered);
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.signal(Signal::State(state));
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        self.signal(Signal::Track(track));
    }
}

/// Reads a track to its end.
pub(crate) async fn read(
    track: Arc<dyn TrackRemote>,
    shared: Arc<Shared>,
    signals: mpsc::Sender<Signal>,
) {
    let kind = track.kind().await;
    let mut reader = Reader {
        track,
        kind,
        shared,
        signals,
        sources: Vec::new(),
        flows: false,
    };
    while let Some(event) = reader.track.poll().await {
        match event {
            // Comes again after a renegotiation.
            TrackRemoteEvent::OnOpen(open) => {
                reader.open(open.ssrc, open.rid.as_deref());
            }
            TrackRemoteEvent::OnRtpPacket(packet) => {
                let arrival = Instant::now();
                let header = &packet.header;
                let track = match reader.known(header.ssrc) {
                    Some(known) => known,
                    // The library may drop the opening when its queue is full.
                    None => {
                        let rid = reader.track.rid(header.ssrc).await;
                        reader.open(header.ssrc, rid.as_deref())
                    }
                };
                let packet_type = header.payload_type;
                let packet = Packet {
                    ssrc: header.ssrc,
                    sequence: header.sequence_number,
                    timestamp: header.timestamp,
                    marker: header.marker,
                    payload: packet.payload,
                    arrival,
                };
                reader.packet(track, packet_type, packet);
            }
            _ => {}
        }
    }
    send(&reader.signals, Signal::TrackEnded);
}

struct Reader {
    track: Arc<dyn TrackRemote>,
    kind: RtpCodecKind,
    shared: Arc<Shared>,
    signals: mpsc::Sender<Signal>,
    /// `None`: a source that is not taken.
    sources: Vec<(u32, Option<Track>)>,
    flows: bool,
}

impl Reader {
    fn known(&self, ssrc: u32) -> Option<Option<Track>> {
        let (_, track) = self.sources.iter().find(|(own, _)| *own == ssrc)?;
        Some(*track)
    }

    fn open(&mut self, ssrc: u32, rid: Option<&str>) -> Option<Track> {
        let track = match (self.kind, rid.filter(|rid| !rid.is_empty())) {
            (RtpCodecKind::Audio, _) => Some(Track::Audio),
            (RtpCodecKind::Video, Some(RID_FULL)) => Some(Track::Video(Layer::Full)),
            (RtpCodecKind::Video, Some(RID_SMALL)) => Some(Track::Video(Layer::Small)),
            (RtpCodecKind::Video, None) if !self.shared.simulcast => {
                Some(Track::Video(Layer::Full))
            }
            _ => None,
        };
        match self.known(ssrc) {
            Some(known) if known == track || track.is_none() => return known,
            None if self.sources.len() == SOURCES => return None,
            _ => {
                self.sources.retain(|(own, _)| *own != ssrc);
                self.sources.push((ssrc, track));
            }
        }
        tracing::debug!(ssrc, ?rid, ?track, "media source opened");
        if let Some(Track::Video(layer)) = track {
            let track = self.track.clone();
            send(&self.signals, Signal::Layer { layer, ssrc, track });
        }
        track
    }

    fn packet(&mut self, track: Option<Track>, payload_type: u8, packet: Packet) {
        let Some(track) = track.filter(|track| self.shared.accepts(*track, payload_type)) else {
            self.shared.count_foreign();
            return;
        };
        if !self.flows {
            match track {
                Track::Audio => self.flow(Signal::AudioFlows),
                Track::Video(Layer::Full) if packet.marker => self.flow(Signal::VideoFlows),
                Track::Video(_) => {}
            }
        }
        match self.shared.carried_in(track, payload_type) {
            Some(sound) => self.redundant(packet, sound),
            None => self.shared.hand_over(track, packet),
        }
    }

    /// Sound with the packets before it: those that were lost are as good as arrived.
    fn redundant(&self, packet: Packet, sound: u8) {
        let Some(Redundant { payload, older }) = red::split(packet.payload.clone(), sound) else {
            self.shared.count_foreign();
            return;
        };
        for older in older {
            let before = Packet {
                sequence: packet.sequence.wrapping_sub(older.back),
                timestamp: packet.timestamp.wrapping_sub(older.offset),
                marker: false,
                payload: older.payload,
                ..packet
            };
            self.shared.recover(Track::Audio, before);
        }
        self.shared
            .hand_over(Track::Audio, Packet { payload, ..packet });
    }

    fn flow(&mut self, signal: Signal) {
        self.flows = true;
        send(&self.signals, signal);
    }
}
