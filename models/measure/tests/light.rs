//! Light and sharpness at points that can be computed by hand.

#![allow(clippy::unwrap_used)]

use measure::RgbView;
use measure::picture::{
    Affine, Bounds, FaceGeometry, Polygon, face_light, frame_light, measures, sharpness,
};
use proptest::prelude::*;

const WIDTH: usize = 320;
const HEIGHT: usize = 180;

fn painted(of: impl Fn(usize, usize) -> u8) -> Vec<u8> {
    let pixel = |index: usize| [of(index % WIDTH, index / WIDTH); 3];
    (0..WIDTH * HEIGHT).flat_map(pixel).collect()
}

fn view(data: &[u8]) -> RgbView<'_> {
    RgbView::new(WIDTH, HEIGHT, data).unwrap()
}

fn rectangle(left: f32, top: f32, right: f32, bottom: f32) -> Polygon {
    Polygon(vec![
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
    ])
}

/// A square face of 60 pixels in the middle, with a cheek in each half.
fn square_face() -> FaceGeometry {
    FaceGeometry {
        confidence: 0.9,
        presence: 1.0,
        bounds: Bounds {
            left: 130.0,
            top: 60.0,
            width: 60.0,
            height: 60.0,
        },
        eye_distance_px: 25.0,
        eye_opening: 0.05,
        roll_deg: 0.0,
        yaw_deg: 0.0,
        pitch_deg: 0.0,
        oval: rectangle(130.0, 60.0, 190.0, 120.0),
        cheeks: [
            rectangle(135.0, 80.0, 155.0, 100.0),
            rectangle(165.0, 80.0, 185.0, 100.0),
        ],
    }
}

fn near(got: f32, expected: f32) {
    assert!((got - expected).abs() < 1e-3, "{got}, not {expected}");
}

#[test]
fn even_grey_has_one_level_and_nothing_else() {
    let data = painted(|_, _| 128);
    let frame = frame_light(&view(&data).luma());
    near(frame.mean, 128.0 / 255.0);
    near(frame.median, 128.0 / 255.0);
    assert_eq!((frame.dark_share, frame.bright_share), (0.0, 0.0));
    let light = face_light(&view(&data).luma(), &square_face());
    near(light.mean, 128.0 / 255.0);
    near(light.variance, 0.0);
    near(light.entropy_bits, 0.0);
    near(light.cheek_overlap, 1.0);
    near(light.background_mean, 128.0 / 255.0);
    assert_eq!(sharpness(&view(&data).luma(), &square_face()), 0.0);
}

#[test]
fn shares_begin_at_the_levels_of_ofiq() {
    let shares = |level: u8| {
        let frame = frame_light(&view(&painted(|_, _| level)).luma());
        (frame.dark_share, frame.bright_share)
    };
    assert_eq!(shares(25), (1.0, 0.0));
    assert_eq!(shares(26), (0.0, 0.0));
    assert_eq!(shares(246), (0.0, 0.0));
    assert_eq!(shares(247), (0.0, 1.0));
}

#[test]
fn half_black_half_white_has_one_bit_and_no_overlap() {
    let data = painted(|x, _| if x < WIDTH / 2 { 0 } else { 255 });
    let frame = frame_light(&view(&data).luma());
    near(frame.mean, 0.5);
    near(frame.dark_share, 0.5);
    near(frame.bright_share, 0.5);
    let light = face_light(&view(&data).luma(), &square_face());
    near(light.mean, 0.5);
    near(light.variance, 0.25);
    near(light.entropy_bits, 1.0);
    near(light.cheek_overlap, 0.0);
    near(light.over_exposed_share, 0.5);
    near(light.under_exposed_share, 0.5);
}

#[test]
fn sixteen_equal_levels_are_four_bits() {
    // The face is 60 pixels wide: 15 levels of 4 columns, and 16 over 64 in the frame.
    let data = painted(|x, _| ((x.saturating_sub(130) / 4) % 15 * 16) as u8);
    let light = face_light(&view(&data).luma(), &square_face());
    near(light.entropy_bits, 15_f32.log2());
}

#[test]
fn luma_weighs_the_colours_by_bt_709() {
    for (pixel, expected) in [
        ([255, 0, 0], 0.2126),
        ([0, 255, 0], 0.7152),
        ([0, 0, 255], 0.0722),
    ] {
        let data: Vec<u8> = pixel.repeat(WIDTH * HEIGHT);
        near(frame_light(&view(&data).luma()).mean, expected);
    }
}

