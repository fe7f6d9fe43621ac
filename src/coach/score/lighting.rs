//! Is the face lit so that its features can be seen, whatever the colour of its skin?
//!
//! Luminance alone never fails a face: each part that knows how dark the face is also asks
//! whether detail is lost in it, and the better answer counts.

use super::curve::{best, ramp, worst};
use super::{Part, Parts};
use crate::hint::HintCode;
use crate::observation::PictureMeasures;

/// Dynamic range of the face in bits of entropy → points. OFIQ gives 12.5 a bit (7 bits: 88);
/// steeper here because it only counts together with other evidence. Design choice.
pub const RANGE_BITS: [(f32, f32); 5] = [
    (4.0, 0.0),
    (5.0, 35.0),
    (5.5, 50.0),
    (6.0, 75.0),
    (6.5, 100.0),
];
/// Share of the face with luma 0–25 → points. A portrait at a quarter of its light has 0.06, at
/// a fifth 0.19. Design choice.
pub const FACE_DARK_SHARE: [(f32, f32); 4] = [(0.1, 100.0), (0.25, 70.0), (0.5, 35.0), (0.8, 0.0)];
/// The larger of that and the frame's own dark share → points, where the whole frame is meant:
/// a portrait of ordinary light has 0.09, at a quarter of the light 0.23. Design choice.
pub const DARK_SHARE: [(f32, f32); 4] = [(0.1, 100.0), (0.16, 65.0), (0.25, 40.0), (0.5, 0.0)];
/// Median luminance of the whole frame → points. Design choice.
pub const FRAME_MEDIAN: [(f32, f32); 4] = [(0.08, 0.0), (0.16, 35.0), (0.22, 60.0), (0.32, 100.0)];
/// Share of the face with luma 247–255: OFIQ's 1/(p + 0.01) with 0.05 for 0.01. OFIQ halves
/// at 1 %, which a shining forehead before a lamp reaches; this halves at 5 %. Design choice.
pub const OVER_EXPOSED_HALF_SHARE: f32 = 0.05;
/// Background luminance minus the face's → points. Design choice.
pub const BACK_LIGHT: [(f32, f32); 4] = [(0.25, 100.0), (0.4, 70.0), (0.5, 40.0), (0.7, 0.0)];
/// Mean luminance of the background → points. A white wall in fair light stays below 0.8 and
/// may reach 0.9; above that it is a window or a lamp, burnt out. Design choice.
pub const BACKGROUND: [(f32, f32); 3] = [(0.9, 100.0), (0.95, 50.0), (0.98, 0.0)];
/// Dynamic range of a face before such a background → points. Half a bit more is asked for
/// than by [`RANGE_BITS`], as light that spills over the face's edge adds to it: the portrait
/// at 0.35 of its light before white keeps 6.0 bits, at 0.6 of it, where its features are
/// plain to see, 6.6. Design choice.
pub const WINDOW_RANGE_BITS: [(f32, f32); 4] = [(5.5, 0.0), (6.0, 40.0), (6.5, 75.0), (7.0, 100.0)];
/// Share of the frame with luma 247–255 → points, where the background is meant: a white wall
/// in fair light is not burnt out, a window is. Half a frame of window beside a person whose
/// own background is ordinary has a mean of 0.78 only, and is seen by this. Design choice.
pub const BURNT_OUT_SHARE: [(f32, f32); 3] = [(0.15, 100.0), (0.3, 50.0), (0.45, 0.0)];
/// Frames without a face: median and dark share below which no face could be found.
const FRAME_BLACK_MEDIAN: [(f32, f32); 3] = [(0.04, 0.0), (0.10, 40.0), (0.16, 100.0)];
const FRAME_DARK_SHARE: [(f32, f32); 3] = [(0.4, 100.0), (0.6, 50.0), (0.8, 0.0)];
const FRAME_BRIGHT_SHARE: [(f32, f32); 3] = [(0.4, 100.0), (0.6, 50.0), (0.8, 0.0)];

/// Points of one look. Without a face only a frame that is plainly too dark or too bright
/// is judged; otherwise there is nothing to judge, and no part.
pub fn parts(picture: &PictureMeasures) -> Vec<Part> {
    let Some(face) = picture.face.filter(|_| picture.face_count > 0) else {
        let mut parts = frame(picture);
        parts.retain(|part| part.score < super::GOOD_ENOUGH);
        return parts;
    };
    let mut parts = Parts::default();
    let range = ramp(face.dynamic_range_bits, &RANGE_BITS);
    let face_dark = ramp(face.under_exposed_share, &FACE_DARK_SHARE);
    let dark_share = face.under_exposed_share.max(picture.frame_dark_share);
    let under = best([
        range,
        ramp(dark_share, &DARK_SHARE),
        ramp(picture.frame_luminance_median, &FRAME_MEDIAN),
    ]);
    parts.push("under_exposure", under, HintCode::MoreLight);
    parts.push(
        "over_exposure",
        over_exposure(face.over_exposed_share),
        HintCode::LessLight,
    );
    parts.push(
        "uniformity",
        uniformity(face.uniformity_overlap),
        HintCode::LightOneSide,
    );
    let contrast = ramp(
        face.background_luminance_mean - face.luminance_mean,
        &BACK_LIGHT,
    );
    let behind = best([range, face_dark, contrast]);
    parts.push("back_light", behind, HintCode::LightBehind);
    let burnt_out = worst([
        ramp(face.background_luminance_mean, &BACKGROUND),
        ramp(picture.frame_bright_share, &BURNT_OUT_SHARE),
    ]);
    let window_range = ramp(face.dynamic_range_bits, &WINDOW_RANGE_BITS);
    let window = best([window_range, contrast, burnt_out]);
    parts.push("window_behind", window, HintCode::LightBehind);
    parts.0
}

fn over_exposure(share: f32) -> Option<f32> {
    if !share.is_finite() {
        return None;
    }
    Some(100.0 * OVER_EXPOSED_HALF_SHARE / (share.clamp(0.0, 1.0) + OVER_EXPOSED_HALF_SHARE))
}

/// OFIQ: 100·D^0.3.
fn uniformity(overlap: f32) -> Option<f32> {
    if !overlap.is_finite() {
        return None;
    }
    Some(100.0 * overlap.clamp(0.0, 1.0).powf(0.3))
}

/// What can be said of a frame in which no face was found.
pub(super) fn frame(picture: &PictureMeasures) -> Vec<Part> {
    let mut parts = Parts::default();
    let dark = best([
        ramp(picture.frame_luminance_median, &FRAME_BLACK_MEDIAN),
        ramp(picture.frame_dark_share, &FRAME_DARK_SHARE),
    ]);
    parts.push("dark_frame", dark, HintCode::MoreLight);
    let bright = ramp(picture.frame_bright_share, &FRAME_BRIGHT_SHARE);
    parts.push("bright_frame", bright, HintCode::LessLight);
    parts.0
}
