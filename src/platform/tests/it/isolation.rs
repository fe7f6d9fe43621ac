//! Nobody meets anything of anybody else: through the routes, and in the database with the
//! application's own conditions taken away.

use axum::http::{Method, StatusCode};
use platform::{accounts::Place, ids::SessionId};
use serde_json::json;
use sqlx::Row;

use crate::world::{Person, World, noise};

/// Every route of an object, and whether it asks for a body.
fn routes(video: &str, take: &str, profile: &str, view: &str) -> Vec<(Method, String)> {
    vec![
        (Method::GET, format!("/api/videos/{video}/")),
        (Method::PUT, format!("/api/videos/{video}/")),
        (Method::DELETE, format!("/api/videos/{video}/")),
        (Method::GET, format!("/api/videos/{video}/playback/")),
        (Method::POST, format!("/api/videos/{video}/link_to_cv/")),
        (Method::GET, format!("/api/videos/{video}/views/")),
        (Method::POST, format!("/api/videos/{video}/views/")),
        (Method::PUT, format!("/api/videos/{video}/views/{view}/")),
        (Method::GET, format!("/api/takes/{take}/")),
        (Method::DELETE, format!("/api/takes/{take}/")),
        (Method::POST, format!("/api/takes/{take}/keep/")),
        (Method::GET, format!("/api/takes/{take}/playback/")),
        (Method::GET, format!("/api/takes/{take}/quality/")),
        (Method::DELETE, format!("/api/takes/{take}/quality/")),
        (Method::GET, format!("/api/candidate/profiles/{profile}/")),
        (Method::PUT, format!("/api/candidate/profiles/{profile}/")),
    ]
}

