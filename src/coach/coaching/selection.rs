//! At most one hint, the worst first, held so that it can be read and never flickers.

use crate::hint::{Hint, HintCode};
use crate::observation::Observation;
use crate::score::{Criterion, Judgement};

/// A part below this asks for its hint…
pub const ENTER: f32 = 65.0;
/// …and a hint goes when its parts are at least here.
pub const LEAVE: f32 = 75.0;
/// How long a part must be bad before its hint appears, in at least two looks. Two seconds
/// less the jitter of looks.
pub const APPEAR_MS: i64 = 1_800;
/// How long it must be good, in at least two looks, before its hint goes: a second less jitter.
pub const CLEAR_MS: i64 = 800;
/// How long a hint stands before it goes or gives way: three seconds less jitter.
pub const STAND_MS: i64 = 2_800;
/// How many points worse another must be to take its place.
pub const WORSE_BY: f32 = 10.0;
/// Without a picture (or sound) for this long its hints go.
const BLIND_MS: i64 = 3_000;

#[derive(Debug, Clone, Copy, Default)]
struct Track {
    /// Since when it is bad without a good look between.
    bad_since_ms: Option<i64>,
    bad_looks: u32,
    /// The last two looks, the newer first; 100 when there was nothing to judge.
    scores: [f32; 2],
}

#[derive(Debug, Clone, Copy)]
struct Shown {
    code: HintCode,
    since_ms: i64,
    clear_since_ms: Option<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct Selection {
    tracks: [Track; HintCode::ALL.len()],
    shown: Option<Shown>,
    picture_ms: Option<i64>,
    sound_ms: Option<i64>,
}

impl Default for Selection {
    fn default() -> Selection {
        let track = Track {
            scores: [100.0; 2],
            ..Track::default()
        };
        Selection {
            tracks: [track; HintCode::ALL.len()],
            shown: None,
            picture_ms: None,
            sound_ms: None,
        }
    }
}

impl Selection {
    pub(super) fn select(
        &mut self,
        now_ms: i64,
        observation: &Observation,
        judgement: &Judgement,
    ) -> Option<Hint> {
        if observation.picture.is_some() {
            self.picture_ms = Some(now_ms);
        }
        if observation.sound.is_some() {
            self.sound_ms = Some(now_ms);
        }
        for (index, code) in HintCode::ALL.into_iter().enumerate() {
            let judged = match code.criterion() {
                Criterion::Audio => observation.sound.is_some(),
                _ => observation.picture.is_some(),
            };
            if judged {
                self.tracks[index].look(now_ms, score_of(code, judgement));
                self.mark_clear(now_ms, code, self.tracks[index].scores[0]);
            }
        }
        self.let_go(now_ms);
        self.let_in(now_ms);
        self.shown.map(|shown| shown.code.into())
    }

    fn mark_clear(&mut self, now_ms: i64, code: HintCode, score: f32) {
        if let Some(shown) = self.shown.as_mut().filter(|shown| shown.code == code) {
            if score < LEAVE {
                shown.clear_since_ms = None;
            } else {
                shown.clear_since_ms.get_or_insert(now_ms);
            }
        }
    }

    fn let_go(&mut self, now_ms: i64) {
        let Some(shown) = self.shown else { return };
        let seen_ms = match shown.code.criterion() {
            Criterion::Audio => self.sound_ms,
            _ => self.picture_ms,
        };
        let blind = seen_ms.is_none_or(|seen| now_ms.saturating_sub(seen) > BLIND_MS);
        let clear = shown
            .clear_since_ms
            .is_some_and(|since| now_ms.saturating_sub(since) >= CLEAR_MS);
        if blind || (clear && now_ms.saturating_sub(shown.since_ms) >= STAND_MS) {
            self.shown = None;
        }
    }

    fn let_in(&mut self, now_ms: i64) {
        let worst = HintCode::ALL
            .into_iter()
            .zip(&self.tracks)
            .filter(|(_, track)| track.is_due(now_ms))
            // The better of two looks, so that one wrong look does not choose.
            .map(|(code, track)| (code, track.scores[0].max(track.scores[1])))
            .min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((code, score)) = worst else { return };
        if let Some(shown) = self.shown {
            let stood = now_ms.saturating_sub(shown.since_ms) >= STAND_MS;
            let track = &self.tracks[shown.code as usize];
            let standing = track.scores[0].min(track.scores[1]);
            if shown.code == code || !stood || score > standing - WORSE_BY {
                return;
            }
        }
        self.shown = Some(Shown {
            code,
            since_ms: now_ms,
            clear_since_ms: None,
        });
    }
}

impl Track {
    fn look(&mut self, now_ms: i64, score: f32) {
        self.scores = [score, self.scores[0]];
        if score < ENTER {
            self.bad_since_ms.get_or_insert(now_ms);
            self.bad_looks = self.bad_looks.saturating_add(1);
        } else {
            self.bad_since_ms = None;
            self.bad_looks = 0;
        }
    }

    fn is_due(&self, now_ms: i64) -> bool {
        self.bad_looks >= 2
            && self
                .bad_since_ms
                .is_some_and(|since| now_ms.saturating_sub(since) >= APPEAR_MS)
    }
}

/// The worst part that asks for this hint; 100 when none does.
fn score_of(code: HintCode, judgement: &Judgement) -> f32 {
    Criterion::ALL
        .into_iter()
        .flat_map(|criterion| judgement.parts(criterion))
        .filter(|part| part.hint == code)
        .map(|part| part.score)
        .fold(100.0, f32::min)
}
