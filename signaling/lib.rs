//! The messages on the live WebSocket, and who may say what when.
//!
//! Invariant: no socket, no clock, no I/O. [`ClientMessage::parse`] and
//! [`Order::check`] decide everything about a message from its text and from what
//! was said before, so both are tested without a socket.
//!
//! `docs/protocol.md` describes every message; the page's TypeScript is generated
//! from these types (`cargo test -p signaling` checks that it is up to date).

pub mod client;
pub mod order;
pub mod server;
pub mod typescript;

pub use client::{ClientMessage, ParseError};
pub use order::{Order, OrderError};
pub use server::{
    AnalysisState, ConnectionState, ErrorCode, HintText, IceServer, MediaState, Resolution,
    ServerMessage, VideoCodec,
};

/// Version of the protocol. A client that says another one is refused in `join`.
pub const PROTOCOL: u32 = 1;

/// A text message longer than this is refused unread. An offer with every codec of
/// a desktop browser is about 6 kB; 64 KiB leaves room for many candidates.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024;
