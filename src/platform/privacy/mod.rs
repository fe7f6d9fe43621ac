//! Consents: versioned texts, and who agreed to which and when. Nothing is recorded
//! without a standing consent to the current text.

mod api;
mod store;

pub use api::{ConsentRecord, ConsentText, router};
pub(crate) use store::standing_to_record;
