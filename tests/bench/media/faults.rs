//! Faults: moments at which somebody switches the light off, and how soon that is told.

use std::ops::Range;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Different clips, so that the faults of a run fall at different moments of the second.
pub const CLIPS: usize = 3;
/// Faults of one clip.
const FAULTS: usize = 4;
/// From one to the next: a score that fell to 0 needs 4.5 s to be good again.
const PERIOD: Duration = Duration::from_secs(7);
/// Longer than two looks are apart.
const DARK: Duration = Duration::from_millis(2200);
/// A clip of faults lasts so many seconds.
pub const CLIP_SECONDS: u32 = (FAULTS as u32) * 7 + 2;

/// A message belongs to a fault when it comes this soon after it.
const SHOWN_WITHIN: Duration = Duration::from_secs(5);
/// Points by which a score has to fall to tell of a fault; without one it moves by up to 4
/// from look to look, and the first look at a third of the light takes 10 off.
const FALL: f32 = 8.0;

/// When it is dark in each clip. The looks of a room keep their place in the second, so the
/// faults are spread over it: one at random in each of as many parts as there are faults.
/// A fixed seed, so that two runs measure the same.
pub fn moments() -> [Vec<Range<Duration>>; CLIPS] {
    let mut random = StdRng::seed_from_u64(2026);
    let parts = (CLIPS * FAULTS) as f64;
    std::array::from_fn(|clip| {
        (0..FAULTS)
            .map(|fault| {
                // Neighbouring parts go to different clips.
                let part = (fault * CLIPS + clip) as f64;
                let phase = (part + random.random::<f64>()) / parts;
                let from = Duration::from_secs(1) + PERIOD * fault as u32;
                let from = from + Duration::from_secs_f64(phase);
                from..from + DARK
            })
            .collect()
    })
}

/// A message about lighting, and when it came.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub at: Instant,
    pub lighting: f32,
}

/// The delay of a fault that began at `fault`: to the first message whose score is lower
/// than that of the last message before. `None` when nothing showed it.
pub fn delay(fault: Instant, told: &[Told]) -> Option<Duration> {
    let before = told.iter().rev().find(|told| told.at <= fault)?.lighting;
    told.iter()
        .filter(|told| told.at > fault)
        .map(|told| (told.at - fault, told.lighting))
        .take_while(|(after, _)| *after <= SHOWN_WITHIN)
        .find(|(_, lighting)| *lighting <= before - FALL)
        .map(|(after, _)| after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_meet_every_part_of_the_second() {
        let mut parts: Vec<u128> = moments()
            .iter()
            .flatten()
            .map(|dark| u128::from(dark.start.subsec_micros()) * 12 / 1_000_000)
            .collect();
        parts.sort_unstable();
        assert_eq!(parts, (0..12).collect::<Vec<u128>>());
        for clip in moments() {
            assert!(clip.windows(2).all(|pair| pair[1].start > pair[0].end));
            let end = Duration::from_secs(CLIP_SECONDS.into());
            assert!(clip.iter().all(|dark| dark.end < end));
        }
    }

    #[test]
    fn the_delay_ends_with_the_first_message_that_shows_the_fault() {
        let zero = Instant::now();
        let told = |ms: u64, lighting: f32| Told {
            at: zero + Duration::from_millis(ms),
            lighting,
        };
        let fault = zero + Duration::from_millis(1300);
        let seen = [
            told(1000, 86.0),
            told(1400, 82.0),
            told(2000, 40.0),
            told(3000, 10.0),
        ];
        assert_eq!(delay(fault, &seen), Some(Duration::from_millis(700)));
        assert_eq!(delay(fault, &seen[..2]), None);
        assert_eq!(delay(fault, &[told(1000, 86.0), told(6400, 40.0)]), None);
    }
}
