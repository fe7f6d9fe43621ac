//! The tap on real media: the right pictures and the right sound at the right time,
//! whatever the stream or the consumer does.

use std::time::{Duration, Instant};

use bytes::Bytes;
use pipelines::{
    Decode, Fit, Frame, MediaKind, PictureReceiver, RgbPicture, SOUND_RATE, Sound, SoundReceiver,
    Tap, TapConfig, TapCounts, VideoCodec,
};

use crate::clips::{
    self, Coded, Look, SMALL, Scene, encode_layered, grey_of, interleave, packets, pictures,
    seconds, sound,
};
use crate::support::CODECS;

const SECONDS: Look = Look {
    scene: Scene::Seconds,
    ..SMALL
};
/// An axis that does not begin at zero.
const FROM_US: i64 = 7_000_000;
/// A hand-over by the batch takes milliseconds; a busy machine is given a hundred times that.
const SOON: Duration = Duration::from_secs(10);

pub struct Tapped {
    pub pictures: Vec<RgbPicture>,
    pub sounds: Vec<Sound>,
    pub counts: TapCounts,
}

/// Everything a tap gives for frames that come no faster than it takes them.
pub async fn tapped(config: TapConfig, frames: Vec<Frame>) -> Tapped {
    let (mut tap, mut pictures, mut sounds) = Tap::start(config).unwrap();
    let mut given = Tapped {
        pictures: Vec::new(),
        sounds: Vec::new(),
        counts: TapCounts::default(),
    };
    let all = frames.len() as i64;
    // They push out the last batch and are refused themselves. Nobody waits for them: where
    // the thread woke between the two, the second stays behind alone.
    let end_us = frames.iter().map(|f| f.media_time_us).max().unwrap();
    let last = [end_us, end_us + 300_000].map(|media_time_us| Frame {
        kind: MediaKind::Audio,
        media_time_us,
        key: false,
        discardable: false,
        bytes: Bytes::new(),
    });
    // Enough for the tap to be given a batch, too little for two pictures.
    let ahead = if frames.iter().any(|f| f.kind == MediaKind::Audio) {
        24
    } else {
        12
    };
    for (frame, pushed) in frames.into_iter().chain(last).zip(1..) {
        tap.push(frame);
        let handled = pushed - ahead;
        wait_until(&tap, &mut pictures, &mut sounds, &mut given, handled).await;
    }
    wait_until(&tap, &mut pictures, &mut sounds, &mut given, all).await;
    drop(tap);
    while let Some(picture) = pictures.recv().await {
        given.pictures.push(picture);
    }
    while let Some(sound) = sounds.recv().await {
        given.sounds.push(sound);
    }
    given
}

