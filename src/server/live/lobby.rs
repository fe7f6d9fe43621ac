//! Where sessions wait whose socket was lost: for the next socket, or for the end.
//!
//! A room does not notice: what it says waits in its queue. A session that nobody comes back
//! to is dropped, which its room hears as leaving.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{sleep_until, timeout};

use super::conversation::Conversation;

/// So long after its last sign of life a client is given up.
pub const GIVEN_UP_AFTER: Duration = Duration::from_secs(14);
/// How long the next socket waits for the one before to let go.
const LETS_GO_WITHIN: Duration = Duration::from_secs(3);
const ASKS_EVERY: Duration = Duration::from_millis(100);

/// All sessions of this process that can be gone on with, by their secret keys.
#[derive(Clone, Default)]
pub struct Lobby(Arc<Mutex<HashMap<String, Arc<Place>>>>);

/// One session's place: empty while a socket carries it.
#[derive(Default)]
pub struct Place {
    waiting: Mutex<Waiting>,
    /// Another socket asks for the session.
    wanted: Notify,
    /// It waits now.
    parked: Notify,
}

#[derive(Default)]
struct Waiting {
    conversation: Option<Conversation>,
    /// Counts the waits, so that the end of one does not end the next.
    turn: u64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Place {
    /// Another socket asks for the session that this one carries. Cancel safe.
    pub async fn wanted(&self) {
        self.wanted.notified().await;
    }

    fn take(&self) -> Option<Conversation> {
        lock(&self.waiting).conversation.take()
    }
}

impl Lobby {
    pub fn enter(&self, key: &str) -> Arc<Place> {
        lock(&self.0).entry(key.to_owned()).or_default().clone()
    }

    /// The session is over.
    pub fn leave(&self, key: &str) {
        lock(&self.0).remove(key);
    }

    /// Lets a session wait for its client.
    pub fn park(&self, key: String, place: &Arc<Place>, conversation: Conversation) {
        let until = conversation.last_heard + GIVEN_UP_AFTER;
        let turn = {
            let mut waiting = lock(&place.waiting);
            waiting.turn += 1;
            waiting.conversation = Some(conversation);
            waiting.turn
        };
        place.parked.notify_one();
        let (lobby, place) = (self.clone(), place.clone());
        tokio::spawn(async move {
            sleep_until(until).await;
            let mut waiting = lock(&place.waiting);
            if waiting.turn == turn && waiting.conversation.take().is_some() {
                drop(waiting);
                lobby.leave(&key);
                tracing::info!("a client did not come back: taken for gone");
            }
        });
    }

    /// The session with this key, taken from the socket that carries it if there is one.
    pub async fn take(&self, key: &str) -> Option<(Arc<Place>, Conversation)> {
        let place = lock(&self.0).get(key).cloned()?;
        let taking = async {
            loop {
                if let Some(conversation) = place.take() {
                    return conversation;
                }
                // Nobody listens between two turns of the other's loop: asked again.
                place.wanted.notify_waiters();
                let _ = timeout(ASKS_EVERY, place.parked.notified()).await;
            }
        };
        let conversation = timeout(LETS_GO_WITHIN, taking).await.ok()?;
        Some((place, conversation))
    }
}
