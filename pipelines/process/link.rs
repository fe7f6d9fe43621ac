//! One child's life, seen from the server: what waits for it, and whom its words are for.

use std::collections::HashMap;
use std::io;
use std::os::unix::net::UnixStream as StdUnixStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::{sleep, timeout};

use super::wire::{FromChild, Order, Word, put_frame, put_order, take_from_child};
use crate::tap::Outlets;
use crate::{Frame, Outcome, RecorderEvent, TapCounts};

/// Frames of so long travel together: waking a child costs more than feeding it. A crash loses
/// them as well.
const GATHER: Duration = Duration::from_millis(40);
/// A child that takes nothing for so long hangs, and is killed.
const HANGS_AFTER: Duration = Duration::from_secs(5);
/// What may wait for a child, of all its rooms. Fifty of them send 10 MB a second at most.
pub(super) const MOST_WAITING: usize = 64 << 20;
/// Taps give way before recorders do.
pub(super) const MOST_WAITING_FOR_TAPS: usize = 16 << 20;
const READ: usize = 64 * 1024;

/// Who is told what a child says about one number. Dropped when the child is gone.
pub(super) enum Route {
    Recorder {
        events: mpsc::Sender<RecorderEvent>,
        /// Of the take, set by its first part.
        zero_us: Arc<OnceLock<i64>>,
        outcome: oneshot::Sender<Outcome>,
    },
    Tap {
        outlets: Outlets,
        counts: Arc<Mutex<TapCounts>>,
    },
    Join(oneshot::Sender<Outcome>),
}

pub(super) struct Link {
    outbox: Mutex<BytesMut>,
    filled: Notify,
    urgent: Notify,
    /// `None` once the child is gone.
    routes: Mutex<Option<HashMap<u64, Route>>>,
    ids: AtomicU64,
    gone: AtomicBool,
}

/// What became of something sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    Yes,
    /// Too much waits already.
    Full,
}

impl Link {
    /// Serves a child by `socket`: the future ends when the child is gone or has to be. `ready`
    /// hears whether it can work.
    pub(super) fn connect(
        socket: StdUnixStream,
        ready: oneshot::Sender<Result<(), String>>,
    ) -> io::Result<(Arc<Link>, impl Future<Output = io::Error> + Send + 'static)> {
        socket.set_nonblocking(true)?;
        let (from_child, to_child) = UnixStream::from_std(socket)?.into_split();
        let link = Arc::new(Link {
            outbox: Mutex::default(),
            filled: Notify::new(),
            urgent: Notify::new(),
            routes: Mutex::new(Some(HashMap::new())),
            ids: AtomicU64::new(1),
            gone: AtomicBool::new(false),
        });
        let served = link.clone();
        let life = async move {
            let end = tokio::select! {
                end = served.feed(to_child) => end,
                end = served.listen(from_child, ready) => end,
            };
            served.close();
            end
        };
        Ok((link, life))
    }

    pub(super) fn is_alive(&self) -> bool {
        !self.gone.load(Ordering::Acquire)
    }

    /// How many recorders and taps it serves; `None` when it is gone.
    pub(super) fn load(&self) -> Option<usize> {
        self.routes().as_ref().map(HashMap::len)
    }

    /// A new number, with somebody to tell about it; `None` when the child is gone.
    pub(super) fn open(&self, route: Route) -> Option<u64> {
        let id = self.ids.fetch_add(1, Ordering::Relaxed);
        self.routes().as_mut()?.insert(id, route);
        Some(id)
    }

    pub(super) fn order(&self, id: u64, order: &Order) {
        let mut outbox = lock(&self.outbox);
        if !self.is_alive() {
            return;
        }
        put_order(&mut outbox, id, order);
        drop(outbox);
        self.filled.notify_one();
        self.urgent.notify_one();
    }

    /// Never waits. What is for a child that is gone is lost.
    pub(super) fn frame(&self, id: u64, frame: &Frame, most_waiting: usize) -> Sent {
        let mut outbox = lock(&self.outbox);
        if !self.is_alive() {
            return Sent::Yes;
        }
        if outbox.len() + frame.bytes.len() > most_waiting {
            return Sent::Full;
        }
        let was_empty = outbox.is_empty();
        put_frame(&mut outbox, id, frame);
        drop(outbox);
        if was_empty {
            self.filled.notify_one();
        }
        Sent::Yes
    }

    /// Nobody wants to hear of it any more.
    pub(super) fn forget(&self, id: u64) {
        let known = self.routes().as_mut().and_then(|routes| routes.remove(&id));
        if known.is_some() {
            self.order(id, &Order::Forget);
        }
    }

