//! The CV as a file: sent, read, found, replaced, erased.

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use platform::{
    check::check,
    ports::{DocumentError, Ports, ReadDocuments},
};
use serde_json::json;

use crate::world::{Answer, Person, World, form};

pub const CV: &[u8] = b"%PDF-1.4\namal-curriculum vitae, soudeuse et chaudronniere\n%%EOF\n";

/// Reads what stands between the first line and the last; the real reader is proven in
/// `pipelines`, and here by the browser tests.
pub struct Paper;

#[async_trait]
impl ReadDocuments for Paper {
    async fn text(&self, file: &Path) -> Result<String, DocumentError> {
        let text = std::fs::read_to_string(file).unwrap();
        let text = text.trim_start_matches("%PDF-1.4\n");
        match text.trim_end_matches("%%EOF\n") {
            "locked\n" => Err(DocumentError::Locked),
            "broken\n" => Err(DocumentError::Unreadable("no page".into())),
            text => Ok(text.to_owned()),
        }
    }
}

/// A reader that is not there.
struct Nobody;

#[async_trait]
impl ReadDocuments for Nobody {
    async fn text(&self, _: &Path) -> Result<String, DocumentError> {
        Err(DocumentError::Passing("no pdftotext".into()))
    }
}

fn path_of(person: &Person) -> String {
    let profile = person.user["profile_id"].as_str().unwrap();
    format!("/api/candidate/profiles/{profile}/cv/")
}

async fn send(person: &Person, bytes: &[u8]) -> Answer {
    let files = [("file", bytes)];
    person
        .send_files(Method::PUT, &path_of(person), &files)
        .await
}

async fn delete(person: &Person) {
    let answer = person
        .send(Method::DELETE, &path_of(person), None, &[])
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
}

async fn found(person: &Person, word: &str) -> i64 {
    let path = format!("/api/candidate/profiles/search/?q={word}");
    person.ok(person.get(&path).await)["count"]
        .as_i64()
        .unwrap()
}

/// Every object has its row, and the other way round.
async fn files(world: &World) -> usize {
    let report = check(&world.platform, &world.takes_dir()).await.unwrap();
    assert!(report.is_clean(), "{report}");
    cvs(world)
}

fn cvs(world: &World) -> usize {
    let Ok(people) = std::fs::read_dir(world.objects().join("cvs")) else {
        return 0;
    };
    people
        .map(|person| std::fs::read_dir(person.unwrap().path()).unwrap().count())
        .sum()
}

#[tokio::test]
async fn a_cv_is_kept_read_found_and_erased() {
    let world = World::new().await;
    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let amal = world.shown("amal").await.candidate;
    let other = world.candidate("bilal").await;
    let path = path_of(&amal);
    assert_eq!(amal.ok(amal.get(&path).await)["state"], "none");

    let sent = amal.ok(send(&amal, CV).await);
    assert_eq!(
        (&sent["state"], &sent["size"]),
        (&json!("waiting"), &json!(CV.len()))
    );
    // What waits has a job that will read it.
    assert_eq!(files(&world).await, 1);
    assert_eq!(found(&salma, "soudeuse").await, 0);
    world.work_until_idle().await;
    assert_eq!(amal.ok(amal.get(&path).await)["state"], "read");
    // By a word, and by its stem in French.
    assert_eq!(found(&salma, "soudeuse").await, 1);
    assert_eq!(found(&salma, "chaudronnieres").await, 1);

    // Open as the profile is, by a link of one's own.
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    for person in [&amal, &salma] {
        let url = person.ok(person.get(&path).await)["url"].clone();
        let file = person.get(url.as_str().unwrap()).await;
        assert_eq!((file.status, file.bytes.as_slice()), (StatusCode::OK, CV));
        assert_eq!(file.headers["content-type"], "application/pdf");
        assert_eq!(file.headers["x-content-type-options"], "nosniff");
    }
    let url = salma.ok(salma.get(&path).await)["url"].clone();
    let url = url.as_str().unwrap();
    assert_eq!(other.get(url).await.status, StatusCode::NOT_FOUND);
    let closed = json!({"all_companies": false, "company_ids": []});
    amal.ok(amal.put("/api/candidate/visibility/", closed).await);
    assert_eq!(salma.get(url).await.status, StatusCode::NOT_FOUND);
    assert_eq!(salma.get(&path).await.status, StatusCode::NOT_FOUND);
    let open = json!({"all_companies": true, "company_ids": []});
    amal.ok(amal.put("/api/candidate/visibility/", open).await);

    // Who saw another file does not replace it, and leaves none behind.
    let seen = [("if-match", "\"another\"")];
    let body = Body::from(form(&[("file", CV)]));
    let refused = amal.send_form(Method::PUT, &path, body, &seen).await;
    assert_eq!(refused.problem(), "changed");
    assert_eq!(files(&world).await, 1);

    // Another one takes its place, in the search and in the storage.
    amal.ok(send(&amal, b"%PDF-1.4\nune autre vie de boulangere\n%%EOF\n").await);
    assert_eq!(found(&salma, "soudeuse").await, 0, "not a moment longer");
    assert_eq!(salma.get(url).await.status, StatusCode::NOT_FOUND);
    world.work_until_idle().await;
    assert_eq!(found(&salma, "boulangere").await, 1);
    assert_eq!(files(&world).await, 1);

    delete(&amal).await;
    assert_eq!(found(&salma, "boulangere").await, 0);
    assert_eq!(amal.ok(amal.get(&path).await)["state"], "none");
    world.work_until_idle().await;
    assert_eq!(files(&world).await, 0);
    // Nothing is there to be deleted: that is what was asked for.
    delete(&amal).await;

    // With its account it goes, too.
    amal.ok(send(&amal, CV).await);
    world
        .sql("DELETE FROM users WHERE first_name = 'amal'")
        .await;
    world.work_until_idle().await;
    assert_eq!(cvs(&world), 0);
}

