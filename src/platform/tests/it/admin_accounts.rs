//! Ending an account and restoring it.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use platform::{
    accounts::{Letter, Place},
    endings::{Concerned, Ending, listen},
    ids::{SessionId, UserId},
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    notifications_delivery::deliver,
    notifications_mail::{Catcher, told_by},
    world::{PASSWORD, Person, World},
};

fn path(person: &Person, verb: &str) -> String {
    format!("/api/admin/users/{}/{verb}/", person.id())
}

async fn try_log_in(world: &World, email: &str, password: &str) -> (StatusCode, String) {
    let form = json!({"email": email, "password": password});
    let answer = world.anybody().post("/api/auth/login/", form).await;
    (answer.status, answer.problem().to_owned())
}

#[tokio::test]
async fn an_ended_account_is_out_at_once_and_comes_back_when_it_is_restored() {
    let world = World::with_letters().await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let salma = world.recruiter("salma", world.company("Atlas").await).await;
    let elsewhere = world.log_in("salma@example.com").await;
    let ended = hiba.ok(hiba.post(&path(&salma, "disable"), json!({})).await);
    assert!(ended["disabled_at"].is_string(), "{ended}");

    // Both sessions, their refresh cookies, and the door.
    for session in [&salma, &elsewhere] {
        let answer = session.get("/api/auth/me/").await;
        assert_eq!(
            (answer.status, answer.problem()),
            (StatusCode::UNAUTHORIZED, "session-ended")
        );
        let answer = session.post("/api/auth/refresh/", json!({})).await;
        assert_eq!(answer.problem(), "session-ended");
    }
    let refused = try_log_in(&world, "salma@example.com", PASSWORD).await;
    assert_eq!(
        refused,
        (StatusCode::FORBIDDEN, "account-disabled".to_owned())
    );
    // Who does not know the password learns nothing of it.
    let wrong = try_log_in(&world, "salma@example.com", "another long password").await;
    let stranger = try_log_in(&world, "nobody@example.com", "another long password").await;
    assert_eq!(
        wrong,
        (StatusCode::UNAUTHORIZED, "bad-credentials".to_owned())
    );
    assert_eq!(wrong, stranger);
    // No letter leads around it.
    let reset = json!({"email": "salma@example.com"});
    world
        .anybody()
        .ok(world.anybody().post("/api/auth/reset/", reset).await);
    assert!(world.letters(Letter::ResetPassword).await.is_empty());

    // Again changes nothing, not even the time.
    let again = hiba.ok(hiba.post(&path(&salma, "disable"), json!({})).await);
    assert_eq!(again["disabled_at"], ended["disabled_at"]);
    let listed = hiba.ok(hiba.get("/api/admin/users/?search=salma").await);
    assert_eq!(listed["results"][0]["disabled_at"], ended["disabled_at"]);

    let back = hiba.ok(hiba.post(&path(&salma, "restore"), json!({})).await);
    assert_eq!(back["disabled_at"], Value::Null);
    let salma = world.log_in("salma@example.com").await;
    assert_eq!(salma.get("/api/auth/me/").await.status, StatusCode::OK);
    // What was ended stays so.
    assert_eq!(
        elsewhere.get("/api/auth/me/").await.problem(),
        "session-ended"
    );

    let id = salma.id();
    let log = hiba.ok(hiba.get(&format!("/api/admin/audit/?object_id={id}")).await);
    let entries: Vec<(&Value, &Value)> = log["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (&entry["action"], &entry["actor"]))
        .collect();
    let by = &hiba.user["id"];
    assert_eq!(
        entries[..2],
        [
            (&json!("account.restored"), by),
            (&json!("account.disabled"), by)
        ]
    );
    let reasons = "SELECT count(*) FROM audit_entries WHERE action = 'session.ended'
                   AND details ->> 'reason' = 'disabled' AND actor_id <> object_id";
    assert_eq!(world.count(reasons).await, 2);
}

#[tokio::test]
async fn nobody_ends_the_own_account_and_nobody_but_the_platform_any() {
    let world = World::new().await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let karim = world.person("karim", Place::PlatformAdmin).await;
    let answer = hiba.post(&path(&hiba, "disable"), json!({})).await;
    assert_eq!(
        (answer.status, answer.problem()),
        (StatusCode::CONFLICT, "own-account")
    );
    assert_eq!(hiba.get("/api/auth/me/").await.status, StatusCode::OK);
    let nobody = format!("/api/admin/users/{}/disable/", uuid::Uuid::now_v7());
    assert_eq!(
        hiba.post(&nobody, json!({})).await.status,
        StatusCode::NOT_FOUND
    );

    // Two who end each other at once: one comes first, and somebody is left.
    let (to_karim, to_hiba) = (path(&karim, "disable"), path(&hiba, "disable"));
    let (one, other) = tokio::join!(
        hiba.post(&to_karim, json!({})),
        karim.post(&to_hiba, json!({}))
    );
    let done = [one.status, other.status];
    assert_eq!(
        done.iter().filter(|status| status.is_success()).count(),
        1,
        "{done:?}"
    );
    let left = "SELECT count(*) FROM users WHERE role = 'platform_admin' AND disabled_at IS NULL";
    assert_eq!(world.count(left).await, 1);
}

/// A session that is being opened while the account ends does not outlive it.
#[tokio::test]
async fn no_session_slips_in_while_the_account_ends() {
    let world = World::new().await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let amal = world.candidate("amal").await;
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let (router, form) = (
            world.anybody(),
            json!({"email": "amal@example.org", "password": PASSWORD}),
        );
        tasks.push(tokio::spawn(async move {
            router.post("/api/auth/login/", form).await
        }));
    }
    hiba.ok(hiba.post(&path(&amal, "disable"), json!({})).await);
    for task in tasks {
        let answer = task.await.unwrap();
        let person = Person::of(&world, &answer);
        assert!(!person.get("/api/auth/me/").await.status.is_success());
    }
    let open = "SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id
                WHERE u.first_name = 'amal' AND s.revoked_at IS NULL";
    assert_eq!(world.count(open).await, 0);
}

