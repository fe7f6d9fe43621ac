//! `ETag` and `If-Match`: nobody overwrites what was changed in the meantime.

use axum::http::{Method, StatusCode, header};
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
