//! What each network costs: milliseconds a call, on one thread, as a table for
//! `models/README.md`.
//!
//! `cargo run --release -p infer --example cost [CALLS]`
//!
//! Times are of the clock on the wall: whatever else the machine does is in them.

#![allow(clippy::unwrap_used)]

#[path = "../tests/scene/mod.rs"]
mod scene;
#[path = "../tests/voices/mod.rs"]
mod voices;

use std::hint::black_box;
use std::time::{Duration, Instant};

use infer::{
    FaceDetector, FaceMesh, Sight, SpeechQuality, TakeQuality, VoiceActivity, VoiceState,
    WINDOW_SAMPLES, file,
};
use scene::{NORMAL, Picture};

/// Calls of each network, unless the command says otherwise.
const CALLS: usize = 100;
/// Before them, not counted: memory is taken and caches are filled.
const WARM_UP: usize = 5;
const SECOND: usize = 16_000;

fn main() {
    let calls = std::env::args()
        .nth(1)
        .map_or(CALLS, |text| text.parse().expect("CALLS is a number"))
        .max(1);
    let folder = scene::models();
    let picture = NORMAL.take(&Picture::portrait());
    let nobody = Picture::even(128);
    let voice = voices::through_opus(&voices::human(), 32);
    let second = &voice[SECOND..2 * SECOND];
    let window = &voice[..WINDOW_SAMPLES];

    println!("| network | a call | median ms | slowest tenth ms |\n|---|---|---|---|");
    let row = |network: &str, call: &str, run: &mut dyn FnMut()| {
        let [median, slow] = times(calls, run).map(|time| time.as_secs_f64() * 1000.0);
        println!("| {network} | {call} | {median:.2} | {slow:.2} |");
    };

    let detector = FaceDetector::load(&folder.join(file::FACE_DETECTOR)).unwrap();
    let found = detector.detect(picture.view()).unwrap();
    row(
        "face detector",
        "a picture of 320×180 with a face",
        &mut || {
            black_box(detector.detect(picture.view()).unwrap());
        },
    );
    row("face detector", "a picture without one", &mut || {
        black_box(detector.detect(nobody.view()).unwrap());
    });
    let mesh = FaceMesh::load(&folder.join(file::FACE_MESH)).unwrap();
    row("face mesh", "a face", &mut || {
        black_box(mesh.landmarks(picture.view(), &found[0]).unwrap());
    });
    let sight = Sight::load(&folder).unwrap();
    row("both", "a picture with a face", &mut || {
        black_box(sight.faces(picture.view()).unwrap());
    });
    let activity = VoiceActivity::load(&folder.join(file::VOICE_ACTIVITY)).unwrap();
    let mut state = VoiceState::default();
    row("voice activity", "1 s of sound", &mut || {
        black_box(activity.probabilities(&mut state, second).unwrap());
    });
    let live = SpeechQuality::load(&folder.join(file::SPEECH_QUALITY_P808)).unwrap();
    row("speech quality, P.808", "9 s of sound", &mut || {
        black_box(live.mean_opinion(window).unwrap());
    });
    let after = TakeQuality::load(&folder.join(file::SPEECH_QUALITY_P835)).unwrap();
    row("speech quality, P.835", "9 s of sound", &mut || {
        black_box(after.rate(window, WINDOW_SAMPLES).unwrap());
    });
    println!("\n{calls} calls each, after {WARM_UP} that were not counted, on one thread.");
}

/// The median, and what nine calls in ten are quicker than.
fn times(calls: usize, run: &mut dyn FnMut()) -> [Duration; 2] {
    for _ in 0..WARM_UP {
        run();
    }
    let mut times: Vec<Duration> = (0..calls)
        .map(|_| {
            let begun = Instant::now();
            run();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    [times[calls / 2], times[(calls * 9 / 10).min(calls - 1)]]
}
