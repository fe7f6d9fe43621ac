//! What analysis looks at and listens to: decoded, small, plain data.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// Samples a second of every [`Sound`]: what the voice models are trained on.
pub const SOUND_RATE: u32 = 16_000;

/// A decoded picture.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RgbPicture {
    /// Microseconds on the axis of its source.
    pub media_time_us: i64,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Rows from the top without padding, three bytes a pixel: red, green, blue, 0–255.
    /// `3 * width * height` bytes.
    pub rgb: Bytes,
}

impl std::fmt::Debug for RgbPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A face must not end in a log.
        write!(
            f,
            "RgbPicture({} us, {}×{})",
            self.media_time_us, self.width, self.height
        )
    }
}

/// A stretch of sound: mono, [`SOUND_RATE`] samples a second.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Sound {
    /// Time of the first sample, microseconds on the axis of its source.
    pub media_time_us: i64,
    /// −1 to 1; 62.5 µs each.
    pub samples: Vec<f32>,
    /// How many of them nobody sent: silence or concealment in the place of what was lost.
    pub invented: u32,
}

impl std::fmt::Debug for Sound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Sound({} us, {} samples, {} invented)",
            self.media_time_us,
            self.samples.len(),
            self.invented
        )
    }
}

/// The largest size of a picture for analysis. The box is turned to the picture: a
/// portrait is fitted into `short_edge` × `long_edge`. Nothing is ever enlarged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fit {
    /// Pixels.
    pub long_edge: u32,
    /// Pixels.
    pub short_edge: u32,
}

impl Fit {
    /// The small simulcast layer: 320×180. Live and offline, so that both see the same.
    pub const ANALYSIS: Self = Self {
        long_edge: 320,
        short_edge: 180,
    };

    /// The size of a picture of `width` × `height` once it fits.
    #[must_use]
    pub fn size(self, width: u32, height: u32) -> (u32, u32) {
        let (across, down) = if height > width {
            (self.short_edge, self.long_edge)
        } else {
            (self.long_edge, self.short_edge)
        };
        let (w, h) = (u64::from(width.max(1)), u64::from(height.max(1)));
        let (across, down) = (u64::from(across.max(1)), u64::from(down.max(1)));
        if w <= across && h <= down {
            return (width, height);
        }
        let rounded = |a: u64, b: u64| ((a + b / 2) / b).max(1);
        let (fit_w, fit_h) = if w * down > h * across {
            (across, rounded(h * across, w))
        } else {
            (rounded(w * down, h), down)
        };
        let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        (narrow(fit_w), narrow(fit_h))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_shape_and_is_never_enlarged() {
        for (from, to) in [
            ((1280, 720), (320, 180)),
            ((720, 1280), (180, 320)),
            ((640, 480), (240, 180)),
            ((640, 270), (320, 135)),
            ((500, 500), (180, 180)),
            ((160, 90), (160, 90)),
            ((16_000, 16), (320, 1)),
        ] {
            assert_eq!(Fit::ANALYSIS.size(from.0, from.1), to, "{from:?}");
        }
    }

    #[test]
    fn nothing_seen_or_heard_ends_in_a_log() {
        let picture = RgbPicture {
            media_time_us: 1,
            width: 1,
            height: 1,
            rgb: Bytes::from_static(&[71, 72, 73]),
        };
        assert_eq!(format!("{picture:?}"), "RgbPicture(1 us, 1×1)");
        let sound = Sound {
            media_time_us: 1,
            samples: vec![0.25; 3],
            invented: 2,
        };
        assert_eq!(format!("{sound:?}"), "Sound(1 us, 3 samples, 2 invented)");
    }
}
