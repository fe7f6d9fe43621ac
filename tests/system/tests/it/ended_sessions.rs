//! Sessions that end while a room is open in their name.

use std::time::Duration;

use coach::Language;
use load::{Clip, Codec, Play};
use signaling::{ClientMessage, ErrorCode, ServerMessage};
use system::live::Socket;
use system::server::run;
use system::stage::Stage;
use tokio::time::{Instant, timeout};

/// Three times what is promised.
const AT_ONCE: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ended_on_another_device_the_take_is_closed_and_kept() {
    let stage = Stage::set(60_000).await.unwrap();
    let clip = Clip::test_pattern(Codec::H264, 20).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    let elsewhere = stage.candidate.elsewhere(&stage.server).await.unwrap();
    take.start().await.unwrap();
    tokio::time::sleep(Duration::from_millis(2_500)).await;

    elsewhere.end_others().await.unwrap();
    let ended = Instant::now();
    let (told_after, sealed_ms) = timeout(Duration::from_secs(15), async {
        let (mut told_after, mut sealed_ms) = (None, None);
        // To the end of the socket: the error comes first, then the end of the take.
        while let Some(message) = take.live.hear().await.unwrap() {
            match message {
                ServerMessage::Error { code, fatal, .. } => {
                    assert_eq!((code, fatal), (ErrorCode::SessionEnded, true));
                    told_after = Some(ended.elapsed());
                }
                ServerMessage::Sealed { duration_ms, .. } => {
                    assert!(told_after.is_some(), "the reason comes first");
                    sealed_ms = Some(duration_ms);
                }
                _ => {}
            }
        }
        (told_after.unwrap(), sealed_ms.unwrap())
    })
    .await
    .unwrap();
    println!("told after {told_after:?}");
    assert!(told_after <= AT_ONCE, "{told_after:?}");
    assert!((2_300..=6_000).contains(&sealed_ms), "{sealed_ms} ms");

    // Nothing is lost: the other device finds the take.
    let path = format!("/api/takes/{}/", take.ticket.take_id);
    let row = elsewhere.get(&path).await.unwrap();
    assert_eq!(row["state"], "sealed", "{row}");
    let check = run(&stage.server.settings, &["check"]).await.unwrap();
    assert!(check.success, "{}", check.output);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_closes_the_rooms_of_that_session_and_of_no_other() {
    let stage = Stage::set(60_000).await.unwrap();
    let elsewhere = stage.candidate.elsewhere(&stage.server).await.unwrap();
    let mut here = joined(&stage, &stage.candidate).await;
    let mut there = joined(&stage, &elsewhere).await;

    stage.candidate.log_out().await.unwrap();
    let told = timeout(AT_ONCE, here.hear()).await.unwrap().unwrap();
    let Some(ServerMessage::Error { code, fatal, .. }) = told else {
        panic!("{told:?}")
    };
    assert_eq!((code, fatal), (ErrorCode::SessionEnded, true));
    assert_eq!(here.hear().await.unwrap(), None);
    let silence = timeout(Duration::from_secs(1), there.hear()).await;
    assert!(silence.is_err(), "{silence:?}");
}

/// A room without media.
async fn joined(stage: &Stage, person: &system::people::Person) -> Socket {
    let ticket = person.ticket(&serde_json::Value::Null).await.unwrap();
    let mut socket = Socket::open(&stage.server).await.unwrap();
    socket
        .say(&ClientMessage::Join {
            ticket: ticket.ticket,
            protocol: signaling::PROTOCOL,
            language: Language::Fr,
        })
        .await
        .unwrap();
    socket
        .hear_until("whether it is analysed", |message| {
            matches!(message, ServerMessage::Analysis { .. }).then_some(())
        })
        .await
        .unwrap();
    socket
}
