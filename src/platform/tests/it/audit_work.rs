//! The audit log of what people write: that it was done, by ids and names of columns.

use axum::http::Method;
use platform::accounts::Place;
use serde_json::{Value, json};

use crate::world::{Person, World};

async fn about(admin: &Person, id: &Value) -> Vec<Value> {
    let path = format!(
        "/api/admin/audit/?limit=100&object_id={}",
        id.as_str().unwrap()
    );
    let page = admin.ok(admin.get(&path).await);
    page["results"].as_array().unwrap().clone()
}

/// Action, who did it, and its details; the newest first.
fn said(entries: &[Value]) -> Vec<(&str, &Value, &Value)> {
    entries
        .iter()
        .map(|entry| {
            (
                entry["action"].as_str().unwrap(),
                &entry["actor"],
                &entry["details"],
            )
        })
        .collect()
}

#[tokio::test]
async fn offers_and_applications_are_entered_by_ids_and_columns() {
    let world = World::new().await;
    let admin = world.person("hiba", Place::PlatformAdmin).await;
    let atlas = world.company("Atlas").await;
    let salma = world.recruiter("salma", atlas).await;
    let amal = world.candidate("amal").await;
    let offer = salma.ok(salma
        .post("/api/offers/", json!({"title": "Secret welder"}))
        .await);
    let path = format!("/api/offers/{}/", offer["id"].as_str().unwrap());
    let open = json!({"description": "Secret words", "location": "Fès", "status": "open"});
    salma.ok(salma.put(&path, open.clone()).await);
    // The same again changes nothing.
    salma.ok(salma.put(&path, open).await);
    let entries = about(&admin, &offer["id"]).await;
    let (by, columns) = (
        &salma.user["id"],
        json!(["description", "location", "status"]),
    );
    assert_eq!(
        said(&entries),
        [
            (
                "offer.changed",
                by,
                &json!({"columns": columns, "status": "open", "from": "draft"})
            ),
            ("offer.created", by, &json!({"status": "draft"})),
        ]
    );
    assert!(
        entries
            .iter()
            .all(|entry| entry["company"] == json!(atlas) && entry["object"] == "offer")
    );

    let apply = json!({"message": "Secret message"});
    let application = amal.ok(amal.post(&format!("{path}apply/"), apply).await);
    let of = format!("/api/applications/{}/", application["id"].as_str().unwrap());
    salma.ok(salma.put(&of, json!({"status": "shortlisted"})).await);
    amal.ok(amal.post(&format!("{of}withdraw/"), json!({})).await);
    let entries = about(&admin, &application["id"]).await;
    let (id, her) = (&offer["id"], &amal.user["id"]);
    assert_eq!(
        said(&entries),
        [
            (
                "application.withdrawn",
                her,
                &json!({"offer": id, "from": "shortlisted"})
            ),
            (
                "application.shortlisted",
                by,
                &json!({"offer": id, "from": "received"})
            ),
            ("application.received", her, &json!({"offer": id})),
        ]
    );
    // What goes with an erased account is entered as well, by nobody but the server.
    world
        .sql("DELETE FROM users WHERE first_name = 'amal'; DELETE FROM offers")
        .await;
    let entries = about(&admin, &application["id"]).await;
    let gone = json!({"offer": id, "from": "withdrawn"});
    assert_eq!(
        said(&entries)[0],
        ("application.deleted", &Value::Null, &gone)
    );
    let entries = about(&admin, &offer["id"]).await;
    assert_eq!(
        said(&entries)[0],
        ("offer.deleted", &Value::Null, &json!({"from": "open"}))
    );
    no_text(&world, &admin).await;
}

#[tokio::test]
async fn what_changes_in_a_profile_is_entered_by_its_columns() {
    let world = World::new().await;
    let admin = world.person("hiba", Place::PlatformAdmin).await;
    let amal = world.candidate("amal").await;
    let path = format!(
        "/api/candidate/profiles/{}/",
        amal.user["profile_id"].as_str().unwrap()
    );
    let body = json!({"headline": "Secret headline", "skills": ["Secret skill"],
                      "experience": [{"name": "Secret house"}]});
    amal.ok(amal.put(&path, body.clone()).await);
    amal.ok(amal.put(&path, body).await);
    amal.ok(amal.put(&path, json!({"status": "paused"})).await);
    let all = about(&admin, &amal.user["id"]).await;
    let changes: Vec<Value> = all
        .into_iter()
        .filter(|entry| entry["action"] == "profile.changed")
        .collect();
    let her = &amal.user["id"];
    assert_eq!(
        said(&changes),
        [
            ("profile.changed", her, &json!({"columns": ["status"]})),
            (
                "profile.changed",
                her,
                &json!({"columns": ["headline", "skills", "experience"]})
            ),
        ]
    );
    no_text(&world, &admin).await;
}

