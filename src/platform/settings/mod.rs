//! What the platform's admins decide while the server runs: one row, read where it counts. What
//! a machine needs to start is configuration and stands elsewhere.

mod api;
mod store;

pub use api::{PlatformSettings, router};
pub(crate) use store::read;

use coach::Language;

impl PlatformSettings {
    /// Of an account that does not say one.
    pub(crate) fn language(&self) -> Language {
        Language::from_tag(&self.default_language).unwrap_or_default()
    }
}
