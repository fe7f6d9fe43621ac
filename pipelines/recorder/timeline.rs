//! Where every unit belongs in the file. Pure: frames in, placed units out.

use std::collections::VecDeque;

use bytes::Bytes;

use super::picture::Picture;
use super::sound::Sound;
use super::unit::Unit;
use crate::bitstream::{self, KeyHeader};
use crate::{Counts, Frame, Gap, MediaKind, SizeAt, VideoCodec};

/// Sound kept while the first picture is awaited; the oldest goes first. Sound
/// runs ahead of its picture by less than a second even through retransmission.
const PREROLL_US: i64 = 3_000_000;
/// The same in packets, against a clock that stands still.
const PREROLL_PACKETS: usize = 1_200;
/// A unit further from its track's end than this has a broken clock: no network
/// comes back after ten minutes within one take.
const LONGEST_JUMP_US: i64 = 600_000_000;

/// What the first usable key frame fixes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Start {
    pub zero_us: i64,
    pub header: KeyHeader,
}

/// The take as it was placed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub duration_us: i64,
    pub first_sound_us: Option<i64>,
    pub gaps: Vec<Gap>,
    pub sizes: Vec<SizeAt>,
    pub counts: Counts,
}

pub(crate) struct Timeline {
    codec: VideoCodec,
    preroll: VecDeque<(i64, Bytes)>,
    take: Option<Take>,
}

struct Take {
    zero_us: i64,
    picture: Picture,
    sound: Sound,
}

impl Timeline {
    pub(crate) fn new(codec: VideoCodec) -> Self {
        Self {
            codec,
            preroll: VecDeque::new(),
            take: None,
        }
    }

    /// Places one frame; gives the start when this frame was the first to be kept.
    pub(crate) fn push(&mut self, frame: Frame, out: &mut Vec<Unit>) -> Option<Start> {
        match (&mut self.take, frame.kind) {
            (Some(take), kind) => {
                take.push(kind, frame, out);
                None
            }
            (None, MediaKind::Audio) => {
                self.keep_preroll(frame.media_time_us, frame.bytes);
                None
            }
            (None, MediaKind::Video) => self.begin(frame, out),
        }
    }

    fn keep_preroll(&mut self, at_us: i64, bytes: Bytes) {
        self.preroll.push_back((at_us, bytes));
        while self.preroll.len() > PREROLL_PACKETS
            || self
                .preroll
                .front()
                .is_some_and(|(oldest_us, _)| at_us.saturating_sub(*oldest_us) > PREROLL_US)
        {
            self.preroll.pop_front();
        }
    }

    fn begin(&mut self, frame: Frame, out: &mut Vec<Unit>) -> Option<Start> {
        let header = frame
            .key
            .then(|| bitstream::key_header(self.codec, &frame.bytes))
            .flatten()?;
        let zero_us = frame.media_time_us;
        let mut take = Take {
            zero_us,
            picture: Picture::begin(self.codec, &header, frame.bytes),
            sound: Sound::begin(),
        };
        for (at_us, bytes) in self.preroll.drain(..) {
            take.push_sound(at_us, bytes, out);
        }
        self.take = Some(take);
        Some(Start { zero_us, header })
    }

    /// Closes both tracks at the end of the last frame; `None` when nothing was kept.
    pub(crate) fn finish(self, out: &mut Vec<Unit>) -> Option<Placed> {
        let Take { picture, sound, .. } = self.take?;
        let end_us = picture.natural_end_us().max(sound.heard_until_us());
        let picture = picture.finish(end_us, out);
        let sound = sound.finish(end_us, out);
        let mut gaps = picture.gaps;
        gaps.extend(sound.gaps);
        gaps.sort_by_key(|g| (g.from_ms, g.to_ms));
        Some(Placed {
            duration_us: end_us,
            first_sound_us: sound.first_us,
            gaps,
            sizes: picture.sizes,
            counts: Counts {
                video_frames: picture.frames,
                audio_packets: sound.packets,
                silence_packets: sound.silence_packets,
                refused: picture.refused + sound.refused,
            },
        })
    }
}

impl Take {
    fn push(&mut self, kind: MediaKind, frame: Frame, out: &mut Vec<Unit>) {
        match kind {
            MediaKind::Audio => self.push_sound(frame.media_time_us, frame.bytes, out),
            MediaKind::Video => match self.plausible(frame.media_time_us, self.picture.newest_us())
            {
                Some(at_us) => {
                    self.picture.push(at_us, frame.key, frame.bytes, out);
                    self.sound.picture_at(self.picture.newest_us(), out);
                }
                None => self.picture.refuse(),
            },
        }
    }

    fn push_sound(&mut self, media_time_us: i64, bytes: Bytes, out: &mut Vec<Unit>) {
        match self.plausible(media_time_us, self.sound.heard_until_us()) {
            // Before zero there is no take: this is no loss, so nothing counts it.
            Some(..0) => {}
            Some(at_us) => self.sound.push(at_us, bytes, self.picture.newest_us(), out),
            None => self.sound.refuse(),
        }
    }

    /// The time from zero, unless it is absurdly far from where its track stands.
    fn plausible(&self, media_time_us: i64, track_us: i64) -> Option<i64> {
        let at_us = media_time_us.checked_sub(self.zero_us)?;
        (at_us.checked_sub(track_us)?.checked_abs()? <= LONGEST_JUMP_US).then_some(at_us)
    }
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;
