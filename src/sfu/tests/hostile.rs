//! Datagrams that nobody should send.
#![allow(clippy::unwrap_used)]

mod common;

use std::cell::{Cell, RefCell};
use std::net::UdpSocket;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use common::relay::{Relay, is_dtls, is_media, is_rtcp};
use common::wire::{Codec, Stream, Wire, WireOptions};
use common::{Source, bind, binding_request, connect, connect_through, frame};
use hostile::{damaged, damaged_text, replay};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rtc::rtp::Header;
use sfu::{Depth, FrameReceiver, Layer};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

/// 20 bytes that crashed `rtp` 0.17 before any authentication: a header extension of one
/// word whose only element claims to be 16 bytes long.
const MALFORMED_EXTENSION: [u8; 20] = [
    0x90, 0x60, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0xBE, 0xDE, 0x00, 0x01,
    0x1F, 0xAA, 0xBB, 0xCC,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_who_knows_the_ufrag_can_send_garbage_and_disturbs_nobody() {
    let sfu = bind().await;
    let mut answer = String::new();
    let mut connected = None;
    let (said, peer) = (&mut answer, &mut connected);
    let wire = common::wire::Wire::connect(WireOptions::new(Codec::Vp8), |offer| async {
        let offer = offer;
        let answered = sfu.connect(&offer).await?;
        *said = answered.answer.clone();
        *peer = Some(answered);
        Ok(said.clone())
    })
    .await
    .unwrap();
    let connected = connected.unwrap();
    let ufrag = answer
        .lines()
        .find_map(|line| line.strip_prefix("a=ice-ufrag:"))
        .unwrap();

    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    stranger.connect(("127.0.0.1", sfu.port())).unwrap();
    let mut garbage: Vec<Vec<u8>> = vec![MALFORMED_EXTENSION.to_vec(), vec![], vec![0x80]];
    // Every first byte: STUN, DTLS, TURN, RTP and RTCP as RFC 7983 tells them apart.
    garbage.extend((0..=255u8).map(|first| [&[first][..], &MALFORMED_EXTENSION[1..]].concat()));
    garbage.extend((0..=255u8).map(|first| vec![first; 60]));
    for datagram in &garbage {
        stranger.send(datagram).unwrap();
    }
    assert_eq!(sfu.load().addresses, 1);
    stranger.send(&binding_request(ufrag)).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(sfu.load().addresses, 1);
    for datagram in &garbage {
        stranger.send(datagram).unwrap();
    }
    tokio::time::sleep(Duration::from_millis(300)).await;

    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let mut source = Source::new(Stream::Full, Codec::Vp8, 1);
    for _ in 0..10 {
        source.send(&wire, true).await;
    }
    frame(&mut take).await;
    connected.peer.close().await;
    assert_eq!((sfu.load().peers, sfu.load().addresses), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn media_that_a_browser_would_not_send_is_not_media() {
    use bytes::Bytes;
    let sfu = bind().await;
    let (wire, connected) = connect(&sfu, WireOptions::new(Codec::H264)).await;
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let malformed: [&[u8]; 6] = [
        &[],
        &[0x78, 0, 0, 7],
        &[0x7C, 0x80],
        &[0x78, 0xFF, 0xFF, 1],
        &[0x60, 1, 2],
        &[0xFF; 40],
    ];
    for (sequence, payload) in (0u16..).zip(malformed.iter().cycle().take(60)) {
        for stream in [Stream::Full, Stream::Audio] {
            wire.send(
                stream,
                sequence,
                u32::from(sequence) * 3000,
                true,
                Bytes::from_static(payload),
            )
            .await
            .unwrap();
        }
    }
    let mut source = Source::new(Stream::Full, Codec::H264, 1).starting_at(60, 180_000);
    for _ in 0..10 {
        source.send(&wire, true).await;
    }
    loop {
        let frame = frame(&mut take).await;
        if frame.kind == sfu::MediaKind::Video {
            assert!(frame.key);
            break;
        }
    }
}

/// Panics of tasks since the first call, which nobody else hears of.
fn panics() -> usize {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let thread = std::thread::current();
            if thread.name().is_some_and(|name| name.starts_with("tokio")) {
                COUNT.fetch_add(1, Ordering::SeqCst);
            }
            before(panic);
        }));
    });
    COUNT.load(Ordering::SeqCst)
}

/// One picture goes through within the time that a case has. The ones before may be missing
/// where a stranger's datagram took the place of one (the port's buffers are bounded).
async fn still_heard(wire: &Wire, take: &mut FrameReceiver, source: &mut Source) {
    let begun = std::time::Instant::now();
    let number = source.sent();
    loop {
        source.send(wire, true).await;
        match tokio::time::timeout(Duration::from_millis(100), take.recv()).await {
            Ok(Some(frame)) if frame.kind == sfu::MediaKind::Video && frame.bytes.len() > 500 => {
                if common::read(&frame).0 >= number {
                    return;
                }
            }
            Ok(Some(_)) | Err(_) => {}
            Ok(None) => panic!("the take ended"),
        }
        assert!(begun.elapsed() < hostile::LONGEST_CASE, "the port is deaf");
    }
}

