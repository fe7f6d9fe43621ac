//! Master → presentation, poster, thumbnails.

use std::path::Path;

use pipelines::{Picture, Renditions, VideoCodec, probe, probe_packets, renditions};

use crate::clips::{
    HD, Look, SMALL, Scene, changing_size, encode, ffmpeg, hd, hd_with_tone, interleave, packets,
    pictures, sound,
};
use crate::support::{CODECS, Take, assert_decodes, near, pictures_from, record};

async fn rendered(take: &Take) -> (tempfile::TempDir, Renditions) {
    let out = tempfile::tempdir().unwrap();
    let made = renditions(&take.file(), out.path()).await.unwrap();
    let mut names: Vec<String> = std::fs::read_dir(out.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["poster.jpg", "presentation.mp4", "thumbnails.jpg"]);
    (out, made)
}

/// What every presentation must be.
async fn assert_presentation(take: &Take, out: &Path, made: &Renditions) {
    let file = out.join(&made.presentation.file_name);
    let read = probe(&file).await.unwrap();
    let (video, audio) = (read.video.unwrap(), read.audio.unwrap());
    assert_eq!((video.codec.as_str(), video.tag.as_str()), ("h264", "avc1"));
    let profile = video.profile.unwrap();
    assert!(
        ["Constrained Baseline", "Main"].contains(&profile.as_str()),
        "{profile}"
    );
    assert_eq!(
        (audio.codec.as_str(), audio.profile.as_deref()),
        ("aac", Some("LC"))
    );
    assert_eq!(audio.sample_rate, 48_000);
    assert!((1..=2).contains(&audio.channels));
    assert_eq!((video.start_ms, audio.start_ms), (Some(0), Some(0)));
    assert!(video.first_packet_is_key);
    assert_eq!(
        (video.width, video.height),
        (take.facts.width, take.facts.height)
    );
    assert!(
        near(read.duration_ms.unwrap(), take.facts.duration_ms, 60),
        "{:?}",
        read.duration_ms
    );
    assert_eq!(read.duration_ms, Some(made.presentation.duration_ms));
    assert_eq!(read.bytes, made.presentation.bytes);
    let bytes = std::fs::read(&file).unwrap();
    let at = |kind: &[u8]| bytes.windows(4).position(|w| w == kind).unwrap();
    assert!(at(b"moov") < at(b"mdat"), "the header comes first");
    assert_decodes(&file);
}

/// What a decoder says of a picture file: its size, and whether it shows something.
fn assert_picture(file: &Path, width: u32, height: u32) {
    let bytes = std::fs::read(file).unwrap();
    assert_eq!(bytes[..3], [0xff, 0xd8, 0xff], "a JPEG");
    let path = file.to_str().unwrap();
    let gray = ffmpeg(&["-i", path, "-pix_fmt", "gray", "-f", "rawvideo", "-"]);
    assert_eq!(gray.len(), (width * height) as usize, "{width}x{height}");
    let (low, high) = (gray.iter().min().unwrap(), gray.iter().max().unwrap());
    assert!(high - low > 100, "{path} shows nothing");
}

/// The slices of a file's pictures, without parameter sets.
fn slices(file: &Path) -> Vec<u8> {
    let keep = "h264_mp4toannexb,filter_units=pass_types=1-5";
    let path = file.to_str().unwrap();
    ffmpeg(&[
        "-i", path, "-map", "0:v", "-c", "copy", "-bsf:v", keep, "-f", "md5", "-",
    ])
}

#[tokio::test]
async fn an_h264_picture_is_copied() {
    let take = record(VideoCodec::H264, hd_with_tone(VideoCodec::H264)).await;
    let (out, made) = rendered(&take).await;
    assert_eq!(made.presentation.picture, Picture::Copied);
    assert_presentation(&take, out.path(), &made).await;
    assert_eq!(
        slices(&take.file()),
        slices(&out.path().join("presentation.mp4"))
    );
    let after = pictures_from(&out.path().join("presentation.mp4"), 3.5);
    assert!((44..=46).contains(&after), "{after}");
}

