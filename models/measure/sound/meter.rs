//! The streaming meter of one microphone.

use std::collections::VecDeque;

use coach::observation::SoundMeasures;
use ebur128::{EbuR128, Mode};

use super::clipping::clipped_share;
use super::level::{amplitude_to_dbfs, power_to_dbfs};
use super::speech::{Frame, noise_power, quietest_power, snr_db, speech_flags, speech_power};

pub const SAMPLE_RATE_HZ: u32 = 16_000;
/// A probability of a voice is about so many samples: 32 ms.
pub const FRAME_SAMPLES: usize = 512;
const SECOND_SAMPLES: usize = SAMPLE_RATE_HZ as usize;
/// Frames in 10 s and in 1 s, rounded up.
const LONG_FRAMES: usize = 313;
const SHORT_FRAMES: usize = 31;
/// Frames in 3 s, of which the quietest bound the background.
const NEWEST_FRAMES: usize = 94;
/// EBU R128's gating block: 400 ms, a new one every 100 ms.
const BLOCK_SAMPLES: u64 = 6_400;
const BLOCK_STEP_SAMPLES: usize = 1_600;
const LONG_BLOCKS: usize = 100;
/// EBU Tech 3341: the meter's floor, and the relative gate of integrated loudness.
const FLOOR_LUFS: f64 = -70.0;
const RELATIVE_GATE_LU: f64 = -10.0;

/// Loudness, peaks, clipping, speech and noise of one stream at 16 kHz, mono, −1…1.
///
/// Mono is measured as one channel (ITU-R BS.1770): a full-scale sine of 1 kHz is −3 LUFS.
#[derive(Debug)]
pub struct SoundMeter {
    loudness: Option<EbuR128>,
    /// Since the beginning.
    samples_seen: u64,
    /// Fed to `loudness` a block's step at a time.
    unfed: Vec<f32>,
    second: VecDeque<f32>,
    /// Samples that are no whole frame yet.
    remainder: Vec<f32>,
    /// Power of whole frames whose probability has not come yet.
    waiting: VecDeque<f64>,
    early_probabilities: VecDeque<f32>,
    frames: VecDeque<Frame>,
    /// Since the beginning, with those that `frames` forgot.
    frames_seen: u64,
    blocks: VecDeque<Block>,
}

/// One gating block.
#[derive(Debug, Clone, Copy)]
struct Block {
    end_sample: u64,
    lufs: f64,
}

impl Default for SoundMeter {
    fn default() -> Self {
        Self::new()
    }
}

impl SoundMeter {
    pub fn new() -> Self {
        Self {
            // Fails on a channel count or rate of zero alone.
            loudness: EbuR128::new(1, SAMPLE_RATE_HZ, Mode::M | Mode::S).ok(),
            samples_seen: 0,
            unfed: vec![],
            second: VecDeque::with_capacity(SECOND_SAMPLES),
            remainder: vec![],
            waiting: VecDeque::new(),
            early_probabilities: VecDeque::new(),
            frames: VecDeque::new(),
            frames_seen: 0,
            blocks: VecDeque::new(),
        }
    }

    /// Takes samples as they come, and the probabilities of a voice for each 512 of them
    /// from the first sample on. Probabilities may lag behind; a frame counts when both are
    /// there. What is not a number is taken as 0.
    pub fn push(&mut self, samples: &[f32], voice_probabilities: &[f32]) {
        for sample in samples {
            let sample = if sample.is_finite() { *sample } else { 0.0 };
            self.push_sample(sample.clamp(-4.0, 4.0));
        }
        self.early_probabilities.extend(voice_probabilities);
        while let (Some(power), Some(probability)) =
            (self.waiting.front(), self.early_probabilities.front())
        {
            let probability = if probability.is_finite() {
                *probability
            } else {
                0.0
            };
            self.frames.push_back(Frame {
                power: *power,
                probability,
            });
            self.frames_seen += 1;
            self.waiting.pop_front();
            self.early_probabilities.pop_front();
        }
        while self.frames.len() > LONG_FRAMES {
            self.frames.pop_front();
        }
    }

    fn push_sample(&mut self, sample: f32) {
        self.samples_seen += 1;
        if self.second.len() == SECOND_SAMPLES {
            self.second.pop_front();
        }
        self.second.push_back(sample);
        self.remainder.push(sample);
        if self.remainder.len() == FRAME_SAMPLES {
            self.waiting.push_back(mean_square(&self.remainder));
            self.remainder.clear();
        }
        self.unfed.push(sample);
        if self.unfed.len() == BLOCK_STEP_SAMPLES {
            self.end_block();
        }
    }

