//! The crate from outside, on real media: real encoders before it, real
//! decoders behind it, real files, real SIGKILL.
#![allow(clippy::unwrap_used)]

mod clips;
mod decoding;
mod documents;
mod hostile;
mod kill;
mod odd_inputs;
mod recording;
mod recovering;
mod rendering;
mod support;
mod tapping;
mod uploading;
