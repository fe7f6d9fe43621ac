//! `Idempotency-Key`: what is sent twice is made once.

use axum::http::{Method, StatusCode, header};
use platform::accounts::Place;
use serde_json::{Value, json};

use crate::world::{Answer, Person, World};

pub async fn post(person: &Person, path: &str, body: Value, key: &str) -> Answer {
    let headers = [("idempotency-key", key)];
    person.send(Method::POST, path, Some(body), &headers).await
}

pub fn replayed(answer: &Answer) -> bool {
    answer.headers.contains_key("idempotency-replayed")
}

#[tokio::test]
async fn what_is_sent_twice_is_made_once() {
    let world = World::new().await;
    let person = world.candidate("amal").await;
    let make = json!({"title": "one"});
    let first = post(&person, "/api/videos/", make.clone(), "k1").await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert!(!replayed(&first));
    let again = post(&person, "/api/videos/", make.clone(), "k1").await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.headers[header::ETAG], first.headers[header::ETAG]);
    assert!(replayed(&again));
    let count = "SELECT count(*) FROM videos";
    assert_eq!(world.count(count).await, 1);

    // The same key for something else is a mistake that is told.
    for (path, body) in [
        ("/api/videos/", json!({"title": "two"})),
        ("/api/candidate/profiles/", json!({"title": "one"})),
    ] {
        let refused = post(&person, path, body, "k1").await;
        assert_eq!(
            (refused.status, refused.problem()),
            (StatusCode::UNPROCESSABLE_ENTITY, "key-reused"),
            "{path}"
        );
    }
    // Another key, none, and another person's same key make another.
    post(&person, "/api/videos/", make.clone(), "k2").await;
    person.post("/api/videos/", make.clone()).await;
    let other = world.candidate("bilal").await;
    assert!(!replayed(
        &post(&other, "/api/videos/", make.clone(), "k1").await
    ));
    assert_eq!(world.count(count).await, 4);

    // After a day it is forgotten, by the next who uses one.
    world
        .sql("UPDATE idempotency_keys SET created_at = now() - interval '25 hours'")
        .await;
    assert!(!replayed(&post(&person, "/api/videos/", make, "k1").await));
    assert_eq!(world.count(count).await, 5);
    let kept = "SELECT count(*) FROM idempotency_keys k JOIN users u ON u.id = k.user_id
                WHERE u.first_name = 'amal'";
    assert_eq!(world.count(kept).await, 1);
}

#[tokio::test]
async fn a_failure_is_not_kept() {
    let world = World::new().await;
    let person = world.candidate("chada").await;
    let unknown = json!({"title": "x", "script_id": uuid::Uuid::nil()});
    let refused = post(&person, "/api/videos/", unknown, "k").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = post(&person, "/api/videos/", json!({"title": "x"}), "k").await;
    assert_eq!(made.status, StatusCode::CREATED);
    for (key, field) in [
        ("", "Idempotency-Key"),
        (&"x".repeat(256), "Idempotency-Key"),
    ] {
        let bad = post(&person, "/api/videos/", json!({"title": "x"}), key).await;
        assert!(bad.body["errors"][field].is_array(), "{}", bad.body);
    }
}

#[tokio::test]
async fn of_many_at_once_one_makes_it_and_none_waits() {
    let world = World::new().await;
    let person = world.candidate("dounia").await;
    let sent: Vec<_> = (0..12)
        .map(|_| {
            let person = person.clone();
            tokio::spawn(
                async move { post(&person, "/api/videos/", json!({"title": "x"}), "k").await },
            )
        })
        .collect();
    let mut made = Vec::new();
    for answer in sent {
        let answer = answer.await.unwrap();
        match answer.status {
            StatusCode::CREATED => made.push(answer.body["id"].clone()),
            StatusCode::CONFLICT => {
                assert_eq!(answer.problem(), "request-under-way");
                assert!(answer.headers.contains_key(header::RETRY_AFTER));
            }
            other => panic!("{other} {}", answer.body),
        }
    }
    made.dedup();
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!(world.count("SELECT count(*) FROM videos").await, 1);
}

