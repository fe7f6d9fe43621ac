//! One assembler a taken track: packets in, as they arrive; frames out, whole, in order
//! and placed in time. It reads no clock, so that a test walks an hour in a millisecond.

mod clock;
mod h264;
mod order;
mod picture;
mod vp8;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::frame::{Depth, Frame, MediaKind, VideoCodec};
use crate::reports::Report;
use clock::TrackClock;
#[cfg(test)]
pub(crate) use h264::LARGEST_PARAMETER_SET;
use order::{Ordered, Reorder};
use picture::{Pictures, Unit};

/// RFC 7587: always, whatever the sound's bandwidth.
pub(crate) const OPUS_CLOCK: u32 = 48_000;
/// RFC 6184 and RFC 7741.
pub(crate) const VIDEO_CLOCK: u32 = 90_000;

/// How long a recording waits for a packet, which is also how long it is asked for again.
pub(crate) const RECORDING_PATIENCE: Duration = Duration::from_secs(1);

/// A request for a key frame, or the key frame, may be lost too; a browser answers within
/// 30 to 90 ms.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// A media packet as it arrived, retransmissions unwrapped.
#[derive(Debug, Clone)]
pub(crate) struct Packet {
    pub(crate) ssrc: u32,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) payload: Bytes,
    pub(crate) arrival: Instant,
}

/// What an assembler did so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) order: order::OrderCounts,
    pub(crate) frames: u64,
    pub(crate) frames_dropped: u64,
}

#[derive(Debug)]
pub(crate) struct Assembler {
    epoch: Instant,
    reorder: Reorder,
    clock: TrackClock,
    content: Content,
    source: Option<u32>,
    ordered: VecDeque<Ordered>,
    frames: u64,
    key_asked: Option<Instant>,
}

#[derive(Debug)]
enum Content {
    Sound,
    Pictures(Pictures),
}

impl Assembler {
    /// `epoch` is zero on the peer's axis.
    pub(crate) fn sound(depth: Depth, epoch: Instant) -> Assembler {
        Assembler::new(depth, epoch, OPUS_CLOCK, Content::Sound)
    }

    pub(crate) fn pictures(depth: Depth, epoch: Instant, codec: VideoCodec) -> Assembler {
        let pictures = Content::Pictures(Pictures::new(codec));
        Assembler::new(depth, epoch, VIDEO_CLOCK, pictures)
    }

    fn new(depth: Depth, epoch: Instant, rate: u32, content: Content) -> Assembler {
        let patience = match depth {
            Depth::Recording => RECORDING_PATIENCE,
            Depth::Tap => Duration::from_millis(200),
        };
        Assembler {
            epoch,
            reorder: Reorder::new(patience),
            clock: TrackClock::new(rate),
            content,
            source: None,
            ordered: VecDeque::new(),
            frames: 0,
            key_asked: None,
        }
    }

    /// The SSRC that the track comes from, once known.
    pub(crate) fn source(&self) -> Option<u32> {
        self.source
    }

    /// The newest sender report of [`Assembler::source`].
    pub(crate) fn report(&mut self, report: Report) {
        self.clock.report(report);
    }

    /// The packets to come are of this source. Ends what the one before had under way.
    pub(crate) fn switch_to(&mut self, ssrc: u32, out: &mut VecDeque<Frame>) {
        if self
            .source
            .replace(ssrc)
            .is_some_and(|before| before != ssrc)
        {
            self.reorder.restart(&mut self.ordered);
            self.ordered.push_back(Ordered::Gap);
            self.drain(out);
            self.clock.other_source();
        }
    }

    pub(crate) fn push(&mut self, packet: Packet, out: &mut VecDeque<Frame>) {
        self.switch_to(packet.ssrc, out);
        self.reorder.push(packet, &mut self.ordered);
        self.drain(out);
    }

    /// When [`Assembler::poll`] has something to do.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.reorder.deadline()
    }

    /// Gives up on packets that were waited for long enough.
    pub(crate) fn poll(&mut self, now: Instant, out: &mut VecDeque<Frame>) {
        self.reorder.poll(now, &mut self.ordered);
        self.drain(out);
    }

    /// Nothing more will come.
    pub(crate) fn finish(&mut self, out: &mut VecDeque<Frame>) {
        self.reorder.flush(&mut self.ordered);
        self.drain(out);
    }

    /// True when a key frame has to be asked for now: at once when one is needed, then
    /// once a second until it is there.
    pub(crate) fn wants_key(&mut self, now: Instant) -> bool {
        let Content::Pictures(pictures) = &self.content else {
            return false;
        };
        if !pictures.awaits_key() {
            self.key_asked = None;
            return false;
        }
        let due = self.key_asked.is_none_or(|asked| now >= asked + ASK_AGAIN);
        if due {
            self.key_asked = Some(now);
        }
        due
    }

    pub(crate) fn counts(&self) -> Counts {
        Counts {
            order: self.reorder.counts(),
            frames: self.frames,
            frames_dropped: match &self.content {
                Content::Sound => 0,
                Content::Pictures(pictures) => pictures.dropped(),
            },
        }
    }

    fn drain(&mut self, out: &mut VecDeque<Frame>) {
        while let Some(ordered) = self.ordered.pop_front() {
            match (&mut self.content, ordered) {
                (Content::Sound, Ordered::Gap) => {}
                (Content::Sound, Ordered::Packet(packet)) => {
                    if !packet.payload.is_empty() {
                        let (timestamp, arrival) = (packet.timestamp, packet.arrival);
                        let unit = Unit {
                            bytes: packet.payload,
                            key: true,
                            discardable: false,
                        };
                        self.emit(out, MediaKind::Audio, timestamp, arrival, unit);
                    }
                }
                (Content::Pictures(pictures), Ordered::Gap) => pictures.gap(),
                (Content::Pictures(pictures), Ordered::Packet(packet)) => {
                    for picture in pictures.packet(&packet).into_iter().flatten() {
                        let (timestamp, arrival) = (picture.timestamp, picture.arrival);
                        self.emit(out, MediaKind::Video, timestamp, arrival, picture.unit);
                    }
                }
            }
        }
    }

    fn emit(
        &mut self,
        out: &mut VecDeque<Frame>,
        kind: MediaKind,
        timestamp: u32,
        arrival: Instant,
        unit: Unit,
    ) {
        self.frames += 1;
        let arrival_us = arrival.saturating_duration_since(self.epoch).as_micros() as i64;
        out.push_back(Frame {
            kind,
            media_time: self.clock.stamp(timestamp, arrival_us),
            key: unit.key,
            discardable: unit.discardable,
            bytes: unit.bytes,
        });
    }
}

#[cfg(test)]
impl Packet {
    /// A packet of which only the numbering matters.
    pub(crate) fn fake(sequence: u16, timestamp: u32, arrival: Instant) -> Packet {
        Packet {
            ssrc: 1,
            sequence,
            timestamp,
            marker: false,
            payload: Bytes::from_static(&[0]),
            arrival,
        }
    }
}
