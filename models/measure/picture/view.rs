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
        let mut sum = [0.0; 3];
        for (column, row, weight) in neighbours(x, y) {
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
        neighbours(x, y)
            .into_iter()
            .filter_map(|(column, row, weight)| {
                let (column, row) = within(column, row, self.width, self.height)?;
                Some(weight * self.data[row * self.width + column])
            })
            .sum()
    }
}

/// The four pixels around a point, each with its weight; pixel centres are whole numbers.
fn neighbours(x: f32, y: f32) -> [(i64, i64, f32); 4] {
    let (left, top) = (x.floor(), y.floor());
    let (right_share, below_share) = (x - left, y - top);
    let (left, top) = (left as i64, top as i64);
    [
        (left, top, (1.0 - right_share) * (1.0 - below_share)),
        (left + 1, top, right_share * (1.0 - below_share)),
        (left, top + 1, (1.0 - right_share) * below_share),
        (left + 1, top + 1, right_share * below_share),
    ]
}

fn within(column: i64, row: i64, width: usize, height: usize) -> Option<(usize, usize)> {
    let column = usize::try_from(column).ok().filter(|c| *c < width)?;
    let row = usize::try_from(row).ok().filter(|r| *r < height)?;
    Some((column, row))
}
