//! SQL of videos, takes, their files and their views.

mod assets;
mod judgements;
mod takes;
mod videos;
mod views;

pub use assets::*;
pub use judgements::*;
pub use takes::*;
pub use videos::*;
pub use views::*;
