//! Places a track's timestamps on the peer's one time axis.
//!
//! The sender's reports say which moment a timestamp stands for (RFC 3550, section 6.4.1);
//! until the first one the arrival of the first packet has to do. Once a take runs its
//! time never jumps: a mapping that moves is followed slowly, a sender that jumps is
//! carried on from where it was.

use crate::frame::MediaTime;
use crate::reports::Report;

/// A mapping is followed only when it is off by more. Reports of browsers are exact to a
/// millisecond or two; following those would make every packet's distance uneven. A
/// quarter of what a viewer notices at best (sound 40 ms early: EBU R37).
const TOLERATED_US: i64 = 10_000;

/// A moved mapping is followed by 1 in 100, so that a second of sound stays within 10 ms
/// of a second.
const SLEW: i64 = 100;

/// What is off by more is no correction but a different time line.
const IMPLAUSIBLE_US: i64 = 3_000_000;

#[derive(Debug)]
pub(crate) struct TrackClock {
    rate: i64,
    report: Option<Report>,
    /// Tells of a count that the sender left.
    stale: Option<Report>,
    line: Option<Line>,
    /// The next timestamp belongs to another count than the last one.
    new_count: bool,
    following: bool,
}

/// A running mapping: `media = offset + (extended − base) / rate`.
#[derive(Debug)]
struct Line {
    base: i64,
    offset_us: i64,
    last_extended: i64,
    last_us: i64,
    last_arrival_us: i64,
    /// How far media time ever ran ahead of arrival: the packet with the least delay.
    lead_us: i64,
}

impl TrackClock {
    /// `rate` is the RTP clock's: 90 000 for pictures, 48 000 for Opus.
    pub(crate) fn new(rate: u32) -> TrackClock {
        TrackClock {
            rate: i64::from(rate),
            report: None,
            stale: None,
            line: None,
            new_count: false,
            following: false,
        }
    }

    /// Takes note of the track's newest sender report.
    pub(crate) fn report(&mut self, report: Report) {
        if self.stale != Some(report) {
            self.report = Some(report);
        }
    }

    /// The track goes on with another source: other numbers, same moment.
    pub(crate) fn other_source(&mut self) {
        self.new_count = true;
        self.stale = self.report.take();
    }

    /// Media time of `timestamp`, which arrived `arrival_us` after the peer was made.
    /// Timestamps have to come in the order of the stream; the answers strictly increase.
    pub(crate) fn stamp(&mut self, timestamp: u32, arrival_us: i64) -> MediaTime {
        let rate = self.rate;
        let Some(line) = &mut self.line else {
            let extended = i64::from(timestamp);
            let arrived = Line {
                base: extended,
                offset_us: arrival_us,
                last_extended: extended,
                last_us: arrival_us,
                last_arrival_us: arrival_us,
                lead_us: 0,
            };
            let line = self.line.insert(arrived);
            if let Some(report) = self.report {
                let reported = line.reported_offset(report, rate);
                if (reported - arrival_us).abs() < IMPLAUSIBLE_US {
                    line.offset_us = reported;
                    line.last_us = reported;
                    line.lead_us = reported - arrival_us;
                }
            }
            self.new_count = false;
            return MediaTime(line.last_us);
        };

        let extended = line.extend(timestamp);
        let forward = extended - line.last_extended;
        let lead = line.media_us(extended, rate) - arrival_us;
        let jumped = forward < 0 || lead > line.lead_us + IMPLAUSIBLE_US;
        if self.new_count || jumped {
            line.carry_on(timestamp, arrival_us);
            if !self.new_count {
                self.stale = self.report.take();
            }
            self.new_count = false;
            self.following = false;
            return MediaTime(line.last_us);
        }
        line.lead_us = line.lead_us.max(lead);

        if let Some(report) = self.report {
            let wrong_by = line.reported_offset(report, rate) - line.offset_us;
            self.following = match wrong_by.abs() {
                0 => false,
                IMPLAUSIBLE_US.. => false,
                off => self.following || off > TOLERATED_US,
            };
            if self.following {
                let most = to_us(forward, rate) / SLEW;
                let step = wrong_by.clamp(-most, most);
                line.offset_us += step;
                line.lead_us += step;
            }
        }
        let media_us = line.media_us(extended, rate).max(line.last_us + 1);
        line.last_extended = extended;
        line.last_us = media_us;
        line.last_arrival_us = arrival_us;
        MediaTime(media_us)
    }
}