async fn wait_until(
    tap: &Tap,
    pictures: &mut PictureReceiver,
    sounds: &mut SoundReceiver,
    given: &mut Tapped,
    handled: i64,
) {
    let until = Instant::now() + SOON;
    loop {
        given.counts = tap.counts();
        while let Some(picture) = pictures.try_recv() {
            given.pictures.push(picture);
        }
        while let Some(sound) = sounds.try_recv() {
            given.sounds.push(sound);
        }
        if taken(&given.counts) >= handled {
            return;
        }
        assert!(Instant::now() < until, "{:?}", given.counts);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Frames that a tap is done with.
fn taken(counts: &TapCounts) -> i64 {
    let all = counts.decoded
        + counts.skipped
        + counts.undecodable
        + counts.overflowed
        + counts.packets
        + counts.packets_refused;
    i64::try_from(all).unwrap()
}

/// Means of the left and the right half, leaving their edges out.
fn halves(picture: &RgbPicture) -> [[f64; 3]; 2] {
    let (width, height) = (picture.width as usize, picture.height as usize);
    assert_eq!(picture.rgb.len(), 3 * width * height);
    [width / 16..width * 7 / 16, width * 9 / 16..width * 15 / 16].map(|columns| {
        let mut sum = [0.0; 3];
        let count = (columns.len() * height) as f64;
        for row in 0..height {
            for column in columns.clone() {
                for (c, sum) in sum.iter_mut().enumerate() {
                    *sum += f64::from(picture.rgb[3 * (row * width + column) + c]) / count;
                }
            }
        }
        sum
    })
}

/// That this is the picture of a second of [`Scene::Seconds`].
pub fn assert_second(picture: &RgbPicture, second: i64) {
    let [left, right] = halves(picture);
    let grey = (grey_of(second) - 16) as f64 * 255.0 / 219.0;
    for channel in left {
        assert!(
            (channel - grey).abs() < 6.0,
            "{second}: {left:?}, not {grey}"
        );
    }
    let red = [254.0, 0.0, 0.0];
    for (got, expected) in right.into_iter().zip(red) {
        assert!((got - expected).abs() < 10.0, "{second}: {right:?}");
    }
}

pub fn assert_unbroken(sounds: &[Sound]) {
    for pair in sounds.windows(2) {
        let length_us = pair[0].samples.len() as i64 * 1_000_000 / i64::from(SOUND_RATE);
        assert_eq!(pair[0].media_time_us + length_us, pair[1].media_time_us);
    }
}

#[tokio::test]
async fn one_picture_a_second_and_it_is_the_right_one() {
    for codec in CODECS {
        let clip = seconds(codec);
        let tapped = tapped(TapConfig::new(codec), pictures(clip, FROM_US).collect()).await;
        assert_eq!(tapped.pictures.len(), 5, "{codec:?} {:?}", tapped.counts);
        for (picture, second) in tapped.pictures.iter().zip(0..) {
            assert_eq!(picture.media_time_us, FROM_US + second * 1_000_000);
            assert_eq!((picture.width, picture.height), (320, 180));
            assert_second(picture, second);
        }
        assert_eq!(tapped.counts.decoded, 150);
        assert_eq!(tapped.counts.undecodable, 0);
        assert!(!tapped.counts.awaits_key);
    }
}

#[tokio::test]
async fn what_nothing_needs_is_not_decoded_and_not_missed() {
    for (codec, needed) in [(VideoCodec::Vp8, 38..=42), (VideoCodec::H264, 70..=90)] {
        let clip = encode_layered(codec, SECONDS);
        let frames: Vec<Frame> = pictures(&clip, 0).collect();
        let fewer = tapped(TapConfig::new(codec), frames.clone()).await;
        assert_eq!(fewer.counts.undecodable, 0, "{codec:?} {:?}", fewer.counts);
        assert!(needed.contains(&fewer.counts.decoded), "{:?}", fewer.counts);
        assert_eq!(fewer.counts.decoded + fewer.counts.skipped, 150);
        assert_eq!(fewer.pictures.len(), 5);
        for (picture, second) in fewer.pictures.iter().zip(0..) {
            // Up to three pictures later than asked for: the next one of the base layer.
            let late_us = picture.media_time_us - second * 1_000_000;
            assert!((0..=100_000).contains(&late_us), "{late_us}");
            assert_second(picture, second);
        }
        if codec == VideoCodec::Vp8 {
            // To the bit what a decoder shows that has seen every frame. Each third picture
            // of the base layer: 13 in 5 s.
            let every = |decode| TapConfig {
                every: Duration::from_millis(400),
                decode,
                ..TapConfig::new(codec)
            };
            let all = tapped(every(Decode::All), frames.clone()).await;
            let fewer = tapped(every(Decode::Needed), frames).await;
            assert_eq!(all.counts.decoded, 150);
            assert_eq!(fewer.pictures.len(), 13);
            for (few, all) in fewer.pictures.iter().zip(&all.pictures) {
                assert!(few == all, "{few:?} {all:?}");
            }
        }
    }
}

#[tokio::test]
async fn sound_is_unbroken_and_at_its_time() {
    // A beep at the beginning of each second, of 5 s, from an axis of its own.
    let beeps = sound(Scene::Flashes, 5);
    let frames = packets(&beeps, FROM_US).collect();
    let tapped = tapped(TapConfig::new(VideoCodec::Vp8), frames).await;
    assert_unbroken(&tapped.sounds);
    assert_eq!(tapped.sounds[0].media_time_us, FROM_US);
    let all: Vec<f32> = tapped
        .sounds
        .iter()
        .flat_map(|s| s.samples.clone())
        .collect();
    assert!(all.len() as u32 >= 49 * SOUND_RATE / 10, "{}", all.len());
    assert_eq!(tapped.counts.samples_invented, 0);
    for second in 0..5 {
        let around = second * SOUND_RATE as usize;
        let from = around.saturating_sub(SOUND_RATE as usize / 10);
        let loud = all[from..around + 3200].iter().position(|s| s.abs() > 0.2);
        let onset = from + loud.expect("a beep");
        let late = onset as i64 - around as i64;
        assert!(
            late.abs() < i64::from(SOUND_RATE) / 50,
            "{second}: {late} samples"
        );
    }
}

#[tokio::test]
async fn lost_packets_leave_no_hole() {
    let tone = clips::tone();
    // 60 ms, then 400 ms, then a wrong packet.
    let mut frames: Vec<Frame> = packets(tone, 0).collect();
    frames[150].bytes = Bytes::from_static(&[0x78, 0xff]);
    frames.drain(80..100);
    frames.drain(50..53);
    let tapped = tapped(TapConfig::new(VideoCodec::Vp8), frames).await;
    assert_unbroken(&tapped.sounds);
    let samples: usize = tapped.sounds.iter().map(|s| s.samples.len()).sum();
    assert!(samples as u32 >= 49 * SOUND_RATE / 10, "{samples}");
    let invented: u32 = tapped.sounds.iter().map(|s| s.invented).sum();
    assert_eq!(u64::from(invented), tapped.counts.samples_invented);
    let ms = invented * 1000 / SOUND_RATE;
    assert!((460..=480).contains(&ms), "{ms}");
    let loudness = |from_ms: u32, to_ms: u32| {
        let all: Vec<f32> = tapped
            .sounds
            .iter()
            .flat_map(|s| s.samples.clone())
            .collect();
        let range = (from_ms * 16) as usize..(to_ms * 16) as usize;
        let count = range.len() as f32;
        (all[range].iter().map(|s| s * s).sum::<f32>() / count).sqrt()
    };
    let tone = loudness(500, 900);
    assert!(loudness(1000, 1060) > tone / 4.0, "concealed, not cut");
    assert!(loudness(1620, 1980) < tone / 100.0, "silence");
    assert!(
        (loudness(2200, 2900) / tone - 1.0).abs() < 0.1,
        "back again"
    );
}

#[tokio::test]
async fn without_sound_there_is_silence_behind_the_picture() {
    let clip = seconds(VideoCodec::Vp8);
    let pictures = pictures(clip, FROM_US);
    // The first second has sound.
    let heard = packets(&clips::tone()[..50], FROM_US);
    let frames = interleave(pictures.chain(heard), 100_000);
    let tapped = tapped(TapConfig::new(VideoCodec::Vp8), frames).await;
    assert_unbroken(&tapped.sounds);
    let last = tapped.sounds.last().unwrap();
    let behind_us = FROM_US + 4_966_666 - last.media_time_us;
    assert!((400_000..=900_000).contains(&behind_us), "{behind_us}");
    assert_eq!(last.invented as usize, last.samples.len());
    assert!(last.samples.iter().all(|s| *s == 0.0));
    assert_eq!(tapped.pictures.len(), 5);
}

#[tokio::test]
async fn the_newest_picture_wins_and_a_stalled_consumer_hurts_nobody() {
    for codec in CODECS {
        let clip = seconds(codec);
        let sound = sound(Scene::Moving, 15);
        // Three times the clip: 15 s, more than the sound's queue holds.
        let thrice: Vec<Coded> = [clip, clip, clip].concat();
        let frames = interleave(pictures(&thrice, 0).chain(packets(&sound, 0)), 0);
        let (mut tap, mut pictures, mut sounds) = Tap::start(TapConfig::new(codec)).unwrap();
        let count = frames.len() as i64;
        for (frame, n) in frames.into_iter().zip(1..) {
            tap.push(frame);
            // As a live stream would: never further ahead than the inbox is long.
            let until = Instant::now() + SOON;
            while n - taken(&tap.counts()) > 100 {
                assert!(Instant::now() < until, "{:?}", tap.counts());
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        let until = Instant::now() + SOON;
        while count - taken(&tap.counts()) > 20 {
            assert!(Instant::now() < until, "{:?}", tap.counts());
            std::thread::sleep(Duration::from_millis(1));
        }
        let counts = tap.counts();
        assert_eq!(counts.overflowed, 0);
        assert_eq!((counts.pictures, counts.pictures_replaced), (15, 14));
        let newest = pictures.recv().await.unwrap();
        assert_eq!(newest.media_time_us, 14_000_000);
        assert_second(&newest, 4);
        assert!(pictures.try_recv().is_none());
        let mut kept = Vec::new();
        while let Some(sound) = sounds.try_recv() {
            kept.push(sound);
        }
        assert_unbroken(&kept);
        assert_eq!(kept.len(), 64, "6.4 s wait");
        assert!(kept.last().unwrap().media_time_us >= 14_500_000);
        assert!(counts.sounds_lost > 70, "{counts:?}");
    }
}

#[tokio::test]
async fn the_interval_can_change_under_way() {
    let clip = seconds(VideoCodec::Vp8);
    let (mut tap, mut pictures, _sounds) = Tap::start(TapConfig::new(VideoCodec::Vp8)).unwrap();
    let mut times = Vec::new();
    for (frame, n) in pictures_of(clip).into_iter().zip(0..) {
        if n == 75 {
            // Everything before is done: 2.5 s, the next picture would be due at 3 s.
            tap.set_interval(Duration::from_secs(2));
        }
        tap.push(frame);
        let until = Instant::now() + SOON;
        while n - taken(&tap.counts()) > 7 {
            assert!(Instant::now() < until, "{:?}", tap.counts());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        if let Some(picture) = pictures.try_recv() {
            times.push(picture.media_time_us / 1000);
        }
    }
    assert_eq!(times, [0, 1000, 2000, 4000]);
}

fn pictures_of(clip: &[Coded]) -> Vec<Frame> {
    pictures(clip, 0).collect()
}

#[tokio::test]
async fn a_picture_may_change_its_size() {
    for codec in CODECS {
        let frames = clips::changing_size(codec);
        let config = TapConfig {
            fit: Fit {
                long_edge: 1280,
                short_edge: 720,
            },
            ..TapConfig::new(codec)
        };
        let full = tapped(config, frames.clone()).await;
        assert_eq!(full.counts.undecodable, 0);
        let sizes: Vec<_> = full.pictures.iter().map(|p| (p.width, p.height)).collect();
        let (large, small) = ((1280, 720), (640, 360));
        assert_eq!(
            sizes,
            [large, large, small, small, large, large],
            "{codec:?}"
        );
        // For analysis both become the same.
        let fitted = tapped(TapConfig::new(codec), frames).await;
        assert_eq!(fitted.pictures.len(), 6);
        assert!(
            fitted
                .pictures
                .iter()
                .all(|p| (p.width, p.height) == (320, 180))
        );
    }
}

#[tokio::test]
async fn a_broken_frame_costs_no_more_than_the_way_to_the_next_key_frame() {
    for codec in CODECS {
        let clip = seconds(codec);
        let mut frames = pictures_of(clip);
        for (at, bytes) in [
            (40, Bytes::new()),
            (70, Bytes::from_static(&[0, 0, 0, 9, 1])),
            (100, frames[100].bytes.slice(..frames[100].bytes.len() / 2)),
        ] {
            frames[at].bytes = bytes;
        }
        let tapped = tapped(TapConfig::new(codec), frames).await;
        assert_eq!(tapped.pictures.len(), 5, "{codec:?} {:?}", tapped.counts);
        for (picture, second) in tapped.pictures.iter().zip(0..) {
            assert_second(picture, second);
        }
        // Key frames are 30 frames apart: 20 + 20 + at most 20 are lost.
        assert!(
            (40..=60).contains(&tapped.counts.undecodable),
            "{:?}",
            tapped.counts
        );
        assert!(!tapped.counts.awaits_key);
    }
}

#[tokio::test]
async fn noise_is_survived() {
    for codec in CODECS {
        let clip = seconds(codec);
        let mut frames = pictures_of(clip);
        // A cheap generator will do: the same noise each time.
        let mut state = 1_u32;
        for frame in &mut frames[..60] {
            let mut bytes = frame.bytes.to_vec();
            for byte in bytes.iter_mut().skip(40) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if state >> 28 == 0 {
                    *byte ^= (state >> 16) as u8;
                }
            }
            frame.bytes = bytes.into();
        }
        // Claims to be far too large.
        if codec == VideoCodec::Vp8 {
            let mut bytes = frames[60].bytes.to_vec();
            bytes[6..10].copy_from_slice(&[0xff, 0x3f, 0xff, 0x3f]);
            frames[60].bytes = bytes.into();
        }
        let tapped = tapped(TapConfig::new(codec), frames).await;
        for second in [3, 4] {
            let at = |p: &&RgbPicture| p.media_time_us == second * 1_000_000;
            assert_second(tapped.pictures.iter().find(at).unwrap(), second);
        }
    }
}

/// Threads and memory of a process of its own: other tests would be counted otherwise.
#[test]
fn a_dropped_tap_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    crate::support::run_child("tapping::child_starts_and_drops_taps", folder.path(), &[]);
}

#[test]
fn child_starts_and_drops_taps() {
    if crate::support::child_folder().is_none() {
        return;
    }
    let clips = CODECS.map(|codec| (codec, seconds(codec)));
    let tone = clips::tone();
    let one = |n: usize| {
        let (codec, clip) = &clips[n % 2];
        let (mut tap, pictures, sounds) = Tap::start(TapConfig::new(*codec)).unwrap();
        for frame in interleave(
            pictures_of(&clip[..60]).into_iter().chain(packets(tone, 0)),
            0,
        ) {
            tap.push(frame);
        }
        if n % 4 < 2 {
            let until = Instant::now() + SOON;
            while tap.counts().pictures == 0 {
                assert!(Instant::now() < until);
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        (tap, pictures, sounds)
    };
    let threads = || std::fs::read_dir("/proc/self/task").unwrap().count();
    let settled = |most: usize| {
        let until = Instant::now() + SOON;
        while threads() > most {
            assert!(Instant::now() < until, "{} threads, not {most}", threads());
            std::thread::sleep(Duration::from_millis(1));
        }
    };
    // GStreamer's own, once.
    drop(one(0));
    std::thread::sleep(Duration::from_millis(100));
    let before = threads();
    let held = one(0);
    assert!(threads() <= before + 1, "one thread a tap");
    drop(held);
    settled(before);
    let mut memory_kib = Vec::new();
    for round in 0..5 {
        for n in 0..10 {
            drop(one(round + n));
        }
        settled(before);
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|l| l.starts_with("VmRSS")).unwrap();
        memory_kib.push(
            line.split_whitespace()
                .nth(1)
                .unwrap()
                .parse::<i64>()
                .unwrap(),
        );
    }
    // 40 taps after the first ten. The allocator keeps some arenas; the pictures that a
    // decoder holds would be half a MiB each.
    let grown = memory_kib[4] - memory_kib[0];
    assert!(grown < 16 << 10, "{memory_kib:?} KiB");
}

#[tokio::test]
async fn the_end_of_a_tap_reaches_both_receivers() {
    let (tap, mut pictures, mut sounds) = Tap::start(TapConfig::new(VideoCodec::H264)).unwrap();
    let ends = async { tokio::join!(pictures.recv(), sounds.recv()) };
    drop(tap);
    let ended = tokio::time::timeout(SOON, ends).await.unwrap();
    assert_eq!(ended, (None, None));
}
