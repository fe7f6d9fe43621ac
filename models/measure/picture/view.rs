//! Pictures as they come (RGB, 8 bits), and their luma.

use super::affine::Affine;

/// Why a picture is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a picture of {width}×{height} has {expected} bytes of RGB, not {got}")]
pub struct PictureError {
    pub width: usize,
    pub height: usize,
    pub expected: usize,
    pub got: usize,
}

/// A picture in memory: rows from the top, red green blue, 8 bits each, no padding.
#[derive(Debug, Clone, Copy)]
pub struct RgbView<'a> {
    width: usize,
    height: usize,
    data: &'a [u8],
}

impl<'a> RgbView<'a> {
    /// At least one pixel each way, and exactly `width × height × 3` bytes.
    pub fn new(width: usize, height: usize, data: &'a [u8]) -> Result<Self, PictureError> {
        let expected = width.saturating_mul(height).saturating_mul(3);
        if expected == 0 || data.len() != expected {
            return Err(PictureError {
                width,
                height,
                expected,
                got: data.len(),
            });
        }
        Ok(Self {
            width,
            height,
            data,
        })
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.height
    }

    pub fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let at = (y * self.width + x) * 3;
        [self.data[at], self.data[at + 1], self.data[at + 2]]
    }

    /// BT.709 luma, 0–255.
    pub fn luma(&self) -> Luma {
        let data = self
            .data
            .chunks_exact(3)
            .map(|p| 0.2126 * f32::from(p[0]) + 0.7152 * f32::from(p[1]) + 0.0722 * f32::from(p[2]))
            .collect();
        Luma {
            width: self.width,
            height: self.height,
            data,
        }
    }

    /// A `width × height` picture in 0–255 whose pixels `place` maps into this one; black
    /// outside. A pixel that covers several of this picture is their mean, so that making
    /// smaller does not alias.
    pub fn sample(&self, place: Affine, width: usize, height: usize) -> Vec<[f32; 3]> {
        let mut out = Vec::with_capacity(width * height);
        place.for_each_sample(width, height, |points| {
            let mut sum = [0.0; 3];
            for point in points {
                let value = self.bilinear(point[0], point[1]);
                for (sum, value) in sum.iter_mut().zip(value) {
                    *sum += value;
                }
            }
            let count = points.len() as f32;
            out.push(sum.map(|sum| sum / count));
        });
        out
    }

    fn bilinear(&self, x: f32, y: f32) -> [f32; 3] {
        let corner = Corner::of(x, y);
        if let Some((column, row)) = corner.inside(self.width, self.height) {
            let at = (row * self.width + column) * 3;
            let (above, below) = (&self.data[at..], &self.data[at + self.width * 3..]);
            return std::array::from_fn(|colour| {
                corner.mix([
                    f32::from(above[colour]),
                    f32::from(above[colour + 3]),
                    f32::from(below[colour]),
                    f32::from(below[colour + 3]),
                ])
            });
        }
        let mut sum = [0.0; 3];
        for (column, row, weight) in corner.neighbours() {
            if let Some((column, row)) = within(column, row, self.width, self.height) {
                let pixel = self.pixel(column, row);
                for (sum, value) in sum.iter_mut().zip(pixel) {
                    *sum += weight * f32::from(value);
                }
            }
        }
        sum
    }
}

/// The brightness of a picture, 0–255 a pixel.
#[derive(Debug, Clone, PartialEq)]
pub struct Luma {
    width: usize,
    height: usize,
    data: Vec<f32>,
}

impl Luma {
    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.height
    }

    pub fn data(&self) -> &[f32] {
        &self.data
    }

    pub fn row(&self, y: usize) -> &[f32] {
        &self.data[y * self.width..(y + 1) * self.width]
    }

    /// As [`RgbView::sample`], but the edge goes on outside: no black rim in a measure.
    pub fn sample(&self, place: Affine, width: usize, height: usize) -> Luma {
        let mut data = Vec::with_capacity(width * height);
        place.for_each_sample(width, height, |points| {
            let sum: f32 = points.iter().map(|p| self.bilinear(p[0], p[1])).sum();
            data.push(sum / points.len() as f32);
        });
        Luma {
            width,
            height,
            data,
        }
    }

    fn bilinear(&self, x: f32, y: f32) -> f32 {
        let x = x.clamp(0.0, (self.width - 1) as f32);
        let y = y.clamp(0.0, (self.height - 1) as f32);
        let corner = Corner::of(x, y);
        if let Some((column, row)) = corner.inside(self.width, self.height) {
            let at = row * self.width + column;
            let (above, below) = (&self.data[at..], &self.data[at + self.width..]);
            return corner.mix([above[0], above[1], below[0], below[1]]);
        }
        corner
            .neighbours()
            .into_iter()
            .filter_map(|(column, row, weight)| {
                let (column, row) = within(column, row, self.width, self.height)?;
                Some(weight * self.data[row * self.width + column])
            })
            .sum()
    }
}

/// The pixel at the upper left of a point, and how far the point is from its centre; pixel
/// centres are whole numbers.
struct Corner {
    left: i64,
    top: i64,
    right_share: f32,
    below_share: f32,
}

impl Corner {
    fn of(x: f32, y: f32) -> Corner {
        let (left, right_share) = split(x);
        let (top, below_share) = split(y);
        Corner {
            left,
            top,
            right_share,
            below_share,
        }
    }

    /// Column and row, where all four pixels around the point are in the picture: nearly
    /// always.
    fn inside(&self, width: usize, height: usize) -> Option<(usize, usize)> {
        let column = usize::try_from(self.left).ok()?;
        let row = usize::try_from(self.top).ok()?;
        (column < width - 1 && row < height - 1).then_some((column, row))
    }

    /// The mean of the four values, each by its weight; the upper row comes first.
    fn mix(&self, [a, b, c, d]: [f32; 4]) -> f32 {
        let (right, below) = (self.right_share, self.below_share);
        (a * (1.0 - right) + b * right) * (1.0 - below) + (c * (1.0 - right) + d * right) * below
    }

    /// The four pixels around the point, each with its weight.
    fn neighbours(&self) -> [(i64, i64, f32); 4] {
        let (left, top) = (self.left, self.top);
        let (right, below) = (left.saturating_add(1), top.saturating_add(1));
        let (right_share, below_share) = (self.right_share, self.below_share);
        [
            (left, top, (1.0 - right_share) * (1.0 - below_share)),
            (right, top, right_share * (1.0 - below_share)),
            (left, below, (1.0 - right_share) * below_share),
            (right, below, right_share * below_share),
        ]
    }
}

/// Whole part and the rest. `f32::floor` is a call into the mathematical library on the
/// oldest processors we build for, and this runs a hundred thousand times a look.
fn split(at: f32) -> (i64, f32) {
    let towards_zero = at as i64;
    let whole = towards_zero.saturating_sub(i64::from(at < towards_zero as f32));
    (whole, at - whole as f32)
}

fn within(column: i64, row: i64, width: usize, height: usize) -> Option<(usize, usize)> {
    let column = usize::try_from(column).ok().filter(|c| *c < width)?;
    let row = usize::try_from(row).ok().filter(|r| *r < height)?;
    Some((column, row))
}
