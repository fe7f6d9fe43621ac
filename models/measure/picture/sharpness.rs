//! Whether a face is in focus and still.

use super::FaceGeometry;
use super::affine::Affine;
use super::view::Luma;

/// A face is brought to this height before its sharpness is taken, so that near and far,
/// small layer and large give comparable numbers. A face of half the height of a 320×180
/// frame has more; smaller ones are enlarged and rightly come out less sharp.
pub const FACE_HEIGHT_PX: usize = 64;

/// Variance of the Laplacian over the variance of the luma, on the upright face at one size;
/// dimensionless, 0 for an even picture.
///
/// The division makes it independent of the strength of the light: a face at a third of the
/// light has a ninth of both variances.
pub fn sharpness(luma: &Luma, face: &FaceGeometry) -> f32 {
    let [width, height] = [face.bounds.width, face.bounds.height];
    if !face.bounds.center().iter().all(|at| at.is_finite()) {
        return 0.0;
    }
    if !(width >= 1.0 && height >= 1.0 && width.is_finite() && height.is_finite()) {
        return 0.0;
    }
    let out_width = ((width / height * FACE_HEIGHT_PX as f32).round() as usize)
        .clamp(FACE_HEIGHT_PX / 4, FACE_HEIGHT_PX * 2);
    let place = Affine::rectangle(
        face.bounds.center(),
        [width, height],
        0.0,
        [out_width, FACE_HEIGHT_PX],
    );
    let patch = luma.sample(place, out_width, FACE_HEIGHT_PX);
    let mut laplacian = Vec::with_capacity(patch.data().len());
    for y in 1..patch.height() - 1 {
        let [above, row, below] = [patch.row(y - 1), patch.row(y), patch.row(y + 1)];
        for x in 1..row.len() - 1 {
            laplacian.push(above[x] + below[x] + row[x - 1] + row[x + 1] - 4.0 * row[x]);
        }
    }
    let contrast = variance(patch.data());
    // Below one level of spread there is nothing but rounding to be sharp.
    if contrast < 1.0 {
        return 0.0;
    }
    (variance(&laplacian) / contrast) as f32
}

fn variance(values: &[f32]) -> f64 {
    let count = values.len().max(1) as f64;
    let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / count;
    values
        .iter()
        .map(|v| (f64::from(*v) - mean).powi(2))
        .sum::<f64>()
        / count
}
