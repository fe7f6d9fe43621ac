//! OWASP ASVS 5.0, chapter V17: what it asks of signalling and of the recorder, against the
//! whole server. The media's own items are in `src/sfu/tests/asvs.rs`, the table in
//! `docs/security.md`.

use std::time::{Duration, Instant};

use bytes::Bytes;
use coach::Language;
use load::live::Live;
use load::{Clip, Codec, Play, Stream, WireOptions};
use serde_json::{Value, json};
use signaling::{AnalysisState, ClientMessage, ErrorCode, ServerMessage};
use system::live::Socket;
use system::people::Person;
use system::stage::Stage;
use tokio::time::{sleep, timeout};

/// Three times the second in which a message is answered.
const PROMPTLY: Duration = Duration::from_secs(3);

async fn ticket_of(person: &Person) -> ClientMessage {
    person.consent().await.unwrap();
    let ticket = person.ticket(&Value::Null).await.unwrap().ticket;
    ClientMessage::Join {
        ticket,
        protocol: signaling::PROTOCOL,
        language: Language::En,
    }
}

async fn joined(stage: &Stage, name: &str) -> Socket {
    let person = Person::sign_up(&stage.server, name).await.unwrap();
    let mut socket = Socket::open(&stage.server).await.unwrap();
    socket.say(&ticket_of(&person).await).await.unwrap();
    socket
        .hear_until("the analysis's state", |message| {
            matches!(message, ServerMessage::Analysis { .. }).then_some(())
        })
        .await
        .unwrap();
    socket
}

