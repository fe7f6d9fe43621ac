//! What the platform's admins look after: people, companies and the queue of jobs. The log
//! of what was done is [`crate::audit`]'s, approving is [`crate::videos`]'s.

mod api;
mod store;

pub use api::{AdminCompany, AdminJob, AdminUser, JobState, NewCompany, router};
