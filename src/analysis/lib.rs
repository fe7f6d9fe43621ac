//! Pictures and sound + models → observations; live and from files by one code.
//!
//! ```text
//! RgbPicture ─► look   ─┐
//!                       ├─► Observation ─► coach
//! Sound      ─► listen ─┘
//! ```
//!
//! Invariants:
//! * Live and offline call the same [`look::look`] and the same [`Listener`]: the same
//!   frames give the same numbers.
//! * Inference runs on the pool's own threads, never on an async worker. Whoever hands a
//!   picture over does not wait; the newest picture wins.
//! * Landmarks, crops and pictures live for one look. What leaves is numbers.

mod clip;
mod error;
mod film;
mod listen;
pub mod live;
mod look;
mod models;

pub use clip::{Clip, ClipRefusal, clip};
pub use error::AnalysisError;
pub use film::{Speech, film, speech};
pub use listen::Listener;
pub use live::{Looked, Pool, PoolLoad, Seat};
pub use look::look;
pub use models::Models;

/// Of formulas and models together: kept beside scores, so that a change of either can be
/// told from a change of the candidate.
pub const VERSION: &str = "2026-11";
