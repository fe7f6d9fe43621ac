//! Frames on their way to the tap's thread: bounded, and handed over by the fifth of a
//! second, because waking a thread for each costs more than decoding a packet.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::{Frame, MediaKind};

/// Media time that is handed over at once.
const BATCH_US: i64 = 200_000;
/// Six seconds of sound (300 packets) and of pictures (180), with some room.
const MOST_FRAMES: usize = 512;
/// Six seconds at 5 Mbit/s, for a sender without a small layer.
const MOST_BYTES: usize = 4 << 20;

#[derive(Default)]
pub(super) struct Inbox {
    state: Mutex<State>,
    ready: Condvar,
}

#[derive(Default)]
struct State {
    frames: VecDeque<Frame>,
    bytes: usize,
    /// Oldest and newest time that wait.
    span_us: Option<(i64, i64)>,
    /// Frames were lost here since the last hand-over.
    interrupted: bool,
    /// Pictures are of no use before the next key frame.
    awaits_key: bool,
    overflowed: u64,
    closed: bool,
}

/// What the tap's thread is given.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) frames: VecDeque<Frame>,
    /// Pictures are missing before these.
    pub(super) interrupted: bool,
}

impl Inbox {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push(&self, frame: Frame) {
        let mut state = self.lock();
        if state.closed {
            return;
        }
        if state.frames.len() >= MOST_FRAMES || state.bytes + frame.bytes.len() > MOST_BYTES {
            // The newest counts: what has waited for seconds is of no use any more.
            state.overflowed += state.frames.len() as u64;
            state.frames.clear();
            state.bytes = 0;
            state.span_us = None;
            state.interrupted = true;
            state.awaits_key = true;
        }
        if frame.kind == MediaKind::Video && state.awaits_key {
            if !frame.key {
                state.overflowed += 1;
                return;
            }
            state.awaits_key = false;
        }
        let at_us = frame.media_time_us;
        let (from_us, to_us) = state.span_us.unwrap_or((at_us, at_us));
        let (from_us, to_us) = (from_us.min(at_us), to_us.max(at_us));
        state.span_us = Some((from_us, to_us));
        state.bytes += frame.bytes.len();
        state.frames.push_back(frame);
        if to_us - from_us >= BATCH_US {
            self.ready.notify_one();
        }
    }

    /// Waits for enough frames; `false` at the end.
    pub(super) fn wait(&self, batch: &mut Batch) -> bool {
        let mut state = self.lock();
        loop {
            if state.closed {
                return false;
            }
            if state
                .span_us
                .is_some_and(|(from, to)| to - from >= BATCH_US)
            {
                break;
            }
            state = self
                .ready
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        batch.frames.clear();
        std::mem::swap(&mut batch.frames, &mut state.frames);
        batch.interrupted = std::mem::take(&mut state.interrupted);
        state.bytes = 0;
        state.span_us = None;
        true
    }

    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.frames.clear();
        self.ready.notify_one();
    }

    pub(super) fn overflowed(&self) -> u64 {
        self.lock().overflowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: MediaKind, at_ms: i64, key: bool) -> Frame {
        Frame {
            kind,
            media_time_us: at_ms * 1000,
            key,
            discardable: false,
            bytes: vec![0; 10].into(),
        }
    }

    fn batch(inbox: &Inbox) -> Batch {
        let mut batch = Batch::default();
        assert!(inbox.wait(&mut batch));
        batch
    }

    #[test]
    fn a_fifth_of_a_second_is_handed_over() {
        let inbox = Inbox::default();
        for at_ms in (0..=200).step_by(20) {
            inbox.push(frame(MediaKind::Audio, at_ms, false));
        }
        let batch = batch(&inbox);
        assert_eq!(batch.frames.len(), 11);
        assert!(!batch.interrupted);
    }

    #[test]
    fn too_much_is_dropped_up_to_the_next_key_frame() {
        let inbox = Inbox::default();
        for n in 0..MOST_FRAMES as i64 {
            inbox.push(frame(MediaKind::Video, n, n == 0));
        }
        assert_eq!(inbox.overflowed(), 0);
        inbox.push(frame(MediaKind::Video, 1000, false));
        assert_eq!(inbox.overflowed(), MOST_FRAMES as u64 + 1);
        inbox.push(frame(MediaKind::Audio, 1000, false));
        inbox.push(frame(MediaKind::Video, 1100, true));
        inbox.push(frame(MediaKind::Video, 1300, false));
        let batch = batch(&inbox);
        assert_eq!(batch.frames.len(), 3);
        assert!(batch.interrupted);
        assert_eq!(inbox.overflowed(), MOST_FRAMES as u64 + 1);
    }

    #[test]
    fn bytes_are_bounded_too() {
        let inbox = Inbox::default();
        let large = |key| Frame {
            bytes: vec![0; MOST_BYTES / 2].into(),
            ..frame(MediaKind::Video, 0, key)
        };
        inbox.push(large(true));
        inbox.push(large(false));
        assert_eq!(inbox.overflowed(), 0);
        inbox.push(large(true));
        assert_eq!(inbox.overflowed(), 2);
        assert_eq!(inbox.lock().bytes, MOST_BYTES / 2);
    }

    #[test]
    fn the_end_wakes_who_waits() {
        let inbox = std::sync::Arc::new(Inbox::default());
        let waiting = {
            let inbox = inbox.clone();
            std::thread::spawn(move || inbox.wait(&mut Batch::default()))
        };
        inbox.close();
        assert!(!waiting.join().unwrap());
    }
}
