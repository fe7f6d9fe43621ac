//! What single looks cannot know: whether the head moves, the eyes blink, a voice pauses.

use crate::observation::{FaceMeasures, Observation, SoundMeasures};
use crate::score::{Context, GOOD_ENOUGH, Part, audio};

/// Looks further apart say nothing about each other.
const LOOK_GAP_MS: i64 = 2_500;
/// Who has not spoken yet is given this long before audio is judged.
const FIRST_WORD_MS: i64 = 3_000;
/// At most this share of speech in ten seconds is no voice at all: three tenths of a second.
const NO_VOICE_IN_TEN_SECONDS: f32 = 0.03;
const WINDOW_MS: i64 = 10_000;
/// With more speech than this in ten seconds there may be no pause to hear the room in.
const HARDLY_A_PAUSE: f32 = 0.85;
/// Mere noise for longer than a natural pause is something of its own, not the room behind a
/// voice: between its first and its last look.
const NOISE_SPELL_MS: i64 = 2_500;

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Past {
    /// The last two faces, the newer first, and their times.
    faces: [Option<(i64, FaceMeasures)>; 2],
    first_sound_ms: Option<i64>,
    voice_ms: Option<i64>,
    /// The last look at sound without a voice, and its momentary loudness.
    voiceless: Option<(i64, f32)>,
    /// First and last look of the newest spell of mere noise.
    noise_spell: Option<(i64, i64)>,
    noise_goes_on: bool,
}

impl Past {
    pub(super) fn observe(&mut self, now_ms: i64, observation: &Observation) -> Context {
        let mut context = Context::default();
        if let Some(picture) = &observation.picture {
            let face = picture.face.filter(|_| picture.face_count > 0);
            if let Some(face) = face {
                context.movement = self.movement(now_ms, &face);
                context.eye_opening = self.eye_opening(now_ms, &face);
            }
            self.faces = [face.map(|face| (now_ms, face)), self.faces[0]];
        }
        if let Some(sound) = &observation.sound {
            let first = *self.first_sound_ms.get_or_insert(now_ms);
            if audio::has_voice(sound) {
                self.voice_ms = Some(now_ms);
            }
            let since_voice = now_ms.saturating_sub(self.voice_ms.unwrap_or(first));
            context.silent_ms = Some(self.silence(now_ms, since_voice, sound));
            self.hear_noise(now_ms, sound, &mut context);
        }
        context
    }

    /// Whether audio is judged yet: from the first word on, or when it is missing for too
    /// long, or when what is heard instead is bad by itself.
    pub(super) fn audio_may_be_judged(&self, now_ms: i64, parts: &[Part]) -> bool {
        self.voice_ms.is_some()
            || self
                .first_sound_ms
                .is_some_and(|first| now_ms.saturating_sub(first) > FIRST_WORD_MS)
            || parts.iter().any(|part| part.score < GOOD_ENOUGH)
    }

    fn recent(&self, index: usize, now_ms: i64) -> Option<FaceMeasures> {
        let (then_ms, face) = self.faces[index]?;
        let limit_ms = LOOK_GAP_MS * (index as i64 + 1);
        (now_ms.saturating_sub(then_ms) <= limit_ms).then_some(face)
    }

    fn eye_opening(&self, now_ms: i64, face: &FaceMeasures) -> Option<f32> {
        let looks = [Some(*face), self.recent(0, now_ms), self.recent(1, now_ms)];
        let mut openings: Vec<f32> = looks
            .into_iter()
            .flatten()
            .map(|face| face.eye_opening)
            .filter(|opening| opening.is_finite())
            .collect();
        openings.sort_by(f32::total_cmp);
        openings.get(openings.len() / 2).copied()
    }

    fn movement(&self, now_ms: i64, face: &FaceMeasures) -> Option<f32> {
        let last = self.recent(0, now_ms)?;
        let before = self.recent(1, now_ms)?;
        let least = distance(face, &last)
            .min(distance(face, &before))
            .min(distance(&last, &before));
        least.is_finite().then_some(least)
    }

    fn hear_noise(&mut self, now_ms: i64, sound: &SoundMeasures, context: &mut Context) {
        context.voiceless_lufs_before = self
            .voiceless
            .filter(|(then_ms, _)| now_ms.saturating_sub(*then_ms) <= LOOK_GAP_MS)
            .map(|(_, level)| level);
        let noisy = audio::is_mere_noise(sound, context);
        if noisy {
            let from_ms = match self.noise_spell {
                Some((from_ms, _)) if self.noise_goes_on => from_ms,
                _ => now_ms,
            };
            self.noise_spell = Some((from_ms, now_ms));
        }
        self.noise_goes_on = noisy;
        self.voiceless =
            (sound.speech_share <= audio::NO_VOICE_SHARE).then_some((now_ms, sound.momentary_lufs));
        // Without enough silence in ten seconds the level of noise is that of up to thirty.
        let memory_ms = if sound.speech_share_10s > HARDLY_A_PAUSE {
            3 * WINDOW_MS
        } else {
            WINDOW_MS
        };
        context.snr_is_spoilt = !noisy
            && self.noise_spell.is_some_and(|(from_ms, to_ms)| {
                to_ms.saturating_sub(from_ms) >= NOISE_SPELL_MS
                    && now_ms.saturating_sub(to_ms) <= memory_ms
            });
    }

    /// The time since the last word, corrected by the ten-second window: looks that are 5 s
    /// apart miss the words between them, and one wrong look is no word.
    fn silence(&self, now_ms: i64, since_voice_ms: i64, sound: &SoundMeasures) -> i64 {
        if audio::has_voice(sound) || !sound.speech_share_10s.is_finite() {
            return since_voice_ms;
        }
        let by_share_ms = silence_by_share(sound);
        let since_start_ms = now_ms.saturating_sub(self.first_sound_ms.unwrap_or(now_ms));
        if sound.speech_share_10s < NO_VOICE_IN_TEN_SECONDS {
            by_share_ms.min(since_start_ms)
        } else {
            by_share_ms.min(since_voice_ms)
        }
    }
}

/// The longest silence that the ten-second window allows: all of it that was not speech.
pub(super) fn silence_by_share(sound: &SoundMeasures) -> i64 {
    // Casting is total: NaN becomes 0.
    ((1.0 - sound.speech_share_10s.clamp(0.0, 1.0)) * WINDOW_MS as f32) as i64
}

/// In heights of the face, as if the picture were square: a wide one overrates sideways
/// movement by 16 : 9 at most, which the limits allow for.
fn distance(a: &FaceMeasures, b: &FaceMeasures) -> f32 {
    let height = a.height.max(b.height).max(0.05);
    ((a.center_x - b.center_x).powi(2) + (a.center_y - b.center_y).powi(2)).sqrt() / height
}
