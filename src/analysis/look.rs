//! One look at one picture.

use coach::observation::PictureMeasures;
use measure::picture::{RgbView, measures};
use pipelines::RgbPicture;

use crate::{AnalysisError, Models};

/// Finds the faces of a picture and measures them and the picture. What the networks drew
/// (boxes, landmarks) is gone when this returns.
///
/// # Errors
/// [`AnalysisError::Unreadable`] for a picture without pixels; [`AnalysisError::Model`].
pub fn look(models: &Models, picture: &RgbPicture) -> Result<PictureMeasures, AnalysisError> {
    let view = RgbView::new(
        picture.width as usize,
        picture.height as usize,
        &picture.rgb,
    )
    .map_err(|error| AnalysisError::Unreadable(error.to_string()))?;
    let faces = models.sight.faces(view)?;
    Ok(measures(view, &faces))
}
