//! Which frames are speech, and how far speech stands out of the rest.

use super::level::{FLOOR_DBFS, power_to_dbfs};

/// Silero's own thresholds: speech begins at one and goes on down to the other.
const BEGINS: f32 = 0.5;
const GOES_ON: f32 = 0.35;
/// Silero's `min_speech_duration_ms`, 250 ms: what is shorter is a knock, or the few frames
/// of white noise that the model takes for a voice.
const SHORTEST_SPEECH_FRAMES: usize = 8;

/// 32 ms of sound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    /// Mean square.
    pub power: f64,
    /// Of a voice, 0–1.
    pub probability: f32,
}

/// For each frame, whether it is speech. A run that has only just begun is not yet.
pub(super) fn speech_flags(frames: &[Frame]) -> Vec<bool> {
    let mut flags = vec![false; frames.len()];
    let mut start = None;
    for (index, frame) in frames.iter().enumerate() {
        let threshold = if start.is_some() { GOES_ON } else { BEGINS };
        if frame.probability >= threshold {
            start.get_or_insert(index);
        } else if let Some(from) = start.take() {
            mark(&mut flags[from..index]);
        }
    }
    if let Some(from) = start {
        mark(&mut flags[from..]);
    }
    flags
}

fn mark(run: &mut [bool]) {
    if run.len() >= SHORTEST_SPEECH_FRAMES {
        run.fill(true);
    }
}

/// Frames this near to speech are neither: onsets, echoes and breaths.
const MARGIN_FRAMES: usize = 4;
/// Fewer frames than this (0.26 s) give no level of the background.
const LEAST_NOISE_FRAMES: usize = 8;

/// Mean square of the background: of frames away from speech, the mean of the quieter half
/// without the quietest tenth, so that neither a breath or a chair nor a codec's dead
/// silence stands for the room.
pub(super) fn noise_power(frames: &[Frame], flags: &[bool]) -> Option<f64> {
    let near_speech = |index: usize| {
        let from = index.saturating_sub(MARGIN_FRAMES);
        let to = (index + MARGIN_FRAMES + 1).min(flags.len());
        flags[from..to].contains(&true)
    };
    let mut powers: Vec<f64> = frames
        .iter()
        .enumerate()
        .filter(|(index, _)| !near_speech(*index))
        .map(|(_, frame)| frame.power)
        .collect();
    if powers.len() < LEAST_NOISE_FRAMES {
        return None;
    }
    powers.sort_by(f64::total_cmp);
    let quiet = &powers[powers.len() / 10..powers.len().div_ceil(2)];
    Some(quiet.iter().sum::<f64>() / quiet.len() as f64)
}

/// Of this long a stretch (3 s) the quietest frames are taken for the background.
const LEAST_QUIET_FRAMES: usize = 94;
/// One frame in twenty falls between words, even of somebody who never pauses.
const QUIET_ONE_IN: usize = 20;

/// Below this, in dB of full scale, a frame is a codec's dead silence and no room.
const DEAD_DBFS: f32 = -80.0;

/// Mean square of the quietest twentieth of all frames: the background as minimum statistics
/// (Martin 2001) finds it below speech without a pause.
pub(super) fn quietest_power(frames: &[Frame]) -> Option<f64> {
    if frames.len() < LEAST_QUIET_FRAMES {
        return None;
    }
    let dead = super::level::dbfs_to_power(DEAD_DBFS);
    let mut powers: Vec<f64> = frames
        .iter()
        .map(|frame| frame.power)
        .filter(|power| *power > dead)
        .collect();
    if powers.len() < QUIET_ONE_IN {
        return None;
    }
    powers.sort_by(f64::total_cmp);
    let quiet = &powers[..powers.len() / QUIET_ONE_IN];
    Some(quiet.iter().sum::<f64>() / quiet.len() as f64)
}

/// Mean square of the speech frames.
pub(super) fn speech_power(frames: &[Frame], flags: &[bool]) -> Option<f64> {
    let (sum, count) = frames
        .iter()
        .zip(flags)
        .filter(|(_, speech)| **speech)
        .fold((0.0, 0_u32), |(sum, count), (frame, _)| {
            (sum + frame.power, count + 1)
        });
    (count > 0).then(|| sum / f64::from(count))
}

/// Speech frames hold the background too: it is taken off first. From −10 dB (a voice that
/// hardly stands out) to the distance to the floor.
pub(super) fn snr_db(speech_power: f64, noise_power: f64) -> f32 {
    let noise_power = noise_power.max(super::level::dbfs_to_power(FLOOR_DBFS));
    let voice = (speech_power - noise_power).max(0.1 * noise_power);
    (power_to_dbfs(voice) - power_to_dbfs(noise_power)).max(-10.0)
}