#[tokio::test]
async fn what_cannot_be_read_says_so() {
    let world = World::new().await;
    let amal = world.candidate("amal").await;
    let path = path_of(&amal);
    for (text, state) in [
        ("locked", "locked"),
        ("broken", "unreadable"),
        ("1 / 2", "no_text"),
        ("eine Schlosserin aus Fez, mit Gesellenbrief", "read"),
    ] {
        let file = format!("%PDF-1.4\n{text}\n%%EOF\n");
        amal.ok(send(&amal, file.as_bytes()).await);
        world.work_until_idle().await;
        assert_eq!(amal.get(&path).await.body["state"], state);
    }
    // Whoever cannot be asked is asked again, and then nobody waits any more.
    amal.ok(send(&amal, CV).await);
    world
        .work(Arc::new(Ports {
            renditions: Arc::new(crate::jobs::Copying),
            analysis: Arc::new(crate::quality::Scoring::default()),
            uploads: Arc::new(crate::upload::Reader::default()),
            documents: Arc::new(Nobody),
        }))
        .await;
    assert_eq!(amal.get(&path).await.body["state"], "unreadable");
    let tried = "SELECT attempts::bigint FROM jobs WHERE state = 'dead' AND kind = 'read_cv'";
    assert_eq!(world.count(tried).await, 5);
}

#[tokio::test]
async fn what_is_no_cv_is_refused() {
    let world = World::new().await;
    let amal = world.candidate("amal").await;
    let path = path_of(&amal);
    let put = async |fields: &[(&str, &[u8])]| amal.send_files(Method::PUT, &path, fields).await;
    let large = vec![b' '; 10_000_001];
    for (fields, status, field) in [
        (&[("file", b"PK\x03\x04".as_slice())][..], 422, "file"),
        (&[("file", b"%PDF-1.4 cut off")], 422, "file"),
        (&[("file", b"")], 422, "file"),
        (&[("file", CV), ("file", CV)], 422, "file"),
        (&[("title", b"x"), ("file", CV)], 422, "title"),
        (&[], 422, "file"),
        (&[("file", &large)], 413, "file"),
    ] {
        let refused = put(fields).await;
        assert_eq!(refused.status.as_u16(), status, "{}", refused.body);
        assert!(refused.body["errors"][field].is_array(), "{}", refused.body);
    }
    let json = amal.put(&path, json!({"file": "x"})).await;
    assert_eq!(json.status, StatusCode::BAD_REQUEST);
    assert_eq!(amal.ok(amal.get(&path).await)["state"], "none");
    assert_eq!(files(&world).await, 0);
    let left = std::fs::read_dir(world.folder.path().join("work")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "nothing lies about");
}
