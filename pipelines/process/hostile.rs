//! Messages between the server and a child, damaged: nonsense ends the connection, and nothing
//! else. Neither side trusts the other to send sense.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, OnceLock};

use bytes::{Bytes, BytesMut};
use hostile::{damaged, replay};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::link::{Link, Route};
use super::wire::{
    LONGEST, Nonsense, Order, Part, Word, put_frame, put_order, put_picture, put_sound, put_word,
    take_for_child, take_from_child,
};
use crate::tap::outlets;
use crate::{
    DamageReason, Frame, MediaKind, Outcome, RecorderConfig, RecorderEvent, RgbPicture, Sound,
    TapCounts, VideoCodec,
};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

fn written(put: impl Fn(&mut BytesMut)) -> Vec<u8> {
    let mut bytes = BytesMut::new();
    put(&mut bytes);
    bytes.into()
}

fn config() -> RecorderConfig {
    RecorderConfig {
        folder: "/nowhere".into(),
        video: VideoCodec::H264,
        queue_bytes: 1 << 20,
    }
}

/// What a server says, a message each.
fn orders() -> Vec<Vec<u8>> {
    let frame = Frame {
        kind: MediaKind::Video,
        media_time_us: 40_000,
        key: true,
        discardable: false,
        bytes: Bytes::from_static(&[0x65; 60]),
    };
    let mut all = vec![written(|out| put_frame(out, 1, &frame))];
    for order in [
        Order::Record {
            config: config(),
            zero_us: Some(-3),
        },
        Order::Stop,
        Order::Interval(std::time::Duration::from_millis(200)),
        Order::Forget,
        Order::Join {
            parts: vec![Part {
                file: "/nowhere/media.mp4".into(),
                at_us: 7,
            }],
            into: config(),
        },
    ] {
        all.push(written(|out| put_order(out, 1, &order)));
    }
    all
}

/// What a child says, a message each, of a recorder (1), a tap (2) and a join (3).
fn words() -> Vec<Vec<u8>> {
    let picture = RgbPicture {
        media_time_us: 40_000,
        width: 4,
        height: 2,
        rgb: vec![9; 24].into(),
    };
    let sound = Sound {
        media_time_us: 60_000,
        samples: vec![0.25; 16],
        invented: 3,
    };
    let mut all = vec![
        written(|out| put_picture(out, 2, &picture)),
        written(|out| put_sound(out, 2, &sound)),
    ];
    let damaged = Outcome::Damaged {
        reason: DamageReason::NoPicture,
        kept_ms: 5,
        kept: None,
    };
    for (id, word) in [
        (0, Word::Ready),
        (0, Word::Unable("no plugin".into())),
        (1, Word::Event(RecorderEvent::Started { zero_us: 1 })),
        (1, Word::Event(RecorderEvent::Failed("full".into()))),
        (2, Word::Counts(TapCounts::default())),
        (2, Word::TapEnded),
        (1, Word::Ended(damaged.clone())),
        (3, Word::Ended(damaged)),
    ] {
        all.push(written(|out| put_word(out, id, &word)));
    }
    all
}

/// All of it is understood or refused; what is waited for is never longer than a message may be.
fn read<T>(
    bytes: &[u8],
    take: impl Fn(&mut BytesMut) -> Result<Option<(u64, T)>, Nonsense>,
) -> bool {
    let mut buffer = BytesMut::from(bytes);
    loop {
        match take(&mut buffer) {
            Ok(Some(_)) => {}
            Ok(None) => {
                assert!(buffer.capacity() <= bytes.len() + 2 * LONGEST);
                return true;
            }
            Err(_) => return false,
        }
    }
}

#[test]
fn messages_are_understood_or_refused() {
    for whole in orders() {
        assert!(read(&whole, take_for_child));
    }
    for whole in words() {
        assert!(read(&whole, take_from_child));
    }
    replay(CRATE, "orders", 1000, damaged(orders()), |bytes| {
        read(&bytes, take_for_child);
    });
    replay(CRATE, "words", 1000, damaged(words()), |bytes| {
        read(&bytes, take_from_child);
    });
}

/// Sides that are both as large as a number can be are no picture.
#[test]
fn a_picture_of_an_impossible_size_is_refused() {
    let mut whole = words().swap_remove(0);
    for side in [21, 25] {
        whole[side..side + 4].copy_from_slice(&[0xff; 4]);
    }
    assert!(!read(&whole, take_from_child));
}

/// Three who wait for words of one child, which says nonsense between them and then goes: all hear
/// that there will be no more.
#[test]
fn a_child_that_raves_leaves_nobody_waiting() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    replay(CRATE, "raving", 200, damaged(words()), |bytes| {
        runtime.block_on(async {
            let (ours, mut childs) = UnixStream::pair().unwrap();
            let (ready, is_ready) = oneshot::channel();
            let (link, life) = Link::connect(ours, ready).unwrap();
            let (events, mut heard) = mpsc::channel(4);
            let (outcome, recorded) = oneshot::channel();
            let (joined, join) = oneshot::channel();
            let (outlets, mut pictures, mut sounds) = outlets();
            for route in [
                Route::Recorder {
                    events,
                    zero_us: Arc::new(OnceLock::new()),
                    outcome,
                },
                Route::Tap {
                    outlets,
                    counts: Arc::new(Mutex::default()),
                },
                Route::Join(joined),
            ] {
                link.open(route).unwrap();
            }
            childs.write_all(&bytes).unwrap();
            drop(childs);
            timeout(hostile::LONGEST_CASE, async {
                life.await;
                let _ = is_ready.await;
                let _ = recorded.await;
                let _ = join.await;
                while heard.recv().await.is_some() {}
                while pictures.recv().await.is_some() {}
                while sounds.recv().await.is_some() {}
            })
            .await
            .expect("somebody waits for ever");
            assert!(!link.is_alive());
            assert_eq!(link.load(), None);
        });
    });
}
