//! What candidates tell about themselves, and whom they let see it.
//!
//! Grants decide who sees a profile or a video; a candidate belongs to no company. Nothing
//! is visible to any company before the candidate says so.

mod agreement;
mod api;
mod changes;
mod completeness;
mod cv;
mod dates;
mod form;
mod resume;
mod search;
mod stats;
mod store;

pub use api::{PresentationVideo, Profile, Visibility, router};
pub use changes::ProfileChange;
pub use completeness::{Filled, completeness};
pub use cv::Cv;
pub(crate) use cv::{
    all as all_cv_files, give_up as give_up_cv, run as read_cv, visible as visible_cv,
};
pub use form::ProfileForm;
pub use resume::{Resume, ResumeTaken};
pub(crate) use store::{
    clear_presentation, create_profile, fill_for_demo, own_profile, set_presentation,
    set_visibility,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language somebody speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SpokenLanguage {
    /// ISO 639, e.g. `fr`.
    pub code: String,
    /// `A1` … `C2` (CEFR) or `native`.
    pub level: String,
}

pub const LEVELS: &[&str] = &["A1", "A2", "B1", "B2", "C1", "C2", "native"];

/// A place of education; the fields are JSON Resume's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Education {
    pub institution: String,
    pub area: String,
    pub study_type: String,
    /// One of [`EDUCATION_LEVELS`], or empty.
    pub level: String,
    /// `2021`, `2021-09` or `2021-09-01`; empty when unknown.
    pub start_date: String,
    pub end_date: String,
    pub summary: String,
}

/// From the lowest to the highest; `bachelor` is three years after school, `master` five.
pub const EDUCATION_LEVELS: &[&str] =
    &["secondary", "vocational", "bachelor", "master", "doctorate"];

/// A position held; the fields are JSON Resume's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Experience {
    /// The employer.
    pub name: String,
    pub position: String,
    pub location: String,
    pub start_date: String,
    pub end_date: String,
    pub summary: String,
}
