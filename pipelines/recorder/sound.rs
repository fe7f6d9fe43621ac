//! The sound track: one unbroken row of packets from zero to the end.
//!
//! Players disagree on holes in sound: some wait, some close the gap and lose
//! step with the picture; and mp4mux places a late first packet at zero. So no
//! hole is ever written: it is filled with Opus silence, and listed.
//!
//! The filling has a second purpose. A muxer writes nothing while one of its
//! tracks is empty; with a dead microphone nothing would reach the disk before
//! the end, and a crash would take the whole picture along.

use bytes::Bytes;

use super::unit::Unit;
use crate::bitstream::opus;
use crate::facts::millis;
use crate::{Gap, MediaKind};

/// A longer hole is listed: five lost packets can be heard as a lost syllable.
const GAP_US: i64 = 100_000;
/// Packets run on end to end until they are this far from their true time:
/// a sender report moves the axis by a millisecond or two, half a packet is a hole.
const DRIFT_US: i64 = 10_000;
/// How far sound may lag behind the picture before silence takes its place.
/// Twice what a loaded network showed; a late packet is lost, so be patient.
const PATIENCE_US: i64 = 700_000;
/// A sender that lags more than that is waited for, up to here.
const LONGEST_PATIENCE_US: i64 = 3_000_000;
/// Added to a lag once seen.
const MARGIN_US: i64 = 200_000;
/// How far silence stays behind the picture while no sound comes at all: it
/// adds to what a crash loses (with it, 0.9 s), and sound that comes back later
/// than this loses its head.
const SILENT_LAG_US: i64 = 500_000;

pub(crate) struct Sound {
    /// Where the next packet goes: the end of what was written.
    end_us: i64,
    /// True end of the last packet that somebody sent.
    heard_until_us: i64,
    first_us: Option<i64>,
    patience_us: i64,
    silent: bool,
    gaps: Vec<Gap>,
    packets: u64,
    silence_packets: u64,
    refused: u64,
}

pub(crate) struct SoundFacts {
    pub first_us: Option<i64>,
    pub gaps: Vec<Gap>,
    pub packets: u64,
    pub silence_packets: u64,
    pub refused: u64,
}

impl Sound {
    pub(crate) fn begin() -> Self {
        Self {
            end_us: 0,
            heard_until_us: 0,
            first_us: None,
            patience_us: PATIENCE_US,
            silent: false,
            gaps: Vec::new(),
            packets: 0,
            silence_packets: 0,
            refused: 0,
        }
    }

    /// True end of the sound that came.
    pub(crate) fn heard_until_us(&self) -> i64 {
        self.heard_until_us
    }

    pub(crate) fn refuse(&mut self) {
        self.refused += 1;
    }

    /// `picture_us`: time of the newest picture.
    pub(crate) fn push(&mut self, at_us: i64, bytes: Bytes, picture_us: i64, out: &mut Vec<Unit>) {
        let Some(duration_us) = opus::duration_us(&bytes) else {
            return self.refuse();
        };
        self.silent = false;
        let hole_us = at_us - self.end_us;
        if hole_us <= -duration_us {
            // Its place is taken: by silence, or by a packet of the same time.
            self.patience_us =
                (picture_us - at_us + MARGIN_US).clamp(self.patience_us, LONGEST_PATIENCE_US);
            return self.refuse();
        }
        if at_us - self.heard_until_us > GAP_US {
            self.gaps.push(gap(self.heard_until_us, at_us));
        }
        if hole_us > DRIFT_US || self.first_us.is_none() {
            self.fill(at_us, opus::SHORTEST_SILENCE_US, out);
        }
        self.first_us.get_or_insert(at_us);
        self.heard_until_us = at_us + duration_us;
        self.packets += 1;
        self.write(bytes, duration_us, out);
    }

    /// Called with every picture: nothing may wait for sound for ever.
    pub(crate) fn picture_at(&mut self, picture_us: i64, out: &mut Vec<Unit>) {
        let patience_us = if self.silent {
            SILENT_LAG_US
        } else {
            self.patience_us
        };
        if picture_us - self.end_us > patience_us {
            self.silent = true;
            // Whole packets only: sound that comes back fits on the same grid.
            self.fill(picture_us - SILENT_LAG_US, opus::WHOLE_SILENCE_US, out);
        }
    }

    /// Silence up to `to_us`, in packets not shorter than `shortest_us`.
    fn fill(&mut self, to_us: i64, shortest_us: i64, out: &mut Vec<Unit>) {
        while to_us - self.end_us >= shortest_us {
            let Some((packet, duration_us)) = opus::silence(to_us - self.end_us) else {
                return;
            };
            self.silence_packets += 1;
            self.write(Bytes::from_static(packet), duration_us, out);
        }
    }

    fn write(&mut self, bytes: Bytes, duration_us: i64, out: &mut Vec<Unit>) {
        out.push(Unit::Sound {
            at_us: self.end_us,
            duration_us,
            bytes,
        });
        self.end_us += duration_us;
    }

    pub(crate) fn finish(mut self, end_us: i64, out: &mut Vec<Unit>) -> SoundFacts {
        if end_us - self.heard_until_us > GAP_US {
            self.gaps.push(gap(self.heard_until_us, end_us));
        }
        self.fill(end_us, opus::SHORTEST_SILENCE_US, out);
        SoundFacts {
            first_us: self.first_us,
            gaps: self.gaps,
            packets: self.packets,
            silence_packets: self.silence_packets,
            refused: self.refused,
        }
    }
}

fn gap(from_us: i64, to_us: i64) -> Gap {
    Gap {
        from_ms: millis(from_us),
        to_ms: millis(to_us),
        kind: MediaKind::Audio,
    }
}
