//! The steps of a delivery, so that a test can end a server between any two of them.

use std::sync::Arc;

use futures_util::future::BoxFuture;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The event's row is locked.
    EventTaken,
    /// It is known who is told.
    PeopleFound,
    /// One person's notification and mail are written.
    PersonTold,
    /// The event is marked delivered; not yet committed.
    EventMarked,
    EventCommitted,
    /// A mail's try is counted and its lease runs.
    MailTaken,
    /// Its text is written.
    MailWritten,
    /// The mail server said 250; not yet written down.
    MailAccepted,
    MailMarked,
}

impl Step {
    pub const ALL: [Step; 9] = [
        Step::EventTaken,
        Step::PeopleFound,
        Step::PersonTold,
        Step::EventMarked,
        Step::EventCommitted,
        Step::MailTaken,
        Step::MailWritten,
        Step::MailAccepted,
        Step::MailMarked,
    ];
}

type Hook = Arc<dyn Fn(Step) -> BoxFuture<'static, ()> + Send + Sync>;

/// Called at every step; does nothing outside tests.
#[derive(Clone, Default)]
pub struct Steps(Option<Hook>);

impl Steps {
    pub fn watched(hook: impl Fn(Step) -> BoxFuture<'static, ()> + Send + Sync + 'static) -> Steps {
        Steps(Some(Arc::new(hook)))
    }

    pub(super) async fn reached(&self, step: Step) {
        if let Some(hook) = &self.0 {
            hook(step).await;
        }
    }
}
