//! The media edge: browsers arrive by WebRTC, whole frames on one time axis leave.
//!
//! ```text
//! one port ────── peer (library's driver) ── driver ── fanout ── take = assemblers ── Frame
//!   port.rs         peer.rs                   only      packets,    order, depacketise,
//!   by ufrag,       negotiation, life         hands     bounded     place in time
//!   then address    and death                 over
//! ```
//!
//! Invariants:
//! - No type of the WebRTC library is part of this crate's public interface, so that the
//!   transport can be exchanged without a caller noticing.
//! - Nothing here waits for a consumer: each queue has a bound, and what does not fit is
//!   dropped, counted and, for pictures, followed by a request for a key frame.
//! - A closed peer leaves nothing behind: no task, no route, no address.

mod assemble;
mod driver;
mod error;
mod events;
mod fanout;
mod frame;
mod keyframes;
mod nack;
mod negotiate;
mod peer;
mod port;
mod reception;
mod red;
mod repair;
mod reports;
mod runtime;
mod sdp;
mod sfu;
mod stats;
mod streams;
mod stun;
mod take;
mod window;

#[cfg(test)]
mod hostile;

pub use error::SfuError;
pub use events::PeerEvent;
pub use frame::{Depth, Frame, Layer, MediaKind, MediaTime, VideoCodec};
pub use peer::{Candidate, Peer};
pub use port::PortLoad;
pub use sfu::{Connected, Sfu, SfuConfig};
pub use stats::{AssemblyStats, PeerStats, TakeStats, TrackStats};
pub use take::FrameReceiver;
