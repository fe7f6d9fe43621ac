//! The centre over HTTP: list, marks, counts, preferences, and people who write to people.

use axum::http::StatusCode;
use platform::accounts::Place;
use serde_json::json;

use crate::{
    notifications_delivery::{deliver, notifications},
    world::{Person, World},
};

const LIST: &str = "/api/notifications/notifications/";

async fn tell(world: &World, admin: &Person, to: &Person, title: &str, priority: &str) {
    let body = json!({"user_ids": [to.id()], "title": title, "message": "m", "priority": priority});
    let answer = admin.post("/api/notifications/create/", body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    // In the order they were written.
    let _ = world;
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
}

#[tokio::test]
async fn the_list_is_filtered_and_walked_and_marks_are_kept() {
    let world = World::new().await;
    let admin = world.person("hiba", Place::PlatformAdmin).await;
    let amal = world.candidate("amal").await;
    let bilal = world.candidate("bilal").await;
    for at in 0..7 {
        let priority = if at % 2 == 0 { "high" } else { "normal" };
        tell(&world, &admin, &amal, &format!("t{at}"), priority).await;
    }
    let titles = async |path: &str| -> Vec<String> {
        let body = amal.ok(amal.get(path).await);
        body["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["title"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = amal.ok(amal.get(&format!("{LIST}?limit=3&priority=high")).await);
    assert_eq!(first["count"], 4);
    assert_eq!(first["results"][0]["title"], "t6");
    let next = first["next"].as_str().unwrap();
    assert!(next.contains("priority=high") && next.contains("limit=3"));
    assert_eq!(titles(next).await, ["t0"]);
    assert_eq!(titles(&format!("{LIST}?limit=2")).await, ["t6", "t5"]);

    let id = |value: &serde_json::Value| value["id"].as_str().unwrap().to_owned();
    let all = notifications(&amal).await;
    let (newest, oldest) = (id(&all[0]), id(&all[6]));
    let read = amal.ok(amal
        .post(
            &format!("/api/notifications/{newest}/mark_as_read/"),
            json!({}),
        )
        .await);
    assert_eq!(read["is_read"], true);
    let at = read["read_at"].clone();
    assert!(at.is_string());
    let again = amal.ok(amal
        .post(
            &format!("/api/notifications/{newest}/mark_as_read/"),
            json!({}),
        )
        .await);
    assert_eq!(again["read_at"], at);
    amal.ok(amal
        .post(&format!("/api/notifications/{oldest}/archive/"), json!({}))
        .await);
    assert_eq!(titles(&format!("{LIST}?is_read=true")).await, ["t6"]);
    assert_eq!(titles(&format!("{LIST}?is_archived=true")).await, ["t0"]);
    assert_eq!(
        titles(&format!("{LIST}?is_archived=false&is_read=false"))
            .await
            .len(),
        5
    );
    let stats = format!("/api/notifications/stats/{}/", amal.id());
    let body = amal.ok(amal.get(&stats).await);
    assert_eq!(
        body,
        json!({"user": amal.id(), "total": 7, "unread": 5, "archived": 1,
               "unread_by_type": {"message": 5}})
    );
    amal.ok(amal
        .post(
            &format!("/api/notifications/{oldest}/unarchive/"),
            json!({}),
        )
        .await);
    let marked = amal.ok(amal
        .post("/api/notifications/mark_all_as_read/", json!({}))
        .await);
    assert_eq!(marked, json!({"updated": 6}));
    assert_eq!(amal.get(&stats).await.body["unread"], 0);

    // Somebody else's do not exist.
    assert_eq!(bilal.get(&stats).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.get(&stats).await.status, StatusCode::NOT_FOUND);
    for verb in ["mark_as_read", "archive", "unarchive"] {
        let path = format!("/api/notifications/{newest}/{verb}/");
        assert_eq!(
            bilal.post(&path, json!({})).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            admin.post(&path, json!({})).await.status,
            StatusCode::NOT_FOUND
        );
    }
    assert!(notifications(&bilal).await.is_empty());
    // A wrong filter is named.
    for (query, field) in [
        ("is_read=maybe", "is_read"),
        ("is_archived=1", "is_archived"),
        ("type=gossip", "type"),
        ("priority=top", "priority"),
        ("cursor=x", "cursor"),
        ("limit=0", "limit"),
    ] {
        let answer = amal.get(&format!("{LIST}?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(answer.body["errors"][field].is_array(), "{}", answer.body);
    }
}

#[tokio::test]
async fn companies_write_by_template_to_members_and_candidates_in_contact() {
    let world = World::new().await;
    let atlas = world.company("Atlas").await;
    let rif = world.company("Rif").await;
    let aziz = world.person("aziz", Place::CompanyAdmin(atlas)).await;
    let nadia = world.person("nadia", Place::CompanyAdmin(rif)).await;
    let salma = world.recruiter("salma", atlas).await;
    let amal = world.candidate("amal").await;
    let visible = json!({"all_companies": false, "company_ids": [atlas]});
    amal.ok(amal.put("/api/candidate/visibility/", visible).await);

    let create = "/api/notifications/create/";
    let invite = json!({"user_ids": [amal.id()], "template": "record_video",
                        "title": "<b>mine</b>", "action_url": "/elsewhere"});
    let answer = aziz.post(create, invite.clone()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    assert_eq!(answer.body["ids"].as_array().unwrap().len(), 1);
    let told = notifications(&amal).await;
    assert_eq!(told[0]["type"], "message");
    assert!(
        told[0]["message"]
            .as_str()
            .unwrap()
            .starts_with("Atlas invites you")
    );
    assert_eq!(told[0]["action_url"], "/studio");
    assert!(!told[0].to_string().contains("mine"));
    // The same on the same day is told once.
    let again = aziz.ok(aziz.post(create, invite.clone()).await);
    assert_eq!(again, json!({"ids": [], "skipped": 1}));
    assert_eq!(notifications(&amal).await.len(), 1);

    // Out of reach, or not by template, or not an admin.
    assert_eq!(
        nadia.post(create, invite.clone()).await.status,
        StatusCode::NOT_FOUND
    );
    let mixed = json!({"user_ids": [salma.id(), nadia.id()], "template": "get_in_touch"});
    assert_eq!(aziz.post(create, mixed).await.status, StatusCode::NOT_FOUND);
    assert!(notifications(&salma).await.is_empty());
    let words = json!({"user_ids": [amal.id()], "title": "t", "message": "m"});
    let answer = aziz.post(create, words.clone()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body["errors"]["template"].is_array());
    for person in [&salma, &amal] {
        let answer = person.post(create, invite.clone()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    // Once the grant is gone, so is the contact.
    let nobody = json!({"all_companies": false, "company_ids": []});
    amal.ok(amal.put("/api/candidate/visibility/", nobody).await);
    let touch = json!({"user_ids": [amal.id()], "template": "get_in_touch"});
    assert_eq!(aziz.post(create, touch).await.status, StatusCode::NOT_FOUND);
    // A member.
    let member = json!({"user_ids": [salma.id()], "template": "get_in_touch"});
    assert_eq!(aziz.post(create, member).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn who_writes_too_much_has_to_wait() {
    let world = World::new().await;
    let atlas = world.company("Atlas").await;
    let aziz = world.person("aziz", Place::CompanyAdmin(atlas)).await;
    let amal = world.candidate("amal").await;
    let visible = json!({"all_companies": true, "company_ids": []});
    amal.ok(amal.put("/api/candidate/visibility/", visible).await);
    sqlx::query(
        "INSERT INTO notifications (id, user_id, source_key, type, title, message, reason, sender_id)
         SELECT gen_random_uuid(), $1, 'x' || n, 'message', 't', 'm', 'r', $2 FROM generate_series(1, 60) n",
    )
    .bind(amal.id().0)
    .bind(aziz.id().0)
    .execute(&world.owner)
    .await
    .unwrap();
    let invite = json!({"user_ids": [amal.id()], "template": "record_video"});
    let answer = aziz
        .post("/api/notifications/create/", invite.clone())
        .await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = answer.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((3000..=3600).contains(&wait), "{wait}");
    world
        .sql("UPDATE notifications SET created_at = now() - interval '2 hours'")
        .await;
    let answer = aziz.post("/api/notifications/create/", invite).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_platform_admins_words_are_checked() {
    let world = World::new().await;
    let admin = world.person("hiba", Place::PlatformAdmin).await;
    let amal = world.candidate("amal").await;
    let good = json!({"user_ids": [amal.id()], "title": "Maintenance", "message": "Tonight",
                      "priority": "urgent", "action_url": "/profile", "action_text": "Look",
                      "extra_data": {"ticket": 7}});
    let answer = admin.post("/api/notifications/create/", good.clone()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let told = &notifications(&amal).await[0];
    assert_eq!(told["priority"], "urgent");
    assert_eq!(told["action_text"], "Look");
    assert_eq!(told["extra_data"], json!({"ticket": 7}));
    for (field, value) in [
        ("title", json!("")),
        ("message", json!("x".repeat(2_001))),
        ("priority", json!("top")),
        ("action_url", json!("https://elsewhere.example/")),
        ("action_url", json!("//elsewhere.example/")),
        ("action_url", json!("/\\elsewhere.example/")),
        ("extra_data", json!([1])),
        ("user_ids", json!([])),
        ("template", json!("gossip")),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        let answer = admin.post("/api/notifications/create/", bad).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.body["errors"][field].is_array(), "{}", answer.body);
    }
    let mut unknown = good;
    unknown["user_ids"] = json!([uuid::Uuid::now_v7()]);
    let answer = admin.post("/api/notifications/create/", unknown).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(notifications(&amal).await.len(), 1);
}

#[tokio::test]
async fn preferences_decide_by_type_and_channel() {
    let world = World::new().await;
    let amal = world.candidate("amal").await;
    let path = "/api/notifications/preferences/";
    let body = amal.ok(amal.get(path).await);
    let of = |body: &serde_json::Value, kind: &str| {
        body["preferences"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["type"] == kind)
            .cloned()
            .unwrap_or_default()
    };
    assert_eq!(
        of(&body, "video_completed"),
        json!({"type": "video_completed", "in_app": true, "email": true})
    );
    assert_eq!(of(&body, "quality_ready")["email"], false);
    // What one's role is never told is not asked.
    assert!(of(&body, "new_candidate").is_null());
    let chosen = json!({"preferences": [
        {"type": "video_completed", "email": false}, {"type": "video_kept", "in_app": false}]});
    let body = amal.ok(amal.put(path, chosen).await);
    assert_eq!(
        of(&body, "video_completed"),
        json!({"type": "video_completed", "in_app": true, "email": false})
    );
    assert_eq!(of(&body, "video_kept")["in_app"], false);
    let video = amal.draft(false).await;
    let take = world
        .record(&amal, &video, &crate::world::noise(4_000))
        .await;
    amal.ok(amal
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    world.work_until_idle().await;
    deliver(&world).await;
    let told = notifications(&amal).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["type"], "video_completed");
    assert_eq!(world.count("SELECT count(*) FROM mails").await, 0);
    let answer = amal
        .put(
            path,
            json!({"preferences": [{"type": "gossip", "email": true}]}),
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body["errors"]["preferences.0.type"].is_array());
}