/// A message that is always answered, and is.
async fn is_answered(socket: &mut Socket) {
    socket
        .say(&ClientMessage::Analysis { enabled: false })
        .await
        .unwrap();
    let answered = socket.hear_until("an answer", |message| match message {
        ServerMessage::Analysis { state } => Some(*state),
        _ => None,
    });
    let state = timeout(PROMPTLY, answered).await.expect("in time").unwrap();
    assert_eq!(state, AnalysisState::Refused);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_17_2_7_a_flood_of_media_takes_nothing_from_other_recordings() {
    let stage = Stage::set(6000).await.unwrap();
    let flooder = Person::sign_up(&stage.server, "Flood").await.unwrap();
    let url = stage.server.url("/api/live/").replacen("http", "ws", 1);
    let mut flooding = Live::join(&url, ticket_of(&flooder).await).await.unwrap();
    let options = WireOptions::new(Codec::Vp8);
    let mut publisher = flooding.publish(options).await.unwrap();
    // A key frame in one packet, with nothing in it that decodes.
    let head = [0x10, 0x10, 2, 0, 0x9D, 1, 0x2A, 0x40, 1, 0xB4, 0];
    let picture = Bytes::from([&head[..], &[7; 1000]].concat());
    let mut number = 0u16;
    let sound = Bytes::from_static(&[0x78; 60]);
    for _ in 0..5 {
        let wire = publisher.wire();
        let time = u32::from(number) * 960;
        wire.send(Stream::Audio, number, time, false, sound.clone())
            .await
            .unwrap();
        wire.send(Stream::Full, number, time, true, picture.clone())
            .await
            .unwrap();
        number += 1;
    }
    flooding.both_media().await.unwrap();
    flooding.say(&ClientMessage::Start).await.unwrap();
    let (stop_in, mut stop) = tokio::sync::watch::channel(false);
    let mut over = stop.clone();
    // The flood's own recording ends as well, one way or the other.
    let ended = tokio::spawn(async move {
        tokio::select! {
            _ = over.wait_for(|over| *over) => {}
            end = flooding.until("nothing", |_| None::<()>) => panic!("{end:?}"),
        }
        flooding.say(&ClientMessage::Stop).await.unwrap();
        flooding
            .until("its end", |message| match message {
                ServerMessage::Sealed { .. } | ServerMessage::Damaged { .. } => Some(()),
                _ => None,
            })
            .await
            .unwrap();
    });
    let flood = tokio::spawn(async move {
        let mut sent = 0u64;
        while !*stop.borrow_and_update() {
            // 25 times what a camera sends, all of them pictures of their own.
            for _ in 0..100 {
                let (time, wire) = (u32::from(number) * 18, publisher.wire());
                let payload = picture.clone();
                wire.send(Stream::Full, number, time, true, payload)
                    .await
                    .unwrap();
                wire.send(
                    Stream::Audio,
                    number,
                    u32::from(number) * 9,
                    false,
                    sound.clone(),
                )
                .await
                .unwrap();
                number = number.wrapping_add(1);
                sent += 2;
            }
            sleep(Duration::from_millis(40)).await;
        }
        sent
    });

    let clip = Clip::flash_and_beep(Codec::H264, 16).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    take.start().await.unwrap();
    let told_ms = take.sealed().await.unwrap();
    assert!((5_500..=7_000).contains(&told_ms), "{told_ms}");
    stop_in.send_replace(true);
    let sent = flood.await.unwrap();
    assert!(sent > 1_000, "{sent} packets are no flood");
    let row = stage.ready(&take.ticket.take_id).await.unwrap();
    assert_eq!(
        (&row["state"], &row["gaps"]),
        (&json!("sealed"), &json!([])),
        "{row}"
    );
    ended.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_17_3_1_a_flood_of_messages_ends_its_session_and_no_other() {
    let stage = Stage::set(5000).await.unwrap();
    let mut bystander = joined(&stage, "Calm").await;
    for text in [
        r#"{"type":"start"}"#.to_owned(),
        r#"{"type":"analysis","enabled":false}"#.to_owned(),
        "x".repeat(30_000),
    ] {
        let mut flooding = joined(&stage, "Flood").await;
        // What a whole session may say at once is no flood.
        for _ in 0..100 {
            flooding
                .say_text(r#"{"type":"start"}"#.into())
                .await
                .unwrap();
        }
        is_answered(&mut flooding).await;
        let begun = Instant::now();
        let mut said = 0;
        // It is closed by the server in the middle of a word.
        while said < 5_000 && flooding.say_text(text.clone()).await.is_ok() {
            said += 1;
            // Seldom enough to be no flood itself, however quick the machine.
            if said % 500 == 0 {
                is_answered(&mut bystander).await;
            }
        }
        let end = flooding.hear_until("the end", |message| match message {
            ServerMessage::Error {
                code, fatal: true, ..
            } => Some(*code),
            _ => None,
        });
        // The last words may be lost where the client does not listen while it talks.
        if let Ok(Ok(code)) = timeout(PROMPTLY, end).await {
            assert_eq!(code, ErrorCode::BadMessage);
        }
        while matches!(flooding.hear().await, Ok(Some(_))) {}
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "{said} were heard"
        );
        is_answered(&mut bystander).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_17_3_2_malformed_messages_are_answered_and_the_next_is_heard() {
    let stage = Stage::set(5000).await.unwrap();
    let mut bystander = joined(&stage, "Calm").await;
    // What describes no media ends the session that says it, …
    let many = "m=video 9 x 1\\r\\n".repeat(2_000);
    for sdp in ["v=0", "", &many] {
        let mut socket = joined(&stage, "Amal").await;
        let offer = format!(r#"{{"type":"offer","sdp":"{sdp}"}}"#);
        socket.say_text(offer).await.unwrap();
        let refused = socket.hear_until("a refusal", |message| match message {
            ServerMessage::Error { .. } => Some(()),
            _ => None,
        });
        timeout(PROMPTLY, refused).await.expect(sdp).unwrap();
        is_answered(&mut bystander).await;
    }
    // … and what is no message at all, none.
    let mut socket = joined(&stage, "Amal").await;
    for text in [
        String::new(),
        "null".into(),
        "[]".into(),
        "\u{0}\u{202e}".into(),
        r#"{"type":"start""#.into(),
        r#"{"type":"start","extra":1}"#.into(),
        r#"{"type":"dance"}"#.into(),
        r#"{"type":"offer"}"#.into(),
        r#"{"type":"offer","sdp":7}"#.into(),
        r#"{"type":"candidate","candidate":"x","sdp_mid":"0","sdp_m_line_index":70000}"#.into(),
        r#"{"type":"resume","key":"","protocol":1,"heard":-1}"#.into(),
        format!(r#"{{"type":{}"#, "[".repeat(50_000)),
        format!(r#"{{"type":"{}"}}"#, "x".repeat(60_000)),
    ] {
        socket.say_text(text.clone()).await.unwrap();
        let refused = socket.hear_until("a refusal", |message| match message {
            ServerMessage::Error { fatal, .. } => Some(*fatal),
            _ => None,
        });
        let begins = text.chars().take(60).collect::<String>();
        let fatal = timeout(PROMPTLY, refused).await.expect(&begins).unwrap();
        assert!(!fatal, "{begins}");
        is_answered(&mut socket).await;
    }
}
