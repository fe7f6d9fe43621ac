//! What a take depends on goes away in the middle of it, and comes back.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use load::{Clip, Codec, Play};
use nix::errno::Errno;
use serde_json::json;
use signaling::{ClientMessage, ServerMessage};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use system::media::{duration, probe};
use system::server::{eventually, run};
use system::stage::Stage;
use tokio::time::{Instant, sleep};

/// Registered, ready and written so soon after the cause has passed; asserted at three times that.
const BACK_WITHIN: Duration = Duration::from_secs(30);
const AWAY: Duration = Duration::from_secs(30);

/// Shuts a database to everybody, as a stopped server is; the cluster serves the other tests.
async fn shut(database_url: &str, is_shut: bool) {
    let (cluster, name) = database_url.rsplit_once('/').unwrap();
    let mut connection = PgConnection::connect(&format!("{cluster}/postgres"))
        .await
        .unwrap();
    let open = !is_shut;
    let mut statements = vec![format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {open}")];
    if is_shut {
        statements.push(format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ));
    }
    for statement in statements {
        connection
            .execute(sqlx::query(AssertSqlSafe(statement)))
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_take_that_ends_while_the_database_is_away_is_kept_once() {
    let stage = Stage::set(8000).await.unwrap();
    let clip = Clip::flash_and_beep(Codec::H264, 16).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    take.start().await.unwrap();
    sleep(Duration::from_secs(1)).await;
    shut(&stage.database.url, true).await;
    let away = Instant::now();
    // The candidate is told as always that the take is safe: it is, on disk.
    let told_ms = take.sealed().await.unwrap();
    let not_ready = stage.candidate.client.get(stage.server.url("/readyz"));
    let answer = not_ready.send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert!(answer.text().await.unwrap().contains("database"));
    sleep(AWAY.saturating_sub(away.elapsed())).await;
    shut(&stage.database.url, false).await;

    let id = &take.ticket.take_id;
    let path = format!("/api/takes/{id}/");
    let row = eventually(BACK_WITHIN, "the take's row", || async {
        let (status, row) = stage
            .candidate
            .call(reqwest::Method::GET, &path, None)
            .await?;
        Ok((status == 200 && row["state"] == "sealed").then_some(row))
    });
    let row = row.await.unwrap();
    assert_eq!(row["gaps"], json!([]), "{row}");
    stage.ready(id).await.unwrap();
    let master = stage.download(id, "master").await.unwrap();
    let seconds = duration(&probe(&master).await.unwrap()).unwrap();
    assert!(
        (seconds - told_ms as f64 / 1000.0).abs() < 0.1,
        "{seconds} s"
    );
    let mut database = stage.database.connect().await.unwrap();
    let masters: i64 = sqlx::query_scalar("SELECT count(*) FROM assets WHERE kind = 'master'")
        .fetch_one(&mut database)
        .await
        .unwrap();
    assert_eq!(masters, 1);
    let check = run(&stage.server.settings, &["check"]).await.unwrap();
    assert!(check.success, "{}", check.output);
}

/// Writes until there is no more space, and a little later again: what others have freed.
async fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("filler");
    let mut file = std::fs::File::create(&path).unwrap();
    for _ in 0..5 {
        loop {
            match file.write_all(&[0; 65_536]) {
                Ok(()) => {}
                Err(error) if error.raw_os_error() == Some(Errno::ENOSPC as i32) => break,
                Err(error) => panic!("{error}"),
            }
        }
        sleep(Duration::from_millis(100)).await;
    }
    path
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_ends_the_take_with_what_it_had_and_nothing_else() {
    let stage = Stage::on_small_disk(6000, 48).await.unwrap();
    let clip = Clip::flash_and_beep(Codec::H264, 30).await.unwrap();
    let readiness = || async {
        let answer = stage
            .candidate
            .client
            .get(stage.server.url("/readyz"))
            .send()
            .await?;
        anyhow::Ok((answer.status().as_u16(), answer.text().await?))
    };
    assert_eq!(readiness().await.unwrap().0, 200);
    let mut waiting = stage.take(clip.clone(), Play::default()).await.unwrap();
    // A client that does not listen answers no ping, and is taken for gone.
    let (start, started) = tokio::sync::oneshot::channel();
    let waiting = tokio::spawn(async move {
        tokio::pin!(started);
        loop {
            tokio::select! {
                message = waiting.live.listen() => drop(message.unwrap().unwrap()),
                _ = &mut started => break,
            }
        }
        waiting.live.say(&ClientMessage::Start).await.unwrap();
        waiting.sealed().await.unwrap();
        waiting.ticket.take_id
    });
    let mut take = stage.take(clip.clone(), Play::default()).await.unwrap();
    take.start().await.unwrap();
    sleep(Duration::from_secs(3)).await;
    let filler = fill(&stage.server.disk().unwrap()).await;
    let kept_ms = take
        .live
        .until("what is kept", |message| match message {
            ServerMessage::Damaged { kept_ms, .. } => Some(*kept_ms),
            _ => None,
        })
        .await
        .unwrap();
    println!("{kept_ms} ms kept");
    assert!((1000..6000).contains(&kept_ms), "{kept_ms} ms");

    let (status, why) = readiness().await.unwrap();
    assert_eq!(status, 503);
    assert!(why.contains("MB left"), "{why}");
    // Nobody else begins what cannot be kept, and is told so before the camera is on.
    let refused = stage.take(clip, Play::default()).await.err().unwrap();
    assert!(format!("{refused:?}").contains("ServerBusy"), "{refused:?}");

    std::fs::remove_file(filler).unwrap();
    assert_eq!(readiness().await.unwrap().0, 200);
    let id = &take.ticket.take_id;
    let path = format!("/api/takes/{id}/");
    let row = eventually(BACK_WITHIN, "the take's row", || async {
        let row = stage.candidate.get(&path).await?;
        Ok((row["state"] == "damaged").then_some(row))
    });
    let row = row.await.unwrap();
    // The last packet may have lost its end.
    let row_ms = row["duration_ms"].as_u64().unwrap();
    assert!(kept_ms.abs_diff(row_ms) <= 100, "{kept_ms} ms: {row}");
    let master = stage.download(id, "master").await.unwrap();
    let seconds = duration(&probe(&master).await.unwrap()).unwrap();
    assert!(
        (seconds - kept_ms as f64 / 1000.0).abs() < 0.1,
        "{seconds} s"
    );

    // Whoever had not begun goes on as if nothing had been.
    start.send(()).unwrap();
    stage.ready(&waiting.await.unwrap()).await.unwrap();
    let check = stage.server.run_beside(&["check"]).await.unwrap();
    assert!(check.success, "{}", check.output);
}
