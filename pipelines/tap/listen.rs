//! The sound's side of a tap: Opus packets → one unbroken row of samples.
//!
//! The rules are the recorder's, so that the tap hears what a listener to the finished
//! take hears: packets run on end to end, holes are filled, sound that does not come is
//! silence half a second behind the picture.

use opusic_c::{Channels, Decoder, ErrorCode, SampleRate};

use super::TapCounts;
use crate::bitstream::opus;
use crate::{Frame, SOUND_RATE, Sound};

/// 100 ms: the analysis looks once a second, a chunk is a tenth of that.
const CHUNK: usize = SOUND_RATE as usize / 10;
/// The longest packet, 120 ms (RFC 6716, section 3.2.5).
const LONGEST_PACKET: usize = SOUND_RATE as usize * 120 / 1000;
/// Packets run on end to end until they are this far from their true time.
const DRIFT_US: i64 = 10_000;
/// A shorter hole is concealed by the decoder, with the copy of the last packet that a
/// packet may carry (in-band FEC): five packets. Past that libopus fades to silence.
const CONCEALED_US: i64 = 100_000;
/// Opus decodes in steps of 2.5 ms.
const STEP_US: i64 = 2_500;
/// A longer hole is left open: more than the queue of sound holds would push out
/// everything before it.
const LONGEST_FILL_US: i64 = 6_000_000;
/// The recorder's patience with late sound, and how far silence then stays behind.
const PATIENCE_US: i64 = 700_000;
const SILENT_LAG_US: i64 = 500_000;

pub(super) struct Listener {
    decoder: Decoder,
    /// Time of the first sample of the row.
    from_us: Option<i64>,
    /// Samples of the row so far, those in `chunk` included.
    samples: i64,
    chunk: Vec<f32>,
    invented: u32,
    /// Scratch of one packet.
    pcm: Vec<f32>,
}

impl Listener {
    pub(super) fn new() -> Result<Self, ErrorCode> {
        Ok(Self {
            decoder: Decoder::new(Channels::Mono, SampleRate::Hz16000)?,
            from_us: None,
            samples: 0,
            chunk: Vec::with_capacity(CHUNK),
            invented: 0,
            pcm: vec![0.0; LONGEST_PACKET],
        })
    }

    /// One Opus packet.
    pub(super) fn push(&mut self, frame: &Frame, counts: &mut TapCounts, out: &mut Vec<Sound>) {
        let at_us = frame.media_time_us;
        let Some(duration_us) = opus::duration_us(&frame.bytes) else {
            counts.packets_refused += 1;
            return;
        };
        let from_us = *self.from_us.get_or_insert(at_us);
        let hole_us = at_us - self.end_us(from_us);
        if hole_us + duration_us <= DRIFT_US.min(duration_us / 2) {
            counts.packets_refused += 1; // silence stands there already
            return;
        }
        if hole_us > LONGEST_FILL_US {
            self.restart(at_us, out);
        } else if hole_us > DRIFT_US {
            self.fill(hole_us, Some(&frame.bytes), counts, out);
        }
        let length = match self
            .decoder
            .decode_float_to_slice(&frame.bytes, &mut self.pcm, false)
        {
            Ok(length) => length,
            Err(_) => {
                // Its time passes all the same.
                counts.packets_refused += 1;
                return self.silence(duration_us, counts, out);
            }
        };
        // Sound that comes earlier than it should loses its head.
        let overlap = if hole_us < -DRIFT_US {
            samples(-hole_us).min(length)
        } else {
            0
        };
        counts.packets += 1;
        let pcm = std::mem::take(&mut self.pcm);
        self.add(&pcm[overlap..length], false, out);
        self.pcm = pcm;
    }

    /// A picture of this time has come: sound cannot be far.
    pub(super) fn picture_at(&mut self, at_us: i64, counts: &mut TapCounts, out: &mut Vec<Sound>) {
        let from_us = *self.from_us.get_or_insert(at_us);
        let end_us = self.end_us(from_us);
        if at_us - end_us > LONGEST_FILL_US {
            self.restart(at_us - SILENT_LAG_US, out);
        } else if at_us - end_us > PATIENCE_US {
            self.silence(at_us - SILENT_LAG_US - end_us, counts, out);
        }
    }

    fn end_us(&self, from_us: i64) -> i64 {
        from_us + self.samples * 1_000_000 / i64::from(SOUND_RATE)
    }

    /// Leaves a hole that is too long to be filled.
    fn restart(&mut self, at_us: i64, out: &mut Vec<Sound>) {
        self.emit(out);
        let _ = self.decoder.reset(); // refuses nothing but a broken handle
        self.from_us = Some(at_us);
        self.samples = 0;
    }

    fn fill(
        &mut self,
        hole_us: i64,
        next: Option<&[u8]>,
        counts: &mut TapCounts,
        out: &mut Vec<Sound>,
    ) {
        let hole_us = hole_us / STEP_US * STEP_US;
        let Some(next) = next.filter(|_| hole_us <= CONCEALED_US) else {
            return self.silence(hole_us, counts, out);
        };
        let room = samples(hole_us);
        match self
            .decoder
            .decode_float_to_slice(next, &mut self.pcm[..room], true)
        {
            Ok(length) => {
                counts.samples_invented += length as u64;
                let pcm = std::mem::take(&mut self.pcm);
                self.add(&pcm[..length], true, out);
                self.pcm = pcm;
            }
            Err(_) => self.silence(hole_us, counts, out),
        }
    }

    fn silence(&mut self, hole_us: i64, counts: &mut TapCounts, out: &mut Vec<Sound>) {
        let mut left = samples(hole_us);
        counts.samples_invented += left as u64;
        while left > 0 {
            let some = left.min(CHUNK);
            self.add(&[0.0; CHUNK][..some], true, out);
            left -= some;
        }
    }

    fn add(&mut self, mut pcm: &[f32], invented: bool, out: &mut Vec<Sound>) {
        while !pcm.is_empty() {
            let some = pcm.len().min(CHUNK - self.chunk.len());
            self.chunk.extend(&pcm[..some]);
            self.samples += some as i64;
            if invented {
                self.invented += some as u32;
            }
            pcm = &pcm[some..];
            if self.chunk.len() == CHUNK {
                self.emit(out);
            }
        }
    }

    fn emit(&mut self, out: &mut Vec<Sound>) {
        let Some(from_us) = self.from_us.filter(|_| !self.chunk.is_empty()) else {
            return;
        };
        let length = self.chunk.len() as i64;
        let before = (self.samples - length) * 1_000_000 / i64::from(SOUND_RATE);
        out.push(Sound {
            media_time_us: from_us + before,
            samples: std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK)),
            invented: std::mem::take(&mut self.invented),
        });
    }
}

fn samples(us: i64) -> usize {
    usize::try_from(us * i64::from(SOUND_RATE) / 1_000_000).unwrap_or(0)
}
