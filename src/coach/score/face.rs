//! Is exactly one face there, and can it be seen well?

use super::curve::{cos_squared, ramp, sigmoid};
use super::{Context, Part, Parts, lighting};
use crate::hint::HintCode;
use crate::observation::PictureMeasures;

/// Detector's confidence → points. BlazeFace gave 0.92 on a lit portrait, 0.80 on one blurred
/// by σ 4 px, and is believed from 0.65 on. Design choice.
pub const CONFIDENCE: [(f32, f32); 4] = [(0.4, 0.0), (0.5, 40.0), (0.65, 75.0), (0.8, 100.0)];
/// Landmark model's presence → points; right detections gave at least 0.95. Design choice.
pub const PRESENCE: [(f32, f32); 4] = [(0.2, 0.0), (0.5, 50.0), (0.8, 80.0), (0.95, 100.0)];
/// Eye distance: OFIQ's logistic with both numbers (70 px, 20 px) scaled by 0.45. OFIQ's are
/// meant for passports; a head-and-shoulders shot 1280 px across has eyes about 60 px apart.
pub const EYE_DISTANCE_MIDDLE_PX: f32 = 31.5;
pub const EYE_DISTANCE_WIDTH_PX: f32 = 9.0;
/// Eyelid opening over eye-to-chin: OFIQ's numbers, 73 points at 0.03.
pub const EYE_OPENING_MIDDLE: f32 = 0.02;
pub const EYE_OPENING_WIDTH: f32 = 0.01;
/// Variance of the Laplacian over that of the luma → points. A portrait has 0.15 in the small
/// layer, blurred there by σ 1 px 0.02, by σ 2 px 0.004. Design choice.
pub const SHARPNESS: [(f32, f32); 4] = [(0.002, 0.0), (0.006, 40.0), (0.015, 70.0), (0.04, 100.0)];
/// Movement between looks, in heights of the face → points. Design choice: a speaker sways
/// by a tenth.
pub const MOVEMENT: [(f32, f32); 4] = [(0.25, 100.0), (0.5, 70.0), (0.8, 40.0), (1.5, 0.0)];

/// Points of one look. Without a face there is one part, at 0; its hint is about light
/// when the whole frame is so dark or so bright that no face could be found.
pub fn parts(picture: &PictureMeasures, context: &Context) -> Vec<Part> {
    let mut parts = Parts::default();
    let Some(face) = picture.face.filter(|_| picture.face_count > 0) else {
        let cause = lighting::frame(picture)
            .into_iter()
            .filter(|part| part.score < super::GOOD_ENOUGH)
            .min_by(|a, b| a.score.total_cmp(&b.score));
        let hint = cause.map_or(HintCode::ShowFace, |part| part.hint);
        parts.push("found", Some(0.0), hint);
        return parts.0;
    };
    parts.push(
        "confidence",
        ramp(face.confidence, &CONFIDENCE),
        HintCode::ShowFace,
    );
    parts.push(
        "presence",
        ramp(face.presence, &PRESENCE),
        HintCode::ShowFace,
    );
    // OFIQ's single face: 1 − second ÷ largest area.
    let alone = ramp(face.second_face_ratio, &[(0.0, 100.0), (1.0, 0.0)]);
    parts.push("alone", alone, HintCode::BeAlone);
    let size = sigmoid(
        face.eye_distance_px,
        EYE_DISTANCE_MIDDLE_PX,
        EYE_DISTANCE_WIDTH_PX,
    );
    parts.push("size", size, HintCode::ComeCloser);
    parts.push(
        "sharpness",
        ramp(face.sharpness, &SHARPNESS),
        HintCode::HoldStill,
    );
    let movement = context
        .movement
        .and_then(|heights| ramp(heights, &MOVEMENT));
    parts.push("steadiness", movement, HintCode::HoldStill);
    let opening = context.eye_opening.unwrap_or(face.eye_opening);
    let eyes = sigmoid(opening, EYE_OPENING_MIDDLE, EYE_OPENING_WIDTH);
    parts.push("eyes_open", eyes, HintCode::LookAtCamera);
    parts.push("yaw", cos_squared(face.yaw_deg), HintCode::LookAtCamera);
    parts.push("pitch", cos_squared(face.pitch_deg), HintCode::LookAtCamera);
    parts.0
}
