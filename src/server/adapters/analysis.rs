//! `platform` asks for scores; this server has nothing that makes them yet.

use std::path::Path;

use async_trait::async_trait;
use coach::guidance::Guidance;
use platform::ports::{AnalyseMedia, AnalysisError, Clip, ClipAnalysis, ClipError, TakeAnalysis};

/// Scores nothing, and says so: a take that waits for scores is told that they failed.
pub struct NoAnalysis;

#[async_trait]
impl AnalyseMedia for NoAnalysis {
    async fn take(&self, _: &Path, _: &[Guidance]) -> Result<TakeAnalysis, AnalysisError> {
        Err(AnalysisError::Hopeless("this server has no models".into()))
    }

    async fn clip(&self, _: Clip) -> Result<ClipAnalysis, ClipError> {
        Err(ClipError::Unavailable)
    }
}
