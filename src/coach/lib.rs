//! What a good take is, without touching anything.
//!
//! Invariant: nothing here knows what time it is, opens a file, waits or draws a
//! random number. The clock is always an argument (a [`std::time::Duration`] on
//! the session's own axis), so a whole 90-second take is walked in microseconds.
//!
//! * [`script`]: what the candidate is asked, step by step.
//! * [`session`]: the run of one take: countdown, steps, stop.
//! * [`observation`] → [`score`] → [`hint`] → [`guidance`]: what is measured, judged, advised, told.
//! * [`take`]: what a take becomes and the two records kept beside its media.

pub mod coaching;
pub mod guidance;
pub mod hint;
pub mod language;
pub mod observation;
pub mod score;
pub mod script;
pub mod session;
pub mod summary;
pub mod take;
#[cfg(test)]
mod testing;
mod texts;

pub use language::{Language, LocalisedText};
