//! Listening: what is remembered of one stream of sound.

use std::collections::VecDeque;

use coach::observation::SoundMeasures;
use infer::{VoiceState, WINDOW_SAMPLES};
use measure::SoundMeter;
use pipelines::SOUND_RATE;

use crate::{AnalysisError, Models};

/// Speech quality is asked for this often: one question costs 28 ms, thirty times a second
/// of voice activity.
const QUALITY_EVERY: usize = 9 * SOUND_RATE as usize;
/// … and only where this much of the last 10 s was speech: DNSMOS rates silence highly.
const QUALITY_SPEECH_SHARE: f32 = 0.3;

/// The memory of one stream: meters, the voice model's state, the last 9 s.
#[derive(Debug, Default)]
pub struct Listener {
    meter: SoundMeter,
    voice: VoiceState,
    recent: VecDeque<f32>,
    since_quality: usize,
    speech_quality_mos: Option<f32>,
}

impl Listener {
    pub fn new() -> Listener {
        Listener::default()
    }

    /// Takes the sound since the last call (16 kHz, mono, −1…1) and says what is known
    /// now; `None` when nothing came.
    ///
    /// # Errors
    /// [`AnalysisError::Model`]; this stretch is then not judged.
    pub fn hear(
        &mut self,
        models: &Models,
        samples: &[f32],
    ) -> Result<Option<SoundMeasures>, AnalysisError> {
        if samples.is_empty() {
            return Ok(None);
        }
        let probabilities = models.voice.probabilities(&mut self.voice, samples)?;
        self.meter.push(samples, &probabilities);
        self.recent.extend(samples);
        let surplus = self.recent.len().saturating_sub(WINDOW_SAMPLES);
        self.recent.drain(..surplus);
        self.since_quality += samples.len();
        let mut measures = self.meter.measures();
        if self.since_quality >= QUALITY_EVERY {
            self.since_quality = 0;
            self.speech_quality_mos = match measures.speech_share_10s >= QUALITY_SPEECH_SHARE {
                true => {
                    let window = self.recent.make_contiguous();
                    models.speech_quality.mean_opinion(window)?
                }
                false => None,
            };
        }
        measures.speech_quality_mos = self.speech_quality_mos;
        Ok(Some(measures))
    }
}
