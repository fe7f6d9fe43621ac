//! Offers, and what applying to one lets the company see.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::{Person, World};

async fn offer(person: &Person, title: &str, status: &str) -> String {
    let body = json!({"title": title, "status": status, "required_skills": ["Rust"],
                      "languages": [{"code": "fr", "level": "B2"}]});
    let answer = person.post("/api/offers/", body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    answer.body["id"].as_str().unwrap().to_owned()
}

async fn titles(person: &Person, path: &str) -> Vec<String> {
    let page = person.ok(person.get(path).await);
    let results = page["results"].as_array().unwrap().iter();
    results
        .map(|row| row["title"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn candidates_see_what_is_open() {
    let world = World::new().await;
    let salma = world.recruiter("salma", world.company("Atlas").await).await;
    let rachid = world.recruiter("rachid", world.company("Rif").await).await;
    let amal = world.candidate("amal").await;
    let draft = offer(&salma, "Draft", "draft").await;
    offer(&salma, "Welder", "open").await;
    offer(&rachid, "Cook", "open").await;
    assert_eq!(titles(&amal, "/api/offers/").await, ["Cook", "Welder"]);
    assert_eq!(titles(&salma, "/api/offers/").await, ["Welder", "Draft"]);
    assert_eq!(titles(&salma, "/api/offers/?status=draft").await, ["Draft"]);
    let path = format!("/api/offers/{draft}/");
    assert_eq!(amal.get(&path).await.status, StatusCode::NOT_FOUND);
    let changed = salma.ok(salma
        .put(&path, json!({"status": "open", "location": "Fès"}))
        .await);
    assert_eq!(
        (
            &changed["title"],
            &changed["location"],
            &changed["required_skills"]
        ),
        (&json!("Draft"), &json!("Fès"), &json!(["Rust"]))
    );
    let seen = amal.ok(amal.get(&path).await);
    assert_eq!(
        (
            &seen["company"]["name"],
            &seen["application"],
            &seen["application_count"]
        ),
        (&json!("Atlas"), &json!(null), &json!(null))
    );
    let bad = json!({"title": " ", "status": "maybe", "languages": [{"code": "fr", "level": "x"}]});
    let refused = salma.post("/api/offers/", bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = refused.body["errors"].as_object().unwrap();
    let paths: Vec<_> = errors.keys().collect();
    assert_eq!(paths, ["languages.0.level", "status", "title"]);
}

#[tokio::test]
async fn an_application_opens_the_profile_to_one_company_until_it_is_withdrawn() {
    let world = World::new().await;
    let salma = world.recruiter("salma", world.company("Atlas").await).await;
    let rachid = world.recruiter("rachid", world.company("Rif").await).await;
    // Without a video, and visible to nobody.
    let amal = world.candidate("amal").await;
    let profile = amal.user["profile_id"].as_str().unwrap();
    let profile = format!("/api/candidate/profiles/{profile}/");
    let search = "/api/candidate/profiles/search/?has_video=false";
    let first = offer(&salma, "Welder", "open").await;
    let second = offer(&salma, "Cook", "open").await;
    let sees = async |person: &Person| {
        let one = person.get(&profile).await.status == StatusCode::OK;
        for list in [search, "/api/candidate/profiles/"] {
            let page = person.ok(person.get(list).await);
            assert_eq!(page["count"] == 1, one, "{list}");
        }
        one
    };
    assert!(!sees(&salma).await);
    let mut applied = Vec::new();
    for offer in [&first, &second] {
        let path = format!("/api/offers/{offer}/apply/");
        let answer = amal.post(&path, json!({"message": "Me voici"})).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        assert_eq!(answer.body["status"], "received");
        applied.push(answer.body["id"].as_str().unwrap().to_owned());
        let again = amal.post(&path, json!({})).await;
        assert_eq!(
            (again.status, again.problem()),
            (StatusCode::CONFLICT, "already-applied")
        );
    }
    assert!(sees(&salma).await);
    assert!(!sees(&rachid).await);
    let received = "SELECT count(*) FROM outbox WHERE topic = 'application_received'";
    assert_eq!(world.count(received).await, 2);

    // The company says what becomes of it.
    let one = format!("/api/applications/{}/", applied[0]);
    let told = salma.ok(salma.put(&one, json!({"status": "shortlisted"})).await);
    assert_eq!(
        (&told["status"], &told["first_name"], &told["message"]),
        (&json!("shortlisted"), &json!("amal"), &json!("Me voici"))
    );
    assert_eq!(amal.get(&one).await.body["status"], "shortlisted");
    let changed = "SELECT count(*) FROM outbox WHERE topic = 'application_changed'";
    assert_eq!(world.count(changed).await, 1);
    for status in ["withdrawn", "best"] {
        let refused = salma.put(&one, json!({"status": status})).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let list = format!("/api/applications/?offer={first}&status=shortlisted");
    assert_eq!(salma.ok(salma.get(&list).await)["count"], 1);
    assert_eq!(
        rachid.ok(rachid.get("/api/applications/").await)["count"],
        0
    );

    // What one chose by name stays apart from what one applied to.
    let nobody = json!({"all_companies": false, "company_ids": []});
    amal.ok(amal.put("/api/candidate/visibility/", nobody.clone()).await);
    assert!(sees(&salma).await);
    assert_eq!(amal.get("/api/candidate/visibility/").await.body, nobody);

    amal.ok(amal
        .send(
            axum::http::Method::POST,
            &format!("{one}withdraw/"),
            None,
            &[],
        )
        .await);
    assert!(sees(&salma).await, "another application stands");
    let refused = salma.put(&one, json!({"status": "hired"})).await;
    assert_eq!(
        (refused.status, refused.problem()),
        (StatusCode::CONFLICT, "application-withdrawn")
    );
    let other = format!("/api/applications/{}/withdraw/", applied[1]);
    amal.ok(amal.send(axum::http::Method::POST, &other, None, &[]).await);
    assert!(!sees(&salma).await);
    let left = salma.ok(salma.get(&one).await);
    assert_eq!(
        (&left["status"], &left["first_name"]),
        (&json!("withdrawn"), &json!(null))
    );
    // Once more, and then it is closed; who applied still sees it.
    let path = format!("/api/offers/{first}/");
    amal.ok(amal.post(&format!("{path}apply/"), json!({})).await);
    assert!(sees(&salma).await);
    salma.ok(salma.put(&path, json!({"status": "closed"})).await);
    assert_eq!(amal.ok(amal.get(&path).await)["application"], applied[0]);
    let bilal = world.candidate("bilal").await;
    let late = bilal.post(&format!("{path}apply/"), json!({})).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    let late = amal.post(&format!("{path}apply/"), json!({})).await;
    assert_eq!(late.problem(), "offer-not-open");
}
