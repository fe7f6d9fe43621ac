//! A finished film, second by second, by the code that looks and listens live.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use coach::coaching::Coach;
use coach::guidance::Guidance;
use infer::{QualityRating, WINDOW_SAMPLES};
use pipelines::{DecodeConfig, Decoded, RgbPicture};

use crate::{AnalysisError, Listener, Models};

/// A script is no longer; what an upload has beyond it is not looked at.
const LONGEST: Duration = coach::script::MAX_TOTAL;
/// Speech is rated where a voice was in this much of the film.
const LEAST_SPEECH_SHARE: f32 = 0.2;

/// How speech sounds, by DNSMOS P.835: mean opinion scores, 1–5.
pub type Speech = QualityRating;

/// Looks at a film once a second and listens to all of it: one sample a second, `media_ms`
/// from the film's beginning.
///
/// # Errors
/// [`AnalysisError::Unreadable`] when this is no film; [`AnalysisError::Media`].
pub async fn film(models: &Arc<Models>, file: &Path) -> Result<Vec<Guidance>, AnalysisError> {
    let mut pieces = decode(file, DecodeConfig::new(LONGEST)).await?;
    let mut watching = Watching {
        coach: Coach::new(),
        listener: Listener::new(),
        sound: vec![],
    };
    let mut samples = vec![];
    while let Some(piece) = pieces.next().await.map_err(split)? {
        match piece {
            Decoded::Sound(sound) => watching.sound.extend(sound.samples),
            Decoded::Picture(picture) => {
                let models = models.clone();
                // Inference is not for an async worker.
                let looked = tokio::task::spawn_blocking(move || watching.look(&models, &picture));
                let guidance;
                (watching, guidance) = looked
                    .await
                    .map_err(|_| AnalysisError::Unreadable("a look broke off".into()))?;
                samples.push(guidance);
            }
        }
    }
    Ok(samples)
}

/// Rates the speech of a film; `None` where hardly any was found. `samples` say how much
/// there was.
///
/// # Errors
/// As [`film`].
pub async fn speech(
    models: &Arc<Models>,
    file: &Path,
    samples: &[Guidance],
) -> Result<Option<Speech>, AnalysisError> {
    let shares = samples.iter().filter_map(|sample| sample.sound);
    let (sum, count) = shares.fold((0.0, 0u16), |(sum, count), sound| {
        (sum + sound.speech_share, count.saturating_add(1))
    });
    if count == 0 || sum / f32::from(count) < LEAST_SPEECH_SHARE {
        return Ok(None);
    }
    let mut pieces = decode(file, DecodeConfig::sound(LONGEST)).await?;
    let mut heard = vec![];
    while let Some(piece) = pieces.next().await.map_err(split)? {
        if let Decoded::Sound(sound) = piece {
            heard.extend(sound.samples);
        }
    }
    let models = models.clone();
    // Each second once: nearly a second of a core for nine of sound is enough.
    let rated =
        tokio::task::spawn_blocking(move || models.take_quality.rate(&heard, WINDOW_SAMPLES));
    let rated = rated
        .await
        .map_err(|_| AnalysisError::Unreadable("the rating broke off".into()))?;
    Ok(rated?)
}

async fn decode(file: &Path, config: DecodeConfig) -> Result<pipelines::Decoding, AnalysisError> {
    pipelines::decode(file, config).await.map_err(split)
}

pub(crate) fn split(error: pipelines::PipelineError) -> AnalysisError {
    match error {
        pipelines::PipelineError::Unreadable { .. } => AnalysisError::Unreadable(error.to_string()),
        other => AnalysisError::Media(other),
    }
}

struct Watching {
    coach: Coach,
    listener: Listener,
    /// Since the last look.
    sound: Vec<f32>,
}

impl Watching {
    fn look(mut self, models: &Models, picture: &RgbPicture) -> (Watching, Guidance) {
        let sound = std::mem::take(&mut self.sound);
        let media_ms = picture.media_time_us / 1000;
        let observation = models.observe(&mut self.listener, media_ms, Some(picture), &sound);
        let guidance = self.coach.observe(&observation);
        (self, guidance)
    }
}
