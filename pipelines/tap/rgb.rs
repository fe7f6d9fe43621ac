//! I420 → RGB, scaled down on the way where that is needed.

use bytes::Bytes;

use crate::Fit;

/// Where the planes of an I420 picture are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub width: u32,
    pub height: u32,
}

struct Plane<'a> {
    bytes: &'a [u8],
    stride: usize,
    width: usize,
    height: usize,
}

impl Layout {
    /// GStreamer's own layout (`gst_video_info_set_format`): rows padded to 4 bytes, an
    /// odd size rounded up to the next even one.
    fn planes(self, buffer: &[u8]) -> Option<[Plane<'_>; 3]> {
        let (width, height) = (self.width as usize, self.height as usize);
        let (chroma_width, chroma_height) = (width.div_ceil(2), height.div_ceil(2));
        let stride = width.next_multiple_of(4);
        let chroma_stride = chroma_width.next_multiple_of(4);
        let luma = stride * height.next_multiple_of(2);
        let chroma = chroma_stride * chroma_height;
        let plane = |from: usize, length: usize, stride, width, height| {
            let bytes = buffer.get(from..from + length)?;
            Some(Plane {
                bytes,
                stride,
                width,
                height,
            })
        };
        Some([
            plane(0, luma, stride, width, height)?,
            plane(luma, chroma, chroma_stride, chroma_width, chroma_height)?,
            plane(
                luma + chroma,
                chroma,
                chroma_stride,
                chroma_width,
                chroma_height,
            )?,
        ])
    }
}

/// Width, height and RGB of a decoded picture; `None` when the buffer is shorter than
/// its layout says.
///
/// The matrix is BT.601, limited range, whatever the size: browsers make I420 of what a
/// camera gives by BT.601 and scale all layers from that. Choosing by size (BT.709 for
/// HD) would see other colours in the full layer than in the small one. ffmpeg, which
/// decodes offline, also takes BT.601 where a stream says nothing.
pub(super) fn convert(buffer: &[u8], layout: Layout, fit: Fit) -> Option<(u32, u32, Bytes)> {
    let [y, u, v] = layout.planes(buffer)?;
    let (width, height) = fit.size(layout.width, layout.height);
    let scaled = (width, height) != (layout.width, layout.height);
    let (across, down) = (width as usize, height as usize);
    let mut rgb = Vec::with_capacity(3 * across * down);
    for row in 0..down {
        for column in 0..across {
            let pixel = if scaled {
                let of = |plane: &Plane<'_>| plane.mean(column, across, row, down);
                [of(&y), of(&u), of(&v)]
            } else {
                let chroma = |plane: &Plane<'_>| plane.at(column / 2, row / 2);
                [y.at(column, row), chroma(&u), chroma(&v)]
            };
            rgb.extend(bt601(pixel));
        }
    }
    Some((width, height, rgb.into()))
}

impl Plane<'_> {
    fn at(&self, column: usize, row: usize) -> u8 {
        self.bytes[row * self.stride + column]
    }

    /// The mean of the area that becomes one pixel: the same filter offline (`area`).
    fn mean(&self, column: usize, across: usize, row: usize, down: usize) -> u8 {
        let span = |n: usize, of: usize, size: usize| {
            let from = n * size / of;
            from..((n + 1) * size / of).max(from + 1)
        };
        let columns = span(column, across, self.width);
        let rows = span(row, down, self.height);
        let count = columns.len() * rows.len();
        let mut sum = 0;
        for row in rows {
            let line = &self.bytes[row * self.stride..][columns.clone()];
            sum += line.iter().map(|b| usize::from(*b)).sum::<usize>();
        }
        u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX)
    }
}

/// ITU-R BT.601, 8 bits, limited range, in 1/256 steps.
fn bt601([y, u, v]: [u8; 3]) -> [u8; 3] {
    let (y, u, v) = (
        298 * (i32::from(y) - 16) + 128,
        i32::from(u) - 128,
        i32::from(v) - 128,
    );
    [y + 409 * v, y - 100 * u - 208 * v, y + 516 * u].map(|c| (c >> 8).clamp(0, 255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Fit = Fit {
        long_edge: 4,
        short_edge: 2,
    };

    #[test]
    fn the_colours_of_the_standard_bars_come_out() {
        for (yuv, rgb) in [
            ([16, 128, 128], [0, 0, 0]),
            ([235, 128, 128], [255, 255, 255]),
            ([81, 90, 240], [255, 0, 0]),
            ([145, 54, 34], [0, 255, 0]),
            ([41, 240, 110], [0, 0, 255]),
        ] {
            for (got, expected) in bt601(yuv).into_iter().zip(rgb) {
                assert!(i32::abs(i32::from(got) - expected) <= 2, "{yuv:?}");
            }
        }
    }

    #[test]
    fn padding_and_odd_sizes_are_stepped_over() {
        // 3×3: rows of 4, four of them; chroma 2×2 in rows of 4.
        let layout = Layout {
            width: 3,
            height: 3,
        };
        let mut buffer = vec![255; 16];
        for row in 0..3 {
            for column in 0..3 {
                buffer[row * 4 + column] = 16 + 20 * u8::try_from(row * 3 + column).unwrap();
            }
        }
        buffer.extend([128; 16]);
        let fit = Fit::ANALYSIS;
        let (width, height, rgb) = convert(&buffer, layout, fit).unwrap();
        assert_eq!((width, height, rgb.len()), (3, 3, 27));
        let reds: Vec<u8> = rgb.iter().step_by(3).copied().collect();
        assert_eq!(reds, [0, 23, 47, 70, 93, 116, 140, 163, 186]);
        assert!(convert(&buffer[..31], layout, fit).is_none());
    }

    #[test]
    fn a_large_picture_is_averaged() {
        // 8×4 → 4×2: each pixel the mean of four.
        let layout = Layout {
            width: 8,
            height: 4,
        };
        let luma = [16, 235, 126, 126, 16, 16, 235, 235].repeat(4);
        let buffer = [luma, vec![128; 16]].concat();
        let (width, height, rgb) = convert(&buffer, layout, SMALL).unwrap();
        assert_eq!((width, height), (4, 2));
        let reds: Vec<u8> = rgb.iter().step_by(3).copied().collect();
        assert_eq!(reds[..4], [128, 128, 0, 255]);
        assert_eq!(reds[..4], reds[4..]);
    }
}
