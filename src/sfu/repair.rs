//! Gets lost packets back: asks for them ([`NackLog`]) and unwraps what senders send again on a
//! stream of its own (RTX, RFC 4588), so that everybody else sees packets as they were.
//!
//! The library knows which source an RTX stream repairs only where the offer names both by SSRC.
//! Layers of simulcast are named by header extensions instead (RFC 8852), which are read here.
//! Without RTX a browser repeats packets as they were, but then it also fills the media's own
//! stream with packets of padding, which it keeps no copy of: each one lost looks like a lost
//! picture for ever.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use bytes::{Buf, Bytes};
use rtc::interceptor::{AttributedPacket, Interceptor, Packet, Slot, StreamInfo, TaggedPacket};
use rtc::rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};
use rtc::rtp::Packet as RtpPacket;
use rtc::sansio::Protocol;
use rtc::shared::TransportContext;
use rtc::shared::error::Error;

use crate::nack::NackLog;

const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
const REPAIRED_RID: &str = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

/// Sources of a peer: sound, two layers, and spare ones for a browser that changes its mind.
/// Overflow: nothing is asked for on the source that came last.
const SOURCES: usize = 8;

#[derive(Debug, Default)]
struct Source {
    log: NackLog,
    /// It answers requests.
    repairs: bool,
    rid: Option<Bytes>,
    payload_type: u8,
}

pub(crate) struct Repair {
    sources: HashMap<u32, Source>,
    /// From a stream of repeats to the source it repairs.
    repeats: HashMap<u32, u32>,
    rid: Option<u8>,
    repaired_rid: Option<u8>,
    sender_ssrc: u32,
    requested: Arc<AtomicU64>,
    inbound: VecDeque<TaggedPacket>,
    outbound: VecDeque<TaggedPacket>,
}

impl Repair {
    /// In the place of the library's own generator.
    pub(crate) const SLOT: Slot = Slot::NackGenerator;

    /// `requested` counts the packets asked for, each as often as it was.
    pub(crate) fn new(requested: Arc<AtomicU64>) -> Repair {
        Repair {
            sources: HashMap::new(),
            repeats: HashMap::new(),
            rid: None,
            repaired_rid: None,
            sender_ssrc: rand::random(),
            requested,
            inbound: VecDeque::new(),
            outbound: VecDeque::new(),
        }
    }

    fn arrived(&mut self, packet: &mut RtpPacket, now: Instant) {
        let repeat = !self.sources.contains_key(&packet.header.ssrc);
        if repeat && let Some(primary) = self.repaired(packet) {
            self.unwrap(packet, primary);
        }
        if let Some(source) = self.sources.get_mut(&packet.header.ssrc) {
            source.payload_type = packet.header.payload_type;
            if source.rid.is_none() {
                source.rid = self.rid.and_then(|id| packet.header.get_extension(id));
            }
            let number = packet.header.sequence_number;
            match repeat {
                true => source.log.repeated(number, now),
                false => source.log.arrived(number, now),
            }
        }
    }

    /// The source that an unknown stream's packet repairs.
    fn repaired(&mut self, packet: &RtpPacket) -> Option<u32> {
        let ssrc = packet.header.ssrc;
        if let Some(primary) = self.repeats.get(&ssrc) {
            return Some(*primary);
        }
        let rid = packet.header.get_extension(self.repaired_rid?)?;
        let (primary, _) = self
            .sources
            .iter()
            .find(|(_, source)| source.rid.as_ref() == Some(&rid))?;
        if self.repeats.len() < SOURCES {
            self.repeats.insert(ssrc, *primary);
        }
        Some(*primary)
    }

    /// RFC 4588, section 4: the original's number, then its payload. A packet that carries no
    /// more than a number probes the path and stays a stranger: the interceptor behind this one
    /// still tells the sender that it came.
    fn unwrap(&self, packet: &mut RtpPacket, primary: u32) {
        if let Some(source) = self.sources.get(&primary)
            && packet.payload.len() > 2
        {
            packet.header.sequence_number = packet.payload.get_u16();
            packet.header.ssrc = primary;
            packet.header.payload_type = source.payload_type;
            packet.header.padding = false;
        }
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Repair {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, mut packet: TaggedPacket) -> Result<(), Error> {
        let now = packet.now;
        if let Packet::Rtp(media) = &mut packet.message.packet {
            self.arrived(media, now);
        }
        self.inbound.push_back(packet);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.inbound.pop_front()
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        self.outbound.push_back(packet);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outbound.pop_front()
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), Error> {
        for (ssrc, source) in self.sources.iter_mut().filter(|(_, own)| own.repairs) {
            let numbers = source.log.due(now);
            if numbers.is_empty() {
                continue;
            }
            self.requested
                .fetch_add(numbers.len() as u64, Ordering::Relaxed);
            let request = TransportLayerNack {
                sender_ssrc: self.sender_ssrc,
                media_ssrc: *ssrc,
                nacks: nack_pairs_from_sequence_numbers(&numbers),
            };
            self.outbound.push_back(TaggedPacket {
                now,
                transport: TransportContext::default(),
                message: AttributedPacket::new(Packet::Rtcp(vec![Box::new(request)])),
            });
        }
        Ok(())
    }

    fn poll_timeout(&mut self) -> Option<Instant> {
        let asking = self.sources.values().filter(|source| source.repairs);
        asking.filter_map(|source| source.log.next()).min()
    }
}

impl Interceptor for Repair {
    fn bind_remote_stream(&mut self, info: &StreamInfo) {
        for extension in &info.rtp_header_extensions {
            let id = u8::try_from(extension.id).ok();
            match extension.uri.as_str() {
                RID => self.rid = id,
                REPAIRED_RID => self.repaired_rid = id,
                _ => {}
            }
        }
        if self.sources.len() >= SOURCES {
            return;
        }
        let repairs = info
            .rtcp_feedback
            .iter()
            .any(|feedback| feedback.typ == "nack" && feedback.parameter.is_empty());
        self.sources.insert(
            info.ssrc,
            Source {
                repairs,
                payload_type: info.payload_type,
                ..Source::default()
            },
        );
        if let Some(repeats) = info.ssrc_rtx {
            self.repeats.insert(repeats, info.ssrc);
        }
    }

