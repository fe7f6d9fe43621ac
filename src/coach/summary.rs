//! What a whole take was worth, and which of several is the best.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::guidance::Guidance;
use crate::hint::{HintCode, Severity};
use crate::score::{Criterion, Scores};

/// A take with less judged time than this has no scores.
pub const LEAST_SCORED_MS: i64 = 5_000;
/// Nor has one of which less than this share was judged.
pub const LEAST_SCORED_SHARE: f32 = 0.5;
/// A sample stands for the time up to the next, and for no more than the slowest rate.
pub const LONGEST_SAMPLE_MS: i64 = 5_000;
/// Share of the time that is the worst of it, and its weight against the mean: ten bad
/// seconds in ninety are remembered, one is not.
pub const WORST_SHARE: f32 = 0.1;
pub const WORST_WEIGHT: f32 = 0.3;
/// Hints shown for less than this in all become no tip.
pub const LEAST_TIP_MS: i64 = 3_000;
pub const MOST_TIPS: usize = 3;

/// What a take was worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TakeQuality {
    /// Each is 0.7 × the mean over time + 0.3 × the mean of its worst tenth of the time.
    /// Absent when it was judged for less than half of `scored_ms`.
    pub scores: Scores,
    /// 0–100: the lowest of the four.
    pub overall: f32,
    /// Whose it is.
    pub reason: Criterion,
    /// In the order of time, never overlapping.
    pub hints: Vec<HintSpan>,
    /// At most three for the next take, the worst first.
    pub tips: Vec<HintCode>,
    /// How much of the take was judged.
    #[ts(type = "number")]
    pub scored_ms: i64,
}

/// A hint on the take's time line; `to_ms` is excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HintSpan {
    pub code: HintCode,
    pub criterion: Criterion,
    pub severity: Severity,
    #[ts(type = "number")]
    pub from_ms: i64,
    #[ts(type = "number")]
    pub to_ms: i64,
}

