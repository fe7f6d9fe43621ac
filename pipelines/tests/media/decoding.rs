//! Offline decoding: the same pictures and the same sound as the tap gives live.

use std::path::Path;
use std::time::{Duration, Instant};

use pipelines::{
    DecodeConfig, Decoded, Fit, PictureConfig, PipelineError, RgbPicture, SOUND_RATE, Sound,
    TapConfig, VideoCodec, decode, decode_image, decode_sound,
};

use crate::clips::{self, Scene, ffmpeg, interleave, packets, pictures, seconds, sound};
use crate::support::{CODECS, record};
use crate::tapping::{assert_second, assert_unbroken, tapped};

const LONGEST: Duration = Duration::from_secs(600);

async fn all(file: &Path, config: DecodeConfig) -> (Vec<RgbPicture>, Vec<Sound>) {
    let mut decoding = decode(file, config).await.unwrap();
    let (mut pictures, mut sounds, mut newest_us) = (Vec::new(), Vec::new(), 0);
    while let Some(decoded) = decoding.next().await.unwrap() {
        let at_us = match &decoded {
            Decoded::Picture(picture) => picture.media_time_us,
            Decoded::Sound(sound) => sound.media_time_us,
        };
        assert!(at_us >= newest_us, "in order of time");
        newest_us = at_us;
        match decoded {
            Decoded::Picture(picture) => pictures.push(picture),
            Decoded::Sound(sound) => sounds.push(sound),
        }
    }
    assert_eq!(decoding.next().await.unwrap(), None);
    (pictures, sounds)
}

/// Mean absolute difference over all bytes.
fn difference(a: &RgbPicture, b: &RgbPicture) -> f64 {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let sum: u64 = a
        .rgb
        .iter()
        .zip(&b.rgb[..])
        .map(|(a, b)| u64::from(a.abs_diff(*b)))
        .sum();
    sum as f64 / a.rgb.len() as f64
}

fn rms(samples: &[f32]) -> f64 {
    let sum: f64 = samples.iter().map(|s| f64::from(*s).powi(2)).sum();
    (sum / samples.len() as f64).sqrt()
}

fn samples(sounds: &[Sound]) -> Vec<f32> {
    sounds.iter().flat_map(|s| s.samples.clone()).collect()
}

#[tokio::test]
async fn a_finished_take_is_seen_and_heard_as_it_was_live() {
    for codec in CODECS {
        // The very frames of the tap, recorded. The large clip is all sharp edges, which two
        // scalers round differently.
        for (clip, most) in [(seconds(codec), 2.0), (clips::hd(codec), 4.0)] {
            let frames = || interleave(pictures(clip, 0).chain(packets(clips::tone(), 0)), 0);
            let live = tapped(TapConfig::new(codec), frames()).await;
            let take = record(codec, frames()).await;
            let (pictures, sounds) = all(&take.file(), DecodeConfig::new(LONGEST)).await;
            assert_eq!(live.pictures.len(), 5);
            assert_eq!(pictures.len(), 5);
            for (offline, live) in pictures.iter().zip(&live.pictures) {
                assert_eq!(offline.media_time_us, live.media_time_us);
                let difference = difference(offline, live);
                println!("{codec:?} {offline:?}: mean difference {difference:.2}");
                assert!(difference < most, "{codec:?} {offline:?}: {difference}");
            }
            assert_unbroken(&sounds);
            let (live, offline) = (samples(&live.sounds), samples(&sounds));
            let seconds = offline.len() as f64 / f64::from(SOUND_RATE);
            assert!((seconds - 5.0).abs() < 0.05, "{seconds} s");
            let (live, offline) = (rms(&live[1600..70_000]), rms(&offline[1600..70_000]));
            println!("{codec:?}: level {live:.4} live, {offline:.4} offline");
            assert!((live / offline - 1.0).abs() < 0.02, "{live} {offline}");
        }
    }
}

