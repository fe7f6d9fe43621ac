//! Whether a voice was cut at full scale.

/// Clipping happens before the encoder. After Opus and resampling to 16 kHz flat tops ring,
/// so that few samples stand exactly at 1; they stay near it for several samples, which a
/// clean voice does not. Found by cutting a human voice and sending it through Opus (medians
/// and maxima over windows of 1 s, 32 and 64 kbit/s alike):
///
/// | voice | share |
/// |---|---|
/// | clean, −16 LUFS | 0 |
/// | clean, highest peak at full scale | 0, at most 0.0003 |
/// | cut by 6 dB | 0.02, at most 0.06 |
/// | cut by 12 dB | 0.13–0.14, at most 0.20 |
/// | cut by 20 dB | 0.20–0.25, at most 0.35 |
///
/// A voice that is cut and made quieter afterwards is not found.
const NEAR_FULL_SCALE: f32 = 0.9;
const SHORTEST_RUN: usize = 3;

/// Share of samples in runs of at least three on one side at or above 0.9 of full scale, 0–1.
pub fn clipped_share(samples: &[f32]) -> f32 {
    let mut clipped = 0;
    let mut run = 0;
    let mut run_side = 0.0;
    for sample in samples {
        let side = if sample.abs() >= NEAR_FULL_SCALE {
            sample.signum()
        } else {
            0.0
        };
        if side != run_side {
            clipped += counted(run);
            run = 0;
            run_side = side;
        }
        if side != 0.0 {
            run += 1;
        }
    }
    clipped += counted(run);
    clipped as f32 / samples.len().max(1) as f32
}

fn counted(run: usize) -> usize {
    if run >= SHORTEST_RUN { run } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_near_full_scale_count_and_single_peaks_do_not() {
        assert_eq!(clipped_share(&[]), 0.0);
        assert_eq!(clipped_share(&[1.0, 1.0, 0.0, 0.0]), 0.0);
        assert_eq!(clipped_share(&[1.0, 0.95, 1.0, 0.0]), 0.75);
        // Each side by itself: a loud square wave of two samples a side is no flat top.
        assert_eq!(clipped_share(&[1.0, 1.0, -1.0, -1.0]), 0.0);
        assert_eq!(clipped_share(&[-1.0; 4]), 1.0);
    }
}
