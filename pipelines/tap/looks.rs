//! The pictures' side of a tap: which frames are decoded, which of them are shown.

use std::time::Duration;

use super::TapCounts;
use super::video::Decoder;
use crate::bitstream;
use crate::{Fit, Frame, RgbPicture, VideoCodec};

/// 1080p. What claims to be larger is no layer for analysis, and would cost memory.
const MOST_PIXELS: u64 = 1920 * 1088;
/// Room below the first frame's time: nothing sent later comes before that.
const ZERO_BEFORE_US: i64 = 60_000_000;

pub(super) struct Looks {
    codec: VideoCodec,
    fit: Fit,
    decoder: Option<Decoder>,
    /// Of the last key frame.
    size: Option<(u32, u32)>,
    /// Of the last picture shown, and the interval it was shown by.
    last: Option<(i64, i64)>,
    due_us: i64,
}

impl Looks {
    pub(super) fn new(codec: VideoCodec, fit: Fit) -> Self {
        Self {
            codec,
            fit,
            decoder: None,
            size: None,
            last: None,
            due_us: i64::MIN,
        }
    }

    /// Nothing can be decoded before the next key frame.
    pub(super) fn awaits_key(&self) -> bool {
        self.decoder.is_none()
    }

    /// What was decoded so far is of no use for what comes.
    pub(super) fn interrupt(&mut self) {
        self.decoder = None;
    }

    /// Decodes a frame; gives the picture when one is due.
    pub(super) fn push(
        &mut self,
        frame: &Frame,
        every: Duration,
        counts: &mut TapCounts,
    ) -> Option<RgbPicture> {
        if !bitstream::well_formed(self.codec, &frame.bytes) {
            self.decoder = None;
        }
        if !self.is_ready(frame) {
            counts.undecodable += 1;
            return None;
        }
        let decoded = match self.decoder.as_mut()?.decode(frame) {
            Ok(decoded) => decoded,
            Err(_) => {
                // What follows refers to it: begin again with the next key frame.
                counts.undecodable += 1;
                self.decoder = None;
                return None;
            }
        };
        counts.decoded += 1;
        let decoded = decoded?; // one that is not to be shown
        if !self.is_due(decoded.media_time_us, every) {
            return None;
        }
        let picture = decoded.picture(self.fit);
        if picture.is_none() {
            counts.undecodable += 1;
        }
        picture
    }

    /// Whether there is a decoder that can take this frame. A key frame makes one, also
    /// when the size changes: openh264dec 1.22 does not follow.
    fn is_ready(&mut self, frame: &Frame) -> bool {
        if !frame.key {
            return self.decoder.is_some();
        }
        let size = bitstream::key_header(self.codec, &frame.bytes)
            .map(|h| (h.width, h.height))
            .filter(|(width, height)| u64::from(*width) * u64::from(*height) <= MOST_PIXELS);
        if size.is_none() || size != self.size {
            self.decoder = None;
        }
        self.size = size;
        if size.is_some() && self.decoder.is_none() {
            let zero_us = frame.media_time_us - ZERO_BEFORE_US;
            self.decoder = Decoder::new(self.codec, zero_us)
                .inspect_err(|e| tracing::error!(error = %e, "a tap has no decoder"))
                .ok();
        }
        self.decoder.is_some()
    }

    /// The first picture at or after each point of a grid that begins with the first.
    fn is_due(&mut self, at_us: i64, every: Duration) -> bool {
        let every_us = i64::try_from(every.as_micros()).unwrap_or(i64::MAX);
        match self.last {
            Some((last_us, by_us)) if by_us != every_us => {
                self.due_us = last_us.saturating_add(every_us);
                self.last = Some((last_us, every_us));
            }
            _ => {}
        }
        if self.last.is_some() && at_us < self.due_us {
            return false;
        }
        let passed = if self.last.is_some() && every_us > 0 {
            (at_us - self.due_us) / every_us
        } else {
            self.due_us = at_us;
            0
        };
        self.due_us = self
            .due_us
            .saturating_add(every_us.saturating_mul(passed.saturating_add(1)));
        self.last = Some((at_us, every_us));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(times_ms: impl IntoIterator<Item = i64>, every: impl Fn(i64) -> u64) -> Vec<i64> {
        let mut looks = Looks::new(VideoCodec::Vp8, Fit::ANALYSIS);
        times_ms
            .into_iter()
            .filter(|ms| looks.is_due(ms * 1000, Duration::from_millis(every(*ms))))
            .collect()
    }

    #[test]
    fn one_a_second_does_not_drift() {
        let every_40ms = (0..250).map(|n| 17 + n * 40);
        let shown = shown(every_40ms, |_| 1000);
        assert_eq!(shown, (0..10).map(|n| 17 + n * 1000).collect::<Vec<_>>());
        let every_70ms = super::tests::shown((0..144).map(|n| n * 70), |_| 1000);
        assert_eq!(every_70ms.len(), 11);
        assert!(every_70ms.iter().all(|ms| ms % 1000 < 70), "{every_70ms:?}");
    }

    #[test]
    fn a_pause_is_not_made_up_for() {
        let times = (0..10).chain(50..60).map(|n| n * 100);
        assert_eq!(shown(times, |_| 1000), [0, 5000]);
    }

    #[test]
    fn a_new_interval_holds_from_the_last_picture_on() {
        let every = |ms| if ms < 2500 { 1000 } else { 2000 };
        assert_eq!(
            shown((0..100).map(|n| n * 100), every),
            [0, 1000, 2000, 4000, 6000, 8000]
        );
        let every = |ms| if ms < 2500 { 2000 } else { 500 };
        assert_eq!(
            shown((0..40).map(|n| n * 100), every),
            [0, 2000, 2500, 3000, 3500]
        );
    }

    #[test]
    fn no_interval_is_every_picture() {
        assert_eq!(shown(0..5, |_| 0), [0, 1, 2, 3, 4]);
    }
}
