//! `platform` asks for renditions, `pipelines` makes them.

use std::path::Path;

use async_trait::async_trait;
use pipelines::PipelineError;
use platform::ports::{MakeRenditions, RenditionError, Renditions, Thumbnails};

pub struct PipelineRenditions;

#[async_trait]
impl MakeRenditions for PipelineRenditions {
    async fn make(&self, master: &Path, out: &Path) -> Result<Renditions, RenditionError> {
        let made = pipelines::renditions(master, out).await.map_err(split)?;
        Ok(Renditions {
            mp4: out.join(made.presentation.file_name),
            poster: Some(out.join(made.poster.file_name)),
            thumbnails: Some(Thumbnails {
                file: out.join(made.thumbnails.file_name),
                interval_ms: u32::try_from(made.thumbnails.interval_ms).unwrap_or(u32::MAX),
                columns: made.thumbnails.columns,
                rows: made.thumbnails.rows,
                tile_width: made.thumbnails.tile_width,
                tile_height: made.thumbnails.tile_height,
            }),
        })
    }
}

/// A file that cannot be read will not become readable; anything else may pass.
fn split(error: PipelineError) -> RenditionError {
    match error {
        PipelineError::Unreadable { .. } => RenditionError::Hopeless(error.to_string()),
        _ => RenditionError::Passing(error.to_string()),
    }
}
