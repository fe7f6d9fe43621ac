//! How a face lies: MediaPipe's face mesh of 468 points.

use std::path::Path;

use measure::RgbView;
use measure::picture::{Affine, Bounds, Polygon};

use crate::detector::{DetectedFace, sigmoid};
use crate::error::InferError;
use crate::landmarks::{self, Eye};
use crate::network::Network;

/// The side of the square that the network sees.
const SIDE: usize = 192;
const POINTS: usize = 468;
/// The square around the detector's box, in sides of that box (MediaPipe).
const MARGIN: f32 = 1.5;
/// A square that is less askew than this is upright enough.
const LEVEL_DEG: f32 = 4.0;

/// The landmarks of one face.
#[derive(Debug, Clone, PartialEq)]
pub struct Mesh {
    /// How sure the model is that there is a face, 0–1.
    pub presence: f32,
    /// x and y in pixels of the picture; z, of the same scale, grows away from the camera.
    pub points: Vec<[f32; 3]>,
}

/// How a head is held, in degrees. Zero is upright and towards the camera.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// Positive is clockwise in the picture.
    pub roll: f32,
    /// Positive is towards the picture's right.
    pub yaw: f32,
    /// Negative is raised, positive lowered. Faces differ by some degrees at rest.
    pub pitch: f32,
}

/// Finds the landmarks of a face. Load once, share.
#[derive(Debug, Clone)]
pub struct FaceMesh {
    network: Network,
}

impl FaceMesh {
    pub fn load(path: &Path) -> Result<Self, InferError> {
        let shape = [Some(1), Some(3), Some(SIDE), Some(SIDE)];
        Ok(Self {
            network: Network::load("the face mesh", path, &[&shape])?,
        })
    }

    /// The landmarks of a found face. Where the mesh shows that the square was not upright, it
    /// is asked once more on a square of its own: a head tilted by 25° is underestimated by up
    /// to 10° otherwise.
    pub fn landmarks(&self, picture: RgbView<'_>, face: &DetectedFace) -> Result<Mesh, InferError> {
        let [left, right] = [face.key_points[0], face.key_points[1]];
        let turn_rad = (right[1] - left[1]).atan2(right[0] - left[0]);
        let first = self.look_at(picture, upright_square(face.bounds, turn_rad))?;
        let roll_deg = first.pose().roll;
        if (roll_deg - turn_rad.to_degrees()).abs() < LEVEL_DEG {
            return Ok(first);
        }
        let again = upright_square(first.bounds(), roll_deg.to_radians());
        let second = self.look_at(picture, again)?;
        Ok(if second.presence >= first.presence {
            second
        } else {
            first
        })
    }

    fn look_at(&self, picture: RgbView<'_>, place: Affine) -> Result<Mesh, InferError> {
        let pixels = picture.sample(place, SIDE, SIDE);
        let input: Vec<f32> = (0..3)
            .flat_map(|colour| pixels.iter().map(move |pixel| pixel[colour] / 255.0))
            .collect();
        let (points, logit) = self.run(&input)?;
        Ok(Mesh {
            presence: sigmoid(logit),
            points: points
                .chunks_exact(3)
                .map(|p| {
                    let [x, y] = place.apply([p[0], p[1]]);
                    [x, y, p[2] * place.scale()]
                })
                .collect(),
        })
    }

    /// Points in pixels of the square, and the logit of presence, from three colour planes
    /// in 0…1.
    pub(crate) fn run(&self, input: &[f32]) -> Result<(Vec<f32>, f32), InferError> {
        let mut outputs = self
            .network
            .run(&[(&[1, 3, SIDE, SIDE], input)])?
            .into_iter();
        let points = self.network.expect(outputs.next(), POINTS * 3)?;
        let logit = self.network.expect(outputs.next(), 1)?;
        Ok((points, logit[0]))
    }
}

