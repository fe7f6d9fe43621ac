//! What a candidate learns about how the videos were watched.

use axum::http::StatusCode;
use platform::accounts::Place;
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn views_are_summed_by_week_and_in_all() {
    let world = World::new().await;
    let shown = world.shown("amal").await;
    let other = world.shown("bilal").await;
    let (atlas, rif) = (world.company("Atlas").await, world.company("Rif").await);
    let salma = world.recruiter("salma", atlas).await;
    let rachid = world.recruiter("rachid", rif).await;
    let profile = shown.candidate.user["profile_id"].as_str().unwrap();
    let path = format!("/api/candidate/dashboard-stats/{profile}/");
    let none = shown.candidate.ok(shown.candidate.get(&path).await);
    assert_eq!(
        (
            &none["view_count"],
            &none["completion_rate"],
            &none["average_watch_time"]
        ),
        (&json!(0), &Value::Null, &Value::Null)
    );

    // Of ten seconds: all of them, two of them; then, weeks ago, four by somebody else.
    for (person, video, to) in [
        (&rachid, &shown.video, 4),
        (&salma, &shown.video, 10),
        (&salma, &shown.video, 2),
        (&salma, &other.video, 10),
    ] {
        let views = format!("/api/videos/{video}/views/");
        let view = person.ok(person.post(&views, json!({})).await);
        let one = format!("{views}{}/", view["id"].as_str().unwrap());
        person.ok(person.put(&one, json!({"intervals": [[0, to]]})).await);
    }
    world
        .sql("UPDATE video_views SET viewed_at = viewed_at - interval '21 days' WHERE watched_ms = 4000")
        .await;
    let stats = shown.candidate.ok(shown.candidate.get(&path).await);
    for (field, value) in [
        ("view_count", json!(3)),
        ("unique_viewers", json!(2)),
        ("unique_companies", json!(2)),
        ("watch_time", json!(16.0)),
        ("completed_views", json!(1)),
        ("completion_rate", json!(1.0 / 3.0)),
    ] {
        assert_eq!(stats[field], value, "{field}");
    }
    let weeks = stats["weeks"].as_array().unwrap();
    assert_eq!(weeks.len(), 12);
    let views: Vec<_> = weeks
        .iter()
        .map(|week| week["view_count"].as_i64().unwrap())
        .collect();
    assert_eq!(views, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2]);
    assert_eq!(
        (
            &weeks[11]["unique_viewers"],
            &weeks[11]["watch_time"],
            &weeks[11]["completed_views"]
        ),
        (&json!(1), &json!(12.0), &json!(1))
    );
    // Nobody is named.
    let text = stats.to_string();
    assert!(!text.contains(&salma.id().to_string()) && !text.contains("salma"));

    let admin = world.person("hiba", Place::PlatformAdmin).await;
    assert_eq!(admin.ok(admin.get(&path).await), stats);
    assert_eq!(salma.get(&path).await.status, StatusCode::FORBIDDEN);
    let bilal = &other.candidate;
    assert_eq!(bilal.get(&path).await.status, StatusCode::NOT_FOUND);
}
