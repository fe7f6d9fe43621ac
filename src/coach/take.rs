//! What becomes of a take, and the two records kept beside its media.
//!
//! A take is a folder. `take.json` ([`TakeManifest`]) is written when the take is
//! armed, `sealed.json` ([`TakeOutcome`]) when its media are closed: by the normal
//! stop or by the sweep after a crash. A folder with both can be registered by
//! anyone at any time.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Language, script::Script};

/// Name of the record written when a take is armed.
pub const MANIFEST_FILE: &str = "take.json";
/// Name of the record written when a take's media are closed.
pub const OUTCOME_FILE: &str = "sealed.json";
/// Name of the file with one [`crate::guidance::Guidance`] a line, in the order of time,
/// `media_ms` counted from the take's zero. Only in the folder of a take that is scored:
/// without it there was no analysis, or it was switched off.
pub const SAMPLES_FILE: &str = "samples.jsonl";

/// The life of a take: `armed → recording → sealed | recovered | damaged | discarded`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum TakeState {
    /// A ticket was given and nothing is recorded yet; or an upload waits to become a master.
    Armed,
    Recording,
    /// Stopped in order: every byte is in place.
    Sealed,
    /// Cut off by a crash and made playable afterwards.
    Recovered,
    /// Something of it was lost; what is left is kept.
    Damaged,
    /// Thrown away by the candidate, or never recorded.
    Discarded,
}

impl TakeState {
    pub const ALL: [TakeState; 6] = [
        TakeState::Armed,
        TakeState::Recording,
        TakeState::Sealed,
        TakeState::Recovered,
        TakeState::Damaged,
        TakeState::Discarded,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            TakeState::Armed => "armed",
            TakeState::Recording => "recording",
            TakeState::Sealed => "sealed",
            TakeState::Recovered => "recovered",
            TakeState::Damaged => "damaged",
            TakeState::Discarded => "discarded",
        }
    }

    pub fn parse(name: &str) -> Option<TakeState> {
        TakeState::ALL
            .into_iter()
            .find(|state| state.as_str() == name)
    }

    /// Whether `next` may follow. An armed take may become `recovered` or `damaged`
    /// directly: a crash can fall between the first frame and the row's update.
    pub fn may_become(self, next: TakeState) -> bool {
        use TakeState::{Armed, Damaged, Discarded, Recording, Recovered, Sealed};
        matches!(
            (self, next),
            (Armed, Recording | Sealed | Recovered | Damaged | Discarded)
                | (Recording, Sealed | Recovered | Damaged | Discarded)
                | (Sealed | Recovered | Damaged, Discarded)
        )
    }
}

/// How a take comes in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TakeOrigin {
    /// Recorded here, along the script.
    #[default]
    Live,
    /// A film that somebody had already. It follows no script.
    Upload,
}

impl TakeOrigin {
    pub fn as_str(self) -> &'static str {
        match self {
            TakeOrigin::Live => "live",
            TakeOrigin::Upload => "upload",
        }
    }

    pub fn parse(name: &str) -> Option<TakeOrigin> {
        [TakeOrigin::Live, TakeOrigin::Upload]
            .into_iter()
            .find(|origin| origin.as_str() == name)
    }
}

/// `take.json`: everything needed to register a take when the database is gone.
/// Ids are UUIDs in text form; this crate does not look inside them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeManifest {
    pub take_id: String,
    pub video_id: String,
    pub user_id: String,
    /// Absent in older takes: all of them were recorded here.
    #[serde(default)]
    pub origin: TakeOrigin,
    /// Version of the consent text that the candidate agreed to before this take.
    pub consent_version: String,
    /// Whether the candidate agreed to be analysed. Absent in older takes: not asked is no.
    #[serde(default)]
    pub analyse: bool,
    pub language: Language,
    pub script: Script,
    /// Milliseconds since the Unix epoch, from the server's clock.
    pub created_at_ms: i64,
    /// Version of the program that recorded it.
    pub server_version: String,
}

/// How a take's media were closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Closing {
    Sealed,
    Recovered,
    Damaged,
}

impl Closing {
    pub fn state(self) -> TakeState {
        match self {
            Closing::Sealed => TakeState::Sealed,
            Closing::Recovered => TakeState::Recovered,
            Closing::Damaged => TakeState::Damaged,
        }
    }
}

/// `sealed.json`: what was measured when the media were closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakeOutcome {
    pub closing: Closing,
    /// Absent when not one playable frame was kept.
    pub media: Option<TakeMedia>,
    /// Set when `closing` is `damaged`: what happened, for the log and for support.
    pub reason: Option<String>,
    /// Milliseconds since the Unix epoch of the first recorded frame, when it is known.
    pub started_at_ms: Option<i64>,
    /// The same for the moment recording was stopped.
    pub stopped_at_ms: Option<i64>,
    /// How the media came. Absent where nobody counted: after a crash, and for an upload.
    #[serde(default)]
    pub reception: Option<Reception>,
}

/// What the network did to a take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reception {
    pub audio: Packets,
    /// Of the recorded layer.
    pub video: Packets,
}

/// Packets of one kind between the take's first and its last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packets {
    /// Arrived in time, at the first or a later try.
    pub received: u64,
    /// Never came, or too late to be recorded.
    pub lost: u64,
}

/// The recorded file and its measures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakeMedia {
    /// File name inside the take's folder, e.g. `master.mp4`.
    pub file: String,
    pub container: Container,
    /// `h264` or `vp8`.
    pub video_codec: String,
    /// `opus`, or absent for a take without sound.
    pub audio_codec: Option<String>,
    /// Pixels, of the first key frame.
    pub width: u32,
    pub height: u32,
    pub duration_ms: u64,
    pub bytes: u64,
    pub gaps: Vec<Gap>,
    /// First kept sound minus first picture, in milliseconds. Positive: sound starts later.
    pub av_offset_ms: i32,
    /// True when the picture changed its size during the take.
    pub size_changed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Container {
    Mp4,
    Webm,
}

/// A stretch of the take for which nothing arrived, in milliseconds from its zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Gap {
    #[ts(type = "number")]
    pub from_ms: u64,
    #[ts(type = "number")]
    pub to_ms: u64,
    pub kind: GapKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum GapKind {
    Audio,
    Video,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_take_can_only_be_discarded() {
        for closed in [TakeState::Sealed, TakeState::Recovered, TakeState::Damaged] {
            for next in TakeState::ALL {
                assert_eq!(closed.may_become(next), next == TakeState::Discarded);
            }
        }
        for next in TakeState::ALL {
            assert!(!TakeState::Discarded.may_become(next));
            assert!(!next.may_become(TakeState::Armed));
        }
    }

    #[test]
    fn names_round_trip() {
        for state in TakeState::ALL {
            assert_eq!(TakeState::parse(state.as_str()), Some(state));
            let json = serde_json::to_string(&state).unwrap();
            assert_eq!(json, format!("\"{}\"", state.as_str()));
        }
        assert_eq!(TakeState::parse("lost"), None);
        for origin in [TakeOrigin::Live, TakeOrigin::Upload] {
            assert_eq!(TakeOrigin::parse(origin.as_str()), Some(origin));
            let json = serde_json::to_string(&origin).unwrap();
            assert_eq!(json, format!("\"{}\"", origin.as_str()));
        }
    }
}
