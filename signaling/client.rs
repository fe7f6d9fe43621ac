//! What a client may say.

use coach::Language;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::MAX_MESSAGE_BYTES;

/// A message from the page (or any other client) to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientMessage {
    /// First message, within 5 s of opening the socket.
    Join {
        /// From `POST /api/live/tickets/`; good once, for 30 s.
        ticket: String,
        /// The protocol version the client speaks.
        protocol: u32,
        /// For texts that the server says.
        language: Language,
    },
    /// First message on a new socket when the last one was lost: the session goes on.
    Resume {
        /// From `joined`.
        key: String,
        /// The protocol version the client speaks.
        protocol: u32,
        /// Messages heard on this session so far, `joined` counted and `resumed` not.
        heard: u32,
    },
    /// A session description offer (RFC 8829); again for an ICE restart.
    Offer { sdp: String },
    /// A trickled ICE candidate (RFC 8838); an empty `candidate` ends them.
    Candidate {
        candidate: String,
        sdp_mid: Option<String>,
        sdp_m_line_index: Option<u16>,
    },
    /// Begin the countdown.
    Start,
    /// Stop the recording, or cancel the countdown.
    Stop,
    /// Switch the analysis off, or on again before the recording. Off during a recording
    /// stays off: that take is not scored.
    Analysis { enabled: bool },
    /// The candidate leaves; what was recorded is kept.
    Leave,
}

/// Bytes of the reason in [`ParseError::Malformed`]: it goes into a log, and a stranger does
/// not decide how long that gets.
const LONGEST_REASON: usize = 300;

/// Why a text is not a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    #[error("the message has {0} bytes; at most {MAX_MESSAGE_BYTES} are read")]
    TooLong(usize),
    #[error("not a message of this protocol: {0}")]
    Malformed(String),
}

impl ParseError {
    fn malformed(error: serde_json::Error) -> ParseError {
        // It repeats what it does not know, which may be the whole text.
        let mut why = error.to_string();
        why.truncate(why.floor_char_boundary(LONGEST_REASON));
        ParseError::Malformed(why)
    }
}

/// A message without fields. `serde` holds `deny_unknown_fields` for those with fields only.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bare {
    #[serde(rename = "type")]
    _kind: String,
}

impl ClientMessage {
    /// Reads one text frame. Unknown types and unknown fields are errors, so that a
    /// misspelt field is noticed by its author and not in production.
    pub fn parse(text: &str) -> Result<ClientMessage, ParseError> {
        if text.len() > MAX_MESSAGE_BYTES {
            return Err(ParseError::TooLong(text.len()));
        }
        let message: ClientMessage = serde_json::from_str(text).map_err(ParseError::malformed)?;
        if let ClientMessage::Start | ClientMessage::Stop | ClientMessage::Leave = message {
            serde_json::from_str::<Bare>(text).map_err(ParseError::malformed)?;
        }
        Ok(message)
    }

    /// The `type` field, for logs (a message's content may hold addresses).
    pub fn name(&self) -> &'static str {
        match self {
            ClientMessage::Join { .. } => "join",
            ClientMessage::Resume { .. } => "resume",
            ClientMessage::Offer { .. } => "offer",
            ClientMessage::Candidate { .. } => "candidate",
            ClientMessage::Start => "start",
            ClientMessage::Stop => "stop",
            ClientMessage::Analysis { .. } => "analysis",
            ClientMessage::Leave => "leave",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_by_their_type() {
        let join =
            ClientMessage::parse(r#"{"type":"join","ticket":"t","protocol":1,"language":"ar"}"#);
        assert_eq!(
            join,
            Ok(ClientMessage::Join {
                ticket: "t".into(),
                protocol: 1,
                language: Language::Ar
            })
        );
        assert_eq!(
            ClientMessage::parse(r#"{"type":"start"}"#),
            Ok(ClientMessage::Start)
        );
    }

    #[test]
    fn anything_else_is_malformed_and_says_why() {
        for text in [
            "",
            "null",
            "[]",
            r#"{"type":"dance"}"#,
            r#"{"type":"join"}"#,
            r#"{"type":"offer","sdp":"x","extra":1}"#,
            r#"{"type":"start","extra":1}"#,
            r#"{"type":"leave","type":"leave"}"#,
            r#"{"type":"join","ticket":"t","protocol":1,"language":"de"}"#,
        ] {
            assert!(
                matches!(ClientMessage::parse(text), Err(ParseError::Malformed(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_known_is_not_repeated_at_length() {
        for text in [
            format!(r#"{{"type":"{}"}}"#, "x".repeat(40_000)),
            format!(r#"{{"type":"start","{}":1}}"#, "é".repeat(10_000)),
        ] {
            match ClientMessage::parse(&text) {
                Err(ParseError::Malformed(why)) => assert!(why.len() <= LONGEST_REASON),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_message_that_is_too_long_is_not_read() {
        let text = format!(
            r#"{{"type":"offer","sdp":"{}"}}"#,
            "x".repeat(MAX_MESSAGE_BYTES)
        );
        assert_eq!(
            ClientMessage::parse(&text),
            Err(ParseError::TooLong(text.len()))
        );
    }
}
