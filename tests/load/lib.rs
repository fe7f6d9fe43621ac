//! The traffic generator: publishers over real WebRTC that speak the live protocol, with
//! sources whose every moment is known. Used as a library by `tests/system`, and as the
//! binary `load`.
//!
//! ```text
//! Clip ──► Publisher ──► Wire ──► the server's one UDP port
//! ffmpeg   when, clocks   WebRTC, faults
//! ```

pub mod account;
pub mod clip;
pub mod encode;
pub mod live;
pub mod publisher;
pub mod wire;

pub use clip::{Clip, Sample};
pub use publisher::{Play, Played, Publisher, Reports, Skew};
pub use wire::{Codec, Faults, Stream, Wire, WireOptions};
