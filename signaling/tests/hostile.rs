//! Texts that no client should send.
#![allow(clippy::unwrap_used)]

use coach::Language;
use hostile::{damaged_text, replay};
use proptest::collection::vec;
use proptest::prelude::*;
use signaling::order::{MAX_CANDIDATES, MAX_OFFERS};
use signaling::{ClientMessage, MAX_MESSAGE_BYTES, Order, OrderError, ParseError, ServerMessage};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

fn said() -> Vec<ClientMessage> {
    vec![
        ClientMessage::Join {
            ticket: "8Zk3v".into(),
            protocol: 1,
            language: Language::Fr,
        },
        ClientMessage::Resume {
            key: "q3V".into(),
            protocol: 1,
            heard: 12,
        },
        ClientMessage::Offer {
            sdp: "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n".into(),
        },
        ClientMessage::Candidate {
            candidate: "candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host".into(),
            sdp_mid: Some("0".into()),
            sdp_m_line_index: Some(0),
        },
        ClientMessage::Start,
        ClientMessage::Stop,
        ClientMessage::Analysis { enabled: false },
        ClientMessage::Leave,
    ]
}

fn texts() -> Vec<String> {
    let mut texts: Vec<String> = said()
        .iter()
        .map(|message| serde_json::to_string(message).unwrap())
        .collect();
    // What readers of JSON have stumbled over: depth, numbers, pairs of surrogates.
    texts.extend([
        format!(r#"{{"type":{}"#, "[".repeat(40_000)),
        format!(r#"{{"type":"offer","sdp":{}"#, r#"{"a":"#.repeat(10_000)),
        format!(r#"{{"type":"resume","heard":{}}}"#, "9".repeat(5_000)),
        r#"{"type":"offer","sdp":"\ud83d\ude00\ud83d"}"#.to_owned(),
        r#"{"type":"start","type":"stop"}"#.to_owned(),
    ]);
    texts
}

#[test]
fn a_text_is_a_message_or_is_refused_in_few_words() {
    let strategy = damaged_text(texts(), &[',', ':', '"', '{']);
    replay(CRATE, "texts", 2000, strategy, |text| {
        match ClientMessage::parse(&text) {
            Ok(message) => {
                let again = serde_json::to_string(&message).unwrap();
                assert_eq!(ClientMessage::parse(&again).as_ref(), Ok(&message));
            }
            Err(ParseError::TooLong(bytes)) => assert!(bytes > MAX_MESSAGE_BYTES),
            Err(error @ ParseError::Malformed(_)) => {
                let words = error.to_string().len();
                assert!(words <= 400, "{words} bytes for {} of text", text.len());
            }
        }
        // The page's side of the same.
        let _ = serde_json::from_str::<ServerMessage>(&text);
    });
}

#[test]
fn messages_in_any_order_stay_within_what_a_session_may_say() {
    let message = prop_oneof![
        1 => proptest::sample::select(said()),
        3 => Just(ClientMessage::Offer { sdp: String::new() }),
        3 => proptest::sample::select(said())
            .prop_filter("leaving ends it", |message| *message != ClientMessage::Leave),
    ];
    replay(CRATE, "order", 500, vec(message, 0..400), |messages| {
        let mut order = Order::new();
        let (mut joins, mut offers, mut candidates, mut left) = (0, 0, 0, false);
        for message in messages {
            let allowed = order.check(&message);
            assert!(!left || allowed == Err(OrderError::Left));
            if allowed.is_err() {
                continue;
            }
            assert!(joins == 1 || matches!(message, ClientMessage::Join { .. }));
            match message {
                ClientMessage::Join { .. } => joins += 1,
                ClientMessage::Offer { .. } => offers += 1,
                ClientMessage::Candidate { .. } => candidates += 1,
                ClientMessage::Leave => left = true,
                _ => {}
            }
        }
        assert!(joins <= 1 && offers <= MAX_OFFERS && candidates <= MAX_CANDIDATES);
    });
}