#[tokio::test]
async fn a_vp8_picture_is_converted_frame_by_frame() {
    let take = record(VideoCodec::Vp8, hd_with_tone(VideoCodec::Vp8)).await;
    let (out, made) = rendered(&take).await;
    assert_eq!(made.presentation.picture, Picture::Converted);
    assert_presentation(&take, out.path(), &made).await;
    let file = out.path().join("presentation.mp4");
    let read = probe_packets(&file).await.unwrap();
    assert_eq!(
        read.video.len(),
        hd(VideoCodec::Vp8).len(),
        "none doubled, none lost"
    );
    let keys: Vec<i64> = read
        .video
        .iter()
        .filter(|p| p.key)
        .map(|p| p.time_us)
        .collect();
    assert!(
        keys.iter().any(|t| (2_900_000..3_100_000).contains(t)),
        "{keys:?}"
    );
}

#[tokio::test]
async fn a_changing_size_is_fitted_into_the_first() {
    for codec in CODECS {
        let take = record(codec, changing_size(codec)).await;
        let (out, made) = rendered(&take).await;
        assert_eq!(made.presentation.picture, Picture::Converted);
        assert_presentation(&take, out.path(), &made).await;
        let read = probe_packets(&out.path().join("presentation.mp4"))
            .await
            .unwrap();
        assert_eq!(read.sizes.len(), 1, "{:?}", read.sizes);
        assert_eq!(read.video.len(), 180);
    }
}

#[tokio::test]
async fn poster_and_thumbnails_are_pictures_of_the_stated_size() {
    let take = record(VideoCodec::H264, hd_with_tone(VideoCodec::H264)).await;
    let (out, made) = rendered(&take).await;
    assert_eq!((made.poster.width, made.poster.height), (1280, 720));
    assert_picture(&out.path().join("poster.jpg"), 1280, 720);
    let sprite = &made.thumbnails;
    assert_eq!((sprite.interval_ms, sprite.count), (2_000, 3));
    assert_eq!((sprite.columns, sprite.rows), (3, 1));
    assert_eq!((sprite.tile_width, sprite.tile_height), (160, 90));
    assert_picture(&out.path().join("thumbnails.jpg"), 480, 90);
    assert_eq!(
        sprite.bytes,
        std::fs::metadata(out.path().join("thumbnails.jpg"))
            .unwrap()
            .len()
    );
}

#[tokio::test]
async fn a_long_film_has_rows_of_ten_and_its_last_tile_is_filled() {
    // Half a minute at one picture a second: 16 tiles.
    let clip = encode(VideoCodec::H264, SMALL);
    let spread = clip
        .iter()
        .cycle()
        .step_by(30)
        .take(31)
        .zip(0..)
        .map(|(coded, i)| {
            let mut frame = pictures(std::slice::from_ref(coded), i * 1_000_000)
                .next()
                .unwrap();
            frame.key = coded.key;
            frame
        });
    let take = record(VideoCodec::H264, spread.collect()).await;
    let (out, made) = rendered(&take).await;
    let sprite = &made.thumbnails;
    assert_eq!((sprite.count, sprite.columns, sprite.rows), (16, 10, 2));
    let path = out.path().join("thumbnails.jpg");
    assert_picture(&path, 1600, 180);
    let crop = format!("crop=160:90:{}:90,scale=1:1", 5 * 160);
    let mean = ffmpeg(&[
        "-i",
        path.to_str().unwrap(),
        "-vf",
        &crop,
        "-pix_fmt",
        "gray",
        "-f",
        "rawvideo",
        "-",
    ]);
    assert!(mean[0] > 40, "the last tile is black");
}

#[tokio::test]
async fn a_portrait_keeps_its_shape() {
    for codec in CODECS {
        let clip = encode(
            codec,
            Look {
                width: 720,
                height: 1280,
                seconds: 1,
                ..HD
            },
        );
        let take = record(codec, pictures(&clip, 0).collect()).await;
        let (out, made) = rendered(&take).await;
        assert_presentation(&take, out.path(), &made).await;
        assert_picture(&out.path().join("poster.jpg"), 720, 1280);
        assert_eq!((made.poster.width, made.poster.height), (720, 1280));
        assert_picture(&out.path().join("thumbnails.jpg"), 160, 90);
    }
}

#[tokio::test]
async fn a_wide_poster_is_made_smaller() {
    let clip = encode(
        VideoCodec::H264,
        Look {
            width: 1920,
            height: 1080,
            seconds: 1,
            ..HD
        },
    );
    let take = record(VideoCodec::H264, pictures(&clip, 0).collect()).await;
    let (out, _) = rendered(&take).await;
    assert_picture(&out.path().join("poster.jpg"), 1280, 720);
}

