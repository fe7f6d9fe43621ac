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

mod error;
mod listen;
pub mod live;
mod look;
mod models;

pub use error::AnalysisError;
pub use listen::Listener;
pub use live::{Looked, Pool, PoolLoad, Seat};
pub use look::look;
pub use models::Models;
