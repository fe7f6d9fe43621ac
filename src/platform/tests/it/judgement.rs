//! What the platform says of a completed video.

use axum::http::StatusCode;
use platform::accounts::Place;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn a_video_is_approved_once_and_may_be_rejected_later() {
    let world = World::new().await;
    let shown = world.shown("amal").await;
    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let path = format!("/api/videos/{}/", shown.video);
    let (approve, reject) = (format!("{path}approve/"), format!("{path}reject/"));
    let events = async |topic: &str| {
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM outbox WHERE topic = $1")
            .bind(topic)
            .fetch_one(&world.owner)
            .await
            .unwrap()
    };

    for _ in 0..2 {
        let video = hiba.ok(hiba.post(&approve, json!({})).await);
        assert_eq!(video["status"], "approved");
        assert_eq!(events("video_approved").await, 1);
    }
    let judged = "SELECT count(*) FROM video_judgements";
    assert_eq!(world.count(judged).await, 1);
    assert_eq!(salma.get(&path).await.status, StatusCode::OK);

    let why = hiba.post(&reject, json!({"reason": " "})).await;
    assert!(why.body["errors"]["reason"].is_array());
    let video = hiba.ok(hiba.post(&reject, json!({"reason": "No sound."})).await);
    assert_eq!(
        (&video["status"], &video["rejection_reason"]),
        (&json!("rejected"), &json!("No sound."))
    );
    assert_eq!(events("video_rejected").await, 1);
    // Its candidate reads why; companies see it no longer.
    let seen = shown.candidate.get(&path).await.body;
    assert_eq!(seen["rejection_reason"], "No sound.");
    assert_eq!(salma.get(&path).await.status, StatusCode::NOT_FOUND);

    // A mistake can be mended, and the reason goes with it.
    let video = hiba.ok(hiba.post(&approve, json!({})).await);
    assert_eq!(
        (&video["status"], &video["rejection_reason"]),
        (&json!("approved"), &json!(null))
    );
    assert_eq!(events("video_approved").await, 2);
    assert_eq!(world.count(judged).await, 3);
    let named = "SELECT count(*) FROM video_judgements j JOIN users u ON u.id = j.judge_id
                 WHERE u.role = 'platform_admin'";
    assert_eq!(world.count(named).await, 3);
}

#[tokio::test]
async fn what_is_not_completed_is_not_judged() {
    let world = World::new().await;
    let shown = world.shown("badia").await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    for status in ["processing", "failed"] {
        sqlx::query("UPDATE videos SET status = $1")
            .bind(status)
            .execute(&world.owner)
            .await
            .unwrap();
        for (verb, body) in [("approve", json!({})), ("reject", json!({"reason": "x"}))] {
            let path = format!("/api/videos/{}/{verb}/", shown.video);
            let answer = hiba.post(&path, body).await;
            assert_eq!(
                (answer.status, answer.problem()),
                (StatusCode::CONFLICT, "video-not-completed"),
                "{status}"
            );
        }
    }
    assert_eq!(world.count("SELECT count(*) FROM outbox WHERE topic LIKE 'video_%ed' AND topic IN ('video_approved', 'video_rejected')").await, 0);
}

/// Of several who approve at once, one does, and one event tells of it.
#[tokio::test]
async fn approving_at_once_is_approving_once() {
    let world = World::new().await;
    let shown = world.shown("chaima").await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let path = format!("/api/videos/{}/approve/", shown.video);
    let all: Vec<_> = (0..8)
        .map(|_| {
            let (hiba, path) = (hiba.clone(), path.clone());
            tokio::spawn(async move { hiba.post(&path, json!({})).await.status })
        })
        .collect();
    for one in all {
        assert_eq!(one.await.unwrap(), StatusCode::OK);
    }
    let events = "SELECT count(*) FROM outbox WHERE topic = 'video_approved'";
    assert_eq!(world.count(events).await, 1);
}
