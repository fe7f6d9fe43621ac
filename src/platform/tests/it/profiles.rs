//! Profiles and who may see them.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn a_candidate_fills_in_the_profile() {
    let world = World::new().await;
    let person = world.candidate("amal").await;
    let id = person.user["profile_id"].as_str().unwrap();
    let path = format!("/api/candidate/profiles/{id}/");
    let empty = person.get(&path).await.body;
    assert_eq!(
        (&empty["first_name"], &empty["profile_completeness"]),
        (&json!("amal"), &json!(10))
    );
    assert_eq!(empty["quality_score"], json!(null));
    let full = json!({
        "headline": "Comptable", "location": "Fès", "summary": "Dix ans de paie.",
        "skills": ["Paie", "Excel", "Sage"], "availability": "Tout de suite",
        "languages": [{"code": "fr", "level": "C2"}],
        "education": [{"institution": "ENCG", "area": "Gestion"}],
        "experience": [{"name": "Fiduciaire", "position": "Comptable", "start_date": "2015"}],
    });
    let body = person.ok(person.put(&path, full).await);
    assert_eq!(body["profile_completeness"], 90);
    assert_eq!(body["education"][0]["area"], "Gestion");
    // What is absent stays.
    let body = person.ok(person
        .put(&path, json!({"headline": "Chef comptable"}))
        .await);
    assert_eq!(
        (&body["headline"], &body["location"]),
        (&json!("Chef comptable"), &json!("Fès"))
    );
    let bad = person
        .put(
            &path,
            json!({"languages": [{"code": "fr", "level": "fluent"}], "headline": "x".repeat(201)}),
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = bad.body["errors"].as_object().unwrap();
    assert_eq!(
        errors.keys().collect::<Vec<_>>(),
        ["headline", "languages.0.level"]
    );
    // Of no calendar, and the wrong way round, each at its field.
    let bad = json!({"education": [{"institution": "ENCG", "start_date": "2021-13"}],
                     "experience": [{"name": "A", "start_date": "hier", "end_date": "2020"},
                                    {"name": "B", "start_date": "2021-09", "end_date": "2020"}]});
    let bad = person.put(&path, bad).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = bad.body["errors"].as_object().unwrap();
    assert_eq!(
        errors.keys().collect::<Vec<_>>(),
        [
            "education.0.start_date",
            "experience.0.start_date",
            "experience.1.end_date"
        ]
    );
    // Spaces around are nobody's words.
    let wide = json!({"experience": [{"name": " Fiduciaire ", "start_date": " 2015 "}],
                      "skills": [" Paie "]});
    let body = person.ok(person.put(&path, wide).await);
    assert_eq!(
        (
            &body["experience"][0]["name"],
            &body["experience"][0]["start_date"],
            &body["skills"]
        ),
        (&json!("Fiduciaire"), &json!("2015"), &json!(["Paie"]))
    );
    let again = person.post("/api/candidate/profiles/", json!({})).await;
    assert_eq!(
        (again.status, again.problem()),
        (StatusCode::CONFLICT, "profile-exists")
    );
}

