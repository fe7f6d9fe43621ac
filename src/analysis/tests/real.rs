//! Real pictures and a real voice through the real models: what a candidate would be told.
//!
//! Films are made of the portrait and the voice that `tests/fixtures/make-media.sh` fetches,
//! each with one fault, and go through [`analysis::film`], which shares every line but the
//! decoding with the live analysis.

#![allow(clippy::unwrap_used)]

#[path = "real/skin.rs"]
mod skin;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use analysis::Models;
use coach::guidance::Guidance;
use coach::hint::HintCode;
use coach::score::Criterion;

/// Twelve seconds: the windows of ten are full.
const SECONDS: u32 = 12;
/// Before, during and after a fault that ends.
const LONG_SECONDS: u32 = 24;
/// A fault is forgotten this long after its end.
const FORGOTTEN_MS: i64 = 6_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn models() -> Arc<Models> {
    static MODELS: OnceLock<Arc<Models>> = OnceLock::new();
    let load = || Arc::new(Models::load(&root().join(".cache/models")).unwrap());
    MODELS.get_or_init(load).clone()
}

/// A film of the portrait (`picture`: a chain of ffmpeg's filters on it, 1280×720) and the
/// voice (`sound`: the same).
fn film(folder: &Path, picture: &str, sound: &str, seconds: u32) -> PathBuf {
    let media = root().join(".cache/media");
    let file = folder.join("film.mp4");
    let seconds = seconds.to_string();
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y", "-stream_loop", "2"])
        .args(["-framerate", "30", "-f", "mjpeg", "-i"])
        .arg(media.join("camera.mjpeg"))
        .arg("-i")
        .arg(media.join("microphone.wav"))
        .args(["-filter_complex", &format!("[0]{picture}[v];[1]{sound}[a]")])
        .args(["-map", "[v]", "-map", "[a]", "-t", &seconds, "-r", "10"])
        .args(["-c:v", "libx264", "-preset", "ultrafast", "-crf", "23"])
        .args([
            "-pix_fmt", "yuv420p", "-c:a", "libopus", "-b:a", "32k", "-ac", "1",
        ])
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    file
}

async fn told(picture: &str, sound: &str, seconds: u32) -> Vec<Guidance> {
    let folder = tempfile::tempdir().unwrap();
    let file = film(folder.path(), picture, sound, seconds);
    analysis::film(&models(), &file).await.unwrap()
}

/// For people: what a run of the tests with `--nocapture` shows.
fn line(sample: &Guidance) -> String {
    let score = |criterion| {
        let score = sample.scores.get(criterion);
        score.map_or("  –".into(), |score| format!("{score:3.0}"))
    };
    format!(
        "{:6} ms  face {} lighting {} audio {} position {}  {:?}",
        sample.media_ms,
        score(Criterion::Face),
        score(Criterion::Lighting),
        score(Criterion::Audio),
        score(Criterion::Position),
        sample.hint.map(|hint| hint.code),
    )
}

fn show(title: &str, samples: &[Guidance]) {
    println!("── {title}");
    for sample in samples {
        println!("{}", line(sample));
    }
    if let Some(sample) = samples.last() {
        println!("{:?}\n{:?}", sample.picture, sample.sound);
    }
}

const GOOD_PICTURE: &str = "null";
const GOOD_SOUND: &str = "anull";

#[tokio::test(flavor = "multi_thread")]
async fn a_good_take_is_good_and_nothing_is_advised() {
    let samples = told(GOOD_PICTURE, GOOD_SOUND, SECONDS).await;
    show("good", &samples);
    assert_eq!(samples.len(), SECONDS as usize);
    // The first second has hardly any sound yet.
    for sample in &samples[3..] {
        for criterion in Criterion::ALL {
            let score = sample.scores.get(criterion).unwrap();
            assert!(score >= 70.0, "{criterion:?}: {}", line(sample));
        }
    }
    for sample in &samples {
        assert_eq!(sample.hint, None, "{}", line(sample));
    }
}

struct Fault {
    name: &'static str,
    picture: &'static str,
    sound: &'static str,
    criterion: Criterion,
    hints: &'static [HintCode],
}

const fn picture(
    name: &'static str,
    picture: &'static str,
    criterion: Criterion,
    hints: &'static [HintCode],
) -> Fault {
    Fault {
        name,
        picture,
        sound: GOOD_SOUND,
        criterion,
        hints,
    }
}

const fn sound(name: &'static str, sound: &'static str, hints: &'static [HintCode]) -> Fault {
    Fault {
        name,
        picture: GOOD_PICTURE,
        sound,
        criterion: Criterion::Audio,
        hints,
    }
}

