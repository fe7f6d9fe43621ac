//! Where faces are: BlazeFace, short range (Bazarevsky et al. 2019, MediaPipe).

use std::path::Path;

use measure::RgbView;
use measure::picture::{Affine, Bounds};

use crate::error::InferError;
use crate::network::Network;

/// The side of the square that the network sees.
const SIDE: usize = 128;
const ANCHORS: usize = 896;
/// A box has its middle, its size and six key points.
const BOX_VALUES: usize = 16;
/// Boxes without a face come out at 0.58–0.63 on pictures of a cat, a cup and a page.
const THRESHOLD: f32 = 0.65;
/// Boxes that share more than this are of one face (MediaPipe's `min_suppression_threshold`).
const SAME_FACE_OVERLAP: f32 = 0.3;

/// A face as the detector sees it, in pixels of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct DetectedFace {
    /// 0–1.
    pub confidence: f32,
    /// From the brows to the chin, roughly.
    pub bounds: Bounds,
    /// Eye at the picture's left, eye at its right, tip of the nose, mouth, ear at the left,
    /// ear at the right.
    pub key_points: [[f32; 2]; 6],
}

/// Finds faces. Load once, share.
#[derive(Debug, Clone)]
pub struct FaceDetector {
    network: Network,
    anchors: Vec<[f32; 2]>,
}

impl FaceDetector {
    pub fn load(path: &Path) -> Result<Self, InferError> {
        let shape = [Some(1), Some(SIDE), Some(SIDE), Some(3)];
        Ok(Self {
            network: Network::load("the face detector", path, &[&shape])?,
            anchors: anchors(),
        })
    }

    /// The faces of a picture, largest first; confidence at least 0.65.
    ///
    /// The square in the middle, as high as the picture, and the whole picture are looked at
    /// first: the network misses faces under about a seventh of the square's side, and a
    /// person before a camera is in the middle. Where neither has a face, the squares at both
    /// ends follow, and then smaller ones around the middle: a face from about an eighth of
    /// the height on is found, at the price of up to five more runs for a picture without any.
    pub fn detect(&self, picture: RgbView<'_>) -> Result<Vec<DetectedFace>, InferError> {
        let size = [picture.width() as f32, picture.height() as f32];
        for squares in searches(size) {
            let mut found = vec![];
            for square in squares {
                let faces = self.look_at(picture, square)?;
                found.extend(
                    faces
                        .into_iter()
                        .filter(|face| !is_cut(face, &square, size)),
                );
            }
            let mut faces = merge(found);
            if !faces.is_empty() {
                faces.sort_by(|a, b| b.bounds.area().total_cmp(&a.bounds.area()));
                return Ok(faces);
            }
        }
        Ok(vec![])
    }

    fn look_at(
        &self,
        picture: RgbView<'_>,
        square: Affine,
    ) -> Result<Vec<DetectedFace>, InferError> {
        let input: Vec<f32> = picture
            .sample(square, SIDE, SIDE)
            .into_iter()
            .flatten()
            .map(|value| value / 127.5 - 1.0)
            .collect();
        let (scores, boxes) = self.run(&input)?;
        Ok(scores
            .iter()
            .zip(boxes.chunks_exact(BOX_VALUES))
            .zip(&self.anchors)
            .filter_map(|((score, values), anchor)| {
                let confidence = sigmoid(*score);
                (confidence >= THRESHOLD).then(|| decode(confidence, values, *anchor, &square))
            })
            .collect())
    }

    /// Raw scores and boxes of all anchors, from a picture in −1…1, row by row.
    pub(crate) fn run(&self, input: &[f32]) -> Result<(Vec<f32>, Vec<f32>), InferError> {
        let outputs = self.network.run(&[(&[1, SIDE, SIDE, 3], input)])?;
        // Scores of the fine and of the coarse grid, then boxes of both.
        let mut outputs = outputs.into_iter();
        let mut both = || {
            [outputs.next(), outputs.next()]
                .into_iter()
                .flatten()
                .flatten()
                .collect()
        };
        let (scores, boxes) = (both(), both());
        Ok((
            self.network.expect(Some(scores), ANCHORS)?,
            self.network.expect(Some(boxes), ANCHORS * BOX_VALUES)?,
        ))
    }
}

