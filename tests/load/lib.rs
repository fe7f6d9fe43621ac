//! The traffic generator: publishers over real WebRTC that speak the live protocol, with
//! sources whose every moment is known. Used as a library by `tests/system`, and as the
//! binary `load`.

pub mod wire;

pub use wire::{Codec, Faults, Stream, Wire, WireOptions};
