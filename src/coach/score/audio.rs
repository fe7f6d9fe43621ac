//! Is there a voice, clear and loud enough?

use super::curve::{best, ramp};
use super::{Context, Part, Parts};
use crate::hint::HintCode;
use crate::observation::SoundMeasures;

/// A voice was heard in a second with at least this share of speech. Silero finds 0.96 in
/// speech and up to 0.12 in white noise that follows speech.
pub const VOICE_SHARE: f32 = 0.25;
/// Below this share of speech the second's level is that of its surroundings.
pub const NO_VOICE_SHARE: f32 = 0.05;
/// Time since a voice was last heard, in ms → points. Pauses up to 3 s belong to speech.
pub const SILENCE_MS: [(f32, f32); 4] = [
    (3_000.0, 100.0),
    (4_000.0, 60.0),
    (6_000.0, 20.0),
    (8_000.0, 0.0),
];
/// Loudness of speech in LUFS → points. AES TD1008 wants −18 ± 2 on the net; a player's
/// volume makes up for some decibels more, noise comes with them. Design choice beyond ± 2.
pub const QUIET_LUFS: [(f32, f32); 5] = [
    (-40.0, 0.0),
    (-34.0, 30.0),
    (-28.0, 70.0),
    (-24.0, 90.0),
    (-20.0, 100.0),
];
pub const LOUD_LUFS: [(f32, f32); 4] = [(-14.0, 100.0), (-11.0, 80.0), (-8.0, 50.0), (-4.0, 0.0)];
/// Speech peaks at least this far above its loudness: a second of speech whose peak is lower
/// is quiet, however loud the nine before it were.
pub const CREST_DB: f32 = 10.0;
/// Share of samples in runs near full scale → points. A clean voice has at most 0.0003, one cut
/// by 6 dB 0.02, by 12 dB 0.13. Design choice.
pub const CLIPPED_SHARE: [(f32, f32); 4] =
    [(0.0005, 100.0), (0.005, 70.0), (0.02, 40.0), (0.1, 0.0)];
/// Speech over what is between it, in dB → points. Design choice.
pub const SNR_DB: [(f32, f32); 5] = [
    (0.0, 0.0),
    (6.0, 30.0),
    (12.0, 65.0),
    (18.0, 85.0),
    (25.0, 100.0),
];
/// Level of a second without a voice, in LUFS or dBFS → points. Design choice.
pub const NOISE_LEVEL: [(f32, f32); 4] =
    [(-45.0, 100.0), (-38.0, 70.0), (-32.0, 40.0), (-20.0, 0.0)];
/// Above this a second without a voice is noisy.
pub const NOISY_LUFS: f32 = -38.0;
/// Below this nothing is heard: a muted or a wrong microphone.
pub const NOTHING_LUFS: f32 = -60.0;
/// Opinion of DNSMOS P.808 → points. Its nine seconds come too late to advise by, so that it
/// parts good from excellent and fails nothing. Design choice.
pub const SPEECH_QUALITY_MOS: [(f32, f32); 3] = [(2.0, 75.0), (3.0, 85.0), (3.6, 100.0)];
/// Speech among the last ten seconds without which the opinion is not asked for.
pub const SPEECH_QUALITY_SHARE: f32 = 0.3;

/// Points of one look; no part while nothing was heard yet that could be judged.
pub fn parts(sound: &SoundMeasures, context: &Context) -> Vec<Part> {
    let mut parts = Parts::default();
    let level = noise_level(sound, context);
    let noisy = is_mere_noise(sound, context);
    // What is heard while no voice is: a room to leave, somebody to speak, nothing at all.
    let silence = match level {
        _ if noisy => HintCode::QuieterPlace,
        Some(level) if level > NOTHING_LUFS => HintCode::Speak,
        _ => HintCode::CheckMicrophone,
    };
    let silent_ms = context.silent_ms.map(|ms| ms as f32);
    parts.push(
        "silence",
        silent_ms.and_then(|ms| ramp(ms, &SILENCE_MS)),
        silence,
    );
    let noise = level.and_then(|level| ramp(level, &NOISE_LEVEL));
    if noisy {
        parts.push("noise", noise, HintCode::QuieterPlace);
    }
    parts.push(
        "clipping",
        ramp(sound.clipped_share, &CLIPPED_SHARE),
        HintCode::SpeakSofter,
    );
    if let Some(speech) = sound.speech_lufs {
        let quiet = ramp(speech_level(sound, speech), &QUIET_LUFS);
        parts.push("quiet", quiet, HintCode::SpeakLouder);
        parts.push(
            "loud",
            ramp(sound.short_term_lufs, &LOUD_LUFS),
            HintCode::SpeakSofter,
        );
        let snr = sound.snr_db.filter(|_| !context.snr_is_spoilt);
        let snr = snr.and_then(|snr| ramp(snr, &SNR_DB));
        parts.push("snr", snr, HintCode::QuieterPlace);
        let quality = sound
            .speech_quality_mos
            .filter(|_| sound.speech_share_10s >= SPEECH_QUALITY_SHARE)
            .and_then(|mos| ramp(mos, &SPEECH_QUALITY_MOS));
        parts.push("speech_quality", quality, HintCode::QuieterPlace);
    }
    parts.0
}

/// Whether a voice was heard in the last second.
pub fn has_voice(sound: &SoundMeasures) -> bool {
    sound.speech_share >= VOICE_SHARE
}

/// Level of a second in which nobody spoke; `None` while somebody does. The momentary
/// loudness, once the look before or the level of what is not speech bears it out: the first
/// syllables of a sentence are not yet known for speech.
fn noise_level(sound: &SoundMeasures, context: &Context) -> Option<f32> {
    if sound.speech_share > NO_VOICE_SHARE || !sound.momentary_lufs.is_finite() {
        return None;
    }
    let noise = sound.noise_dbfs.filter(|noise| noise.is_finite());
    let before = context.voiceless_lufs_before;
    let borne_out = best([noise, before.filter(|level| level.is_finite())]);
    Some(borne_out.map_or(sound.momentary_lufs, |level| {
        sound.momentary_lufs.min(level)
    }))
}

/// Whether a second is mere noise, too loud to be a room's silence.
pub fn is_mere_noise(sound: &SoundMeasures, context: &Context) -> bool {
    noise_level(sound, context).is_some_and(|level| level > NOISY_LUFS)
}

fn speech_level(sound: &SoundMeasures, speech_lufs: f32) -> f32 {
    if sound.speech_share >= 0.5 && sound.peak_dbfs.is_finite() {
        speech_lufs.min(sound.peak_dbfs - CREST_DB)
    } else {
        speech_lufs
    }
}
