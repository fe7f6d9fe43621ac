//! Everything here that reads what a stranger may send, on thousands of messages that nobody
//! should: `crate hostile` says how they come about. The way over a real port is in
//! `tests/hostile.rs`.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use hostile::{damaged, damaged_text, replay};
use proptest::collection::vec;
use proptest::prelude::*;
use rtc::interceptor::{AttributedPacket, Packet as Message, TaggedPacket};
use rtc::rtcp;
use rtc::rtp::Packet as RtpPacket;
use rtc::sansio::Protocol;
use rtc::shared::TransportContext;
use rtc::shared::marshal::{Marshal, Unmarshal};

use crate::assemble::{Assembler, LARGEST_PARAMETER_SET, Packet};
use crate::frame::{Depth, VideoCodec};
use crate::repair::tests::{FULL, SMALL, bound};
use crate::reports::{Report, ReportTap, SenderClocks};
use crate::{red, sdp, stun};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

/// 20 bytes that crashed `rtp` 0.17 before any authentication: a header extension of one
/// word whose only element claims to be 16 bytes long.
const MALFORMED_EXTENSION: [u8; 20] = [
    0x90, 0x60, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0xBE, 0xDE, 0x00, 0x01,
    0x1F, 0xAA, 0xBB, 0xCC,
];

fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    let mut attribute = [kind.to_be_bytes(), (value.len() as u16).to_be_bytes()].concat();
    attribute.extend(value);
    attribute.resize(attribute.len().next_multiple_of(4), 0);
    attribute
}

/// Chromium's and Firefox's: the second names its software first.
fn binding_requests() -> Vec<Vec<u8>> {
    let username = attribute(0x0006, b"ours0123456789ab:thrs");
    let rest = [
        attribute(0xC057, &[0, 0, 0, 10]),
        attribute(0x802A, &[7; 8]),
        attribute(0x0025, b""),
        attribute(0x0024, &[0x6E, 0, 0x1E, 0xFF]),
        attribute(0x0008, &[3; 20]),
        attribute(0x8028, &[1, 2, 3, 4]),
    ]
    .concat();
    let request = |body: Vec<u8>| {
        let mut datagram = vec![0, 1];
        datagram.extend((body.len() as u16).to_be_bytes());
        datagram.extend([0x21, 0x12, 0xA4, 0x42]);
        datagram.extend([7; 12]);
        datagram.extend(body);
        datagram
    };
    vec![
        request([username.clone(), rest.clone()].concat()),
        request([attribute(0x8022, b"a browser"), rest, username].concat()),
        request(vec![]),
    ]
}

#[test]
fn stun_is_read_or_left() {
    replay(CRATE, "stun", 1500, damaged(binding_requests()), |bytes| {
        if let Some(ufrag) = stun::receiver_ufrag(&bytes) {
            assert!(!ufrag.is_empty() && !ufrag.contains(':'));
            let inside = bytes
                .windows(ufrag.len())
                .any(|own| own == ufrag.as_bytes());
            assert!(inside, "{ufrag}");
        }
    });
}

const OPUS: u8 = 111;

fn redundant_sound() -> Vec<Vec<u8>> {
    let block = |offset: u32, length: u32| {
        (1 << 31 | u32::from(OPUS) << 24 | offset << 10 | length).to_be_bytes()
    };
    vec![
        [&[OPUS][..], &[1; 60]].concat(),
        [&block(960, 40)[..], &[OPUS], &[2; 40], &[1; 60]].concat(),
        [
            &block(1920, 30)[..],
            &block(960, 40),
            &[OPUS],
            &[3; 30],
            &[2; 40],
            &[1; 60],
        ]
        .concat(),
    ]
}

#[test]
fn redundant_sound_is_taken_apart_or_left() {
    replay(CRATE, "red", 1500, damaged(redundant_sound()), |bytes| {
        let length = bytes.len();
        if let Some(sound) = red::split(Bytes::from(bytes), OPUS) {
            let carried: usize = sound.older.iter().map(|older| older.payload.len()).sum();
            assert!(carried + sound.payload.len() < length);
        }
    });
}

const REPEATS: u32 = 9;

