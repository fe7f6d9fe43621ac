//! A session outlives its socket for a while, and no longer.

use std::time::Duration;

use load::{Clip, Codec, Play};
use signaling::{ClientMessage, ErrorCode, PROTOCOL, ServerMessage};
use system::live::Socket;
use system::server::eventually;
use system::stage::{RunningTake, Stage};
use tokio::time::{Instant, sleep};

/// Given up 14 s after the last sign of life and sealed 5 s later at most; three times that.
const GONE_WITHIN: Duration = Duration::from_secs(3 * 19);

async fn recording(script_ms: i32) -> (Stage, RunningTake) {
    let stage = Stage::set(script_ms).await.unwrap();
    let clip = Clip::flash_and_beep(Codec::H264, 16).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    take.start().await.unwrap();
    (stage, take)
}

fn second(message: &ServerMessage) -> Option<u64> {
    match message {
        ServerMessage::Progress { elapsed_ms, .. } => Some(elapsed_ms / 1000),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_socket_costs_neither_picture_nor_word() {
    let (stage, mut take) = recording(7_000).await;
    let live = &mut take.live;
    live.until("the first second", |message| {
        second(message).filter(|at| *at == 1)
    })
    .await
    .unwrap();
    // Twice: by a socket that dies, and by one that the server takes for alive.
    live.lose().await.unwrap();
    sleep(Duration::from_millis(2_200)).await;
    live.resume().await.unwrap();
    let mut seconds = vec![1];
    let mut resumed = false;
    let gaps = loop {
        let message = live.hear().await.unwrap().expect("the session goes on");
        match &message {
            ServerMessage::Sealed { gaps, .. } => break gaps.clone(),
            ServerMessage::Error { .. } => panic!("{message:?}"),
            _ => seconds.extend(second(&message)),
        }
        if seconds.last() == Some(&4) && !resumed {
            resumed = true;
            live.resume().await.unwrap();
        }
    };
    seconds.dedup();
    assert_eq!(seconds, [1, 2, 3, 4, 5, 6], "each second is told once");
    assert_eq!(gaps, []);
    let row = stage.ready(&take.ticket.take_id).await.unwrap();
    assert_eq!(row["state"], "sealed", "{row}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_come_back_is_given_up_and_its_take_kept() {
    let (stage, mut take) = recording(60_000).await;
    take.live.lose().await.unwrap();
    let lost = Instant::now();
    let id = take.ticket.take_id.clone();
    let row = eventually(GONE_WITHIN, "a sealed take", || async {
        let row = stage.candidate.get(&format!("/api/takes/{id}/")).await?;
        Ok((row["state"] != "recording").then_some(row))
    })
    .await
    .unwrap();
    assert_eq!(row["state"], "sealed", "{row}");
    // Not at once either: who comes back in time goes on.
    assert!(
        lost.elapsed() > Duration::from_secs(8),
        "{:?}",
        lost.elapsed()
    );
    assert!(take.live.resume().await.is_err(), "the session is over");
}

#[tokio::test]
async fn a_key_is_needed_and_a_count_that_can_be_true() {
    let stage = Stage::set(5_000).await.unwrap();
    let resume = |key: &str, protocol, heard| ClientMessage::Resume {
        key: key.to_owned(),
        protocol,
        heard,
    };
    let refused = async |message: ClientMessage, expected: ErrorCode| {
        let mut socket = Socket::open(&stage.server).await.unwrap();
        socket.say(&message).await.unwrap();
        match socket.hear().await.unwrap() {
            Some(ServerMessage::Error {
                code, fatal: true, ..
            }) => assert_eq!(code, expected),
            other => panic!("{other:?}"),
        }
        assert_eq!(socket.hear().await.unwrap(), None);
    };
    refused(resume("made up", PROTOCOL, 0), ErrorCode::ResumeRefused).await;
    let ticket = stage
        .candidate
        .ticket(&serde_json::Value::Null)
        .await
        .unwrap();
    let mut socket = Socket::open(&stage.server).await.unwrap();
    let join = ClientMessage::Join {
        ticket: ticket.ticket,
        protocol: PROTOCOL,
        language: coach::Language::En,
    };
    socket.say(&join).await.unwrap();
    let key = socket
        .hear_until("joined", |message| match message {
            ServerMessage::Joined { resume_key, .. } => Some(resume_key.clone()),
            _ => None,
        })
        .await
        .unwrap();
    refused(resume(&key, PROTOCOL + 1, 1), ErrorCode::NotJoined).await;
    refused(resume(&key, PROTOCOL, 99), ErrorCode::ResumeRefused).await;
    // The right count still finds it.
    let mut socket = Socket::open(&stage.server).await.unwrap();
    socket.say(&resume(&key, PROTOCOL, 2)).await.unwrap();
    assert_eq!(
        socket.hear().await.unwrap(),
        Some(ServerMessage::Resumed { heard: 0 })
    );
}
