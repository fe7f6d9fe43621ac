//! Where one is logged in, and ending it.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    isolation::enter,
    world::{PASSWORD, Person, World},
};

const SESSIONS: &str = "/api/auth/sessions/";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
    (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

async fn log_in_with(world: &World, email: &str, agent: &str) -> Person {
    let body = json!({"email": email, "password": PASSWORD});
    let headers = [("user-agent", agent)];
    let answer = world
        .anybody()
        .send(Method::POST, "/api/auth/login/", Some(body), &headers)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    Person::of(world, &answer)
}

async fn sessions(person: &Person) -> Vec<Value> {
    let answer = person.get(SESSIONS).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body.as_array().unwrap().clone()
}

async fn refresh(person: &Person) -> (u16, String) {
    let answer = person.post("/api/auth/refresh/", json!({})).await;
    (answer.status.as_u16(), answer.problem().to_owned())
}

#[tokio::test]
async fn one_sees_where_one_is_logged_in_by_browser_and_system() {
    let world = World::new().await;
    world.candidate("sara").await;
    let phone = log_in_with(&world, "sara@example.org", SAFARI).await;
    let laptop = log_in_with(&world, "sara@example.org", FIREFOX).await;
    world.candidate("somebody-else").await;

    let seen = sessions(&laptop).await;
    let names: Vec<_> = seen
        .iter()
        .map(|one| (&one["browser"], &one["system"], &one["current"]))
        .collect();
    assert_eq!(
        names,
        [
            (&json!("Firefox"), &json!("Linux"), &json!(true)),
            (&json!("Safari"), &json!("iOS"), &json!(false)),
            // Where she signed up: a program that did not say what it is.
            (&json!(null), &json!(null), &json!(false)),
        ]
    );
    // These and nothing else: no address, no version.
    let mut fields: Vec<_> = seen[0].as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "browser",
            "created_at",
            "current",
            "id",
            "last_used_at",
            "system"
        ]
    );
    let mine = sessions(&phone).await;
    assert_eq!(mine[0]["browser"], "Safari");
    assert_eq!(mine[0]["current"], json!(true));
}

#[tokio::test]
async fn a_session_is_used_when_it_is_refreshed_and_over_when_it_no_longer_can_be() {
    let world = World::new().await;
    let old = world.candidate("hiba").await;
    world
        .sql("UPDATE sessions SET created_at = now() - interval '40 days', last_used_at = now() - interval '20 days'")
        .await;
    let here = world.log_in("hiba@example.org").await;
    let used = async || {
        let seen = sessions(&here).await;
        let text = seen[1]["last_used_at"].as_str().unwrap();
        text.parse::<chrono::DateTime<chrono::Utc>>().unwrap()
    };
    let days = chrono::Utc::now() - used().await;
    assert_eq!(days.num_days(), 20);
    assert_eq!(refresh(&old).await.0, 200);
    assert!((chrono::Utc::now() - used().await).num_seconds() < 60);
    world
        .sql(
            "UPDATE sessions SET last_used_at = now() - interval '31 days'
              WHERE created_at < now() - interval '1 day'",
        )
        .await;
    assert_eq!(sessions(&here).await.len(), 1);
}

#[tokio::test]
async fn an_ended_session_is_refused_at_once_with_both_its_tokens() {
    let world = World::new().await;
    let lost = world.candidate("anas").await;
    let here = world.log_in("anas@example.org").await;
    let other = sessions(&here).await[1]["id"].as_str().unwrap().to_owned();
    let path = format!("{SESSIONS}{other}/");
    assert_eq!(here.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(refresh(&lost).await, (401, "session-ended".into()));
    assert_eq!(lost.get("/api/auth/me/").await.problem(), "session-ended");
    assert_eq!(here.get("/api/auth/me/").await.status, StatusCode::OK);
    assert_eq!(sessions(&here).await.len(), 1);
    // Over is over.
    assert_eq!(here.delete(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world
            .count("SELECT count(*) FROM sessions WHERE revoked_reason = 'ended'")
            .await,
        1
    );
}

#[tokio::test]
async fn the_others_are_ended_all_at_once_and_nobody_elses() {
    let world = World::new().await;
    let stranger = world.candidate("lina").await;
    let mut lost = vec![world.candidate("reda").await];
    lost.push(world.log_in("reda@example.org").await);
    let here = world.log_in("reda@example.org").await;
    let answer = here
        .post(&format!("{SESSIONS}end_others/"), json!({}))
        .await;
    assert_eq!(answer.body, json!({"ended": 2}));
    for session in &lost {
        assert_eq!(refresh(session).await, (401, "session-ended".into()));
    }
    assert_eq!(refresh(&here).await.0, 200);
    assert_eq!(refresh(&stranger).await.0, 200);
}

#[tokio::test]
async fn nobody_ends_or_sees_the_session_of_somebody_else() {
    let world = World::new().await;
    let amal = world.candidate("amal").await;
    let bilal = world.candidate("bilal").await;
    let hers = sessions(&amal).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("{SESSIONS}{hers}/");
    assert_eq!(bilal.delete(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world.anybody().delete(&path).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(amal.get("/api/auth/me/").await.status, StatusCode::OK);

    // The database itself says so, without our own conditions.
    let rows = async |sql: &'static str| {
        let mut tx = enter(&world, &bilal).await;
        sqlx::query(sql).execute(&mut *tx).await
    };
    let all = "UPDATE sessions SET revoked_at = now(), revoked_reason = 'ended'";
    assert_eq!(rows(all).await.unwrap().rows_affected(), 1);
    // Nor is an ended one opened again, nor given to somebody else.
    world
        .sql(
            "INSERT INTO sessions (id, user_id, revoked_at, revoked_reason)
              SELECT gen_random_uuid(), user_id, now(), 'ended' FROM sessions",
        )
        .await;
    for sql in [
        "UPDATE sessions SET revoked_at = NULL, revoked_reason = NULL",
        "UPDATE sessions SET user_id = app_user_id()",
        "UPDATE sessions SET last_used_at = now()",
    ] {
        let refused = rows(sql).await.unwrap_err().to_string();
        assert!(
            refused.contains("row-level security") || refused.contains("permission denied"),
            "{sql}: {refused}"
        );
    }
    let opened = "SELECT count(*) FROM sessions WHERE revoked_at IS NULL";
    assert_eq!(world.count(opened).await, 2);
}

#[tokio::test]
async fn a_link_to_media_ends_with_its_session() {
    let world = World::new().await;
    let shown = world.shown("ghita").await;
    let path = format!("/api/videos/{}/playback/", shown.video);
    let playback = shown.candidate.get(&path).await.body;
    let link = playback["sources"][0]["url"].as_str().unwrap().to_owned();
    assert!(shown.candidate.get(&link).await.status.is_success());
    let here = world.log_in("ghita@example.org").await;
    here.ok(here
        .post(&format!("{SESSIONS}end_others/"), json!({}))
        .await);
    let refused = shown.candidate.get(&link).await.status;
    assert!(refused.is_client_error(), "{refused}");
}
