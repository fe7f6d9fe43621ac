//! Which lost packets are asked for again (generic NACK, RFC 4585, section 6.2.1), and when.
//!
//! The library's own generator asks for whatever is missing among the last 512 packets, every
//! 100 ms, without end: for packets that are merely late as well, and after an outage for
//! hundreds that nobody waits for any more. Their repeats then fill the path that the newest
//! packets need. This one lets a packet be late for a moment and stops when the assembler of a
//! recording does (`assemble/mod.rs`).

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rtc::interceptor::{AttributedPacket, Interceptor, Packet, Slot, StreamInfo, TaggedPacket};
use rtc::rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};
use rtc::sansio::Protocol;
use rtc::shared::TransportContext;
use rtc::shared::error::Error;

/// A packet that was overtaken may come by itself for this long. More would be worth it where
/// packets often overtake each other; a repeat too many costs less than one too late.
const OVERTAKEN: Duration = Duration::from_millis(20);

/// The repeat may be lost as well. More than most round trips, so that few are asked for twice;
/// ten times in the patience of a recording.
const AGAIN: Duration = Duration::from_millis(100);

/// The recorder's patience: what comes later is too late (`assemble/mod.rs`).
const PATIENCE: Duration = Duration::from_secs(1);

/// Packets that one gap asks for, the newest: a second and a half of a 720p picture. Senders
/// keep no more, and after an outage the newest matter most. Overflow: the older ones are lost.
const GAP: i64 = 300;

/// Sources of a peer that packets are missed of: sound, two layers, and after a renegotiation
/// others. Overflow: nothing is asked for on the source that came last.
const SOURCES: usize = 8;

/// A step back or ahead that is no gap any more but a sender that counts anew.
const NEW_COUNT: i64 = 1 << 14;

/// What is missing of one source.
#[derive(Debug, Default)]
struct Log {
    highest: Option<i64>,
    missing: BTreeMap<i64, Missing>,
}

#[derive(Debug, Clone, Copy)]
struct Missing {
    since: Instant,
    due: Instant,
}

impl Log {
    fn arrived(&mut self, sequence: u16, now: Instant) {
        let Some(highest) = self.highest else {
            self.highest = Some(i64::from(sequence));
            return;
        };
        let distance = i64::from(sequence.wrapping_sub(highest as u16) as i16);
        let number = highest + distance;
        if distance.abs() >= NEW_COUNT {
            self.missing.clear();
            self.highest = Some(i64::from(sequence));
        } else if distance <= 0 {
            self.missing.remove(&number);
        } else {
            let (since, due) = (now, now + OVERTAKEN);
            let lost = (number - GAP).max(highest + 1)..number;
            self.missing
                .extend(lost.map(|number| (number, Missing { since, due })));
            while self.missing.len() > GAP as usize {
                self.missing.pop_first();
            }
            self.highest = Some(number);
        }
    }

    /// The numbers to ask for now; forgets those that would come too late.
    fn due(&mut self, now: Instant) -> Vec<u16> {
        self.missing
            .retain(|_, missing| now < missing.since + PATIENCE);
        let due = self
            .missing
            .iter_mut()
            .filter(|(_, missing)| missing.due <= now);
        due.map(|(number, missing)| {
            missing.due = now + AGAIN;
            *number as u16
        })
        .collect()
    }

    fn next(&self) -> Option<Instant> {
        self.missing.values().map(|missing| missing.due).min()
    }
}

/// Asks senders for what is missing; passes everything on.
pub(crate) struct NackGenerator {
    logs: HashMap<u32, Log>,
    sender_ssrc: u32,
    requested: Arc<AtomicU64>,
    inbound: VecDeque<TaggedPacket>,
    outbound: VecDeque<TaggedPacket>,
}

impl NackGenerator {
    /// `requested` counts the packets asked for, each as often as it was.
    pub(crate) fn new(requested: Arc<AtomicU64>) -> NackGenerator {
        NackGenerator {
            logs: HashMap::new(),
            sender_ssrc: rand::random(),
            requested,
            inbound: VecDeque::new(),
            outbound: VecDeque::new(),
        }
    }

