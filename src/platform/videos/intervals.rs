//! Which parts of a video somebody watched: a set of disjoint intervals.

use serde::{Deserialize, Serialize};

/// After merging. More than this many separate parts is no way to watch 90 seconds; the
/// narrowest gaps are then closed, so the count of seconds errs by as little as possible.
pub const MAX_INTERVALS: usize = 200;

/// Milliseconds, ascending and disjoint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Intervals(Vec<(u32, u32)>);

impl Intervals {
    /// The union of any intervals, cut to `0..length_ms`. Empty and reversed ones vanish.
    pub fn union(parts: impl IntoIterator<Item = (u32, u32)>, length_ms: u32) -> Intervals {
        let mut parts: Vec<(u32, u32)> = parts
            .into_iter()
            .map(|(from, to)| (from.min(length_ms), to.min(length_ms)))
            .filter(|(from, to)| from < to)
            .collect();
        parts.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(parts.len());
        for (from, to) in parts {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        while merged.len() > MAX_INTERVALS {
            close_narrowest(&mut merged);
        }
        Intervals(merged)
    }

    pub fn with(&self, more: impl IntoIterator<Item = (u32, u32)>, length_ms: u32) -> Intervals {
        Intervals::union(self.0.iter().copied().chain(more), length_ms)
    }

    pub fn parts(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// Length of the union in milliseconds.
    pub fn watched_ms(&self) -> u32 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }

    /// As seconds, for JSON.
    pub fn seconds(&self) -> Vec<[f64; 2]> {
        self.0
            .iter()
            .map(|&(from, to)| [f64::from(from) / 1000.0, f64::from(to) / 1000.0])
            .collect()
    }
}

fn close_narrowest(parts: &mut Vec<(u32, u32)>) {
    let narrowest = (1..parts.len()).min_by_key(|&at| parts[at].0 - parts[at - 1].1);
    if let Some(at) = narrowest {
        let (_, to) = parts.remove(at);
        parts[at - 1].1 = to;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn watching_a_part_twice_counts_once() {
        let seen = Intervals::union([(0, 5_000), (3_000, 8_000), (8_000, 9_000)], 90_000);
        assert_eq!(seen.parts(), [(0, 9_000)]);
        assert_eq!(seen.watched_ms(), 9_000);
        let more = seen.with([(89_000, 200_000), (4, 4), (7, 3)], 90_000);
        assert_eq!(more.parts(), [(0, 9_000), (89_000, 90_000)]);
        assert_eq!(more.watched_ms(), 10_000);
    }

    #[test]
    fn too_many_parts_lose_their_narrowest_gaps() {
        let parts = (0..300u32).map(|n| (n * 10, n * 10 + if n < 150 { 9 } else { 5 }));
        let seen = Intervals::union(parts, 10_000);
        assert_eq!(seen.parts().len(), MAX_INTERVALS);
        assert!(seen.parts().contains(&(2990, 2995)));
    }

    const LENGTH: u32 = 300;

    fn covered(parts: impl IntoIterator<Item = (u32, u32)>) -> Vec<bool> {
        let mut marks = vec![false; LENGTH as usize];
        for (from, to) in parts {
            for mark in marks
                .iter_mut()
                .take(to.min(LENGTH) as usize)
                .skip(from as usize)
            {
                *mark = true;
            }
        }
        marks
    }

    proptest! {
        /// Against the plain model: one flag a millisecond.
        #[test]
        fn the_union_covers_exactly_what_was_given(
            parts in prop::collection::vec((0u32..400, 0u32..400), 0..40),
            more in prop::collection::vec((0u32..400, 0u32..400), 0..40),
        ) {
            let union = Intervals::union(parts.clone(), LENGTH);
            prop_assert_eq!(covered(union.parts().iter().copied()), covered(parts.clone()));
            let marked = covered(parts.clone()).iter().filter(|&&mark| mark).count();
            prop_assert_eq!(union.watched_ms() as usize, marked);
            for pair in union.parts().windows(2) {
                prop_assert!(pair[0].1 < pair[1].0);
            }
            // In whatever order the parts arrive, and however often.
            let all = Intervals::union(parts.iter().chain(&more).copied(), LENGTH);
            prop_assert_eq!(union.with(more.clone(), LENGTH), all.clone());
            prop_assert_eq!(all.with(parts, LENGTH), all);
        }
    }
}
