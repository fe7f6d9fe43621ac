//! At every point that `docs/quality.md` names.

use super::*;
use crate::testing::*;

fn part(judgement: &Judgement, criterion: Criterion, name: &str) -> f32 {
    let parts = judgement.parts(criterion);
    let part = parts.iter().find(|part| part.name == name);
    part.unwrap_or_else(|| panic!("{name} is judged: {parts:?}"))
        .score
}

fn judge(observation: Observation) -> Judgement {
    Judgement::of(&observation, &Context::default())
}

/// Every point of a ramp is met by the part that uses it.
fn meets(
    points: &[(f32, f32)],
    criterion: Criterion,
    name: &str,
    observe: impl Fn(f32) -> Observation,
) {
    for &(value, score) in points {
        let got = part(&judge(observe(value)), criterion, name);
        assert!(
            (got - score).abs() < 0.5,
            "{name} at {value}: {got}, not {score}"
        );
    }
}

#[test]
fn a_good_second_is_good_in_every_part() {
    let judgement = judge(good(0));
    for criterion in Criterion::ALL {
        for part in judgement.parts(criterion) {
            assert!(part.score >= 80.0, "{part:?}");
        }
    }
}

#[test]
fn face() {
    use super::face::*;
    let of = |name, points: &[(f32, f32)], set: fn(&mut crate::observation::FaceMeasures, f32)| {
        meets(points, Criterion::Face, name, |value| {
            with_face(|face| set(face, value))
        });
    };
    of("confidence", &CONFIDENCE, |face, value| {
        face.confidence = value
    });
    of("presence", &PRESENCE, |face, value| face.presence = value);
    of("sharpness", &SHARPNESS, |face, value| {
        face.sharpness = value
    });
    of(
        "alone",
        &[(0.0, 100.0), (0.3, 70.0), (1.0, 0.0)],
        |face, value| face.second_face_ratio = value,
    );
    of(
        "eyes_open",
        &[(0.0, 11.9), (0.02, 50.0), (0.03, 73.1), (0.06, 98.2)],
        |face, value| face.eye_opening = value,
    );
    of(
        "size",
        &[(22.5, 26.9), (31.5, 50.0), (40.5, 73.1), (60.0, 96.0)],
        |face, value| face.eye_distance_px = value,
    );
    let turned = [
        (0.0, 100.0),
        (15.0, 93.3),
        (20.0, 88.3),
        (-30.0, 75.0),
        (90.0, 0.0),
    ];
    of("yaw", &turned, |face, value| face.yaw_deg = value);
    of("pitch", &turned, |face, value| face.pitch_deg = value);
    for (heights, score) in MOVEMENT {
        let context = Context {
            movement: Some(heights),
            ..Context::default()
        };
        let judgement = Judgement::of(&good(0), &context);
        assert_eq!(part(&judgement, Criterion::Face, "steadiness"), score);
    }
    let none = judge(with_picture(|picture| {
        (picture.face_count, picture.face) = (0, None)
    }));
    assert_eq!(none.scores().face, Some(0.0));
    assert_eq!(
        none.worst(Criterion::Face).unwrap().hint,
        HintCode::ShowFace
    );
}