    pub(crate) const SLOT: Slot = Slot::NackGenerator;
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for NackGenerator {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtp(media) = &packet.message.packet
            && let Some(log) = self.logs.get_mut(&media.header.ssrc)
        {
            log.arrived(media.header.sequence_number, packet.now);
        }
        self.inbound.push_back(packet);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.inbound.pop_front()
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        self.outbound.push_back(packet);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outbound.pop_front()
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), Error> {
        for (ssrc, log) in &mut self.logs {
            let numbers = log.due(now);
            if numbers.is_empty() {
                continue;
            }
            self.requested
                .fetch_add(numbers.len() as u64, Ordering::Relaxed);
            let request = TransportLayerNack {
                sender_ssrc: self.sender_ssrc,
                media_ssrc: *ssrc,
                nacks: nack_pairs_from_sequence_numbers(&numbers),
            };
            self.outbound.push_back(TaggedPacket {
                now,
                transport: TransportContext::default(),
                message: AttributedPacket::new(Packet::Rtcp(vec![Box::new(request)])),
            });
        }
        Ok(())
    }

    fn poll_timeout(&mut self) -> Option<Instant> {
        self.logs.values().filter_map(Log::next).min()
    }
}

impl Interceptor for NackGenerator {
    fn bind_remote_stream(&mut self, info: &StreamInfo) {
        let answers = info
            .rtcp_feedback
            .iter()
            .any(|feedback| feedback.typ == "nack" && feedback.parameter.is_empty());
        if answers && self.logs.len() < SOURCES {
            self.logs.insert(info.ssrc, Log::default());
        }
    }

    fn unbind_remote_stream(&mut self, info: &StreamInfo) {
        self.logs.remove(&info.ssrc);
    }

    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Line {
        log: Log,
        zero: Instant,
    }

    impl Line {
        fn new() -> Line {
            Line {
                log: Log::default(),
                zero: Instant::now(),
            }
        }

        fn at(&self, ms: u64) -> Instant {
            self.zero + Duration::from_millis(ms)
        }

        fn arrived(&mut self, sequences: impl IntoIterator<Item = u16>, ms: u64) {
            let now = self.at(ms);
            for sequence in sequences {
                self.log.arrived(sequence, now);
            }
        }

        fn due(&mut self, ms: u64) -> Vec<u16> {
            let now = self.at(ms);
            self.log.due(now)
        }
    }

    #[test]
    fn a_packet_that_is_overtaken_is_not_asked_for() {
        let mut line = Line::new();
        line.arrived([1, 3], 0);
        assert_eq!(line.log.next(), Some(line.at(20)));
        assert!(line.due(19).is_empty());
        line.arrived([2], 19);
        assert!(line.due(20).is_empty());
        assert_eq!(line.log.next(), None);
    }

    #[test]
    fn a_lost_packet_is_asked_for_until_the_recorder_has_given_up() {
        let mut line = Line::new();
        line.arrived([65_534, 1], 0);
        let asked: Vec<u64> = (0..3000).filter(|ms| !line.due(*ms).is_empty()).collect();
        assert_eq!(asked, [20, 120, 220, 320, 420, 520, 620, 720, 820, 920]);
        assert_eq!(line.log.next(), None);
    }

    #[test]
    fn numbers_wrap_around_and_come_in_one_request() {
        let mut line = Line::new();
        line.arrived([65_533, 65_535, 2], 0);
        assert_eq!(line.due(20), [65_534, 0, 1]);
    }

    #[test]
    fn after_an_outage_only_the_newest_are_asked_for() {
        let mut line = Line::new();
        line.arrived([0, 3000], 0);
        let asked = line.due(20);
        assert_eq!((asked.len(), asked[0], asked[299]), (300, 2700, 2999));
    }

    #[test]
    fn a_sender_that_counts_anew_has_lost_nothing() {
        let mut line = Line::new();
        line.arrived([10, 12, 40_000, 40_001], 0);
        assert!(line.due(20).is_empty());
        line.arrived([40_003], 30);
        assert_eq!(line.due(50), [40_002]);
    }

    proptest! {
        /// Whatever comes: what is waited for is bounded, and nothing that came is asked for.
        #[test]
        fn no_storm_is_remembered(storm in proptest::collection::vec((any::<u16>(), 0u64..50), 1..400)) {
            let mut line = Line::new();
            let mut ms = 0;
            for (sequence, pause) in storm {
                ms += pause;
                line.arrived([sequence], ms);
                prop_assert!(!line.due(ms + 20).contains(&sequence));
                prop_assert!(line.log.missing.len() <= GAP as usize);
            }
            prop_assert!(line.due(ms + 2000).is_empty());
        }
    }
}
