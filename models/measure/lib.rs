//! Numbers from pictures and sound, by formula alone: no model, no judgement.
//!
//! [`picture::measures`] takes a picture and where its faces are; [`SoundMeter`] takes
//! samples as they come and the probability of a voice in them. What they give is
//! [`coach`]'s; every field there says its unit.

pub mod picture;
pub mod sound;

pub use picture::{FaceGeometry, RgbView};
pub use sound::SoundMeter;
