//! Real WebRTC through the one port: DTLS, SRTP, ICE-lite, simulcast by rids.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::wire::{Codec, Faults, Stream, Wire, WireOptions};
use common::{Source, bind, connect, event, frame, read};
use sfu::{Depth, Frame, FrameReceiver, Layer, MediaKind, PeerEvent, Sfu, VideoCodec};
use tokio::time::{Instant, interval, sleep, timeout};

/// Sends a key frame every `key_every` pictures on both layers, and sound, at 30 pictures
/// a second, until dropped.
fn keep_sending(wire: std::sync::Arc<Wire>, codec: Codec, mark: u8, key_every: u32) -> Sending {
    Sending(tokio::spawn(async move {
        let mut streams = [Stream::Full, Stream::Small].map(|s| Source::new(s, codec, mark));
        let mut sound = Source::new(Stream::Audio, codec, mark);
        let mut tick = interval(Duration::from_millis(33));
        for picture in 0u32.. {
            tick.tick().await;
            for source in &mut streams {
                source.send(&wire, picture % key_every == 0).await;
            }
            sound.send(&wire, true).await;
        }
    }))
}

struct Sending(tokio::task::JoinHandle<()>);

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Takes so many frames of each kind and checks that they are in order, each once, of the
/// right sender, and begin with a key frame.
async fn check(frames: &mut FrameReceiver, mark: u8, wanted: u32) {
    let mut last = [None::<(u32, i64)>; 2];
    let mut counts = [0; 2];
    while counts.iter().any(|count| *count < wanted) {
        let frame = frame(frames).await;
        let (number, own) = read(&frame);
        assert_eq!(own, mark, "a frame of somebody else");
        let kind = match frame.kind {
            MediaKind::Audio => 0,
            MediaKind::Video => 1,
        };
        if let Some((before, time)) = last[kind] {
            assert!(number > before, "{:?} {number} after {before}", frame.kind);
            assert!(frame.media_time.micros() > time);
        } else {
            assert!(frame.key, "a take begins with a key frame");
        }
        last[kind] = Some((number, frame.media_time.micros()));
        counts[kind] += 1;
    }
}