#[tokio::test]
async fn invitations_are_entered_from_the_sending_to_the_end() {
    let world = World::with_letters().await;
    let admin = world.person("hiba", Place::PlatformAdmin).await;
    let atlas = world.company("Atlas").await;
    let aziz = world.person("aziz", Place::CompanyAdmin(atlas)).await;
    let invite = async |name: &str| {
        let body = json!({"email": format!("Secret{name}@example.com")});
        aziz.ok(aziz.post("/api/companies/invitations/", body).await)
    };
    let (one, other) = (invite("one").await, invite("other").await);
    let path = format!(
        "/api/companies/invitations/{}/",
        other["id"].as_str().unwrap()
    );
    assert!(aziz.delete(&path).await.status.is_success());
    let link = world
        .letters(platform::accounts::Letter::RecruiterInvited)
        .await;
    let token = link[0].1.split_once("#token=").unwrap().1;
    let body = json!({"token": token, "password": crate::world::PASSWORD,
                      "first_name": "Secretfirst", "last_name": "Secretlast"});
    world.anybody().ok(world
        .anybody()
        .post("/api/auth/invitation/accept/", body)
        .await);
    let (by, nothing) = (&aziz.user["id"], &json!({}));
    let accepted = about(&admin, &one["id"]).await;
    assert_eq!(
        said(&accepted),
        [
            ("invitation.accepted", &Value::Null, nothing),
            ("invitation.sent", by, nothing)
        ]
    );
    let withdrawn = about(&admin, &other["id"]).await;
    assert_eq!(
        said(&withdrawn),
        [
            ("invitation.withdrawn", by, nothing),
            ("invitation.sent", by, nothing)
        ]
    );
    assert!(
        accepted
            .iter()
            .all(|entry| entry["company"] == json!(atlas))
    );
    no_text(&world, &admin).await;
}

/// Whoever changes a colleague's place by the system's powers is named all the same.
#[tokio::test]
async fn who_changes_a_colleagues_role_is_named() {
    let world = World::new().await;
    let admin = world.person("hiba", Place::PlatformAdmin).await;
    let atlas = world.company("Atlas").await;
    let aziz = world.person("aziz", Place::CompanyAdmin(atlas)).await;
    let salma = world.recruiter("salma", atlas).await;
    let member = format!("/api/companies/members/{}/", salma.id());
    let role = Some(json!({"role": "company_admin"}));
    aziz.ok(aziz.send(Method::PATCH, &member, role, &[]).await);
    let entries = about(&admin, &salma.user["id"]).await;
    let details = json!({"role": "company_admin", "from": "recruiter"});
    assert_eq!(
        said(&entries)[0],
        ("account.role_changed", &aziz.user["id"], &details)
    );
}

#[tokio::test]
async fn a_company_that_is_founded_is_entered() {
    let world = World::new().await;
    let admin = world.person("hiba", Place::PlatformAdmin).await;
    let body = json!({"name": "Secret House"});
    let made = admin.ok(admin.post("/api/admin/companies/", body).await);
    let entries = about(&admin, &made["id"]).await;
    let founded = ("company.founded", &admin.user["id"], &json!({}));
    assert_eq!(said(&entries), [founded]);
    assert_eq!(
        (&entries[0]["object"], &entries[0]["company"]),
        (&json!("company"), &made["id"])
    );
    no_text(&world, &admin).await;
}

#[tokio::test]
async fn what_is_put_back_into_its_queue_is_entered() {
    let world = World::new().await;
    let admin = world.person("hiba", Place::PlatformAdmin).await;
    world
        .sql(
            "INSERT INTO jobs (id, kind, payload, state, attempts, last_error, finished_at)
             VALUES (gen_random_uuid(), 'erase_objects', '{\"keys\": [\"secret\"]}', 'dead', 5, 'secret', now());
             INSERT INTO mails (id, source_key, topic, language, address, context, state, attempts, finished_at)
             VALUES (gen_random_uuid(), 'one', 'reset_password', 'fr', 'secret@example.org', '{}', 'dead', 3, now());
             INSERT INTO outbox (topic, event_key, payload, dead_at, attempts)
             VALUES ('video_viewed', 'one', '{\"secret\": 1}', now(), 13)",
        )
        .await;
    let put_back = async |queue: &str| {
        let list = format!("/api/admin/{queue}/?state=dead");
        let dead = admin.ok(admin.get(&list).await)["results"][0].clone();
        let id = dead["id"].to_string().replace('"', "");
        let retry = format!("/api/admin/{queue}/{id}/retry/");
        admin.ok(admin.post(&retry, json!({})).await);
        // Once more changes nothing, and is no entry.
        assert_eq!(admin.post(&retry, json!({})).await.status, 409);
        dead["id"].clone()
    };
    let job = put_back("jobs").await;
    let mail = put_back("mails").await;
    let event = put_back("events").await;
    let by = &admin.user["id"];
    let nobody = json!("00000000-0000-0000-0000-000000000000");
    for (id, action, details) in [
        (&job, "job.retried", json!({"kind": "erase_objects"})),
        (&mail, "mail.retried", json!({"topic": "reset_password"})),
        (
            &nobody,
            "event.retried",
            json!({"event": event, "topic": "video_viewed"}),
        ),
    ] {
        let entries = about(&admin, id).await;
        assert_eq!(said(&entries), [(action, by, &details)]);
    }
    // What its worker tries again, and what it gives up, is the server's own work.
    world
        .sql("UPDATE jobs SET state = 'dead', finished_at = now()")
        .await;
    assert_eq!(about(&admin, &job).await.len(), 1);
    no_text(&world, &admin).await;
}

async fn no_text(world: &World, admin: &Person) {
    let all = admin.get("/api/admin/audit/?limit=100").await;
    let text = String::from_utf8(all.bytes).unwrap().to_lowercase();
    for word in ["secret", "amal", "salma", "aziz", "welder", "fès"] {
        assert!(!text.contains(word), "{word} stands in the audit log");
    }
    platform::audit::seal(&world.platform).await.unwrap();
    let report = platform::audit::verify(&world.platform).await.unwrap();
    assert!(report.is_clean(), "{report}");
}
