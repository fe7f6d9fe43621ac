//! Light, sharpness and place of a face in a picture.
//!
//! Formulas after OFIQ, the reference implementation of ISO/IEC 29794-5, where it has one.

mod affine;
mod face;
mod frame;
mod histogram;
mod region;
mod sharpness;
mod view;

use coach::observation::{FaceMeasures, PictureMeasures};

pub use affine::Affine;
pub use face::{FaceLight, face_light};
pub use frame::{FrameLight, frame_light};
pub use region::Polygon;
pub use sharpness::{FACE_HEIGHT_PX, sharpness};
pub use view::{Luma, PictureError, RgbView};

/// A box in pixels of the picture that it was found in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

impl Bounds {
    pub fn center(self) -> [f32; 2] {
        [self.left + self.width / 2.0, self.top + self.height / 2.0]
    }

    pub fn area(self) -> f32 {
        self.width.max(0.0) * self.height.max(0.0)
    }

    /// Intersection over union, 0–1.
    pub fn overlap(self, other: Bounds) -> f32 {
        let width =
            (self.left + self.width).min(other.left + other.width) - self.left.max(other.left);
        let height =
            (self.top + self.height).min(other.top + other.height) - self.top.max(other.top);
        let both = width.max(0.0) * height.max(0.0);
        let either = self.area() + other.area() - both;
        if either > 0.0 { both / either } else { 0.0 }
    }
}

/// Where a face is and how it is held: what landmarks say, in pixels of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceGeometry {
    /// Of the detector, 0–1.
    pub confidence: f32,
    /// Of the landmark model, 0–1.
    pub presence: f32,
    /// From forehead to chin.
    pub bounds: Bounds,
    /// Between the middles of the eyes.
    pub eye_distance_px: f32,
    /// Eyelid opening over the distance from eyes to chin, mean of both eyes.
    pub eye_opening: f32,
    /// Positive is clockwise in the picture.
    pub roll_deg: f32,
    /// Positive is towards the picture's right.
    pub yaw_deg: f32,
    /// Negative is raised, positive lowered.
    pub pitch_deg: f32,
    /// The face's outline.
    pub oval: Polygon,
    /// The cheek at the picture's left, then the one at its right.
    pub cheeks: [Polygon; 2],
}

/// All that is measured on one picture. `faces` may come in any order.
pub fn measures(picture: RgbView<'_>, faces: &[FaceGeometry]) -> PictureMeasures {
    let luma = picture.luma();
    let frame = frame_light(&luma);
    let mut by_size: Vec<&FaceGeometry> = faces.iter().collect();
    by_size.sort_by(|a, b| b.bounds.area().total_cmp(&a.bounds.area()));
    let face = by_size
        .first()
        .map(|face| face_measures(&luma, face, by_size.get(1).copied()));
    PictureMeasures {
        frame_luminance_mean: frame.mean,
        frame_luminance_median: frame.median,
        frame_dark_share: frame.dark_share,
        frame_bright_share: frame.bright_share,
        face_count: u8::try_from(faces.len()).unwrap_or(u8::MAX),
        face,
    }
}

/// Frames of every size are compared at this width (`eye_distance_px`).
const REFERENCE_WIDTH_PX: f32 = 1280.0;

fn face_measures(luma: &Luma, face: &FaceGeometry, second: Option<&FaceGeometry>) -> FaceMeasures {
    let light = face_light(luma, face);
    let [width, height] = [luma.width() as f32, luma.height() as f32];
    let [center_x, center_y] = face.bounds.center();
    let area = face.bounds.area();
    FaceMeasures {
        confidence: finite(face.confidence).clamp(0.0, 1.0),
        presence: finite(face.presence).clamp(0.0, 1.0),
        second_face_ratio: second
            .filter(|_| area > 0.0)
            .map_or(0.0, |second| finite(second.bounds.area() / area)),
        center_x: finite(center_x / width),
        center_y: finite(center_y / height),
        width: finite(face.bounds.width / width),
        height: finite(face.bounds.height / height),
        eye_distance_px: finite(face.eye_distance_px * REFERENCE_WIDTH_PX / width),
        eye_opening: finite(face.eye_opening),
        roll_deg: finite(face.roll_deg),
        yaw_deg: finite(face.yaw_deg),
        pitch_deg: finite(face.pitch_deg),
        sharpness: sharpness(luma, face),
        luminance_mean: light.mean,
        luminance_variance: light.variance,
        dynamic_range_bits: light.entropy_bits,
        uniformity_overlap: light.cheek_overlap,
        over_exposed_share: light.over_exposed_share,
        under_exposed_share: light.under_exposed_share,
        background_luminance_mean: light.background_mean,
    }
}

/// Landmarks of a broken picture must not reach a score as NaN.
fn finite(value: f32) -> f32 {
    if value.is_finite() { value } else { 0.0 }
}
