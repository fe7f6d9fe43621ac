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

#[derive(Debug)]
pub(crate) struct Route {
    layer: Layer,
    depth: Depth,
    queue: mpsc::Sender<(Track, Packet)>,
    overflowed: AtomicU64,
}

impl Route {
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

    /// A queue of sound and the given layer, from now on. On a closed fan-out it ends at once.
    pub(crate) fn subscribe(
        &self,
        layer: Layer,
        depth: Depth,
    ) -> (Arc<Route>, mpsc::Receiver<(Track, Packet)>) {
        let (queue, packets) = mpsc::channel(QUEUE_PACKETS);
        let route = Arc::new(Route {
            layer,
            depth,
            queue,
            overflowed: AtomicU64::new(0),
        });
        let mut routes = self.lock();
        if let Some(list) = routes.as_mut() {
            *list = list.iter().cloned().chain([route.clone()]).collect();
            return (route, packets);
        }
        drop(routes);
        let (_, ended) = mpsc::channel(1);
        (route, ended)
    }

    pub(crate) fn unsubscribe(&self, route: &Arc<Route>) {
        if let Some(list) = self.lock().as_mut() {
            *list = list
                .iter()
                .filter(|own| !Arc::ptr_eq(own, route))
                .cloned()
                .collect();
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

    fn taken(packets: &mut mpsc::Receiver<(Track, Packet)>) -> Vec<(Track, u16)> {
        std::iter::from_fn(|| packets.try_recv().ok())
            .map(|(track, packet)| (track, packet.sequence))
            .collect()
    }

    #[test]
    fn everybody_gets_sound_and_only_the_layer_asked_for() {
        let fanout = Fanout::new();
        let (_full, mut full) = fanout.subscribe(Layer::Full, Depth::Recording);
        let (_small, mut small) = fanout.subscribe(Layer::Small, Depth::Tap);
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
        let (slow_route, mut slow) = fanout.subscribe(Layer::Full, Depth::Recording);
        let (quick_route, mut quick) = fanout.subscribe(Layer::Full, Depth::Tap);
        for sequence in 0..QUEUE_PACKETS as u16 + 10 {
            fanout.deliver(Track::Audio, &packet(sequence));
            assert_eq!(taken(&mut quick).len(), 1);
        }
        assert_eq!(slow_route.overflowed(), 10);
        assert_eq!(quick_route.overflowed(), 0);
        let slow = taken(&mut slow);
        assert_eq!(slow.len(), QUEUE_PACKETS);
        assert_eq!(slow[0].1, 0);
    }

    #[test]
    fn unsubscribing_and_closing_end_the_queue() {
        let fanout = Fanout::new();
        let (route, mut packets) = fanout.subscribe(Layer::Full, Depth::Recording);
        assert!(fanout.is_recording());
        fanout.unsubscribe(&route);
        assert!(!fanout.is_recording());
        fanout.deliver(Track::Audio, &packet(1));
        assert_eq!(taken(&mut packets), []);

        let (route, mut packets) = fanout.subscribe(Layer::Small, Depth::Recording);
        assert!(!fanout.is_recording());
        drop(route);
        fanout.close();
        assert!(matches!(
            packets.try_recv(),
            Err(mpsc::error::TryRecvError::Disconnected)
        ));
        let (_, mut late) = fanout.subscribe(Layer::Full, Depth::Tap);
        assert!(late.try_recv().is_err());
    }
}
