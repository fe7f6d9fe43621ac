//! A turned, scaled and moved square of a picture.

/// Maps pixels of a small picture into a large one: `x = a·u + b·v + c`, `y = d·u + e·v + f`.
/// Coordinates are continuous: the first pixel covers 0–1 and has its centre at 0.5.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine {
    pub a: f32,
    pub b: f32,
    pub c: f32,
    pub d: f32,
    pub e: f32,
    pub f: f32,
}

impl Affine {
    /// A rectangle `width × height` around `center`, turned by `turn_rad` (positive is
    /// clockwise in the picture), as a picture of `out_width × out_height` pixels.
    pub fn rectangle(center: [f32; 2], size: [f32; 2], turn_rad: f32, out: [usize; 2]) -> Self {
        let scale = [size[0] / out[0] as f32, size[1] / out[1] as f32];
        let (sin, cos) = turn_rad.sin_cos();
        let [half_u, half_v] = [out[0] as f32 / 2.0, out[1] as f32 / 2.0];
        let (a, b) = (cos * scale[0], -sin * scale[1]);
        let (d, e) = (sin * scale[0], cos * scale[1]);
        Self {
            a,
            b,
            c: center[0] - a * half_u - b * half_v,
            d,
            e,
            f: center[1] - d * half_u - e * half_v,
        }
    }

    pub fn apply(&self, [u, v]: [f32; 2]) -> [f32; 2] {
        [
            self.a * u + self.b * v + self.c,
            self.d * u + self.e * v + self.f,
        ]
    }

    /// Pixels of the large picture that one of the small one is wide.
    pub fn scale(&self) -> f32 {
        self.a.hypot(self.d).max(self.b.hypot(self.e))
    }

    /// Calls `visit` for each pixel, row by row, with the points of the large picture to
    /// average, in coordinates where pixel *centres* are whole numbers.
    pub(super) fn for_each_sample(
        &self,
        width: usize,
        height: usize,
        mut visit: impl FnMut(&[[f32; 2]]),
    ) {
        // Beyond 8×8 the mean of so many points hardly changes.
        let scale = self.scale();
        let per_side = if scale.is_finite() {
            (scale.round() as usize).clamp(1, 8)
        } else {
            1
        };
        // Of each pixel, from its upper left corner.
        let steps: Vec<[f32; 2]> = (0..per_side * per_side)
            .map(|index| {
                let [i, j] = [index % per_side, index / per_side]
                    .map(|step| (step as f32 + 0.5) / per_side as f32);
                [self.a * i + self.b * j - 0.5, self.d * i + self.e * j - 0.5]
            })
            .collect();
        let mut points = vec![[0.0; 2]; steps.len()];
        for row in 0..height {
            for column in 0..width {
                let [x, y] = self.apply([column as f32, row as f32]);
                for (point, step) in points.iter_mut().zip(&steps) {
                    *point = [x + step[0], y + step[1]];
                }
                visit(&points);
            }
        }
    }
}
