//! The light on a face, and behind it.

use super::FaceGeometry;
use super::histogram::{entropy_bits, overlap, spread};
use super::view::Luma;

/// Luminance is 0–1. All zero where the face lies outside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FaceLight {
    pub mean: f32,
    pub variance: f32,
    /// Of the 256 levels, 0–8.
    pub entropy_bits: f32,
    /// Of both cheeks' histograms, 0–1.
    pub cheek_overlap: f32,
    /// Luma 247–255, 0–1.
    pub over_exposed_share: f32,
    /// Luma 0–25, 0–1.
    pub under_exposed_share: f32,
    /// Of what is neither the head nor the body below it; of all but the face when nothing
    /// else is left.
    pub background_mean: f32,
}

/// After OFIQ (ISO/IEC 29794-5): luminance mean and variance, dynamic range, illumination
/// uniformity, over- and under-exposure, on the oval of the landmarks.
pub fn face_light(luma: &Luma, face: &FaceGeometry) -> FaceLight {
    let inside = face.oval.values(luma);
    let Some(spread) = spread(&inside) else {
        return FaceLight::default();
    };
    let [left, right] = [&face.cheeks[0], &face.cheeks[1]].map(|cheek| cheek.values(luma));
    FaceLight {
        mean: spread.mean,
        variance: spread.variance,
        entropy_bits: entropy_bits(&inside),
        cheek_overlap: overlap(&left, &right),
        over_exposed_share: spread.bright_share,
        under_exposed_share: spread.dark_share,
        background_mean: background_mean(luma, face),
    }
}

/// A head with its hair reaches about so far beyond the box of forehead, chin and cheeks, in
/// heights and widths of that box.
const HAIR_ABOVE: f32 = 0.45;
const HAIR_BESIDE: f32 = 0.35;
/// Shoulders are about three faces wide; half of that, with some room.
const SHOULDER_REACH: f32 = 1.75;

fn background_mean(luma: &Luma, face: &FaceGeometry) -> f32 {
    let bounds = face.bounds;
    let [center, _] = bounds.center();
    let bottom = bounds.top + bounds.height;
    let head = bounds.width * (0.5 + HAIR_BESIDE);
    let body = bounds.width * SHOULDER_REACH;
    let mean_where = |keep: &dyn Fn(f32, f32) -> bool| {
        let (mut sum, mut count) = (0.0_f64, 0_u32);
        for row in 0..luma.height() {
            let y = row as f32 + 0.5;
            for (column, value) in luma.row(row).iter().enumerate() {
                if keep(column as f32 + 0.5, y) {
                    sum += f64::from(*value);
                    count += 1;
                }
            }
        }
        // Fewer than a hundredth of the pixels say little about a room.
        (count as usize * 100 >= luma.data().len())
            .then(|| (sum / f64::from(count.max(1)) / 255.0) as f32)
    };
    mean_where(&|x, y| {
        if y < bounds.top - HAIR_ABOVE * bounds.height {
            return true;
        }
        // From the chin on the body widens over half a face to the shoulders.
        let below = ((y - bottom) / (0.5 * bounds.height.max(1.0))).clamp(0.0, 1.0);
        (x - center).abs() > head + (body - head) * below
    })
    .or_else(|| {
        mean_where(&|x, y| y < bounds.top || y > bottom || (x - center).abs() > bounds.width / 2.0)
    })
    .unwrap_or_else(|| super::frame_light(luma).mean)
}
