//! Each network against ONNX Runtime: `tests/golden/make.py` made the figures once, of
//! inputs that are made again here. Bounds are ten times what was seen when the models were
//! chosen, and hold for every processor.

use std::f64::consts::PI;
use std::path::PathBuf;

use serde_json::Value;

use crate::scene::{self, Picture};
use crate::{FaceDetector, FaceMesh, SpeechQuality, TakeQuality, VoiceActivity, VoiceState, file};

fn golden(job: &str) -> Value {
    let text = include_str!("tests/golden/golden.json");
    serde_json::from_str::<Value>(text).unwrap()[job].clone()
}

fn numbers(value: &Value) -> Vec<f32> {
    let list = value.as_array().unwrap();
    list.iter().map(|n| n.as_f64().unwrap() as f32).collect()
}

fn number(value: &Value) -> f32 {
    value.as_f64().unwrap() as f32
}

fn model(name: &str) -> PathBuf {
    scene::models().join(name)
}

fn assert_near(what: &str, got: &[f32], expected: &[f32], most: f32) {
    assert_eq!(got.len(), expected.len(), "{what}");
    let difference = got
        .iter()
        .zip(expected)
        .map(|(g, e)| (g - e).abs())
        .fold(0.0, f32::max);
    println!("{what}: max abs difference {difference:e}");
    assert!(difference <= most, "{what}: {difference} > {most}");
}

/// The made voice of `make.py`.
fn voice(length: usize) -> Vec<f32> {
    let formants = |hz: f64, list: [(f64, f64, f64); 3]| -> f64 {
        list.iter()
            .map(|(at, width, height)| height * (-((hz - at) / width).powi(2)).exp())
            .sum()
    };
    (0..length)
        .map(|index| {
            let t = index as f64 / 16_000.0;
            let pitch = 140.0 * t + 1.5 * (2.0 * PI * 2.0 * t).sin();
            let share = 0.5 + 0.5 * (2.0 * PI * 2.0 * t).sin();
            let tone: f64 = (1..25)
                .map(f64::from)
                .map(|k| {
                    let hz = 140.0 * k;
                    let open = [
                        (730.0, 150.0, 1.0),
                        (1090.0, 200.0, 0.6),
                        (2440.0, 300.0, 0.3),
                    ];
                    let front = [
                        (300.0, 150.0, 1.0),
                        (2200.0, 200.0, 0.4),
                        (2900.0, 300.0, 0.3),
                    ];
                    let weight =
                        0.02 + share * formants(hz, open) + (1.0 - share) * formants(hz, front);
                    weight * (2.0 * PI * k * pitch).sin()
                })
                .sum();
            let envelope = 0.1 + 0.9 * (2.0 * PI * 2.0 * t).sin().powi(2);
            (0.1 * envelope * tone) as f32
        })
        .collect()
}

#[test]
fn the_face_detector_agrees() {
    let golden = golden("detector");
    let detector = FaceDetector::load(&model(file::FACE_DETECTOR)).unwrap();
    let portrait = Picture::portrait();
    let mut input = vec![];
    for y in 0..128 {
        for x in 0..128 {
            for colour in 0..3 {
                let cells = (0..16).map(|i| portrait.view().pixel(4 * x + i % 4, 4 * y + i / 4));
                let sum: f32 = cells.map(|pixel| f32::from(pixel[colour])).sum();
                input.push(sum / 16.0 / 127.5 - 1.0);
            }
        }
    }
    let (scores, boxes) = detector.run(&input).unwrap();
    assert_near("scores", &scores, &numbers(&golden["scores"]), 1e-3);
    let best: Vec<f32> = golden["best_anchors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|anchor| anchor.as_u64().unwrap() as usize)
        .flat_map(|anchor| boxes[anchor * 16..(anchor + 1) * 16].to_vec())
        .collect();
    assert_near("boxes, px", &best, &numbers(&golden["best_boxes"]), 1e-3);
}

#[test]
fn the_face_mesh_agrees() {
    let golden = golden("mesh");
    let mesh = FaceMesh::load(&model(file::FACE_MESH)).unwrap();
    let portrait = Picture::portrait();
    let mut input = vec![];
    for colour in 0..3 {
        for y in 25..217 {
            for x in 126..318 {
                input.push(f32::from(portrait.view().pixel(x, y)[colour]) / 255.0);
            }
        }
    }
    let (points, logit) = mesh.run(&input).unwrap();
    assert_near("points, px", &points, &numbers(&golden["points"]), 1.1e-3);
    assert_near("presence", &[logit], &[number(&golden["logit"])], 1.1e-3);
}

#[test]
fn voice_activity_agrees_however_the_sound_is_cut() {
    let expected = numbers(&golden("activity")["probabilities"]);
    let activity = VoiceActivity::load(&model(file::VOICE_ACTIVITY)).unwrap();
    let sound = voice(expected.len() * 512);
    for piece in [sound.len(), 16_000, 320, 701] {
        let mut state = VoiceState::default();
        let got: Vec<f32> = sound
            .chunks(piece)
            .flat_map(|samples| activity.probabilities(&mut state, samples).unwrap())
            .collect();
        assert_near(&format!("probabilities by {piece}"), &got, &expected, 1e-5);
    }
}

#[test]
fn speech_quality_agrees_from_the_samples_on() {
    let golden = golden("p808");
    let quality = SpeechQuality::load(&model(file::SPEECH_QUALITY_P808)).unwrap();
    let sound = voice(crate::WINDOW_SAMPLES);
    let rows = crate::mel::LogMel::new().rows(&sound[..sound.len() - 160]);
    assert_eq!(rows.len(), 900 * 120);
    for (row, expected) in golden["rows"].as_object().unwrap() {
        let row: usize = row.parse().unwrap();
        let got = &rows[row * 120..(row + 1) * 120];
        // librosa computes in single precision.
        assert_near(&format!("row {row}"), got, &numbers(expected), 2e-3);
    }
    let opinion = quality.mean_opinion(&sound).unwrap().unwrap();
    assert_near("P.808", &[opinion], &[number(&golden["mos"])], 2e-3);
    assert_eq!(quality.mean_opinion(&[]).unwrap(), None);
}

#[test]
fn take_quality_agrees() {
    let raw = numbers(&golden("p835")["raw"]);
    let quality = TakeQuality::load(&model(file::SPEECH_QUALITY_P835)).unwrap();
    let sound = voice(crate::WINDOW_SAMPLES);
    let got = quality.run(&sound).unwrap();
    assert_near("P.835", &got, &raw, 5e-5);
    // The published polynomials, at these outputs.
    let rating = quality
        .rate(&sound, crate::WINDOW_SAMPLES)
        .unwrap()
        .unwrap();
    let signal = -0.083_972_78 * raw[0] * raw[0] + 1.220_839_5 * raw[0] + 0.005_243_9;
    assert_near("signal", &[rating.signal_mos], &[signal], 1e-3);
    assert_eq!(quality.rate(&[], 1).unwrap(), None);
}

#[test]
fn a_missing_model_says_what_to_do() {
    let error = FaceMesh::load(&model("none.onnx")).unwrap_err().to_string();
    assert!(error.contains("fetch-models.sh"), "{error}");
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let error = FaceMesh::load(&here).unwrap_err();
    assert!(matches!(error, crate::InferError::Load { .. }), "{error}");
}