#[test]
fn light() {
    use super::lighting::*;
    let of = |name, points: &[(f32, f32)], set: fn(&mut crate::observation::FaceMeasures, f32)| {
        meets(points, Criterion::Lighting, name, |value| {
            with_face(|face| set(face, value))
        });
    };
    of(
        "uniformity",
        &[
            (0.0, 0.0),
            (0.1, 50.1),
            (0.3, 69.7),
            (0.5, 81.2),
            (1.0, 100.0),
        ],
        |face, value| face.uniformity_overlap = value,
    );
    of(
        "over_exposure",
        &[(0.0, 100.0), (0.0214, 70.0), (0.05, 50.0), (0.2, 20.0)],
        |face, value| face.over_exposed_share = value,
    );
    // Where the other evidence is as bad as can be, each one alone governs.
    of("back_light", &BACK_LIGHT, |face, value| {
        (face.dynamic_range_bits, face.under_exposed_share) = (2.0, 1.0);
        (face.luminance_mean, face.background_luminance_mean) = (0.1, 0.1 + value);
    });
    of("back_light", &RANGE_BITS, |face, value| {
        (face.dynamic_range_bits, face.under_exposed_share) = (value, 1.0);
        (face.luminance_mean, face.background_luminance_mean) = (0.1, 1.0);
    });
    of("back_light", &FACE_DARK_SHARE, |face, value| {
        (face.dynamic_range_bits, face.under_exposed_share) = (2.0, value);
        (face.luminance_mean, face.background_luminance_mean) = (0.1, 1.0);
    });
    of("window_behind", &BACKGROUND, |face, value| {
        face.dynamic_range_bits = 2.0;
        (face.luminance_mean, face.background_luminance_mean) = (0.05, value);
    });
    of("window_behind", &WINDOW_RANGE_BITS, |face, value| {
        face.dynamic_range_bits = value;
        (face.luminance_mean, face.background_luminance_mean) = (0.05, 1.0);
    });
    meets(
        &BURNT_OUT_SHARE,
        Criterion::Lighting,
        "window_behind",
        |value| {
            let mut look = with_face(|face| {
                face.dynamic_range_bits = 2.0;
                (face.luminance_mean, face.background_luminance_mean) = (0.05, 0.77);
            });
            look.picture.as_mut().unwrap().frame_bright_share = value;
            look
        },
    );
    meets(
        &DARK_SHARE,
        Criterion::Lighting,
        "under_exposure",
        |value| {
            let mut look = with_face(|face| face.dynamic_range_bits = 2.0);
            let picture = look.picture.as_mut().unwrap();
            (picture.frame_luminance_median, picture.frame_dark_share) = (0.0, value);
            look
        },
    );
    meets(
        &FRAME_MEDIAN,
        Criterion::Lighting,
        "under_exposure",
        |value| {
            let mut look =
                with_face(|face| (face.dynamic_range_bits, face.under_exposed_share) = (2.0, 1.0));
            look.picture.as_mut().unwrap().frame_luminance_median = value;
            look
        },
    );
}

#[test]
fn a_frame_without_a_face_is_judged_only_when_it_is_plainly_dark_or_bright() {
    let frame = |median, dark, bright| {
        judge(with_picture(|picture| {
            (picture.face_count, picture.face) = (0, None);
            picture.frame_luminance_median = median;
            (picture.frame_dark_share, picture.frame_bright_share) = (dark, bright);
        }))
    };
    let room = frame(0.5, 0.05, 0.0);
    assert_eq!(room.scores().lighting, None);
    let dark = frame(0.03, 0.9, 0.0);
    assert_eq!(dark.scores().lighting, Some(0.0));
    assert_eq!(
        dark.worst(Criterion::Face).unwrap().hint,
        HintCode::MoreLight
    );
    // A black wall with a lit candidate before it: half of the frame is dark.
    assert_eq!(frame(0.1, 0.45, 0.0).scores().lighting, None);
    let bright = frame(1.0, 0.0, 0.9);
    assert_eq!(bright.scores().lighting, Some(0.0));
    assert_eq!(
        bright.worst(Criterion::Face).unwrap().hint,
        HintCode::LessLight
    );
}

/// Facts that a fair exposure of any skin has in common: ordinary dynamic range, a frame
/// that is not dark. The mean is the skin's own; its dark share rises with it.
#[test]
fn a_fair_exposure_scores_the_same_on_every_skin() {
    let mut lowest = 100.0_f32;
    let mut highest = 0.0_f32;
    for step in 0..=63 {
        let mean = 0.12 + 0.01 * step as f32;
        for bits in [6.2, 6.6, 7.0, 7.4] {
            for background in [0.1, 0.3, 0.5, 0.7, 0.9] {
                let dark_share = ((0.25 - mean) * 4.0).clamp(0.0, 0.6);
                let bright_share = ((mean - 0.7) * 0.05).max(0.0);
                let mut look = with_face(|face| {
                    face.luminance_mean = mean;
                    face.luminance_variance = 0.01 * mean;
                    face.dynamic_range_bits = bits;
                    face.under_exposed_share = dark_share;
                    face.over_exposed_share = bright_share;
                    face.background_luminance_mean = background;
                });
                look.picture.as_mut().unwrap().frame_luminance_median = background.min(0.6);
                let score = judge(look).scores().lighting.unwrap();
                assert!(
                    score >= GOOD_ENOUGH,
                    "{mean} before {background}, {bits} bits: {score}"
                );
                (lowest, highest) = (lowest.min(score), highest.max(score));
            }
        }
    }
    assert!(highest - lowest <= 10.0, "{lowest}–{highest}");
}