#[test]
fn the_background_is_without_head_and_body() {
    let face = square_face();
    // White head and body on a wall of 51.
    let data = painted(|x, y| {
        let head = (110..210).contains(&x) && (34..120).contains(&y);
        let body = (56..264).contains(&x) && y >= 150;
        if head || body { 255 } else { 51 }
    });
    let light = face_light(&view(&data).luma(), &face);
    assert!((light.background_mean - 0.2).abs() < 0.03, "{light:?}");
    near(light.mean, 1.0);
}

#[test]
fn a_face_that_fills_the_frame_still_has_a_number_for_the_background() {
    let data = painted(|_, _| 100);
    let face = FaceGeometry {
        bounds: Bounds {
            left: -20.0,
            top: -20.0,
            width: 360.0,
            height: 220.0,
        },
        oval: rectangle(-20.0, -20.0, 340.0, 200.0),
        ..square_face()
    };
    near(
        face_light(&view(&data).luma(), &face).background_mean,
        100.0 / 255.0,
    );
}

#[test]
fn sharpness_does_not_depend_on_the_light() {
    let of = |gain: f32| {
        let data = painted(|x, y| ((120 + (x * 37 + y * 91) % 60) as f32 * gain) as u8);
        sharpness(&view(&data).luma(), &square_face())
    };
    let ratio = of(0.3) / of(1.0);
    assert!((0.9..1.1).contains(&ratio), "{ratio}");
}

#[test]
fn the_largest_face_is_measured_and_the_second_weighed() {
    let data = painted(|_, _| 128);
    let small = FaceGeometry {
        bounds: Bounds {
            left: 10.0,
            top: 10.0,
            width: 30.0,
            height: 60.0,
        },
        confidence: 0.7,
        ..square_face()
    };
    let seen = measures(view(&data), &[small, square_face()]);
    assert_eq!(seen.face_count, 2);
    let face = seen.face.unwrap();
    near(face.confidence, 0.9);
    near(face.second_face_ratio, 0.5);
    near(face.center_x, 0.5);
    near(face.center_y, 0.5);
    near(face.width, 60.0 / 320.0);
    near(face.height, 60.0 / 180.0);
    near(face.eye_distance_px, 100.0);
}

#[test]
fn a_turned_square_is_sampled_upright() {
    // One bright pixel column, seen by a square that is turned by a quarter, is a row.
    let data = painted(|x, _| if (100..110).contains(&x) { 255 } else { 0 });
    let quarter = Affine::rectangle(
        [105.0, 90.0],
        [30.0, 30.0],
        std::f32::consts::FRAC_PI_2,
        [30, 30],
    );
    let turned = view(&data).sample(quarter, 30, 30);
    assert!(turned[15 * 30 + 2][0] > 250.0 && turned[15 * 30 + 27][0] > 250.0);
    assert!(turned[2 * 30 + 15][0] < 5.0 && turned[27 * 30 + 15][0] < 5.0);
}

#[test]
fn made_smaller_is_the_mean() {
    let data = painted(|x, y| if (x + y) % 2 == 0 { 200 } else { 0 });
    let whole = Affine::rectangle([160.0, 90.0], [320.0, 180.0], 0.0, [80, 45]);
    for pixel in view(&data).sample(whole, 80, 45) {
        near(pixel[0], 100.0);
    }
}

#[test]
fn wrong_sizes_are_refused() {
    for (width, height, bytes) in [(0, 5, 0), (2, 2, 11), (2, 2, 13), (usize::MAX, 2, 6)] {
        assert!(RgbView::new(width, height, &vec![0; bytes]).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_is_ever_not_a_number(
        width in 1_usize..40,
        height in 1_usize..40,
        seed in prop::collection::vec(any::<u8>(), 1..64),
        numbers in prop::collection::vec(prop_oneof![
            8 => -1e4_f32..1e4,
            1 => Just(f32::NAN),
            1 => Just(f32::INFINITY),
            1 => Just(0.0_f32),
        ], 24),
    ) {
        let data: Vec<u8> = seed.iter().copied().cycle().take(width * height * 3).collect();
        let picture = RgbView::new(width, height, &data).unwrap();
        let point = |at: usize| [numbers[at], numbers[at + 1]];
        let outline = |from: usize| Polygon(vec![point(from), point(from + 2), point(from + 4)]);
        let face = FaceGeometry {
            confidence: numbers[0],
            presence: numbers[1],
            bounds: Bounds { left: numbers[2], top: numbers[3], width: numbers[4], height: numbers[5] },
            eye_distance_px: numbers[6],
            eye_opening: numbers[7],
            roll_deg: numbers[8],
            yaw_deg: numbers[9],
            pitch_deg: numbers[10],
            oval: outline(11),
            cheeks: [outline(15), outline(18)],
        };
        let seen = measures(picture, &[face.clone(), face]);
        let text = format!("{seen:?}");
        prop_assert!(!text.contains("NaN") && !text.contains("inf"), "{}", text);
    }
}
