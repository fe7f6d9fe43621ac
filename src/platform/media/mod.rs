//! Media as files: signed links, ranges, straight out of the storage.

mod api;
mod range;

pub use api::{files, router};
