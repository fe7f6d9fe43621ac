//! The audit log: who did what to what, when. Ids and words out of lists alone.
//!
//! Entries are written by triggers (`migrations/`, "audit"), in the transaction of their
//! cause; no code here adds any. Once a minute those that came since are sealed: a MAC over
//! them and over the seal before, under a key that the database does not have, and logged.
//! Whoever changes or removes a sealed entry with the powers of the database's owner breaks
//! the chain from there on; whoever cuts its end off contradicts the server's log. A seal does
//! not tell who wrote an entry: one that the owner or `jobgate_system` puts in together with its
//! row in `audit_waiting`, as the triggers do, is sealed as genuine.
//!
//! Erasing a person changes no entry, so the chain holds: what remains of them here is an
//! id that is nobody's any more.

mod api;
mod chain;
mod seal;
mod store;
mod verify;

pub use api::{AuditEntry, router};
pub use chain::Chain;
pub use seal::{SEAL_EVERY, run, run_with, seal};
pub use verify::{Finding, Report, verify};