/// Sums up a take of `take_ms` by its samples, which stand in the order of time and count
/// from the take's zero. `None` when less than 5 s or less than half of it was judged.
pub fn summarise(samples: &[Guidance], take_ms: i64) -> Option<TakeQuality> {
    let lengths = lengths_ms(samples, take_ms);
    let timed = || samples.iter().zip(&lengths);
    let scored_ms = timed()
        .filter(|(sample, _)| sample.overall.is_some())
        .map(|(_, length)| length)
        .sum::<i64>();
    if scored_ms < LEAST_SCORED_MS || (scored_ms as f32) < LEAST_SCORED_SHARE * take_ms as f32 {
        return None;
    }
    let score = |criterion| {
        let points: Vec<(f32, i64)> = timed()
            .filter_map(|(sample, &length)| Some((sample.scores.get(criterion)?, length)))
            .filter(|(score, _)| score.is_finite())
            .collect();
        let judged_ms: i64 = points.iter().map(|&(_, length)| length).sum();
        (judged_ms > 0 && 2 * judged_ms >= scored_ms).then(|| statistic(points, judged_ms))
    };
    let scores = Scores {
        face: score(Criterion::Face),
        lighting: score(Criterion::Lighting),
        audio: score(Criterion::Audio),
        position: score(Criterion::Position),
    };
    let (reason, overall) = Criterion::ALL
        .into_iter()
        .filter_map(|criterion| Some((criterion, scores.get(criterion)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    let hints = spans(samples, &lengths);
    Some(TakeQuality {
        scores,
        overall,
        reason,
        tips: tips(&hints),
        hints,
        scored_ms,
    })
}

/// How long each sample stands: until the next one, the last as long as the one before.
fn lengths_ms(samples: &[Guidance], take_ms: i64) -> Vec<i64> {
    let mut lengths: Vec<i64> = samples
        .windows(2)
        .map(|pair| {
            pair[1]
                .media_ms
                .saturating_sub(pair[0].media_ms)
                .clamp(0, LONGEST_SAMPLE_MS)
        })
        .collect();
    if let Some(last) = samples.last() {
        let like_before = lengths.last().copied().unwrap_or(1_000);
        let left = take_ms.saturating_sub(last.media_ms).max(0);
        lengths.push(like_before.min(left));
    }
    lengths
}

fn statistic(mut points: Vec<(f32, i64)>, judged_ms: i64) -> f32 {
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mean = mean_of_first(&points, judged_ms as f32);
    let worst = mean_of_first(&points, judged_ms as f32 * WORST_SHARE);
    ((1.0 - WORST_WEIGHT) * mean + WORST_WEIGHT * worst).clamp(0.0, 100.0)
}

/// Mean over the first `time_ms` of the points, weighed by their lengths.
fn mean_of_first(points: &[(f32, i64)], time_ms: f32) -> f32 {
    let mut left = time_ms;
    let mut sum = 0.0;
    for &(score, length) in points {
        let taken = (length as f32).min(left);
        sum += score * taken;
        left -= taken;
    }
    sum / (time_ms - left.max(0.0)).max(f32::EPSILON)
}

fn spans(samples: &[Guidance], lengths: &[i64]) -> Vec<HintSpan> {
    let mut spans: Vec<HintSpan> = Vec::new();
    for (sample, length) in samples.iter().zip(lengths) {
        let Some(hint) = sample.hint else { continue };
        let (from_ms, to_ms) = (sample.media_ms, sample.media_ms.saturating_add(*length));
        match spans.last_mut() {
            Some(last) if last.code == hint.code && last.to_ms >= from_ms => last.to_ms = to_ms,
            _ => spans.push(HintSpan {
                code: hint.code,
                criterion: hint.criterion,
                severity: hint.severity,
                from_ms,
                to_ms,
            }),
        }
    }
    spans
}

/// Ordered by how long a hint was shown, a second of advice counting twice and one of
/// importance three times.
fn tips(hints: &[HintSpan]) -> Vec<HintCode> {
    let mut tips: Vec<(HintCode, i64)> = HintCode::ALL
        .into_iter()
        .filter_map(|code| {
            let shown_ms: i64 = hints
                .iter()
                .filter(|span| span.code == code)
                .map(|span| span.to_ms - span.from_ms)
                .sum();
            let weight = match code.severity() {
                Severity::Tip => 1,
                Severity::Advice => 2,
                Severity::Important => 3,
            };
            (shown_ms >= LEAST_TIP_MS).then_some((code, shown_ms.saturating_mul(weight)))
        })
        .collect();
    tips.sort_by_key(|&(_, weight)| std::cmp::Reverse(weight));
    tips.into_iter()
        .map(|(code, _)| code)
        .take(MOST_TIPS)
        .collect()
}

/// Which of a candidate's takes to keep, and on what grounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Proposal {
    /// Place in what was given.
    pub index: usize,
    pub basis: ProposalBasis,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProposalBasis {
    /// It has the best overall score of all.
    BestScore,
    /// It has the best of the scores that there are; others were not scored, and may be better.
    BestOfScored,
    /// None was scored: it is the newest.
    Newest,
}

/// Proposes one of several takes by their overall scores, which stand oldest first and are
/// `None` for a take that was not scored. Equal whole scores: the later. `None` without takes.
pub fn propose_best(overalls: &[Option<f32>]) -> Option<Proposal> {
    // People are shown whole scores: what looks equal is equal.
    let scored = overalls
        .iter()
        .enumerate()
        .filter_map(|(index, overall)| Some((index, overall.filter(|o| o.is_finite())?.round())));
    let best = scored.clone().max_by(|a, b| a.1.total_cmp(&b.1));
    let basis = match scored.count() {
        0 => ProposalBasis::Newest,
        count if count == overalls.len() => ProposalBasis::BestScore,
        _ => ProposalBasis::BestOfScored,
    };
    let index = best.map_or(overalls.len().checked_sub(1)?, |(index, _)| index);
    Some(Proposal { index, basis })
}

#[cfg(test)]
mod tests;