/// While a first request is under way, a second is told so and does not wait for it.
#[tokio::test]
async fn a_duplicate_of_what_is_under_way_is_told_to_come_back() {
    let world = World::new().await;
    let person = world.candidate("fatima").await;
    // Holds the first request at its last statement but one.
    let mut holder = world.owner.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE video_notes IN ACCESS EXCLUSIVE MODE")
        .execute(&mut *holder)
        .await
        .unwrap();
    let first = tokio::spawn({
        let person = person.clone();
        async move { post(&person, "/api/videos/", json!({"title": "x"}), "k").await }
    });
    let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted";
    while world.count(waiting).await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let second = post(&person, "/api/videos/", json!({"title": "x"}), "k").await;
    assert_eq!(
        (second.status, second.problem()),
        (StatusCode::CONFLICT, "request-under-way")
    );
    assert!(second.headers.contains_key(header::RETRY_AFTER));
    holder.rollback().await.unwrap();
    let first = first.await.unwrap();
    assert_eq!(first.status, StatusCode::CREATED);
    let third = post(&person, "/api/videos/", json!({"title": "x"}), "k").await;
    assert!(replayed(&third) && third.body == first.body);
}

/// Each operation that takes a key, by the description of the API.
#[tokio::test]
async fn every_operation_that_takes_a_key_keeps_its_word() {
    let world = World::new().await;
    let shown = world.shown("ghita").await;
    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let views = format!("/api/videos/{}/views/", shown.video);
    let consent = json!({"kind": "analyse", "version": "2026-11", "language": "en"});
    let text = world
        .anybody()
        .get("/api/consents/texts/analyse/")
        .await
        .body;
    let consent = {
        let mut consent = consent;
        consent["version"] = text["version"].clone();
        consent
    };
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let offer = salma.ok(salma
        .post("/api/offers/", json!({"title": "Cook", "status": "open"}))
        .await);
    let apply = format!("/api/offers/{}/apply/", offer["id"].as_str().unwrap());
    let news = json!({"user_ids": [shown.candidate.id()], "title": "t", "message": "m"});
    let calls = [
        (&shown.candidate, "/api/consents/", consent, "consents"),
        (&shown.candidate, &apply, json!({}), "applications"),
        (&salma, views.as_str(), json!({}), "video_views"),
        (&salma, "/api/offers/", json!({"title": "Welder"}), "offers"),
        (
            &hiba,
            "/api/admin/companies/",
            json!({"name": "Rif"}),
            "companies",
        ),
        (&hiba, "/api/notifications/create/", news, "notifications"),
    ];
    for (person, path, body, table) in calls {
        let first = post(person, path, body.clone(), path).await;
        assert_eq!(first.status, StatusCode::CREATED, "{path}: {}", first.body);
        let count = format!("SELECT count(*) FROM {table}");
        let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count.clone()))
            .fetch_one(&world.owner)
            .await
            .unwrap();
        let again = post(person, path, body, path).await;
        assert!(replayed(&again) && again.body == first.body, "{path}");
        let after: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
            .fetch_one(&world.owner)
            .await
            .unwrap();
        assert_eq!(rows, after, "{path}");
    }
    // A profile is there already, which is told whatever the key.
    let exists = post(&shown.candidate, "/api/candidate/profiles/", json!({}), "p").await;
    assert_eq!(exists.problem(), "profile-exists");

    // Whatever makes something takes a key, but where nobody is logged in yet, and the ticket
    // that is a secret.
    let described: Value = serde_json::from_str(&platform::openapi()).unwrap();
    let mut without = Vec::new();
    for (path, item) in described["paths"].as_object().unwrap() {
        let parameters = item["post"]["parameters"].as_array();
        let key =
            parameters.is_some_and(|all| all.iter().any(|one| one["name"] == "Idempotency-Key"));
        if item["post"]["responses"]["201"].is_object() && !key {
            without.push(path.as_str());
        }
    }
    without.sort_unstable();
    assert_eq!(
        without,
        [
            "/api/auth/invitation/accept/",
            "/api/auth/signup/",
            "/api/live/tickets/"
        ]
    );
}