/// Between pictures, so that one that makes the port deaf is found among few.
const AT_A_TIME: usize = 25;

/// What a stranger can make of what passes: requests, handshakes, media, reports, damaged.
#[test]
fn what_was_seen_on_the_path_and_is_damaged_disturbs_nobody() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let (sfu, relay, wire, connected, take, source) = runtime.block_on(async {
        let sfu = bind().await;
        let relay = Relay::before(&sfu, Duration::ZERO).await;
        let options = WireOptions::new(Codec::Vp8);
        let (wire, connected) = connect_through(&relay, &sfu, options, |offer| offer)
            .await
            .unwrap();
        let mut take = connected.peer.take(Layer::Full, Depth::Recording);
        let mut source = Source::new(Stream::Full, Codec::Vp8, 1);
        for number in 0..20 {
            wire.report(Stream::Full, (1000 + number) << 32, source.timestamp())
                .await
                .unwrap();
            still_heard(&wire, &mut take, &mut source).await;
        }
        (sfu, relay, wire, connected, take, source)
    });
    let seen = relay.up();
    for kind in [|own: &[u8]| own[0] < 4, is_dtls, is_media, is_rtcp] {
        assert!(seen.iter().any(|own| kind(own)), "all kinds were seen");
    }
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    stranger.connect(("127.0.0.1", sfu.port())).unwrap();
    let listening = RefCell::new((take, source));
    let datagrams = vec((damaged(seen), any::<bool>()), AT_A_TIME);
    replay(CRATE, "arrival", 80, datagrams, |datagrams| {
        let before = panics();
        let (take, source) = &mut *listening.borrow_mut();
        runtime.block_on(async {
            for (datagram, from_peer) in datagrams {
                match from_peer {
                    true => relay.send(&datagram[..datagram.len().min(2000)]).await,
                    false => drop(stranger.send(&datagram[..datagram.len().min(2000)])),
                }
            }
            still_heard(&wire, take, source).await;
        });
        assert_eq!((panics() - before, sfu.load().peers), (0, 1));
    });
    runtime.block_on(connected.peer.close());
    assert_eq!((sfu.load().peers, sfu.load().addresses), (0, 0));
}

#[derive(Debug, Clone)]
enum Said {
    Media {
        stream: Stream,
        /// From the number of the stream's last packet.
        ahead: u16,
        header: Header,
        payload: Vec<u8>,
    },
    Report(Vec<u8>),
}

fn said() -> impl Strategy<Value = Said> {
    let stream = select(&[Stream::Audio, Stream::Full, Stream::Small][..]);
    // The stream's own most often; Opus, RED, VP8, its repeats, and what was never settled.
    let payload_type = prop_oneof![
        3 => Just(None),
        2 => select(&[111u8, 63, 96, 97, 0, 127][..]).prop_map(Some),
    ];
    // What is far behind or ahead is a replay to the library and goes no further.
    let ahead = prop_oneof![10 => Just(1u16), 2 => 0u16..6, 1 => 1u16..1500];
    let extension = (1u8..=14, vec(any::<u8>(), 1..16));
    let extensions = (select(&[0xBEDEu16, 0x1000, 0][..]), vec(extension, 0..4));
    let payload = damaged(vec![
        [
            &[0x10, 0x10, 2, 0, 0x9D, 1, 0x2A, 0x40, 1, 0xB4, 0][..],
            &[5; 40],
        ]
        .concat(),
        [&[0x90, 0xF0, 0x81, 0x23, 7, 0x40][..], &[0x11, 2, 0, 9]].concat(),
        [&[0xEF, 0x0F, 0, 40, 111][..], &[2; 40], &[1; 60]].concat(),
        vec![0x78; 60],
        b"\x00\x65lost".to_vec(),
        vec![],
    ]);
    let media = (
        (stream, payload_type, ahead, any::<(bool, bool, u32)>()),
        extensions,
        vec(any::<u32>(), 0..4),
        payload,
    )
        .prop_map(
            |((stream, payload_type, ahead, numbers), extensions, csrc, payload)| {
                let (marker, padding, timestamp) = numbers;
                let mut header = Header {
                    version: 2,
                    marker,
                    padding,
                    payload_type: payload_type.unwrap_or(match stream {
                        Stream::Audio => 111,
                        Stream::Full | Stream::Small => 96,
                    }),
                    timestamp,
                    csrc,
                    extension_profile: extensions.0,
                    ..Header::default()
                };
                if extensions.0 != 0 {
                    for (id, value) in extensions.1 {
                        // One that the profile has no room for stays away.
                        let _ = header.set_extension(id, value.into());
                    }
                }
                Said::Media {
                    stream,
                    ahead,
                    header,
                    payload,
                }
            },
        );
    let report = damaged(vec![
        [&[0x80, 200, 0, 6, 0, 0, 0, 1][..], &[7; 20]].concat(),
        [&[0x81, 201, 0, 7, 0, 0, 0, 1][..], &[7; 24]].concat(),
        vec![0x81, 202, 0, 3, 0, 0, 0, 1, 1, 3, b'a', b'b', b'c', 0, 0, 0],
        vec![0x81, 203, 0, 1, 0, 0, 0, 1],
        vec![0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 7, 0, 1],
        vec![0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2],
        vec![
            0x80, 207, 0, 4, 0, 0, 0, 1, 4, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2,
        ],
    ])
    .prop_map(Said::Report);
    prop_oneof![4 => media, 1 => report]
}

