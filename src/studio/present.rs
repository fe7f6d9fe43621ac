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
}

/// The people of all rooms. A room is there as long as it holds its receiver.
#[derive(Clone, Default)]
pub struct Present(Arc<Mutex<Vec<Entry>>>);

struct Entry {
    user_id: String,
    word: watch::Sender<TakenBack>,
}

impl Present {
    pub fn enter(&self, user_id: &str) -> watch::Receiver<TakenBack> {
        let (word, receiver) = watch::channel(TakenBack::default());
        self.entries().push(Entry {
            user_id: user_id.to_owned(),
            word,
        });
        receiver
    }

    /// Each person once for each of their rooms.
    pub fn people(&self) -> Vec<String> {
        let entries = self.entries();
        entries.iter().map(|entry| entry.user_id.clone()).collect()
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
        let (mut first, mut second) = (present.enter("amal"), present.enter("amal"));
        let other = present.enter("badr");
        present.withdraw("amal", Withdrawal::Analysis);
        present.withdraw("nobody", Withdrawal::Recording);
        for room in [&mut first, &mut second] {
            room.changed().await.unwrap();
            let analysis_alone = TakenBack {
                recording: false,
                analysis: true,
            };
            assert_eq!(*room.borrow_and_update(), analysis_alone);
        }
        assert!(!other.has_changed().unwrap());
        present.withdraw("amal", Withdrawal::Analysis);
        assert!(!first.has_changed().unwrap(), "that is no news");
        present.withdraw("amal", Withdrawal::Recording);
        assert!(first.borrow_and_update().recording && first.borrow().analysis);
        drop((first, second));
        assert_eq!(present.people(), ["badr"]);
    }
}
