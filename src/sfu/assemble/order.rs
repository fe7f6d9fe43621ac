//! Puts packets in order: drops copies, waits a while for the missing, then says what is
//! lost. It has no clock; the caller says how late it is.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use super::Packet;
use crate::window::{WINDOW, Window};

/// A stream's first packets are held until this many are there or the first has waited
/// [`START_PATIENCE`]: seen once, a first IDR overtook its parameter sets.
const START_PACKETS: usize = 4;
const START_PATIENCE: Duration = Duration::from_millis(40);

/// Packets held behind a gap. At 200 packets/s five times what the longest patience
/// needs, so that only a flood meets it. Overflow: the oldest gap is given up at once.
const HELD_PACKETS: usize = 1024;

/// What comes out, in the order of the stream.
#[derive(Debug)]
pub(crate) enum Ordered {
    Packet(Packet),
    /// Packets are missing here and will not come.
    Gap,
}

/// What happened to packets so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct OrderCounts {
    /// Packets that were passed on.
    pub(crate) passed: u64,
    /// Copies of packets that were there already.
    pub(crate) duplicates: u64,
    /// Packets that came after one with a higher number.
    pub(crate) reordered: u64,
    /// Packets that were given up.
    pub(crate) lost: u64,
    /// Packets that came after they were given up, or from before the beginning.
    pub(crate) late: u64,
}

#[derive(Debug)]
pub(crate) struct Reorder {
    patience: Duration,
    /// The number that has to come next; before the start, the first number seen.
    next: Option<i64>,
    started: bool,
    highest: i64,
    held: BTreeMap<i64, Packet>,
    /// What was passed on, to tell a late packet from a copy.
    passed: Window,
    /// After one packet from far behind: the number that would prove a new count.
    new_count: Option<u16>,
    counts: OrderCounts,
}

impl Reorder {
    pub(crate) fn new(patience: Duration) -> Reorder {
        Reorder {
            patience,
            next: None,
            started: false,
            highest: 0,
            held: BTreeMap::new(),
            passed: Window::new(),
            new_count: None,
            counts: OrderCounts::default(),
        }
    }

    pub(crate) fn counts(&self) -> OrderCounts {
        self.counts
    }

    /// Forgets the numbering; what is held comes out first.
    pub(crate) fn restart(&mut self, out: &mut VecDeque<Ordered>) {
        self.flush(out);
        self.next = None;
        self.started = false;
        self.passed = Window::new();
        self.new_count = None;
    }

    pub(crate) fn push(&mut self, packet: Packet, out: &mut VecDeque<Ordered>) {
        let sequence = packet.sequence;
        let Some(next) = self.next else {
            let number = i64::from(sequence);
            self.next = Some(number);
            self.highest = number;
            self.held.insert(number, packet);
            return;
        };
        let distance = i64::from(sequence.wrapping_sub(next as u16) as i16);
        let number = next + distance;
        if self.started && distance < 0 {
            // Further back is no straggler but a sender that counts anew (RFC 3550,
            // appendix A.1).
            if distance < -WINDOW {
                self.far_behind(packet, out);
            } else if self.passed.has(number) {
                self.counts.duplicates += 1;
            } else {
                self.passed.add(number);
                self.counts.late += 1;
            }
            return;
        }
        if self.held.contains_key(&number) {
            self.counts.duplicates += 1;
            return;
        }
        if number < self.highest {
            self.counts.reordered += 1;
        }
        self.highest = self.highest.max(number);
        self.held.insert(number, packet);
        if self.started || self.held.len() >= START_PACKETS {
            self.release(out);
        }
        while self.held.len() > HELD_PACKETS {
            self.give_up(out);
        }
    }

