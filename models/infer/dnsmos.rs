//! What people would think of the sound: DNSMOS (Reddy et al., P.808 2021, P.835 2022).
//!
//! Both order clean over noisy speech well and say nothing of silence, which they rate
//! highly: ask only where there is a voice.

use std::path::Path;

use crate::error::InferError;
use crate::mel::{BANDS, LogMel};
use crate::network::Network;

/// 9.01 s at 16 kHz: what both models look at.
pub const WINDOW_SAMPLES: usize = 144_160;
/// Rows of 10 ms.
const ROWS: usize = 900;
/// DNSMOS leaves out the last hop of the window for P.808.
const P808_SAMPLES: usize = WINDOW_SAMPLES - 160;

/// Speech quality live (P.808). Load once, share.
#[derive(Debug, Clone)]
pub struct SpeechQuality {
    network: Network,
    log_mel: LogMel,
}

impl SpeechQuality {
    pub fn load(path: &Path) -> Result<Self, InferError> {
        let shape = [Some(1), Some(ROWS), Some(BANDS)];
        Ok(Self {
            network: Network::load("speech quality (P.808)", path, &[&shape])?,
            log_mel: LogMel::new(),
        })
    }

    /// Mean opinion of the last 9.01 s of these samples (16 kHz, mono), about 1–5. Less is
    /// repeated until it is enough, as DNSMOS does. No sound at all has no opinion.
    pub fn mean_opinion(&self, samples: &[f32]) -> Result<Option<f32>, InferError> {
        let from = samples.len().saturating_sub(WINDOW_SAMPLES);
        let Some(window) = filled(&samples[from..]) else {
            return Ok(None);
        };
        let rows = self.log_mel.rows(&window[..P808_SAMPLES]);
        self.run(&rows).map(Some)
    }

    pub(crate) fn run(&self, rows: &[f32]) -> Result<f32, InferError> {
        let mut outputs = self.network.run(&[(&[1, ROWS, BANDS], rows)])?.into_iter();
        Ok(self.network.expect(outputs.next(), 1)?[0])
    }
}

/// Opinions of P.835, about 1–5 each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QualityRating {
    /// Of the speech alone.
    pub signal_mos: f32,
    /// Of the background: 5 is "not noticeable".
    pub background_mos: f32,
    pub overall_mos: f32,
}

/// Speech quality of a whole take (P.835): a tenth of a core, so after the recording only.
/// Load once, share.
#[derive(Debug, Clone)]
pub struct TakeQuality {
    network: Network,
}

impl TakeQuality {
    pub fn load(path: &Path) -> Result<Self, InferError> {
        let shape = [Some(1), Some(WINDOW_SAMPLES)];
        Ok(Self {
            network: Network::load("speech quality (P.835)", path, &[&shape])?,
        })
    }

    /// The mean over windows of 9.01 s that begin every `hop_samples` (at least one; DNSMOS
    /// itself hops by 16 000, one second; [`WINDOW_SAMPLES`] looks at each second once and
    /// costs a ninth). Samples at 16 kHz, mono. No sound at all has no opinion.
    pub fn rate(
        &self,
        samples: &[f32],
        hop_samples: usize,
    ) -> Result<Option<QualityRating>, InferError> {
        let Some(samples) = filled(samples) else {
            return Ok(None);
        };
        let last = samples.len() - WINDOW_SAMPLES;
        let mut sum = [0.0_f64; 3];
        let mut count = 0.0;
        for from in (0..=last).step_by(hop_samples.max(1)) {
            let raw = self.run(&samples[from..from + WINDOW_SAMPLES])?;
            for (sum, value) in sum.iter_mut().zip(calibrated(raw)) {
                *sum += value;
            }
            count += 1.0;
        }
        let [signal_mos, background_mos, overall_mos] = sum.map(|sum| (sum / count) as f32);
        Ok(Some(QualityRating {
            signal_mos,
            background_mos,
            overall_mos,
        }))
    }

    pub(crate) fn run(&self, window: &[f32]) -> Result<[f32; 3], InferError> {
        let outputs = self.network.run(&[(&[1, WINDOW_SAMPLES], window)])?;
        let raw = self.network.expect(outputs.into_iter().next(), 3)?;
        Ok([raw[0], raw[1], raw[2]])
    }
}

/// The polynomials that Microsoft publishes with the model, from its outputs to opinions.
fn calibrated([signal, background, overall]: [f32; 3]) -> [f64; 3] {
    let polynomial = |[square, linear, constant]: [f64; 3], x: f32| {
        let x = f64::from(x);
        (square * x + linear) * x + constant
    };
    [
        polynomial([-0.083_972_78, 1.220_839_53, 0.005_243_9], signal),
        polynomial([-0.131_668_88, 1.609_155_14, -0.396_045_46], background),
        polynomial([-0.067_662_83, 1.115_464_68, 0.046_025_35], overall),
    ]
}

/// At least one window: short sound is doubled until it is.
fn filled(samples: &[f32]) -> Option<Vec<f32>> {
    if samples.is_empty() {
        return None;
    }
    let clean = samples.iter().map(|s| {
        if s.is_finite() {
            s.clamp(-1.0, 1.0)
        } else {
            0.0
        }
    });
    let mut filled: Vec<f32> = clean.collect();
    if filled.len() < WINDOW_SAMPLES {
        let once = filled.clone();
        // Doubling and repeating give the same samples.
        filled = once.iter().copied().cycle().take(WINDOW_SAMPLES).collect();
    }
    Some(filled)
}
