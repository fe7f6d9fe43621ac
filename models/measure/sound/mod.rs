//! How loud, how clear and how clean a voice is.

mod clipping;
mod level;
mod meter;
mod speech;

pub use meter::{FRAME_SAMPLES, SAMPLE_RATE_HZ, SoundMeter};
