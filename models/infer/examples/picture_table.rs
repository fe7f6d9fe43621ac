//! Prints what is measured on the portrait, composed in many ways: the numbers that the
//! scores are built on. `cargo run -p infer --example picture_table`

#![allow(clippy::unwrap_used)]

#[path = "../tests/scene/mod.rs"]
mod scene;

use infer::Sight;
use scene::{NORMAL, Picture, Shot};

fn main() {
    let sight = Sight::load(&scene::models()).unwrap();
    let portrait = Picture::portrait();
    let normal = NORMAL.take(&portrait);
    let shot = |face_height, x, y, tilt_deg| {
        Shot {
            face_height,
            x,
            y,
            tilt_deg,
        }
        .take(&portrait)
    };
    let (x, y) = (NORMAL.x, NORMAL.y);
    let rows = [
        ("portrait 512×512", portrait.clone()),
        ("normal", normal.clone()),
        ("dark ×0.3", normal.light(0.3)),
        ("dark ×0.15", normal.light(0.15)),
        (
            "back light: wall 0.95, person ×0.4",
            normal.back_light(NORMAL, 0.95, 0.4),
        ),
        (
            "back light: wall 0.95, person ×0.6",
            normal.back_light(NORMAL, 0.95, 0.6),
        ),
        ("wall 0.95, person ×1", normal.back_light(NORMAL, 0.95, 1.0)),
        ("side light over the face", normal.side_light(118.0, 166.0)),
        ("side light over the frame", normal.side_light(0.0, 320.0)),
        ("over-exposed ×1.6", normal.light(1.6)),
        ("over-exposed ×2.5", normal.light(2.5)),
        ("gaussian σ 1", normal.gaussian(1.0)),
        ("gaussian σ 2", normal.gaussian(2.0)),
        ("gaussian σ 4", normal.gaussian(4.0)),
        ("motion 5 px", normal.motion(5)),
        ("motion 10 px", normal.motion(10)),
        ("dark ×0.3 and σ 2", normal.light(0.3).gaussian(2.0)),
        ("tilted +15°", shot(NORMAL.face_height, x, 0.45, 15.0)),
        ("tilted +25°", shot(NORMAL.face_height, x, 0.45, 25.0)),
        ("tilted −25°", shot(NORMAL.face_height, x, 0.45, -25.0)),
        ("face 0.35 of height, centred", shot(0.35, 0.5, 0.42, 0.0)),
        ("face 0.45 of height, centred", shot(0.45, 0.5, 0.42, 0.0)),
        ("near: 0.6 of height", shot(0.6, 0.5, 0.5, 0.0)),
        ("very near: 0.8 of height", shot(0.8, 0.5, 0.5, 0.0)),
        ("0.2 of height", shot(0.2, 0.5, 0.4, 0.0)),
        ("0.15 of height", shot(0.15, 0.5, 0.4, 0.0)),
        ("far: 0.12 of height", shot(0.12, 0.5, 0.4, 0.0)),
        ("far: 0.12, at the side", shot(0.12, 0.25, 0.6, 0.0)),
        ("edge left: x 0.1", shot(NORMAL.face_height, 0.1, y, 0.0)),
        ("edge right: x 0.9", shot(NORMAL.face_height, 0.9, y, 0.0)),
        (
            "edge: half out at the left",
            shot(NORMAL.face_height, 0.0, y, 0.0),
        ),
        ("low: y 0.8", shot(NORMAL.face_height, 0.5, 0.8, 0.0)),
        ("two faces 1024×512", portrait.twice()),
        ("cat", Picture::load("cat.png", 451, 300).in_frame()),
        ("cup", Picture::load("cup.png", 600, 400).in_frame()),
        ("even grey", Picture::even(128)),
    ];
    println!(
        "| picture | n | conf | pres | cx | cy | w | h | eye px/1280 | open | roll | yaw | pitch | sharp | face mean | var | bits | overlap | over | under | backgr | frame mean | median | dark | bright |"
    );
    println!("|{}", "---|".repeat(25));
    for (name, picture) in rows {
        let faces = sight.faces(picture.view()).unwrap();
        let m = measure::picture::measures(picture.view(), &faces);
        let face = m.face.map_or_else(
            || "– |".repeat(19),
            |f| {
                format!(
                    "{:.2} | {:.3} | {:.2} | {:.2} | {:.2} | {:.2} | {:.0} | {:.3} | {:.0} | {:.0} | {:.0} | {:.3} | {:.2} | {:.4} | {:.2} | {:.2} | {:.3} | {:.3} | {:.2} |",
                    f.confidence, f.presence, f.center_x, f.center_y, f.width, f.height,
                    f.eye_distance_px, f.eye_opening, f.roll_deg, f.yaw_deg, f.pitch_deg,
                    f.sharpness, f.luminance_mean, f.luminance_variance, f.dynamic_range_bits,
                    f.uniformity_overlap, f.over_exposed_share, f.under_exposed_share,
                    f.background_luminance_mean
                )
            },
        );
        println!(
            "| {name} | {} | {face} {:.2} | {:.2} | {:.3} | {:.3} |",
            m.face_count,
            m.frame_luminance_mean,
            m.frame_luminance_median,
            m.frame_dark_share,
            m.frame_bright_share
        );
    }
}
