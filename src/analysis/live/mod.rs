//! The live side: a fixed pool of threads, one seat a room.
//!
//! A seat holds what waits for its next look: the newest picture and all sound since the
//! last one. Asking for a look that is still waiting replaces its picture; the sound goes
//! on, because loudness and voice have a memory. So a room can never have more than one
//! look waiting and one under way, and a pool that stands still costs a seat seven
//! seconds of sound and one picture.

mod shedding;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use coach::observation::Observation;
use pipelines::{RgbPicture, SOUND_RATE, Sound};
use tokio::sync::mpsc;

use crate::Listener;
use shedding::Shedding;

/// Sound that waits for a seat's next look. At the slowest pace a look comes every 5 s;
/// two seconds more are for a pool that is late. Overflow: the oldest is left out.
const MOST_SOUND: usize = 7 * SOUND_RATE as usize;

/// Looks that wait for their room. Overflow: the newest is dropped and counted; a room that
/// far behind has other troubles.
const RESULTS: usize = 4;

/// Who looks and listens: [`crate::Models`] in earnest.
pub trait Analyst: Send + Sync + 'static {
    /// Looks at the picture, if one came, and listens to the sound since the last call.
    /// `listener` is the seat's memory.
    fn observe(
        &self,
        listener: &mut Listener,
        media_ms: i64,
        picture: Option<&RgbPicture>,
        sound: &[f32],
    ) -> Observation;
}

/// What a look brought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Looked {
    pub observation: Observation,
    /// From asking to the pool's attention.
    pub waited: Duration,
    pub took: Duration,
}

/// Numbers of the pool since it was started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PoolLoad {
    pub looks_done: u64,
    /// Looks whose picture was replaced by a newer one before the pool came to it.
    pub looks_replaced: u64,
    /// Looks that their room did not take.
    pub results_dropped: u64,
    /// How far looks of a room are apart now.
    pub every: Duration,
    /// Time of the pool's threads in looks.
    pub busy: Duration,
}

/// A fixed number of threads that look and listen for every room.
pub struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    analyst: Box<dyn Analyst>,
    ready: Mutex<Ready>,
    arrived: Condvar,
    shedding: Mutex<Shedding>,
    /// Milliseconds between two looks of a room.
    every_ms: AtomicU64,
    looks_done: AtomicU64,
    looks_replaced: AtomicU64,
    results_dropped: AtomicU64,
    busy_us: AtomicU64,
}

#[derive(Default)]
struct Ready {
    /// Seats with a look that waits, each once, in the order of asking.
    seats: VecDeque<Arc<Place>>,
    closed: bool,
}

/// A room's place at the pool. Dropping it frees it; a look under way ends unheard.
pub struct Seat {
    place: Arc<Place>,
    shared: Arc<Shared>,
}

struct Place {
    waiting: Mutex<Waiting>,
    listener: Mutex<Listener>,
    results: mpsc::Sender<Looked>,
}

#[derive(Default)]
struct Waiting {
    look: Option<Look>,
    sound: VecDeque<f32>,
    /// In the pool's queue, or in the hands of one of its threads.
    queued: bool,
    closed: bool,
}

struct Look {
    media_ms: i64,
    picture: Option<RgbPicture>,
    asked: Instant,
}

impl Pool {
    /// Starts `threads` threads (at least one) of the given analyst.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(threads: usize, analyst: impl Analyst) -> std::io::Result<Pool> {
        let shared = Arc::new(Shared {
            analyst: Box::new(analyst),
            ready: Mutex::default(),
            arrived: Condvar::new(),
            shedding: Mutex::new(Shedding::new(Instant::now())),
            every_ms: AtomicU64::new(millis(shedding::PACES[0])),
            looks_done: AtomicU64::new(0),
            looks_replaced: AtomicU64::new(0),
            results_dropped: AtomicU64::new(0),
            busy_us: AtomicU64::new(0),
        });
        let pool = Pool { shared };
        for index in 0..threads.max(1) {
            let shared = pool.shared.clone();
            std::thread::Builder::new()
                .name(format!("analysis-{index}"))
                .spawn(move || shared.work())?;
        }
        Ok(pool)
    }

    /// A place for one room, and what its looks bring.
    pub fn seat(&self) -> (Seat, mpsc::Receiver<Looked>) {
        let (results, receiver) = mpsc::channel(RESULTS);
        let place = Arc::new(Place {
            waiting: Mutex::default(),
            listener: Mutex::new(Listener::new()),
            results,
        });
        let shared = self.shared.clone();
        (Seat { place, shared }, receiver)
    }

    pub fn load(&self) -> PoolLoad {
        let shared = &self.shared;
        PoolLoad {
            looks_done: shared.looks_done.load(Ordering::Relaxed),
            looks_replaced: shared.looks_replaced.load(Ordering::Relaxed),
            results_dropped: shared.results_dropped.load(Ordering::Relaxed),
            every: Duration::from_millis(shared.every_ms.load(Ordering::Relaxed)),
            busy: Duration::from_micros(shared.busy_us.load(Ordering::Relaxed)),
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut ready = lock(&self.shared.ready);
        ready.closed = true;
        ready.seats.clear();
        drop(ready);
        // The threads end after the look they are at: nobody waits for them.
        self.shared.arrived.notify_all();
    }
}

