//! Scripts: what a candidate is asked, step by step. Rows, the default one too.

mod api;
mod store;

pub use api::{LocalText, Script, ScriptStep, router};
pub(crate) use store::{default_id, recordable};
