//! Real H.264, VP8 and Opus through the port: what comes out decodes, and every frame has
//! the time at which it was captured.
#![allow(clippy::unwrap_used)]

mod common;

use std::process::Command;
use std::time::Duration;

use common::clip::{Clip, SOUND_PACKET};
use common::publisher::{Play, Publisher, Reports, Skew};
use common::wire::{Codec, Stream, WireOptions};
use common::{bind, frame};
use sfu::{Connected, Depth, Frame, Layer, MediaKind, Sfu};

const SECONDS: u32 = 3;

async fn publisher(sfu: &Sfu, codec: Codec) -> (Publisher, Connected) {
    let mut connected = None;
    let place = &mut connected;
    let publisher = Publisher::connect(WireOptions::new(codec), |offer| async move {
        let answered = sfu.connect(&offer).await?;
        let answer = answered.answer.clone();
        *place = Some(answered);
        Ok(answer)
    })
    .await
    .unwrap();
    (publisher, connected.unwrap())
}

/// All frames of the full layer and the sound of one played clip.
async fn take_of(codec: Codec, clip: &Clip, play: Play) -> Vec<Frame> {
    let sfu = bind().await;
    let (mut publisher, connected) = publisher(&sfu, codec).await;
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let playing = async {
        let played = publisher.play(clip, play).await.unwrap();
        // What is under way arrives.
        tokio::time::sleep(Duration::from_millis(500)).await;
        connected.peer.close().await;
        played
    };
    let taking = async {
        let mut frames = vec![frame(&mut take).await];
        while let Some(frame) = take.recv().await {
            frames.push(frame);
        }
        frames
    };
    let (played, frames) = tokio::join!(playing, taking);
    assert!(played.packets > 0);
    assert_eq!(take.stats().video.frames_dropped, 0, "{:?}", take.stats());
    frames
}

fn of(frames: &[Frame], kind: MediaKind) -> Vec<&Frame> {
    frames.iter().filter(|frame| frame.kind == kind).collect()
}

/// Mean luminance and size of each picture, decoded by ffmpeg.
fn decode(codec: Codec, pictures: &[&Frame]) -> Vec<u8> {
    let mut file = Vec::new();
    let name = match codec {
        Codec::H264 => {
            for picture in pictures {
                annex_b(&picture.bytes, &mut file);
            }
            "take.h264"
        }
        Codec::Vp8 => {
            ivf(pictures, &mut file);
            "take.ivf"
        }
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, file).unwrap();
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-xerror", "-i"])
        .arg(&path)
        .args(["-vf", "crop=1280:720,scale=1:1", "-pix_fmt", "gray"])
        .args(["-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"])
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && complaint.is_empty(),
        "{complaint}"
    );
    output.stdout
}

fn annex_b(avc: &[u8], file: &mut Vec<u8>) {
    let mut rest = avc;
    while let Some((length, tail)) = rest.split_first_chunk::<4>() {
        let (nal, tail) = tail.split_at(u32::from_be_bytes(*length) as usize);
        file.extend([0, 0, 0, 1]);
        file.extend_from_slice(nal);
        rest = tail;
    }
}

fn ivf(frames: &[&Frame], file: &mut Vec<u8>) {
    file.extend(b"DKIF\0\0\x20\0VP80");
    file.extend([1280u16, 720].map(u16::to_le_bytes).concat());
    file.extend([30u32, 1, 0, 0].map(u32::to_le_bytes).concat());
    for (number, frame) in frames.iter().enumerate() {
        file.extend((frame.bytes.len() as u32).to_le_bytes());
        file.extend((number as u64).to_le_bytes());
        file.extend_from_slice(&frame.bytes);
    }
}

/// Media time minus capture time of a kind's frames: the same for each, and how far apart
/// the least and the greatest are.
fn offset_us(frames: &[&Frame], captured_us: impl Fn(usize) -> i64) -> (i64, i64) {
    let offsets = frames
        .iter()
        .enumerate()
        .map(|(number, frame)| frame.media_time.micros() - captured_us(number));
    let (least, most) = (offsets.clone().min().unwrap(), offsets.max().unwrap());
    (least, most - least)
}