impl Seat {
    /// How far looks of a room should be apart now: 1 s, under load 2 or 5 s.
    pub fn every(&self) -> Duration {
        Duration::from_millis(self.shared.every_ms.load(Ordering::Relaxed))
    }

    /// Keeps sound for the next look. Never waits.
    pub fn hear(&self, sound: &Sound) {
        let mut waiting = lock(&self.place.waiting);
        waiting.sound.extend(&sound.samples);
        let surplus = waiting.sound.len().saturating_sub(MOST_SOUND);
        waiting.sound.drain(..surplus);
    }

    /// Asks for a look at this moment, with its picture if one came. Never waits; a look
    /// that the pool has not begun is replaced.
    pub fn look(&self, media_ms: i64, picture: Option<RgbPicture>) {
        let mut waiting = lock(&self.place.waiting);
        let before = waiting.look.replace(Look {
            media_ms,
            picture,
            asked: Instant::now(),
        });
        if before.is_some() {
            self.shared.looks_replaced.fetch_add(1, Ordering::Relaxed);
        }
        let is_new = !std::mem::replace(&mut waiting.queued, true);
        drop(waiting);
        // What is replaced did wait, and a pool that stands still tells of no other wait.
        if let Some(before) = before {
            self.shared.shed(before.asked.elapsed());
        }
        if is_new {
            self.shared.queue(self.place.clone());
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut waiting = lock(&self.place.waiting);
        waiting.closed = true;
        waiting.look = None;
        waiting.sound = VecDeque::new();
    }
}

impl Shared {
    fn queue(&self, place: Arc<Place>) {
        let mut ready = lock(&self.ready);
        if !ready.closed {
            ready.seats.push_back(place);
            self.arrived.notify_one();
        }
    }

    fn next(&self) -> Option<Arc<Place>> {
        let mut ready = lock(&self.ready);
        loop {
            if ready.closed {
                return None;
            }
            if let Some(place) = ready.seats.pop_front() {
                return Some(place);
            }
            ready = self
                .arrived
                .wait(ready)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn work(&self) {
        while let Some(place) = self.next() {
            self.attend(&place);
            let mut waiting = lock(&place.waiting);
            // Behind the others: every room has its turn.
            match waiting.look.is_some() && !waiting.closed {
                true => {
                    drop(waiting);
                    self.queue(place);
                }
                false => waiting.queued = false,
            }
        }
    }

    fn attend(&self, place: &Place) {
        let (look, sound) = {
            let mut waiting = lock(&place.waiting);
            match waiting.look.take() {
                Some(look) => (look, Vec::from(std::mem::take(&mut waiting.sound))),
                None => return,
            }
        };
        let begun = Instant::now();
        let waited = begun.saturating_duration_since(look.asked);
        self.shed(waited);
        let observation = {
            // Only one thread has this place at a time.
            let mut listener = lock(&place.listener);
            let picture = look.picture.as_ref();
            self.analyst
                .observe(&mut listener, look.media_ms, picture, &sound)
        };
        let took = begun.elapsed();
        self.looks_done.fetch_add(1, Ordering::Relaxed);
        self.busy_us
            .fetch_add(took.as_micros() as u64, Ordering::Relaxed);
        let looked = Looked {
            observation,
            waited,
            took,
        };
        if let Err(mpsc::error::TrySendError::Full(_)) = place.results.try_send(looked) {
            self.results_dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn shed(&self, waited: Duration) {
        let every = lock(&self.shedding).waited(Instant::now(), waited);
        let before = self.every_ms.swap(millis(every), Ordering::Relaxed);
        if before != millis(every) {
            tracing::warn!(before_ms = before, ?every, "the pace of analysis changes");
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
