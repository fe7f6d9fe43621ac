//! Takes of a publisher whose every moment is known: recorded, in step, kept through
//! crashes.

use std::time::Duration;

use load::{Clip, Codec, Play, Skew};
use signaling::{ClientMessage, ServerMessage};
use system::Server;
use system::media::{duration, probe, stream, worst_offset_ms};
use system::server::{eventually, run};
use system::stage::Stage;
use tokio::time::{Instant, sleep};

/// A take's sound and picture may be this far apart in what is kept.
const IN_STEP_MS: f64 = 40.0;

async fn records_and_converts(codec: Codec, names: [&str; 2]) {
    let stage = Stage::set(5000).await.unwrap();
    let clip = Clip::flash_and_beep(codec, 16).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    let started = take.start().await.unwrap();
    let stopped = take
        .live
        .until("stopping", |message| {
            matches!(message, ServerMessage::Stopping { .. }).then(Instant::now)
        })
        .await
        .unwrap();
    let told_ms = take.sealed().await.unwrap();
    let between = (stopped - started).as_secs_f64();
    assert!(
        (told_ms as f64 / 1000.0 - between).abs() < 0.2,
        "{told_ms} ms, {between} s"
    );

    let id = &take.ticket.take_id;
    let row = stage.ready(id).await.unwrap();
    assert_eq!(row["state"], "sealed", "{row}");
    assert_eq!(row["renditions"], "ready", "{row}");
    assert_eq!(row["gaps"], serde_json::json!([]), "{row}");
    let [master_codec, container] = names;
    for (label, video, audio) in [("master", master_codec, "opus"), ("mp4", "h264", "aac")] {
        let file = stage.download(id, label).await.unwrap();
        let probed = probe(&file).await.unwrap();
        let picture = stream(&probed, "video").unwrap();
        assert_eq!(picture["codec_name"], video, "{label}");
        assert_eq!(
            (&picture["width"], &picture["height"]),
            (&1280.into(), &720.into()),
            "{label}"
        );
        assert_eq!(
            stream(&probed, "audio").unwrap()["codec_name"],
            audio,
            "{label}"
        );
        let seconds = duration(&probed).unwrap();
        assert!(
            (seconds - between).abs() < 0.2,
            "{label}: {seconds} s, {between} s"
        );
        let worst = worst_offset_ms(&file).await.unwrap();
        assert!(worst.abs() <= IN_STEP_MS, "{label}: {worst} ms");
        if label == "master" {
            let format = probed["format"]["format_name"].as_str().unwrap();
            assert!(format.contains(container), "{format}");
        }
    }
    let check = run(&stage.server.settings, &["check"]).await.unwrap();
    assert!(check.success, "{}", check.output);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h264_is_recorded_as_it_came_and_plays_as_mp4() {
    records_and_converts(Codec::H264, ["h264", "mp4"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vp8_is_recorded_as_it_came_and_plays_as_mp4() {
    records_and_converts(Codec::Vp8, ["vp8", "webm"]).await;
}

async fn undoes(skew: Skew) {
    let stage = Stage::set(6000).await.unwrap();
    let clip = Clip::flash_and_beep(Codec::H264, 16).await.unwrap();
    let play = Play {
        skew,
        ..Play::default()
    };
    let mut take = stage.take(clip, play).await.unwrap();
    take.start().await.unwrap();
    take.sealed().await.unwrap();
    stage.ready(&take.ticket.take_id).await.unwrap();
    for label in ["master", "mp4"] {
        let file = stage.download(&take.ticket.take_id, label).await.unwrap();
        let worst = worst_offset_ms(&file).await.unwrap();
        assert!(worst.abs() <= IN_STEP_MS, "{label}: {worst} ms of {skew:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sound_that_arrives_300_ms_late_is_put_back_in_step() {
    undoes(Skew::SoundLate(Duration::from_millis(300))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_that_arrives_300_ms_late_is_put_back_in_step() {
    undoes(Skew::PictureLate(Duration::from_millis(300))).await;
}

async fn survives_a_crash(codec: Codec) {
    let stage = Stage::set(60_000).await.unwrap();
    let clip = Clip::test_pattern(codec, 16).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    take.start().await.unwrap();
    let started = Instant::now();
    sleep(Duration::from_millis(5500)).await;
    let recorded = started.elapsed().as_secs_f64();
    let Stage {
        server,
        candidate,
        data,
        database,
        ..
    } = stage;
    let settings = server.crash().await.unwrap();
    take.playing.abort();

    let server = Server::start(settings.clone()).await.unwrap();
    let candidate = candidate.at(&server);
    let path = format!("/api/takes/{}/", take.ticket.take_id);
    let row = eventually(Duration::from_secs(30), "recovered", || async {
        let row = candidate.get(&path).await?;
        Ok((row["state"] == "recovered").then_some(row))
    })
    .await
    .unwrap_or_else(|error| panic!("{error}\n{}", server.log()));
    eventually(Duration::from_secs(120), "renditions", || async {
        let row = candidate.get(&path).await?;
        Ok((row["renditions"] == "ready").then_some(()))
    })
    .await
    .unwrap_or_else(|error| panic!("{error}\n{}", server.log()));
    let kept = row["duration_ms"].as_f64().unwrap() / 1000.0;
    assert!(kept > recorded - 1.0, "{kept} s kept of {recorded} s");
    assert!(kept < recorded + 0.3, "{kept} s kept of {recorded} s");

    // The candidate finds it among the videos, and it plays.
    let videos = candidate.get("/api/videos/").await.unwrap();
    assert_eq!(
        videos["results"][0]["takes"][0]["state"], "recovered",
        "{videos}"
    );
    let playback = candidate.get(&format!("{path}playback/")).await.unwrap();
    for source in playback["sources"].as_array().unwrap() {
        let url = server.url(source["url"].as_str().unwrap());
        let bytes = candidate
            .client
            .get(url)
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        let file = data.path().join("recovered");
        std::fs::write(&file, bytes).unwrap();
        let seconds = duration(&probe(&file).await.unwrap()).unwrap();
        assert!((seconds - kept).abs() < 0.2, "{source}: {seconds} s");
    }
    let check = run(&settings, &["check"]).await.unwrap();
    assert!(check.success, "{}", check.output);
    server.stop().await.unwrap();
    drop(database);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_leaves_a_playable_take_in_h264() {
    survives_a_crash(Codec::H264).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_leaves_a_playable_take_in_vp8() {
    survives_a_crash(Codec::Vp8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopping_server_seals_what_it_records() {
    let mut stage = Stage::set(60_000).await.unwrap();
    let clip = Clip::test_pattern(Codec::H264, 14).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    take.start().await.unwrap();
    sleep(Duration::from_millis(3000)).await;
    stage
        .server
        .signal(nix::sys::signal::Signal::SIGTERM)
        .unwrap();
    let told = take.live.until("sealed", |message| match message {
        ServerMessage::Sealed { duration_ms, .. } => Some(*duration_ms),
        _ => None,
    });
    // `shutting_down` is fatal to the session, so the listener stops there …
    assert!(told.await.unwrap_err().to_string().contains("ShuttingDown"));
    // … and `sealed` still comes before the socket is closed.
    let mut sealed = None;
    while let Ok(Some(message)) = take.live.hear().await {
        if let ServerMessage::Sealed { duration_ms, .. } = message {
            sealed = Some(duration_ms);
        }
    }
    let sealed = sealed.expect("sealed is told");
    assert!((2800..=4500).contains(&sealed), "{sealed} ms");
    assert!(
        stage
            .server
            .ended(Duration::from_secs(20))
            .await
            .unwrap()
            .success()
    );
    let check = run(&stage.server.settings, &["check"]).await.unwrap();
    assert!(check.success, "{}", check.output);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_candidate_who_is_gone_keeps_what_was_said() {
    let stage = Stage::set(60_000).await.unwrap();
    let clip = Clip::test_pattern(Codec::H264, 14).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    take.start().await.unwrap();
    sleep(Duration::from_millis(2500)).await;
    take.playing.abort();
    let id = take.ticket.take_id.clone();
    drop(take);
    let row = stage.ready(&id).await.unwrap();
    assert_eq!(row["state"], "sealed", "{row}");
    assert!(row["duration_ms"].as_u64().unwrap() >= 2000, "{row}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stop_before_recording_leaves_nothing_behind() {
    let stage = Stage::set(5000).await.unwrap();
    let clip = Clip::flash_and_beep(Codec::H264, 10).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    take.live.say(&ClientMessage::Start).await.unwrap();
    take.live
        .until("countdown", |message| {
            matches!(message, ServerMessage::Countdown { remaining: 2 }).then_some(())
        })
        .await
        .unwrap();
    take.live.say(&ClientMessage::Stop).await.unwrap();
    take.live
        .until("cancelled", |message| {
            (*message == ServerMessage::CountdownCancelled).then_some(())
        })
        .await
        .unwrap();
    take.live.say(&ClientMessage::Leave).await.unwrap();
    while let Ok(Some(_)) = take.live.hear().await {}
    let path = format!("/api/takes/{}/", take.ticket.take_id);
    eventually(Duration::from_secs(5), "discarded", || async {
        let (_, row) = stage
            .candidate
            .call(reqwest::Method::GET, &path, None)
            .await?;
        Ok((row["state"] == "discarded" || row["status"] == 404).then_some(()))
    })
    .await
    .unwrap();
    let takes = stage.data.path().join("takes");
    assert_eq!(std::fs::read_dir(takes).unwrap().count(), 0);
    let check = run(&stage.server.settings, &["check"]).await.unwrap();
    assert!(check.success, "{}", check.output);
}
