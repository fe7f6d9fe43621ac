//! Datagrams that nobody should send.
#![allow(clippy::unwrap_used)]

mod common;

use std::net::UdpSocket;
use std::time::Duration;

use common::wire::{Codec, Stream, WireOptions};
use common::{Source, bind, binding_request, connect, frame};
use sfu::{Depth, Layer};

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
