//! The sound meter at points that the standards give or that can be computed by hand.

#![allow(clippy::unwrap_used)]

use std::f32::consts::PI;

use measure::SoundMeter;
use measure::sound::FRAME_SAMPLES;
use proptest::prelude::*;

const RATE: usize = 16_000;

fn sine(seconds: f32, hz: f32, peak_dbfs: f32) -> Vec<f32> {
    let peak = 10_f32.powf(peak_dbfs / 20.0);
    (0..(seconds * RATE as f32) as usize)
        .map(|n| peak * (2.0 * PI * hz * n as f32 / RATE as f32).sin())
        .collect()
}

/// White enough, the same each time.
fn noise(seconds: f32, rms: f32) -> Vec<f32> {
    let mut seed = 1_u32;
    (0..(seconds * RATE as f32) as usize)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // A uniform number in −1…1 has an rms of 1/√3.
            ((seed >> 8) as f32 / (1 << 23) as f32 - 1.0) * rms * 3_f32.sqrt()
        })
        .collect()
}

fn meter(parts: &[(&[f32], f32)]) -> SoundMeter {
    let mut meter = SoundMeter::new();
    let mut heard = 0;
    let mut told = 0;
    for (samples, probability) in parts {
        heard += samples.len();
        let frames = heard / FRAME_SAMPLES - told;
        told += frames;
        meter.push(samples, &vec![*probability; frames]);
    }
    meter
}

fn near(got: f32, expected: f32, most: f32) {
    assert!((got - expected).abs() <= most, "{got}, not {expected}");
}

#[test]
fn ebu_tech_3341_cases_1_and_2() {
    // A stereo sine of −23 dBFS a channel reads −23 LUFS; in one channel that is −20 dBFS.
    for (peak_dbfs, lufs) in [(-20.0, -23.0), (-30.0, -33.0)] {
        let m = meter(&[(&sine(20.0, 1000.0, peak_dbfs), 1.0)]).measures();
        near(m.momentary_lufs, lufs, 0.1);
        near(m.short_term_lufs, lufs, 0.1);
        near(m.speech_lufs.unwrap(), lufs, 0.1);
        near(m.peak_dbfs, peak_dbfs, 0.05);
    }
}

#[test]
fn silence_is_at_the_floor_and_says_nothing_of_a_voice() {
    let m = meter(&[(&vec![0.0; 5 * RATE], 0.0)]).measures();
    assert_eq!((m.momentary_lufs, m.short_term_lufs), (-70.0, -70.0));
    assert_eq!((m.peak_dbfs, m.clipped_share), (-90.0, 0.0));
    assert_eq!((m.speech_share, m.speech_share_10s), (0.0, 0.0));
    assert_eq!((m.speech_lufs, m.snr_db), (None, None));
    assert_eq!(m.noise_dbfs, Some(-90.0));
}

#[test]
fn nothing_heard_is_nothing_measured() {
    let m = SoundMeter::new().measures();
    assert_eq!((m.speech_lufs, m.snr_db, m.noise_dbfs), (None, None, None));
}

#[test]
fn snr_is_the_distance_of_the_levels_once_both_were_heard() {
    let quiet = noise(3.0, 0.001);
    let voice: Vec<f32> = sine(3.0, 300.0, -17.0)
        .iter()
        .zip(noise(3.0, 0.001))
        .map(|(s, n)| s + n)
        .collect();
    assert_eq!(meter(&[(&voice[..2 * RATE], 0.95)]).measures().snr_db, None);
    assert_eq!(meter(&[(&quiet, 0.01)]).measures().snr_db, None);
    let m = meter(&[(&quiet, 0.01), (&voice, 0.95)]).measures();
    near(m.noise_dbfs.unwrap(), -60.0, 0.5);
    // A sine of −17 dBFS has a power of −20.
    near(m.snr_db.unwrap(), 40.0, 1.0);
    near(m.speech_share_10s, 0.5, 0.01);
    assert_eq!(m.speech_share, 1.0);
}

