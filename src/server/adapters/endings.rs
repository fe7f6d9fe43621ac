//! What ends elsewhere is told by the platform; whom it concerns here, the studio knows.

use platform::endings::{Concerned, Ending};
use platform::ids::{SessionId, UserId};
use platform::privacy::ConsentKind;
use studio::{Studio, Withdrawal};

pub struct StudioEndings {
    pub studio: Studio,
}

impl Concerned for StudioEndings {
    fn present(&self) -> Vec<UserId> {
        let people = self.studio.people();
        people.iter().filter_map(|id| id.parse().ok()).collect()
    }

    fn sessions(&self) -> Vec<SessionId> {
        let sessions = self.studio.sessions();
        sessions.iter().filter_map(|id| id.parse().ok()).collect()
    }

    fn end(&self, ending: Ending) {
        let (user, kind) = match ending {
            Ending::Consent { user, kind } => (user, kind),
            Ending::Session { session } => {
                return self.studio.end_session(&session.to_string());
            }
        };
        let withdrawal = match kind {
            ConsentKind::Record => Withdrawal::Recording,
            ConsentKind::Analyse => Withdrawal::Analysis,
            // Asked at each answer to a company; no room knows of it.
            ConsentKind::QualityFilter => return,
        };
        self.studio.withdraw(&user.to_string(), withdrawal);
    }
}
