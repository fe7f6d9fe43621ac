//! Everything that is loaded once and shared by all who look and listen.

use std::path::Path;
use std::sync::Arc;

use coach::observation::Observation;
use infer::{Sight, SpeechQuality, TakeQuality, VoiceActivity, file};
use pipelines::RgbPicture;

use crate::{AnalysisError, Listener, live::Analyst, look};

/// The models. Loading takes a second or two; using them needs no lock.
pub struct Models {
    pub(crate) sight: Sight,
    pub(crate) voice: VoiceActivity,
    pub(crate) speech_quality: SpeechQuality,
    pub(crate) take_quality: TakeQuality,
}

impl Models {
    /// Loads all models from the folder that `deploy/scripts/fetch-models.sh` fills.
    ///
    /// # Errors
    /// [`AnalysisError::Models`] names what is missing.
    pub fn load(folder: &Path) -> Result<Models, AnalysisError> {
        let named = |source| AnalysisError::Models {
            folder: folder.to_owned(),
            source,
        };
        Ok(Models {
            sight: Sight::load(folder).map_err(named)?,
            voice: VoiceActivity::load(&folder.join(file::VOICE_ACTIVITY)).map_err(named)?,
            speech_quality: SpeechQuality::load(&folder.join(file::SPEECH_QUALITY_P808))
                .map_err(named)?,
            take_quality: TakeQuality::load(&folder.join(file::SPEECH_QUALITY_P835))
                .map_err(named)?,
        })
    }

    /// One moment: a look at the picture, if there is one, and what was heard since the
    /// last moment. Live and offline come through here.
    ///
    /// A picture or a stretch of sound that a model cannot take is absent in the answer and
    /// told in the log: one bad second ends nothing.
    pub fn observe(
        &self,
        listener: &mut Listener,
        media_ms: i64,
        picture: Option<&RgbPicture>,
        sound: &[f32],
    ) -> Observation {
        let picture = picture.and_then(|picture| {
            look(self, picture)
                .inspect_err(|error| tracing::error!(%error, "a picture was not looked at"))
                .ok()
        });
        let sound = listener
            .hear(self, sound)
            .inspect_err(|error| tracing::error!(%error, "a second was not listened to"))
            .unwrap_or(None);
        Observation {
            media_ms,
            picture,
            sound,
        }
    }
}

impl Analyst for Arc<Models> {
    fn observe(
        &self,
        listener: &mut Listener,
        media_ms: i64,
        picture: Option<&RgbPicture>,
        sound: &[f32],
    ) -> Observation {
        Models::observe(self, listener, media_ms, picture, sound)
    }
}
