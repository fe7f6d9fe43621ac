//! Which pixels belong to a face.

use super::view::Luma;

/// A closed outline in pixels of the picture, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Polygon(pub Vec<[f32; 2]>);

impl Polygon {
    /// For each row of the picture, the pixels whose centre lies inside (even-odd rule).
    pub fn for_each_row(
        &self,
        width: usize,
        height: usize,
        mut visit: impl FnMut(usize, std::ops::Range<usize>),
    ) {
        let points = &self.0;
        if points.len() < 3 || points.iter().flatten().any(|c| !c.is_finite()) {
            return;
        }
        let top = points.iter().map(|p| p[1]).fold(f32::MAX, f32::min);
        let bottom = points.iter().map(|p| p[1]).fold(f32::MIN, f32::max);
        let first = top.floor().clamp(0.0, height as f32) as usize;
        let last = bottom.ceil().clamp(0.0, height as f32) as usize;
        let mut crossings = vec![];
        for row in first..last {
            let y = row as f32 + 0.5;
            crossings.clear();
            for (index, from) in points.iter().enumerate() {
                let to = points[(index + 1) % points.len()];
                if (from[1] <= y) != (to[1] <= y) {
                    crossings.push(from[0] + (y - from[1]) / (to[1] - from[1]) * (to[0] - from[0]));
                }
            }
            crossings.sort_by(f32::total_cmp);
            for pair in crossings.chunks_exact(2) {
                let column = |x: f32| (x - 0.5).ceil().clamp(0.0, width as f32) as usize;
                let (from, to) = (column(pair[0]), column(pair[1]));
                if from < to {
                    visit(row, from..to);
                }
            }
        }
    }

    /// The luma of the pixels inside.
    pub fn values(&self, luma: &Luma) -> Vec<f32> {
        let mut values = vec![];
        self.for_each_row(luma.width(), luma.height(), |row, columns| {
            values.extend_from_slice(&luma.row(row)[columns]);
        });
        values
    }
}
