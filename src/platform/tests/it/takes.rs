//! Keeping, replacing, throwing away.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::{World, noise};

#[tokio::test]
async fn a_kept_take_becomes_the_presentation() {
    let world = World::new().await;
    let person = world.candidate("amal").await;
    let video = person.draft(false).await;
    let bytes = noise(5_000);
    let take = world.record(&person, &video, &bytes).await;
    let draft = person.get(&format!("/api/videos/{video}/")).await.body;
    assert_eq!(draft["status"], "draft");
    assert_eq!(draft["duration"], json!(null));
    assert_eq!(draft["takes"].as_array().unwrap().len(), 1);
    assert_eq!(
        person
            .get(&format!("/api/videos/{video}/playback/"))
            .await
            .problem(),
        "video-not-kept"
    );
    assert_eq!(
        person
            .post(&format!("/api/videos/{video}/link_to_cv/"), json!({}))
            .await
            .problem(),
        "video-not-kept"
    );

    let kept = person.ok(person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    assert_eq!(kept["status"], "processing");
    assert_eq!(kept["kept_take_id"], json!(take));
    assert_eq!(kept["linked_to_cv"], true);
    assert_eq!(kept["takes"][0]["kept"], true);
    assert_eq!(kept["duration"], 10.0);
    assert_eq!(
        (&kept["width"], &kept["height"]),
        (&json!(1280), &json!(720))
    );
    assert_eq!(
        (&kept["format"], &kept["codec"], &kept["size"]),
        (&json!("mp4"), &json!("h264"), &json!(5_000))
    );
    assert_eq!(kept["av_offset_ms"], 12);
    assert_eq!(kept["checksum"].as_str().unwrap().len(), 64);
    // Once more is the same, and one event.
    person.ok(person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE topic = 'video_kept'")
            .await,
        1
    );

    world.work_until_idle().await;
    let done = person.get(&format!("/api/videos/{video}/")).await.body;
    assert_eq!(done["status"], "completed");
    assert!(done["poster_url"].as_str().unwrap().starts_with("/media/"));
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE topic = 'video_completed'")
            .await,
        1
    );
    let profile = person.get("/api/candidate/profiles/").await.body;
    let presentation = &profile["results"][0]["presentation_video"];
    assert_eq!(
        (&presentation["id"], &presentation["status"]),
        (&json!(video), &json!("completed"))
    );
    assert_eq!(presentation["duration"], 10.0);
}

