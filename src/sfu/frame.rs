//! What leaves this crate: whole frames, placed in time.

use bytes::Bytes;

/// Sound or picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaKind {
    Audio,
    Video,
}

/// The picture's codec of a peer. It is settled by its first offer and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VideoCodec {
    H264,
    Vp8,
}

/// A simulcast layer of the picture.
///
/// A peer that sends one layer only serves it as both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layer {
    /// rid `f`: 1280×720, what is recorded.
    Full,
    /// rid `q`: 320×180, what is analysed.
    Small,
}

/// How long an assembler waits for a missing packet before it gives up on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Depth {
    /// Up to 1 s: a retransmission is worth waiting for, nobody watches live.
    Recording,
    /// Up to 200 ms: fresh is worth more than complete.
    Tap,
}

/// Microseconds on the peer's one time axis, which sound and all picture layers share.
///
/// Zero is the moment the peer was made; what was captured at the same moment has the
/// same time, as far as the sender's RTCP reports tell (RFC 3550, section 6.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaTime(pub i64);

impl MediaTime {
    /// Microseconds since the peer was made; negative before.
    pub fn micros(self) -> i64 {
        self.0
    }
}

/// One picture or one Opus packet, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub kind: MediaKind,
    /// Strictly increasing for each kind within a take.
    pub media_time: MediaTime,
    /// The picture can be decoded without those before it. Always true for sound.
    pub key: bool,
    /// A decoder may leave it out: no picture depends on it but such that may be left
    /// out as well. Never true for key frames and sound.
    pub discardable: bool,
    /// H.264: one access unit as AVC (4-byte lengths), with SPS and PPS in band on key
    /// frames. VP8: one frame. Sound: one Opus packet.
    pub bytes: Bytes,
}
