//! A process that records and decodes for live rooms aborts, as media libraries do.

use std::path::Path;
use std::time::Duration;

use load::{Clip, Codec, Play};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use signaling::ServerMessage;
use system::Server;
use system::media::{decode, duration, probe, worst_offset_ms};
use system::people::Person;
use system::server::{eventually, run};
use system::stage::{RunningTake, Stage};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

/// What an abort may cost of a take; asserted at three times that.
const MOST_LOST_MS: u64 = 2000;
const SCRIPT_MS: i32 = 7000;
/// Sound and picture of what was joined may be this far apart.
const IN_STEP_MS: f64 = 40.0;

/// The server's children that do the work of a media process.
fn media_processes(server: &Server) -> Vec<u32> {
    let server = server.pid().unwrap();
    let is_ours = |pid: &u32| -> Option<bool> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let parent: u32 = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?;
        let words = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).ok()?;
        Some(parent == server && words.contains("media-process"))
    };
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid| is_ours(pid) == Some(true))
        .collect()
}

/// Whether the process has a file of this take open.
fn records(pid: u32, take_id: &str) -> bool {
    let Ok(open) = std::fs::read_dir(format!("/proc/{pid}/fd")) else {
        return false;
    };
    open.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
        .any(|file| file.display().to_string().contains(take_id))
}

fn abort_the_one_that_records(server: &Server, take_id: &str) -> u32 {
    let processes = media_processes(server);
    let pid = processes.into_iter().find(|pid| records(*pid, take_id));
    let pid = pid.expect("a media process records the take");
    let signalled = Pid::from_raw(i32::try_from(pid).unwrap());
    kill(signalled, Signal::SIGABRT).unwrap();
    pid
}

/// What a candidate heard of the end of a take: recorded between `started` and `stopping`, and
/// what was kept.
struct Ended {
    take_id: String,
    between: Duration,
    told_ms: u64,
    looks: usize,
    sealed_after: Duration,
}

/// Starts the take and listens to its end.
async fn begin(stage: &Stage, person: &Person, codec: Codec) -> (String, JoinHandle<Ended>) {
    let clip = Clip::flash_and_beep(codec, 14).await.unwrap();
    let script = stage.script();
    let take = RunningTake::join(&stage.server, person, script, clip, Play::default());
    let mut take = take.await.unwrap();
    let started = take.start().await.unwrap();
    let id = take.ticket.take_id.clone();
    let listening = tokio::spawn(async move {
        let (mut looks, mut stopping) = (0, None);
        let told_ms = loop {
            match take.live.hear().await.unwrap().expect("the take's end") {
                ServerMessage::Guidance { .. } => looks += 1,
                ServerMessage::Stopping { .. } => stopping = Some(Instant::now()),
                ServerMessage::Sealed { duration_ms, .. } => break duration_ms,
                message @ (ServerMessage::Damaged { .. } | ServerMessage::Error { .. }) => {
                    panic!("{message:?}")
                }
                _ => {}
            }
        };
        let stopping = stopping.expect("told before it is sealed");
        Ended {
            take_id: take.ticket.take_id,
            between: stopping - started,
            told_ms,
            looks,
            sealed_after: stopping.elapsed(),
        }
    });
    (id, listening)
}

/// The longest gap of each kind, in milliseconds.
fn longest_gap_ms(row: &Value) -> u64 {
    let gaps = row["gaps"].as_array().unwrap().iter();
    let length = |gap: &Value| gap["to_ms"].as_u64().unwrap() - gap["from_ms"].as_u64().unwrap();
    gaps.map(length).max().unwrap_or(0)
}

/// The take is as long as it took, plays to its end, and is in step.
async fn is_whole(person: &Person, ended: &Ended, folder: &Path) -> Value {
    let path = format!("/api/takes/{}/", ended.take_id);
    let row = eventually(Duration::from_secs(30), "the take's row", || async {
        let row = person.get(&path).await?;
        Ok((row["state"] == "sealed").then_some(row))
    });
    let row = row.await.unwrap();
    let between_ms = ended.between.as_millis() as f64;
    assert!(
        (ended.told_ms as f64 - between_ms).abs() < 400.0,
        "{} ms of {between_ms} ms: {row}",
        ended.told_ms
    );
    let file = folder.join(&ended.take_id);
    person
        .download(&ended.take_id, "master", &file)
        .await
        .unwrap();
    decode(&file).await.unwrap();
    let seconds = duration(&probe(&file).await.unwrap()).unwrap();
    assert!(
        (seconds * 1000.0 - ended.told_ms as f64).abs() < 200.0,
        "{seconds} s: {row}"
    );
    let worst = worst_offset_ms(&file).await.unwrap();
    assert!(worst.abs() <= IN_STEP_MS, "{worst} ms: {row}");
    row
}

