//! What was seen and heard around one moment of a take, in numbers nobody has judged yet.
//!
//! The numbers come from `models` by way of `analysis`; [`crate::score`] judges them.
//! A measure that could not be taken is absent, never zero.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One second of a take, as measured.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct Observation {
    /// Media time that this is about, in milliseconds on the axis of its source: since the
    /// connection was made when live, since the first frame in a file. Increases strictly.
    #[ts(type = "number")]
    pub media_ms: i64,
    /// Absent when no picture came in this second.
    pub picture: Option<PictureMeasures>,
    /// Absent when no sound came in this second.
    pub sound: Option<SoundMeasures>,
}

/// One look at a picture. Luminance is 0–1 (BT.709 luma of the 8-bit picture over 255).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct PictureMeasures {
    pub frame_luminance_mean: f32,
    pub frame_luminance_median: f32,
    /// Share of the frame's pixels with luma 0–25 of 255, 0–1.
    pub frame_dark_share: f32,
    /// Share of the frame's pixels with luma 247–255, 0–1.
    pub frame_bright_share: f32,
    /// Faces that detector and mesh agree on.
    pub face_count: u8,
    /// The largest of them.
    pub face: Option<FaceMeasures>,
}

/// The largest face of a picture. Lengths are shares of the frame, angles degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct FaceMeasures {
    /// Of the detector, 0–1.
    pub confidence: f32,
    /// Of the landmark model, 0–1.
    pub presence: f32,
    /// Area of the second largest face over that of the largest, 0–1; 0 when alone.
    pub second_face_ratio: f32,
    /// Middle of the face's box; 0 is left and top of the picture *as sent* (not mirrored).
    pub center_x: f32,
    pub center_y: f32,
    /// The box from forehead to chin.
    pub width: f32,
    pub height: f32,
    /// Between the middles of the eyes, in pixels of a frame scaled to 1280 across.
    pub eye_distance_px: f32,
    /// Eyelid opening over the distance from eyes to chin, mean of both eyes.
    pub eye_opening: f32,
    /// Head tilted towards a shoulder; positive is clockwise in the picture as sent.
    pub roll_deg: f32,
    /// Head turned; positive is towards the picture's right.
    pub yaw_deg: f32,
    /// Head raised (negative) or lowered (positive).
    pub pitch_deg: f32,
    /// Variance of the Laplacian over the variance of the luma, on the face scaled to one
    /// size; dimensionless.
    pub sharpness: f32,
    pub luminance_mean: f32,
    pub luminance_variance: f32,
    /// Entropy of the face's luma histogram, in bits, 0–8.
    pub dynamic_range_bits: f32,
    /// Overlap of the luma histograms of both cheeks, 0–1.
    pub uniformity_overlap: f32,
    /// Share of the face with luma 247–255, 0–1.
    pub over_exposed_share: f32,
    /// Share of the face with luma 0–25, 0–1.
    pub under_exposed_share: f32,
    /// Mean of everything that is neither face nor body below it.
    pub background_luminance_mean: f32,
}

/// The sound of the last second, with the windows that each measure names.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct SoundMeasures {
    /// EBU R128 momentary (400 ms), ungated; −70 is the floor.
    pub momentary_lufs: f32,
    /// EBU R128 short-term (3 s), ungated; −70 is the floor.
    pub short_term_lufs: f32,
    /// EBU R128 loudness of the speech of the last 10 s: of blocks in which a voice was
    /// found. Absent until somebody spoke.
    pub speech_lufs: Option<f32>,
    /// Largest sample of the last second, in dB of full scale.
    pub peak_dbfs: f32,
    /// Share of the last second's samples in runs at full scale, 0–1.
    pub clipped_share: f32,
    /// Share of the last second in which a voice was found, 0–1.
    pub speech_share: f32,
    /// The same over the last 10 s.
    pub speech_share_10s: f32,
    /// Level of speech over the level between speech, over the last 10 s. Absent until
    /// both were heard.
    pub snr_db: Option<f32>,
    /// Level of what is not speech over the last 10 s, in dB of full scale.
    pub noise_dbfs: Option<f32>,
    /// DNSMOS P.808 over the last 9 s, 1–5; only where enough of it was speech.
    pub speech_quality_mos: Option<f32>,
}
