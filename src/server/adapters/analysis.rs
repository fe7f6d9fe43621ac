//! `platform` asks for scores, `analysis` makes them.

use std::path::Path;
use std::sync::Arc;

use analysis::{Clip as RawClip, ClipRefusal, Models};
use async_trait::async_trait;
use coach::guidance::Guidance;
use coach::hint::Hint;
use coach::score::{Criterion, GOOD_ENOUGH, Judgement};
use coach::summary::summarise;
use pipelines::PipelineError;
use platform::ports::{
    AnalyseMedia, AnalysisError, Clip, ClipAnalysis, ClipError, ClipFault, SpeechQuality,
    TakeAnalysis,
};

pub struct MediaAnalysis {
    pub models: Option<Arc<Models>>,
}

#[async_trait]
impl AnalyseMedia for MediaAnalysis {
    async fn take(
        &self,
        master: &Path,
        samples: &[Guidance],
        duration_ms: i64,
    ) -> Result<TakeAnalysis, AnalysisError> {
        let models = self
            .models
            .as_ref()
            .ok_or_else(|| AnalysisError::Hopeless("this server has no models".into()))?;
        let samples = match samples {
            [] => analysis::film(models, master).await.map_err(split)?,
            live => live.to_vec(),
        };
        let speech = analysis::speech(models, master, &samples)
            .await
            .map_err(split)?;
        Ok(TakeAnalysis {
            quality: summarise(&samples, duration_ms),
            speech: speech.map(|speech| SpeechQuality {
                signal_mos: speech.signal_mos,
                background_mos: speech.background_mos,
                overall_mos: speech.overall_mos,
            }),
            samples,
            version: analysis::VERSION.into(),
        })
    }

    async fn clip(&self, clip: Clip) -> Result<ClipAnalysis, ClipError> {
        let models = self.models.as_ref().ok_or(ClipError::Unavailable)?;
        let raw = RawClip {
            image: clip.image.as_deref(),
            sound: clip.sound.as_deref(),
        };
        let (observation, judgement) = analysis::clip(models, raw).await.map_err(refusal)?;
        let scores = judgement.scores();
        let worst = Criterion::ALL
            .into_iter()
            .filter_map(|criterion| Some((criterion, scores.get(criterion)?)))
            .min_by(|a, b| a.1.total_cmp(&b.1));
        Ok(ClipAnalysis {
            scores,
            overall: worst.map(|(_, score)| score),
            reason: worst.map(|(criterion, _)| criterion),
            hints: hints(&judgement),
            picture: observation.picture,
            sound: observation.sound,
        })
    }
}

/// The worst part of each criterion that is not good enough, the worst first.
fn hints(judgement: &Judgement) -> Vec<Hint> {
    let mut parts: Vec<_> = Criterion::ALL
        .into_iter()
        .filter_map(|criterion| judgement.worst(criterion))
        .filter(|part| part.score < GOOD_ENOUGH)
        .collect();
    parts.sort_by(|a, b| a.score.total_cmp(&b.score));
    let mut hints: Vec<Hint> = vec![];
    for part in parts {
        if hints.iter().all(|hint| hint.code != part.hint) {
            hints.push(part.hint.into());
        }
    }
    hints
}

fn split(error: analysis::AnalysisError) -> AnalysisError {
    match error {
        analysis::AnalysisError::Media(_) => AnalysisError::Passing(error.to_string()),
        _ => AnalysisError::Hopeless(error.to_string()),
    }
}

fn refusal(error: ClipRefusal) -> ClipError {
    let (image, sound) = match &error {
        ClipRefusal::Image(cause) => (fault(cause), None),
        ClipRefusal::Sound(cause) => (None, fault(cause)),
        ClipRefusal::Analysis(_) => (None, None),
    };
    match (image, sound) {
        (None, None) => ClipError::Passing(error.to_string()),
        (image, sound) => ClipError::Refused { image, sound },
    }
}

/// What is wrong with what was sent; `None` when the fault is ours.
fn fault(cause: &PipelineError) -> Option<ClipFault> {
    match cause {
        PipelineError::TooLarge { .. } => Some(ClipFault::TooLarge),
        PipelineError::Unreadable { .. } => Some(ClipFault::Unreadable),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_at_fault_and_its_fault_are_told_and_our_own_are_not() {
        let large = || PipelineError::TooLarge {
            file: "the picture".into(),
            detail: "larger than 32 MiB",
        };
        // Words do not matter.
        let unreadable = || PipelineError::Unreadable {
            file: "the sound".into(),
            detail: "a page larger than its stream".into(),
        };
        let told = |refusal_of| match refusal(refusal_of) {
            ClipError::Refused { image, sound } => (image, sound),
            other => panic!("{other:?}"),
        };
        let (large_fault, unreadable_fault) = (ClipFault::TooLarge, ClipFault::Unreadable);
        for (error, expected) in [
            (ClipRefusal::Image(large()), (Some(large_fault), None)),
            (ClipRefusal::Sound(large()), (None, Some(large_fault))),
            (
                ClipRefusal::Image(unreadable()),
                (Some(unreadable_fault), None),
            ),
            (
                ClipRefusal::Sound(unreadable()),
                (None, Some(unreadable_fault)),
            ),
        ] {
            assert_eq!(told(error), expected);
        }
        let ours = ClipRefusal::Image(PipelineError::Setup("no ffmpeg".into()));
        assert!(matches!(refusal(ours), ClipError::Passing(_)));
    }
}
