//! Who is in a room now, and what they take back meanwhile.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// A consent that ended while its person may be in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    /// To be recorded: the room closes.
    Recording,
    /// To be looked at and listened to: the room goes on without.
    Analysis,
}

/// All that was taken back since a room opened. It only grows: the newest word says
/// everything, and no queue is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakenBack {
    pub recording: bool,
    pub analysis: bool,
    /// The session in whose name the room was opened is over: the room closes.
    pub session: bool,
}

/// The people of all rooms. A room is there as long as it holds its receiver.
#[derive(Clone, Default)]
pub struct Present(Arc<Mutex<Vec<Entry>>>);

struct Entry {
    user_id: String,
    session_id: String,
    word: watch::Sender<TakenBack>,
}

impl Present {
    pub fn enter(&self, user_id: &str, session_id: &str) -> watch::Receiver<TakenBack> {
        let (word, receiver) = watch::channel(TakenBack::default());
        self.entries().push(Entry {
            user_id: user_id.to_owned(),
            session_id: session_id.to_owned(),
            word,
        });
        receiver
    }

    /// Each person once for each of their rooms.
    pub fn people(&self) -> Vec<String> {
        let entries = self.entries();
        entries.iter().map(|entry| entry.user_id.clone()).collect()
    }

    /// Each session once for each of its rooms.
    pub fn sessions(&self) -> Vec<String> {
        let entries = self.entries();
        let ids = entries.iter().map(|entry| entry.session_id.clone());
        ids.collect()
    }

    /// Tells every room that was opened in this session. Twice is once.
    pub fn end_session(&self, session_id: &str) {
        let entries = self.entries();
        for entry in entries
            .iter()
            .filter(|entry| entry.session_id == session_id)
        {
            entry.word.send_if_modified(|taken_back| {
                let before = *taken_back;
                taken_back.session = true;
                *taken_back != before
            });
        }
    }

    /// Tells every room of this person. Twice is once.
    pub fn withdraw(&self, user_id: &str, withdrawal: Withdrawal) {
        let entries = self.entries();
        for entry in entries.iter().filter(|entry| entry.user_id == user_id) {
            entry.word.send_if_modified(|taken_back| {
                let before = *taken_back;
                match withdrawal {
                    Withdrawal::Recording => taken_back.recording = true,
                    Withdrawal::Analysis => taken_back.analysis = true,
                }
                *taken_back != before
            });
        }
    }

    /// Without the rooms that have closed.
    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|entry| !entry.word.is_closed());
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_rooms_of_a_person_are_told_once_and_those_of_others_never() {
        let present = Present::default();
        let (mut first, mut second) = (
            present.enter("amal", "phone"),
            present.enter("amal", "desk"),
        );
        let other = present.enter("badr", "badr's");
        present.withdraw("amal", Withdrawal::Analysis);
        present.withdraw("nobody", Withdrawal::Recording);
        for room in [&mut first, &mut second] {
            room.changed().await.unwrap();
            let analysis_alone = TakenBack {
                recording: false,
                analysis: true,
                session: false,
            };
            assert_eq!(*room.borrow_and_update(), analysis_alone);
        }
        assert!(!other.has_changed().unwrap());
        present.withdraw("amal", Withdrawal::Analysis);
        assert!(!first.has_changed().unwrap(), "that is no news");
        present.withdraw("amal", Withdrawal::Recording);
        assert!(first.borrow_and_update().recording && first.borrow().analysis);
        present.end_session("phone");
        assert!(first.borrow().session && !second.borrow().session);
        assert_eq!(present.sessions(), ["phone", "desk", "badr's"]);
        drop((first, second));
        assert_eq!(present.people(), ["badr"]);
    }
}