async fn a_take_of(codec: Codec, expected: VideoCodec) {
    let sfu = bind().await;
    let (wire, mut connected) = connect(&sfu, WireOptions::new(codec)).await;
    assert_eq!(connected.peer.video_codec(), expected);
    let mut full = connected.peer.take(Layer::Full, Depth::Recording);
    let mut small = connected.peer.take(Layer::Small, Depth::Tap);
    let wire = std::sync::Arc::new(wire);
    let _sending = keep_sending(wire.clone(), codec, 1, 15);
    event(&mut connected.events, PeerEvent::Connected).await;
    check(&mut full, 1, 40).await;
    check(&mut small, 1, 40).await;
    let stats = connected.peer.stats();
    assert_eq!(stats.audio.lost, 0);
    assert_eq!(stats.foreign_packets, 0);
    assert!(stats.video_full.packets >= 80 && stats.video_small.packets >= 80);
    // Both layers were asked for a key frame when they opened, and the sender heard it.
    assert!(!wire.key_frame_requests(Stream::Full).is_empty());
    assert!(!wire.key_frame_requests(Stream::Small).is_empty());
    connected.peer.close().await;
    while timeout(common::PATIENCE, full.recv())
        .await
        .unwrap()
        .is_some()
    {}
    event(&mut connected.events, PeerEvent::Closed).await;
    assert!(connected.events.recv().await.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h264_in_two_layers_arrives_as_whole_frames() {
    a_take_of(Codec::H264, VideoCodec::H264).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vp8_in_two_layers_arrives_as_whole_frames() {
    a_take_of(Codec::Vp8, VideoCodec::Vp8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_peers_on_one_port_get_their_own_media() {
    let sfu = bind().await;
    let (first, first_peer) = connect(&sfu, WireOptions::new(Codec::Vp8)).await;
    let (second, second_peer) = connect(&sfu, WireOptions::new(Codec::H264)).await;
    assert_eq!(sfu.load().peers, 2);
    let mut takes = [&first_peer, &second_peer]
        .map(|connected| connected.peer.take(Layer::Full, Depth::Recording));
    let _sending = [
        keep_sending(first.into(), Codec::Vp8, 1, 15),
        keep_sending(second.into(), Codec::H264, 2, 15),
    ];
    let [one, two] = &mut takes;
    tokio::join!(check(one, 1, 30), check(two, 2, 30));
}

/// Nobody waits for a look of the library, which are 200 ms apart: the quickest of some
/// connections says so even on a busy machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_is_made_without_waiting() {
    let sfu = bind().await;
    let mut quickest = Duration::MAX;
    for _ in 0..8 {
        let begun = Instant::now();
        let (wire, connected) = connect(&sfu, WireOptions::new(Codec::Vp8)).await;
        quickest = quickest.min(begun.elapsed());
        wire.close().await;
        connected.peer.close().await;
    }
    assert!(quickest < Duration::from_millis(120), "{quickest:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_media_are_told_to_flow_once() {
    let sfu = bind().await;
    let (wire, mut connected) = connect(&sfu, WireOptions::new(Codec::Vp8)).await;
    let _sending = keep_sending(wire.into(), Codec::Vp8, 1, 15);
    let mut flowing = Vec::new();
    let until = Instant::now() + Duration::from_secs(2);
    while let Ok(Some(event)) = tokio::time::timeout_at(until, connected.events.recv()).await {
        if let PeerEvent::Flowing(kind) = event {
            flowing.push(kind);
        }
    }
    flowing.sort_by_key(|kind| *kind as u8);
    assert_eq!(flowing, [MediaKind::Audio, MediaKind::Video]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_simulcast_the_one_layer_serves_both() {
    let sfu = bind().await;
    let options = WireOptions {
        simulcast: false,
        ..WireOptions::new(Codec::H264)
    };
    let (wire, connected) = connect(&sfu, options).await;
    let mut small = connected.peer.take(Layer::Small, Depth::Tap);
    let sending = tokio::spawn(async move {
        let mut source = Source::new(Stream::Full, Codec::H264, 1);
        let mut sound = Source::new(Stream::Audio, Codec::H264, 1);
        let mut tick = interval(Duration::from_millis(33));
        for picture in 0u32.. {
            tick.tick().await;
            source.send(&wire, picture % 15 == 0).await;
            sound.send(&wire, true).await;
        }
    });
    check(&mut small, 1, 20).await;
    sending.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn loss_copies_and_disorder_on_the_wire_are_mended() {
    let sfu = bind().await;
    let options = WireOptions {
        faults: Faults {
            lose_one_in: 23,
            duplicate_one_in: 7,
            swap_one_in: 11,
        },
        ..WireOptions::new(Codec::H264)
    };
    let (wire, connected) = connect(&sfu, options).await;
    let wire = std::sync::Arc::new(wire);
    let mut full = connected.peer.take(Layer::Full, Depth::Recording);
    let _sending = keep_sending(wire.clone(), Codec::H264, 1, 15);
    check(&mut full, 1, 90).await;
    let stats = full.stats();
    assert!(wire.packets_lost() >= 10, "{}", wire.packets_lost());
    // The copies were identical, so that SRTP's replay guard ended them before anybody.
    assert_eq!(connected.peer.stats().video_full.duplicates, 0);
    let video = stats.video;
    assert_eq!((video.lost, video.frames_dropped), (0, 0), "{stats:?}");
    assert!(video.received > 90, "{stats:?}");
}

/// A packet that is sent again as it was comes far behind the newest one: 64 numbers back, which
/// is what a replay guard remembers at least (RFC 3711), are a single key frame.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packet_sent_again_after_a_hundred_others_is_taken() {
    let sfu = bind().await;
    let options = WireOptions {
        faults: Faults {
            lose_one_in: 20,
            ..Faults::default()
        },
        ..WireOptions::new(Codec::H264)
    };
    let (wire, connected) = connect(&sfu, options).await;
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let mut source = Source::new(Stream::Full, Codec::H264, 1);
    // What is sent before the keys are agreed on is lost.
    loop {
        source.send(&wire, true).await;
        if timeout(Duration::from_millis(50), take.recv())
            .await
            .is_ok()
        {
            break;
        }
    }
    for _ in 0..3 {
        for _ in 0..100 {
            source.send(&wire, false).await;
        }
        // The request comes within 100 ms, when all of them are there.
        let settled = sleep(Duration::from_millis(400));
        tokio::pin!(settled);
        loop {
            tokio::select! {
                _ = take.recv() => {}
                () = &mut settled => break,
            }
        }
    }
    let video = take.stats().video;
    assert!(wire.packets_lost() >= 15, "{}", wire.packets_lost());
    assert_eq!((video.lost, video.frames_dropped), (0, 0), "{video:?}");
    assert!(video.received >= 300, "{video:?}");
}

/// A third of the packets never leaves: nobody could send them again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sound_that_is_lost_comes_with_the_next_packet() {
    let sfu = bind().await;
    let options = WireOptions {
        redundant_sound: true,
        ..WireOptions::new(Codec::H264)
    };
    let (wire, connected) = connect(&sfu, options).await;
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let _sending = Sending(tokio::spawn(async move {
        let sound = |number: u32| [&number.to_be_bytes()[..], &[1]].concat();
        let mut tick = interval(Duration::from_millis(20));
        for number in 0u32.. {
            tick.tick().await;
            // RFC 2198: one block of five bytes, 960 ticks earlier; then the newest.
            let older = 1 << 31 | 111 << 24 | 960 << 10 | 5;
            let head = match number {
                0 => vec![111],
                _ => [&u32::to_be_bytes(older)[..], &[111], &sound(number - 1)].concat(),
            };
            if number % 3 != 1 {
                let payload = [head, sound(number)].concat().into();
                wire.send_redundant(number as u16, number * 960, payload)
                    .await
                    .unwrap();
            }
        }
    }));
    let first = read(&frame(&mut take).await).0;
    for expected in first + 1..first + 60 {
        assert_eq!(read(&frame(&mut take).await), (expected, 1));
    }
    let stats = connected.peer.stats();
    assert_eq!(
        (stats.audio.lost, stats.foreign_packets),
        (0, 0),
        "{stats:?}"
    );
    assert_eq!(take.stats().audio.lost, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sender_reports_put_skewed_sound_and_picture_on_one_axis() {
    let sfu = bind().await;
    let (wire, connected) = connect(&sfu, WireOptions::new(Codec::Vp8)).await;
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let sending = tokio::spawn(async move {
        let mut picture = Source::new(Stream::Full, Codec::Vp8, 1);
        let mut sound = Source::new(Stream::Audio, Codec::Vp8, 1);
        // Frame n of both was captured at the same moment; sound leaves 300 ms later.
        let ntp = 3_900_000_000 << 32;
        // Several times: nothing sends a report again that is lost, and the first ones may
        // find a receiver that is still busy with its keys.
        for _ in 0..5 {
            for (stream, timestamp) in [
                (Stream::Full, picture.timestamp()),
                (Stream::Audio, sound.timestamp()),
            ] {
                wire.report(stream, ntp, timestamp).await.unwrap();
            }
            sleep(Duration::from_millis(20)).await;
        }
        let mut tick = interval(Duration::from_millis(33));
        for step in 0u32.. {
            tick.tick().await;
            picture.send(&wire, step % 15 == 0).await;
            if step >= 9 {
                sound.send(&wire, true).await;
            }
        }
    });
    // A report may be overtaken by the first packets that it speaks of; later ones know it.
    const SETTLED: u32 = 10;
    let (mut pictures, mut sounds) = ((0, 0), (0, 0));
    while pictures.0 < SETTLED || sounds.0 < SETTLED {
        let frame = frame(&mut take).await;
        let (number, _) = read(&frame);
        let captured = match frame.kind {
            MediaKind::Video => frame.media_time.micros() - i64::from(number) * 33_333,
            MediaKind::Audio => frame.media_time.micros() - i64::from(number) * 20_000,
        };
        match frame.kind {
            MediaKind::Video => pictures = (pictures.0 + 1, captured),
            MediaKind::Audio => sounds = (sounds.0 + 1, captured),
        }
    }
    sending.abort();
    let skew = sounds.1 - pictures.1;
    assert!(skew.abs() < 2_000, "{skew} µs apart");
    assert!(connected.peer.stats().synchronised);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_asks_for_key_frames_every_few_seconds() {
    let sfu = bind().await;
    let (wire, connected) = connect(&sfu, WireOptions::new(Codec::Vp8)).await;
    let wire = std::sync::Arc::new(wire);
    let _sending = keep_sending(wire.clone(), Codec::Vp8, 1, 15);
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let until = Instant::now() + Duration::from_millis(9_500);
    while tokio::time::timeout_at(until, take.recv()).await.is_ok() {}
    let requests = wire.key_frame_requests(Stream::Full);
    let (last, before) = (requests[requests.len() - 1], requests[requests.len() - 2]);
    let period = last.duration_since(before);
    assert!(
        (6_800..7_500).contains(&period.as_millis()),
        "{period:?} between the last of {} requests",
        requests.len()
    );
    assert!(wire.key_frame_requests(Stream::Small).len() <= 2);
}

/// The next frame of a take, from a source that sends key frames until it is there: what is sent
/// before the way is open is lost.
async fn first(take: &mut FrameReceiver, source: &mut Source, wire: &Wire) -> Frame {
    let sending = async {
        loop {
            source.send(wire, true).await;
            sleep(Duration::from_millis(33)).await;
        }
    };
    tokio::select! {
        taken = frame(take) => taken,
        () = sending => unreachable!("it sends until the frame is there"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ice_restart_keeps_the_take_running() {
    let sfu = bind().await;
    let (mut wire, connected) = connect(&sfu, WireOptions::new(Codec::H264)).await;
    let peer = connected.peer.clone();
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let mut source = Source::new(Stream::Full, Codec::H264, 1);
    first(&mut take, &mut source, &wire).await;
    wire.is_known();
    wire.restart_ice(|offer| async move { Ok(peer.restart_ice(&offer).await?) })
        .await
        .unwrap();
    let before = source.sent();
    loop {
        let (number, _) = read(&first(&mut take, &mut source, &wire).await);
        if number >= before {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_falls_silent_is_interrupted_and_comes_back() {
    let sfu = bind().await;
    let (wire, mut connected) = connect(&sfu, WireOptions::new(Codec::Vp8)).await;
    event(&mut connected.events, PeerEvent::Connected).await;
    let wire = std::sync::Arc::new(wire);
    let sending = keep_sending(wire.clone(), Codec::Vp8, 1, 15);
    event(&mut connected.events, PeerEvent::Flowing(MediaKind::Video)).await;
    drop(sending);
    wire.close().await;
    let silent = Instant::now();
    event(&mut connected.events, PeerEvent::Interrupted).await;
    assert!(silent.elapsed() < Duration::from_secs(6));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_take_hands_out_what_is_there_and_ends() {
    let sfu = bind().await;
    let (wire, connected) = connect(&sfu, WireOptions::new(Codec::Vp8)).await;
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let mut source = Source::new(Stream::Full, Codec::Vp8, 1);
    first(&mut take, &mut source, &wire).await;
    let sent = source.sent();
    take.stop();
    source.send(&wire, true).await;
    let mut rest = 0;
    while let Some(frame) = timeout(common::PATIENCE, take.recv()).await.unwrap() {
        rest = read(&frame).0;
    }
    assert!(rest < sent, "frame {rest} was sent after the end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_port_serves_ipv6_and_ipv4() {
    if std::net::UdpSocket::bind("[::1]:0").is_err() {
        eprintln!("this machine has no IPv6: nothing to test");
        return;
    }
    let sfu = Sfu::bind(sfu::SfuConfig {
        listen: "[::]:0".parse().unwrap(),
        advertise: vec!["::1".parse().unwrap(), "127.0.0.1".parse().unwrap()],
        receive_buffer_bytes: 1 << 18,
    })
    .await
    .unwrap();
    for bind in ["[::1]:0", "127.0.0.1:0"] {
        let options = WireOptions {
            bind: bind.parse().unwrap(),
            ..WireOptions::new(Codec::H264)
        };
        let (wire, connected) = connect(&sfu, options).await;
        let mut take = connected.peer.take(Layer::Full, Depth::Recording);
        let _sending = keep_sending(wire.into(), Codec::H264, 1, 15);
        check(&mut take, 1, 5).await;
    }
}

async fn load_of(sfu: &Sfu) -> (usize, usize) {
    let load = sfu.load();
    (load.peers, load.addresses)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connecting_and_closing_leaves_nothing_behind() {
    let sfu = bind().await;
    let mut tasks = Vec::new();
    for round in 0..30 {
        let (wire, connected) = connect(&sfu, WireOptions::new(Codec::Vp8)).await;
        let mut take = connected.peer.take(Layer::Full, Depth::Tap);
        let wire = std::sync::Arc::new(wire);
        let sending = keep_sending(wire.clone(), Codec::Vp8, 1, 15);
        frame(&mut take).await;
        drop(sending);
        assert_eq!(load_of(&sfu).await.0, 1);
        // Closed by the owner, or simply dropped.
        if round % 2 == 0 {
            connected.peer.close().await;
            assert_eq!(load_of(&sfu).await, (0, 0));
        }
        drop((take, connected));
        wire.close().await;
        let gone = async {
            while load_of(&sfu).await != (0, 0) {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(2), gone)
            .await
            .expect("a dropped peer is gone");
        sleep(Duration::from_millis(50)).await;
        tasks.push(
            tokio::runtime::Handle::current()
                .metrics()
                .num_alive_tasks(),
        );
    }
    // Tasks of the first rounds against those of the last: none stays.
    assert!(
        tasks[29] <= tasks[1],
        "tasks alive after each round: {tasks:?}"
    );
}
