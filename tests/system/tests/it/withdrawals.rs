//! Consents that are withdrawn while a room is open, and elsewhere than in it.

use std::time::Duration;

use load::{Clip, Codec, Play};
use signaling::{AnalysisState, ErrorCode, ServerMessage};
use sqlx::{PgConnection, Row};
use system::live::Socket;
use system::server::run;
use system::stage::Stage;
use tokio::time::{Instant, timeout};

use crate::endings::{AT_ONCE, ends, goes_on, joined, take_ends};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn withdrawn_on_another_device_the_analysis_ends_and_the_recording_goes_on() {
    let stage = Stage::coached(9_000).await.unwrap();
    let clip = Clip::flash_and_beep(Codec::Vp8, 20).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    let elsewhere = stage.candidate.elsewhere(&stage.server).await.unwrap();
    take.start().await.unwrap();
    take.live
        .until("a look at the take", |message| {
            matches!(
                message,
                ServerMessage::Guidance {
                    take_ms: Some(_),
                    ..
                }
            )
            .then_some(())
        })
        .await
        .unwrap();
    let folder = stage.data.path().join("takes").join(&take.ticket.take_id);
    let samples = folder.join("samples.jsonl");
    assert!(samples.is_file());

    elsewhere.withdraw("analyse").await.unwrap();
    let refused = take.live.until("refused", |message| {
        let state = AnalysisState::Refused;
        (*message == ServerMessage::Analysis { state }).then_some(())
    });
    timeout(AT_ONCE, refused).await.unwrap().unwrap();
    assert!(!samples.exists(), "samples are left");

    let mut looks = 0;
    let sealed_ms = take
        .live
        .until("sealed", |message| match message {
            ServerMessage::Guidance { .. } => {
                looks += 1;
                None
            }
            ServerMessage::Sealed {
                duration_ms, gaps, ..
            } => {
                assert_eq!(*gaps, []);
                Some(*duration_ms)
            }
            _ => None,
        })
        .await
        .unwrap();
    assert_eq!(looks, 0, "somebody still looks");
    assert!(sealed_ms.abs_diff(9_000) < 300, "{sealed_ms} ms");
    let row = stage.ready(&take.ticket.take_id).await.unwrap();
    assert_eq!(row["quality"], serde_json::Value::Null, "{row}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn withdrawn_in_the_database_the_recording_ends_and_what_is_there_is_closed() {
    let stage = Stage::set(60_000).await.unwrap();
    let clip = Clip::test_pattern(Codec::H264, 20).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    take.start().await.unwrap();
    tokio::time::sleep(Duration::from_millis(2_500)).await;

    let mut database = stage.database.connect().await.unwrap();
    withdraw_to_record(&mut database).await;
    let code = ErrorCode::ConsentWithdrawn;
    let (why, sealed_ms) = take_ends(&mut take, code, Instant::now()).await;
    assert!(why.message.contains("withdrawn") && why.action.contains("consent"));
    assert!((2_300..=6_000).contains(&sealed_ms), "{sealed_ms} ms");

    // The candidate finds it and can delete it; nothing new can be recorded.
    let path = format!("/api/takes/{}/", take.ticket.take_id);
    let row = stage.ready(&take.ticket.take_id).await.unwrap();
    assert_eq!(row["state"], "sealed", "{row}");
    let refused = stage.candidate.ticket_for(&take.ticket.video_id).await;
    assert!(
        refused
            .err()
            .unwrap()
            .to_string()
            .contains("consent-required")
    );
    let check = run(&stage.server.settings, &["check"]).await.unwrap();
    assert!(check.success, "{}", check.output);
    let (status, _) = stage
        .candidate
        .call(reqwest::Method::DELETE, &path, None)
        .await
        .unwrap();
    assert_eq!(status, 204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawal_that_was_not_heard_is_found_once_the_database_is_back() {
    let stage = Stage::set(60_000).await.unwrap();
    let mut database = stage.database.connect().await.unwrap();
    let mut waiting = joined(&stage.server, &stage.candidate).await;
    // Nothing is told …
    sqlx::raw_sql("ALTER TABLE consents DISABLE TRIGGER consents_withdrawn")
        .execute(&mut database)
        .await
        .unwrap();
    withdraw_to_record(&mut database).await;
    sqlx::raw_sql("ALTER TABLE consents ENABLE TRIGGER consents_withdrawn")
        .execute(&mut database)
        .await
        .unwrap();
    goes_on(&mut waiting).await;
    // … as when the connection had just been lost.
    let ended = sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query = 'LISTEN \"jobgate_endings\"'",
    )
    .fetch_all(&mut database)
    .await
    .unwrap();
    assert_eq!(ended.len(), 1);
    assert!(ended[0].get::<bool, _>(0));
    withdrawn(&mut waiting).await;

    // The new connection hears as the old one did.
    stage.candidate.consent().await.unwrap();
    let mut waiting = joined(&stage.server, &stage.candidate).await;
    stage.candidate.withdraw("record").await.unwrap();
    withdrawn(&mut waiting).await;
}

async fn withdraw_to_record(database: &mut PgConnection) {
    let done = sqlx::query(
        "UPDATE consents SET withdrawn_at = now() WHERE kind = 'record' AND withdrawn_at IS NULL",
    )
    .execute(database)
    .await
    .unwrap();
    assert_eq!(done.rows_affected(), 1);
}

async fn withdrawn(room: &mut Socket) {
    let why = ends(room, ErrorCode::ConsentWithdrawn).await;
    assert!(why.message.contains("votre accord"), "{}", why.message);
}