async fn an_abort_costs_a_gap(codec: Codec) {
    let stage = Stage::coached(SCRIPT_MS).await.unwrap();
    let other = Person::sign_up(&stage.server, "Badr").await.unwrap();
    other.consent().await.unwrap();
    other.consent_to("analyse").await.unwrap();
    let (spared_id, spared) = begin(&stage, &other, codec).await;
    let (hit_id, hit) = begin(&stage, &stage.candidate, codec).await;
    sleep(Duration::from_millis(2500)).await;

    let aborted = abort_the_one_that_records(&stage.server, &hit_id);
    assert!(!records(aborted, &spared_id), "both rooms in one process");
    // The API has not noticed.
    let asked = Instant::now();
    let ready = stage.candidate.client.get(stage.server.url("/readyz"));
    assert_eq!(ready.send().await.unwrap().status(), 200);
    stage.candidate.get("/api/videos/").await.unwrap();
    assert!(asked.elapsed() < Duration::from_secs(3));

    let (hit, spared) = (hit.await.unwrap(), spared.await.unwrap());
    let row = is_whole(&stage.candidate, &hit, stage.data.path()).await;
    let gap_ms = longest_gap_ms(&row);
    println!(
        "{gap_ms} ms lost of {} ms, sealed after {:?}, {} looks",
        hit.told_ms, hit.sealed_after, hit.looks
    );
    assert!((1..=3 * MOST_LOST_MS).contains(&gap_ms), "{row}");
    // Watched again after the abort: a look a second, and the script is longer than that.
    assert!(hit.looks >= 3, "{} looks", hit.looks);
    let row = is_whole(&other, &spared, stage.data.path()).await;
    assert_eq!(row["gaps"], serde_json::json!([]), "{row}");

    // Another one has taken its place.
    eventually(Duration::from_secs(30), "two processes", || async {
        let now = media_processes(&stage.server);
        Ok((now.len() == 2 && !now.contains(&aborted)).then_some(()))
    })
    .await
    .unwrap();
    for id in [&hit.take_id, &spared.take_id] {
        eventually(Duration::from_secs(30), "the folder is gone", || async {
            Ok((!stage.data.path().join("takes").join(id).exists()).then_some(()))
        })
        .await
        .unwrap();
    }
    let check = run(&stage.server.settings, &["check"]).await.unwrap();
    assert!(check.success, "{}", check.output);
    stage.server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_abort_costs_a_take_in_h264_a_gap_and_others_nothing() {
    an_abort_costs_a_gap(Codec::H264).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_abort_costs_a_take_in_vp8_a_gap_and_others_nothing() {
    an_abort_costs_a_gap(Codec::Vp8).await;
}

/// The server is killed while a take has parts: the next one makes a master of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_of_a_take_outlive_the_server() {
    let stage = Stage::set(60_000).await.unwrap();
    let (id, listening) = begin(&stage, &stage.candidate, Codec::H264).await;
    sleep(Duration::from_millis(2500)).await;
    abort_the_one_that_records(&stage.server, &id);
    sleep(Duration::from_millis(3000)).await;
    let orphans = media_processes(&stage.server);
    let Stage {
        server,
        candidate,
        data,
        database,
        ..
    } = stage;
    let settings = server.crash().await.unwrap();
    listening.abort();
    // Their end is the server's end.
    eventually(Duration::from_secs(5), "no orphans", || async {
        let alive = |pid: &u32| {
            std::fs::read_to_string(format!("/proc/{pid}/cmdline"))
                .is_ok_and(|words| words.contains("media-process"))
        };
        Ok((!orphans.iter().any(alive)).then_some(()))
    })
    .await
    .unwrap();

    let server = Server::start(settings.clone()).await.unwrap();
    let candidate = candidate.at(&server);
    let path = format!("/api/takes/{id}/");
    let row = eventually(Duration::from_secs(30), "recovered", || async {
        let row = candidate.get(&path).await?;
        Ok((row["state"] == "recovered").then_some(row))
    })
    .await
    .unwrap_or_else(|error| panic!("{error}\n{}", server.log()));
    let kept = row["duration_ms"].as_u64().unwrap();
    assert!((4500..=6500).contains(&kept), "{row}");
    assert!(
        (1..=3 * MOST_LOST_MS).contains(&longest_gap_ms(&row)),
        "{row}"
    );
    let file = data.path().join("recovered");
    candidate.download(&id, "master", &file).await.unwrap();
    decode(&file).await.unwrap();
    let check = run(&settings, &["check"]).await.unwrap();
    assert!(check.success, "{}", check.output);
    server.stop().await.unwrap();
    drop(database);
}
