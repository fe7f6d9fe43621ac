//! Writes one file of every kind this crate produces into a folder, for the
//! browser tests: `cargo run -p pipelines --example samples -- OUTDIR`.
//!
//! `samples.json` lists them with what a player must find.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)] // the tests have more clips
#[path = "../tests/media/clips.rs"]
mod clips;

use std::path::{Path, PathBuf};

use pipelines::{
    Facts, Frame, MediaKind, Outcome, Recorder, RecorderConfig, VideoCodec, recover, renditions,
};

const CODECS: [(VideoCodec, &str, &str); 2] = [
    (VideoCodec::H264, "h264", "mp4"),
    (VideoCodec::Vp8, "vp8", "webm"),
];

#[tokio::main]
async fn main() {
    let out = PathBuf::from(std::env::args_os().nth(1).expect("usage: samples OUTDIR"));
    std::fs::create_dir_all(&out).unwrap();
    let mut list = Vec::new();
    for (codec, name, extension) in CODECS {
        for (case, frames) in cases(codec) {
            let facts = record(&out, codec, frames).await;
            let file = format!("{name}-{case}.{extension}");
            let master = out.join(&file);
            std::fs::rename(out.join(&facts.file_name), &master).unwrap();
            list.push(entry(&file, &facts));

            let made = renditions(&master, &out).await.unwrap();
            for file in [
                &made.presentation.file_name,
                &made.poster.file_name,
                &made.thumbnails.file_name,
            ] {
                std::fs::rename(out.join(file), out.join(format!("{name}-{case}-{file}"))).unwrap();
            }
            let file = format!("{name}-{case}-{}", made.presentation.file_name);
            list.push(entry(
                &file,
                &Facts {
                    duration_ms: made.presentation.duration_ms,
                    ..facts
                },
            ));
        }
        let facts = recovered(&out, codec).await;
        let file = format!("{name}-recovered.{extension}");
        std::fs::rename(out.join(&facts.file_name), out.join(&file)).unwrap();
        list.push(entry(&file, &facts));
    }
    std::fs::write(
        out.join("samples.json"),
        serde_json::to_vec_pretty(&list).unwrap(),
    )
    .unwrap();
    println!("{} files in {}", list.len(), out.display());
}

fn cases(codec: VideoCodec) -> Vec<(&'static str, Vec<Frame>)> {
    use clips::{
        HD, Look, SECONDS, SMALL, Scene, changing_size, encode, hd, hd_with_tone, interleave,
        packets, pictures, sound, tone,
    };
    let scene = Scene::Flashes;
    let flashes = encode(codec, Look { scene, ..HD });
    let upright = Look {
        width: 360,
        height: 640,
        ..SMALL
    };
    let portrait = encode(codec, upright);
    let beeps = sound(scene, SECONDS);
    let at = |f: &Frame| f.media_time_us;
    let with_gaps = hd_with_tone(codec).into_iter().filter(|f| match f.kind {
        // A second without pictures, ending on a key frame; then one without sound.
        MediaKind::Video => !(1_000_000..2_000_000).contains(&at(f)),
        MediaKind::Audio => !(2_500_000..3_500_000).contains(&at(f)),
    });
    vec![
        ("plain", hd_with_tone(codec)),
        // Sound for a second before the first picture, and with it from then on.
        (
            "sound-first",
            interleave(pictures(hd(codec), 1_000_000).chain(packets(tone(), 0)), 0),
        ),
        // The first sound 400 ms behind the first picture.
        (
            "sound-late",
            interleave(
                pictures(hd(codec), 0).chain(packets(tone(), 400_000)),
                400_000,
            ),
        ),
        ("size-change", changing_size(codec)),
        ("gaps", with_gaps.collect()),
        // White and a beep for the first 100 ms of each second.
        (
            "flashes",
            interleave(pictures(&flashes, 0).chain(packets(&beeps, 0)), 0),
        ),
        (
            "portrait",
            interleave(pictures(&portrait, 0).chain(packets(tone(), 0)), 0),
        ),
        ("no-sound", pictures(hd(codec), 0).collect()),
    ]
}

async fn record(folder: &Path, video: VideoCodec, frames: Vec<Frame>) -> Facts {
    let (mut recorder, _events) = start(folder, video);
    frames.into_iter().for_each(|frame| recorder.push(frame));
    match recorder.stop().await {
        Outcome::Sealed(facts) => facts,
        damaged => panic!("{damaged:?}"),
    }
}

/// What a crash leaves: the file as it is a moment before its end.
async fn recovered(folder: &Path, video: VideoCodec) -> Facts {
    let live = folder.join("live");
    std::fs::create_dir_all(&live).unwrap();
    let (mut recorder, _events) = start(&live, video);
    clips::hd_with_tone(video)
        .into_iter()
        .for_each(|frame| recorder.push(frame));
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let name = match video {
        VideoCodec::H264 => "master.mp4",
        VideoCodec::Vp8 => "master.webm",
    };
    std::fs::copy(live.join(name), folder.join(name)).unwrap();
    recorder.stop().await;
    std::fs::remove_dir_all(&live).unwrap();
    match recover(folder).await.unwrap() {
        Outcome::Sealed(facts) => facts,
        damaged => panic!("{damaged:?}"),
    }
}

fn start(
    folder: &Path,
    video: VideoCodec,
) -> (
    Recorder,
    tokio::sync::mpsc::Receiver<pipelines::RecorderEvent>,
) {
    let config = RecorderConfig {
        folder: folder.to_owned(),
        video,
        queue_bytes: 64 << 20,
    };
    Recorder::start(config).unwrap()
}

fn entry(file: &str, facts: &Facts) -> serde_json::Value {
    serde_json::json!({
        "file": file,
        "duration_ms": facts.duration_ms,
        "width": facts.width,
        "height": facts.height,
        "sizes": facts.sizes,
        "gaps": facts.gaps,
    })
}