#[tokio::test]
async fn pictures_and_sound_are_those_of_their_time() {
    for codec in CODECS {
        let sound = sound(Scene::Flashes, 5);
        let frames = interleave(pictures(seconds(codec), 0).chain(packets(&sound, 0)), 0);
        let take = record(codec, frames).await;
        let (pictures, sounds) = all(&take.file(), DecodeConfig::new(LONGEST)).await;
        for (picture, second) in pictures.iter().zip(0..) {
            assert_eq!(picture.media_time_us, second * 1_000_000);
            assert_second(picture, second);
        }
        let all = samples(&sounds);
        for second in 0..5 {
            let around = second * SOUND_RATE as usize;
            let from = around.saturating_sub(1600);
            let loud = all[from..around + 3200].iter().position(|s| s.abs() > 0.2);
            let late = (from + loud.expect("a beep")) as i64 - around as i64;
            assert!(
                late.abs() < i64::from(SOUND_RATE) / 50,
                "{second}: {late} samples"
            );
        }
    }
}

#[tokio::test]
async fn only_what_was_asked_for() {
    let codec = VideoCodec::H264;
    let frames = interleave(
        pictures(seconds(codec), 0).chain(packets(clips::tone(), 0)),
        0,
    );
    let take = record(codec, frames).await;
    let config = DecodeConfig {
        pictures: Some(PictureConfig {
            every: Duration::from_millis(500),
            fit: Fit {
                long_edge: 100,
                short_edge: 100,
            },
        }),
        longest: Duration::from_secs(2),
    };
    let (pictures, sounds) = all(&take.file(), config).await;
    let times: Vec<_> = pictures.iter().map(|p| p.media_time_us / 1000).collect();
    assert_eq!(times, [0, 500, 1000, 1500]);
    assert!(pictures.iter().all(|p| (p.width, p.height) == (100, 56)));
    let length = samples(&sounds).len() as u32;
    assert!(
        length.abs_diff(2 * SOUND_RATE) < SOUND_RATE / 20,
        "{length}"
    );
}

#[tokio::test]
async fn a_film_may_lack_a_picture_or_sound() {
    let folder = tempfile::tempdir().unwrap();
    let silent = folder.path().join("silent.mp4");
    let blind = folder.path().join("blind.webm");
    let (silent_name, blind_name) = (silent.to_str().unwrap(), blind.to_str().unwrap());
    let source = ["-f", "lavfi", "-i", "testsrc2=size=64x48", "-t", "2"];
    ffmpeg(
        &[
            &source[..],
            &["-c:v", "libx264", "-preset", "ultrafast", silent_name],
        ]
        .concat(),
    );
    let source = ["-f", "lavfi", "-i", "sine", "-t", "2"];
    ffmpeg(&[&source[..], &["-c:a", "libopus", blind_name]].concat());
    let (pictures, sounds) = all(&silent, DecodeConfig::new(LONGEST)).await;
    assert_eq!((pictures.len(), sounds.len()), (2, 0));
    assert_eq!((pictures[0].width, pictures[0].height), (64, 48));
    let (pictures, sounds) = all(&blind, DecodeConfig::new(LONGEST)).await;
    assert!(pictures.is_empty());
    let length = samples(&sounds).len() as u32;
    assert!(
        length.abs_diff(2 * SOUND_RATE) < SOUND_RATE / 50,
        "{length}"
    );
}

#[tokio::test]
async fn the_sound_alone_needs_no_picture() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    let source = ["-f", "lavfi", "-i", "testsrc2=size=64x48:duration=2"];
    let sound = ["-f", "lavfi", "-i", "sine=duration=2"];
    let codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"];
    let name = [film.to_str().unwrap()];
    ffmpeg(&[&source[..], &sound, &codecs, &name].concat());
    let (_, with_pictures) = all(&film, DecodeConfig::new(LONGEST)).await;
    let (pictures, alone) = all(&film, DecodeConfig::sound(LONGEST)).await;
    assert!(pictures.is_empty() && !alone.is_empty());
    assert_eq!(samples(&alone), samples(&with_pictures));
    // None is decoded and thrown away: pictures that no decoder knows are no obstacle.
    let mut bytes = std::fs::read(&film).unwrap();
    for at in 0..bytes.len() - 4 {
        if &bytes[at..at + 4] == b"avc1" {
            bytes[at..at + 4].copy_from_slice(b"zzz9");
        }
    }
    std::fs::write(&film, bytes).unwrap();
    let refused = decode(&film, DecodeConfig::new(LONGEST)).await.err();
    assert!(
        matches!(refused, Some(PipelineError::Unreadable { .. })),
        "{refused:?}"
    );
    let (_, alone) = all(&film, DecodeConfig::sound(LONGEST)).await;
    assert_eq!(samples(&alone), samples(&with_pictures));
}

