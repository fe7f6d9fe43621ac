//! Who asks for key frames, and how often the sender is bothered.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::frame::Layer;

/// A recording can be entered every 5 to 10 s; measured on Chromium, a key frame each
/// second costs picture quality (QP 34 instead of 24), one every 5 s and more does not.
const RECORDING_PERIOD: Duration = Duration::from_secs(7);

/// A request closer to the last one waits: the key frame is on its way, 30 to 90 ms for
/// the encoder and a round trip.
const CLOSEST: Duration = Duration::from_millis(300);

/// Each request that finds the last one unanswered waits twice as long, up to this. A
/// sender answers with a key frame on *every* layer it still sends: asking three times a
/// second for a layer that it switched off fills the path that the layer needs to return.
const FARTHEST: Duration = Duration::from_millis(2_400);

/// Requests from anywhere to the task that owns the connection. Several become one.
#[derive(Debug, Default)]
pub(crate) struct KeyRequests {
    wanted: [AtomicBool; 2],
    notify: Notify,
}

impl KeyRequests {
    pub(crate) fn request(&self, layer: Layer) {
        self.wanted[layer as usize].store(true, Ordering::Release);
        self.notify.notify_one();
    }

    pub(crate) async fn requested(&self) {
        self.notify.notified().await;
    }

    fn take(&self, layer: Layer) -> bool {
        self.wanted[layer as usize].swap(false, Ordering::AcqRel)
    }
}

/// When a picture loss indication (RFC 4585, section 6.3.1) is due on each layer.
#[derive(Debug, Default)]
pub(crate) struct KeySchedule {
    layers: [LayerSchedule; 2],
}

#[derive(Debug, Default, Clone, Copy)]
struct LayerSchedule {
    wanted: bool,
    last: Option<Instant>,
    /// How far the next request keeps from the last.
    distance: Duration,
}

impl KeySchedule {
    /// Takes over what was requested.
    pub(crate) fn collect(&mut self, requests: &KeyRequests) {
        for layer in [Layer::Full, Layer::Small] {
            self.layers[layer as usize].wanted |= requests.take(layer);
        }
    }

    /// When the layer's next request is due; `None` without reason for one.
    pub(crate) fn due(&self, layer: Layer, recording: bool, now: Instant) -> Option<Instant> {
        let LayerSchedule {
            wanted,
            last,
            distance,
        } = self.layers[layer as usize];
        let periodic = recording && layer == Layer::Full;
        match (last, wanted, periodic) {
            (Some(last), true, _) => Some(last + distance),
            (Some(last), false, true) => Some(last + RECORDING_PERIOD),
            (None, true, _) => Some(now),
            _ => None,
        }
    }

    pub(crate) fn sent(&mut self, layer: Layer, now: Instant) {
        let LayerSchedule { last, distance, .. } = self.layers[layer as usize];
        let again = last.is_some_and(|last| now.saturating_duration_since(last) < 2 * distance);
        self.layers[layer as usize] = LayerSchedule {
            wanted: false,
            last: Some(now),
            distance: match again {
                true => (2 * distance).min(FARTHEST),
                false => CLOSEST,
            },
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_requests_become_one_and_the_next_one_keeps_its_distance() {
        let (requests, mut schedule) = (KeyRequests::default(), KeySchedule::default());
        let now = Instant::now();
        assert_eq!(schedule.due(Layer::Full, true, now), None);
        requests.request(Layer::Full);
        requests.request(Layer::Full);
        schedule.collect(&requests);
        assert_eq!(schedule.due(Layer::Full, false, now), Some(now));
        assert_eq!(schedule.due(Layer::Small, false, now), None);
        schedule.sent(Layer::Full, now);
        assert_eq!(schedule.due(Layer::Full, false, now), None);
        requests.request(Layer::Full);
        schedule.collect(&requests);
        assert_eq!(schedule.due(Layer::Full, false, now), Some(now + CLOSEST));
    }

    #[test]
    fn a_layer_that_does_not_answer_is_asked_less_and_less_often() {
        let (requests, mut schedule) = (KeyRequests::default(), KeySchedule::default());
        let start = Instant::now();
        let mut now = start;
        let mut asked = vec![];
        while now < start + Duration::from_secs(10) {
            requests.request(Layer::Full);
            schedule.collect(&requests);
            now = schedule.due(Layer::Full, false, now).unwrap();
            schedule.sent(Layer::Full, now);
            asked.push((now - start).as_millis());
        }
        assert_eq!(asked, [0, 300, 900, 2100, 4500, 6900, 9300, 11_700]);
        // After a while without need it is asked at once again, and soon after.
        let later = now + Duration::from_secs(5);
        schedule.sent(Layer::Full, later);
        requests.request(Layer::Full);
        schedule.collect(&requests);
        assert_eq!(
            schedule.due(Layer::Full, false, later),
            Some(later + CLOSEST)
        );
    }

    #[test]
    fn a_recording_asks_every_seven_seconds_on_the_full_layer_alone() {
        let mut schedule = KeySchedule::default();
        let now = Instant::now();
        schedule.sent(Layer::Full, now);
        schedule.sent(Layer::Small, now);
        let next = now + Duration::from_secs(7);
        assert_eq!(schedule.due(Layer::Full, true, now), Some(next));
        assert_eq!(schedule.due(Layer::Small, true, now), None);
    }
}