/// Somebody who is let in, and then says what no browser would: all of it authenticated.
#[test]
fn what_an_authenticated_sender_makes_up_disturbs_nobody_else() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let (sfu, odd, heard, wire, take, source) = runtime.block_on(async {
        let sfu = bind().await;
        let options = WireOptions {
            redundant_sound: true,
            ..WireOptions::new(Codec::Vp8)
        };
        let (odd, heard) = connect(&sfu, options).await;
        let (wire, connected) = connect(&sfu, WireOptions::new(Codec::Vp8)).await;
        let mut take = connected.peer.take(Layer::Full, Depth::Recording);
        let mut source = Source::new(Stream::Full, Codec::Vp8, 1);
        still_heard(&wire, &mut take, &mut source).await;
        (sfu, odd, heard, (wire, connected), take, source)
    });
    let (of_odd, numbers) = runtime.block_on(async {
        let mut of_odd = heard.peer.take(Layer::Full, Depth::Tap);
        // Its sources are known from now on.
        for stream in [Stream::Audio, Stream::Small, Stream::Full] {
            Source::new(stream, Codec::Vp8, 9)
                .starting_at(0, 0)
                .send(&odd, true)
                .await;
        }
        while frame(&mut of_odd).await.kind != sfu::MediaKind::Video {}
        (of_odd, [10u16; 3])
    });
    let listening = RefCell::new((take, source, of_odd, numbers));
    replay(
        CRATE,
        "authenticated",
        80,
        vec(said(), AT_A_TIME),
        |words| {
            let before = panics();
            let (take, source, of_odd, numbers) = &mut *listening.borrow_mut();
            runtime.block_on(async {
                for word in words {
                    // The sender's own half may refuse what cannot be written down.
                    let _ = match word {
                        Said::Media {
                            stream,
                            ahead,
                            mut header,
                            payload,
                        } => {
                            let number = &mut numbers[stream as usize];
                            *number = number.wrapping_add(ahead);
                            header.sequence_number = *number;
                            odd.send_packet(stream, header, payload.into()).await
                        }
                        Said::Report(mut bytes) => {
                            bytes.truncate(1000);
                            odd.send_rtcp(bytes.into()).await
                        }
                    };
                }
                still_heard(&wire.0, take, source).await;
                while let Ok(Some(_)) = tokio::time::timeout(Duration::ZERO, of_odd.recv()).await {}
            });
            assert_eq!((panics() - before, sfu.load().peers), (0, 2));
        },
    );
    let came = heard.peer.stats();
    let packets = came.audio.packets + came.video_full.packets + came.foreign_packets;
    assert!(packets > 200, "it was all stopped on the way: {came:?}");
    println!("{came:?}");
}

/// Whole offers, damaged, through the library's own reader.
#[test]
fn damaged_offers_are_answered_or_refused() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sfu = runtime.block_on(bind());
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/sdp");
    let offers = ["chromium-156-h264-simulcast", "chromium-156-vp8-simulcast"]
        .into_iter()
        .chain(["firefox-esr-153-vp8-simulcast"])
        .map(|name| std::fs::read_to_string(format!("{folder}/{name}.offer.sdp")).unwrap())
        .collect();
    let answered = Cell::new(0);
    replay(
        CRATE,
        "offers",
        300,
        damaged_text(offers, &['\n', ' ', ':', ';']),
        |offer| {
            let before = panics();
            runtime.block_on(async {
                if let Ok(connected) = sfu.connect(&offer).await {
                    answered.set(answered.get() + 1);
                    connected.peer.close().await;
                }
            });
            assert_eq!((panics() - before, sfu.load().peers), (0, 0));
        },
    );
    // Most damage hits lines that nobody needs.
    assert!(answered.get() > 20, "{} were answered", answered.get());
}
