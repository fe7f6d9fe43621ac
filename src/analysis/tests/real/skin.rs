//! Skin of every tone on a real face: the portrait's skin is given another colour, pixel by
//! pixel, while the room, the hair, the eyes and the light stay as they were.
//!
//! Light that falls on skin comes back times its reflectance, colour by colour, in linear
//! light; so another skin in the same light is a factor a colour. The shine on top of it,
//! which hardly depends on the tone, is darkened as well: dark skin loses a little more
//! detail here than in a room. One face, then, and one kind of light: what holds for it is
//! not proven for every face.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use analysis::Clip;
use coach::score::{Criterion, GOOD_ENOUGH};

use super::{GOOD_SOUND, SECONDS, line, models, root, show, told};

const WIDTH: usize = 1280;
const HEIGHT: usize = 720;
/// Middle and half axes of the face in the camera's first picture, hair and neck left out.
const FACE: [f32; 4] = [568.0, 196.0, 84.0, 88.0];
/// From no skin to nothing else, by Cr of BT.601: eyes and teeth have less, lips more.
const SKIN_CR: [f32; 2] = [132.0, 138.0];
/// Redness (a*) of all tones. Measured skin lies around it.
const REDNESS: f32 = 12.0;
/// Scores of fair tones may differ by so much.
const MOST_SPREAD: f32 = 10.0;

/// L* and b* along the individual typology angle, atan((L* − 50) / b*): its classes go from
/// "very light" (above 55°) to "dark" (below −30°).
const TONES: [(f32, f32, f32); 7] = [
    (55.0, 70.0, 14.0),
    (41.0, 65.0, 17.3),
    (28.0, 60.0, 18.8),
    (10.0, 53.3, 18.7),
    (-10.0, 46.6, 19.3),
    (-30.0, 40.0, 17.3),
    (-50.0, 32.0, 15.1),
];

/// The camera's exposure, as factors of the values: the room as it is, and dimmer.
const EXPOSURES: [f32; 3] = [1.0, 0.85, 0.7];

struct Portrait {
    rgb: Vec<u8>,
    /// How much of each pixel is skin, 0–1.
    skin: Vec<f32>,
}

impl Portrait {
    fn load() -> Portrait {
        let camera = root().join(".cache/media/camera.mjpeg");
        let raw = ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"];
        let input = ["-f", "mjpeg", "-i", camera.to_str().unwrap()];
        let rgb = ffmpeg(&[&input[..], &raw].concat(), &[]);
        assert_eq!(rgb.len(), WIDTH * HEIGHT * 3);
        let skin = rgb.chunks_exact(3).enumerate().map(|(index, pixel)| {
            let [x0, y0, rx, ry] = FACE;
            let [x, y] = [index % WIDTH, index / WIDTH].map(|at| at as f32 + 0.5);
            let from_middle = ((x - x0) / rx).hypot((y - y0) / ry);
            let [r, g, b] = [0, 1, 2].map(|colour| f32::from(pixel[colour]));
            let cr = 128.0 + 0.5 * r - 0.4187 * g - 0.0813 * b;
            let red = ((cr - SKIN_CR[0]) / (SKIN_CR[1] - SKIN_CR[0])).clamp(0.0, 1.0);
            ((1.1 - from_middle) / 0.2).clamp(0.0, 1.0) * red
        });
        let skin = skin.collect();
        Portrait { rgb, skin }
    }

    /// Mean colour of the skin, in linear light.
    fn mean_skin(&self) -> [f32; 3] {
        let (mut sum, mut weight) = ([0.0_f64; 3], 0.0);
        for (pixel, skin) in self.rgb.chunks_exact(3).zip(&self.skin) {
            for (sum, value) in sum.iter_mut().zip(pixel) {
                *sum += f64::from(skin * linear(*value));
            }
            weight += f64::from(*skin);
        }
        sum.map(|sum| (sum / weight) as f32)
    }

    /// The same person in the same light, with skin of this mean colour.
    fn with_skin(&self, wanted: [f32; 3]) -> Portrait {
        // A pixel that is half skin takes half the factor: the one that makes the mean come out.
        let mut sums = [[0.0_f64; 2]; 3];
        let mut weight = 0.0;
        for (pixel, skin) in self.rgb.chunks_exact(3).zip(&self.skin) {
            for (sum, value) in sums.iter_mut().zip(pixel) {
                let light = skin * linear(*value);
                sum[0] += f64::from(light);
                sum[1] += f64::from(skin * light);
            }
            weight += f64::from(*skin);
        }
        let factors = [0, 1, 2].map(|colour| {
            let [once, twice] = sums[colour];
            1.0 + ((f64::from(wanted[colour]) * weight - once) / twice) as f32
        });
        let mut rgb = self.rgb.clone();
        for (pixel, skin) in rgb.chunks_exact_mut(3).zip(&self.skin) {
            for (value, factor) in pixel.iter_mut().zip(factors) {
                *value = encoded(linear(*value) * (1.0 + skin * (factor - 1.0)));
            }
        }
        let skin = self.skin.clone();
        Portrait { rgb, skin }
    }

    fn png(&self, exposure: f32) -> Vec<u8> {
        let exposed: Vec<u8> = self
            .rgb
            .iter()
            .map(|value| (f32::from(*value) * exposure).round() as u8)
            .collect();
        let size = format!("{WIDTH}x{HEIGHT}");
        let input = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", &size];
        let output = ["-i", "-", "-f", "image2pipe", "-c:v", "png", "-"];
        ffmpeg(&[&input[..], &output].concat(), &exposed)
    }
}

