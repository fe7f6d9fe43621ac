//! The picture track: order, durations, sizes and gaps.

use bytes::Bytes;

use super::unit::Unit;
use crate::bitstream::{self, KeyHeader};
use crate::facts::millis;
use crate::{Gap, MediaKind, SizeAt, VideoCodec};

/// A longer pause between two pictures is listed: at 30 frames a second it is
/// 15 of them, which anybody sees as a freeze.
const GAP_US: i64 = 500_000;
/// The muxers need rising times; 1 ms is WebM's resolution.
const SMALLEST_STEP_US: i64 = 1_000;
/// What a picture lasts while nothing better is known: 30 frames a second.
const USUAL_STEP_US: i64 = 33_333;
/// A last picture is not stretched by the pause before it: 10 frames a second.
const LONGEST_LAST_US: i64 = 100_000;

/// Holds the newest picture back until the next one tells how long it lasts.
pub(crate) struct Picture {
    codec: VideoCodec,
    held: Option<Held>,
    step_us: i64,
    awaiting_key: bool,
    sizes: Vec<SizeAt>,
    gaps: Vec<Gap>,
    frames: u64,
    refused: u64,
}

struct Held {
    at_us: i64,
    key: bool,
    bytes: Bytes,
}

pub(crate) struct PictureFacts {
    pub sizes: Vec<SizeAt>,
    pub gaps: Vec<Gap>,
    pub frames: u64,
    pub refused: u64,
}

impl Picture {
    /// Begins with the key frame that is the take's zero.
    pub(crate) fn begin(codec: VideoCodec, header: &KeyHeader, bytes: Bytes) -> Self {
        Self {
            codec,
            held: Some(Held {
                at_us: 0,
                key: true,
                bytes,
            }),
            step_us: USUAL_STEP_US,
            awaiting_key: false,
            sizes: vec![SizeAt {
                at_ms: 0,
                width: header.width,
                height: header.height,
            }],
            gaps: Vec::new(),
            frames: 1,
            refused: 0,
        }
    }

    /// Time of the newest picture.
    pub(crate) fn newest_us(&self) -> i64 {
        self.held.as_ref().map_or(0, |h| h.at_us)
    }

    pub(crate) fn refuse(&mut self) {
        self.refused += 1;
        self.awaiting_key = true; // what follows may depend on it
    }

    pub(crate) fn push(&mut self, at_us: i64, key: bool, bytes: Bytes, out: &mut Vec<Unit>) {
        if !bitstream::well_formed(self.codec, &bytes) {
            return self.refuse();
        }
        if self.awaiting_key && !key {
            self.refused += 1;
            return;
        }
        self.awaiting_key = false;
        let before_us = self.newest_us();
        let at_us = at_us.max(before_us + SMALLEST_STEP_US);
        let step_us = at_us - before_us;
        if step_us > GAP_US {
            self.gaps.push(gap(before_us, at_us));
        }
        if key {
            self.note_size(at_us, &bytes);
        }
        self.release(step_us, out);
        self.step_us = step_us;
        self.held = Some(Held { at_us, key, bytes });
        self.frames += 1;
    }

    fn note_size(&mut self, at_us: i64, key_frame: &[u8]) {
        // A key frame without parameter sets goes on with the size before it.
        let Some(header) = bitstream::key_header(self.codec, key_frame) else {
            return;
        };
        let (width, height) = (header.width, header.height);
        if self
            .sizes
            .last()
            .is_none_or(|s| (s.width, s.height) != (width, height))
        {
            self.sizes.push(SizeAt {
                at_ms: millis(at_us),
                width,
                height,
            });
        }
    }

    fn release(&mut self, duration_us: i64, out: &mut Vec<Unit>) {
        if let Some(held) = self.held.take() {
            out.push(Unit::Picture {
                at_us: held.at_us,
                duration_us,
                key: held.key,
                bytes: held.bytes,
            });
        }
    }

    /// Where the track ends by itself.
    pub(crate) fn natural_end_us(&self) -> i64 {
        self.newest_us() + self.step_us.min(LONGEST_LAST_US)
    }

    /// Lets the last picture stand until `end_us`, so that the track is as long as the take.
    pub(crate) fn finish(mut self, end_us: i64, out: &mut Vec<Unit>) -> PictureFacts {
        let last_us = self.newest_us();
        if end_us - last_us > GAP_US {
            self.gaps.push(gap(last_us, end_us));
        }
        self.release((end_us - last_us).max(SMALLEST_STEP_US), out);
        PictureFacts {
            sizes: self.sizes,
            gaps: self.gaps,
            frames: self.frames,
            refused: self.refused,
        }
    }
}

fn gap(from_us: i64, to_us: i64) -> Gap {
    Gap {
        from_ms: millis(from_us),
        to_ms: millis(to_us),
        kind: MediaKind::Video,
    }
}
