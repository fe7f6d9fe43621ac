//! Prints what is measured on a human voice, with many faults, through Opus at 32 kbit/s: the
//! numbers that the scores are built on. `cargo run -p infer --example sound_table`

#![allow(clippy::unwrap_used)]

#[path = "../tests/scene/mod.rs"]
mod scene;
#[path = "../tests/voices/mod.rs"]
mod voices;

use infer::{SpeechQuality, VoiceActivity, VoiceState, file};
use measure::SoundMeter;

fn main() {
    let activity = VoiceActivity::load(&scene::models().join(file::VOICE_ACTIVITY)).unwrap();
    let quality = SpeechQuality::load(&scene::models().join(file::SPEECH_QUALITY_P808)).unwrap();
    let voice = voices::human();
    let rms = voices::speech_rms(&voice);
    let noisy = |snr_db: f32| {
        let noise = voices::white_noise(voice.len(), rms * 10_f32.powf(-snr_db / 20.0));
        voice
            .iter()
            .zip(noise)
            .map(|(v, n)| v + n)
            .collect::<Vec<f32>>()
    };
    let noise_after = |noise_rms: f32| {
        let mut sound = voice[..48_000 * 8].to_vec();
        sound.extend(voices::white_noise(48_000 * 12, noise_rms));
        sound
    };
    let rows: Vec<(&str, Vec<f32>)> = vec![
        ("clean", voice.clone()),
        ("clean, +2 dB (−16 LUFS)", voices::gain(&voice, 2.0)),
        ("−10 dB", voices::gain(&voice, -10.0)),
        ("−20 dB", voices::gain(&voice, -20.0)),
        ("−30 dB", voices::gain(&voice, -30.0)),
        (
            "peak at full scale, then cut by 6 dB",
            voices::cut(&voice, 6.0),
        ),
        ("cut by 12 dB", voices::cut(&voice, 12.0)),
        ("cut by 20 dB", voices::cut(&voice, 20.0)),
        ("white noise, SNR 20 dB", noisy(20.0)),
        ("white noise, SNR 10 dB", noisy(10.0)),
        ("white noise, SNR 5 dB", noisy(5.0)),
        ("white noise, SNR 0 dB", noisy(0.0)),
        ("silence", vec![0.0; 48_000 * 20]),
        (
            "white noise alone, −30 dBFS",
            voices::white_noise(48_000 * 20, 0.0316),
        ),
        (
            "white noise alone, −20 dBFS",
            voices::white_noise(48_000 * 20, 0.1),
        ),
        ("8 s voice, then white noise −30 dBFS", noise_after(0.0316)),
        ("8 s voice, then silence", noise_after(0.0)),
    ];
    println!(
        "| sound | at s | momentary | short-term | speech LUFS | peak | clipped | speech 1 s | speech 10 s | SNR | noise | P.808 | frames ≥ 0.5 |"
    );
    println!("|{}", "---|".repeat(13));
    for (name, sound) in rows {
        let heard = voices::through_opus(&sound, 32);
        let mut meter = SoundMeter::new();
        let mut state = VoiceState::default();
        let mut voiced = vec![];
        for (index, second) in heard.chunks(16_000).enumerate() {
            let probabilities = activity.probabilities(&mut state, second).unwrap();
            voiced.extend(probabilities.iter().map(|p| *p >= 0.5));
            meter.push(second, &probabilities);
            if ![4, 9, 12, 16, 18].contains(&index) {
                continue;
            }
            let m = meter.measures();
            let opinion = quality
                .mean_opinion(&heard[..(index + 1) * 16_000])
                .unwrap();
            let number = |value: Option<f32>| value.map_or("–".into(), |v| format!("{v:.1}"));
            let recent = &voiced[voiced.len().saturating_sub(31)..];
            let raw = recent.iter().filter(|v| **v).count() as f32 / recent.len() as f32;
            println!(
                "| {name} | {} | {:.1} | {:.1} | {} | {:.1} | {:.4} | {:.2} | {:.2} | {} | {} | {} | {raw:.2} |",
                index + 1,
                m.momentary_lufs,
                m.short_term_lufs,
                number(m.speech_lufs),
                m.peak_dbfs,
                m.clipped_share,
                m.speech_share,
                m.speech_share_10s,
                number(m.snr_db),
                number(m.noise_dbfs),
                opinion.map_or("–".into(), |v| format!("{v:.2}")),
            );
        }
    }
}
