//! The light of the whole frame.

use super::histogram::{median, spread};
use super::view::Luma;

/// Luminance is 0–1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FrameLight {
    pub mean: f32,
    pub median: f32,
    /// Pixels with luma 0–25 of 255.
    pub dark_share: f32,
    /// Pixels with luma 247–255.
    pub bright_share: f32,
}

pub fn frame_light(luma: &Luma) -> FrameLight {
    let median = median(luma.data());
    match spread(luma.data()) {
        Some(spread) => FrameLight {
            mean: spread.mean,
            median,
            dark_share: spread.dark_share,
            bright_share: spread.bright_share,
        },
        None => FrameLight {
            mean: 0.0,
            median,
            dark_share: 0.0,
            bright_share: 0.0,
        },
    }
}