impl Line {
    fn extend(&self, timestamp: u32) -> i64 {
        self.last_extended + i64::from(timestamp.wrapping_sub(self.last_extended as u32) as i32)
    }

    fn media_us(&self, extended: i64, rate: i64) -> i64 {
        self.offset_us + to_us(extended - self.base, rate)
    }

    fn reported_offset(&self, report: Report, rate: i64) -> i64 {
        report.at_us - to_us(self.extend(report.timestamp) - self.base, rate)
    }

    /// Begins a new mapping where the old one would be now.
    fn carry_on(&mut self, timestamp: u32, arrival_us: i64) {
        let now_us = self.last_us + (arrival_us - self.last_arrival_us).max(1);
        *self = Line {
            base: i64::from(timestamp),
            offset_us: now_us,
            last_extended: i64::from(timestamp),
            last_us: now_us,
            last_arrival_us: arrival_us,
            lead_us: now_us - arrival_us,
        };
    }
}

fn to_us(units: i64, rate: i64) -> i64 {
    units * 1_000_000 / rate
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: i64 = 1_000_000;
    const OPUS: u32 = 48_000;

    /// 20 ms of Opus after 20 ms of Opus.
    fn sound(
        clock: &mut TrackClock,
        from: u32,
        packets: u32,
        arrival: impl Fn(i64) -> i64,
    ) -> Vec<i64> {
        (0..packets)
            .map(|n| {
                let timestamp = from.wrapping_add(n * 960);
                clock.stamp(timestamp, arrival(i64::from(n) * 20_000)).0
            })
            .collect()
    }

    #[test]
    fn before_any_report_time_begins_at_the_first_arrival_and_runs_by_timestamps() {
        let mut clock = TrackClock::new(OPUS);
        let times = sound(&mut clock, u32::MAX - 1000, 50, |t| {
            5 * SECOND + t + (t / 7) % 9_000
        });
        let expected: Vec<i64> = (0..50).map(|n| 5 * SECOND + n * 20_000).collect();
        assert_eq!(times, expected);
    }

    #[test]
    fn a_report_known_at_the_start_is_right_from_the_first_packet() {
        for skew in [-300_000, 300_000] {
            let mut clock = TrackClock::new(OPUS);
            // Timestamp 0 was captured at second 1; everything arrives `skew` off that.
            clock.report(Report {
                at_us: SECOND,
                timestamp: 0,
            });
            let times = sound(&mut clock, 0, 50, |t| SECOND + skew + t);
            assert_eq!(times[0], SECOND);
            assert_eq!(times[49], SECOND + 49 * 20_000);
        }
    }

    #[test]
    fn a_report_that_comes_later_is_followed_slowly_and_without_a_step() {
        let mut clock = TrackClock::new(OPUS);
        let before = sound(&mut clock, 0, 50, |t| SECOND + t);
        // The truth: 200 ms earlier than arrival said.
        clock.report(Report {
            at_us: 2 * SECOND - 200_000,
            timestamp: OPUS,
        });
        let after = sound(&mut clock, OPUS, 50 * 30, |t| 2 * SECOND + t);
        let all: Vec<i64> = before.into_iter().chain(after).collect();
        for pair in all.windows(2) {
            let step = pair[1] - pair[0];
            assert!((19_800..=20_000).contains(&step), "a step of {step} µs");
        }
        let last = *all.last().unwrap();
        let truth = SECOND + (50 * 31 - 1) * 20_000 - 200_000;
        assert_eq!(last, truth);
    }

    #[test]
    fn reports_that_waver_by_a_few_milliseconds_are_not_followed() {
        let mut clock = TrackClock::new(OPUS);
        clock.report(Report {
            at_us: SECOND,
            timestamp: 0,
        });
        let mut times = Vec::new();
        for second in 0..10i64 {
            times.extend(sound(&mut clock, second as u32 * OPUS, 50, |t| {
                SECOND + second * SECOND + t
            }));
            clock.report(Report {
                at_us: SECOND + (second + 1) * SECOND + (second % 3 - 1) * 5_000,
                timestamp: (second as u32 + 1) * OPUS,
            });
        }
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] == 20_000));
    }

    #[test]
    fn a_drifting_sound_card_stays_within_tolerance() {
        let mut clock = TrackClock::new(OPUS);
        let mut worst = 0;
        // A card that runs 200 ppm fast, for half an hour, a report every 5 s.
        for packet in 0..90_000u32 {
            let true_us = i64::from(packet) * 19_996;
            if packet % 250 == 0 {
                clock.report(Report {
                    at_us: true_us,
                    timestamp: packet * 960,
                });
            }
            let time = clock.stamp(packet * 960, true_us).0;
            worst = worst.max((time - true_us).abs());
        }
        assert!(worst <= TOLERATED_US + 2_000, "{worst} µs off");
    }

    #[test]
    fn a_sender_that_jumps_is_carried_on_by_arrival() {
        for jump in [90_000 * 60, -90_000, i64::from(u32::MAX / 2)] {
            let mut clock = TrackClock::new(90_000);
            clock.report(Report {
                at_us: 0,
                timestamp: 500_000,
            });
            let first = clock.stamp(500_000, 30_000).0;
            let second = clock.stamp(503_000, 63_000).0;
            assert_eq!(second - first, 33_333);
            let jumped = (503_000 + jump) as u32;
            let third = clock.stamp(jumped, 103_000).0;
            assert_eq!(third - second, 40_000, "after a jump of {jump}");
            let fourth = clock.stamp(jumped.wrapping_add(3_000), 136_000).0;
            assert_eq!(fourth - third, 33_333);
        }
    }

    #[test]
    fn a_report_of_the_count_before_a_jump_is_not_taken_again() {
        let mut clock = TrackClock::new(90_000);
        let old = Report {
            at_us: 0,
            timestamp: 0,
        };
        clock.report(old);
        clock.stamp(90_000, SECOND);
        let jumped = clock.stamp(0, SECOND + 33_000).0;
        clock.report(old);
        let next = clock.stamp(3_000, SECOND + 66_000).0;
        assert_eq!(next - jumped, 33_333);
    }

    #[test]
    fn a_long_outage_and_a_burst_after_a_stall_are_no_jumps() {
        let mut clock = TrackClock::new(90_000);
        let first = clock.stamp(0, 0).0;
        let after_outage = clock.stamp(90_000 * 60, 60 * SECOND).0;
        assert_eq!(after_outage - first, 60 * SECOND);
        // The network stood still for 8 s; then everything comes at once.
        let mut last = after_outage;
        for frame in 1..=240u32 {
            let time = clock
                .stamp(90_000 * 60 + frame * 3_000, 68 * SECOND + i64::from(frame))
                .0;
            assert!((33_333..=33_334).contains(&(time - last)));
            last = time;
        }
    }

    #[test]
    fn an_implausible_report_is_ignored() {
        let mut clock = TrackClock::new(OPUS);
        clock.report(Report {
            at_us: 3600 * SECOND,
            timestamp: 0,
        });
        assert_eq!(clock.stamp(0, SECOND).0, SECOND);
        assert_eq!(clock.stamp(960, SECOND + 20_000).0, SECOND + 20_000);
    }

    #[test]
    fn another_source_goes_on_at_the_same_moment() {
        let mut clock = TrackClock::new(90_000);
        let first = clock.stamp(1_000, SECOND).0;
        clock.other_source();
        let second = clock.stamp(2_000_000_000, SECOND + 50_000).0;
        assert_eq!(second - first, 50_000);
    }

    proptest! {
        #[test]
        fn time_never_steps_back(
            steps in proptest::collection::vec(
                (any::<u32>(), 0i64..100_000, proptest::option::of((any::<i32>(), any::<u32>()))),
                1..100,
            )
        ) {
            let mut clock = TrackClock::new(OPUS);
            let (mut arrival, mut last) = (0, i64::MIN);
            for (timestamp, pause, report) in steps {
                arrival += pause;
                if let Some((at, timestamp)) = report {
                    clock.report(Report { at_us: i64::from(at), timestamp });
                }
                let time = clock.stamp(timestamp, arrival).0;
                prop_assert!(time > last);
                last = time;
            }
        }

        #[test]
        fn timestamps_wrap_around_evenly(first: u32, steps in proptest::collection::vec(1u32..5, 1..200)) {
            let mut clock = TrackClock::new(90_000);
            let (mut timestamp, mut us, mut arrival) = (first, 0, 0);
            clock.stamp(timestamp, 0);
            for step in steps {
                timestamp = timestamp.wrapping_add(step * 90_000 / 10);
                us += i64::from(step) * SECOND / 10;
                arrival += i64::from(step) * SECOND / 10;
                prop_assert_eq!(clock.stamp(timestamp, arrival).0, us);
            }
        }
    }
}
