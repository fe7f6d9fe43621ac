//! Signing up, logging in, staying logged in, leaving.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::world::{PASSWORD, Person, World};

#[tokio::test]
async fn signing_up_makes_a_candidate_with_a_profile() {
    let world = World::new().await;
    let answer = world
        .anybody()
        .post(
            "/api/auth/signup/",
            json!({"email": "Nour@Example.org", "password": PASSWORD, "first_name": "Nour",
                   "last_name": "Idrissi", "language": "ar"}),
        )
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let user = &answer.body["user"];
    assert_eq!(user["role"], "candidate");
    assert_eq!(user["language"], "ar");
    assert_eq!(user["company"], json!(null));
    assert!(user["profile_id"].is_string());
    assert_eq!(answer.body["expires_in"], 600);
    let cookies: Vec<&str> = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|c| c.to_str().unwrap())
        .collect();
    assert_eq!(cookies.len(), 2);
    for (cookie, name, path) in [
        (cookies[0], "jobgate_refresh=", "; Path=/api/auth/;"),
        (cookies[1], "jobgate_media=", "; Path=/media/;"),
    ] {
        assert!(
            cookie.starts_with(name) && cookie.contains(path),
            "{cookie}"
        );
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
            "{cookie}"
        );
        assert!(!cookie.contains("Secure"), "{cookie}");
    }
    let again = world
        .anybody()
        .post(
            "/api/auth/signup/",
            json!({"email": "nour@example.org", "password": PASSWORD, "first_name": "N", "last_name": "I"}),
        )
        .await;
    assert_eq!(
        (again.status, again.problem()),
        (StatusCode::CONFLICT, "email-taken")
    );
    // Any case of the address logs in.
    let person = world.log_in("NOUR@example.org").await;
    assert_eq!(
        person.get("/api/auth/me/").await.body["email"],
        "Nour@Example.org"
    );
}

