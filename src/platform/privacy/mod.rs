//! Consents: versioned texts, and who agreed to which and when. Nothing is recorded and
//! nothing is analysed without a standing consent to the current text.

mod api;
mod store;

pub use api::{ConsentRecord, ConsentText, router};
pub(crate) use store::{Standing, not_standing, not_withdrawn, standing};

use serde::Deserialize;

/// What may be agreed to. The names stand in the schema, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// To be recorded.
    Record,
    /// To be looked at and listened to while recording, and scored.
    Analyse,
    /// That companies may filter by the overall score.
    QualityFilter,
}

impl ConsentKind {
    pub const ALL: [ConsentKind; 3] = [
        ConsentKind::Record,
        ConsentKind::Analyse,
        ConsentKind::QualityFilter,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ConsentKind::Record => "record",
            ConsentKind::Analyse => "analyse",
            ConsentKind::QualityFilter => "quality_filter",
        }
    }
}
