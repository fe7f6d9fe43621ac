//! Whether somebody speaks: Silero VAD at 16 kHz.

use std::path::Path;

use crate::error::InferError;
use crate::network::Network;

/// New samples in a frame: 32 ms.
pub const FRAME_SAMPLES: usize = 512;
/// Old samples before them.
const CONTEXT_SAMPLES: usize = 64;
const STATE: usize = 128;

/// What one stream of sound carries from call to call.
#[derive(Debug, Clone)]
pub struct VoiceState {
    /// The context of the next frame, then samples that are no whole frame yet.
    pending: Vec<f32>,
    h: Vec<f32>,
    c: Vec<f32>,
}

impl Default for VoiceState {
    fn default() -> Self {
        Self {
            pending: vec![0.0; CONTEXT_SAMPLES],
            h: vec![0.0; STATE],
            c: vec![0.0; STATE],
        }
    }
}

/// Hears voices. Load once, share; each stream has its own [`VoiceState`].
#[derive(Debug, Clone)]
pub struct VoiceActivity {
    network: Network,
}

impl VoiceActivity {
    pub fn load(path: &Path) -> Result<Self, InferError> {
        let state = [Some(1), Some(1), Some(STATE)];
        let frames = [None, Some(CONTEXT_SAMPLES + FRAME_SAMPLES)];
        Ok(Self {
            network: Network::load("voice activity", path, &[&frames, &state, &state])?,
        })
    }

    /// The probability of a voice, 0–1, for each whole frame that these samples (16 kHz,
    /// mono, −1…1) complete. A remainder waits in the state. On an error the samples are
    /// used up and the state stays as it was.
    pub fn probabilities(
        &self,
        state: &mut VoiceState,
        samples: &[f32],
    ) -> Result<Vec<f32>, InferError> {
        state
            .pending
            .extend(samples.iter().map(|s| if s.is_finite() { *s } else { 0.0 }));
        let count = (state.pending.len() - CONTEXT_SAMPLES) / FRAME_SAMPLES;
        if count == 0 {
            return Ok(vec![]);
        }
        let width = CONTEXT_SAMPLES + FRAME_SAMPLES;
        let mut frames = Vec::with_capacity(count * width);
        for index in 0..count {
            let from = index * FRAME_SAMPLES;
            frames.extend_from_slice(&state.pending[from..from + width]);
        }
        state.pending.drain(..count * FRAME_SAMPLES);
        let carried = [1, 1, STATE];
        let mut outputs = self
            .network
            .run(&[
                (&[count, width], &frames),
                (&carried, &state.h),
                (&carried, &state.c),
            ])?
            .into_iter();
        let probabilities = self.network.expect(outputs.next(), count)?;
        let h = self.network.expect(outputs.next(), STATE)?;
        let c = self.network.expect(outputs.next(), STATE)?;
        (state.h, state.c) = (h, c);
        Ok(probabilities)
    }
}
