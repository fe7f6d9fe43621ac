//! What a tap costs: CPU time a second of media, and threads.
//!
//! `cargo run --release -p pipelines --example tap_cost`
//!
//! Pushes as fast as the tap takes it (no sleeping, so that waking up is part of the
//! measure only as far as batches go) and reads the CPU time of the whole process, this
//! example's own pushing included.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)] // the tests have more clips
#[path = "../tests/media/clips.rs"]
mod clips;

use std::time::Duration;

use clips::{Look, SMALL, encode_layered, interleave, packets, pictures, sound, tone};
use pipelines::{Decode, Fit, Frame, MediaKind, Tap, TapConfig, VideoCodec};

/// How often the five seconds of the clip are pushed.
const ROUNDS: i64 = 24;
const ROUND_US: i64 = 5_000_000;

fn main() {
    let small = Look { kbit: 150, ..SMALL };
    println!("CPU ms a second of media · threads");
    for codec in [VideoCodec::Vp8, VideoCodec::H264] {
        let clip = encode_layered(codec, small);
        let skippable = clip.iter().filter(|c| c.discardable).count();
        println!("{codec:?} 320×180, 30 a second, {skippable} of 150 discardable");
        let both = || interleave(pictures(&clip, 0).chain(packets(tone(), 0)), 0);
        measure("needed pictures and sound", codec, Decode::Needed, both());
        measure("all pictures and sound", codec, Decode::All, both());
        let seen: Vec<Frame> = pictures(&clip, 0).collect();
        measure("needed pictures", codec, Decode::Needed, seen.clone());
        measure("all pictures", codec, Decode::All, seen);
    }
    let speech = sound(clips::Scene::Moving, 5);
    let heard: Vec<Frame> = packets(&speech, 0).collect();
    measure("sound", VideoCodec::Vp8, Decode::Needed, heard);
}

fn measure(what: &str, codec: VideoCodec, decode: Decode, frames: Vec<Frame>) {
    let config = TapConfig {
        decode,
        fit: Fit::ANALYSIS,
        ..TapConfig::new(codec)
    };
    let threads = threads_now();
    let before = cpu_ms();
    let (mut tap, mut seen, mut heard) = Tap::start(config).unwrap();
    let more_threads = threads_now() - threads;
    let mut taken = 0;
    for round in 0..ROUNDS {
        for frame in &frames {
            let mut frame = frame.clone();
            frame.media_time_us += round * ROUND_US;
            tap.push(frame);
        }
        // Let it catch up: 5 s are less than its inbox holds.
        let expected = (round + 1) * frames.len() as i64;
        loop {
            let counts = tap.counts();
            let done = counts.decoded
                + counts.skipped
                + counts.undecodable
                + counts.packets
                + counts.overflowed;
            while heard.try_recv().is_some() {}
            taken += i64::from(seen.try_recv().is_some());
            if i64::try_from(done).unwrap() + 30 >= expected {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    let spent = cpu_ms() - before;
    let counts = tap.counts();
    assert_eq!(counts.undecodable + counts.overflowed, 0, "{counts:?}");
    let has_pictures = frames.iter().any(|f| f.kind == MediaKind::Video);
    assert_eq!(taken > 0, has_pictures);
    let seconds = (ROUNDS * ROUND_US / 1_000_000) as f64;
    println!("  {what:28} {:6.2} · {more_threads}", spent / seconds);
}

/// User and system time of this process, from `/proc/self/stat` (proc(5)): fields 14 and
/// 15 in ticks of 10 ms.
fn cpu_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    let ticks: Vec<f64> = fields
        .split(' ')
        .skip(11)
        .take(2)
        .map(|n| n.parse().unwrap())
        .collect();
    (ticks[0] + ticks[1]) * 10.0
}

fn threads_now() -> usize {
    std::fs::read_dir("/proc/self/task").unwrap().count()
}
