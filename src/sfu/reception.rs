//! Counts a track's packets by their numbers (RFC 3550, appendix A.3), without keeping
//! any of them.

use std::time::Instant;

use crate::assemble::Packet;
use crate::stats::TrackStats;
use crate::window::{WINDOW, Window};

#[derive(Debug)]
pub(crate) struct Reception {
    /// Ticks of RTP time a second.
    clock_rate: f64,
    source: Option<Source>,
    /// Of sources that came before.
    previous: TrackStats,
}

#[derive(Debug)]
struct Source {
    ssrc: u32,
    first: i64,
    highest: i64,
    seen: Window,
    counts: TrackStats,
    jitter: Jitter,
}

/// RFC 3550, appendix A.8, in seconds.
#[derive(Debug, Default)]
struct Jitter {
    before: Option<(Instant, u32)>,
    seconds: f64,
}

impl Jitter {
    fn count(&mut self, packet: &Packet, clock_rate: f64) {
        if let Some((arrival, timestamp)) = self.before.replace((packet.arrival, packet.timestamp))
        {
            let arrived = packet
                .arrival
                .saturating_duration_since(arrival)
                .as_secs_f64();
            let sent = packet.timestamp.wrapping_sub(timestamp) as i32;
            let difference = arrived - f64::from(sent) / clock_rate;
            self.seconds += (difference.abs() - self.seconds) / 16.0;
        }
    }
}

impl Reception {
    /// `clock_rate`: ticks of the track's RTP time a second.
    pub(crate) fn new(clock_rate: u32) -> Reception {
        Reception {
            clock_rate: f64::from(clock_rate),
            source: None,
            previous: TrackStats::default(),
        }
    }

    pub(crate) fn source(&self) -> Option<u32> {
        self.source.as_ref().map(|source| source.ssrc)
    }

    pub(crate) fn count(&mut self, packet: &Packet) {
        if self.source() != Some(packet.ssrc) {
            self.previous = self.stats();
            self.source = Some(Source::new(packet));
        }
        if let Some(source) = &mut self.source {
            source.count(packet, self.clock_rate);
        }
    }

    /// Whether this packet is one of the source's that did not come (yet).
    pub(crate) fn misses(&self, packet: &Packet) -> bool {
        self.source.as_ref().is_some_and(|source| {
            let number = source.number(packet);
            source.ssrc == packet.ssrc
                && number > source.first
                && (number > source.highest
                    || (number > source.highest - WINDOW && !source.seen.has(number)))
        })
    }

    pub(crate) fn stats(&self) -> TrackStats {
        let mut stats = self.previous;
        if let Some(source) = &self.source {
            let counts = &source.counts;
            let expected = source.highest.abs_diff(source.first) + 1;
            stats.packets += counts.packets;
            stats.bytes += counts.bytes;
            stats.duplicates += counts.duplicates;
            stats.reordered += counts.reordered;
            stats.jitter_us = (source.jitter.seconds * 1e6).round() as u64;
            stats.lost += expected.saturating_sub(counts.packets - counts.duplicates);
        }
        stats
    }
}

impl Source {
    fn new(packet: &Packet) -> Source {
        let first = i64::from(packet.sequence);
        Source {
            ssrc: packet.ssrc,
            first,
            highest: first - 1,
            seen: Window::new(),
            counts: TrackStats::default(),
            jitter: Jitter::default(),
        }
    }

    /// Its number without wraps.
    fn number(&self, packet: &Packet) -> i64 {
        let distance = packet.sequence.wrapping_sub(self.highest as u16) as i16;
        self.highest + i64::from(distance)
    }

