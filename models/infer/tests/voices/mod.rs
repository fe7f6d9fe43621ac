//! A human voice, what can be wrong with it, and the way through Opus that it takes live.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::io::Write;
use std::process::{Command, Stdio};

use crate::scene::{ffmpeg, media};

/// Twenty seconds of the browser tests' microphone: 48 kHz, mono, about −18 LUFS.
pub fn human() -> Vec<f32> {
    let bytes = ffmpeg(
        &["-t", "20", "-f", "f32le", "-ac", "1", "-ar", "48000"],
        &media("microphone.wav"),
    );
    samples(&bytes)
}

pub fn gain(sound: &[f32], gain_db: f32) -> Vec<f32> {
    let factor = 10_f32.powf(gain_db / 20.0);
    sound.iter().map(|s| s * factor).collect()
}

/// The highest peak brought to so much above full scale, and cut there.
pub fn cut(sound: &[f32], over_db: f32) -> Vec<f32> {
    let peak = sound.iter().fold(0.0_f32, |most, s| most.max(s.abs()));
    gain(sound, over_db - 20.0 * peak.log10())
        .into_iter()
        .map(|s| s.clamp(-1.0, 1.0))
        .collect()
}

/// Of the tenths of a second within 20 dB of the loudest.
pub fn speech_rms(sound: &[f32]) -> f32 {
    let powers: Vec<f32> = sound
        .chunks(4_800)
        .map(|block| block.iter().map(|s| s * s).sum::<f32>() / block.len() as f32)
        .collect();
    let loudest = powers.iter().copied().fold(0.0, f32::max);
    let speech: Vec<f32> = powers
        .into_iter()
        .filter(|p| *p > loudest / 100.0)
        .collect();
    (speech.iter().sum::<f32>() / speech.len() as f32).sqrt()
}

/// The same noise each time.
pub fn white_noise(length: usize, rms: f32) -> Vec<f32> {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut uniform = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 40) as f32 / (1_u64 << 24) as f32 - 0.5
    };
    // Twelve uniform numbers make one that is normal enough.
    (0..length)
        .map(|_| rms * (0..12).map(|_| uniform()).sum::<f32>())
        .collect()
}

/// Encoded as a browser does it, decoded, and brought to 16 kHz.
pub fn through_opus(sound: &[f32], kbit_s: u32) -> Vec<f32> {
    let bytes: Vec<u8> = sound.iter().flat_map(|s| s.to_le_bytes()).collect();
    let raw = ["-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "-"];
    let bitrate = format!("{kbit_s}k");
    let encode = [
        "-c:a",
        "libopus",
        "-b:a",
        &bitrate,
        "-application",
        "voip",
        "-f",
        "ogg",
    ];
    let encoded = piped(&[&raw[..], &encode[..]].concat(), bytes);
    let decode = [
        "-f", "ogg", "-i", "-", "-f", "f32le", "-ac", "1", "-ar", "16000",
    ];
    samples(&piped(&decode, encoded))
}

fn piped(arguments: &[&str], input: Vec<u8>) -> Vec<u8> {
    let mut child = Command::new("ffmpeg")
        .args(["-v", "error"])
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("ffmpeg is installed");
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    output.stdout
}

fn samples(bytes: &[u8]) -> Vec<f32> {
    bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}