/// As a browser sends them: with section and layer, without, of padding, repeats.
fn rtp_packets() -> Vec<Vec<u8>> {
    let packet = |ssrc: u32, extensions: &[(u8, &'static str)], payload: &'static [u8]| {
        let mut packet = RtpPacket {
            payload: Bytes::from_static(payload),
            ..RtpPacket::default()
        };
        packet.header.version = 2;
        packet.header.ssrc = ssrc;
        packet.header.sequence_number = 100;
        packet.header.timestamp = 3000;
        packet.header.payload_type = if ssrc == REPEATS { 97 } else { 96 };
        for (id, value) in extensions {
            let value = Bytes::from_static(value.as_bytes());
            packet.header.set_extension(*id, value).unwrap();
        }
        packet.marshal().unwrap().to_vec()
    };
    vec![
        packet(FULL, &[(4, "1"), (10, "f")], &[0x10; 40]),
        packet(SMALL, &[(4, "1"), (10, "q")], &[0x10; 20]),
        packet(FULL, &[], b"later"),
        packet(REPEATS, &[(4, "1"), (11, "q")], b"\x00\x65lost"),
        packet(REPEATS, &[(11, "f")], b"\x00"),
        MALFORMED_EXTENSION.to_vec(),
    ]
}

fn tagged(packet: Message, now: Instant) -> TaggedPacket {
    TaggedPacket {
        now,
        transport: TransportContext::default(),
        message: AttributedPacket::new(packet),
    }
}

/// RTP as the library reads it, then repeats and what is asked for again.
#[test]
fn media_packets_are_read_or_left() {
    let packets = vec((damaged(rtp_packets()), 0u64..300), 1..12);
    replay(CRATE, "rtp", 1500, packets, |packets| {
        let requested = Arc::new(AtomicU64::new(0));
        let mut repair = bound(requested.clone());
        let mut now = Instant::now();
        let mut polls = 0;
        for (bytes, wait) in packets {
            now += Duration::from_millis(wait);
            if let Ok(packet) = RtpPacket::unmarshal(&mut Bytes::from(bytes)) {
                repair
                    .handle_read(tagged(Message::Rtp(packet), now))
                    .unwrap();
                assert!(repair.poll_read().is_some() && repair.poll_read().is_none());
            }
            repair.handle_timeout(now).unwrap();
            polls += 1;
            while let Some(packet) = repair.poll_write() {
                let Message::Rtcp(requests) = packet.message.packet else {
                    panic!("only requests are written");
                };
                for request in requests {
                    assert!(request.marshal().unwrap().len() <= 1200, "one datagram");
                }
            }
        }
        // Two sources, 300 packets of a gap each.
        assert!(requested.load(Ordering::Relaxed) <= polls * 600);
    });
}

#[test]
fn the_packet_that_crashed_another_library_is_refused() {
    assert!(RtpPacket::unmarshal(&mut Bytes::from_static(&MALFORMED_EXTENSION)).is_err());
}

fn rtcp_packets() -> Vec<Vec<u8>> {
    use rtcp::goodbye::Goodbye;
    use rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
    use rtcp::payload_feedbacks::receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate;
    use rtcp::receiver_report::ReceiverReport;
    use rtcp::reception_report::ReceptionReport;
    use rtcp::sender_report::SenderReport;
    use rtcp::source_description::{
        SdesType, SourceDescription, SourceDescriptionChunk, SourceDescriptionItem,
    };
    use rtcp::transport_feedbacks::transport_layer_nack::{NackPair, TransportLayerNack};
    let report = SenderReport {
        ssrc: FULL,
        ntp_time: 0xE000_0000_8000_0000,
        rtp_time: 90_000,
        packet_count: 10,
        octet_count: 1000,
        reports: vec![ReceptionReport::default()],
        ..SenderReport::default()
    };
    let described = SourceDescription {
        chunks: vec![SourceDescriptionChunk {
            source: FULL,
            items: vec![SourceDescriptionItem {
                sdes_type: SdesType::SdesCname,
                text: Bytes::from_static(b"a browser's cname"),
            }],
        }],
    };
    let others: Vec<Box<dyn rtcp::Packet>> = vec![
        Box::new(ReceiverReport {
            ssrc: FULL,
            ..ReceiverReport::default()
        }),
        Box::new(PictureLossIndication {
            sender_ssrc: 1,
            media_ssrc: 2,
        }),
        Box::new(TransportLayerNack {
            sender_ssrc: 1,
            media_ssrc: 2,
            nacks: vec![NackPair::new(7)],
        }),
        Box::new(ReceiverEstimatedMaximumBitrate {
            sender_ssrc: 1,
            bitrate: 1e6,
            ssrcs: vec![1, 2],
        }),
        Box::new(Goodbye {
            sources: vec![FULL],
            reason: Bytes::from_static(b"bye"),
        }),
    ];
    let report = report.marshal().unwrap().to_vec();
    let mut packets = vec![
        [&report[..], &described.marshal().unwrap()].concat(),
        report,
        // Transport-wide feedback of two packets (draft-holmer-rmcat-transport-wide-cc).
        vec![
            0x8F, 205, 0, 5, 0, 0, 0, 1, 0, 0, 0, 2, 0, 9, 0, 2, 0, 0, 1, 3, 0x20, 2, 4, 4,
        ],
        // Extended report: receiver reference time (RFC 3611).
        vec![
            0x80, 207, 0, 4, 0, 0, 0, 1, 4, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2,
        ],
    ];
    packets.extend(others.iter().map(|own| own.marshal().unwrap().to_vec()));
    packets
}

#[test]
fn reports_are_read_or_left() {
    let packets = vec(damaged(rtcp_packets()), 1..12);
    replay(CRATE, "rtcp", 1500, packets, |packets| {
        let epoch = Instant::now();
        let clocks = Arc::new(SenderClocks::new(epoch));
        let mut tap = ReportTap::new(clocks.clone());
        for bytes in packets {
            if let Ok(reports) = rtcp::packet::unmarshal(&mut BytesMut::from(&bytes[..])) {
                tap.handle_read(tagged(Message::Rtcp(reports), epoch))
                    .unwrap();
                while tap.poll_read().is_some() {}
            }
        }
        let _ = clocks.report_of(FULL);
    });
}

fn vp8_payloads() -> Vec<Vec<u8>> {
    let key = [0x10, 2, 0, 0x9D, 1, 0x2A, 0x40, 1, 0xB4, 0];
    vec![
        [&[0x10][..], &key, &[5; 40]].concat(),
        [&[0x00][..], &[6; 40]].concat(),
        [&[0x10][..], &[0x11, 2, 0], &[7; 20]].concat(),
        // As Chromium sends: picture id of two bytes, TL0PICIDX, temporal layer.
        [&[0x90, 0xF0, 0x81, 0x23, 7, 0x40][..], &[0x11, 2, 0, 9]].concat(),
    ]
}

fn h264_payloads() -> Vec<Vec<u8>> {
    let (sps, pps) = ([0x67, 0x42, 0xE0, 0x1F, 0xA6], [0x68, 0xCE, 0x3C, 0x80]);
    vec![
        [&[0x78, 0, 5][..], &sps, &[0, 4], &pps].concat(),
        [&[0x7C, 0x85][..], &[1; 40]].concat(),
        [&[0x7C, 0x05][..], &[2; 40]].concat(),
        [&[0x7C, 0x45][..], &[3; 10]].concat(),
        [&[0x65][..], &[4; 20]].concat(),
        [&[0x41][..], &[5; 20]].concat(),
        [&[0x7C, 0x87][..], &sps[1..]].concat(),
        [&[0x7C, 0x47][..], &[8; 60]].concat(),
        sps.to_vec(),
        pps.to_vec(),
    ]
}

fn opus_payloads() -> Vec<Vec<u8>> {
    vec![vec![0x78; 60], vec![0xFB, 0x41, 2, 0xFF, 0xFE, 0, 0]]
}

#[derive(Debug, Clone)]
enum Step {
    Packet {
        ssrc: u32,
        /// From the last one's; one after the other most often.
        ahead: u16,
        later: u32,
        marker: bool,
        payload: Vec<u8>,
        wait_ms: u64,
    },
    Report {
        at_us: i64,
        timestamp: u32,
    },
}

fn steps(payloads: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<Step>> {
    let whole = proptest::sample::select(payloads.clone());
    let payload = prop_oneof![3 => whole, 2 => damaged(payloads)];
    let ahead = prop_oneof![12 => Just(1u16), 2 => 0u16..5, 1 => any::<u16>()];
    let later = prop_oneof![6 => Just(0u32), 6 => Just(3000), 1 => any::<u32>()];
    let ssrc = prop_oneof![20 => Just(1u32), 1 => 1u32..4];
    let wait_ms = prop_oneof![20 => 0u64..40, 1 => 0u64..5000];
    let packet = (ssrc, ahead, later, any::<bool>(), payload, wait_ms).prop_map(
        |(ssrc, ahead, later, marker, payload, wait_ms)| Step::Packet {
            ssrc,
            ahead,
            later,
            marker,
            payload,
            wait_ms,
        },
    );
    // As far as a sender's clock can be made to leap (`SenderClocks::take_note`).
    let report = (-(1i64 << 51)..1 << 51, any::<u32>())
        .prop_map(|(at_us, timestamp)| Step::Report { at_us, timestamp });
    vec(prop_oneof![30 => packet, 1 => report], 1..60)
}

/// What parameter sets may add to a key frame that comes without.
const PARAMETER_SETS: usize = 2 * (4 + LARGEST_PARAMETER_SET);

/// Whatever arrives: what comes out is not much more than what went in.
fn assembled(name: &str, payloads: Vec<Vec<u8>>, assembler: fn(Depth, Instant) -> Assembler) {
    replay(
        CRATE,
        name,
        1000,
        (steps(payloads), any::<bool>()),
        |(steps, tap)| {
            let epoch = Instant::now();
            let depth = if tap { Depth::Tap } else { Depth::Recording };
            let mut assembler = assembler(depth, epoch);
            let (mut out, mut read) = (VecDeque::new(), 0);
            let (mut sequence, mut timestamp, mut arrival) = (65_530u16, u32::MAX - 9000, epoch);
            for step in steps {
                match step {
                    Step::Report { at_us, timestamp } => {
                        assembler.report(Report { at_us, timestamp });
                    }
                    Step::Packet {
                        ssrc,
                        ahead,
                        later,
                        marker,
                        payload,
                        wait_ms,
                    } => {
                        sequence = sequence.wrapping_add(ahead);
                        timestamp = timestamp.wrapping_add(later);
                        arrival += Duration::from_millis(wait_ms);
                        read += payload.len();
                        let packet = Packet {
                            ssrc,
                            sequence,
                            timestamp,
                            marker,
                            payload: payload.into(),
                            arrival,
                        };
                        assembler.poll(arrival, &mut out);
                        assembler.push(packet, &mut out);
                        assembler.wants_key(arrival);
                        assert!(assembler.deadline().is_none_or(|due| due > epoch));
                    }
                }
            }
            assembler.finish(&mut out);
            assert_eq!(assembler.counts().frames, out.len() as u64);
            let written: usize = out.iter().map(|frame| frame.bytes.len()).sum();
            // A NAL unit of one byte has a length of two in a STAP-A, of four behind it.
            assert!(
                written <= 3 * read + out.len() * PARAMETER_SETS,
                "{written} from {read}"
            );
        },
    );
}

#[test]
fn h264_is_put_together_or_left() {
    assembled("h264", h264_payloads(), |depth, epoch| {
        Assembler::pictures(depth, epoch, VideoCodec::H264)
    });
}

#[test]
fn vp8_is_put_together_or_left() {
    assembled("vp8", vp8_payloads(), |depth, epoch| {
        Assembler::pictures(depth, epoch, VideoCodec::Vp8)
    });
}

#[test]
fn sound_is_put_together_or_left() {
    assembled("sound", opus_payloads(), Assembler::sound);
}

fn descriptions() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/sdp");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|own| own == "sdp"))
        .collect();
    files.sort();
    assert!(files.len() >= 6);
    let read = |path| std::fs::read_to_string(path).unwrap();
    files.into_iter().map(read).collect()
}

#[test]
fn session_descriptions_are_read_or_refused() {
    let whole = descriptions();
    let settled: Vec<_> = whole
        .iter()
        .filter_map(|text| sdp::Description::parse(text).unwrap().settled())
        .collect();
    let texts = damaged_text(whole, &['\n', ' ', ':', ';']);
    replay(CRATE, "sdp", 1000, texts, |text| {
        if let Ok(description) = sdp::Description::parse(&text) {
            let _ = description.choose();
            for before in settled.iter().chain(&description.settled()) {
                description.offers_still(before);
                let answer = sdp::with_red_first(&sdp::with_bitrates(&text, before), before);
                assert!(answer.len() <= 4 * text.len() + 1024);
            }
        }
        let own = sdp::with_own_candidates(&text, &[[192, 0, 2, 1].into()], 40_000);
        let foreign = own
            .lines()
            .filter(|line| line.starts_with("a=candidate:") && !line.contains(" 192.0.2.1 "));
        assert_eq!(foreign.count(), 0);
        let _ = sdp::check_candidate(&text);
    });
}