    fn count(&mut self, packet: &Packet, clock_rate: f64) {
        self.counts.packets += 1;
        self.counts.bytes += packet.payload.len() as u64;
        let number = self.number(packet);
        let distance = number - self.highest;
        if distance > 0 {
            self.jitter.count(packet, clock_rate);
            self.seen.skip(self.highest + 1..number);
            self.highest = number;
        } else if distance <= -WINDOW || self.seen.has(number) {
            self.counts.duplicates += 1;
            return;
        } else {
            self.counts.reordered += 1;
            self.first = self.first.min(number);
        }
        self.seen.add(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assemble::{OPUS_CLOCK, VIDEO_CLOCK};
    use std::time::Duration;

    fn count(sequences: &[u16]) -> TrackStats {
        let mut reception = Reception::new(VIDEO_CLOCK);
        for sequence in sequences {
            reception.count(&Packet::fake(*sequence, 0, Instant::now()));
        }
        reception.stats()
    }

    #[test]
    fn a_whole_stream_across_the_wrap_has_no_loss() {
        let stats = count(&[65_534, 65_535, 0, 1, 2]);
        assert_eq!((stats.packets, stats.lost, stats.bytes), (5, 0, 5));
    }

    #[test]
    fn a_hole_is_a_loss_until_it_is_filled() {
        assert_eq!(count(&[1, 2, 5, 6]).lost, 2);
        let filled = count(&[1, 2, 5, 6, 3, 4]);
        assert_eq!((filled.lost, filled.reordered), (0, 2));
    }

    #[test]
    fn only_what_did_not_come_is_missed() {
        let mut reception = Reception::new(VIDEO_CLOCK);
        let at = |sequence| Packet::fake(sequence, 0, Instant::now());
        assert!(!reception.misses(&at(9)), "nothing is known yet");
        for sequence in [10, 11, 13] {
            reception.count(&at(sequence));
        }
        let missed: Vec<u16> = (8..16).filter(|&own| reception.misses(&at(own))).collect();
        assert_eq!(missed, [12, 14, 15], "9 is from before the beginning");
        reception.count(&at(12));
        assert!(!reception.misses(&at(12)));
        let other = Packet { ssrc: 2, ..at(14) };
        assert!(!reception.misses(&other));
    }

    #[test]
    fn copies_do_not_make_up_for_losses() {
        let stats = count(&[1, 2, 2, 1, 5]);
        assert_eq!((stats.lost, stats.duplicates), (2, 2));
    }

    #[test]
    fn a_long_outage_does_not_turn_old_marks_into_copies() {
        let mut sequences: Vec<u16> = (0..3000).collect();
        sequences.extend(10_000..12_000);
        sequences.extend([9_999, 9_999]);
        let stats = count(&sequences);
        assert_eq!(
            (stats.lost, stats.duplicates, stats.reordered),
            (6_999, 1, 1)
        );
    }

    #[test]
    fn jitter_is_the_smoothed_difference_of_what_was_sent_and_what_arrived() {
        let zero = Instant::now();
        let at = |number: u16, ms: u64| {
            let arrival = zero + Duration::from_millis(ms);
            Packet::fake(
                number,
                (u32::MAX - 1000).wrapping_add(u32::from(number) * 960),
                arrival,
            )
        };
        // Every 20 ms, as sent, and across the wrap.
        let mut reception = Reception::new(OPUS_CLOCK);
        for number in 0..20 {
            reception.count(&at(number, u64::from(number) * 20));
        }
        assert_eq!(reception.stats().jitter_us, 0);
        // 10 ms late once: a sixteenth of it, and another for being early after it.
        reception.count(&at(20, 410));
        assert_eq!(reception.stats().jitter_us, 625);
        reception.count(&at(21, 420));
        let expected = 625.0 + (10_000.0 - 625.0) / 16.0;
        assert!((reception.stats().jitter_us as f64 - expected).abs() <= 1.0);
        // A repeat says how long it was waited for, and nothing about the path.
        let before = reception.stats();
        reception.count(&at(24, 480));
        let steady = reception.stats();
        reception.count(&at(22, 900));
        assert!(steady.jitter_us < before.jitter_us);
        assert_eq!(reception.stats().jitter_us, steady.jitter_us);
    }

    #[test]
    fn a_second_source_adds_to_the_first() {
        let mut reception = Reception::new(VIDEO_CLOCK);
        for ssrc in [1, 2] {
            for sequence in [10, 12] {
                let packet = Packet::fake(sequence, 0, Instant::now());
                reception.count(&Packet { ssrc, ..packet });
            }
        }
        let stats = reception.stats();
        assert_eq!((stats.packets, stats.lost), (4, 2));
    }
}
