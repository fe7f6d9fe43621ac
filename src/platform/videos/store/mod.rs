//! SQL of videos, takes, their files and their views.

mod assets;
mod takes;
mod videos;
mod views;

pub use assets::*;
pub use takes::*;
pub use videos::*;
pub use views::*;
