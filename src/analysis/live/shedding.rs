//! How often a room is looked at: less often while the pool cannot keep up.

use std::time::{Duration, Instant};

/// 1 Hz, 0.5 Hz, 0.2 Hz.
pub const PACES: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
];

/// A look that waited this long tells the candidate about the past.
const TOO_LATE: Duration = Duration::from_millis(500);
/// A pool on which nothing waits longer has room for a quicker pace.
const AT_EASE: Duration = Duration::from_millis(100);
/// A slower pace needs this long to show: looks that were asked for before still wait.
const SLOWER_AFTER: Duration = Duration::from_secs(3);
/// Twice the slowest pace: every room was looked at since the last late one.
const QUICKER_AFTER: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub struct Shedding {
    pace: usize,
    changed: Instant,
    /// Since when nothing waited longer than [`AT_EASE`].
    at_ease_since: Instant,
}

impl Shedding {
    pub fn new(now: Instant) -> Shedding {
        Shedding {
            pace: 0,
            changed: now,
            at_ease_since: now,
        }
    }

    /// A look waited this long; the pace from now on.
    pub fn waited(&mut self, now: Instant, waited: Duration) -> Duration {
        if waited > AT_EASE {
            self.at_ease_since = now;
        }
        let since_change = now.saturating_duration_since(self.changed);
        let first = self.pace == 0;
        if waited > TOO_LATE
            && self.pace + 1 < PACES.len()
            && (first || since_change >= SLOWER_AFTER)
        {
            self.pace += 1;
            self.changed = now;
        } else if self.pace > 0
            && since_change >= QUICKER_AFTER
            && now.saturating_duration_since(self.at_ease_since) >= QUICKER_AFTER
        {
            self.pace -= 1;
            self.changed = now;
            self.at_ease_since = now;
        }
        PACES[self.pace]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_pool_slows_down_step_by_step_and_recovers_step_by_step() {
        let zero = Instant::now();
        let at = |seconds: u64| zero + Duration::from_secs(seconds);
        let late = Duration::from_millis(900);
        let prompt = Duration::from_millis(20);
        let mut shedding = Shedding::new(zero);
        assert_eq!(shedding.waited(at(1), prompt), PACES[0]);
        assert_eq!(shedding.waited(at(2), late), PACES[1]);
        // Looks of the old pace are still late.
        assert_eq!(shedding.waited(at(3), late), PACES[1]);
        assert_eq!(shedding.waited(at(5), late), PACES[2]);
        assert_eq!(
            shedding.waited(at(20), late),
            PACES[2],
            "there is no slower one"
        );
        assert_eq!(shedding.waited(at(29), prompt), PACES[2]);
        assert_eq!(shedding.waited(at(30), prompt), PACES[1]);
        assert_eq!(shedding.waited(at(39), prompt), PACES[1]);
        assert_eq!(shedding.waited(at(40), prompt), PACES[0]);
    }

    #[test]
    fn a_wait_that_is_neither_keeps_the_pace() {
        let zero = Instant::now();
        let mut shedding = Shedding::new(zero);
        shedding.waited(zero, Duration::from_secs(1));
        for second in 1..60 {
            let now = zero + Duration::from_secs(second);
            assert_eq!(shedding.waited(now, Duration::from_millis(300)), PACES[1]);
        }
    }
}