fn ffmpeg(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("ffmpeg")
        .args(["-v", "error"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    output.stdout
}

/// sRGB (IEC 61966-2-1).
fn linear(value: u8) -> f32 {
    let value = f32::from(value) / 255.0;
    match value <= 0.040_45 {
        true => value / 12.92,
        false => ((value + 0.055) / 1.055).powf(2.4),
    }
}

fn encoded(light: f32) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let value = match light <= 0.003_130_8 {
        true => 12.92 * light,
        false => 1.055 * light.powf(1.0 / 2.4) - 0.055,
    };
    (value * 255.0).round() as u8
}

/// CIELAB under D65.
const WHITE: [f32; 3] = [0.950_47, 1.0, 1.088_83];

fn lab_to_linear([l, a, b]: [f32; 3]) -> [f32; 3] {
    let y = (l + 16.0) / 116.0;
    let inverse = |t: f32| match t > 6.0 / 29.0 {
        true => t.powi(3),
        false => 3.0 * (6.0_f32 / 29.0).powi(2) * (t - 4.0 / 29.0),
    };
    let xyz = [y + a / 500.0, y, y - b / 200.0].map(inverse);
    let [x, y, z] = [0, 1, 2].map(|at| xyz[at] * WHITE[at]);
    [
        3.240_45 * x - 1.537_14 * y - 0.498_53 * z,
        -0.969_27 * x + 1.876_01 * y + 0.041_56 * z,
        0.055_64 * x - 0.204_03 * y + 1.057_23 * z,
    ]
}

fn linear_to_lab([r, g, b]: [f32; 3]) -> [f32; 3] {
    let xyz = [
        0.412_46 * r + 0.357_58 * g + 0.180_44 * b,
        0.212_67 * r + 0.715_15 * g + 0.072_18 * b,
        0.019_33 * r + 0.119_19 * g + 0.950_30 * b,
    ];
    let [x, y, z] = [0, 1, 2].map(|at| {
        let share: f32 = xyz[at] / WHITE[at];
        match share > (6.0_f32 / 29.0).powi(3) {
            true => share.cbrt(),
            false => share / (3.0 * (6.0_f32 / 29.0).powi(2)) + 4.0 / 29.0,
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn typology_angle_deg(mean: [f32; 3]) -> f32 {
    let [l, _, b] = linear_to_lab(mean);
    (l - 50.0).atan2(b).to_degrees()
}

#[tokio::test(flavor = "multi_thread")]
async fn skin_of_every_tone_scores_alike_in_the_same_light() {
    let portrait = Portrait::load();
    println!(
        "the portrait itself: {:.0}°",
        typology_angle_deg(portrait.mean_skin())
    );
    let mut faults = vec![];
    for exposure in EXPOSURES {
        println!("── exposure × {exposure}");
        let mut ranges = [(f32::MAX, f32::MIN); 3];
        for (angle_deg, l, b) in TONES {
            let recoloured = portrait.with_skin(lab_to_linear([l, REDNESS, b]));
            let made_deg = typology_angle_deg(recoloured.mean_skin());
            assert!((made_deg - angle_deg).abs() < 2.0, "{made_deg}°");
            let clip = Clip {
                image: Some(&recoloured.png(exposure)),
                sound: None,
            };
            let (observation, judgement) = analysis::clip(&models(), clip).await.unwrap();
            let face = observation.picture.unwrap().face.unwrap();
            let judged = [Criterion::Face, Criterion::Lighting, Criterion::Position];
            let worst = judged.map(|criterion| judgement.worst(criterion).unwrap());
            println!(
                "{angle_deg:4.0}°  face {:3.0} ({}) lighting {:3.0} ({}) position {:3.0}  \
                 luminance {:.2}, {:.2} bits, dark {:.2}, confidence {:.2}",
                worst[0].score,
                worst[0].name,
                worst[1].score,
                worst[1].name,
                worst[2].score,
                face.luminance_mean,
                face.dynamic_range_bits,
                face.under_exposed_share,
                face.confidence,
            );
            for (part, range) in worst.iter().zip(&mut ranges) {
                if part.score < GOOD_ENOUGH {
                    faults.push(format!("{angle_deg}° × {exposure}: {part:?}"));
                }
                *range = (range.0.min(part.score), range.1.max(part.score));
            }
        }
        for (lowest, highest) in ranges {
            if highest - lowest > MOST_SPREAD {
                faults.push(format!("× {exposure}: from {lowest} to {highest}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The whole way, as a film: whatever the tone, nothing is advised.
#[tokio::test(flavor = "multi_thread")]
async fn the_darkest_and_the_lightest_skin_are_advised_nothing() {
    let portrait = Portrait::load();
    let folder = tempfile::tempdir().unwrap();
    for (angle_deg, l, b) in [TONES[0], TONES[TONES.len() - 1]] {
        let still = folder.path().join("still.png");
        let recoloured = portrait.with_skin(lab_to_linear([l, REDNESS, b]));
        std::fs::write(&still, recoloured.png(1.0)).unwrap();
        let samples = told(&standing(&still), GOOD_SOUND, SECONDS).await;
        show(&format!("{angle_deg}°"), &samples);
        assert_eq!(samples.len(), SECONDS as usize);
        for sample in &samples {
            assert_eq!(sample.hint, None, "{angle_deg}°: {}", line(sample));
        }
    }
}

/// A still picture in the place of the camera's.
fn standing(still: &Path) -> String {
    format!(
        "nullsink;movie={},loop=loop=-1:size=1,setpts=N/30/TB,fps=30",
        still.display()
    )
}
