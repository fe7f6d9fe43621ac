//! The curves that turn a measure into points from 0 to 100.
//!
//! A measure that is not a finite number is taken as absent: `None` comes out, and that part
//! is not judged. Nothing that comes out is NaN or leaves 0–100.

/// Straight lines through `points`, whose first coordinates rise; level outside of them.
pub fn ramp(value: f32, points: &[(f32, f32)]) -> Option<f32> {
    if !value.is_finite() {
        return None;
    }
    let after = points.iter().position(|&(x, _)| value <= x);
    let score = match after {
        None => points.last()?.1,
        Some(0) => points[0].1,
        Some(next) => {
            let ((x0, y0), (x1, y1)) = (points[next - 1], points[next]);
            y0 + (y1 - y0) * ((value - x0) / (x1 - x0))
        }
    };
    Some(score.clamp(0.0, 100.0))
}

/// OFIQ's logistic curve (ISO/IEC 29794-5): 50 points at `middle`, 73 one `width` above it.
pub fn sigmoid(value: f32, middle: f32, width: f32) -> Option<f32> {
    if !value.is_finite() {
        return None;
    }
    Some((100.0 / (1.0 + (-(value - middle) / width).exp())).clamp(0.0, 100.0))
}

/// OFIQ's pose curve, 100·cos², of an angle in degrees; 0 from 90° on.
pub fn cos_squared(degrees: f32) -> Option<f32> {
    if !degrees.is_finite() {
        return None;
    }
    let cos = degrees.abs().min(90.0).to_radians().cos();
    Some((100.0 * cos * cos).clamp(0.0, 100.0))
}

/// All of them must be bad for the result to be bad: the best of those that are there.
pub fn best<const N: usize>(scores: [Option<f32>; N]) -> Option<f32> {
    scores.into_iter().flatten().reduce(f32::max)
}

/// One of them is enough to be bad: the worst of those that are there.
pub fn worst<const N: usize>(scores: [Option<f32>; N]) -> Option<f32> {
    scores.into_iter().flatten().reduce(f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_goes_through_its_points_and_is_level_outside() {
        let points = [(1.0, 0.0), (2.0, 50.0), (4.0, 100.0)];
        for (value, score) in [
            (-9.0, 0.0),
            (1.0, 0.0),
            (1.5, 25.0),
            (2.0, 50.0),
            (3.0, 75.0),
            (9.0, 100.0),
        ] {
            assert_eq!(ramp(value, &points), Some(score), "at {value}");
        }
        assert_eq!(ramp(1.0, &[]), None);
    }

    #[test]
    fn what_is_no_number_is_absent() {
        for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(ramp(value, &[(0.0, 0.0), (1.0, 100.0)]), None);
            assert_eq!(sigmoid(value, 0.0, 1.0), None);
            assert_eq!(cos_squared(value), None);
        }
        assert_eq!(best([None, Some(3.0), Some(8.0)]), Some(8.0));
        assert_eq!(best::<2>([None, None]), None);
        assert_eq!(worst([None, Some(3.0), Some(8.0)]), Some(3.0));
    }

    #[test]
    fn pose_falls_as_published() {
        for (degrees, score) in [
            (0.0, 100.0),
            (15.0, 93.3),
            (20.0, 88.3),
            (30.0, 75.0),
            (120.0, 0.0),
        ] {
            assert!(
                (cos_squared(degrees).unwrap() - score).abs() < 0.1,
                "at {degrees}°"
            );
            assert_eq!(cos_squared(degrees), cos_squared(-degrees));
        }
    }
}
