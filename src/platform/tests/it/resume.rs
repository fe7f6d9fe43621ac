//! JSON Resume, out and in.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn a_resume_comes_in_and_goes_out_as_it_was() {
    let world = World::new().await;
    let amal = world.candidate("amal").await;
    let profile = amal.user["profile_id"].as_str().unwrap();
    let profile = format!("/api/candidate/profiles/{profile}/");
    let path = format!("{profile}resume/");
    let sent = json!({
        "$schema": "https://example.org/schema.json",
        "basics": {
            "name": "Amal Ben Test", "label": "Comptable", "email": "amal@example.org",
            "summary": "Dix ans de paie.", "phone": "",
            "location": {"city": "Fès", "countryCode": "MA", "postalCode": "30000"},
            "profiles": [{"network": "x"}],
        },
        "work": [{"name": "Fiduciaire", "position": "Comptable", "startDate": "2015-03",
                  "highlights": ["Paie"]}],
        "education": [{"institution": "ENCG", "area": "Gestion", "studyType": "Master",
                       "endDate": "2014", "courses": []}],
        "skills": [{"name": "Bureautique", "keywords": ["Excel", "Word"]}, {"name": "Excel"}],
        "languages": [{"language": "Français", "fluency": "c2"},
                      {"language": "ar", "fluency": "Native speaker"}],
        "references": [{"name": "Salma"}],
        "meta": {"version": "v1.0.0"},
    });
    let taken = amal.ok(amal.put(&path, sent).await);
    assert_eq!(
        taken["ignored"],
        json!([
            "references",
            "basics.email",
            "basics.profiles",
            "basics.location.postalCode",
            "work.0.highlights"
        ])
    );
    let own = amal.get(&profile).await.body;
    for (field, value) in [
        ("first_name", json!("Amal")),
        ("last_name", json!("Ben Test")),
        ("headline", json!("Comptable")),
        ("location", json!("Fès, MA")),
        ("skills", json!(["Bureautique", "Excel", "Word"])),
        (
            "languages",
            json!([{"code": "fr", "level": "C2"}, {"code": "ar", "level": "native"}]),
        ),
    ] {
        assert_eq!(own[field], value, "{field}");
    }
    assert_eq!(own["experience"][0]["start_date"], "2015-03");

    let out = amal.ok(amal.get(&path).await);
    assert_eq!(out, taken["resume"]);
    assert_eq!(out["basics"]["name"], "Amal Ben Test");
    let again = amal.ok(amal.put(&path, out.clone()).await);
    assert_eq!(again, json!({"resume": out, "ignored": []}));
    assert_eq!(amal.get(&profile).await.body["education"], own["education"]);
    // Absent is empty, but for the name.
    let taken = amal.ok(amal.put(&path, json!({"basics": {}})).await);
    assert_eq!(taken["resume"]["basics"], json!({"name": "Amal Ben Test"}));
    assert_eq!(taken["resume"]["work"], json!([]));
}

#[tokio::test]
async fn what_is_wrong_is_named_by_its_path_there() {
    let world = World::new().await;
    let amal = world.candidate("amal").await;
    let profile = amal.user["profile_id"].as_str().unwrap();
    let path = format!("/api/candidate/profiles/{profile}/resume/");
    let before = amal.get(&path).await.body;
    let bad = json!({
        "basics": {"label": "x".repeat(201)},
        "work": [{"position": "Comptable", "startDate": "mars 2015"}],
        "languages": [{"language": "a language that is spoken", "fluency": "fluent"}],
    });
    let refused = amal.put(&path, bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = refused.body["errors"].as_object().unwrap();
    let paths: Vec<_> = errors.keys().collect();
    assert_eq!(
        paths,
        [
            "basics.label",
            "languages.0.fluency",
            "languages.0.language",
            "work.0.name",
            "work.0.startDate"
        ]
    );
    let refused = amal.put(&path, json!({"work": [{"name": 1}]})).await;
    assert!(
        refused.body["errors"]["work.0.name"].is_array(),
        "{}",
        refused.body
    );
    assert_eq!(amal.get(&path).await.body, before);
}