/// What to look at, in turn, until a face is found.
fn searches([width, height]: [f32; 2]) -> Vec<Vec<Affine>> {
    let square =
        |x: f32, y: f32, side: f32| Affine::rectangle([x, y], [side, side], 0.0, [SIDE, SIDE]);
    let (long, short) = (width.max(height), width.min(height));
    let whole = square(width / 2.0, height / 2.0, long);
    let mut searches = if long > 1.2 * short {
        // Three squares along the long side, overlapping by enough for a face on a seam.
        let along = |share: f32| {
            let at = short / 2.0 + share * (long - short);
            if width >= height {
                square(at, height / 2.0, short)
            } else {
                square(width / 2.0, at, short)
            }
        };
        vec![vec![along(0.5), whole], vec![along(0.0), along(1.0)]]
    } else {
        vec![vec![whole]]
    };
    // A person far away sits in the middle, a little above it.
    let side = short * 0.6;
    searches.push(
        [(-0.45, 0.4), (0.0, 0.4), (0.45, 0.4)]
            .map(|(x, y)| square(width / 2.0 + x * side, height * y, side))
            .to_vec(),
    );
    searches
}

/// Whether the square ends in the face while the picture goes on: another square has all of it.
fn is_cut(face: &DetectedFace, square: &Affine, picture: [f32; 2]) -> bool {
    let side = SIDE as f32;
    let (from, to) = (square.apply([0.0, 0.0]), square.apply([side, side]));
    let Bounds {
        left,
        top,
        width,
        height,
    } = face.bounds;
    [(left, width), (top, height)]
        .into_iter()
        .enumerate()
        .any(|(axis, (begin, length))| {
            let end = begin + length;
            (from[axis] > 1.0 && begin < from[axis])
                || (to[axis] < picture[axis] - 1.0 && end > to[axis])
        })
}

/// Anchor centres, 0–1: two for each cell of a 16×16 grid, six for each of an 8×8 one.
fn anchors() -> Vec<[f32; 2]> {
    let mut anchors = Vec::with_capacity(ANCHORS);
    for (cells, each) in [(16, 2), (8, 6)] {
        for y in 0..cells {
            for x in 0..cells {
                let center = [x, y].map(|at| (at as f32 + 0.5) / cells as f32);
                anchors.extend(std::iter::repeat_n(center, each));
            }
        }
    }
    anchors
}

fn decode(confidence: f32, values: &[f32], anchor: [f32; 2], square: &Affine) -> DetectedFace {
    let point = |at: usize| {
        square.apply([
            values[at] + anchor[0] * SIDE as f32,
            values[at + 1] + anchor[1] * SIDE as f32,
        ])
    };
    let [x, y] = point(0);
    let size = [values[2], values[3]].map(|length| length * square.scale());
    DetectedFace {
        confidence,
        bounds: Bounds {
            left: x - size[0] / 2.0,
            top: y - size[1] / 2.0,
            width: size[0],
            height: size[1],
        },
        key_points: std::array::from_fn(|index| point(4 + 2 * index)),
    }
}

/// One face for each heap of boxes: the mean of the heap, weighted by confidence, as
/// BlazeFace's authors do it. That steadies the box from picture to picture.
fn merge(mut found: Vec<DetectedFace>) -> Vec<DetectedFace> {
    // A number that is none equals nothing, and would never leave the heap.
    found.retain(|face| {
        let Bounds {
            left,
            top,
            width,
            height,
        } = face.bounds;
        [left, top, width, height].iter().all(|at| at.is_finite())
    });
    found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut faces = vec![];
    while let Some(best) = found.first().cloned() {
        let (same, others): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|face| same_face(face.bounds, best.bounds));
        faces.push(weighted_mean(best.confidence, &same));
        found = others;
    }
    faces
}

fn same_face(a: Bounds, b: Bounds) -> bool {
    // Equal first: a box without area overlaps nothing, not even itself.
    a == b || a.overlap(b) > SAME_FACE_OVERLAP
}

fn weighted_mean(confidence: f32, same: &[DetectedFace]) -> DetectedFace {
    let total: f32 = same.iter().map(|face| face.confidence).sum();
    let mean = |of: &dyn Fn(&DetectedFace) -> f32| {
        same.iter()
            .map(|face| of(face) * face.confidence)
            .sum::<f32>()
            / total
    };
    DetectedFace {
        confidence,
        bounds: Bounds {
            left: mean(&|face| face.bounds.left),
            top: mean(&|face| face.bounds.top),
            width: mean(&|face| face.bounds.width),
            height: mean(&|face| face.bounds.height),
        },
        key_points: std::array::from_fn(|point| {
            std::array::from_fn(|axis| mean(&|face| face.key_points[point][axis]))
        }),
    }
}

pub(crate) fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}
