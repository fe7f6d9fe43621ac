//! One live room for each take: the line to the candidate, the media and the recorder,
//! led by `coach`'s session.
//!
//! Invariants:
//! * The room decides nothing: it hands every input to [`coach::session::Session`] and
//!   carries out what comes back, in one `match`.
//! * No SQL and no HTTP: who may open a room and what becomes of a closed take is said
//!   through [`Keeper`].
//! * The recorder is opened and closed in pairs; whatever ends a room, its take is
//!   closed first.

mod coaching;
mod ended;
mod folder;
mod frames;
pub mod metrics;
mod outcome;
mod present;
mod recover;
mod room;
mod space;
mod studio;
mod texts;
mod watch;

pub use folder::{FolderError, TakeFolder};
pub use outcome::take_media;
pub use present::Withdrawal;
pub use recover::{RecoverError, recover};
pub use space::DiskFull;
pub use studio::{Keeper, Line, OpenError, Opening, Studio, StudioConfig, StudioLoad};
pub use texts::error_message;