#[tokio::test]
async fn renditions_may_be_ready_before_the_take_is_kept() {
    let world = World::new().await;
    let person = world.candidate("bahia").await;
    let video = person.draft(false).await;
    let take = world.record(&person, &video, &noise(5_000)).await;
    world.work_until_idle().await;
    let playback = person
        .get(&format!("/api/takes/{take}/playback/"))
        .await
        .body;
    let labels: Vec<&str> = playback["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["mp4", "master"]);
    assert_eq!(
        playback["sources"][1]["type"],
        "video/mp4; codecs=\"avc1.42E01F, opus\""
    );
    assert_eq!(playback["thumbnails"]["columns"], 5);
    // Ten seconds of the script: half of the first step.
    let chapters = playback["chapters"].as_array().unwrap();
    assert_eq!(chapters.len(), 1);
    assert_eq!(
        (&chapters[0]["key"], &chapters[0]["end_ms"]),
        (&json!("who_i_am"), &json!(10_000))
    );
    assert_eq!(chapters[0]["title"]["fr"], "Qui je suis");
    let kept = person.ok(person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    assert_eq!(kept["status"], "completed");
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE topic = 'video_completed'")
            .await,
        1
    );
}

#[tokio::test]
async fn another_take_replaces_the_kept_one() {
    let world = World::new().await;
    let person = world.candidate("camelia").await;
    let video = person.draft(false).await;
    let first = world.record(&person, &video, &noise(5_000)).await;
    let second = world.record(&person, &video, &noise(6_000)).await;
    person.ok(person
        .post(&format!("/api/takes/{first}/keep/"), json!({}))
        .await);
    let kept = person.ok(person
        .post(&format!("/api/takes/{second}/keep/"), json!({}))
        .await);
    assert_eq!(kept["size"], 6_000);
    let flags: Vec<_> = kept["takes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["kept"].clone())
        .collect();
    assert_eq!(flags, [json!(false), json!(true)]);
    world.work_until_idle().await;
    assert_eq!(
        person.get(&format!("/api/videos/{video}/")).await.body["status"],
        "completed"
    );
}

#[tokio::test]
async fn a_practice_take_is_never_kept() {
    let world = World::new().await;
    let person = world.candidate("dina").await;
    let video = person.draft(true).await;
    let take = world.record(&person, &video, &noise(5_000)).await;
    world.work_until_idle().await;
    let refused = person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await;
    assert_eq!(
        (refused.status, refused.problem()),
        (StatusCode::CONFLICT, "practice-take")
    );
    assert_eq!(
        person
            .get(&format!("/api/takes/{take}/playback/"))
            .await
            .status,
        StatusCode::OK
    );
    // The schema says no, too.
    let forced = sqlx::query(
        "UPDATE videos SET status = 'completed', kept_take_id = (SELECT id FROM takes)",
    )
    .execute(&world.owner)
    .await;
    assert!(
        forced
            .unwrap_err()
            .to_string()
            .contains("videos_practice_is_draft")
    );
}

#[tokio::test]
async fn throwing_a_take_away_erases_its_bytes() {
    let world = World::new().await;
    let person = world.candidate("elham").await;
    let video = person.draft(false).await;
    let take = world.record(&person, &video, &noise(5_000)).await;
    let other = world.record(&person, &video, &noise(5_000)).await;
    person.ok(person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    world.work_until_idle().await;
    let files = || walk(&world.objects());
    assert_eq!(files(), 8);

    assert_eq!(
        person.delete(&format!("/api/takes/{take}/")).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(files(), 4);
    assert_eq!(
        person.delete(&format!("/api/takes/{take}/")).await.status,
        StatusCode::NO_CONTENT
    );
    let body = person.get(&format!("/api/videos/{video}/")).await.body;
    assert_eq!(
        (&body["status"], &body["linked_to_cv"]),
        (&json!("draft"), &json!(false))
    );
    assert_eq!(body["takes"].as_array().unwrap().len(), 1);
    assert_eq!(
        person.get(&format!("/api/takes/{take}/")).await.body["state"],
        "discarded"
    );
    let profile = person.get("/api/candidate/profiles/").await.body;
    assert_eq!(profile["results"][0]["presentation_video"], json!(null));

    assert_eq!(
        person.delete(&format!("/api/videos/{video}/")).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(files(), 0);
    assert_eq!(
        person.get(&format!("/api/takes/{other}/")).await.status,
        StatusCode::NOT_FOUND
    );
    world.work_until_idle().await;
    assert!(
        platform::check::check(&world.platform, &world.takes_dir())
            .await
            .unwrap()
            .is_clean()
    );
}

#[tokio::test]
async fn what_could_not_be_erased_at_once_is_erased_by_the_worker() {
    let world = World::new().await;
    let person = world.candidate("fadwa").await;
    let video = person.draft(false).await;
    let take = world.record(&person, &video, &noise(5_000)).await;
    // A folder of the storage that lets nothing go. Root may do everything, so the object
    // is made something that cannot be unlinked: a folder with something in it.
    let object = world.objects().join(format!("takes/{take}/master.mp4"));
    std::fs::remove_file(&object).unwrap();
    std::fs::create_dir(&object).unwrap();
    std::fs::write(object.join("x"), b"x").unwrap();
    assert_eq!(
        person.delete(&format!("/api/takes/{take}/")).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM jobs WHERE kind = 'erase_objects' AND state = 'queued'")
            .await,
        1
    );
    std::fs::remove_dir_all(&object).unwrap();
    std::fs::write(&object, b"bytes").unwrap();
    world.work_until_idle().await;
    assert!(!object.exists());
}

#[tokio::test]
async fn a_take_under_way_is_not_thrown_away() {
    let world = World::new().await;
    let person = world.candidate("ghofrane").await;
    let video = person.draft(false).await;
    let (take, _) = world.arm(&person, &video).await;
    platform::live::take_started(&world.platform, take)
        .await
        .unwrap();
    assert_eq!(
        person
            .delete(&format!("/api/takes/{take}/"))
            .await
            .problem(),
        "take-in-progress"
    );
    assert_eq!(
        person
            .delete(&format!("/api/videos/{video}/"))
            .await
            .problem(),
        "take-in-progress"
    );
    let refused = person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await;
    assert_eq!(refused.problem(), "take-not-keepable");
}

#[tokio::test]
async fn lists_are_paged_and_filtered() {
    let world = World::new().await;
    let person = world.candidate("hind").await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(person.draft(false).await);
    }
    made.reverse();
    let ids = |body: &serde_json::Value| -> Vec<String> {
        body["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = person.get("/api/videos/?limit=2&status=draft").await.body;
    assert_eq!(
        (first["count"].as_i64(), &first["previous"]),
        (Some(5), &json!(null))
    );
    assert!(first.get("count_is_estimate").is_none());
    let second = person.get(first["next"].as_str().unwrap()).await.body;
    let third = person.get(second["next"].as_str().unwrap()).await.body;
    assert_eq!(third["next"], json!(null));
    assert_eq!([ids(&first), ids(&second), ids(&third)].concat(), made);
    let back = person.get(third["previous"].as_str().unwrap()).await.body;
    assert_eq!(ids(&back), ids(&second));
    made.reverse();
    assert_eq!(
        ids(&person.get("/api/videos/?ordering=created_at").await.body),
        made
    );
    assert_eq!(
        person.get("/api/videos/?status=completed").await.body["count"],
        0
    );
    for bad in [
        "status=lost",
        "ordering=title",
        "cursor=x",
        "limit=0",
        "limit=101",
    ] {
        let refused = person.get(&format!("/api/videos/?{bad}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}

#[tokio::test]
async fn past_ten_thousand_the_count_is_an_estimate_and_says_so() {
    let world = World::new().await;
    let person = world.candidate("ilham").await;
    person.draft(false).await;
    sqlx::query(
        "INSERT INTO videos (id, user_id, profile_id, script_id, title)
         SELECT gen_random_uuid(), user_id, profile_id, script_id, 'x' FROM videos, generate_series(1, 10001)",
    )
    .execute(&world.owner)
    .await
    .unwrap();
    world.sql("ANALYZE videos").await;
    let body = person.get("/api/videos/?limit=1").await.body;
    assert_eq!(body["count_is_estimate"], true);
    assert!(body["count"].as_i64().unwrap() > 10_000);
}

fn walk(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { walk(&path) } else { 1 })
        .sum()
}
