//! `platform` asks what was uploaded and for a master of it, `pipelines` looks and makes it.

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use coach::take::TakeMedia;
use pipelines::InspectError;
use platform::ports::{ReadUploads, UploadError, UploadFault};

pub struct PipelineUploads;

#[async_trait]
impl ReadUploads for PipelineUploads {
    async fn inspect(&self, file: &Path, longest: Duration) -> Result<Duration, UploadError> {
        let inspection = pipelines::inspect(file, longest).await.map_err(split)?;
        Ok(Duration::from_millis(inspection.duration_ms))
    }

    async fn convert(&self, file: &Path, out: &Path) -> Result<TakeMedia, UploadError> {
        let facts = pipelines::normalise(file, out).await.map_err(split)?;
        Ok(studio::take_media(&facts))
    }
}

fn split(error: InspectError) -> UploadError {
    match error {
        InspectError::Refused(fault) => UploadError::Refused(match fault {
            pipelines::UploadFault::NotAFilm => UploadFault::NotAFilm,
            pipelines::UploadFault::NoPicture => UploadFault::NoPicture,
            pipelines::UploadFault::NoSound => UploadFault::NoSound,
            pipelines::UploadFault::TooLong => UploadFault::TooLong,
            pipelines::UploadFault::Damaged => UploadFault::Damaged,
            pipelines::UploadFault::Unsupported => UploadFault::Unsupported,
        }),
        InspectError::Failed(error) => UploadError::Passing(error.to_string()),
    }
}