    fn end_block(&mut self) {
        if let Some(loudness) = &mut self.loudness
            && loudness.add_frames_f32(&self.unfed).is_ok()
        {
            let lufs = loudness.loudness_momentary().unwrap_or(FLOOR_LUFS);
            if self.blocks.len() == LONG_BLOCKS {
                self.blocks.pop_front();
            }
            self.blocks.push_back(Block {
                end_sample: self.samples_seen,
                lufs,
            });
        }
        self.unfed.clear();
    }

    /// What is known now. The windows end at the last sample (loudness: at the last whole
    /// tenth of a second; speech: at the last frame that has a probability).
    pub fn measures(&self) -> SoundMeasures {
        let second: Vec<f32> = self.second.iter().copied().collect();
        let peak = second.iter().fold(0.0_f32, |most, s| most.max(s.abs()));
        let frames: Vec<Frame> = self.frames.iter().copied().collect();
        let flags = speech_flags(&frames);
        let last = |count: usize| frames.len().saturating_sub(count);
        let long = last(LONG_FRAMES);
        // A noise that is over is no background any more: the newest moments that are
        // quieter than it show that.
        let newest = quietest_power(&frames[last(NEWEST_FRAMES)..]);
        let noise = noise_power(&frames[long..], &flags[long..])
            .or_else(|| quietest_power(&frames[long..]))
            .map(|noise| newest.map_or(noise, |newest| noise.min(newest)));
        let speech = speech_power(&frames[long..], &flags[long..]);
        SoundMeasures {
            momentary_lufs: self.lufs(EbuR128::loudness_momentary),
            short_term_lufs: self.lufs(EbuR128::loudness_shortterm),
            speech_lufs: self.speech_lufs(&flags),
            peak_dbfs: amplitude_to_dbfs(peak),
            clipped_share: clipped_share(&second),
            speech_share: share(&flags[last(SHORT_FRAMES)..]),
            speech_share_10s: share(&flags[long..]),
            snr_db: speech
                .zip(noise)
                .map(|(speech, noise)| snr_db(speech, noise)),
            noise_dbfs: noise.map(power_to_dbfs),
            speech_quality_mos: None,
        }
    }

    fn lufs(&self, of: impl Fn(&EbuR128) -> Result<f64, ebur128::Error>) -> f32 {
        let lufs = self.loudness.as_ref().and_then(|meter| of(meter).ok());
        lufs.filter(|lufs| lufs.is_finite())
            .map_or(FLOOR_LUFS, |lufs| lufs.max(FLOOR_LUFS)) as f32
    }

    /// EBU R128's integrated loudness of the last 10 s with one more gate: half of a block's
    /// frames must be speech.
    fn speech_lufs(&self, flags: &[bool]) -> Option<f32> {
        let first_frame = self.frames_seen - flags.len() as u64;
        let is_speech = |block: &&Block| {
            let frame_of =
                |sample: u64| (sample / FRAME_SAMPLES as u64).saturating_sub(first_frame);
            let from = frame_of(block.end_sample.saturating_sub(BLOCK_SAMPLES)) as usize;
            let to = (frame_of(block.end_sample) as usize).min(flags.len());
            from < to && 2 * flags[from..to].iter().filter(|speech| **speech).count() >= to - from
        };
        let powers: Vec<f64> = self
            .blocks
            .iter()
            .filter(is_speech)
            .filter(|block| block.lufs > FLOOR_LUFS)
            .map(|block| 10_f64.powf(block.lufs / 10.0))
            .collect();
        let mean = |powers: &[f64]| powers.iter().sum::<f64>() / powers.len() as f64;
        if powers.is_empty() {
            return None;
        }
        let gate = mean(&powers) * 10_f64.powf(RELATIVE_GATE_LU / 10.0);
        let loud: Vec<f64> = powers.into_iter().filter(|power| *power >= gate).collect();
        Some((10.0 * mean(&loud).log10()).max(FLOOR_LUFS) as f32)
    }
}

fn share(flags: &[bool]) -> f32 {
    let speech = flags.iter().filter(|speech| **speech).count();
    speech as f32 / flags.len().max(1) as f32
}

fn mean_square(samples: &[f32]) -> f64 {
    samples.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / samples.len().max(1) as f64
}