#[tokio::test]
async fn a_take_of_one_frame_has_everything_too() {
    for codec in CODECS {
        let take = record(codec, pictures(&hd(codec)[..1], 0).collect()).await;
        let (out, made) = rendered(&take).await;
        assert_picture(&out.path().join("poster.jpg"), 1280, 720);
        assert_eq!(made.thumbnails.count, 1);
    }
}

#[tokio::test]
async fn made_again_the_files_are_replaced() {
    let take = record(VideoCodec::H264, hd_with_tone(VideoCodec::H264)).await;
    let (out, made) = rendered(&take).await;
    std::fs::write(out.path().join("poster.jpg"), b"old").unwrap();
    std::fs::write(
        out.path().join(".presentation.mp4.part"),
        b"left by a crash",
    )
    .unwrap();
    assert_eq!(renditions(&take.file(), out.path()).await.unwrap(), made);
    assert_picture(&out.path().join("poster.jpg"), 1280, 720);
}

/// Flash and beep once a second, recorded with sound that arrives early or
/// late, or begins late; ear and eye must agree in the end.
#[tokio::test]
async fn sound_and_picture_stay_in_step() {
    const IN_STEP_MS: i64 = 40;
    for codec in CODECS {
        let look = Look {
            seconds: 4,
            scene: Scene::Flashes,
            ..SMALL
        };
        let (seen, heard) = (encode(codec, look), sound(Scene::Flashes, 4));
        for (late_us, first) in [(-400_000, 0), (400_000, 0), (0, 23)] {
            let sound = packets(&heard, 0).skip(first);
            let take = record(codec, interleave(pictures(&seen, 0).chain(sound), late_us)).await;
            let (out, _) = rendered(&take).await;
            for file in [take.file(), out.path().join("presentation.mp4")] {
                let (flashes, beeps) = (flashes_ms(&file), beeps_ms(&file));
                for second in [1_000, 2_000, 3_000] {
                    let at =
                        |times: &[i64]| *times.iter().min_by_key(|t| (*t - second).abs()).unwrap();
                    let (flash, beep) = (at(&flashes), at(&beeps));
                    let case = format!("{codec:?} {late_us} {first} {}", file.display());
                    assert!(
                        (flash - beep).abs() <= IN_STEP_MS,
                        "{case}: flash {flash} beep {beep}"
                    );
                    assert!(
                        (flash - second).abs() <= IN_STEP_MS,
                        "{case}: flash {flash}"
                    );
                }
            }
        }
    }
}

/// Times at which the picture turns white, to 10 ms.
fn flashes_ms(file: &Path) -> Vec<i64> {
    let path = file.to_str().unwrap();
    let args = [
        "-i",
        path,
        "-map",
        "0:v",
        "-vf",
        "fps=100:round=up,scale=1:1",
        "-pix_fmt",
        "gray",
    ];
    let luma = ffmpeg(&[&args[..], &["-f", "rawvideo", "-"]].concat());
    rises(luma.iter().map(|l| i32::from(*l)), 128)
        .map(|i| i * 10)
        .collect()
}

/// Times at which the tone sets in, to 1 ms.
fn beeps_ms(file: &Path) -> Vec<i64> {
    let path = file.to_str().unwrap();
    let args = [
        "-i", path, "-map", "0:a", "-ac", "1", "-ar", "48000", "-f", "s16le", "-",
    ];
    let samples = ffmpeg(&args);
    let peak = |ms: &[u8]| {
        let levels = ms
            .chunks_exact(2)
            .map(|s| i32::from(i16::from_le_bytes([s[0], s[1]])).abs());
        levels.max().unwrap_or(0)
    };
    rises(samples.chunks(96).map(peak), 8_000)
        .scan(-1_000, |last, at| {
            // The gaps of a sine wave are not silence.
            let new = at - *last > 50;
            *last = at;
            Some(new.then_some(at))
        })
        .flatten()
        .collect()
}

fn rises(levels: impl Iterator<Item = i32>, threshold: i32) -> impl Iterator<Item = i64> {
    let mut before = false;
    levels.zip(0..).filter_map(move |(level, i)| {
        let rise = level >= threshold && !before;
        before = level >= threshold;
        rise.then_some(i)
    })
}
