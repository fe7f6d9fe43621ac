//! From ordered packets to pictures that can be decoded: nothing torn, nothing that
//! refers to a picture that was lost.

use std::time::Instant;

use bytes::Bytes;

use super::Packet;
use super::h264::H264;
use super::vp8::Vp8;
use crate::frame::VideoCodec;

/// A 720p picture that needs more is no picture; 2 MiB is 20 times a large key frame.
pub(crate) const LARGEST_FRAME: usize = 2 * 1024 * 1024;

/// The packets of a picture do not fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Broken;

/// What a codec made of a picture's packets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) bytes: Bytes,
    pub(crate) key: bool,
    pub(crate) discardable: bool,
}

/// A unit with the moment it belongs to.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) timestamp: u32,
    /// When its first packet arrived.
    pub(crate) arrival: Instant,
    pub(crate) unit: Unit,
}

#[derive(Debug)]
enum Depacketiser {
    H264(H264),
    Vp8(Vp8),
}

impl Depacketiser {
    fn surely_begins(&self, payload: &[u8]) -> bool {
        match self {
            Depacketiser::H264(_) => H264::surely_begins(payload),
            Depacketiser::Vp8(_) => Vp8::surely_begins(payload),
        }
    }

    fn push(&mut self, payload: &[u8]) -> Result<(), Broken> {
        match self {
            Depacketiser::H264(h264) => h264.push(payload),
            Depacketiser::Vp8(vp8) => vp8.push(payload),
        }
    }

    fn finish(&mut self) -> Result<Option<Unit>, Broken> {
        match self {
            Depacketiser::H264(h264) => h264.finish(),
            Depacketiser::Vp8(vp8) => vp8.finish(),
        }
    }

    fn reset(&mut self) {
        match self {
            Depacketiser::H264(h264) => h264.reset(),
            Depacketiser::Vp8(vp8) => vp8.reset(),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Pictures {
    depacketiser: Depacketiser,
    under_way: Option<UnderWay>,
    /// The last packet ended a picture, so that the next one begins one.
    at_boundary: bool,
    awaits_key: bool,
    dropped: u64,
}

#[derive(Debug)]
struct UnderWay {
    timestamp: u32,
    arrival: Instant,
    broken: bool,
}

impl Pictures {
    pub(crate) fn new(codec: VideoCodec) -> Pictures {
        Pictures {
            depacketiser: match codec {
                VideoCodec::H264 => Depacketiser::H264(H264::default()),
                VideoCodec::Vp8 => Depacketiser::Vp8(Vp8::default()),
            },
            under_way: None,
            at_boundary: false,
            awaits_key: true,
            dropped: 0,
        }
    }

    /// Nothing can be shown before the next key frame.
    pub(crate) fn awaits_key(&self) -> bool {
        self.awaits_key
    }

    /// Pictures that arrived, whole or not, and were not passed on.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The next packet in order. Gives at most two pictures: one that ended without a
    /// marker, and a whole one of this packet.
    pub(crate) fn packet(&mut self, packet: &Packet) -> [Option<Picture>; 2] {
        // Padding: takes a number, carries nothing.
        if packet.payload.is_empty() {
            return [None, None];
        }
        let mut ended = None;
        let other = |under_way: &UnderWay| under_way.timestamp != packet.timestamp;
        if self.under_way.as_ref().is_some_and(other) {
            // The marker is a hint (RFC 6184, section 5.1); no packet is missing between.
            ended = self.finish();
        }
        let depacketiser = &mut self.depacketiser;
        let at_boundary = self.at_boundary;
        let under_way = self.under_way.get_or_insert_with(|| UnderWay {
            timestamp: packet.timestamp,
            arrival: packet.arrival,
            broken: !at_boundary && !depacketiser.surely_begins(&packet.payload),
        });
        if !under_way.broken {
            under_way.broken = depacketiser.push(&packet.payload).is_err();
        }
        self.at_boundary = false;
        let whole = if packet.marker { self.finish() } else { None };
        [ended, whole]
    }

    /// Packets are missing before the next one.
    pub(crate) fn gap(&mut self) {
        if self.under_way.take().is_some() {
            self.dropped += 1;
        }
        self.depacketiser.reset();
        self.at_boundary = false;
        self.awaits_key = true;
    }

    fn finish(&mut self) -> Option<Picture> {
        let under_way = self.under_way.take()?;
        self.at_boundary = true;
        let unit = if under_way.broken {
            self.depacketiser.reset();
            Err(Broken)
        } else {
            self.depacketiser.finish()
        };
        match unit {
            Ok(None) => None,
            Ok(Some(unit)) if unit.key || !self.awaits_key => {
                self.awaits_key = false;
                Some(Picture {
                    timestamp: under_way.timestamp,
                    arrival: under_way.arrival,
                    unit,
                })
            }
            Ok(Some(_)) => {
                self.dropped += 1;
                None
            }
            Err(Broken) => {
                self.dropped += 1;
                self.awaits_key = true;
                None
            }
        }
    }
}
