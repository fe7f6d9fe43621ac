//! The audit log: what is entered, who reads it, and what happens to who touches it.

use std::time::Duration;

use axum::http::StatusCode;
use platform::{
    accounts::Place,
    audit::{self, Finding},
};
use serde_json::{Value, json};

use crate::world::{Person, World};

async fn entries(admin: &Person, query: &str) -> Vec<Value> {
    let answer = admin.get(&format!("/api/admin/audit/{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body["results"].as_array().unwrap().clone()
}

fn actions(entries: &[Value]) -> Vec<&str> {
    entries
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn who_did_what_is_there_and_names_nobody() {
    let world = World::new().await;
    let admin = world.person("omar", Place::PlatformAdmin).await;
    let atlas = world.company("Atlas").await;
    let salma = world.recruiter("salma", atlas).await;
    let shown = world.shown("amal").await;
    let views = format!("/api/videos/{}/views/", shown.video);
    salma.ok(salma.post(&views, json!({})).await);
    let amal = shown.candidate.user["id"].as_str().unwrap();

    // Newest first.
    let hers = entries(&admin, &format!("?actor={amal}&limit=100")).await;
    assert_eq!(
        actions(&hers),
        [
            "profile.opened",
            "video.processing",
            "consent.given",
            "session.opened",
        ]
    );
    let seen = entries(&admin, "?action=video.viewed").await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0]["actor"], salma.user["id"]);
    assert_eq!(seen[0]["company"], json!(atlas));
    assert_eq!(seen[0]["object_id"], json!(shown.video));
    // By the worker, in nobody's name.
    let completed = entries(
        &admin,
        &format!("?object_id={}&action=video.completed", shown.video),
    )
    .await;
    assert_eq!(completed[0]["actor"], Value::Null);
    assert_eq!(completed[0]["details"], json!({"from": "processing"}));

    let all = admin.get("/api/admin/audit/?limit=100").await;
    let text = String::from_utf8(all.bytes).unwrap();
    for word in ["amal", "salma", "omar", "example.", "Test", "Atlas"] {
        assert!(!text.contains(word), "{word} stands in the audit log");
    }
}

#[tokio::test]
async fn it_is_read_page_by_page_and_by_platform_admins_alone() {
    let world = World::new().await;
    let admin = world.person("omar", Place::PlatformAdmin).await;
    for name in ["a1", "a2", "a3", "a4", "a5"] {
        world.candidate(name).await;
    }
    let mut path = "/api/admin/audit/?limit=2&action=account.created".to_owned();
    let mut ids = vec![];
    loop {
        let page = admin.get(&path).await.body;
        assert_eq!(page["count"], 6);
        ids.extend(
            page["results"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["id"].as_i64().unwrap()),
        );
        match page["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(ids.len(), 6);
    assert!(ids.is_sorted_by(|a, b| a > b), "{ids:?}");
    let company = world.company("Atlas").await;
    let others = [
        world.candidate("amal").await,
        world.recruiter("salma", company).await,
        world.person("nadia", Place::CompanyAdmin(company)).await,
    ];
    for person in others {
        let answer = person.get("/api/admin/audit/").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn a_chain_that_nobody_touched_holds_also_after_an_erasure() {
    let world = World::new().await;
    let amal = world.candidate("amal").await;
    assert!(audit::seal(&world.platform).await.unwrap() > 0);
    assert_eq!(
        audit::seal(&world.platform).await.unwrap(),
        0,
        "all is sealed"
    );
    world
        .sql("DELETE FROM users WHERE first_name = 'amal'")
        .await;
    let before = audit::verify(&world.platform).await.unwrap();
    assert!(before.is_clean() && before.waiting > 0, "{before}");
    audit::seal(&world.platform).await.unwrap();

    let report = audit::verify(&world.platform).await.unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!((report.seals, report.waiting), (2, 0));
    let admin = world.person("omar", Place::PlatformAdmin).await;
    let id = amal.user["id"].as_str().unwrap();
    let about = entries(&admin, &format!("?object_id={id}")).await;
    assert_eq!(about[0]["action"], "account.erased");
}

#[tokio::test]
async fn two_servers_seal_each_entry_once() {
    let world = World::new().await;
    for name in ["a", "b", "c"] {
        world.candidate(name).await;
    }
    let (one, other) = tokio::join!(audit::seal(&world.platform), audit::seal(&world.platform));
    let sealed = one.unwrap() + other.unwrap();
    let all = world.count("SELECT count(*) FROM audit_entries").await;
    assert_eq!(sealed as i64, all);
    let report = audit::verify(&world.platform).await.unwrap();
    assert!(
        report.is_clean() && report.entries as i64 == all,
        "{report}"
    );
}

#[tokio::test]
async fn nobody_changes_or_removes_an_entry() {
    let world = World::new().await;
    world.candidate("amal").await;
    audit::seal(&world.platform).await.unwrap();
    for sql in [
        "UPDATE audit_entries SET action = 'a.b'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries CASCADE",
        "UPDATE audit_seals SET number = 9",
        "DELETE FROM audit_seals",
    ] {
        // The owner is stopped by the trigger, the worker by its rights.
        for pool in [&world.owner, world.platform.db().system()] {
            let refused = sqlx::raw_sql(sql).execute(pool).await.unwrap_err();
            let code = refused
                .as_database_error()
                .unwrap()
                .code()
                .unwrap()
                .into_owned();
            assert_eq!(code, "42501", "{sql}");
        }
    }
}

/// Whoever owns the database can take the triggers away. Each trace of that is found.
#[tokio::test]
async fn what_was_touched_on_purpose_is_found() {
    type Expected = fn(first_entry: i64) -> Finding;
    let cases: [(&str, Expected); 5] = [
        (
            "UPDATE audit_entries SET actor_id = gen_random_uuid() WHERE id = (SELECT min(id) FROM audit_entries)",
            |_| Finding::SealBroken { seal: 1 },
        ),
        (
            "DELETE FROM audit_entries WHERE id = (SELECT min(id) FROM audit_entries)",
            |first| Finding::EntryMissing {
                seal: 1,
                entry: first,
            },
        ),
        (
            "INSERT INTO audit_entries (id, action, object, object_id) OVERRIDING SYSTEM VALUE
             VALUES (1000000, 'video.viewed', 'video', gen_random_uuid())",
            |_| Finding::EntryUnsealed { entry: 1_000_000 },
        ),
        ("DELETE FROM audit_seals WHERE number = 1", |_| {
            Finding::SealsMissing {
                after: 0,
                before: 2,
            }
        }),
        (
            "UPDATE audit_seals SET key_fingerprint = '\\x0000000000000000' WHERE number = 2",
            |_| Finding::OtherKey { seal: 2 },
        ),
    ];
    for (harm, finding) in cases {
        let world = World::new().await;
        world.candidate("amal").await;
        audit::seal(&world.platform).await.unwrap();
        world.candidate("badr").await;
        audit::seal(&world.platform).await.unwrap();
        let first = world.count("SELECT min(id) FROM audit_entries").await;
        world
            .sql("ALTER TABLE audit_entries DISABLE TRIGGER ALL; ALTER TABLE audit_seals DISABLE TRIGGER ALL")
            .await;
        world.sql(harm).await;
        let report = audit::verify(&world.platform).await.unwrap();
        let expected = finding(first);
        assert!(report.findings.contains(&expected), "{harm}: {report}");
    }
}

/// What docs/audit.md says that a seal does not prove, so that it says so as long as it is true.
#[tokio::test]
async fn an_entry_that_was_put_in_as_the_triggers_do_is_sealed() {
    let world = World::new().await;
    audit::seal(&world.platform).await.unwrap();
    world
        .sql(
            "SET ROLE jobgate_system;
             WITH put_in AS (INSERT INTO audit_entries (action, object, object_id)
                 VALUES ('video.viewed', 'video', gen_random_uuid()) RETURNING id)
             INSERT INTO audit_waiting (entry_id) SELECT id FROM put_in;
             RESET ROLE",
        )
        .await;
    assert_eq!(audit::seal(&world.platform).await.unwrap(), 1);
    let report = audit::verify(&world.platform).await.unwrap();
    assert!(report.is_clean(), "{report}");
}

/// With a pause of a second in the place of the minute: two to three of them are waited for.
#[tokio::test]
async fn a_running_server_seals_after_each_pause() {
    assert!(audit::SEAL_EVERY <= Duration::from_secs(60));
    let pause = Duration::from_secs(1);
    let world = World::new().await;
    let stop = tokio_util::sync::CancellationToken::new();
    let sealing = tokio::spawn(audit::run_with(world.platform.clone(), stop.clone(), pause));
    for name in ["amal", "badr"] {
        world.candidate(name).await;
        let entered = std::time::Instant::now();
        while world.count("SELECT count(*) FROM audit_waiting").await > 0 {
            assert!(entered.elapsed() < 3 * pause, "not sealed");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    let report = audit::verify(&world.platform).await.unwrap();
    assert!(report.is_clean() && report.seals >= 2, "{report}");
    // What came since the last pause is sealed when it stops.
    world.candidate("chama").await;
    stop.cancel();
    sealing.await.unwrap();
    let report = audit::verify(&world.platform).await.unwrap();
    assert_eq!((report.is_clean(), report.waiting), (true, 0), "{report}");
}
