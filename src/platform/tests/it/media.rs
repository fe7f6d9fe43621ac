//! Signed links and ranges.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::world::{Person, World, noise};

async fn source(person: &Person, path: &str) -> String {
    let body = person.get(path).await.body;
    body["sources"][0]["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_file_is_served_whole_and_in_parts() {
    let world = World::new().await;
    let person = world.candidate("amal").await;
    let video = person.draft(false).await;
    let bytes = noise(50_000);
    let take = world.record(&person, &video, &bytes).await;
    let url = source(&person, &format!("/api/takes/{take}/playback/")).await;
    let ask = |method, headers: &'static [(&'static str, &'static str)]| {
        let (person, url) = (person.clone(), url.clone());
        async move { person.send(method, &url, None, headers).await }
    };

    let whole = ask(Method::GET, &[]).await;
    assert_eq!(whole.status, StatusCode::OK);
    assert_eq!(whole.bytes, bytes);
    assert_eq!(whole.headers["content-type"], "video/mp4");
    assert_eq!(whole.headers["content-length"], "50000");
    assert_eq!(whole.headers["accept-ranges"], "bytes");
    assert!(
        whole.headers["cache-control"]
            .to_str()
            .unwrap()
            .starts_with("private")
    );
    let etag = whole.headers["etag"].to_str().unwrap().to_owned();

    let head = ask(Method::HEAD, &[]).await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
    assert_eq!(head.headers["content-length"], "50000");

    let part = ask(Method::GET, &[("range", "bytes=100-199")]).await;
    assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers["content-range"], "bytes 100-199/50000");
    assert_eq!(part.bytes, bytes[100..200]);
    let tail = ask(Method::GET, &[("range", "bytes=-10")]).await;
    assert_eq!(tail.bytes, bytes[49_990..]);
    let open = ask(Method::GET, &[("range", "bytes=49999-")]).await;
    assert_eq!(
        (
            open.bytes.len(),
            open.headers["content-range"].to_str().unwrap()
        ),
        (1, "bytes 49999-49999/50000")
    );

    let beyond = ask(Method::GET, &[("range", "bytes=50000-")]).await;
    assert_eq!(
        (beyond.status, beyond.problem()),
        (StatusCode::RANGE_NOT_SATISFIABLE, "range-not-satisfiable")
    );
    assert_eq!(beyond.headers["content-range"], "bytes */50000");

    let same = person
        .send(
            Method::GET,
            &url,
            None,
            &[("range", "bytes=0-9"), ("if-range", &etag)],
        )
        .await;
    assert_eq!(same.status, StatusCode::PARTIAL_CONTENT);
    let changed = ask(
        Method::GET,
        &[("range", "bytes=0-9"), ("if-range", "\"another\"")],
    )
    .await;
    assert_eq!(
        (changed.status, changed.bytes.len()),
        (StatusCode::OK, 50_000)
    );
    let known = person
        .send(Method::GET, &url, None, &[("if-none-match", &etag)])
        .await;
    assert_eq!(
        (known.status, known.bytes.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
}

#[tokio::test]
async fn a_link_is_good_for_one_person_in_one_browser() {
    let world = World::new().await;
    let shown = world.shown("badr").await;
    let company = world.company("Atlas").await;
    let recruiter = world.recruiter("salma", company).await;
    let colleague = world.recruiter("omar", company).await;
    let path = format!("/api/videos/{}/playback/", shown.video);
    let url = source(&recruiter, &path).await;
    let only_cookies = |person: &Person| {
        let mut browser = person.clone();
        browser.token = None;
        browser
    };

    assert_eq!(
        only_cookies(&recruiter).get(&url).await.status,
        StatusCode::OK
    );
    // A copied link, even among those who may see the video, even of the same person elsewhere.
    for other in [
        &colleague,
        &shown.candidate,
        &world.log_in("salma@example.com").await,
        &world.anybody(),
    ] {
        assert_eq!(
            only_cookies(other).get(&url).await.status,
            StatusCode::NOT_FOUND
        );
    }
    // Another object under the same signature; another person in the same link.
    let poster = recruiter.get(&path).await.body["poster_url"]
        .as_str()
        .unwrap()
        .to_owned();
    let (_, query) = url.split_once('?').unwrap();
    let (object, _) = poster.split_once('?').unwrap();
    assert_eq!(
        recruiter.get(&format!("{object}?{query}")).await.status,
        StatusCode::NOT_FOUND
    );
    let swapped = url.replace(&recruiter.id().to_string(), &colleague.id().to_string());
    assert_eq!(recruiter.get(&swapped).await.status, StatusCode::NOT_FOUND);
    let longer = url.replace("&e=", "&e=9");
    assert_eq!(recruiter.get(&longer).await.status, StatusCode::NOT_FOUND);

    // No longer than five minutes.
    let expires: i64 = url
        .split("&e=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let life = expires - chrono::Utc::now().timestamp();
    assert!((290..=300).contains(&life), "{life}");

    // The right to see it is looked up again: taken back, the same link opens nothing.
    let nobody = json!({"all_companies": false, "company_ids": []});
    shown.candidate.ok(shown
        .candidate
        .put("/api/candidate/visibility/", nobody)
        .await);
    assert_eq!(recruiter.get(&url).await.status, StatusCode::NOT_FOUND);
    // And a session that ended opens nothing.
    let own = source(&shown.candidate, &path).await;
    assert_eq!(shown.candidate.get(&own).await.status, StatusCode::OK);
    shown.candidate.post("/api/auth/logout/", json!({})).await;
    assert_eq!(shown.candidate.get(&own).await.problem(), "session-ended");
}

#[tokio::test]
async fn an_old_link_says_that_it_is_old() {
    let world = World::new().await;
    let person = world.candidate("camil").await;
    let video = person.draft(false).await;
    let take = world.record(&person, &video, &noise(500)).await;
    let url = source(&person, &format!("/api/takes/{take}/playback/")).await;
    let asset = url.split('/').nth(2).unwrap().parse().unwrap();
    let session: String = sqlx::query_scalar("SELECT id::text FROM sessions")
        .fetch_one(&world.owner)
        .await
        .unwrap();
    let signer = platform::links::LinkSigner::new(&platform::Secret::new(
        "a secret for tests, long enough for HS256",
    ));
    let old = signer.link(
        asset,
        "master.mp4",
        person.id(),
        session.parse().unwrap(),
        chrono::Utc::now() - chrono::TimeDelta::seconds(1),
    );
    let answer = person.get(&format!("/media/{old}")).await;
    assert_eq!(
        (answer.status, answer.problem()),
        (StatusCode::FORBIDDEN, "link-expired")
    );
}
