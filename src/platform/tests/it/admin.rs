//! What the platform's admins look after.

use axum::http::StatusCode;
use platform::accounts::Place;
use serde_json::{Value, json};

use crate::world::{Person, World};

async fn results(admin: &Person, path: &str) -> Vec<Value> {
    let answer = admin.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body["results"].as_array().unwrap().clone()
}

fn names(people: &[Value]) -> Vec<&str> {
    people
        .iter()
        .map(|person| person["first_name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn people_are_found_by_role_address_and_name() {
    let world = World::new().await;
    let admin = world.person("omar", Place::PlatformAdmin).await;
    let atlas = world.company("Atlas").await;
    world.recruiter("salma", atlas).await;
    for name in ["amal", "badr", "a_b"] {
        world.candidate(name).await;
    }
    let all = results(&admin, "/api/admin/users/").await;
    assert_eq!(names(&all), ["a_b", "badr", "amal", "salma", "omar"]);
    assert_eq!(all[3]["company"], "Atlas");
    assert!(
        all.iter()
            .all(|person| person.get("password_hash").is_none())
    );
    let candidates = results(&admin, "/api/admin/users/?role=candidate&search=BAD").await;
    assert_eq!(names(&candidates), ["badr"]);
    let by_address = results(&admin, "/api/admin/users/?search=salma@example").await;
    assert_eq!(names(&by_address), ["salma"]);
    let whole_name = results(&admin, "/api/admin/users/?search=amal%20test").await;
    assert_eq!(names(&whole_name), ["amal"]);
    // Not a wildcard.
    let literal = results(&admin, "/api/admin/users/?search=a_b").await;
    assert_eq!(names(&literal), ["a_b"]);

    let first = admin.get("/api/admin/users/?limit=2").await.body;
    assert_eq!(
        (&first["count"], &first["previous"]),
        (&json!(5), &Value::Null)
    );
    let second = admin.get(first["next"].as_str().unwrap()).await.body;
    assert_eq!(
        names(second["results"].as_array().unwrap()),
        ["amal", "salma"]
    );
    let back = admin.get(second["previous"].as_str().unwrap()).await.body;
    assert_eq!(back["results"], first["results"]);
}

#[tokio::test]
async fn a_company_is_founded_once_under_its_name() {
    let world = World::new().await;
    let admin = world.person("omar", Place::PlatformAdmin).await;
    let made = admin
        .post("/api/admin/companies/", json!({"name": " Atlas "}))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(made.body["name"], "Atlas");
    for (name, says) in [("ATLAS", "taken"), ("  ", "")] {
        let refused = admin
            .post("/api/admin/companies/", json!({"name": name}))
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.body["errors"]["name"][0].as_str().unwrap();
        assert!(text.contains(says), "{text}");
    }
    let id = made.body["id"].as_str().unwrap().parse().unwrap();
    world.recruiter("salma", id).await;
    let companies = results(&admin, "/api/admin/companies/").await;
    assert_eq!(companies.len(), 1);
    assert_eq!(companies[0]["members"], 1);
}

#[tokio::test]
async fn a_dead_letter_is_put_back_and_done() {
    let world = World::new().await;
    let admin = world.person("omar", Place::PlatformAdmin).await;
    world
        .sql(
            "INSERT INTO jobs (id, kind, payload, unique_key, state, attempts, last_error, finished_at)
             VALUES (gen_random_uuid(), 'erase_objects', '{\"keys\": []}', 'one', 'dead', 5, 'disk full', now()),
                    (gen_random_uuid(), 'erase_objects', '{\"keys\": []}', 'two', 'dead', 5, 'disk full', now()),
                    (gen_random_uuid(), 'erase_objects', '{\"keys\": []}', 'two', 'queued', 0, NULL, NULL)",
        )
        .await;
    let dead = results(&admin, "/api/admin/jobs/?state=dead").await;
    assert_eq!(dead.len(), 2);
    assert!(dead.iter().all(|job| job["last_error"] == "disk full"));
    let mut answers = vec![];
    for job in &dead {
        let path = format!("/api/admin/jobs/{}/retry/", job["id"].as_str().unwrap());
        answers.push((path.clone(), admin.post(&path, json!({})).await));
    }
    answers.sort_by_key(|(_, answer)| answer.status);
    let [(again, put_back), (_, refused)] = &answers[..] else {
        panic!("two answers");
    };
    assert_eq!(put_back.body["state"], "queued");
    assert_eq!(put_back.body["attempts"], 0);
    // Another one waits for the same thing already.
    assert_eq!(refused.problem(), "job-not-dead");
    assert_eq!(admin.post(again, json!({})).await.problem(), "job-not-dead");
    world.work_until_idle().await;
    assert_eq!(
        results(&admin, "/api/admin/jobs/?state=done").await.len(),
        2
    );
    let nothing = format!("/api/admin/jobs/{}/retry/", uuid::Uuid::new_v4());
    assert_eq!(
        admin.post(&nothing, json!({})).await.status,
        StatusCode::NOT_FOUND
    );
}