/// Signing up makes a profile; an account that has none makes it here.
#[tokio::test]
async fn a_candidate_without_a_profile_makes_one_once() {
    let world = World::new().await;
    let person = world.candidate("amal").await;
    world.sql("DELETE FROM candidate_profiles").await;
    let me = person.ok(person.get("/api/auth/me/").await);
    assert_eq!(me["profile_id"], json!(null));
    let form = json!({"first_name": " Amal ", "last_name": "Test", "headline": "Comptable"});
    let made = person.post("/api/candidate/profiles/", form.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert!(made.headers.contains_key("etag"));
    assert_eq!(
        (&made.body["first_name"], &made.body["headline"]),
        (&json!("Amal"), &json!("Comptable"))
    );
    let me = person.ok(person.get("/api/auth/me/").await);
    assert_eq!(me["profile_id"], made.body["id"]);
    let path = format!(
        "/api/candidate/profiles/{}/",
        made.body["id"].as_str().unwrap()
    );
    assert_eq!(
        person.ok(person.get(&path).await)["headline"],
        json!("Comptable")
    );
    let again = person.post("/api/candidate/profiles/", form).await;
    assert_eq!(again.problem(), "profile-exists");
}

#[tokio::test]
async fn nothing_is_visible_before_the_candidate_says_so() {
    let world = World::new().await;
    let shown = world.shown("badia").await;
    let (atlas, rif) = (world.company("Atlas").await, world.company("Rif").await);
    let salma = world.recruiter("salma", atlas).await;
    let rachid = world.recruiter("rachid", rif).await;
    let person = &shown.candidate;
    let profile = format!(
        "/api/candidate/profiles/{}/",
        person.user["profile_id"].as_str().unwrap()
    );
    let video = format!("/api/videos/{}/", shown.video);
    let choose = async |all: bool, companies: &[_]| {
        let body = json!({"all_companies": all, "company_ids": companies});
        let answer = person.ok(person.put("/api/candidate/visibility/", body.clone()).await);
        assert_eq!(answer, body);
        assert_eq!(person.get("/api/candidate/visibility/").await.body, body);
    };
    let sees = async |recruiter: &crate::world::Person| {
        let alone = recruiter.get(&profile).await.status == StatusCode::OK;
        assert_eq!(recruiter.get(&video).await.status == StatusCode::OK, alone);
        assert_eq!(
            recruiter.get("/api/candidate/profiles/").await.body["count"] == 1,
            alone
        );
        assert_eq!(
            recruiter.get("/api/videos/").await.body["count"] == 1,
            alone
        );
        alone
    };
    choose(false, &[]).await;
    assert!(!sees(&salma).await && !sees(&rachid).await);
    choose(false, &[atlas]).await;
    assert!(sees(&salma).await && !sees(&rachid).await);
    choose(true, &[]).await;
    assert!(sees(&salma).await && sees(&rachid).await);
    // What a recruiter gets is not the whole truth.
    let seen = salma.get(&video).await.body;
    assert_eq!(
        (&seen["private_notes"], &seen["takes"]),
        (&json!(null), &json!(null))
    );
    // Seeing is not changing.
    assert_eq!(
        salma.put(&video, json!({"title": "x"})).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(salma.delete(&video).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        salma.put(&profile, json!({"headline": "x"})).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        salma.get("/api/candidate/visibility/").await.status,
        StatusCode::FORBIDDEN
    );
    // Without the kept video the profile is not shown either.
    person.delete(&format!("/api/takes/{}/", shown.take)).await;
    assert!(!sees(&salma).await);
    let unknown = json!({"all_companies": false, "company_ids": [uuid::Uuid::new_v4()]});
    let refused = person.put("/api/candidate/visibility/", unknown).await;
    assert_eq!(
        refused.body["errors"]["company_ids.0"][0],
        "This value does not exist."
    );
}

#[tokio::test]
async fn companies_and_scripts_are_there_to_choose_from() {
    let world = World::new().await;
    world.company("Rif").await;
    world.company("Atlas").await;
    assert_eq!(world.company("ATLAS").await, world.company("Atlas").await);
    let person = world.candidate("chada").await;
    let companies = person.get("/api/companies/").await.body;
    let names: Vec<_> = companies["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["name"].clone())
        .collect();
    assert_eq!(names, [json!("Atlas"), json!("Rif")]);
    assert_eq!(
        world.anybody().get("/api/companies/").await.status,
        StatusCode::UNAUTHORIZED
    );
    let scripts = person.get("/api/scripts/").await.body;
    let script = &scripts["results"][0];
    assert_eq!(
        (
            &script["slug"],
            &script["is_default"],
            &script["duration_ms"]
        ),
        (&json!("presentation-90"), &json!(true), &json!(90_000))
    );
    let keys: Vec<_> = script["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["key"].as_str().unwrap())
        .collect();
    assert_eq!(
        keys,
        [
            "who_i_am",
            "education_projects",
            "skills_motivation",
            "goals"
        ]
    );
    for step in script["steps"].as_array().unwrap() {
        for language in ["fr", "en", "ar"] {
            assert!(step["prompt"][language].as_str().unwrap().chars().count() < 120);
        }
    }
}
