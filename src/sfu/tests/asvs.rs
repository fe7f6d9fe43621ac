//! OWASP ASVS 5.0, chapter V17: what it asks of a media server, a test for each item.
//! `docs/security.md` has the table. 17.2.7 is with the recorder in `tests/system`.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::HashSet;
use std::net::UdpSocket;
use std::time::{Duration, Instant};

use bytes::Bytes;
use common::relay::{Relay, is_dtls, is_media};
use common::wire::{Codec, Stream, Wire, WireOptions};
use common::{
    PATIENCE, Source, bind, binding_request, connect, connect_through, event, frame, read,
};
use sfu::{Connected, Depth, FrameReceiver, Layer, PeerEvent, Sfu, SfuError};
use tokio::time::{sleep, timeout};

const CHROMIUM: &str =
    include_str!("../../../tests/fixtures/sdp/chromium-156-vp8-simulcast.offer.sdp");

/// A connected sender of VP8 behind a relay, and a take of what arrives.
struct Stage {
    sfu: Sfu,
    relay: Relay,
    wire: Wire,
    connected: Connected,
    take: FrameReceiver,
    source: Source,
}

impl Stage {
    async fn new() -> Stage {
        let sfu = bind().await;
        let relay = Relay::before(&sfu, Duration::ZERO).await;
        let options = WireOptions::new(Codec::Vp8);
        let (wire, connected) = connect_through(&relay, &sfu, options, |offer| offer)
            .await
            .unwrap();
        let take = connected.peer.take(Layer::Full, Depth::Recording);
        Stage {
            sfu,
            relay,
            wire,
            connected,
            take,
            source: Source::new(Stream::Full, Codec::Vp8, 1),
        }
    }

    /// Sends a picture and finds it to be the next that is taken.
    async fn next_arrives(&mut self) {
        let number = self.source.sent();
        self.source.send(&self.wire, true).await;
        assert_eq!(read(&frame(&mut self.take).await), (number, 1));
    }
}

fn fingerprint(answer: &str) -> String {
    let line = answer
        .lines()
        .find(|line| line.starts_with("a=fingerprint:"));
    line.unwrap().to_owned()
}

#[tokio::test]
async fn asvs_17_2_1_each_session_has_a_key_of_its_own_which_is_never_written() {
    let sfu = bind().await;
    let mut seen = HashSet::new();
    for _ in 0..8 {
        let connected = sfu.connect(CHROMIUM).await.unwrap();
        let own = fingerprint(&connected.answer);
        assert!(own.starts_with("a=fingerprint:sha-256 "), "{own}");
        assert!(seen.insert(own), "a key was used again");
        connected.peer.close().await;
    }
}

/// Cipher suites and protection profiles of a ClientHello (RFC 6347, RFC 5764).
fn offered(hello: &[u8]) -> (Vec<u16>, Vec<u16>) {
    let number = |bytes: &[u8]| usize::from(u16::from_be_bytes([bytes[0], bytes[1]]));
    let numbers = |bytes: &[u8]| -> Vec<u16> {
        let pairs = bytes.chunks_exact(2);
        pairs
            .map(|own| u16::from_be_bytes([own[0], own[1]]))
            .collect()
    };
    assert_eq!((hello[0], hello[13]), (22, 1), "no ClientHello");
    // Record 13, handshake 12, version 2, random 32.
    let mut rest = &hello[59..];
    for _ in ["session id", "cookie"] {
        rest = &rest[1 + usize::from(rest[0])..];
    }
    let (suites, tail) = rest[2..].split_at(number(rest));
    rest = &tail[1 + usize::from(tail[0])..];
    rest = &rest[2..2 + number(rest)];
    while rest.len() >= 4 {
        let (extension, body) = (number(rest), &rest[4..4 + number(&rest[2..])]);
        if extension == 14 {
            return (numbers(suites), numbers(&body[2..2 + number(body)]));
        }
        rest = &rest[4 + body.len()..];
    }
    panic!("use_srtp is not offered");
}