/// The same with dynamic range and dark share as a portrait has them whose face alone was
/// darkened to 0.5, 0.3, 0.25 and 0.2 of its luminance.
#[test]
fn a_skin_with_less_range_is_not_failed_before_an_ordinary_background() {
    let skins = [
        (0.625, 6.84, 0.0),
        (0.312, 5.91, 0.003),
        (0.187, 5.2, 0.028),
        (0.156, 4.95, 0.059),
        (0.125, 4.63, 0.193),
    ];
    let mut scores = vec![];
    for (mean, bits, dark_share) in skins {
        for background in [0.35, 0.5, 0.65, 0.8] {
            let mut look = with_face(|face| {
                (face.luminance_mean, face.dynamic_range_bits) = (mean, bits);
                face.under_exposed_share = dark_share;
                face.background_luminance_mean = background;
            });
            look.picture.as_mut().unwrap().frame_luminance_median = background;
            scores.push(judge(look).scores().lighting.unwrap());
        }
    }
    let lowest = scores.iter().copied().fold(100.0, f32::min);
    let highest = scores.iter().copied().fold(0.0, f32::max);
    assert!(lowest >= GOOD_ENOUGH, "{scores:?}");
    assert!(highest - lowest <= 10.0, "{scores:?}");
}

/// The light of the portrait of the browser tests at 320×180, as `docs/quality.md` lists it.
#[test]
fn the_portrait_is_good_and_its_faults_are_found() {
    use HintCode::{LessLight, LightBehind, MoreLight};
    // face: mean, bits, dark, bright · frame: median, dark, background
    let rows = [
        (None, [0.625, 6.84, 0.0, 0.0, 0.705, 0.086, 0.596]),
        (None, [0.312, 5.91, 0.003, 0.0, 0.352, 0.141, 0.298]),
        (
            Some(MoreLight),
            [0.187, 5.20, 0.028, 0.0, 0.211, 0.195, 0.179],
        ),
        (
            Some(MoreLight),
            [0.125, 4.63, 0.193, 0.0, 0.141, 0.308, 0.119],
        ),
        (
            Some(MoreLight),
            [0.094, 4.22, 0.537, 0.0, 0.106, 0.442, 0.089],
        ),
        (
            Some(LessLight),
            [0.808, 6.71, 0.0, 0.189, 0.916, 0.071, 0.772],
        ),
        (
            Some(LessLight),
            [0.989, 0.63, 0.0, 0.952, 1.0, 0.002, 0.894],
        ),
        (
            Some(LightBehind),
            [0.250, 5.61, 0.007, 0.0, 0.961, 0.072, 0.961],
        ),
        (
            Some(LightBehind),
            [0.187, 5.20, 0.028, 0.0, 0.961, 0.097, 0.961],
        ),
        (
            Some(LightBehind),
            [0.125, 4.63, 0.193, 0.0, 0.961, 0.182, 0.961],
        ),
    ];
    for (fault, row) in rows {
        let mut look = with_face(|face| {
            (face.luminance_mean, face.dynamic_range_bits) = (row[0], row[1]);
            (face.under_exposed_share, face.over_exposed_share) = (row[2], row[3]);
            face.background_luminance_mean = row[6];
        });
        let picture = look.picture.as_mut().unwrap();
        (picture.frame_luminance_median, picture.frame_dark_share) = (row[4], row[5]);
        let worst = judge(look).worst(Criterion::Lighting).unwrap();
        match fault {
            None => assert!(worst.score >= 80.0, "{row:?}: {worst:?}"),
            Some(hint) => {
                assert!(worst.score < 60.0, "{row:?}: {worst:?}");
                assert_eq!(worst.hint, hint, "{row:?}");
            }
        }
    }
}

#[test]
fn place() {
    use super::position::*;
    let of = |name, points: &[(f32, f32)], set: fn(&mut crate::observation::FaceMeasures, f32)| {
        meets(points, Criterion::Position, name, |value| {
            with_face(|face| set(face, value))
        });
    };
    of("centring", &OFF_CENTRE, |face, value| {
        face.center_x = 0.5 - value
    });
    of("centring", &OFF_CENTRE, |face, value| {
        face.center_x = 0.5 + value
    });
    of("head_room", &CENTRE_Y_HIGH, |face, value| {
        face.center_y = value
    });
    of("height", &CENTRE_Y_LOW, |face, value| face.center_y = value);
    of("far", &HEIGHT_FAR, |face, value| face.height = value);
    of("near", &HEIGHT_NEAR, |face, value| face.height = value);
    of(
        "roll",
        &[
            (0.0, 100.0),
            (10.0, 88.3),
            (15.0, 75.0),
            (-20.0, 58.7),
            (45.0, 0.0),
            (90.0, 0.0),
        ],
        |face, value| face.roll_deg = value,
    );
}

