//! What ends while somebody is at it, known at once: a consent that was taken back, a session
//! that is over.
//!
//! Triggers tell it (`NOTIFY`) in the transaction of the cause, whoever caused it. A
//! notification reaches those who listen at that moment and nobody else. So whenever an ear
//! was lost, what still stands is looked up for everybody present once it listens again.

use std::{convert::Infallible, sync::Arc, time::Duration};

use serde::Deserialize;
use sqlx::postgres::PgListener;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    DatabaseError, Platform, accounts,
    ids::{SessionId, UserId},
    privacy::{self, ConsentKind},
};

/// Where the triggers tell. The name stands in the migrations, too.
const CHANNEL: &str = "jobgate_endings";
/// From the loss of an ear to the next try; doubles up to the second.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// A connection that a firewall has forgotten looks like one on which nothing happens …
const PROBE_EVERY: Duration = Duration::from_secs(30);
/// … until it is asked something.
const PROBE_PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Ending {
    /// No consent of this kind stands any more.
    Consent { user: UserId, kind: ConsentKind },
    /// Logged out, ended from elsewhere, or ended with the account.
    Session { session: SessionId },
}

/// Whoever holds something open for people.
pub trait Concerned: Send + Sync + 'static {
    /// For whom something is open now.
    fn present(&self) -> Vec<UserId>;
    /// The sessions in whose name something is open now.
    fn sessions(&self) -> Vec<SessionId>;
    /// Does not wait. An ending may be told twice, and of people who are not present.
    fn end(&self, ending: Ending);
}

/// Listens until `stop`, and begins anew whenever the connection is lost.
pub async fn listen(platform: Platform, concerned: Arc<dyn Concerned>, stop: CancellationToken) {
    let mut pause = FIRST_PAUSE;
    loop {
        let lost = tokio::select! {
            heard = hear(&platform, &*concerned, &mut pause) => match heard {
                Err(error) => error,
            },
            () = stop.cancelled() => return,
        };
        tracing::warn!(error = %lost, ?pause, "nothing tells of withdrawn consents and ended sessions now; trying again");
        if stop.run_until_cancelled(sleep(pause)).await.is_none() {
            return;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// One connection's life.
async fn hear(
    platform: &Platform,
    concerned: &dyn Concerned,
    pause: &mut Duration,
) -> Result<Infallible, DatabaseError> {
    let mut listener = PgListener::connect_with(platform.db().system()).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    // Listening first: what ends while we look is heard as well.
    recheck(platform, concerned, &concerned.present()).await?;
    *pause = FIRST_PAUSE;
    loop {
        match timeout(PROBE_EVERY, listener.try_recv()).await {
            Ok(Ok(Some(told))) => tell(concerned, told.payload()),
            Ok(Ok(None)) => return Err(gone().into()),
            Ok(Err(error)) => return Err(error.into()),
            Err(_) => {
                let probe = sqlx::query("SELECT 1").execute(&mut listener);
                timeout(PROBE_PATIENCE, probe).await.map_err(|_| gone())??;
            }
        }
    }
}

/// Tells what does not stand any more of these people's consents, and which of the sessions
/// present are over: after an ear was lost, and
/// after something was opened on the word of a consent that was read before.
///
/// # Errors
/// The database does not answer; then its next notification cannot be heard either, and
/// [`listen`] asks again once it can.
pub async fn recheck(
    platform: &Platform,
    concerned: &dyn Concerned,
    people: &[UserId],
) -> Result<(), DatabaseError> {
    let sessions = concerned.sessions();
    if !sessions.is_empty() {
        for session in accounts::ended_sessions(platform.db().system(), &sessions).await? {
            concerned.end(Ending::Session { session });
        }
    }
    if people.is_empty() {
        return Ok(());
    }
    for (user, kind) in privacy::not_standing(platform.db().system(), people).await? {
        concerned.end(Ending::Consent { user, kind });
    }
    Ok(())
}

fn tell(concerned: &dyn Concerned, payload: &str) {
    match serde_json::from_str(payload) {
        Ok(ending) => concerned.end(ending),
        // A newer schema beside an older server: it tells of something nobody here holds.
        Err(error) => tracing::debug!(%error, payload, "an ending that means nothing here"),
    }
}

fn gone() -> sqlx::Error {
    std::io::Error::from(std::io::ErrorKind::ConnectionAborted).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_is_read_as_the_trigger_writes_it() {
        let user = UserId::new();
        let text = format!(r#"{{"what" : "consent", "user" : "{user}", "kind" : "analyse"}}"#);
        let kind = ConsentKind::Analyse;
        assert_eq!(
            serde_json::from_str::<Ending>(&text).unwrap(),
            Ending::Consent { user, kind }
        );
        let session = SessionId::new();
        let text = format!(r#"{{"what" : "session", "session" : "{session}"}}"#);
        assert_eq!(
            serde_json::from_str::<Ending>(&text).unwrap(),
            Ending::Session { session }
        );
        assert!(serde_json::from_str::<Ending>(r#"{"what": "else"}"#).is_err());
    }
}