    fn unbind_remote_stream(&mut self, info: &StreamInfo) {
        self.sources.remove(&info.ssrc);
        self.repeats.retain(|_, primary| *primary != info.ssrc);
    }

    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use rtc::interceptor::{RTCPFeedback, RTPHeaderExtension};
    use std::time::Duration;

    pub(crate) const FULL: u32 = 1;
    pub(crate) const SMALL: u32 = 2;
    const REPEATS: u32 = 9;

    /// Two layers that are asked for again; nothing has arrived yet.
    pub(crate) fn bound(requested: Arc<AtomicU64>) -> Repair {
        let mut repair = Repair::new(requested);
        for ssrc in [FULL, SMALL] {
            repair.bind_remote_stream(&StreamInfo {
                ssrc,
                payload_type: 96,
                rtcp_feedback: vec![RTCPFeedback {
                    typ: "nack".to_owned(),
                    parameter: String::new(),
                }],
                rtp_header_extensions: [(RID, 10), (REPAIRED_RID, 11)]
                    .map(|(uri, id)| RTPHeaderExtension {
                        uri: uri.to_owned(),
                        id,
                    })
                    .into(),
                ..StreamInfo::default()
            });
        }
        repair
    }

    fn repair() -> Repair {
        let mut repair = bound(Arc::default());
        for (ssrc, rid) in [(FULL, "f"), (SMALL, "q")] {
            arrives(&mut repair, packet(ssrc, 100, Some((10, rid)), b"first"));
        }
        repair
    }

    fn packet(
        ssrc: u32,
        number: u16,
        extension: Option<(u8, &'static str)>,
        payload: &[u8],
    ) -> RtpPacket {
        let mut packet = RtpPacket {
            payload: Bytes::copy_from_slice(payload),
            ..RtpPacket::default()
        };
        packet.header.ssrc = ssrc;
        packet.header.sequence_number = number;
        packet.header.payload_type = if ssrc == REPEATS { 97 } else { 96 };
        if let Some((id, value)) = extension {
            packet
                .header
                .set_extension(id, Bytes::from_static(value.as_bytes()))
                .unwrap();
        }
        packet
    }

    fn arrives(repair: &mut Repair, packet: RtpPacket) -> RtpPacket {
        let tagged = TaggedPacket {
            now: Instant::now(),
            transport: TransportContext::default(),
            message: AttributedPacket::new(Packet::Rtp(packet)),
        };
        repair.handle_read(tagged).unwrap();
        match repair.poll_read().unwrap().message.packet {
            Packet::Rtp(packet) => packet,
            other => panic!("{other:?}"),
        }
    }

    fn requests(repair: &mut Repair) -> usize {
        let later = Instant::now() + Duration::from_millis(50);
        repair.handle_timeout(later).unwrap();
        std::iter::from_fn(|| repair.poll_write()).count()
    }

    #[test]
    fn a_repeat_becomes_the_packet_that_was_lost() {
        let mut repair = repair();
        arrives(&mut repair, packet(SMALL, 102, None, b"later"));
        let wrapped = packet(REPEATS, 7000, Some((11, "q")), b"\x00\x65lost");
        let found = arrives(&mut repair, wrapped);
        let header = &found.header;
        assert_eq!(
            (header.ssrc, header.sequence_number, header.payload_type),
            (SMALL, 101, 96)
        );
        assert_eq!(found.payload, "lost");
        assert_eq!(requests(&mut repair), 0);
        // Browsers name the layer only until they know that they were heard.
        arrives(&mut repair, packet(SMALL, 104, None, b"later"));
        let found = arrives(&mut repair, packet(REPEATS, 7001, None, b"\x00\x67lost"));
        assert_eq!(
            (found.header.ssrc, found.header.sequence_number),
            (SMALL, 103)
        );
    }

    #[test]
    fn what_is_missing_is_asked_for_and_counted() {
        let mut repair = repair();
        arrives(&mut repair, packet(FULL, 103, None, b"later"));
        assert_eq!(requests(&mut repair), 1);
        assert_eq!(repair.requested.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn repeats_of_nothing_and_probes_stay_strangers() {
        let mut repair = repair();
        for stranger in [
            packet(REPEATS, 1, None, b"\x00\x65lost"),
            packet(REPEATS, 2, Some((11, "h")), b"\x00\x65lost"),
            packet(REPEATS, 3, Some((11, "q")), b""),
            packet(REPEATS, 4, Some((11, "q")), b"\x00\x65"),
            packet(REPEATS, 5, Some((11, "q")), b"\x00"),
        ] {
            assert_eq!(arrives(&mut repair, stranger.clone()), stranger);
        }
        assert!(repair.repeats.len() <= SOURCES);
    }
}
