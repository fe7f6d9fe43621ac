//! Events become what people are told: rows in the page and e-mails.
//!
//! A row of `outbox` is locked, turned into rows of `notifications` and `mails`, and marked
//! delivered in one transaction: a server that dies in between has told nothing, and the
//! next one tells it. Mails leave afterwards, each under a lease; see `send.rs` for what
//! at-least-once means there.
//!
//! Payloads are not believed: whom an event concerns is looked up by the id of the thing.

mod api;
mod bell;
mod expand;
mod kind;
mod mail;
mod send;
mod steps;
mod store;
mod tell;
mod templates;
mod topic;
mod unsubscribe;
mod worker;

pub use api::router;
pub(crate) use bell::Bells;
pub use bell::ring;
pub use kind::{Channel, Kind};
pub use mail::{MailConfig, MailTransport, SmtpConfig, SmtpSecurity, is_mailbox};
pub(crate) use send::Post;
pub use steps::{Step, Steps};
pub use templates::{Fault as TemplateFault, check_all as check_templates};
pub use unsubscribe::UnsubscribeKeys;
pub use worker::{Timing, deliver_until_idle, prune, run, run_with};