async fn all_404(person: &Person, routes: &[(Method, String)]) {
    for (method, path) in routes {
        let body = matches!(*method, Method::POST | Method::PUT).then(|| json!({}));
        let answer = person.send(method.clone(), path, body, &[]).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{method} {path}: {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn a_foreign_candidate_and_a_foreign_company_get_404_for_every_object() {
    let world = World::new().await;
    let shown = world.shown("amal").await;
    let (atlas, rif) = (world.company("Atlas").await, world.company("Rif").await);
    let salma = world.recruiter("salma", atlas).await;
    let only_atlas = json!({"all_companies": false, "company_ids": [atlas]});
    shown.candidate.ok(shown
        .candidate
        .put("/api/candidate/visibility/", only_atlas)
        .await);
    let views = format!("/api/videos/{}/views/", shown.video);
    let view = salma.post(&views, json!({})).await.body["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let profile = shown.candidate.user["profile_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let routes = routes(&shown.video, &shown.take.to_string(), &profile, &view);

    let stranger = world.candidate("bilal").await;
    let rachid = world.recruiter("rachid", rif).await;
    let director = world.person("nadia", Place::CompanyAdmin(rif)).await;
    for person in [&stranger, &rachid, &director] {
        all_404(person, &routes).await;
        assert_eq!(person.get("/api/videos/").await.body["count"], 0);
    }
    // What a granted company may not touch: the takes.
    let takes: Vec<_> = routes
        .iter()
        .filter(|(_, path)| path.starts_with("/api/takes/"))
        .cloned()
        .collect();
    all_404(&salma, &takes).await;
    // Objects that do not exist answer the same.
    let nothing = uuid::Uuid::new_v4().to_string();
    all_404(
        &shown.candidate,
        &self::routes(&nothing, &nothing, &nothing, &nothing),
    )
    .await;
    // And all of it is still there.
    assert_eq!(
        shown
            .candidate
            .get(&format!("/api/videos/{}/", shown.video))
            .await
            .body["status"],
        "completed"
    );
}

#[tokio::test]
async fn drafts_and_practice_takes_are_seen_by_their_owner_alone() {
    let world = World::new().await;
    let person = world.candidate("chaimae").await;
    let all = json!({"all_companies": true, "company_ids": []});
    person.ok(person.put("/api/candidate/visibility/", all).await);
    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let admin = world.person("admin", Place::PlatformAdmin).await;
    let profile = person.user["profile_id"].as_str().unwrap();
    for practice in [false, true] {
        let video = person.draft(practice).await;
        let take = world.record(&person, &video, &noise(3_000)).await;
        world.work_until_idle().await;
        let view = uuid::Uuid::new_v4().to_string();
        for other in [&salma, &admin] {
            all_404(other, &routes(&video, &take.to_string(), profile, &view)).await;
        }
    }
    // Kept but not yet completed: the platform's administrators, not yet a company.
    let video = person.draft(false).await;
    let take = world.record(&person, &video, &noise(3_000)).await;
    person.ok(person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    let path = format!("/api/videos/{video}/");
    assert_eq!(salma.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.get(&path).await.status, StatusCode::OK);
    assert_eq!(admin.delete(&path).await.status, StatusCode::FORBIDDEN);
}

/// As whom the database is asked, without any of our own `WHERE`s.
pub async fn seen(world: &World, person: &Person, sql: &'static str) -> i64 {
    let session: String = sqlx::query_scalar(
        "SELECT id::text FROM sessions WHERE user_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC LIMIT 1",
    )
    .bind(person.id().0)
    .fetch_one(&world.owner)
    .await
    .unwrap();
    let session: SessionId = session.parse().unwrap();
    let mut tx = world
        .platform
        .db()
        .enter(person.id(), session)
        .await
        .unwrap();
    let rows = sqlx::query(sql).fetch_all(&mut *tx).await.unwrap();
    rows.len() as i64
}

#[tokio::test]
async fn the_database_itself_keeps_people_apart() {
    let world = World::new().await;
    let shown = world.shown("douae").await;
    let practice = shown.candidate.draft(true).await;
    let hidden_take = world
        .record(&shown.candidate, &practice, &noise(1_000))
        .await;
    let (atlas, rif) = (world.company("Atlas").await, world.company("Rif").await);
    let salma = world.recruiter("salma", atlas).await;
    let rachid = world.recruiter("rachid", rif).await;
    let bilal = world.candidate("bilal").await;
    let only_atlas = json!({"all_companies": false, "company_ids": [atlas]});
    shown.candidate.ok(shown
        .candidate
        .put("/api/candidate/visibility/", only_atlas)
        .await);
    let views = format!("/api/videos/{}/views/", shown.video);
    let view = salma.post(&views, json!({})).await.body["id"]
        .as_str()
        .unwrap()
        .to_owned();
    salma.ok(salma
        .put(
            &format!("{views}{view}/"),
            json!({"rating": 1, "notes": "secret"}),
        )
        .await);

    let notes = json!({"private_notes": "breathe"});
    let path = format!("/api/videos/{}/", shown.video);
    shown.candidate.ok(shown.candidate.put(&path, notes).await);

    //                                               owner  granted  foreign company  candidate
    let table: [(&str, [i64; 4]); 10] = [
        ("SELECT 1 FROM videos", [2, 1, 0, 0]),
        ("SELECT 1 FROM video_notes", [1, 0, 0, 0]),
        ("SELECT 1 FROM takes", [2, 1, 0, 0]),
        ("SELECT 1 FROM assets", [5, 4, 0, 0]),
        ("SELECT 1 FROM candidate_profiles", [1, 1, 0, 1]),
        ("SELECT id FROM users", [1, 1, 1, 1]),
        ("SELECT 1 FROM consents", [1, 0, 0, 0]),
        ("SELECT 1 FROM grants", [1, 1, 0, 0]),
        ("SELECT 1 FROM video_views", [0, 1, 0, 0]),
        ("SELECT 1 FROM view_judgements", [0, 1, 0, 0]),
    ];
    for (sql, expected) in table {
        let people = [&shown.candidate, &salma, &rachid, &bilal];
        for (person, expected) in people.into_iter().zip(expected) {
            let found = seen(&world, person, sql).await;
            assert_eq!(found, expected, "{sql} as {}", person.user["email"]);
        }
    }

    // Writing over the fence: refused, or there is nothing to write to.
    let session: String = sqlx::query_scalar("SELECT id::text FROM sessions WHERE user_id = $1")
        .bind(bilal.id().0)
        .fetch_one(&world.owner)
        .await
        .unwrap();
    let session: SessionId = session.parse().unwrap();
    for sql in [
        "UPDATE videos SET title = 'mine'",
        "UPDATE takes SET state = 'discarded'",
        "UPDATE candidate_profiles SET headline = 'x' WHERE user_id <> app_user_id()",
        "DELETE FROM assets",
        "DELETE FROM grants",
        "UPDATE consents SET withdrawn_at = now()",
        "UPDATE video_views SET watched_ms = 1",
        "UPDATE video_notes SET notes = 'x'",
    ] {
        let mut tx = world
            .platform
            .db()
            .enter(bilal.id(), session)
            .await
            .unwrap();
        let done = sqlx::query(sql).execute(&mut *tx).await.unwrap();
        assert_eq!(done.rows_affected(), 0, "{sql}");
    }
    let foreign = shown.candidate.id();
    for sql in [
        format!("INSERT INTO grants (id, user_id, kind) VALUES (gen_random_uuid(), '{foreign}', 'visibility')"),
        format!(
            "INSERT INTO videos (id, user_id, profile_id, script_id, title)
             SELECT gen_random_uuid(), '{foreign}', p.id, s.id, 'x' FROM candidate_profiles p, scripts s"
        ),
        format!(
            "INSERT INTO consents (id, user_id, kind, version, language)
             VALUES (gen_random_uuid(), '{foreign}', 'record', '2026-11', 'fr')"
        ),
        "UPDATE users SET role = 'platform_admin'".into(),
        "UPDATE users SET company_id = NULL".into(),
        "UPDATE videos SET view_count = 1000".into(),
        "INSERT INTO sessions (id, user_id) VALUES (gen_random_uuid(), app_user_id())".into(),
        "SELECT payload FROM outbox".into(),
        "UPDATE takes SET duration_ms = 1".into(),
    ] {
        let mut tx = world.platform.db().enter(bilal.id(), session).await.unwrap();
        let refused = sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&mut *tx).await;
        let text = refused.expect_err(&sql).to_string();
        assert!(text.contains("row-level security") || text.contains("permission denied"), "{sql}: {text}");
    }
    // A practice take does not exist for a company, not even by its number.
    let mut tx = enter(&world, &salma).await;
    let found = sqlx::query("SELECT 1 FROM assets WHERE take_id = $1")
        .bind(hidden_take.0)
        .fetch_all(&mut *tx)
        .await
        .unwrap();
    assert!(found.is_empty());
}

pub async fn enter(world: &World, person: &Person) -> platform::RequestTx {
    let row = sqlx::query("SELECT id FROM sessions WHERE user_id = $1")
        .bind(person.id().0)
        .fetch_one(&world.owner)
        .await
        .unwrap();
    world
        .platform
        .db()
        .enter(person.id(), SessionId(row.get(0)))
        .await
        .unwrap()
}

#[tokio::test]
async fn settings_end_with_their_transaction() {
    let world = World::new().await;
    let person = world.candidate("elias").await;
    person.draft(false).await;
    // One connection, used by somebody and then by nobody.
    let db = platform::Database::connect(&platform::Secret::new(world.url.clone()), 1)
        .await
        .unwrap();
    let row = sqlx::query("SELECT id FROM sessions")
        .fetch_one(&world.owner)
        .await
        .unwrap();
    for commit in [true, false] {
        let mut tx = db.enter(person.id(), SessionId(row.get(0))).await.unwrap();
        assert_eq!(
            sqlx::query("SELECT 1 FROM videos")
                .fetch_all(&mut *tx)
                .await
                .unwrap()
                .len(),
            1
        );
        if commit {
            tx.commit().await.unwrap();
        } else {
            drop(tx);
        }
        let left = sqlx::query("SELECT 1 FROM videos")
            .fetch_all(db.request())
            .await
            .unwrap();
        assert!(left.is_empty());
    }
    // Somebody else's session opens nothing.
    let other = world.candidate("farid").await;
    assert!(db.enter(other.id(), SessionId(row.get(0))).await.is_err());
}

#[tokio::test]
async fn a_change_of_company_takes_effect_at_once() {
    let world = World::new().await;
    let shown = world.shown("ghita").await;
    let (atlas, rif) = (world.company("Atlas").await, world.company("Rif").await);
    let salma = world.recruiter("salma", atlas).await;
    let only_atlas = json!({"all_companies": false, "company_ids": [atlas]});
    shown.candidate.ok(shown
        .candidate
        .put("/api/candidate/visibility/", only_atlas)
        .await);
    let path = format!("/api/videos/{}/", shown.video);
    assert_eq!(salma.get(&path).await.status, StatusCode::OK);
    sqlx::query("UPDATE users SET company_id = $1 WHERE id = $2")
        .bind(rif.0)
        .bind(salma.id().0)
        .execute(&world.owner)
        .await
        .unwrap();
    // The same access token.
    assert_eq!(salma.get(&path).await.status, StatusCode::NOT_FOUND);
}
