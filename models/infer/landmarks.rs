//! Which of MediaPipe's 468 points is what. "Left" and "right" are the picture's.

/// The outline of the face, from the middle of the forehead clockwise.
pub const OVAL: [usize; 36] = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];
/// Below the eye, beside the nose, above the corner of the mouth: skin, and as a rule no beard.
pub const LEFT_CHEEK: [usize; 9] = [117, 118, 101, 36, 206, 207, 187, 123, 116];
pub const RIGHT_CHEEK: [usize; 9] = [346, 347, 330, 266, 426, 427, 411, 352, 345];

pub const FOREHEAD: usize = 10;
pub const CHIN: usize = 152;

/// Corners and lids of one eye.
pub struct Eye {
    pub outer: usize,
    pub inner: usize,
    pub upper_lid: usize,
    pub lower_lid: usize,
}

pub const LEFT_EYE: Eye = Eye {
    outer: 33,
    inner: 133,
    upper_lid: 159,
    lower_lid: 145,
};
pub const RIGHT_EYE: Eye = Eye {
    outer: 263,
    inner: 362,
    upper_lid: 386,
    lower_lid: 374,
};
