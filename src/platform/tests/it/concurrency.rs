//! `ETag` and `If-Match`: nobody overwrites what was changed in the meantime.

use axum::http::{Method, StatusCode, header};
use platform::accounts::Place;
use serde_json::{Value, json};

use crate::world::{Answer, Person, World};

fn tag(answer: &Answer) -> String {
    answer.headers[header::ETAG].to_str().unwrap().to_owned()
}

async fn put(person: &Person, path: &str, body: Value, seen: &str) -> Answer {
    let headers = [("if-match", seen)];
    person.send(Method::PUT, path, Some(body), &headers).await
}

/// Two windows have the same object open; the second to save is told.
async fn of_two_the_second_is_told(person: &Person, path: &str, first: Value, second: Value) {
    let seen = tag(&person.get(path).await);
    assert_eq!(
        tag(&person.get(path).await),
        seen,
        "{path}: reading changes nothing"
    );
    let saved = put(person, path, first.clone(), &seen).await;
    assert_eq!(saved.status, StatusCode::OK, "{path}: {}", saved.body);
    let refused = put(person, path, second.clone(), &seen).await;
    assert_eq!(
        (refused.status, refused.problem()),
        (StatusCode::PRECONDITION_FAILED, "changed"),
        "{path}"
    );
    let now = person.get(path).await;
    assert_eq!(tag(&now), tag(&saved), "{path}: the answer has the new tag");
    for (name, value) in first.as_object().unwrap() {
        assert_eq!(&now.body[name], value, "{path}");
    }
    // With the new one it goes, and so it does with any, and without.
    for again in [tag(&saved), "*".to_owned()] {
        let answer = put(person, path, second.clone(), &again).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
    person.ok(person.put(path, first).await);
}

#[tokio::test]
async fn what_was_changed_meanwhile_is_not_overwritten() {
    let world = World::new().await;
    let person = world.candidate("amal").await;
    let video = person.draft(false).await;
    let path = format!("/api/videos/{video}/");
    let title = |title: &str| json!({"title": title});
    of_two_the_second_is_told(&person, &path, title("one"), title("two")).await;
    let notes = |notes: &str| json!({"private_notes": notes});
    of_two_the_second_is_told(&person, &path, notes("one"), notes("two")).await;

    let profile = person.user["profile_id"].as_str().unwrap();
    let path = format!("/api/candidate/profiles/{profile}/");
    let headline = |text: &str| json!({"headline": text});
    of_two_the_second_is_told(&person, &path, headline("one"), headline("two")).await;

    let open = |all: bool| json!({"all_companies": all, "company_ids": []});
    of_two_the_second_is_told(
        &person,
        "/api/candidate/visibility/",
        open(true),
        open(false),
    )
    .await;

    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let made = salma
        .post("/api/offers/", json!({"title": "zero", "status": "open"}))
        .await;
    let seen = tag(&made);
    let offer = made.body["id"].as_str().unwrap();
    let path = format!("/api/offers/{offer}/");
    assert_eq!(tag(&salma.get(&path).await), seen);
    of_two_the_second_is_told(&salma, &path, title("one"), title("two")).await;

    let applied = person.post(&format!("{path}apply/"), json!({})).await;
    let application = applied.body["id"].as_str().unwrap();
    let path = format!("/api/applications/{application}/");
    assert_eq!(tag(&salma.get(&path).await), tag(&applied));
    let status = |status: &str| json!({"status": status});
    of_two_the_second_is_told(&salma, &path, status("shortlisted"), status("rejected")).await;

    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let language = |language: &str| json!({"default_language": language});
    let path = "/api/admin/settings/";
    of_two_the_second_is_told(&hiba, path, language("ar"), language("en")).await;
}

#[tokio::test]
async fn what_is_answered_in_another_form_than_it_is_sent_is_not_overwritten_either() {
    let world = World::new().await;
    let person = world.candidate("amal").await;
    let profile = person.user["profile_id"].as_str().unwrap();
    let path = "/api/notifications/preferences/";
    let mails = |email: bool| {
        let kind = "video_viewed";
        json!({"preferences": [{"type": kind, "email": email}]})
    };
    let resume = format!("/api/candidate/profiles/{profile}/resume/");
    let label = |label: &str| json!({"basics": {"name": "Amal B", "label": label}});
    for (path, first, second) in [
        (path, mails(false), mails(true)),
        (&resume, label("one"), label("two")),
    ] {
        let seen = tag(&person.get(path).await);
        let saved = put(&person, path, first, &seen).await;
        assert_eq!(saved.status, StatusCode::OK, "{path}: {}", saved.body);
        let refused = put(&person, path, second.clone(), &seen).await;
        assert_eq!(
            (refused.status, refused.problem()),
            (StatusCode::PRECONDITION_FAILED, "changed"),
            "{path}"
        );
        assert_eq!(tag(&person.get(path).await), tag(&saved), "{path}");
        let answer = put(&person, path, second, &tag(&saved)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
}

/// By the description of the API.
#[test]
fn whatever_is_put_can_say_what_was_seen() {
    let described: Value = serde_json::from_str(&platform::openapi()).unwrap();
    let mut without = Vec::new();
    for (path, item) in described["paths"].as_object().unwrap() {
        let parameters = item["put"]["parameters"].as_array();
        let takes = parameters.is_some_and(|all| all.iter().any(|one| one["name"] == "If-Match"));
        if item["put"].is_object() && !takes {
            without.push(path.as_str());
        }
    }
    // A player's reports add to each other.
    assert_eq!(without, ["/api/videos/{id}/views/{view_id}/"]);
}

#[tokio::test]
async fn of_two_who_save_at_once_one_is_told() {
    let world = World::new().await;
    let person = world.candidate("bouchra").await;
    let video = person.draft(false).await;
    let path = format!("/api/videos/{video}/");
    for round in 0..10 {
        let seen = tag(&person.get(&path).await);
        let saves = (0..4).map(|window| {
            let (person, path, seen) = (person.clone(), path.clone(), seen.clone());
            let body = json!({"title": format!("{round} {window}")});
            tokio::spawn(async move { put(&person, &path, body, &seen).await.status })
        });
        let mut statuses = Vec::new();
        for save in saves.collect::<Vec<_>>() {
            statuses.push(save.await.unwrap());
        }
        let saved = statuses.iter().filter(|s| **s == StatusCode::OK).count();
        assert_eq!(saved, 1, "{statuses:?}");
        assert!(
            statuses
                .iter()
                .all(|s| [StatusCode::OK, StatusCode::PRECONDITION_FAILED].contains(s)),
            "{statuses:?}"
        );
    }
}