#[derive(Default)]
struct Ear(Mutex<Vec<Ending>>);

impl Concerned for Ear {
    fn present(&self) -> Vec<UserId> {
        Vec::new()
    }

    fn sessions(&self) -> Vec<SessionId> {
        Vec::new()
    }

    fn end(&self, ending: Ending) {
        self.0.lock().unwrap().push(ending);
    }
}

/// The live rooms hear of it as of every end of a session.
#[tokio::test]
async fn live_rooms_hear_of_the_end() {
    let world = World::new().await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let amal = world.candidate("amal").await;
    let session: uuid::Uuid = sqlx::query_scalar("SELECT id FROM sessions WHERE user_id = $1")
        .bind(amal.id().0)
        .fetch_one(&world.owner)
        .await
        .unwrap();
    let (ear, stop) = (Arc::new(Ear::default()), CancellationToken::new());
    let listening = tokio::spawn(listen(world.platform.clone(), ear.clone(), stop.clone()));
    let listens = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND query = 'LISTEN \"jobgate_endings\"'";
    while world.count(listens).await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    hiba.ok(hiba.post(&path(&amal, "disable"), json!({})).await);
    let told = Ending::Session {
        session: SessionId(session),
    };
    for _ in 0..200 {
        if ear.0.lock().unwrap().contains(&told) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(*ear.0.lock().unwrap(), [told]);
    stop.cancel();
    listening.await.unwrap();
}

#[tokio::test]
async fn nobody_writes_to_an_account_that_was_ended() {
    let catcher = Catcher::start().await;
    let world = told_by(&catcher).await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let salma = world.recruiter("salma", world.company("Atlas").await).await;
    let shown = world.shown("amal").await;
    deliver(&world).await;
    let mailed = catcher.mails().len();
    hiba.ok(hiba
        .post(&path(&shown.candidate, "disable"), json!({}))
        .await);
    let views = format!("/api/videos/{}/views/", shown.video);
    salma.ok(salma.post(&views, json!({})).await);
    deliver(&world).await;
    assert_eq!(catcher.mails().len(), mailed);
    let suppressed = "SELECT count(*) FROM mails WHERE state = 'suppressed'";
    assert_eq!(world.count(suppressed).await, 1);
}
