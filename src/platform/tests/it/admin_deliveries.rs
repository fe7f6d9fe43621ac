//! What could not be told or sent: seen and put back by the platform's admins.

use std::time::Duration;

use axum::http::StatusCode;
use platform::{
    accounts::Place,
    notifications::{Steps, Timing, deliver_until_idle},
};
use serde_json::{Value, json};

use crate::{
    notifications_delivery::{FAST, deliver, notifications},
    notifications_mail::{Catcher, letters, told_by},
    world::{Person, World},
};

const MAILS: &str = "/api/admin/mails/";
const EVENTS: &str = "/api/admin/events/";

async fn rows(admin: &Person, path: &str) -> Vec<Value> {
    let page = admin.ok(admin.get(path).await);
    page["results"].as_array().unwrap().clone()
}

/// Two tries and no more.
const HASTY: Timing = Timing {
    most_tries: 2,
    lease: Duration::from_secs(60),
    ..FAST
};

async fn until_ended(world: &World) {
    let waiting = "SELECT count(*) FROM mails WHERE state = 'waiting'";
    for _ in 0..400 {
        deliver_until_idle(&world.platform, HASTY, &Steps::default())
            .await
            .unwrap();
        if world.count(waiting).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("mails still wait");
}

#[tokio::test]
async fn a_dead_mail_is_put_back_with_all_its_tries_and_leaves() {
    let catcher = Catcher::start().await;
    let world = told_by(&catcher).await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    catcher.refuse(&["451 later"; 3]);
    letters(&world, "reset_password", "amal@example.org").await;
    until_ended(&world).await;
    let dead = rows(&hiba, "/api/admin/mails/?state=dead").await;
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0]["topic"], "reset_password");
    assert_eq!(dead[0]["error"], "deferred");
    assert_eq!(
        (&dead[0]["attempts"], &dead[0]["can_retry"]),
        (&json!(2), &json!(true))
    );
    // To whom and of what stays closed.
    assert!(!dead[0].to_string().contains("amal"));
    assert!(dead[0].get("context").is_none() && dead[0].get("address").is_none());

    // It fails once more, is tried again, and leaves: the log has numbered all tries.
    let retry = format!("{MAILS}{}/retry/", dead[0]["id"].as_str().unwrap());
    let back = hiba.ok(hiba.post(&retry, json!({})).await);
    assert_eq!(
        (&back["state"], &back["attempts"]),
        (&json!("waiting"), &json!(0))
    );
    let again = hiba.post(&retry, json!({})).await;
    assert_eq!(
        (again.status, again.problem()),
        (StatusCode::CONFLICT, "delivery-not-dead")
    );
    until_ended(&world).await;
    assert_eq!(catcher.mails().len(), 1);
    assert_eq!(catcher.mails()[0].to, ["<amal@example.org>"]);
    let log: Vec<(i32, String)> =
        sqlx::query_as("SELECT attempt, status FROM mail_attempts ORDER BY attempt")
            .fetch_all(&world.owner)
            .await
            .unwrap();
    let told: Vec<(i32, &str)> = log
        .iter()
        .map(|(try_, how)| (*try_, how.as_str()))
        .collect();
    assert_eq!(
        told,
        [(1, "failed"), (2, "dead"), (3, "failed"), (4, "sent")]
    );
    assert_eq!(rows(&hiba, "/api/admin/mails/?state=sent").await.len(), 1);
    assert_eq!(
        hiba.post(&retry, json!({})).await.problem(),
        "delivery-not-dead"
    );
    let nothing = format!("{MAILS}{}/retry/", uuid::Uuid::now_v7());
    assert_eq!(
        hiba.post(&nothing, json!({})).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_a_mail_said_is_forgotten_after_a_week_and_it_can_be_sent_no_more() {
    let catcher = Catcher::start().await;
    let world = told_by(&catcher).await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    catcher.refuse(&["550 no"]);
    letters(&world, "reset_password", "amal@example.org").await;
    until_ended(&world).await;
    world
        .sql("UPDATE mails SET finished_at = now() - interval '8 days'")
        .await;
    platform::notifications::prune(&world.platform)
        .await
        .unwrap();
    let dead = rows(&hiba, "/api/admin/mails/?state=dead").await;
    assert_eq!(dead[0]["can_retry"], false);
    let retry = format!("{MAILS}{}/retry/", dead[0]["id"].as_str().unwrap());
    assert_eq!(
        hiba.post(&retry, json!({})).await.problem(),
        "delivery-not-dead"
    );
}

#[tokio::test]
async fn a_dead_event_is_told_once_it_is_put_back() {
    let world = World::new().await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let salma = world.recruiter("salma", world.company("Atlas").await).await;
    let shown = world.shown("amal").await;
    deliver(&world).await;
    let before = notifications(&shown.candidate).await.len();
    salma.ok(salma
        .post(&format!("/api/videos/{}/views/", shown.video), json!({}))
        .await);
    world
        .sql("UPDATE outbox SET dead_at = now(), attempts = 13, last_error = 'database' WHERE topic = 'video_viewed'")
        .await;
    deliver(&world).await;
    assert_eq!(notifications(&shown.candidate).await.len(), before);
    let dead = rows(&hiba, "/api/admin/events/?state=dead").await;
    assert_eq!(dead.len(), 1);
    assert_eq!(
        (&dead[0]["topic"], &dead[0]["error"]),
        (&json!("video_viewed"), &json!("database"))
    );
    assert_eq!(
        (&dead[0]["state"], &dead[0]["can_retry"]),
        (&json!("dead"), &json!(true))
    );
    assert!(!dead[0].to_string().contains(&shown.video));
    let delivered = hiba.ok(hiba.get("/api/admin/events/?state=delivered&limit=2").await);
    assert!(delivered["next"].is_string());
    let next = hiba.ok(hiba.get(delivered["next"].as_str().unwrap()).await);
    assert_ne!(next["results"][0]["id"], delivered["results"][0]["id"]);
    assert_eq!(
        rows(&hiba, "/api/admin/events/?state=waiting").await.len(),
        0
    );

    let retry = format!("{EVENTS}{}/retry/", dead[0]["id"]);
    let back = hiba.ok(hiba.post(&retry, json!({})).await);
    assert_eq!(
        (&back["state"], &back["attempts"]),
        (&json!("waiting"), &json!(0))
    );
    assert_eq!(
        hiba.post(&retry, json!({})).await.problem(),
        "delivery-not-dead"
    );
    deliver(&world).await;
    assert_eq!(notifications(&shown.candidate).await.len(), before + 1);
    let nothing = format!("{EVENTS}999999/retry/");
    assert_eq!(
        hiba.post(&nothing, json!({})).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn nobody_else_sees_or_puts_back_any() {
    let world = World::new().await;
    let company = world.company("Atlas").await;
    let others = [
        world.candidate("amal").await,
        world.recruiter("salma", company).await,
        world.person("aziz", Place::CompanyAdmin(company)).await,
    ];
    for person in others {
        for path in [MAILS, EVENTS] {
            assert_eq!(person.get(path).await.status, StatusCode::FORBIDDEN);
        }
        let retry = format!("{MAILS}{}/retry/", uuid::Uuid::now_v7());
        assert_eq!(
            person.post(&retry, json!({})).await.status,
            StatusCode::FORBIDDEN
        );
    }
}
