//! Packets to everybody who takes them. Recorder, tap and viewers are all the same here:
//! a queue of packets. The way of a packet reads an immutable list and waits for nobody.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::{self, error::TrySendError};

use crate::assemble::Packet;
use crate::frame::{Depth, Layer};

/// Packets that wait for a subscriber; at 200 packets/s, sound and picture together, 5 s.
/// Overflow: the packet is not queued and counted; the assembler behind the queue finds
/// the hole in the numbers and asks for a key frame.
const QUEUE_PACKETS: usize = 1024;

/// One of the three streams of a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Track {
    Audio,
    Video(Layer),
}

/// A subscriber's way in. Only the fan-out holds it: when it lets go, the queue ends.
#[derive(Debug)]
struct Route {
    layer: Layer,
    depth: Depth,
    queue: mpsc::Sender<(Track, Packet)>,
    overflowed: Arc<AtomicU64>,
}

/// A subscriber's end.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) packets: mpsc::Receiver<(Track, Packet)>,
    /// Shared with the route, and by that its name.
    overflowed: Arc<AtomicU64>,
}

impl Subscription {
    /// Packets that found the queue full.
    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }
}

/// The list of routes. A packet's way locks it only to copy a pointer.
#[derive(Debug)]
pub(crate) struct Fanout {
    routes: Mutex<Option<Arc<[Arc<Route>]>>>,
}

impl Fanout {
    pub(crate) fn new() -> Fanout {
        Fanout {
            routes: Mutex::new(Some(Arc::default())),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<[Arc<Route>]>>> {
        self.routes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A queue of sound and the given layer, from now on. On a closed fan-out it has ended.
    pub(crate) fn subscribe(&self, layer: Layer, depth: Depth) -> Subscription {
        let (queue, packets) = mpsc::channel(QUEUE_PACKETS);
        let overflowed = Arc::new(AtomicU64::new(0));
        let route = Arc::new(Route {
            layer,
            depth,
            queue,
            overflowed: overflowed.clone(),
        });
        if let Some(list) = self.lock().as_mut() {
            *list = list.iter().cloned().chain([route]).collect();
        }
        Subscription {
            packets,
            overflowed,
        }
    }

    pub(crate) fn unsubscribe(&self, subscription: &Subscription) {
        if let Some(list) = self.lock().as_mut() {
            let others =
                |route: &&Arc<Route>| !Arc::ptr_eq(&route.overflowed, &subscription.overflowed);
            *list = list.iter().filter(others).cloned().collect();
        }
    }

    /// Ends all queues, and those to come.
    pub(crate) fn close(&self) {
        self.lock().take();
    }

    pub(crate) fn is_recording(&self) -> bool {
        let is_recording =
            |route: &Arc<Route>| route.layer == Layer::Full && route.depth == Depth::Recording;
        self.lock()
            .as_ref()
            .is_some_and(|list| list.iter().any(is_recording))
    }

    pub(crate) fn deliver(&self, track: Track, packet: &Packet) {
        let Some(list) = self.lock().clone() else {
            return;
        };
        for route in list.iter() {
            if matches!(track, Track::Video(layer) if layer != route.layer) {
                continue;
            }
            match route.queue.try_send((track, packet.clone())) {
                Err(TrySendError::Full(_)) => {
                    route.overflowed.fetch_add(1, Ordering::Relaxed);
                }
                // A subscriber that is about to unsubscribe.
                Err(TrySendError::Closed(_)) | Ok(()) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn packet(sequence: u16) -> Packet {
        Packet::fake(sequence, 0, Instant::now())
    }

    fn taken(subscription: &mut Subscription) -> Vec<(Track, u16)> {
        std::iter::from_fn(|| subscription.packets.try_recv().ok())
            .map(|(track, packet)| (track, packet.sequence))
            .collect()
    }

    fn has_ended(subscription: &mut Subscription) -> bool {
        matches!(
            subscription.packets.try_recv(),
            Err(mpsc::error::TryRecvError::Disconnected)
        )
    }

    #[test]
    fn everybody_gets_sound_and_only_the_layer_asked_for() {
        let fanout = Fanout::new();
        let mut full = fanout.subscribe(Layer::Full, Depth::Recording);
        let mut small = fanout.subscribe(Layer::Small, Depth::Tap);
        fanout.deliver(Track::Audio, &packet(1));
        fanout.deliver(Track::Video(Layer::Full), &packet(2));
        fanout.deliver(Track::Video(Layer::Small), &packet(3));
        assert_eq!(
            taken(&mut full),
            [(Track::Audio, 1), (Track::Video(Layer::Full), 2)]
        );
        assert_eq!(
            taken(&mut small),
            [(Track::Audio, 1), (Track::Video(Layer::Small), 3)]
        );
    }

    #[test]
    fn a_slow_subscriber_is_skipped_and_disturbs_nobody() {
        let fanout = Fanout::new();
        let mut slow = fanout.subscribe(Layer::Full, Depth::Recording);
        let mut quick = fanout.subscribe(Layer::Full, Depth::Tap);
        for sequence in 0..QUEUE_PACKETS as u16 + 10 {
            fanout.deliver(Track::Audio, &packet(sequence));
            assert_eq!(taken(&mut quick).len(), 1);
        }
        assert_eq!(slow.overflowed(), 10);
        assert_eq!(quick.overflowed(), 0);
        let slow = taken(&mut slow);
        assert_eq!(slow.len(), QUEUE_PACKETS);
        assert_eq!(slow[0].1, 0);
    }

    #[test]
    fn unsubscribing_and_closing_end_the_queue() {
        let fanout = Fanout::new();
        let mut subscription = fanout.subscribe(Layer::Full, Depth::Recording);
        assert!(fanout.is_recording());
        fanout.unsubscribe(&subscription);
        assert!(!fanout.is_recording());
        assert!(has_ended(&mut subscription));

        let mut subscription = fanout.subscribe(Layer::Small, Depth::Recording);
        assert!(!fanout.is_recording());
        assert!(!has_ended(&mut subscription));
        fanout.close();
        assert!(has_ended(&mut subscription));
        assert!(has_ended(&mut fanout.subscribe(Layer::Full, Depth::Tap)));
    }
}