/// One fault each, for the whole film.
const FAULTS: &[Fault] = &[
    picture(
        "a dark room",
        "lutrgb=r=val*0.25:g=val*0.25:b=val*0.25",
        Criterion::Lighting,
        &[HintCode::MoreLight],
    ),
    picture(
        "a window behind",
        // The walls beside the person become windows.
        "lutrgb=r=val*0.35:g=val*0.35:b=val*0.35,\
         drawbox=x=0:y=0:w=270:h=720:c=white:t=fill,\
         drawbox=x=870:y=0:w=410:h=720:c=white:t=fill",
        Criterion::Lighting,
        &[HintCode::LightBehind],
    ),
    picture(
        "burnt out",
        "lutrgb=r=val*1.8:g=val*1.8:b=val*1.8",
        Criterion::Lighting,
        &[HintCode::LessLight],
    ),
    picture(
        "nobody",
        "drawbox=c=0xb8b2a7:t=fill",
        Criterion::Face,
        &[HintCode::ShowFace],
    ),
    picture(
        "two faces",
        "split[a][b];[a]crop=640:720:230:0[l];[b]crop=640:720:230:0,hflip[r];[l][r]hstack",
        Criterion::Face,
        &[HintCode::BeAlone],
    ),
    picture(
        "out of focus",
        "gblur=sigma=8",
        Criterion::Face,
        &[HintCode::HoldStill],
    ),
    picture(
        "at the left edge",
        "crop=850:720:430:0,pad=1280:720:0:0:0xb8b2a7",
        Criterion::Position,
        &[HintCode::MoveRight, HintCode::MoveLeft],
    ),
    picture(
        "too near",
        "scale=iw*3.4:-1,crop=1280:720:1250:170",
        Criterion::Position,
        &[HintCode::MoveBack],
    ),
    picture(
        "too far",
        "scale=iw/2:-1,pad=1280:720:360:200:0xb8b2a7",
        Criterion::Position,
        &[HintCode::ComeCloser],
    ),
    picture(
        "tilted",
        "rotate=0.42:c=0xb8b2a7",
        Criterion::Position,
        &[HintCode::HeadStraight],
    ),
    sound("silence", "volume=0", &[HintCode::CheckMicrophone]),
    sound("a quiet voice", "volume=-22dB", &[HintCode::SpeakLouder]),
    sound(
        "clipping",
        "volume=26dB,alimiter=level=0:limit=1:attack=0.1:release=1,aformat=s16",
        &[HintCode::SpeakSofter],
    ),
    sound(
        "white noise and nothing else",
        "anull[x];anoisesrc=a=0.1:r=48000[n];[x]volume=0[y];[y][n]amix=inputs=2:normalize=0",
        &[HintCode::Speak, HintCode::QuieterPlace],
    ),
    sound(
        "a voice in noise",
        "anull[x];anoisesrc=a=0.25:r=48000[n];[x][n]amix=inputs=2:normalize=0",
        &[HintCode::QuieterPlace],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_lowers_its_own_criterion_and_is_answered_by_its_own_hint() {
    let mut missed = vec![];
    for fault in FAULTS {
        let samples = told(fault.picture, fault.sound, SECONDS).await;
        show(fault.name, &samples);
        let last = samples.last().unwrap();
        let score = last.scores.get(fault.criterion);
        if score.is_none_or(|score| score >= 60.0) {
            missed.push(format!("{}: {}", fault.name, line(last)));
            continue;
        }
        let hints: Vec<HintCode> = samples
            .iter()
            .filter_map(|sample| sample.hint.map(|hint| hint.code))
            .collect();
        if hints.is_empty() || hints.iter().any(|code| !fault.hints.contains(code)) {
            missed.push(format!("{}: {hints:?}", fault.name));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// From 6 to 12 s and not after: noise alone, silence, a quiet voice.
#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_the_sound_is_forgotten_six_seconds_after_its_end() {
    let noise = "anoisesrc=a=0.2:r=48000,volume=0:enable='not(between(t,6,12))'[n]";
    let mixed = "[x][n]amix=inputs=2:normalize=0";
    let muted = "volume=0:enable='between(t,6,12)'";
    for sound in [
        format!("{muted}[x];{noise};{mixed}"),
        muted.to_owned(),
        "volume=0.05:enable='between(t,6,12)'".to_owned(),
    ] {
        let samples = told(GOOD_PICTURE, &sound, LONG_SECONDS).await;
        show(&sound, &samples);
        let lowest = samples.iter().filter_map(|sample| sample.scores.audio);
        assert!(lowest.fold(100.0, f32::min) < 70.0, "{sound} is heard");
        for sample in &samples {
            if sample.media_ms >= 12_000 + FORGOTTEN_MS {
                assert_eq!(sample.hint, None, "{sound}: {}", line(sample));
                let audio = sample.scores.audio.unwrap();
                assert!(audio >= 70.0, "{sound}: {}", line(sample));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_is_rated_without_a_look_at_the_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let file = film(folder.path(), GOOD_PICTURE, GOOD_SOUND, SECONDS);
    let samples = analysis::film(&models(), &file).await.unwrap();
    let rated = analysis::speech(&models(), &file, &samples).await.unwrap();
    println!("{rated:?}");
    assert!(rated.is_some_and(|speech| speech.signal_mos > 2.0));
    // A codec that no decoder knows.
    let mut bytes = std::fs::read(&file).unwrap();
    for at in 0..bytes.len() - 4 {
        if &bytes[at..at + 4] == b"avc1" {
            bytes[at..at + 4].copy_from_slice(b"zzz9");
        }
    }
    std::fs::write(&file, bytes).unwrap();
    let unseen = analysis::speech(&models(), &file, &samples).await.unwrap();
    assert_eq!(unseen, rated);
}
