//! JSON Resume, in and out.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{Person, World};

fn profile_of(person: &Person) -> String {
    let profile = person.user["profile_id"].as_str().unwrap();
    format!("/api/candidate/profiles/{profile}/")
}

/// With all that a profile has no column for.
fn whole() -> Value {
    json!({
        "$schema": "https://example.org/schema.json",
        "basics": {
            "name": "Amal Ben Test", "label": "Comptable", "email": "amal@example.org",
            "summary": "Dix ans de paie.", "phone": "",
            "location": {"city": "Fès", "countryCode": "MA", "postalCode": "30000"},
            "profiles": [{"network": "x"}],
        },
        "work": [{"name": "Fiduciaire", "position": "Comptable", "startDate": "2015-03",
                  "highlights": ["Paie"]}, {"position": "Bénévole"}],
        "education": [{"institution": "ENCG", "area": "Gestion", "studyType": "Master",
                       "endDate": "2014", "courses": []}],
        "skills": [{"name": "Bureautique", "keywords": ["Excel", "Word"]}, {"name": "Excel"}],
        "languages": [{"language": "Français", "fluency": "c2"},
                      {"language": "ar", "fluency": "Native speaker"},
                      {"language": "en", "fluency": "Fluent"}],
        "references": [{"name": "Salma"}],
        "meta": {"version": "v1.0.0", "anything": [1.5, null, {"deep": true}]},
    })
}

#[tokio::test]
async fn a_resume_comes_in_and_goes_out_as_it_was() {
    let world = World::new().await;
    let amal = world.candidate("amal").await;
    let profile = profile_of(&amal);
    let path = format!("{profile}resume/");
    let taken = amal.ok(amal.put(&path, whole()).await);
    assert_eq!(
        taken["kept_aside"],
        json!([
            "references",
            "basics.email",
            "basics.profiles",
            "basics.location.postalCode",
            "work.0.highlights",
            "work.1",
            "languages.2"
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

    assert_eq!(taken["resume"], whole());
    assert_eq!(amal.ok(amal.get(&path).await), whole());
    let again = amal.ok(amal.put(&path, whole()).await);
    assert_eq!(again, taken);
    assert_eq!(amal.get(&profile).await.body["education"], own["education"]);

    // What changes in the profile changes there, and nothing else does.
    let changes = json!({"headline": "Cheffe comptable", "education": [], "skills": ["Excel"]});
    amal.ok(amal.put(&profile, changes).await);
    let mut expected = whole();
    expected["basics"]["label"] = json!("Cheffe comptable");
    expected["education"] = json!([]);
    expected["skills"] = json!([{"keywords": ["Excel"]}, {"name": "Excel"}]);
    assert_eq!(amal.get(&path).await.body, expected);
    // What was taken out of the profile lies nowhere else.
    let kept = "SELECT count(*) FROM imported_resumes
        WHERE document::text LIKE '%Excel%' AND document::text NOT LIKE '%ENCG%'";
    assert_eq!(world.count(kept).await, 1);

    // Absent is empty, but for the name.
    let taken = amal.ok(amal.put(&path, json!({"basics": {}})).await);
    assert_eq!(
        taken["resume"],
        json!({"basics": {"name": "Amal Ben Test"}})
    );
    assert_eq!(amal.get(&profile).await.body["experience"], json!([]));
}

#[tokio::test]
async fn a_company_reads_what_the_profile_shows() {
    let world = World::new().await;
    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let amal = world.shown("amal").await.candidate;
    let path = format!("{}resume/", profile_of(&amal));
    amal.ok(amal.put(&path, whole()).await);
    let told = salma.ok(salma.get(&path).await);
    assert_eq!(told["basics"]["label"], "Comptable");
    assert_eq!(
        told["basics"]["location"],
        json!({"city": "Fès, MA"}),
        "in the profile's words"
    );
    let text = told.to_string();
    for aside in [
        "amal@example.org",
        "30000",
        "references",
        "Bénévole",
        "deep",
    ] {
        assert!(!text.contains(aside), "{aside}: {text}");
    }
    assert_eq!(amal.ok(amal.get(&path).await), whole());
}

#[tokio::test]
async fn what_is_wrong_is_named_by_its_path_there() {
    let world = World::new().await;
    let amal = world.candidate("amal").await;
    let path = format!("{}resume/", profile_of(&amal));
    let before = amal.get(&path).await.body;
    // Against the schema.
    let bad = json!({
        "basics": {"email": "amal", "url": "nowhere", "name": null},
        "work": [{"position": "Comptable", "startDate": "mars 2015"}, 1],
        "hobbies": [],
    });
    let french = [("accept-language", "fr")];
    let refused = amal.send(Method::PUT, &path, Some(bad), &french).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = refused.body["errors"].as_object().unwrap();
    let paths: Vec<_> = errors.keys().collect();
    assert_eq!(
        paths,
        [
            "basics.email",
            "basics.name",
            "basics.url",
            "hobbies",
            "work.0.startDate",
            "work.1"
        ]
    );
    let date = "Ce n’est pas une date. Écrivez 2021, 2021-09 ou 2021-09-01.";
    assert_eq!(errors["work.0.startDate"], json!([date]));
    // More than a profile holds.
    let long = json!({
        "basics": {"label": "x".repeat(201)},
        "work": [{"name": "Atlas", "summary": "x".repeat(2001)}],
        "skills": [{"keywords": ["x".repeat(101)]}],
    });
    let refused = amal.put(&path, long).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = refused.body["errors"].as_object().unwrap();
    let paths: Vec<_> = errors.keys().collect();
    assert_eq!(
        paths,
        ["basics.label", "skills.0.keywords.0", "work.0.summary"]
    );
    assert_eq!(amal.get(&path).await.body, before);
}
