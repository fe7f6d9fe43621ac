//! Where the rooms meet: each adapter carries one trait of one room to another.

mod analysis;
mod documents;
mod endings;
mod keeper;
mod renditions;
mod tickets;
mod uploads;

pub use analysis::MediaAnalysis;
pub use documents::PipelineDocuments;
pub use endings::StudioEndings;
pub use keeper::{PlatformKeeper, take_unused};
pub use renditions::PipelineRenditions;
pub use tickets::{PlatformTickets, Redeemed, Tickets};
pub use uploads::PipelineUploads;