    /// When [`Reorder::poll`] has something to do.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let patience = if self.started {
            self.patience
        } else {
            START_PATIENCE
        };
        let oldest = self.held.values().map(|packet| packet.arrival).min()?;
        Some(oldest + patience)
    }

    /// Gives up on what has been waited for long enough.
    pub(crate) fn poll(&mut self, now: Instant, out: &mut VecDeque<Ordered>) {
        while self.deadline().is_some_and(|deadline| deadline <= now) {
            if self.started {
                self.give_up(out);
            } else {
                self.release(out);
            }
        }
    }

    /// Waits for nothing any more.
    pub(crate) fn flush(&mut self, out: &mut VecDeque<Ordered>) {
        while !self.held.is_empty() {
            self.release(out);
            if !self.held.is_empty() {
                self.give_up(out);
            }
        }
    }

    /// Begins with the longest run of packets that stand together, the last of equals. A single
    /// one before a gap is a repeat of what was lost before anybody listened: what followed it
    /// has been and will not come again, and waiting for it delayed whole recordings by a second.
    fn start(&mut self) {
        self.started = true;
        let (mut best, mut run) = ((0, 0), (0, 0));
        for number in self.held.keys().copied() {
            let (first, length) = run;
            run = match first + length == number {
                true => (first, length + 1),
                false => (number, 1),
            };
            if run.1 >= best.1 {
                best = run;
            }
        }
        let all = self.held.len();
        self.held = self.held.split_off(&best.0);
        self.counts.late += (all - self.held.len()) as u64;
        self.next = self.held.keys().next().copied();
    }

    /// Lets go of what is in order.
    fn release(&mut self, out: &mut VecDeque<Ordered>) {
        if !self.started {
            self.start();
        }
        let Some(mut next) = self.next else { return };
        while let Some(packet) = self.held.remove(&next) {
            self.passed.add(next);
            self.counts.passed += 1;
            next += 1;
            out.push_back(Ordered::Packet(packet));
        }
        self.next = Some(next);
        self.new_count = None;
    }

    /// Gives up on the packets before the first held one.
    fn give_up(&mut self, out: &mut VecDeque<Ordered>) {
        let (Some(next), Some(first)) = (self.next, self.held.keys().next().copied()) else {
            return;
        };
        if first > next {
            self.counts.lost += first.abs_diff(next);
            self.passed.skip(next..first);
            out.push_back(Ordered::Gap);
        }
        self.next = Some(first);
        self.release(out);
    }

    /// Two successive packets from far behind prove that the sender counts anew (or was
    /// away for more than half a round of numbers).
    fn far_behind(&mut self, packet: Packet, out: &mut VecDeque<Ordered>) {
        if self.new_count == Some(packet.sequence) {
            self.restart(out);
            out.push_back(Ordered::Gap);
            self.push(packet, out);
        } else {
            self.new_count = Some(packet.sequence.wrapping_add(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const PATIENCE: Duration = Duration::from_millis(200);

    struct Line {
        reorder: Reorder,
        out: VecDeque<Ordered>,
        zero: Instant,
    }

    impl Line {
        fn new() -> Line {
            Line {
                reorder: Reorder::new(PATIENCE),
                out: VecDeque::new(),
                zero: Instant::now(),
            }
        }

        fn at(&self, ms: u64) -> Instant {
            self.zero + Duration::from_millis(ms)
        }

        fn push(&mut self, sequence: u16, ms: u64) {
            let packet = Packet::fake(sequence, 0, self.at(ms));
            self.reorder.push(packet, &mut self.out);
        }

        /// What came out since last asked; `None` is a gap.
        fn taken(&mut self) -> Vec<Option<u16>> {
            self.out
                .drain(..)
                .map(|ordered| match ordered {
                    Ordered::Packet(packet) => Some(packet.sequence),
                    Ordered::Gap => None,
                })
                .collect()
        }
    }

    #[test]
    fn the_first_packets_may_come_in_any_order() {
        let mut line = Line::new();
        for (sequence, ms) in [(12, 0), (10, 1), (11, 2)] {
            line.push(sequence, ms);
        }
        assert_eq!(line.taken(), []);
        line.push(13, 3);
        assert_eq!(line.taken(), [Some(10), Some(11), Some(12), Some(13)]);
    }

    #[test]
    fn a_repeat_from_before_the_beginning_is_no_reason_to_wait() {
        let mut line = Line::new();
        for (sequence, ms) in [(5, 0), (60, 1), (61, 2), (62, 3), (6, 4)] {
            line.push(sequence, ms);
        }
        assert_eq!(line.taken(), [Some(60), Some(61), Some(62)]);
        assert_eq!(line.reorder.deadline(), None);
        let counts = line.reorder.counts();
        assert_eq!((counts.lost, counts.late), (0, 2));
    }

    #[test]
    fn a_lone_first_packet_waits_only_briefly() {
        let mut line = Line::new();
        line.push(7, 0);
        let deadline = line.reorder.deadline().unwrap();
        assert_eq!(deadline, line.at(40));
        line.reorder.poll(deadline, &mut line.out);
        assert_eq!(line.taken(), [Some(7)]);
        assert_eq!(line.reorder.deadline(), None);
    }

    #[test]
    fn a_missing_packet_is_waited_for_until_the_deadline_of_its_gap() {
        let mut line = Line::new();
        for sequence in 1..=4 {
            line.push(sequence, 0);
        }
        line.taken();
        line.push(6, 10);
        line.push(7, 100);
        assert_eq!(line.reorder.deadline(), Some(line.at(210)));
        line.reorder.poll(line.at(209), &mut line.out);
        assert_eq!(line.taken(), []);
        line.push(5, 209);
        assert_eq!(line.taken(), [Some(5), Some(6), Some(7)]);
        line.push(9, 300);
        line.reorder.poll(line.at(500), &mut line.out);
        assert_eq!(line.taken(), [None, Some(9)]);
        line.push(8, 501);
        line.push(8, 502);
        assert_eq!(line.taken(), []);
        let counts = line.reorder.counts();
        assert_eq!((counts.lost, counts.late, counts.duplicates), (1, 1, 1));
    }

    #[test]
    fn two_gaps_have_a_deadline_each() {
        let mut line = Line::new();
        for sequence in 1..=4 {
            line.push(sequence, 0);
        }
        line.push(6, 10);
        line.push(8, 150);
        line.taken();
        line.reorder.poll(line.at(210), &mut line.out);
        assert_eq!(line.taken(), [None, Some(6)]);
        assert_eq!(line.reorder.deadline(), Some(line.at(350)));
        line.reorder.poll(line.at(350), &mut line.out);
        assert_eq!(line.taken(), [None, Some(8)]);
    }

    #[test]
    fn numbers_wrap_around() {
        let mut line = Line::new();
        for sequence in [65_533, 65_534, 65_535, 0, 2, 1, 3] {
            line.push(sequence, 0);
        }
        let expected: Vec<_> = [65_533, 65_534, 65_535, 0, 1, 2, 3].map(Some).into();
        assert_eq!(line.taken(), expected);
        assert_eq!(line.reorder.counts().reordered, 1);
    }

    #[test]
    fn one_packet_from_far_behind_is_dropped_and_two_begin_anew() {
        let mut line = Line::new();
        for sequence in 20_000..20_004 {
            line.push(sequence, 0);
        }
        line.taken();
        line.push(100, 1);
        line.push(20_004, 2);
        assert_eq!(line.taken(), [Some(20_004)]);
        for sequence in 100..106 {
            line.push(sequence, 3);
        }
        assert_eq!(
            line.taken(),
            [None, Some(101), Some(102), Some(103), Some(104), Some(105)]
        );
    }

    #[test]
    fn a_flood_behind_a_gap_is_bounded() {
        let mut line = Line::new();
        for sequence in 1..=4 {
            line.push(sequence, 0);
        }
        line.taken();
        for sequence in 6..6 + HELD_PACKETS as u16 + 1 {
            line.push(sequence, 1);
        }
        assert_eq!(line.taken().len(), HELD_PACKETS + 2);
        assert_eq!(line.reorder.counts().lost, 1);
    }

    proptest! {
        /// Shuffled within the patience, copied and thinned: each packet at most once, in
        /// order, and a gap exactly where packets are missing.
        #[test]
        fn what_comes_out_is_in_order_without_copies(
            first: u16,
            fates in proptest::collection::vec((0u64..150, 0u8..3), 20..300),
        ) {
            let mut line = Line::new();
            let mut arrivals: Vec<(u64, u16)> = Vec::new();
            let mut sent = BTreeSet::new();
            for (index, (jitter, copies)) in fates.iter().enumerate() {
                // The first four define where the stream begins.
                let copies = if index < 4 { 1 } else { *copies };
                let jitter = if index < 4 { 0 } else { *jitter };
                for copy in 0..copies {
                    sent.insert(index);
                    arrivals.push((
                        index as u64 * 5 + jitter + u64::from(copy) * 7,
                        first.wrapping_add(index as u16),
                    ));
                }
            }
            arrivals.sort();
            for (ms, sequence) in &arrivals {
                line.reorder.poll(line.at(*ms), &mut line.out);
                line.push(*sequence, *ms);
            }
            line.reorder.flush(&mut line.out);
            let mut expected = Vec::new();
            let mut previous = None;
            for index in &sent {
                if previous.is_some_and(|previous| previous + 1 != *index) {
                    expected.push(None);
                }
                previous = Some(*index);
                expected.push(Some(first.wrapping_add(*index as u16)));
            }
            prop_assert_eq!(line.taken(), expected);
            let counts = line.reorder.counts();
            prop_assert_eq!(counts.duplicates, (arrivals.len() - sent.len()) as u64);
            prop_assert_eq!(counts.late, 0);
        }

        /// Whatever comes, whenever: nothing panics, nothing is held for ever, and no
        /// number comes out twice while the sender keeps counting.
        #[test]
        fn no_storm_panics(storm in proptest::collection::vec((any::<u16>(), 0u64..50), 0..400)) {
            let mut line = Line::new();
            let mut ms = 0;
            for (sequence, pause) in storm {
                ms += pause;
                line.push(sequence, ms);
                line.reorder.poll(line.at(ms), &mut line.out);
            }
            line.reorder.poll(line.at(ms + 1000), &mut line.out);
            prop_assert!(line.reorder.held.is_empty());
        }
    }
}
