//! The log-mel picture that DNSMOS P.808 looks at: librosa's `melspectrogram` and
//! `power_to_db` with DNSMOS's settings, number by number.

use std::f64::consts::PI;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

const SAMPLE_RATE_HZ: f64 = 16_000.0;
const FFT: usize = 321;
const HOP: usize = 160;
pub(crate) const BANDS: usize = 120;
/// librosa's defaults: the least power, and the range below the loudest cell.
const LEAST_POWER: f64 = 1e-10;
const RANGE_DB: f64 = 80.0;

#[derive(Clone)]
pub(crate) struct LogMel {
    fft: Arc<dyn RealToComplex<f64>>,
    window: Vec<f64>,
    /// For each band, the weights of the bins.
    filters: Vec<Vec<f64>>,
}

impl std::fmt::Debug for LogMel {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("LogMel")
    }
}

impl LogMel {
    pub fn new() -> Self {
        // Periodic Hann, as scipy's `get_window` makes it.
        let window = (0..FFT)
            .map(|n| 0.5 - 0.5 * (2.0 * PI * n as f64 / FFT as f64).cos())
            .collect();
        Self {
            fft: RealFftPlanner::new().plan_fft_forward(FFT),
            window,
            filters: filters(),
        }
    }

    /// One row of 120 values for each hop of 10 ms, (dB below the loudest + 40) / 40. The
    /// sound is padded with silence by half a window on both sides.
    pub fn rows(&self, samples: &[f32]) -> Vec<f32> {
        let half = FFT / 2;
        let mut padded = vec![0.0_f64; samples.len() + 2 * half];
        for (to, from) in padded[half..].iter_mut().zip(samples) {
            *to = if from.is_finite() {
                f64::from(*from)
            } else {
                0.0
            };
        }
        let mut powers = vec![];
        let mut spectrum = self.fft.make_output_vec();
        let mut frame = self.fft.make_input_vec();
        for start in (0..=padded.len().saturating_sub(FFT)).step_by(HOP) {
            let Some(cut) = padded.get(start..start + FFT) else {
                break;
            };
            for ((to, sample), weight) in frame.iter_mut().zip(cut).zip(&self.window) {
                *to = sample * weight;
            }
            if self.fft.process(&mut frame, &mut spectrum).is_err() {
                // Only wrong lengths fail, and these are made by the plan itself.
                spectrum.fill(Complex::default());
            }
            let bins: Vec<f64> = spectrum.iter().map(|bin| bin.norm_sqr()).collect();
            powers.extend(
                self.filters
                    .iter()
                    .map(|filter| filter.iter().zip(&bins).map(|(w, p)| w * p).sum::<f64>()),
            );
        }
        let decibels = |power: f64| 10.0 * power.max(LEAST_POWER).log10();
        let loudest = decibels(powers.iter().copied().fold(0.0, f64::max));
        powers
            .into_iter()
            .map(|power| {
                let below = (decibels(power) - loudest).max(-RANGE_DB);
                ((below + 40.0) / 40.0) as f32
            })
            .collect()
    }
}

/// Slaney's scale: linear to 1 kHz, logarithmic above.
fn mel_to_hz(mel: f64) -> f64 {
    let linear_hz = 200.0 / 3.0;
    let bend_mel = 1000.0 / linear_hz;
    if mel < bend_mel {
        linear_hz * mel
    } else {
        1000.0 * ((6.4_f64.ln() / 27.0) * (mel - bend_mel)).exp()
    }
}

fn hz_to_mel(hz: f64) -> f64 {
    let linear_hz = 200.0 / 3.0;
    if hz < 1000.0 {
        hz / linear_hz
    } else {
        1000.0 / linear_hz + (hz / 1000.0).ln() / (6.4_f64.ln() / 27.0)
    }
}

/// Triangles of equal area.
fn filters() -> Vec<Vec<f64>> {
    let top = hz_to_mel(SAMPLE_RATE_HZ / 2.0);
    let edges: Vec<f64> = (0..BANDS + 2)
        .map(|index| mel_to_hz(top * index as f64 / (BANDS + 1) as f64))
        .collect();
    edges
        .windows(3)
        .map(|edge| {
            let [left, middle, right] = [edge[0], edge[1], edge[2]];
            (0..=FFT / 2)
                .map(|bin| {
                    let hz = bin as f64 * SAMPLE_RATE_HZ / FFT as f64;
                    let rising = (hz - left) / (middle - left);
                    let falling = (right - hz) / (right - middle);
                    rising.min(falling).max(0.0) * 2.0 / (right - left)
                })
                .collect()
        })
        .collect()
}