/// The candidate sees a mirror. Somebody who sits to the left of the picture as sent is seen
/// at the right of the mirror, and has to move left there.
#[test]
fn left_and_right_are_those_of_the_mirror() {
    let worst = |center_x: f32| {
        let look = judge(with_face(|face| face.center_x = center_x));
        look.worst(Criterion::Position).unwrap().hint
    };
    let mirrored = |center_x: f32| 1.0 - center_x;
    for sent in [0.05, 0.15, 0.85, 0.95] {
        let to_the_middle = 0.5 - mirrored(sent);
        let expected = if to_the_middle < 0.0 {
            HintCode::MoveLeft
        } else {
            HintCode::MoveRight
        };
        assert_eq!(worst(sent), expected, "at {sent} as sent");
    }
}

#[test]
fn sound() {
    use super::audio::*;
    let of = |name, points: &[(f32, f32)], set: fn(&mut crate::observation::SoundMeasures, f32)| {
        meets(points, Criterion::Audio, name, |value| {
            with_sound(|sound| set(sound, value))
        });
    };
    of("quiet", &QUIET_LUFS, |sound, value| {
        sound.speech_lufs = Some(value)
    });
    of("quiet", &QUIET_LUFS, |sound, value| {
        sound.peak_dbfs = value + CREST_DB
    });
    of("loud", &LOUD_LUFS, |sound, value| {
        sound.short_term_lufs = value
    });
    of("clipping", &CLIPPED_SHARE, |sound, value| {
        sound.clipped_share = value
    });
    of("snr", &SNR_DB, |sound, value| sound.snr_db = Some(value));
    of("speech_quality", &SPEECH_QUALITY_MOS, |sound, value| {
        sound.speech_quality_mos = Some(value)
    });
    for (ms, score) in SILENCE_MS {
        let context = Context {
            silent_ms: Some(ms as i64),
            ..Context::default()
        };
        let judgement = Judgement::of(&without_voice(-65.0), &context);
        assert_eq!(part(&judgement, Criterion::Audio, "silence"), score);
    }
    let spoilt = Context {
        snr_is_spoilt: true,
        ..Context::default()
    };
    let look = with_sound(|sound| sound.snr_db = Some(0.0));
    assert_eq!(judge(look).scores().audio, Some(0.0));
    assert!(Judgement::of(&look, &spoilt).scores().audio.unwrap() >= EXCELLENT);
    for (level, score) in &NOISE_LEVEL[2..] {
        let judgement = judge(without_voice(*level));
        assert_eq!(part(&judgement, Criterion::Audio, "noise"), *score);
    }
}

#[test]
fn aes_target_is_excellent() {
    for lufs in [-20.0, -18.0, -16.0] {
        let look = judge(with_sound(|s| {
            (s.speech_lufs, s.short_term_lufs) = (Some(lufs), lufs)
        }));
        assert!(look.scores().audio.unwrap() >= EXCELLENT, "{lufs} LUFS");
    }
}

#[test]
fn an_opinion_on_speech_counts_only_where_there_was_some() {
    let with_share = |share| {
        judge(with_sound(|sound| {
            (sound.speech_share_10s, sound.speech_quality_mos) = (share, Some(1.5));
        }))
    };
    assert_eq!(with_share(0.29).scores().audio, Some(100.0));
    assert_eq!(with_share(0.3).scores().audio, Some(75.0));
}

#[test]
fn the_first_word_of_a_sentence_is_no_noise() {
    let look = judge(with_sound(|sound| {
        (sound.speech_share, sound.momentary_lufs, sound.noise_dbfs) = (0.04, -20.0, Some(-58.0));
    }));
    assert!(look.scores().audio.unwrap() >= EXCELLENT);
}

#[test]
fn a_measure_that_is_no_number_is_left_out() {
    let judgement = judge(with_face(|face| face.sharpness = f32::NAN));
    assert!(judgement.face.iter().all(|part| part.name != "sharpness"));
    assert_eq!(
        judge(with_sound(|s| s.clipped_share = f32::INFINITY))
            .audio
            .iter()
            .filter(|p| p.name == "clipping")
            .count(),
        0
    );
}
