//! How luma is spread.

/// Luma 0–25 of 255 is dark, 247–255 is burnt out (OFIQ, under- and over-exposure).
const DARK_TO: f32 = 25.5;
const BRIGHT_FROM: f32 = 246.5;

pub(super) struct Spread {
    /// 0–1.
    pub mean: f32,
    /// Of luma in 0–1.
    pub variance: f32,
    pub dark_share: f32,
    pub bright_share: f32,
}

pub(super) fn spread(values: &[f32]) -> Option<Spread> {
    if values.is_empty() {
        return None;
    }
    let count = values.len() as f64;
    let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / count;
    let variance = values
        .iter()
        .map(|v| (f64::from(*v) - mean).powi(2))
        .sum::<f64>()
        / count;
    let share = |is: &dyn Fn(f32) -> bool| {
        (values.iter().filter(|v| is(**v)).count() as f64 / count) as f32
    };
    Some(Spread {
        mean: (mean / 255.0) as f32,
        variance: (variance / (255.0 * 255.0)) as f32,
        dark_share: share(&|v| v < DARK_TO),
        bright_share: share(&|v| v >= BRIGHT_FROM),
    })
}

/// Shares of the 256 levels; each value is split between the two nearest levels.
pub(super) fn shares(values: &[f32]) -> [f32; 256] {
    let mut shares = [0.0; 256];
    let each = 1.0 / values.len().max(1) as f32;
    for value in values {
        let value = value.clamp(0.0, 255.0);
        let level = value.floor();
        let above = value - level;
        let level = level as usize;
        shares[level] += each * (1.0 - above);
        shares[(level + 1).min(255)] += each * above;
    }
    shares
}

/// Shannon's entropy of the 256 levels, in bits, 0–8.
pub(super) fn entropy_bits(values: &[f32]) -> f32 {
    // Whole levels: splitting would give an even picture an entropy.
    let mut counts = [0_u32; 256];
    for value in values {
        counts[value.round().clamp(0.0, 255.0) as usize] += 1;
    }
    let total = values.len().max(1) as f32;
    let bits: f32 = counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| *count as f32 / total)
        .map(|share| -share * share.log2())
        .sum();
    bits.max(0.0)
}

/// The middle value over 255, by the levels.
pub(super) fn median(values: &[f32]) -> f32 {
    let mut counts = [0_usize; 256];
    for value in values {
        counts[value.round().clamp(0.0, 255.0) as usize] += 1;
    }
    let mut seen = 0;
    for (level, count) in counts.iter().enumerate() {
        seen += count;
        if seen * 2 >= values.len() && seen > 0 {
            return level as f32 / 255.0;
        }
    }
    0.0
}

/// Levels of luma over which a histogram is smoothed before two are compared: a cheek of a
/// small picture has some hundred pixels, too few for 256 separate levels.
const SMOOTHING_LEVELS: f32 = 6.0;

/// Sum of the smaller of both shares over all levels, 0–1 (OFIQ, illumination uniformity).
/// Zero when either is empty.
pub(super) fn overlap(left: &[f32], right: &[f32]) -> f32 {
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    let (left, right) = (smooth(&shares(left)), smooth(&shares(right)));
    let sum: f32 = left.iter().zip(&right).map(|(l, r)| l.min(*r)).sum();
    sum.clamp(0.0, 1.0)
}

/// A Gaussian over the levels; what would fall off an end stays on it.
fn smooth(shares: &[f32; 256]) -> [f32; 256] {
    let reach = (3.0 * SMOOTHING_LEVELS) as i32;
    let weight = |step: i32| (-0.5 * (step as f32 / SMOOTHING_LEVELS).powi(2)).exp();
    let total: f32 = (-reach..=reach).map(weight).sum();
    let mut out = [0.0; 256];
    for (level, share) in shares.iter().enumerate() {
        if *share == 0.0 {
            continue;
        }
        for step in -reach..=reach {
            let to = (level as i32 + step).clamp(0, 255) as usize;
            out[to] += share * weight(step) / total;
        }
    }
    out
}