#[test]
fn a_breath_and_dead_silence_do_not_stand_for_the_room() {
    let room = noise(2.0, 0.002);
    let breath = noise(0.6, 0.05);
    let dead = vec![0.0; RATE / 5];
    let voice = sine(2.0, 300.0, -17.0);
    let m = meter(&[
        (&room, 0.01),
        (&voice, 0.9),
        (&breath, 0.1),
        (&room, 0.01),
        (&dead, 0.01),
        (&voice, 0.9),
    ])
    .measures();
    near(m.noise_dbfs.unwrap(), -54.0, 2.0);
}

#[test]
fn a_few_frames_alone_are_no_speech() {
    let sound = noise(1.0, 0.05);
    let mut meter = SoundMeter::new();
    let frames = sound.len() / FRAME_SAMPLES;
    let probabilities: Vec<f32> = (0..frames)
        .map(|index| if index % 10 < 4 { 0.9 } else { 0.1 })
        .collect();
    meter.push(&sound, &probabilities);
    let m = meter.measures();
    assert_eq!((m.speech_share, m.speech_lufs), (0.0, None));
}

#[test]
fn old_sound_is_forgotten() {
    let voice = sine(5.0, 300.0, -17.0);
    let quiet = noise(11.0, 0.001);
    let m = meter(&[(&voice, 0.95), (&quiet, 0.01)]).measures();
    assert_eq!(
        (m.speech_share_10s, m.speech_lufs, m.snr_db),
        (0.0, None, None)
    );
}

#[test]
fn pieces_of_any_size_give_the_same() {
    let sound: Vec<f32> = sine(2.0, 500.0, -10.0)
        .into_iter()
        .chain(noise(2.0, 0.01))
        .collect();
    let probabilities: Vec<f32> = (0..sound.len() / FRAME_SAMPLES)
        .map(|index| if index < 60 { 0.9 } else { 0.0 })
        .collect();
    let mut whole = SoundMeter::new();
    whole.push(&sound, &probabilities);
    let mut pieces = SoundMeter::new();
    for piece in sound.chunks(337) {
        pieces.push(piece, &[]);
    }
    for probability in &probabilities {
        pieces.push(&[], &[*probability]);
    }
    assert_eq!(whole.measures(), pieces.measures());
}

#[test]
fn a_square_wave_at_full_scale_is_clipped() {
    let square: Vec<f32> = sine(2.0, 200.0, 0.0).iter().map(|s| s.signum()).collect();
    assert!(meter(&[(&square, 0.0)]).measures().clipped_share > 0.95);
    assert_eq!(
        meter(&[(&sine(2.0, 200.0, -1.5), 0.0)])
            .measures()
            .clipped_share,
        0.0
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_is_ever_not_a_number(
        pieces in prop::collection::vec(
            (
                prop::collection::vec(prop_oneof![
                    6 => -1.0_f32..1.0,
                    1 => Just(f32::NAN),
                    1 => Just(f32::NEG_INFINITY),
                    1 => -1e30_f32..1e30,
                ], 1..40),
                0_usize..9_000,
                prop::collection::vec(prop_oneof![9 => 0.0_f32..1.0, 1 => Just(f32::NAN)], 0..30),
            ),
            0..6,
        ),
    ) {
        let mut meter = SoundMeter::new();
        for (pattern, length, probabilities) in pieces {
            let samples: Vec<f32> = pattern.iter().copied().cycle().take(length).collect();
            meter.push(&samples, &probabilities);
            let m = meter.measures();
            let text = format!("{m:?}");
            prop_assert!(!text.contains("NaN") && !text.contains("inf"), "{}", text);
            prop_assert!((0.0..=1.0).contains(&m.clipped_share));
            prop_assert!((0.0..=1.0).contains(&m.speech_share));
            prop_assert!(m.peak_dbfs >= -90.0 && m.momentary_lufs >= -70.0);
        }
    }
}
