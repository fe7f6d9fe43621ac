//! Observations for tests: a good one, and one for each fault.

use proptest::prelude::*;

use crate::hint::HintCode;
use crate::observation::{FaceMeasures, Observation, PictureMeasures, SoundMeasures};

pub const FACE: FaceMeasures = FaceMeasures {
    confidence: 0.92,
    presence: 0.99,
    second_face_ratio: 0.0,
    center_x: 0.45,
    center_y: 0.30,
    width: 0.14,
    height: 0.28,
    eye_distance_px: 62.0,
    eye_opening: 0.06,
    roll_deg: 3.0,
    yaw_deg: 6.0,
    pitch_deg: 8.0,
    sharpness: 0.12,
    luminance_mean: 0.5,
    luminance_variance: 0.02,
    dynamic_range_bits: 7.0,
    uniformity_overlap: 0.7,
    over_exposed_share: 0.0,
    under_exposed_share: 0.01,
    background_luminance_mean: 0.55,
};

pub const PICTURE: PictureMeasures = PictureMeasures {
    frame_luminance_mean: 0.5,
    frame_luminance_median: 0.55,
    frame_dark_share: 0.05,
    frame_bright_share: 0.0,
    face_count: 1,
    face: Some(FACE),
};

pub const SOUND: SoundMeasures = SoundMeasures {
    momentary_lufs: -18.0,
    short_term_lufs: -19.0,
    speech_lufs: Some(-18.0),
    peak_dbfs: -4.0,
    clipped_share: 0.0,
    speech_share: 0.9,
    speech_share_10s: 0.8,
    snr_db: Some(35.0),
    noise_dbfs: Some(-55.0),
    speech_quality_mos: Some(3.7),
};

/// A good second at this time.
pub fn good(media_ms: i64) -> Observation {
    Observation {
        media_ms,
        picture: Some(PICTURE),
        sound: Some(SOUND),
    }
}

/// The same with this done to the face, the frame or the sound.
pub fn with_face(change: impl FnOnce(&mut FaceMeasures)) -> Observation {
    let mut face = FACE;
    change(&mut face);
    with_picture(|picture| picture.face = Some(face))
}

pub fn with_picture(change: impl FnOnce(&mut PictureMeasures)) -> Observation {
    let mut picture = PICTURE;
    change(&mut picture);
    Observation {
        picture: Some(picture),
        ..good(0)
    }
}

pub fn with_sound(change: impl FnOnce(&mut SoundMeasures)) -> Observation {
    let mut sound = SOUND;
    change(&mut sound);
    Observation {
        sound: Some(sound),
        ..good(0)
    }
}

/// A second without a voice, after ten of them; nothing but noise at this level.
pub fn without_voice(level: f32) -> Observation {
    with_sound(|sound| {
        sound.momentary_lufs = level;
        sound.short_term_lufs = level;
        sound.speech_lufs = None;
        sound.peak_dbfs = level + 10.0;
        sound.speech_share = 0.0;
        sound.speech_share_10s = 0.0;
        sound.snr_db = None;
        sound.noise_dbfs = Some(level);
        sound.speech_quality_mos = None;
    })
}

/// One second of each fault that a look can have, and its hint. Silence has a past and is
/// made by [`without_voice`]; unrest is made of looks.
pub fn faults() -> Vec<(HintCode, Observation)> {
    use HintCode::*;
    vec![
        (
            ShowFace,
            with_picture(|p| (p.face_count, p.face) = (0, None)),
        ),
        (BeAlone, with_face(|f| f.second_face_ratio = 0.8)),
        (HoldStill, with_face(|f| f.sharpness = 0.005)),
        (LookAtCamera, with_face(|f| f.yaw_deg = 50.0)),
        (
            MoreLight,
            with_face(|f| {
                f.luminance_mean = 0.06;
                f.dynamic_range_bits = 4.0;
                f.under_exposed_share = 0.9;
                f.background_luminance_mean = 0.07;
            })
            .map_picture(|p| p.frame_luminance_median = 0.07),
        ),
        (
            MoreLight,
            with_picture(|p| {
                (p.face_count, p.face) = (0, None);
                p.frame_luminance_median = 0.02;
                p.frame_dark_share = 0.95;
            }),
        ),
        (LessLight, with_face(|f| f.over_exposed_share = 0.4)),
        (
            LightBehind,
            with_face(|f| {
                f.luminance_mean = 0.12;
                f.dynamic_range_bits = 4.8;
                f.under_exposed_share = 0.5;
                f.background_luminance_mean = 0.9;
            }),
        ),
        (LightOneSide, with_face(|f| f.uniformity_overlap = 0.02)),
        (
            SpeakLouder,
            with_sound(|s| {
                s.speech_lufs = Some(-38.0);
                s.short_term_lufs = -38.0;
                s.momentary_lufs = -38.0;
                s.peak_dbfs = -26.0;
            }),
        ),
        (SpeakSofter, with_sound(|s| s.clipped_share = 0.03)),
        (
            QuieterPlace,
            with_sound(|s| (s.snr_db, s.noise_dbfs) = (Some(3.0), Some(-22.0))),
        ),
        (QuieterPlace, without_voice(-20.0)),
        (MoveLeft, with_face(|f| f.center_x = 0.15)),
        (MoveRight, with_face(|f| f.center_x = 0.85)),
        (MoveUp, with_face(|f| f.center_y = 0.8)),
        (MoveDown, with_face(|f| f.center_y = 0.09)),
        (
            ComeCloser,
            with_face(|f| (f.height, f.width, f.eye_distance_px) = (0.08, 0.04, 22.0)),
        ),
        (MoveBack, with_face(|f| (f.height, f.center_y) = (0.8, 0.5))),
        (HeadStraight, with_face(|f| f.roll_deg = -30.0)),
    ]
}

