//! The tap on real media: the right pictures and the right sound at the right time,
//! whatever the stream or the consumer does.

use std::time::{Duration, Instant};

use bytes::Bytes;
use pipelines::{
    Decode, Fit, Frame, MediaKind, PictureReceiver, RgbPicture, SOUND_RATE, Sound, SoundReceiver,
    Tap, TapConfig, TapCounts, VideoCodec,
};

use crate::clips::{
    self, Coded, Look, SMALL, Scene, encode, encode_layered, grey_of, interleave, packets,
    pictures, sound,
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

struct Tapped {
    pictures: Vec<RgbPicture>,
    sounds: Vec<Sound>,
    counts: TapCounts,
}

/// Everything a tap gives for frames that come no faster than it takes them.
async fn tapped(config: TapConfig, frames: Vec<Frame>) -> Tapped {
    let (mut tap, mut pictures, mut sounds) = Tap::start(config).unwrap();
    let mut given = Tapped {
        pictures: Vec::new(),
        sounds: Vec::new(),
        counts: TapCounts::default(),
    };
    // Flushes the last batch: refused by the sound's side, no picture.
    let end_us = frames.iter().map(|f| f.media_time_us).max().unwrap() + 300_000;
    let last = Frame {
        kind: MediaKind::Audio,
        media_time_us: end_us,
        key: false,
        discardable: false,
        bytes: Bytes::new(),
    };
    let mut expected = 0;
    for frame in frames.into_iter().chain([last]) {
        expected += 1;
        tap.push(frame);
        if expected % 8 == 0 {
            wait_until(&tap, &mut pictures, &mut sounds, &mut given, expected - 40).await;
        }
    }
    wait_until(&tap, &mut pictures, &mut sounds, &mut given, expected).await;
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
fn assert_second(picture: &RgbPicture, second: i64) {
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

fn assert_unbroken(sounds: &[Sound]) {
    for pair in sounds.windows(2) {
        let length_us = pair[0].samples.len() as i64 * 1_000_000 / i64::from(SOUND_RATE);
        assert_eq!(pair[0].media_time_us + length_us, pair[1].media_time_us);
    }
}

#[tokio::test]
async fn one_picture_a_second_and_it_is_the_right_one() {
    for codec in CODECS {
        let clip = encode(codec, SECONDS);
        let tapped = tapped(TapConfig::new(codec), pictures(&clip, FROM_US).collect()).await;
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
