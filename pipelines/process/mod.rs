//! GStreamer in processes of its own: an abort of a decoder or a muxer ends one child and
//! never the server.
//!
//! ```text
//! room ─► Place ─► Link ══ socket ══► serve ─► Recorder, Tap     (here in the server │ in a child)
//! ```
//!
//! * [`Host`] keeps the children running; [`Place`] is one room's seat in one of them;
//! * `link` is one child's life: a bounded queue to it, and what comes back;
//! * [`PlacedRecorder`] goes on in another child when its own has died: the take then has parts,
//!   which `join` makes one master of;
//! * [`serve`] is what runs in the child. It ends with its parent, because its socket does.

mod host;
#[cfg(test)]
mod hostile;
mod join;
mod link;
mod record;
mod serve;
mod tap;
mod wire;

pub use host::{Host, HostConfig, Place, Program};
pub(crate) use join::finish as finish_parts;
pub use record::PlacedRecorder;
pub use serve::serve;
pub use tap::PlacedTap;
