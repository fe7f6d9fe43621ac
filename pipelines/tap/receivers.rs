//! The two ends that analysis holds.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::{RgbPicture, Sound};

/// 6.4 s in chunks of 100 ms: a look that takes long must not make holes in the sound.
const MOST_CHUNKS: usize = 64;

/// Pictures of a tap. Only the newest waits: one that was not taken is replaced.
pub struct PictureReceiver(Arc<Mailbox<RgbPicture>>);

/// Sound of a tap, in chunks of 100 ms. Up to 6.4 s wait; then the oldest are lost, which
/// shows as a jump of `media_time_us`.
pub struct SoundReceiver(Arc<Mailbox<Sound>>);

impl PictureReceiver {
    /// The next picture; `None` once the tap has ended. Cancel safe.
    pub async fn recv(&mut self) -> Option<RgbPicture> {
        self.0.recv().await
    }

    /// The picture that waits, if any.
    pub fn try_recv(&mut self) -> Option<RgbPicture> {
        self.0.lock().waiting.pop_front()
    }
}

impl SoundReceiver {
    /// The next chunk; `None` once the tap has ended. Cancel safe.
    pub async fn recv(&mut self) -> Option<Sound> {
        self.0.recv().await
    }

    /// The oldest chunk that waits, if any.
    pub fn try_recv(&mut self) -> Option<Sound> {
        self.0.lock().waiting.pop_front()
    }
}

/// The tap's side of both.
pub(crate) struct Outlets {
    pictures: Arc<Mailbox<RgbPicture>>,
    sounds: Arc<Mailbox<Sound>>,
}

pub(crate) fn outlets() -> (Outlets, PictureReceiver, SoundReceiver) {
    let pictures = Arc::new(Mailbox::new(1));
    let sounds = Arc::new(Mailbox::new(MOST_CHUNKS));
    let outlets = Outlets {
        pictures: pictures.clone(),
        sounds: sounds.clone(),
    };
    (outlets, PictureReceiver(pictures), SoundReceiver(sounds))
}

impl Outlets {
    /// Whether a picture had to give way.
    pub(crate) fn picture(&self, picture: RgbPicture) -> bool {
        self.pictures.push(picture)
    }

    /// Whether a chunk was lost.
    pub(crate) fn sound(&self, sound: Sound) -> bool {
        self.sounds.push(sound)
    }
}

impl Drop for Outlets {
    fn drop(&mut self) {
        self.pictures.close();
        self.sounds.close();
    }
}

/// A bounded queue that drops its oldest: what tokio's channels do not do.
struct Mailbox<T> {
    state: Mutex<State<T>>,
    arrived: Notify,
}

struct State<T> {
    waiting: VecDeque<T>,
    most: usize,
    closed: bool,
}

impl<T> Mailbox<T> {
    fn new(most: usize) -> Self {
        Self {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                most,
                closed: false,
            }),
            arrived: Notify::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, item: T) -> bool {
        let mut state = self.lock();
        let full = state.waiting.len() == state.most;
        let lost = if full {
            state.waiting.pop_front()
        } else {
            None
        };
        state.waiting.push_back(item);
        drop(state);
        self.arrived.notify_one();
        lost.is_some()
    }

    fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_one();
    }

    async fn recv(&self) -> Option<T> {
        loop {
            {
                let mut state = self.lock();
                if let Some(item) = state.waiting.pop_front() {
                    return Some(item);
                }
                if state.closed {
                    return None;
                }
            }
            // One receiver, and a notification is kept until it waits: none is missed.
            self.arrived.notified().await;
        }
    }
}
