//! A real portrait at the size of the live path, with all that may be wrong.

#![allow(clippy::unwrap_used)]

mod scene;

use std::sync::LazyLock;

use infer::Sight;
use measure::FaceGeometry;
use scene::{HEIGHT, NORMAL, Picture, Shot, WIDTH};

static SIGHT: LazyLock<Sight> = LazyLock::new(|| Sight::load(&scene::models()).unwrap());
static PORTRAIT: LazyLock<Picture> = LazyLock::new(Picture::portrait);

fn faces(picture: &Picture) -> Vec<FaceGeometry> {
    SIGHT.faces(picture.view()).unwrap()
}

fn only_face(picture: &Picture) -> FaceGeometry {
    let mut faces = faces(picture);
    assert_eq!(faces.len(), 1);
    faces.remove(0)
}

/// Found where it was put: middle and height within a tenth of the face.
fn assert_found_at(shot: Shot) {
    let face = only_face(&shot.take(&PORTRAIT));
    let height = shot.face_height * HEIGHT as f32;
    let [x, y] = face.bounds.center();
    let off = (x - shot.x * WIDTH as f32).hypot(y - shot.y * HEIGHT as f32);
    assert!(off < 0.12 * height, "{off} px off at a height of {height}");
    let ratio = face.bounds.height / height;
    assert!((0.85..1.15).contains(&ratio), "height {ratio}");
}

#[test]
fn found_as_the_camera_has_it() {
    assert_found_at(NORMAL);
    let face = only_face(&NORMAL.take(&PORTRAIT));
    assert!(face.confidence > 0.8 && face.presence > 0.95, "{face:?}");
    assert!(face.roll_deg.abs() < 12.0 && face.yaw_deg.abs() < 20.0);
}

#[test]
fn found_wherever_it_is_moved() {
    for x in [0.12, 0.3, 0.5, 0.7, 0.88] {
        assert_found_at(Shot { x, ..NORMAL });
    }
}

#[test]
fn found_near_and_far() {
    for face_height in [0.2, 0.35, 0.6] {
        assert_found_at(Shot {
            face_height,
            x: 0.5,
            y: 0.5,
            tilt_deg: 0.0,
        });
    }
}

#[test]
fn a_tilt_is_measured_with_its_sign() {
    let upright = only_face(&NORMAL.take(&PORTRAIT)).roll_deg;
    for tilt_deg in [-25.0, -10.0, 10.0, 25.0] {
        let shot = Shot {
            tilt_deg,
            y: 0.45,
            ..NORMAL
        };
        let roll = only_face(&shot.take(&PORTRAIT)).roll_deg - upright;
        assert!((roll - tilt_deg).abs() < 5.0, "{tilt_deg}° gave {roll}°");
    }
}

#[test]
fn a_mirrored_head_turns_the_other_way() {
    let straight = PORTRAIT.clone();
    let mut mirrored = straight.clone();
    for row in mirrored.data.chunks_exact_mut(512 * 3) {
        let pixels: Vec<[u8; 3]> = row.chunks_exact(3).map(|p| [p[0], p[1], p[2]]).collect();
        for (to, from) in row.chunks_exact_mut(3).zip(pixels.iter().rev()) {
            to.copy_from_slice(from);
        }
    }
    let (straight, mirrored) = (only_face(&straight), only_face(&mirrored));
    assert!((straight.roll_deg + mirrored.roll_deg).abs() < 4.0);
    assert!((straight.yaw_deg + mirrored.yaw_deg).abs() < 5.0);
    assert!((straight.pitch_deg - mirrored.pitch_deg).abs() < 5.0);
}

#[test]
fn found_in_poor_light_and_out_of_focus() {
    let normal = NORMAL.take(&PORTRAIT);
    for (name, picture) in [
        ("dark", normal.light(0.3)),
        ("blurred", normal.gaussian(1.5)),
        ("over-exposed", normal.light(1.6)),
        ("back light", normal.back_light(NORMAL, 0.95, 0.4)),
    ] {
        assert_eq!(faces(&picture).len(), 1, "{name}");
    }
}

#[test]
fn sharpness_falls_with_blur_and_hardly_with_light() {
    let normal = NORMAL.take(&PORTRAIT);
    let face = only_face(&normal);
    let of = |picture: &Picture| measure::picture::sharpness(&picture.view().luma(), &face);
    let sharp = of(&normal);
    assert!(of(&normal.gaussian(1.0)) < 0.7 * sharp);
    assert!(of(&normal.gaussian(2.0)) < 0.4 * sharp);
    assert!(of(&normal.motion(7)) < 0.7 * sharp);
    let dark = of(&normal.light(0.3)) / sharp;
    assert!((0.8..1.25).contains(&dark), "{dark}");
}

#[test]
fn light_from_the_side_parts_the_cheeks() {
    let normal = NORMAL.take(&PORTRAIT);
    let face = only_face(&normal);
    let overlap = |picture: &Picture| {
        measure::picture::face_light(&picture.view().luma(), &face).cheek_overlap
    };
    let middle = NORMAL.x * WIDTH as f32;
    let side = normal.side_light(middle - 25.0, middle + 25.0);
    assert!(overlap(&side) < 0.5 * overlap(&normal));
}

#[test]
fn back_light_shows_in_the_background_alone() {
    let normal = NORMAL.take(&PORTRAIT);
    let face = only_face(&normal);
    let light = |picture: &Picture| measure::picture::face_light(&picture.view().luma(), &face);
    let (before, after) = (light(&normal), light(&normal.back_light(NORMAL, 0.95, 1.0)));
    assert!(after.background_mean > 0.85, "{after:?}");
    assert!((after.mean - before.mean).abs() < 0.02, "{after:?}");
}

#[test]
fn two_faces_are_two() {
    assert_eq!(faces(&PORTRAIT.twice()).len(), 2);
}

#[test]
fn a_cat_a_cup_and_a_wall_are_no_faces() {
    for (name, picture) in [
        ("cat", Picture::load("cat.png", 451, 300)),
        ("cup", Picture::load("cup.png", 600, 400)),
        ("grey", Picture::even(128)),
        ("black", Picture::even(0)),
        ("white", Picture::even(255)),
    ] {
        assert_eq!(faces(&picture), [], "{name}");
        assert_eq!(faces(&picture.in_frame()), [], "{name} in a frame");
    }
}

#[test]
fn a_picture_of_one_pixel_is_no_accident() {
    let picture = Picture {
        width: 1,
        height: 1,
        data: vec![200; 3],
    };
    assert_eq!(faces(&picture), []);
}
