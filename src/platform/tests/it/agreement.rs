//! Presentation and CV: linked, and looked at again for a reason.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{Person, World, noise};

fn profile(person: &Person) -> String {
    let id = person.user["profile_id"].as_str().unwrap();
    format!("/api/candidate/profiles/{id}/")
}

async fn suggested(person: &Person, video: &str) -> (bool, Value) {
    let body = person.get(&format!("/api/videos/{video}/")).await.body;
    let suggested = body["cv_update_suggested"].as_bool().unwrap();
    (suggested, body["cv_update_reasons"].clone())
}

#[tokio::test]
async fn what_changes_in_the_profile_is_a_reason_until_it_is_linked_again() {
    let world = World::new().await;
    let shown = world.shown("amal").await;
    let (amal, video) = (&shown.candidate, shown.video.as_str());
    let write = async |body| amal.ok(amal.put(&profile(amal), body).await);
    let needed = "SELECT count(*) FROM outbox WHERE topic = 'sync_needed'";
    write(json!({"headline": "x", "location": "Fès", "skills": []})).await;
    assert_eq!(suggested(amal, video).await, (false, json!([])));
    write(json!({"skills": ["Rust"]})).await;
    assert_eq!(
        suggested(amal, video).await,
        (true, json!(["skills_changed"]))
    );
    assert_eq!(world.count(needed).await, 1);
    // The same again is no change, and another change of the same no new reason.
    write(json!({"skills": ["Rust"]})).await;
    write(json!({"skills": ["Rust", "SQL"]})).await;
    assert_eq!(world.count(needed).await, 1);
    write(json!({"experience": [{"name": "Atlas"}], "languages": []})).await;
    let both = json!(["skills_changed", "experience_changed"]);
    assert_eq!(suggested(amal, video).await, (true, both));
    assert_eq!(world.count(needed).await, 2);
    // A refused change raises nothing.
    let bad = json!({"education": [{"institution": "ENCG"}], "headline": "x".repeat(201)});
    amal.put(&profile(amal), bad).await;
    assert_eq!(world.count(needed).await, 2);

    // A company learns that, and not why.
    let salma = world.recruiter("salma", world.company("Atlas").await).await;
    assert_eq!(suggested(&salma, video).await, (true, json!([])));

    let link = format!("/api/videos/{video}/link_to_cv/");
    amal.ok(amal.post(&link, json!({})).await);
    assert_eq!(suggested(amal, video).await, (false, json!([])));

    let log = amal.get(&format!("{}sync_log/", profile(amal))).await.body;
    let lines: Vec<_> = log["results"].as_array().unwrap().iter().collect();
    let kinds: Vec<_> = lines
        .iter()
        .map(|line| line["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds[0], "video_linked");
    assert_eq!(kinds.last(), Some(&"video_linked"), "when it was kept");
    assert_eq!(kinds.len(), 6, "{kinds:?}");
    assert_eq!(lines[1]["fields"], json!(["experience"]));
    assert_eq!(lines[1]["video"], video);
    assert_eq!(
        lines[1]["cv_update_reasons"],
        json!(["skills_changed", "experience_changed"])
    );
    // Thrown away: nothing is left to be fitted.
    write(json!({"skills": []})).await;
    amal.delete(&format!("/api/takes/{}/", shown.take)).await;
    assert_eq!(suggested(amal, video).await, (false, json!([])));
    let log = amal.get(&format!("{}sync_log/", profile(amal))).await.body;
    assert_eq!(log["results"][0]["kind"], "video_unlinked");
}

#[tokio::test]
async fn an_old_recording_stays_old() {
    let world = World::new().await;
    let shown = world.shown("amal").await;
    let (amal, video) = (&shown.candidate, shown.video.as_str());
    world
        .sql("UPDATE takes SET created_at = now() - interval '13 months'")
        .await;
    amal.ok(amal.put(&profile(amal), json!({"headline": "x"})).await);
    let old = (true, json!(["presentation_old"]));
    assert_eq!(suggested(amal, video).await, old);
    let linked = amal.ok(amal
        .post("/api/candidate/quick-video-link/", json!({}))
        .await);
    assert_eq!(linked["id"], video);
    assert_eq!(suggested(amal, video).await, old);
}

#[tokio::test]
async fn one_call_links_the_newest_kept_video_or_the_one_that_is_named() {
    let world = World::new().await;
    let path = "/api/candidate/quick-video-link/";
    let bilal = world.candidate("bilal").await;
    let draft = bilal.draft(false).await;
    for body in [json!({}), json!({"video_id": draft})] {
        let answer = bilal.post(path, body).await;
        assert_eq!(
            (answer.status, answer.problem()),
            (StatusCode::CONFLICT, "video-not-kept")
        );
    }
    let shown = world.shown("amal").await;
    let (amal, older) = (&shown.candidate, shown.video.as_str());
    let newer = amal.draft(false).await;
    let take = world.record(amal, &newer, &noise(4_000)).await;
    amal.ok(amal
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    world.work_until_idle().await;
    for (body, linked) in [
        (json!({"video_id": older}), older),
        (json!({}), newer.as_str()),
    ] {
        let answer = amal.ok(amal.post(path, body).await);
        assert_eq!(
            (&answer["id"], &answer["linked_to_cv"]),
            (&json!(linked), &json!(true))
        );
        let own = amal.get(&profile(amal)).await.body;
        assert_eq!(own["presentation_video"]["id"], linked);
    }
    let old = amal.get(&format!("/api/videos/{older}/")).await.body;
    assert_eq!(old["linked_to_cv"], false);
    let foreign = bilal.post(path, json!({"video_id": older})).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}
