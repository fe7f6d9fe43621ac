//! SIGKILL in the middle of a take.

use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use pipelines::{MediaKind, VideoCodec, probe, recover};

use crate::clips::{HD, Look, encode, interleave, packets, pictures, tone};
use crate::support::{assert_decodes, child, child_folder, near, pictures_from, sealed, start};

/// How much media is fed before the kill.
const FED_US: i64 = 3_500_000;
/// What a crash may cost.
const LOSS_MS: u64 = 1_000;

/// Test name in the child, so that it knows what to record.
const H264_HD: &str = "kill::child_h264_hd";
const H264_LOW: &str = "kill::child_h264_low";
const VP8_HD: &str = "kill::child_vp8_hd";
const VP8_LOW: &str = "kill::child_vp8_low";
const H264_MUTE: &str = "kill::child_h264_without_sound";

/// Kills such a child, recovers, and checks what is left.
async fn kill_and_recover(test: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut child = child(test, folder.path(), &[]);
    let mut fed_us = 0;
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for line in lines.map_while(Result::ok) {
        if let Some(at) = line.strip_prefix("fed ") {
            fed_us = at.parse::<i64>().unwrap();
            if fed_us >= FED_US {
                child.kill().unwrap(); // SIGKILL; the lines still in the pipe are read
            }
        }
    }
    child.wait().unwrap();
    assert!(fed_us >= FED_US, "the child ended by itself at {fed_us}");
    let fed_ms = u64::try_from(fed_us / 1000).unwrap();

    let facts = sealed(recover(folder.path()).await.unwrap());
    println!("{test}: {} of {fed_ms} ms kept", facts.duration_ms);
    let file = folder.path().join(&facts.file_name);
    assert!(
        facts.duration_ms + LOSS_MS >= fed_ms,
        "{} of {fed_ms} ms",
        facts.duration_ms
    );
    assert!(
        facts.duration_ms <= fed_ms + 100,
        "{} of {fed_ms} ms",
        facts.duration_ms
    );
    let read = probe(&file).await.unwrap();
    assert!(
        near(read.duration_ms.unwrap(), facts.duration_ms, 50),
        "{read:?}"
    );
    assert!(read.video.unwrap().first_packet_is_key);
    assert_decodes(&file);
    assert!(pictures_from(&file, 2.0) > 5);
    assert!(
        facts.gaps.iter().all(|g| g.kind == MediaKind::Audio),
        "{facts:?}"
    );

    let (bytes, entries) = (std::fs::read(&file).unwrap(), entries(folder.path()));
    assert_eq!(
        sealed(recover(folder.path()).await.unwrap()),
        facts,
        "once more"
    );
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    assert_eq!(entries, 1, "nothing else is left in the folder");
}

fn entries(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn a_killed_h264_take_is_at_most_a_second_short() {
    kill_and_recover(H264_HD).await;
}

#[tokio::test]
async fn a_killed_vp8_take_is_at_most_a_second_short() {
    kill_and_recover(VP8_HD).await;
}

#[tokio::test]
async fn so_it_is_at_150_kbit_h264() {
    kill_and_recover(H264_LOW).await;
}

#[tokio::test]
async fn so_it_is_at_150_kbit_vp8() {
    kill_and_recover(VP8_LOW).await;
}

#[tokio::test]
async fn so_it_is_with_a_dead_microphone() {
    kill_and_recover(H264_MUTE).await;
}

#[tokio::test]
async fn child_h264_hd() {
    record_until_killed(VideoCodec::H264, FULL, Sound::Tone).await;
}

#[tokio::test]
async fn child_h264_low() {
    record_until_killed(VideoCodec::H264, LOW, Sound::Tone).await;
}

#[tokio::test]
async fn child_vp8_hd() {
    record_until_killed(VideoCodec::Vp8, FULL, Sound::Tone).await;
}

#[tokio::test]
async fn child_vp8_low() {
    record_until_killed(VideoCodec::Vp8, LOW, Sound::Tone).await;
}

#[tokio::test]
async fn child_h264_without_sound() {
    record_until_killed(VideoCodec::H264, LOW, Sound::None).await;
}

/// As a bad up-link leaves it.
const LOW: Look = Look {
    width: 640,
    height: 360,
    kbit: 150,
    ..FULL
};

const FULL: Look = Look { seconds: 4, ..HD };

#[derive(PartialEq)]
enum Sound {
    Tone,
    None,
}

/// Feeds in real time and says after each frame how far it is.
async fn record_until_killed(codec: VideoCodec, look: Look, sound: Sound) {
    let Some(folder) = child_folder() else { return };
    let clip = encode(codec, look);
    let heard = packets(tone(), 0).filter(|_| sound == Sound::Tone);
    let frames = interleave(pictures(&clip, 0).chain(heard), 0);
    let (mut recorder, _events) = start(&folder, codec);
    let began = Instant::now();
    for frame in frames {
        let at_us = frame.media_time_us;
        let due = Duration::from_micros(u64::try_from(at_us).unwrap());
        tokio::time::sleep(due.saturating_sub(began.elapsed())).await;
        recorder.push(frame);
        println!("fed {at_us}");
    }
    tokio::time::sleep(Duration::from_secs(20)).await; // to be killed
}