    fn routes(&self) -> MutexGuard<'_, Option<HashMap<u64, Route>>> {
        lock(&self.routes)
    }

    fn close(&self) {
        // Whoever waits for a word hears that there will be none.
        let mut outbox = lock(&self.outbox);
        self.gone.store(true, Ordering::Release);
        *outbox = BytesMut::new();
        drop(outbox);
        drop(self.routes().take());
    }

    async fn feed(&self, mut socket: OwnedWriteHalf) -> io::Error {
        let mut bytes = BytesMut::new();
        loop {
            self.filled.notified().await;
            std::mem::swap(&mut *lock(&self.outbox), &mut bytes);
            match timeout(HANGS_AFTER, socket.write_all(&bytes)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return error,
                Err(_) => return io::Error::other("it hangs"),
            }
            bytes.clear();
            tokio::select! {
                () = sleep(GATHER) => {}
                () = self.urgent.notified() => {}
            }
        }
    }

    async fn listen(
        &self,
        mut socket: OwnedReadHalf,
        ready: oneshot::Sender<Result<(), String>>,
    ) -> io::Error {
        let mut ready = Some(ready);
        let mut buffer = BytesMut::new();
        loop {
            loop {
                match take_from_child(&mut buffer) {
                    Ok(Some((_, FromChild::Word(word @ (Word::Ready | Word::Unable(_)))))) => {
                        let able = match word {
                            Word::Unable(why) => Err(why),
                            _ => Ok(()),
                        };
                        if let Some(ready) = ready.take() {
                            let _ = ready.send(able);
                        }
                    }
                    Ok(Some((id, message))) => self.hear(id, message),
                    Ok(None) => break,
                    Err(error) => return io::Error::other(error),
                }
            }
            buffer.reserve(READ);
            match socket.read_buf(&mut buffer).await {
                Ok(0) => return io::Error::other("it is gone"),
                Ok(_) => {}
                Err(error) => return error,
            }
        }
    }

    fn hear(&self, id: u64, message: FromChild) {
        let mut routes = self.routes();
        let Some(routes) = routes.as_mut() else {
            return;
        };
        let Some(route) = routes.get(&id) else { return };
        match (message, route) {
            (
                FromChild::Word(Word::Event(event)),
                Route::Recorder {
                    events, zero_us, ..
                },
            ) => {
                if let RecorderEvent::Started { zero_us: own_us } = event
                    && zero_us.set(own_us).is_err()
                {
                    // A further part has begun: the room has no use for that.
                    return;
                }
                // There is room for one of each, and each comes once.
                let _ = events.try_send(event);
            }
            (FromChild::Word(Word::Ended(outcome)), _) => match routes.remove(&id) {
                Some(Route::Recorder { outcome: asked, .. } | Route::Join(asked)) => {
                    let _ = asked.send(outcome);
                }
                Some(Route::Tap { .. }) | None => {}
            },
            (FromChild::Word(Word::Counts(new)), Route::Tap { counts, .. }) => *lock(counts) = new,
            (FromChild::Word(Word::TapEnded), Route::Tap { .. }) => drop(routes.remove(&id)),
            (FromChild::Picture(picture), Route::Tap { outlets, .. }) => {
                outlets.picture(picture);
            }
            (FromChild::Sound(sound), Route::Tap { outlets, .. }) => {
                outlets.sound(sound);
            }
            // Of somebody who has no use for it.
            _ => {}
        }
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MediaKind;
    use bytes::Bytes;
    use std::time::Instant;

    fn frame(bytes: usize) -> Frame {
        Frame {
            kind: MediaKind::Video,
            media_time_us: 0,
            key: true,
            discardable: false,
            bytes: Bytes::from(vec![0; bytes]),
        }
    }

    /// Taps give way long before recorders do; nobody waits; and in the end it is given up.
    #[tokio::test]
    async fn a_child_that_takes_nothing_has_a_bounded_queue_and_is_given_up() {
        let (ours, _childs) = StdUnixStream::pair().unwrap();
        let (ready, _is_ready) = oneshot::channel();
        let (link, life) = Link::connect(ours, ready).unwrap();
        let life = tokio::spawn(life);
        let frame = frame(1 << 20);
        // The first is under way: what the socket's buffer does not hold waits there.
        assert_eq!(link.frame(1, &frame, MOST_WAITING), Sent::Yes);
        sleep(2 * GATHER).await;
        let begun = Instant::now();
        let taken = |most| {
            let sent = std::iter::from_fn(|| {
                (link.frame(1, &frame, most) == Sent::Yes).then_some(frame.bytes.len())
            });
            sent.sum::<usize>()
        };
        let of_taps = taken(MOST_WAITING_FOR_TAPS);
        let of_recorders = taken(MOST_WAITING);
        assert!(of_taps <= MOST_WAITING_FOR_TAPS, "{of_taps}");
        assert!(of_recorders > MOST_WAITING_FOR_TAPS, "{of_recorders}");
        assert!(of_taps + of_recorders <= MOST_WAITING);
        assert!(begun.elapsed() < HANGS_AFTER, "somebody waited");

        let end = timeout(3 * HANGS_AFTER, life).await.expect("given up");
        assert_eq!(end.unwrap().to_string(), "it hangs");
        assert!(!link.is_alive());
        assert!(lock(&link.outbox).is_empty(), "what waited for it is kept");
    }
}
