//! What an owner hears of a peer, and how the link's state is told.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use webrtc::peer_connection::RTCPeerConnectionState;

use crate::frame::MediaKind;

/// Sound alone brings 50 datagrams a second, 2.5 when Opus finds silence: this much
/// silence is an interruption that a person should hear of.
const SILENCE: Duration = Duration::from_secs(3);

/// An answered offer connects within a second; after this nobody is coming.
const CONNECT_DEADLINE: Duration = Duration::from_secs(20);

/// What happens to a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeerEvent {
    /// Media can flow; again after an interruption.
    Connected,
    /// Nothing came for 3 s; may come back by itself or by an ICE restart.
    Interrupted,
    /// Never connected within 20 s, or silent for half a minute. An ICE restart may help.
    Failed,
    /// The peer is gone; the last event.
    Closed,
    /// Once for each kind: the first packet of sound, the first picture of the full layer.
    Flowing(MediaKind),
}

/// Tells events of the link from the library's states and from silence.
#[derive(Debug)]
pub(crate) struct LinkWatch {
    link: Link,
    since: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    Connecting,
    Connected,
    Interrupted,
    Failed,
}

impl LinkWatch {
    pub(crate) fn new(now: Instant) -> LinkWatch {
        LinkWatch {
            link: Link::Connecting,
            since: now,
        }
    }

    /// A new offer was answered: a link that failed gets another chance.
    pub(crate) fn restart(&mut self, now: Instant) {
        if self.link == Link::Failed {
            self.link = Link::Connecting;
        }
        self.since = now;
    }

    pub(crate) fn state(
        &mut self,
        state: RTCPeerConnectionState,
        now: Instant,
    ) -> Option<PeerEvent> {
        match state {
            RTCPeerConnectionState::Connected if self.link != Link::Connected => {
                self.link = Link::Connected;
                self.since = now;
                Some(PeerEvent::Connected)
            }
            RTCPeerConnectionState::Failed => self.fail(),
            // Silence is noticed sooner by `look`.
            _ => None,
        }
    }

    pub(crate) fn fail(&mut self) -> Option<PeerEvent> {
        let news = self.link != Link::Failed;
        self.link = Link::Failed;
        news.then_some(PeerEvent::Failed)
    }

    /// `heard`: when any datagram last came.
    pub(crate) fn look(&mut self, now: Instant, heard: Option<Instant>) -> Option<PeerEvent> {
        let last_sign = heard.map_or(self.since, |heard| heard.max(self.since));
        let silent = now.saturating_duration_since(last_sign) >= SILENCE;
        match self.link {
            Link::Connecting if now.saturating_duration_since(self.since) >= CONNECT_DEADLINE => {
                self.fail()
            }
            Link::Connected if silent => {
                self.link = Link::Interrupted;
                Some(PeerEvent::Interrupted)
            }
            Link::Interrupted if !silent => {
                self.link = Link::Connected;
                Some(PeerEvent::Connected)
            }
            _ => None,
        }
    }
}

/// Events on their way to an owner who may be slow. Overflow: of several states of the
/// link only the newest waits; `Flowing` comes at most twice and always waits.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    flowing: VecDeque<MediaKind>,
    link: Option<PeerEvent>,
}

impl Outbox {
    pub(crate) fn push(&mut self, event: PeerEvent) {
        match event {
            PeerEvent::Flowing(kind) => self.flowing.push_back(kind),
            link => self.link = Some(link),
        }
    }

    pub(crate) fn pop(&mut self) -> Option<PeerEvent> {
        // `Connected` before what flows, `Closed` after everything.
        if self.link == Some(PeerEvent::Connected) {
            return self.link.take();
        }
        match self.flowing.pop_front() {
            Some(kind) => Some(PeerEvent::Flowing(kind)),
            None => self.link.take(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.flowing.is_empty() && self.link.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_an_interruption_and_a_datagram_ends_it() {
        let zero = Instant::now();
        let at = |ms| zero + Duration::from_millis(ms);
        let mut watch = LinkWatch::new(zero);
        assert_eq!(watch.look(at(5_000), None), None);
        let connected = RTCPeerConnectionState::Connected;
        assert_eq!(
            watch.state(connected, at(5_000)),
            Some(PeerEvent::Connected)
        );
        assert_eq!(watch.state(connected, at(5_001)), None);
        assert_eq!(watch.look(at(7_999), Some(at(4_999))), None);
        assert_eq!(
            watch.look(at(8_000), Some(at(5_000))),
            Some(PeerEvent::Interrupted)
        );
        assert_eq!(watch.look(at(9_000), Some(at(5_000))), None);
        assert_eq!(
            watch.look(at(9_500), Some(at(9_400))),
            Some(PeerEvent::Connected)
        );
        let failed = RTCPeerConnectionState::Failed;
        assert_eq!(watch.state(failed, at(10_000)), Some(PeerEvent::Failed));
        assert_eq!(watch.fail(), None);
    }

    #[test]
    fn a_peer_that_never_connects_fails() {
        let zero = Instant::now();
        let mut watch = LinkWatch::new(zero);
        assert_eq!(watch.look(zero + CONNECT_DEADLINE / 2, None), None);
        assert_eq!(
            watch.look(zero + CONNECT_DEADLINE, Some(zero + CONNECT_DEADLINE)),
            Some(PeerEvent::Failed)
        );
    }

    #[test]
    fn of_several_states_the_newest_waits_and_closed_comes_last() {
        let mut outbox = Outbox::default();
        outbox.push(PeerEvent::Connected);
        outbox.push(PeerEvent::Interrupted);
        outbox.push(PeerEvent::Flowing(MediaKind::Audio));
        outbox.push(PeerEvent::Closed);
        assert_eq!(outbox.pop(), Some(PeerEvent::Flowing(MediaKind::Audio)));
        assert_eq!(outbox.pop(), Some(PeerEvent::Closed));
        assert!(outbox.is_empty());
    }
}
