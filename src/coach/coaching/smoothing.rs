//! A score that falls fast and recovers slowly.

/// Time constant of the fall: 63 % of the way in one second, so that the first message after
/// a fault shows it and a single wrong look does not empty a gauge.
pub const FALL_MS: f32 = 1_000.0;
/// Points regained a second: from 0 to 70 in 3.5 s, within the 6 s that a recovery may take.
pub const RISE_PER_S: f32 = 20.0;

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Smoothed {
    /// Score and the time it was last judged.
    state: Option<(f32, i64)>,
    shown: Option<f32>,
    judged: bool,
}

impl Smoothed {
    pub(super) fn follow(&mut self, now_ms: i64, raw: Option<f32>) {
        match (raw, self.state) {
            (Some(raw), None) => self.state = Some((raw, now_ms)),
            (Some(raw), Some((score, then_ms))) => {
                let elapsed_ms = now_ms.saturating_sub(then_ms).max(0) as f32;
                let next = if raw < score {
                    raw + (score - raw) * (-elapsed_ms / FALL_MS).exp()
                } else {
                    raw.min(score + RISE_PER_S * elapsed_ms / 1_000.0)
                };
                self.state = Some((next.clamp(0.0, 100.0), now_ms));
            }
            (None, Some((_, then_ms))) if now_ms.saturating_sub(then_ms) > super::HOLD_MS => {
                self.state = None;
            }
            (None, _) => {}
        }
        self.judged |= self.state.is_some();
        self.shown = self.state.map(|(score, _)| score);
    }

    pub(super) fn score(&self) -> Option<f32> {
        self.shown
    }

    pub(super) fn was_judged(&self) -> bool {
        self.judged
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(looks: &[(i64, Option<f32>)]) -> Option<f32> {
        let mut smoothed = Smoothed::default();
        for &(ms, raw) in looks {
            smoothed.follow(ms, raw);
        }
        smoothed.score()
    }

    #[test]
    fn it_falls_by_two_thirds_in_a_second_and_recovers_within_four() {
        assert_eq!(after(&[(0, Some(90.0))]), Some(90.0));
        let fallen = after(&[(0, Some(100.0)), (1_000, Some(0.0))]).unwrap();
        assert!((fallen - 36.8).abs() < 0.1, "{fallen}");
        let rising = [
            (0, Some(0.0)),
            (1_000, Some(80.0)),
            (2_000, Some(80.0)),
            (3_000, Some(80.0)),
        ];
        assert_eq!(after(&rising), Some(60.0));
        assert_eq!(after(&[(0, Some(0.0)), (4_000, Some(95.0))]), Some(80.0));
    }

    #[test]
    fn it_stands_for_three_seconds_without_a_look_and_then_is_absent() {
        assert_eq!(after(&[(0, Some(80.0)), (3_000, None)]), Some(80.0));
        assert_eq!(after(&[(0, Some(80.0)), (3_001, None)]), None);
        assert_eq!(after(&[(0, None)]), None);
    }

    #[test]
    fn time_that_stands_still_changes_nothing() {
        assert_eq!(after(&[(5, Some(80.0)), (5, Some(0.0))]), Some(80.0));
        assert_eq!(after(&[(5, Some(80.0)), (4, Some(100.0))]), Some(80.0));
    }
}
