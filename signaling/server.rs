//! What the server says.

use coach::hint::{HintCode, Severity};
use coach::observation::{PictureMeasures, SoundMeasures};
use coach::score::{Criterion, Scores};
use coach::script::Script;
use coach::session::StopReason;
use coach::take::Gap;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A message from the server to its client. Times are milliseconds; `*_ms` counts
/// from the take's zero unless its text says otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    Joined {
        take_id: String,
        protocol: u32,
        /// A secret: `resume` with it goes on with this session on another socket.
        resume_key: String,
        ice_servers: Vec<IceServer>,
        script: Script,
        /// What the camera is asked for.
        resolution: Resolution,
    },
    /// Answer to `resume`; what was said meanwhile follows.
    Resumed {
        /// Texts of the client that arrived, `join` and `resume` not counted: it says the
        /// later ones again.
        heard: u32,
    },
    /// Answer to the last `offer`.
    Answer {
        sdp: String,
        video_codec: VideoCodec,
    },
    /// Which media arrive. `start` is heard once both flow.
    Media {
        audio: MediaState,
        video: MediaState,
    },
    Connection {
        state: ConnectionState,
    },
    /// Seconds left before recording.
    Countdown {
        remaining: u8,
    },
    /// The countdown was cancelled by `stop`; `start` is heard again.
    CountdownCancelled,
    /// The first frame is recorded. A `Progress` follows at once and tells how long ago the take's
    /// zero was.
    Started {
        #[ts(type = "number")]
        script_duration_ms: u64,
        /// The take's zero: when its first frame was captured. Milliseconds since the Unix epoch,
        /// server's clock.
        #[ts(type = "number")]
        started_at_ms: i64,
    },
    Step {
        index: usize,
        key: String,
        #[ts(type = "number")]
        start_ms: u64,
        #[ts(type = "number")]
        end_ms: u64,
    },
    /// Each second of a recording.
    Progress {
        #[ts(type = "number")]
        elapsed_ms: u64,
        #[ts(type = "number")]
        remaining_ms: u64,
        step_index: usize,
        #[ts(type = "number")]
        step_remaining_ms: u64,
    },
    /// Whether the server looks and listens. After `joined`, and whenever it changes.
    Analysis {
        state: AnalysisState,
    },
    /// What the server saw and heard around one moment: each second, less often under load.
    Guidance {
        /// Media time of the moment, since the connection was made.
        #[ts(type = "number")]
        media_ms: i64,
        /// The same from the take's zero; absent before the recording.
        #[ts(type = "number | null")]
        take_ms: Option<u64>,
        /// When the next one can be expected: 1000, under load 2000 or 5000.
        every_ms: u32,
        scores: Scores,
        overall: Option<f32>,
        /// The worst factor: what `overall` follows.
        reason: Option<Criterion>,
        hint: Option<HintText>,
        picture: Option<PictureMeasures>,
        sound: Option<SoundMeasures>,
    },
    Stopping {
        reason: StopReason,
    },
    /// The take is closed and safe on disk.
    Sealed {
        take_id: String,
        #[ts(type = "number")]
        duration_ms: u64,
        gaps: Vec<Gap>,
    },
    /// Something of the take was lost; `kept_ms` of it are kept (0: nothing).
    Damaged {
        take_id: String,
        reason: String,
        #[ts(type = "number")]
        kept_ms: u64,
    },
    Error {
        code: ErrorCode,
        /// The socket is closed after a fatal error.
        fatal: bool,
        /// What happened, in the joined language.
        message: String,
        /// What to do about it, in the joined language.
        action: String,
    },
}

/// A hint in the joined language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HintText {
    pub code: HintCode,
    pub criterion: Criterion,
    pub severity: Severity,
    /// One short sentence that says what to do.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AnalysisState {
    On,
    /// Switched off in this session.
    Off,
    /// No standing consent to be analysed.
    Refused,
    /// The server has no models, or no room for another analysis.
    Unavailable,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IceServer {
    pub urls: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub credential: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Resolution {
    pub width: u32,
    pub height: u32,
    pub frame_rate: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum VideoCodec {
    H264,
    Vp8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum MediaState {
    Waiting,
    Flowing,
}

impl From<bool> for MediaState {
    fn from(flowing: bool) -> MediaState {
        if flowing {
            MediaState::Flowing
        } else {
            MediaState::Waiting
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ConnectionState {
    Connecting,
    Connected,
    Interrupted,
    Failed,
}

/// Stable codes; the texts beside them may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    BadMessage,
    NotJoined,
    TicketRefused,
    ResumeRefused,
    ConsentRequired,
    ConsentWithdrawn,
    SessionEnded,
    UnsupportedCodec,
    MediaFailed,
    MediaMissing,
    NotReady,
    ServerBusy,
    Internal,
    ShuttingDown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_stands_beside_the_fields() {
        let message = ServerMessage::Countdown { remaining: 3 };
        assert_eq!(
            serde_json::to_string(&message).unwrap(),
            r#"{"type":"countdown","remaining":3}"#
        );
        let message = ServerMessage::Connection {
            state: ConnectionState::Interrupted,
        };
        assert_eq!(
            serde_json::to_string(&message).unwrap(),
            r#"{"type":"connection","state":"interrupted"}"#
        );
    }
}