impl Observation {
    fn map_picture(mut self, change: impl FnOnce(&mut PictureMeasures)) -> Observation {
        if let Some(picture) = self.picture.as_mut() {
            change(picture);
        }
        self
    }
}

/// Any float at all, half of them near what a measure can be.
fn any_value(low: f32, high: f32) -> impl Strategy<Value = f32> {
    prop_oneof![any::<f32>(), proptest::num::f32::ANY, low..high, low..high]
}

fn any_sound() -> impl Strategy<Value = SoundMeasures> {
    (
        any_value(-70.0, 0.0),
        any_value(-70.0, 0.0),
        proptest::option::of(any_value(-70.0, 0.0)),
        any_value(-90.0, 0.0),
        any_value(0.0, 1.0),
        any_value(0.0, 1.0),
        any_value(0.0, 1.0),
        proptest::option::of(any_value(-5.0, 60.0)),
        proptest::option::of(any_value(-90.0, 0.0)),
        proptest::option::of(any_value(1.0, 5.0)),
    )
        .prop_map(|v| SoundMeasures {
            momentary_lufs: v.0,
            short_term_lufs: v.1,
            speech_lufs: v.2,
            peak_dbfs: v.3,
            clipped_share: v.4,
            speech_share: v.5,
            speech_share_10s: v.6,
            snr_db: v.7,
            noise_dbfs: v.8,
            speech_quality_mos: v.9,
        })
}

fn any_face() -> impl Strategy<Value = FaceMeasures> {
    let shares = proptest::collection::vec(any_value(0.0, 1.0), 16);
    let angles = proptest::collection::vec(any_value(-90.0, 90.0), 3);
    (shares, angles, any_value(0.0, 300.0)).prop_map(|(share, angle, eye_distance_px)| {
        FaceMeasures {
            confidence: share[0],
            presence: share[1],
            second_face_ratio: share[2],
            center_x: share[3],
            center_y: share[4],
            width: share[5],
            height: share[6],
            eye_distance_px,
            eye_opening: share[7] / 10.0,
            roll_deg: angle[0],
            yaw_deg: angle[1],
            pitch_deg: angle[2],
            sharpness: share[8],
            luminance_mean: share[9],
            luminance_variance: share[10] / 10.0,
            dynamic_range_bits: share[11] * 8.0,
            uniformity_overlap: share[12],
            over_exposed_share: share[13],
            under_exposed_share: share[14],
            background_luminance_mean: share[15],
        }
    })
}

fn any_picture() -> impl Strategy<Value = PictureMeasures> {
    let shares = proptest::collection::vec(any_value(0.0, 1.0), 4);
    (shares, 0..4_u8, proptest::option::of(any_face())).prop_map(|(share, face_count, face)| {
        PictureMeasures {
            frame_luminance_mean: share[0],
            frame_luminance_median: share[1],
            frame_dark_share: share[2],
            frame_bright_share: share[3],
            face_count,
            face,
        }
    })
}

/// Anything that the types allow; its time is 0.
pub fn any_observation() -> impl Strategy<Value = Observation> {
    let picture = proptest::option::weighted(0.9, any_picture());
    let sound = proptest::option::weighted(0.9, any_sound());
    (picture, sound).prop_map(|(picture, sound)| Observation {
        media_ms: 0,
        picture,
        sound,
    })
}
