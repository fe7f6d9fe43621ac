//! `platform` asks what is written in a document, `pipelines` reads it.

use std::path::Path;

use async_trait::async_trait;
use platform::ports::{DocumentError, ReadDocuments};

pub struct PipelineDocuments;

#[async_trait]
impl ReadDocuments for PipelineDocuments {
    async fn text(&self, file: &Path) -> Result<String, DocumentError> {
        pipelines::document_text(file)
            .await
            .map_err(|error| match error {
                pipelines::DocumentError::Locked => DocumentError::Locked,
                pipelines::DocumentError::Unreadable(why) => DocumentError::Unreadable(why),
                pipelines::DocumentError::Failed(error) => {
                    DocumentError::Passing(error.to_string())
                }
            })
    }
}
