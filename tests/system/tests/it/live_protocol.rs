//! The live WebSocket without media: who is let in, and what is answered.

use std::time::Duration;

use coach::Language;
use serde_json::json;
use signaling::{AnalysisState, ClientMessage, ErrorCode, ServerMessage};
use system::live::Socket;
use system::people::Person;
use system::{Database, Server};

struct Stage {
    server: Server,
    candidate: Person,
    _data: tempfile::TempDir,
}

async fn stage() -> Stage {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(Server::settings(&database.url, data.path()))
        .await
        .unwrap();
    let candidate = Person::sign_up(&server, "Amal").await.unwrap();
    Stage {
        server,
        candidate,
        _data: data,
    }
}

fn join(ticket: &str) -> ClientMessage {
    ClientMessage::Join {
        ticket: ticket.into(),
        protocol: 1,
        language: Language::En,
    }
}

/// Expects one fatal error with this code, and then the end of the socket.
async fn refused(socket: &mut Socket, expected: ErrorCode) {
    match socket.hear().await.unwrap() {
        Some(ServerMessage::Error {
            code,
            fatal,
            message,
            action,
        }) => {
            assert_eq!(code, expected);
            assert!(fatal);
            assert!(!message.is_empty() && !action.is_empty());
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(socket.hear().await.unwrap(), None);
}

#[tokio::test]
async fn without_consent_there_is_no_ticket() {
    let stage = stage().await;
    let video = stage
        .candidate
        .post("/api/videos/", json!({ "title": "x" }))
        .await
        .unwrap();
    let (status, problem) = stage
        .candidate
        .call(
            reqwest::Method::POST,
            "/api/live/tickets/",
            Some(json!({ "video_id": video["id"] })),
        )
        .await
        .unwrap();
    assert_eq!(status, 403, "{problem}");
    assert_eq!(problem["type"], "/problems/consent-required");
}

#[tokio::test]
async fn consent_withdrawn_after_the_ticket_still_keeps_the_door_shut() {
    let stage = stage().await;
    stage.candidate.consent().await.unwrap();
    let ticket = stage
        .candidate
        .ticket(&serde_json::Value::Null)
        .await
        .unwrap();
    stage
        .candidate
        .post("/api/consents/withdraw/", json!({ "kind": "record" }))
        .await
        .unwrap();
    let mut socket = Socket::open(&stage.server).await.unwrap();
    socket.say(&join(&ticket.ticket)).await.unwrap();
    refused(&mut socket, ErrorCode::ConsentRequired).await;
}

/// Agreeing to be recorded is not agreeing to be analysed; the room says so after `joined`.
async fn not_analysed(socket: &mut Socket) {
    let state = AnalysisState::Refused;
    assert_eq!(
        socket.hear().await.unwrap(),
        Some(ServerMessage::Analysis { state })
    );
}

#[tokio::test]
async fn a_ticket_opens_one_room_once() {
    let stage = stage().await;
    stage.candidate.consent().await.unwrap();
    let ticket = stage
        .candidate
        .ticket(&serde_json::Value::Null)
        .await
        .unwrap();
    let mut socket = Socket::open(&stage.server).await.unwrap();
    socket.say(&join(&ticket.ticket)).await.unwrap();
    match socket.hear().await.unwrap() {
        Some(ServerMessage::Joined {
            take_id, script, ..
        }) => {
            assert_eq!(take_id, ticket.take_id);
            assert_eq!(script.slug(), "presentation-90");
            assert_eq!(script.duration().as_secs(), 90);
        }
        other => panic!("{other:?}"),
    }
    not_analysed(&mut socket).await;
    let mut again = Socket::open(&stage.server).await.unwrap();
    again.say(&join(&ticket.ticket)).await.unwrap();
    refused(&mut again, ErrorCode::TicketRefused).await;
    // The first room is not disturbed, and refuses a start without media kindly.
    socket
        .say(&ClientMessage::Offer {
            sdp: "nonsense".into(),
        })
        .await
        .unwrap();
    refused(&mut socket, ErrorCode::BadMessage).await;
}

#[tokio::test]
async fn strangers_and_nonsense_are_refused() {
    let stage = stage().await;
    let mut socket = Socket::open(&stage.server).await.unwrap();
    socket.say(&join("made up")).await.unwrap();
    refused(&mut socket, ErrorCode::TicketRefused).await;

    let mut socket = Socket::open(&stage.server).await.unwrap();
    socket.say(&ClientMessage::Start).await.unwrap();
    refused(&mut socket, ErrorCode::NotJoined).await;

    let mut socket = Socket::open(&stage.server).await.unwrap();
    socket
        .say_text("{\"type\":\"dance\"}".into())
        .await
        .unwrap();
    refused(&mut socket, ErrorCode::BadMessage).await;

    // Silence: `join` is due within 5 s.
    let mut socket = Socket::open(&stage.server).await.unwrap();
    refused(&mut socket, ErrorCode::NotJoined).await;
}

#[tokio::test]
async fn a_client_that_talks_on_still_hears_why_it_is_over() {
    let stage = stage().await;
    let mut socket = Socket::open(&stage.server).await.unwrap();
    // The first is refused. A socket that was dropped at once would be reset by the next, and
    // what it said last be lost.
    for _ in 0..20 {
        socket.say_text("{}".into()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    refused(&mut socket, ErrorCode::BadMessage).await;
}

#[tokio::test]
async fn a_page_of_another_origin_gets_no_socket() {
    let stage = stage().await;
    let Err(error) = Socket::open_from(&stage.server, Some("https://evil.example")).await else {
        panic!("let in")
    };
    assert!(error.to_string().contains("403"), "{error}");
    let own = stage.server.base.clone();
    Socket::open_from(&stage.server, Some(&own)).await.unwrap();
}

#[tokio::test]
async fn a_browser_without_our_codecs_is_told_what_to_do() {
    let stage = stage().await;
    stage.candidate.consent().await.unwrap();
    let ticket = stage
        .candidate
        .ticket(&serde_json::Value::Null)
        .await
        .unwrap();
    let mut socket = Socket::open(&stage.server).await.unwrap();
    socket.say(&join(&ticket.ticket)).await.unwrap();
    socket.hear().await.unwrap();
    not_analysed(&mut socket).await;
    // A real offer with the codecs we record renamed to ones we do not.
    let offer = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../fixtures/sdp/chromium-156-vp8-simulcast.offer.sdp"
    ))
    .unwrap();
    let offer = offer
        .replace("VP8/90000", "VP7/90000")
        .replace("H264/90000", "H261/90000");
    let sdp = offer.lines().collect::<Vec<_>>().join("\r\n") + "\r\n";
    socket.say(&ClientMessage::Offer { sdp }).await.unwrap();
    refused(&mut socket, ErrorCode::UnsupportedCodec).await;
}
