//! Whether a voice was cut at full scale.

/// Share of samples in runs at full scale, 0–1.
pub fn clipped_share(samples: &[f32]) -> f32 {
    if samples.is_empty() {
        return 0.0;
    }
    let mut clipped = 0;
    let mut run = 0;
    for (index, sample) in samples.iter().enumerate() {
        let same_side =
            index > 0 && samples[index - 1].is_sign_positive() == sample.is_sign_positive();
        if sample.abs() >= NEAR_FULL_SCALE {
            if run > 0 && !same_side {
                clipped += counted(run);
                run = 0;
            }
            run += 1;
        } else {
            clipped += counted(run);
            run = 0;
        }
    }
    clipped += counted(run);
    clipped as f32 / samples.len() as f32
}

const NEAR_FULL_SCALE: f32 = 0.8;
const SHORTEST_RUN: usize = 4;

fn counted(run: usize) -> usize {
    if run >= SHORTEST_RUN { run } else { 0 }
}
