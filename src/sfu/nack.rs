//! Which lost packets are asked for again (generic NACK, RFC 4585, section 6.2.1), and when.
//!
//! The library's own generator asks for whatever is missing among the last 512 packets, every
//! 100 ms, without end: for packets that are merely late as well, and after an outage for
//! hundreds that nobody waits for any more. Their repeats then fill the path that the newest
//! packets need. This one lets a packet be late for a moment and stops when the assembler of a
//! recording does (`assemble/mod.rs`).

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use crate::assemble::RECORDING_PATIENCE;

/// A packet that was overtaken may come by itself for this long at least …
const OVERTAKEN: Duration = Duration::from_millis(20);
/// … and this long where repeats keep coming for packets that came by themselves. A path with
/// 100 ms of jitter else carries everything twice, and the sender takes the repeats off what
/// the picture may have.
const OVERTAKEN_MOST: Duration = Duration::from_millis(120);
/// By how much such a repeat makes the wait longer, …
const IN_VAIN: Duration = Duration::from_millis(10);
/// … and a repeat that was needed shorter.
const NEEDED: Duration = Duration::from_millis(1);

/// Packets that were asked for and came, of which a repeat may still come. Overflow: it says
/// nothing.
const ANSWERED: usize = 64;

/// The repeat may be lost as well. More than most round trips, so that few are asked for twice;
/// ten times in the patience of a recording.
const AGAIN: Duration = Duration::from_millis(100);

/// Packets that one gap asks for, the newest: a second and a half of a 720p picture. Senders
/// keep no more, and after an outage the newest matter most. Overflow: the older ones are lost.
const GAP: i64 = 300;

/// A step back or ahead that is no gap any more but a sender that counts anew.
const NEW_COUNT: i64 = 1 << 14;

/// What is missing of one source.
#[derive(Debug)]
pub(crate) struct NackLog {
    highest: Option<i64>,
    missing: BTreeMap<i64, Missing>,
    wait: Duration,
    answered: VecDeque<u16>,
}

#[derive(Debug, Clone, Copy)]
struct Missing {
    since: Instant,
    due: Instant,
    asked: bool,
}

impl Default for NackLog {
    fn default() -> NackLog {
        NackLog {
            highest: None,
            missing: BTreeMap::new(),
            wait: OVERTAKEN,
            answered: VecDeque::new(),
        }
    }
}

impl NackLog {
    pub(crate) fn arrived(&mut self, sequence: u16, now: Instant) {
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
            let came = self.missing.remove(&number);
            if came.is_some_and(|missing| missing.asked) {
                self.answered.push_back(sequence);
                if self.answered.len() > ANSWERED {
                    self.answered.pop_front();
                }
            }
        } else {
            let missing = Missing {
                since: now,
                due: now + self.wait,
                asked: false,
            };
            let lost = (number - GAP).max(highest + 1)..number;
            self.missing.extend(lost.map(|number| (number, missing)));
            while self.missing.len() > GAP as usize {
                self.missing.pop_first();
            }
            self.highest = Some(number);
        }
    }

    /// A repeat arrived, which says whether asking for it was worth it.
    pub(crate) fn repeated(&mut self, sequence: u16, now: Instant) {
        if let Some(place) = self.answered.iter().position(|own| *own == sequence) {
            self.answered.remove(place);
            self.wait = (self.wait + IN_VAIN).min(OVERTAKEN_MOST);
            return;
        }
        self.arrived(sequence, now);
        // It is the repeat itself that has come, so that no other one is to be expected.
        if self.answered.back() == Some(&sequence) {
            self.answered.pop_back();
            self.wait = self.wait.saturating_sub(NEEDED).max(OVERTAKEN);
        }
    }

    /// The numbers to ask for now; forgets those that would come too late.
    pub(crate) fn due(&mut self, now: Instant) -> Vec<u16> {
        self.missing
            .retain(|_, missing| now < missing.since + RECORDING_PATIENCE);
        let due = self
            .missing
            .iter_mut()
            .filter(|(_, missing)| missing.due <= now);
        due.map(|(number, missing)| {
            missing.due = now + AGAIN;
            missing.asked = true;
            *number as u16
        })
        .collect()
    }

    /// When [`NackLog::due`] has something to say.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.missing.values().map(|missing| missing.due).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Line {
        log: NackLog,
        zero: Instant,
    }

    impl Line {
        fn new() -> Line {
            Line {
                log: NackLog::default(),
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
    fn where_packets_overtake_each_other_it_waits_longer_until_repeats_are_needed_again() {
        let mut line = Line::new();
        line.arrived([0], 0);
        for round in 0..20u16 {
            let (late, ms) = (2 * round + 1, u64::from(round) * 1000);
            line.arrived([late + 1], ms);
            line.due(ms + 200);
            line.arrived([late], ms + 210);
            line.log.repeated(late, line.at(ms + 220));
        }
        assert_eq!(line.log.wait, OVERTAKEN_MOST);
        for round in 20..200u16 {
            let (lost, ms) = (2 * round + 1, u64::from(round) * 1000);
            line.arrived([lost + 1], ms);
            line.due(ms + 200);
            line.log.repeated(lost, line.at(ms + 220));
        }
        assert_eq!(line.log.wait, OVERTAKEN);
        // Padding repeats what nobody asked for.
        line.log.repeated(5, line.at(300_000));
        assert_eq!(line.log.wait, OVERTAKEN);
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
