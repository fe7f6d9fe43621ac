use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{MediaKind, VideoCodec};

/// The two kinds of master.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    /// Fragmented MP4 while recording; plain MP4 once recovered.
    Mp4,
    /// WebM.
    Webm,
}

impl Container {
    /// The master's file name in its take's folder.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Mp4 => "master.mp4",
            Self::Webm => "master.webm",
        }
    }

    /// The container a codec is kept in.
    #[must_use]
    pub const fn of(codec: VideoCodec) -> Self {
        match codec {
            VideoCodec::H264 => Self::Mp4,
            VideoCodec::Vp8 => Self::Webm,
        }
    }
}

/// The sound codec of a master: always Opus, as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AudioCodec {
    /// Opus, 48 kHz.
    Opus,
}

/// A stretch in which nothing of one kind arrived. Times count from the take's zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Start, milliseconds. Picture: the time of the last frame before the gap.
    pub from_ms: u64,
    /// End, milliseconds.
    pub to_ms: u64,
    /// What is missing.
    pub kind: MediaKind,
}

/// A picture size and since when it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeAt {
    /// Milliseconds from the take's zero.
    pub at_ms: u64,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// How many units went in, and how many did not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Pictures in the file.
    pub video_frames: u64,
    /// Opus packets in the file that somebody sent.
    pub audio_packets: u64,
    /// Opus packets of silence that were put into holes of the sound.
    pub silence_packets: u64,
    /// Units that came after zero and were left out: malformed, impossible
    /// time, too late, or a picture that depends on one left out.
    pub refused: u64,
}

/// What is known of a whole master. Milliseconds count from the take's zero:
/// the media time of its first picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Name inside the take's folder.
    pub file_name: String,
    /// Container.
    pub container: Container,
    /// Picture codec.
    pub video_codec: VideoCodec,
    /// Sound codec.
    pub audio_codec: AudioCodec,
    /// First picture's width, pixels.
    pub width: u32,
    /// First picture's height, pixels.
    pub height: u32,
    /// From zero to the end of the last frame.
    pub duration_ms: u64,
    /// Size of the file.
    pub bytes: u64,
    /// Every gap (picture above 500 ms, sound above 100 ms), by start.
    pub gaps: Vec<Gap>,
    /// Time of the first kept sound: how much later than the picture the sound
    /// begins. `None`: no sound came. It is *not* an error of synchrony: the
    /// file is aligned, the time before is filled with silence.
    pub av_offset_ms: Option<i64>,
    /// Every picture size with its time, the first at 0.
    pub sizes: Vec<SizeAt>,
    /// Counts.
    pub counts: Counts,
}

/// Why a take is not whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code", content = "detail")]
pub enum DamageReason {
    /// No picture ever came that a file could begin with.
    NoPicture,
    /// The disk was slower than the media for longer than the queue lasts.
    Overflow,
    /// The file could not be written.
    Writer(String),
    /// The end of the file was not written within the deadline.
    Deadline,
    /// After a crash: no master in the folder.
    NoFile,
    /// After a crash: the master holds nothing that can be played.
    Unreadable(String),
}

impl fmt::Display for DamageReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPicture => f.write_str("no picture arrived"),
            Self::Overflow => f.write_str("the disk could not keep up"),
            Self::Writer(detail) => write!(f, "the recording could not be written: {detail}"),
            Self::Deadline => f.write_str("the recording was not closed in time"),
            Self::NoFile => f.write_str("no recording was found"),
            Self::Unreadable(detail) => write!(f, "the recording cannot be read: {detail}"),
        }
    }
}

/// How a recording or a recovery ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Outcome {
    /// The file is whole, playable and on disk (fsync done).
    Sealed(Facts),
    /// Something is missing; what is on disk is as good as it could be made.
    Damaged {
        /// Why.
        reason: DamageReason,
        /// How much can be played, milliseconds; 0 when nothing.
        kept_ms: u64,
        /// Facts of the kept part, where it could be closed properly.
        kept: Option<Box<Facts>>,
    },
}

impl Outcome {
    /// Nothing was kept.
    pub(crate) fn nothing(reason: DamageReason) -> Self {
        Self::Damaged {
            reason,
            kept_ms: 0,
            kept: None,
        }
    }
}

/// Microseconds from zero → milliseconds, rounded.
pub(crate) fn millis(us: i64) -> u64 {
    u64::try_from((us + 500) / 1000).unwrap_or(0)
}