#[tokio::test]
async fn what_is_no_film_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("film.mp4");
    for content in [
        &b""[..],
        b"hello, I am a text file",
        &[0; 4096],
        &[0xff; 4096],
    ] {
        std::fs::write(&file, content).unwrap();
        let error = decode(&file, DecodeConfig::new(LONGEST))
            .await
            .err()
            .unwrap();
        assert!(matches!(error, PipelineError::Unreadable { .. }), "{error}");
    }
    let absent = folder.path().join("absent.mp4");
    let error = decode(&absent, DecodeConfig::new(LONGEST))
        .await
        .err()
        .unwrap();
    assert!(matches!(error, PipelineError::Io { .. }), "{error}");
}

#[tokio::test]
async fn a_dropped_decoding_ends_its_children() {
    let frames = pictures(seconds(VideoCodec::Vp8), 0).collect();
    let take = record(VideoCodec::Vp8, frames).await;
    let file = take.file();
    let name = file.to_str().unwrap().to_owned();
    // A picture a millisecond: its child cannot have ended by itself.
    let config = DecodeConfig {
        pictures: Some(PictureConfig {
            every: Duration::from_millis(1),
            fit: Fit::ANALYSIS,
        }),
        longest: LONGEST,
    };
    let mut decoding = decode(&file, config).await.unwrap();
    assert!(decoding.next().await.unwrap().is_some());
    let children = || {
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let commands = processes.filter_map(|p| std::fs::read(p.path().join("cmdline")).ok());
        commands
            .filter(|c| String::from_utf8_lossy(c).contains(&name))
            .count()
    };
    assert!(children() > 0);
    drop(decoding);
    let until = Instant::now() + Duration::from_secs(10);
    while children() > 0 {
        assert!(Instant::now() < until);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Three bars: red, green, blue.
fn bars(codec: &[&str], size: &str) -> Vec<u8> {
    let (width, height) = size.split_once('x').unwrap();
    let source = format!(
        "color=red:size={size}:rate=1,format=rgb24,\
         drawbox=x={width}/3:w={width}/3:h={height}:color=lime:t=fill,\
         drawbox=x=2*{width}/3:w={width}:h={height}:color=blue:t=fill"
    );
    let args = ["-f", "lavfi", "-i", &source, "-frames:v", "1"];
    ffmpeg(&[&args[..], codec, &["-f", "image2pipe", "-"]].concat())
}

#[tokio::test]
async fn an_image_is_told_by_its_content() {
    for codec in [
        &["-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj444p"][..],
        &["-c:v", "png"],
        &["-c:v", "libwebp", "-lossless", "1"],
    ] {
        let image = bars(codec, "960x540");
        let picture = decode_image(&image, Fit::ANALYSIS).await.unwrap();
        assert_eq!((picture.width, picture.height), (320, 180));
        assert_eq!(picture.media_time_us, 0);
        for (column, expected) in [(50, [254, 0, 0]), (160, [0, 255, 0]), (270, [0, 0, 254])] {
            let pixel = &picture.rgb[3 * (90 * 320 + column)..][..3];
            for (got, expected) in pixel.iter().zip(expected) {
                assert!(got.abs_diff(expected) < 8, "{codec:?} {column}: {pixel:?}");
            }
        }
    }
    let portrait = bars(&["-c:v", "png"], "540x960");
    let picture = decode_image(&portrait, Fit::ANALYSIS).await.unwrap();
    assert_eq!((picture.width, picture.height), (180, 320));
}

#[tokio::test]
async fn a_photograph_is_turned_as_its_camera_says() {
    let jpeg = bars(
        &["-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj444p"],
        "960x540",
    );
    // Exif 2.3: one entry, orientation (0x0112) 6: the left edge as stored is the top.
    let exif =
        b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let turned = [&jpeg[..2], exif, &jpeg[2..]].concat();
    let picture = decode_image(&turned, Fit::ANALYSIS).await.unwrap();
    assert_eq!((picture.width, picture.height), (180, 320));
    let top = &picture.rgb[3 * (20 * 180 + 90)..][..3];
    assert!(top[0] > 240 && top[1] < 20 && top[2] < 20, "red: {top:?}");
}

#[tokio::test]
async fn what_is_no_image_is_refused_in_words() {
    let png = bars(&["-c:v", "png"], "960x540");
    let mut bomb = png.clone();
    // Width and height in IHDR.
    bomb[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
    let jpeg = [0xff, 0xd8, 0xff, 0xe0];
    let film = seconds(VideoCodec::Vp8)[0].bytes.to_vec();
    let large = vec![0xff; (32 << 20) + 1];
    for (image, words) in [
        (&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], "neither"),
        (&film, "neither"),
        (b"", "neither"),
        (&large, "32 MiB"),
        (&png[..40], "the picture"),
        (&bomb, "the picture"),
        (&jpeg, "the picture"),
    ] {
        let error = decode_image(image, Fit::ANALYSIS).await.unwrap_err();
        assert_eq!(is_too_large(&error), words == "32 MiB", "{error}");
        assert!(error.to_string().contains(words), "{error}");
        println!("{error}");
    }
}

/// Too large or unreadable: whoever sent it is told which.
fn is_too_large(error: &PipelineError) -> bool {
    match error {
        PipelineError::TooLarge { .. } => true,
        PipelineError::Unreadable { .. } => false,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_clip_of_sound_is_told_by_its_content() {
    let source = ["-f", "lavfi", "-i", "sine=440:duration=2:sample_rate=44100"];
    let loud = ["-af", "volume=8,pan=stereo|c0=c0|c1=c0"];
    let folder = tempfile::tempdir().unwrap();
    for (name, codec) in [
        ("a.wav", "pcm_s16le"),
        ("a.ogg", "libopus"),
        ("a.webm", "libopus"),
        ("a.m4a", "aac"),
        ("a.mp3", "libmp3lame"),
    ] {
        let file = folder.path().join(name);
        let out = ["-c:a", codec, file.to_str().unwrap()];
        ffmpeg(&[&source[..], &loud, &out].concat());
        let sound = decode_sound(&std::fs::read(&file).unwrap()).await.unwrap();
        let seconds = sound.samples.len() as f64 / f64::from(SOUND_RATE);
        assert!((seconds - 2.0).abs() < 0.1, "{name}: {seconds}");
        // A sine of amplitude 1.
        let level = rms(&sound.samples[3200..28_800]);
        assert!((level - 0.707).abs() < 0.05, "{name}: {level}");
    }
}

#[tokio::test]
async fn what_is_no_clip_of_sound_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("long.ogg");
    let args = ["-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono", "-t", "122"];
    ffmpeg(&[&args[..], &["-c:a", "libopus", file.to_str().unwrap()]].concat());
    let long = std::fs::read(&file).unwrap();
    let silent = folder.path().join("silent.mp4");
    let args = ["-f", "lavfi", "-i", "testsrc2=size=64x48", "-t", "1"];
    ffmpeg(&[&args[..], &["-c:v", "libx264", silent.to_str().unwrap()]].concat());
    let silent = std::fs::read(&silent).unwrap();
    for (clip, words) in [
        (&long[..], "120 s"),
        (&silent, "the sound"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "neither"),
        (&b"OggS and nothing else"[..], "the sound"),
        (&vec![0; (32 << 20) + 1], "32 MiB"),
    ] {
        let error = decode_sound(clip).await.unwrap_err();
        let limit = ["32 MiB", "120 s"].contains(&words);
        assert_eq!(is_too_large(&error), limit, "{error}");
        assert!(error.to_string().contains(words), "{error}");
        println!("{error}");
    }
}
