//! Is the head where a viewer expects it: in the middle, upright, neither far nor near?

use super::curve::{cos_squared, ramp};
use super::{Part, Parts};
use crate::hint::HintCode;
use crate::observation::PictureMeasures;

/// Distance of the face's middle from the picture's, in shares of its width → points.
pub const OFF_CENTRE: [(f32, f32); 5] = [
    (0.10, 100.0),
    (0.15, 85.0),
    (0.20, 70.0),
    (0.28, 35.0),
    (0.40, 0.0),
];
/// Height of the face's middle, 0 at the top → points. Above the best band the head-room goes.
pub const CENTRE_Y_HIGH: [(f32, f32); 3] = [(0.08, 0.0), (0.15, 60.0), (0.22, 100.0)];
/// Below it the face sinks out of the picture.
pub const CENTRE_Y_LOW: [(f32, f32); 4] = [(0.52, 100.0), (0.60, 75.0), (0.70, 40.0), (0.85, 0.0)];
/// Height of the face from forehead to chin over the picture's → points, on the far side.
pub const HEIGHT_FAR: [(f32, f32); 4] = [(0.06, 0.0), (0.12, 45.0), (0.16, 75.0), (0.20, 100.0)];
/// On the near side.
pub const HEIGHT_NEAR: [(f32, f32); 4] = [(0.46, 100.0), (0.52, 75.0), (0.6, 45.0), (0.8, 0.0)];
/// OFIQ's cos² of this many times the roll: 75 at 15°, 59 at 20°. OFIQ's own 75 at 30° is
/// what software still reads; a viewer sees a leaning head long before. Design choice.
pub const ROLL_FACTOR: f32 = 2.0;
/// With a second face of more than this share of the largest one's area nobody knows whose
/// place is meant, and from one look to the next it may be another's. Where *alone* asks for
/// its hint.
pub const SECOND_FACE_MAX: f32 = 0.35;

/// Points of one look; no part without a face, or with two that could be the candidate's.
pub fn parts(picture: &PictureMeasures) -> Vec<Part> {
    let mut parts = Parts::default();
    let Some(face) = picture.face.filter(|_| picture.face_count > 0) else {
        return parts.0;
    };
    if face.second_face_ratio > SECOND_FACE_MAX {
        return parts.0;
    }
    // The candidate sees a mirror: a face right of the middle as sent is left of it there,
    // and belongs further right, in the mirror as in the room.
    let side = if face.center_x > 0.5 {
        HintCode::MoveRight
    } else {
        HintCode::MoveLeft
    };
    parts.push(
        "centring",
        ramp((face.center_x - 0.5).abs(), &OFF_CENTRE),
        side,
    );
    parts.push(
        "head_room",
        ramp(face.center_y, &CENTRE_Y_HIGH),
        HintCode::MoveDown,
    );
    parts.push(
        "height",
        ramp(face.center_y, &CENTRE_Y_LOW),
        HintCode::MoveUp,
    );
    parts.push("far", ramp(face.height, &HEIGHT_FAR), HintCode::ComeCloser);
    parts.push("near", ramp(face.height, &HEIGHT_NEAR), HintCode::MoveBack);
    parts.push(
        "roll",
        cos_squared(face.roll_deg * ROLL_FACTOR),
        HintCode::HeadStraight,
    );
    parts.0
}