/// A box with a margin, turned so that the eyes are level.
fn upright_square(bounds: Bounds, turn_rad: f32) -> Affine {
    let side = bounds.width.max(bounds.height) * MARGIN;
    Affine::rectangle(bounds.center(), [side, side], turn_rad, [SIDE, SIDE])
}

impl Mesh {
    pub fn pose(&self) -> Pose {
        let across = self.between(landmarks::LEFT_EYE.outer, landmarks::RIGHT_EYE.outer);
        let down = self.between(landmarks::FOREHEAD, landmarks::CHIN);
        let roll = across[1].atan2(across[0]);
        // Yaw and pitch are taken upright: the picture's plane turned back by the roll.
        let (sin, cos) = (-roll).sin_cos();
        let upright = |v: [f32; 3]| [cos * v[0] - sin * v[1], sin * v[0] + cos * v[1], v[2]];
        let (across, down) = (upright(across), upright(down));
        Pose {
            roll: roll.to_degrees(),
            yaw: across[2].atan2(across[0]).to_degrees(),
            pitch: down[2].atan2(down[1]).to_degrees(),
        }
    }

    /// Between the middles of the eyes, in pixels of the picture.
    pub fn eye_distance_px(&self) -> f32 {
        let [left, right] = self.eye_middles();
        distance(left, right)
    }

    /// Eyelid opening over the distance from the eyes to the chin, mean of both eyes (after
    /// OFIQ, "eyes open", which takes the smaller one: a blink is one frame's matter here).
    pub fn eye_opening(&self) -> f32 {
        let [left, right] = self.eye_middles();
        let middle = [(left[0] + right[0]) / 2.0, (left[1] + right[1]) / 2.0];
        let to_chin = distance(middle, self.flat(landmarks::CHIN));
        let opening = |eye: &Eye| distance(self.flat(eye.upper_lid), self.flat(eye.lower_lid));
        let mean = (opening(&landmarks::LEFT_EYE) + opening(&landmarks::RIGHT_EYE)) / 2.0;
        if to_chin > 0.0 { mean / to_chin } else { 0.0 }
    }

    /// The outline of the face.
    pub fn oval(&self) -> Polygon {
        self.polygon(&landmarks::OVAL)
    }

    /// The cheek at the picture's left, then the one at its right.
    pub fn cheeks(&self) -> [Polygon; 2] {
        [
            self.polygon(&landmarks::LEFT_CHEEK),
            self.polygon(&landmarks::RIGHT_CHEEK),
        ]
    }

    /// The box of the outline: from forehead to chin.
    pub fn bounds(&self) -> Bounds {
        let oval = self.oval().0;
        let reach = |axis: usize| {
            oval.iter()
                .map(|p| p[axis])
                .fold((f32::MAX, f32::MIN), |(least, most), at| {
                    (least.min(at), most.max(at))
                })
        };
        let ((left, right), (top, bottom)) = (reach(0), reach(1));
        Bounds {
            left,
            top,
            width: right - left,
            height: bottom - top,
        }
    }

    fn eye_middles(&self) -> [[f32; 2]; 2] {
        [landmarks::LEFT_EYE, landmarks::RIGHT_EYE].map(|eye| {
            let [outer, inner] = [self.flat(eye.outer), self.flat(eye.inner)];
            [(outer[0] + inner[0]) / 2.0, (outer[1] + inner[1]) / 2.0]
        })
    }

    fn polygon(&self, indices: &[usize]) -> Polygon {
        Polygon(indices.iter().map(|index| self.flat(*index)).collect())
    }

    fn flat(&self, index: usize) -> [f32; 2] {
        let [x, y, _] = self.points[index];
        [x, y]
    }

    fn between(&self, from: usize, to: usize) -> [f32; 3] {
        let (from, to) = (self.points[from], self.points[to]);
        std::array::from_fn(|axis| to[axis] - from[axis])
    }
}

fn distance(from: [f32; 2], to: [f32; 2]) -> f32 {
    (to[0] - from[0]).hypot(to[1] - from[1])
}