#[tokio::test]
async fn bad_fields_are_named_in_the_callers_language() {
    let world = World::new().await;
    let body = json!({"email": "nobody", "password": "short", "first_name": " ", "last_name": "B"});
    let french = world
        .anybody()
        .post("/api/auth/signup/", body.clone())
        .await;
    assert_eq!(french.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(french.headers["content-type"], "application/problem+json");
    let errors = french.body["errors"].as_object().unwrap();
    assert_eq!(
        errors.keys().collect::<Vec<_>>(),
        ["email", "first_name", "password"]
    );
    assert_eq!(errors["password"][0], "Au moins 12 caractères.");
    let english = world
        .anybody()
        .send(
            Method::POST,
            "/api/auth/signup/",
            Some(body),
            &[("accept-language", "en-GB,fr;q=0.5")],
        )
        .await;
    assert_eq!(
        english.body["errors"]["password"][0],
        "At least 12 characters."
    );
    assert_eq!(english.headers["content-language"], "en");
    // Logged in, without a header: the account's language.
    let person = world.candidate("lina").await;
    assert_eq!(
        person.get("/api/videos/?status=lost").await.body["title"],
        "Please correct"
    );
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_the_same() {
    let world = World::new().await;
    world.candidate("sara").await;
    let mut answers = Vec::new();
    for (email, password) in [
        ("sara@example.org", "not her password"),
        ("x@example.org", PASSWORD),
    ] {
        let body = json!({"email": email, "password": password});
        answers.push(world.anybody().post("/api/auth/login/", body).await);
    }
    assert_eq!(answers[0].status, StatusCode::UNAUTHORIZED);
    assert_eq!(answers[0].problem(), "bad-credentials");
    assert_eq!(answers[0].body, answers[1].body);
}

#[tokio::test]
async fn a_refresh_token_is_good_once() {
    let world = World::new().await;
    let first = world.candidate("hiba").await;
    let answer = first.post("/api/auth/refresh/", json!({})).await;
    assert_eq!(answer.status, StatusCode::OK);
    let second = Person::of(&world, &answer);
    assert_ne!(first.cookies[0], second.cookies[0]);
    // The media cookie belongs to the session and stays: links made before go on working.
    assert_eq!(first.cookies[1], second.cookies[1]);
    assert_eq!(second.get("/api/auth/me/").await.status, StatusCode::OK);

    // Another tab that was a moment late: it gets nothing and breaks nothing.
    let late = first.post("/api/auth/refresh/", json!({})).await;
    assert_eq!(
        (late.status, late.problem()),
        (StatusCode::SERVICE_UNAVAILABLE, "busy")
    );
    assert_eq!(late.headers["retry-after"], "1");
    assert!(late.cookies().is_empty());
    assert_eq!(second.get("/api/auth/me/").await.status, StatusCode::OK);

    world
        .sql("UPDATE refresh_tokens SET used_at = used_at - interval '11 seconds'")
        .await;
    // The used one comes back: a copy is about. The whole family ends, access tokens too.
    let stolen = first.post("/api/auth/refresh/", json!({})).await;
    assert_eq!(
        (stolen.status, stolen.problem()),
        (StatusCode::UNAUTHORIZED, "session-ended")
    );
    let honest = second.post("/api/auth/refresh/", json!({})).await;
    assert_eq!(honest.status, StatusCode::UNAUTHORIZED);
    let me = second.get("/api/auth/me/").await;
    assert_eq!(
        (me.status, me.problem()),
        (StatusCode::UNAUTHORIZED, "session-ended")
    );
    // Other log-ins of the same person go on.
    let elsewhere = world.log_in("hiba@example.org").await;
    assert_eq!(elsewhere.get("/api/auth/me/").await.status, StatusCode::OK);
    assert_eq!(
        world
            .count("SELECT count(*) FROM sessions WHERE revoked_reason = 'reuse'")
            .await,
        1
    );
}

#[tokio::test]
async fn of_two_refreshes_at_once_one_wins() {
    let world = World::new().await;
    let person = world.candidate("anas").await;
    let tries = (0..6).map(|_| {
        let person = person.clone();
        tokio::spawn(async move { person.post("/api/auth/refresh/", json!({})).await.status })
    });
    let mut won = 0;
    for attempt in tries.collect::<Vec<_>>() {
        won += usize::from(attempt.await.unwrap() == StatusCode::OK);
    }
    assert_eq!(won, 1);
    assert_eq!(person.get("/api/auth/me/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn logging_out_ends_the_session_at_once() {
    let world = World::new().await;
    let person = world.candidate("ilyas").await;
    assert_eq!(
        person.post("/api/auth/logout/", json!({})).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(person.get("/api/auth/me/").await.problem(), "session-ended");
    assert_eq!(
        person.post("/api/auth/refresh/", json!({})).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        world
            .anybody()
            .post("/api/auth/logout/", json!({}))
            .await
            .status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn an_expired_refresh_token_is_refused() {
    let world = World::new().await;
    let person = world.candidate("reda").await;
    world
        .sql("UPDATE refresh_tokens SET issued_at = now() - interval '31 days', expires_at = now() - interval '1 second'")
        .await;
    assert_eq!(
        person.post("/api/auth/refresh/", json!({})).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn one_changes_ones_own_name_and_language() {
    let world = World::new().await;
    let person = world.candidate("zineb").await;
    let patch = |body| person.send(Method::PATCH, "/api/auth/me/", Some(body), &[]);
    let changed = patch(json!({"first_name": "Zineb ", "language": "fr"})).await;
    assert_eq!(changed.body["first_name"], "Zineb");
    assert_eq!(changed.body["last_name"], "Test");
    assert_eq!(changed.body["language"], "fr");
    let bad = patch(json!({"language": "de"})).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        bad.body["errors"]["language"][0],
        "Valeurs possibles : fr, en, ar."
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_said_so() {
    let world = World::new().await;
    let person = world.candidate("adam").await;
    assert_eq!(
        world.anybody().get("/api/auth/me/").await.problem(),
        "not-authenticated"
    );
    assert_eq!(person.get("/api/nothing/").await.problem(), "not-found");
    assert_eq!(
        person.get("/api/videos/not-an-id/").await.problem(),
        "not-found"
    );
    assert_eq!(
        person.delete("/api/auth/me/").await.problem(),
        "method-not-allowed"
    );
    let long = "x".repeat(300_000);
    let large = person.post("/api/videos/", json!({"title": long})).await;
    assert_eq!(
        (large.status, large.problem()),
        (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large")
    );
    let text = person
        .send(
            Method::POST,
            "/api/videos/",
            None,
            &[("content-type", "text/plain")],
        )
        .await;
    assert_eq!(text.problem(), "unsupported-media-type");
    let missing = person.post("/api/videos/", json!({})).await;
    assert_eq!(missing.body["errors"]["title"][0], "This field is needed.");
    let schema = world.anybody().get("/api/schema/").await;
    assert_eq!(schema.body["info"]["title"], "JOBGATE Video Studio");
}