#[tokio::test]
async fn asvs_17_2_2_only_strong_cipher_suites_and_profiles_are_offered() {
    let stage = Stage::new().await;
    let down = stage.relay.down();
    let hello = down.iter().find(|datagram| is_dtls(datagram)).unwrap();
    let (suites, profiles) = offered(hello);
    // ECDHE with AES-128-GCM or ChaCha20-Poly1305; RFC 5746's signal is no suite.
    let strong = [0xC02B, 0xC02F, 0xCCA8, 0xCCA9, 0x00FF];
    assert!(suites.contains(&0xC02B));
    assert!(
        suites.iter().all(|suite| strong.contains(suite)),
        "{suites:04X?}"
    );
    // AEAD_AES_128_GCM, AEAD_AES_256_GCM, AES128_CM_SHA1_80.
    assert_eq!(profiles, [7, 8, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_17_2_3_nothing_that_is_not_authenticated_becomes_media() {
    let mut stage = Stage::new().await;
    for _ in 0..10 {
        stage.next_arrives().await;
    }
    let before = stage.connected.peer.stats().video_full.packets;
    let seen: Vec<Vec<u8>> = stage
        .relay
        .up()
        .into_iter()
        .filter(|own| is_media(own))
        .collect();
    assert!(seen.len() >= 30);
    for (index, whole) in (0u16..).zip(&seen) {
        // As it was; a bit of the payload; the next numbers; without any tag.
        stage.relay.send(whole).await;
        let mut changed = whole.clone();
        let last = changed.len() - 20;
        changed[last] ^= 1;
        stage.relay.send(&changed).await;
        let mut ahead = whole.clone();
        let number = u16::from_be_bytes([whole[2], whole[3]]).wrapping_add(100 + index);
        ahead[2..4].copy_from_slice(&number.to_be_bytes());
        stage.relay.send(&ahead).await;
        let plain = [
            &ahead[..12],
            &[0x10, 0x10, 2, 0, 0x9D, 1, 0x2A, 0x40, 1, 0xB4, 0, 7],
        ]
        .concat();
        stage.relay.send(&plain).await;
    }
    // What comes out behind them came in behind them.
    for _ in 0..10 {
        stage.next_arrives().await;
    }
    let stats = stage.connected.peer.stats();
    assert_eq!(stats.video_full.packets - before, 30);
    assert_eq!((stats.video_full.duplicates, stats.foreign_packets), (0, 0));
    stage.connected.peer.close().await;
    assert_eq!(stage.sfu.load().peers, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_17_2_4_malformed_packets_do_not_stop_the_ones_behind_them() {
    let mut stage = Stage::new().await;
    for _ in 0..5 {
        stage.next_arrives().await;
    }
    let seen = stage.relay.up();
    for whole in seen.iter().filter(|datagram| !is_dtls(datagram)) {
        for length in [0, 1, 3, 8, 11, 12, 13, 20, whole.len() / 2, whole.len() - 1] {
            stage.relay.send(&whole[..length.min(whole.len())]).await;
        }
        for first in [0x80u8, 0x8F, 0x90, 0x9F, 0xA0, 0xB0, 0xBF] {
            stage.relay.send(&[&[first], &whole[1..]].concat()).await;
        }
        stage.next_arrives().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_17_2_5_a_flood_of_one_sender_takes_nothing_from_another() {
    let sfu = bind().await;
    let (flooding, flooded) = connect(&sfu, WireOptions::new(Codec::Vp8)).await;
    let (wire, connected) = connect(&sfu, WireOptions::new(Codec::Vp8)).await;
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let mut of_flood = flooded.peer.take(Layer::Full, Depth::Recording);
    let until = Instant::now() + Duration::from_secs(3);
    let flood = tokio::spawn(async move {
        let payload = Bytes::from_static(&[0x10; 1100]);
        let mut sequence = 0u16;
        while Instant::now() < until {
            for _ in 0..50 {
                let timestamp = u32::from(sequence) * 30;
                flooding
                    .send(Stream::Full, sequence, timestamp, true, payload.clone())
                    .await
                    .unwrap();
                sequence = sequence.wrapping_add(1);
            }
            tokio::task::yield_now().await;
        }
        (flooding, sequence)
    });
    let mut source = Source::new(Stream::Full, Codec::Vp8, 1);
    while Instant::now() < until {
        source.send(&wire, true).await;
        sleep(Duration::from_millis(20)).await;
    }
    let (during, mut source_of_other) = (source.sent(), source);
    assert!(during >= 15, "{during} pictures in 3 s");
    // The one who flooded is heard again as soon as it behaves.
    let (flooding, sequence) = flood.await.unwrap();
    let mut source =
        Source::new(Stream::Full, Codec::Vp8, 2).starting_at(sequence, u32::from(sequence) * 30);
    let heard = async {
        loop {
            source.send(&flooding, true).await;
            let next = timeout(Duration::from_millis(30), of_flood.recv()).await;
            if let Ok(Some(next)) = next
                && read(&next).1 == 2
            {
                return;
            }
        }
    };
    timeout(PATIENCE, heard).await.unwrap();
    // The kernel's buffer is everybody's: what it drops is asked for again.
    let mut arrived = 0;
    let all = async {
        loop {
            source_of_other.send(&wire, true).await;
            match timeout(Duration::from_millis(20), take.recv()).await {
                Ok(Some(next)) if read(&next).0 < during => arrived += 1,
                Ok(Some(_)) => return,
                Ok(None) => panic!("the take ended"),
                Err(_) => {}
            }
        }
    };
    timeout(PATIENCE, all).await.unwrap();
    assert!(arrived * 100 >= during * 95, "{arrived} of {during}");
    println!("{arrived} of {during} pictures, {sequence} packets of the flood (mod 65536)");
}

/// What a stranger says who would like to be the other side of the handshake: a request that
/// is not signed, then DTLS.
fn forged(ufrag: &str, hello: Option<&Vec<u8>>) -> Vec<Vec<u8>> {
    let mut datagrams = vec![
        binding_request(ufrag),
        // HelloVerifyRequest with a cookie of four bytes.
        [
            &[22, 0xFE, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 19][..],
            &[
                3, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 7, 0xFE, 0xFF, 4, 1, 2, 3, 4,
            ],
        ]
        .concat(),
        // Fatal: handshake_failure; warning: close_notify.
        vec![21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40],
        vec![21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 1, 0],
    ];
    datagrams.extend(hello.cloned());
    datagrams
}

/// Where a server waits for a ClientHello, a stranger's may come first. Ours waits for none: it
/// says its own, and hears an answer from its peer alone; an offer that wants to begin is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_17_2_6_nobody_else_gets_between_the_peer_and_its_handshake() {
    // A ClientHello as such a stranger would send it.
    let first = Stage::new().await;
    let hello = first
        .relay
        .down()
        .into_iter()
        .find(|own| is_dtls(own))
        .unwrap();
    for role in ["actpass", "passive"] {
        let offer = CHROMIUM.replace("a=setup:actpass", &format!("a=setup:{role}"));
        let answered = bind().await.connect(&offer).await.unwrap();
        let roles = answered
            .answer
            .lines()
            .filter(|own| own.starts_with("a=setup:"));
        assert!(roles.clone().count() > 0 && roles.into_iter().all(|own| own == "a=setup:active"));
    }
    let begins = CHROMIUM.replace("a=setup:actpass", "a=setup:active");
    let refused = bind().await.connect(&begins).await.err().unwrap();
    assert!(matches!(refused, SfuError::BadOffer(_)), "{refused}");
    let sfu = bind().await;
    let relay = Relay::before(&sfu, Duration::from_millis(200)).await;
    let (ufrag_in, ufrag) = tokio::sync::watch::channel(String::new());
    let port = sfu.port();
    let stranger = tokio::spawn(async move {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(("127.0.0.1", port)).unwrap();
        socket.set_nonblocking(true).unwrap();
        let mut answers = 0;
        loop {
            let ufrag = ufrag.borrow().clone();
            if !ufrag.is_empty() {
                for datagram in forged(&ufrag, Some(&hello)) {
                    let _ = socket.send(&datagram);
                }
            }
            let mut buffer = [0; 2048];
            while let Ok(length) = socket.recv(&mut buffer) {
                answers += usize::from(is_dtls(&buffer[..length]));
            }
            assert_eq!(answers, 0, "the stranger is answered");
            sleep(Duration::from_millis(5)).await;
        }
    });
    let mut connected = None;
    let place = &mut connected;
    let (relay, sfu_here) = (&relay, &sfu);
    let wire = Wire::connect(WireOptions::new(Codec::Vp8), |offer| async move {
        let answered = sfu_here.connect(&offer).await?;
        let line = |own: &&str| own.starts_with("a=ice-ufrag:");
        let ufrag = answered.answer.lines().find(line).unwrap();
        ufrag_in.send_replace(ufrag["a=ice-ufrag:".len()..].to_owned());
        // The stranger is first.
        sleep(Duration::from_millis(50)).await;
        let answer = relay.instead(&answered.answer);
        *place = Some(answered);
        Ok(answer)
    })
    .await
    .unwrap();
    let mut connected = connected.unwrap();
    // The sender's last word of the handshake takes 200 ms.
    event(&mut connected.events, PeerEvent::Connected).await;
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let mut source = Source::new(Stream::Full, Codec::Vp8, 1);
    for number in 0..10 {
        source.send(&wire, true).await;
        assert_eq!(read(&frame(&mut take).await), (number, 1));
    }
    assert!(!stranger.is_finished());
    stranger.abort();
    assert_eq!(sfu.load().addresses, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_17_2_8_a_certificate_that_the_offer_does_not_name_brings_no_media() {
    let sfu = bind().await;
    let relay = Relay::before(&sfu, Duration::ZERO).await;
    let mut connected = None;
    let (place, relay_here, sfu_here) = (&mut connected, &relay, &sfu);
    let connecting = Wire::connect(WireOptions::new(Codec::Vp8), |offer| async move {
        let own = fingerprint(&offer);
        let (name, last) = own.split_at(own.len() - 2);
        let other = if last == "00" { "01" } else { "00" };
        let offer = offer.replace(&own, &format!("{name}{other}"));
        let answered = sfu_here.connect(&offer).await?;
        let answer = relay_here.instead(&answered.answer);
        *place = Some(answered);
        Ok(answer)
    });
    let wire = timeout(PATIENCE, connecting).await;
    let mut connected = connected.unwrap();
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    if let Ok(Ok(wire)) = &wire {
        // It may believe in the connection; nobody else does.
        let mut source = Source::new(Stream::Full, Codec::Vp8, 1);
        for _ in 0..30 {
            source.send(wire, true).await;
        }
    }
    let nothing = timeout(Duration::from_millis(500), take.recv()).await;
    assert!(
        !matches!(nothing, Ok(Some(_))),
        "media without authentication"
    );
    let dtls = relay.up().iter().filter(|own| is_dtls(own)).count();
    assert!(dtls > 0, "there was no handshake to fail");
    assert_eq!(connected.peer.stats().video_full.packets, 0);
    while let Ok(event) = connected.events.try_recv() {
        assert_ne!(event, PeerEvent::Connected);
    }
    event(&mut connected.events, PeerEvent::Failed).await;
}
