//! What the platform's admins look after: people, companies, the queue of jobs, and what is told
//! and sent. What they decide for the whole is [`crate::settings`]'s, the log of what was done
//! is [`crate::audit`]'s, approving is [`crate::videos`]'s.

mod api;
mod store;

pub use api::{
    AdminCompany, AdminEvent, AdminJob, AdminMail, AdminUser, EventState, JobState, MailState,
    NewCompany, router,
};
