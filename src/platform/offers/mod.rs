//! Offers of companies and the applications of candidates to them. To apply is to grant the
//! profile to that company; to withdraw takes the grant back.

mod api;
mod applications;
mod store;

pub use api::{Offer, router};
pub use applications::Application;

/// `draft` is the company's alone, `open` can be applied to.
pub const OFFER_STATUSES: &[&str] = &["draft", "open", "closed"];

/// What a company says of an application.
pub const OUTCOMES: &[&str] = &[
    "received",
    "shortlisted",
    "interviewed",
    "offered",
    "hired",
    "rejected",
];

/// And what the candidate says.
const WITHDRAWN: &str = "withdrawn";
