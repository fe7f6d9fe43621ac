use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The picture codecs a master may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VideoCodec {
    /// H.264 in AVC form: 4-byte lengths, parameter sets in band. Kept in MP4.
    H264,
    /// VP8. Kept in WebM.
    Vp8,
}

/// Sound or picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// One Opus packet.
    Audio,
    /// One whole picture.
    Video,
}

/// One whole unit of media: a picture, or one Opus packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Sound or picture.
    pub kind: MediaKind,
    /// Microseconds on an axis that sound and picture share; its origin is free.
    pub media_time_us: i64,
    /// A picture that decodes without any other (H.264: carries SPS and PPS).
    /// Of no meaning for sound.
    pub key: bool,
    /// A decoder may leave this picture out: none depends on it but such that may be
    /// left out as well. The recorder keeps it all the same.
    #[serde(default)]
    pub discardable: bool,
    /// H.264: a whole access unit with 4-byte lengths. VP8: a whole frame.
    /// Sound: one Opus packet.
    pub bytes: Bytes,
}
