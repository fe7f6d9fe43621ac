//! One picture, one clip of sound, or both, as somebody sent them.

use std::sync::Arc;

use coach::coaching::judge_once;
use coach::observation::Observation;
use coach::score::Judgement;
use pipelines::{Fit, PipelineError, RgbPicture, SOUND_RATE};

use crate::{AnalysisError, Listener, Models};

/// What was sent, undecoded.
pub struct Clip<'a> {
    pub image: Option<&'a [u8]>,
    pub sound: Option<&'a [u8]>,
}

/// Which part cannot be judged, or why nothing can now.
#[derive(Debug, thiserror::Error)]
pub enum ClipRefusal {
    #[error("image: {0}")]
    Image(PipelineError),
    #[error("sound: {0}")]
    Sound(PipelineError),
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
}

/// Judges a clip by itself, without a past.
///
/// # Errors
/// See [`ClipRefusal`].
pub async fn clip(
    models: &Arc<Models>,
    clip: Clip<'_>,
) -> Result<(Observation, Judgement), ClipRefusal> {
    let picture = match clip.image {
        Some(bytes) => Some(
            pipelines::decode_image(bytes, Fit::ANALYSIS)
                .await
                .map_err(ClipRefusal::Image)?,
        ),
        None => None,
    };
    let sound = match clip.sound {
        Some(bytes) => {
            let decoded = pipelines::decode_sound(bytes).await;
            decoded.map_err(ClipRefusal::Sound)?.samples
        }
        None => vec![],
    };
    let models = models.clone();
    let looked = tokio::task::spawn_blocking(move || observe(&models, picture.as_ref(), &sound));
    let observation = looked.await.map_err(|_| {
        ClipRefusal::Analysis(AnalysisError::Unreadable("the look broke off".into()))
    })?;
    Ok((observation, judge_once(&observation)))
}

/// Sound is heard second by second, as it is live: the windows are the same.
fn observe(models: &Models, picture: Option<&RgbPicture>, sound: &[f32]) -> Observation {
    let mut listener = Listener::new();
    let mut seconds = sound.chunks(SOUND_RATE as usize).peekable();
    while let Some(second) = seconds.next() {
        if seconds.peek().is_none() {
            return models.observe(&mut listener, 0, picture, second);
        }
        models.observe(&mut listener, 0, None, second);
    }
    models.observe(&mut listener, 0, picture, &[])
}