async fn survives(codec: Codec, skew: Skew) {
    let clip = Clip::flash_and_beep(codec, SECONDS).await.unwrap();
    let play = Play {
        skew,
        ..Play::default()
    };
    let frames = take_of(codec, &clip, play).await;
    let (pictures, sound) = (of(&frames, MediaKind::Video), of(&frames, MediaKind::Audio));

    assert_eq!(pictures.len(), clip.samples(Stream::Full).len());
    let bright: Vec<usize> = decode(codec, &pictures)
        .iter()
        .enumerate()
        .filter(|(_, luminance)| **luminance > 128)
        .map(|(number, _)| number)
        .collect();
    assert_eq!(bright, [0, 1, 2, 30, 31, 32, 60, 61, 62]);
    for (picture, sample) in pictures.iter().zip(clip.samples(Stream::Full)) {
        assert_eq!(picture.key, sample.key);
    }
    let sent: Vec<_> = clip
        .samples(Stream::Audio)
        .iter()
        .map(|s| &s.bytes)
        .collect();
    let heard: Vec<_> = sound.iter().map(|frame| &frame.bytes).collect();
    assert_eq!(heard, sent);

    let (picture_offset, picture_spread) =
        offset_us(&pictures, |number| number as i64 * 1_000_000 / 30);
    let (sound_offset, sound_spread) = offset_us(&sound, |number| {
        number as i64 * SOUND_PACKET.as_micros() as i64
    });
    assert!(picture_spread < 100 && sound_spread < 100);
    let apart = (sound_offset - picture_offset).abs();
    assert!(apart < 1_000, "{skew:?}: {apart} µs apart");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h264_survives_sound_that_comes_300_ms_late() {
    survives(Codec::H264, Skew::SoundLate(Duration::from_millis(300))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vp8_survives_a_picture_that_comes_300_ms_late() {
    survives(Codec::Vp8, Skew::PictureLate(Duration::from_millis(300))).await;
}

/// The proof that the two tests above can fail: without reports arrival is all there is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_reports_the_skew_stays() {
    let clip = Clip::flash_and_beep(Codec::H264, 1).await.unwrap();
    let play = Play {
        skew: Skew::SoundLate(Duration::from_millis(300)),
        reports: Reports::None,
        ..Play::default()
    };
    let frames = take_of(Codec::H264, &clip, play).await;
    let first = |kind| of(&frames, kind)[0].media_time.micros();
    let apart = first(MediaKind::Audio) - first(MediaKind::Video);
    assert!((250_000..400_000).contains(&apart), "{apart} µs apart");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sound_may_start_first_and_the_size_may_change() {
    let clip = Clip::changing_size(Codec::H264, 4).await.unwrap();
    let play = Play {
        picture_from: Duration::from_millis(1_000),
        ..Play::default()
    };
    let frames = take_of(Codec::H264, &clip, play).await;
    let (pictures, sound) = (of(&frames, MediaKind::Video), of(&frames, MediaKind::Audio));
    assert_eq!((pictures.len(), sound.len()), (90, 200));
    let ahead = pictures[0].media_time.micros() - sound[0].media_time.micros();
    assert!((999_000..1_001_000).contains(&ahead), "{ahead} µs");
    assert!(pictures[30].key, "the other size begins with a key frame");
}

/// Of a take that ends at a moment: the last sound and the last picture before it.
async fn last_before(codec: Codec, skew: Skew) {
    let sfu = bind().await;
    let clip = Clip::flash_and_beep(codec, SECONDS).await.unwrap();
    let (mut publisher, connected) = publisher(&sfu, codec).await;
    let mut take = connected.peer.take(Layer::Full, Depth::Recording);
    let play = Play {
        skew,
        ..Play::default()
    };
    let playing = publisher.play(&clip, play);
    let ending = async {
        let mut frames = vec![frame(&mut take).await];
        let ends = tokio::time::sleep(Duration::from_millis(1_500));
        tokio::pin!(ends);
        loop {
            tokio::select! {
                frame = take.recv() => frames.push(frame.unwrap()),
                () = &mut ends => break,
            }
        }
        let until = connected.peer.now();
        let (rest, _) = take.finish_at(until, 3 * Duration::from_millis(300)).await;
        frames.extend(rest);
        (frames, until)
    };
    let (_, (frames, until)) = tokio::join!(playing, ending);
    for (kind, distance_us) in [
        (MediaKind::Audio, SOUND_PACKET.as_micros() as i64),
        (MediaKind::Video, 1_000_000 / 30),
    ] {
        let last = of(&frames, kind).last().unwrap().media_time;
        let before = until.micros() - last.micros();
        // Two of its kind: a busy machine sends one late.
        assert!(
            (0..=2 * distance_us).contains(&before),
            "{kind:?} ends {before} µs before"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_on_its_way_when_a_take_ends_is_in_it() {
    last_before(Codec::H264, Skew::SoundLate(Duration::from_millis(300))).await;
    last_before(Codec::Vp8, Skew::PictureLate(Duration::from_millis(300))).await;
}
