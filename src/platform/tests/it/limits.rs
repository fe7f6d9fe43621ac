//! Who may call from elsewhere, how often, how much, and in which language one is answered.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use platform::{Callers, Platform, StorageConfig};
use serde_json::json;
use tower::ServiceExt;

use crate::world::{Person, World, config};

/// The same world, asked through a platform with other settings.
async fn with(world: &World, callers: Callers) -> Router {
    let storage = StorageConfig::Folder(world.objects());
    let mut config = config(&world.url, storage, world.folder.path().join("other"));
    config.callers = callers;
    let platform = Platform::open(config).await.unwrap();
    platform.router(
        Arc::new(crate::quality::Scoring::default()),
        Arc::new(crate::upload::Reader::default()),
    )
}

async fn asked(router: &Router, method: Method, path: &str, headers: &[(&str, &str)]) -> HeaderMap {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let mut headers = answer.headers().clone();
    headers.insert("status", answer.status().as_str().parse().unwrap());
    headers
}

const ALLOW: &str = "access-control-allow-origin";

#[tokio::test]
async fn without_a_setting_no_page_elsewhere_is_answered() {
    let world = World::new().await;
    for method in [Method::GET, Method::OPTIONS] {
        let headers = [
            ("origin", "https://www.jobgate.ma"),
            ("access-control-request-method", "GET"),
        ];
        let answer = asked(&world.router, method, "/api/companies/", &headers).await;
        assert!(
            !answer
                .keys()
                .any(|name| name.as_str().starts_with("access-control")),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn only_the_named_origins_are_let_in_exactly() {
    let world = World::new().await;
    let origin = "https://www.jobgate.ma";
    let callers = Callers {
        origins: vec![origin.parse().unwrap()],
        ..Callers::default()
    };
    let router = with(&world, callers).await;
    let preflight = [
        ("origin", origin),
        ("access-control-request-method", "PUT"),
        (
            "access-control-request-headers",
            "authorization,if-match,idempotency-key",
        ),
    ];
    let answer = asked(&router, Method::OPTIONS, "/api/videos/", &preflight).await;
    assert_eq!(answer["status"], "200");
    assert_eq!(answer[ALLOW], origin);
    assert_eq!(answer["access-control-allow-credentials"], "true");
    let allowed = answer["access-control-allow-headers"].to_str().unwrap();
    for name in [
        "authorization",
        "content-type",
        "if-match",
        "idempotency-key",
    ] {
        assert!(allowed.contains(name), "{allowed}");
    }
    // Also what is refused can be read, or the page could not say why.
    for (path, status) in [
        ("/api/consents/texts/record/", "200"),
        ("/api/videos/", "401"),
        ("/api/nothing/", "404"),
    ] {
        let answer = asked(&router, Method::GET, path, &[("origin", origin)]).await;
        assert_eq!(
            (&answer["status"], &answer[ALLOW]),
            (&status.parse().unwrap(), &origin.parse().unwrap()),
            "{path}"
        );
        assert!(answer[header::VARY].to_str().unwrap().contains("origin"));
    }
    for stranger in [
        "http://www.jobgate.ma",
        "https://www.jobgate.ma:8443",
        "https://jobgate.ma",
        "https://www.jobgate.ma.evil.example",
        "https://evil.example",
        "null",
    ] {
        for method in [Method::GET, Method::OPTIONS] {
            let headers = [
                ("origin", stranger),
                ("access-control-request-method", "GET"),
            ];
            let answer = asked(&router, method, "/api/videos/", &headers).await;
            assert!(!answer.contains_key(ALLOW), "{stranger}: {answer:?}");
        }
    }
    for wrong in [
        "*",
        "www.jobgate.ma",
        "https://www.jobgate.ma/",
        "https://*.jobgate.ma",
        "ftp://x",
    ] {
        assert!(wrong.parse::<platform::Origin>().is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let world = World::new().await;
    let mut amal = world.candidate("amal").await;
    let mut bilal = world.candidate("bilal").await;
    let callers = Callers {
        requests_per_minute: Some(20),
        ..Callers::default()
    };
    let router = with(&world, callers).await;
    let mut nobody = world.anybody();
    for person in [&mut amal, &mut bilal, &mut nobody] {
        person.router = router.clone();
    }
    let ask = async |person: &Person| person.get("/api/auth/me/").await;
    for _ in 0..20 {
        assert_eq!(ask(&amal).await.status, StatusCode::OK);
    }
    // A slow machine may have let some of them come back meanwhile.
    let mut refused = None;
    for _ in 0..20 {
        let answer = ask(&amal).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("nobody was held back");
    assert_eq!(refused.problem(), "too-many-requests");
    let seconds: u64 = refused.headers[header::RETRY_AFTER]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=3).contains(&seconds), "{seconds}");
    // Nobody else is held back for it: not another person, not who is not logged in, and not
    // a player.
    assert_eq!(ask(&bilal).await.status, StatusCode::OK);
    assert_eq!(ask(&nobody).await.status, StatusCode::UNAUTHORIZED);
    let media = format!(
        "/media/{}/x.mp4?u={}&e=1&s=x",
        uuid::Uuid::nil(),
        uuid::Uuid::nil()
    );
    assert_ne!(amal.get(&media).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let world = World::new().await;
    let person = world.candidate("chada").await;
    let large = json!({"title": "x".repeat(300_000)});
    let answer = person.post("/api/videos/", large).await;
    assert_eq!(
        (answer.status, answer.problem()),
        (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large")
    );
    let jsonp = [("content-type", "application/jsonp")];
    let answer = person
        .send(Method::POST, "/api/videos/", None, &jsonp)
        .await;
    assert_eq!(answer.problem(), "unsupported-media-type");
}

#[tokio::test]
async fn one_is_answered_in_the_language_one_asks_for() {
    let world = World::new().await;
    // The account speaks English.
    let person = world.candidate("dounia").await;
    for (asked, spoken, title) in [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr", "Introuvable"),
        ("ar, en;q=0.5", "ar", "غير موجود"),
        ("de", "en", "Not found"),
    ] {
        let headers = [("accept-language", asked)];
        let path = format!("/api/videos/{}/", uuid::Uuid::nil());
        let answer = person.send(Method::GET, &path, None, &headers).await;
        assert_eq!(answer.headers[header::CONTENT_LANGUAGE], spoken, "{asked}");
        assert_eq!(answer.body["title"], title, "{asked}");
        assert_eq!(
            answer.headers[header::CONTENT_TYPE],
            "application/problem+json"
        );
    }
}

#[tokio::test]
async fn a_text_that_no_database_keeps_is_refused_and_no_fault_of_ours() {
    let world = World::new().await;
    let person = world.candidate("fatima").await;
    let answer = person
        .post("/api/videos/", json!({"title": "a\u{0}b"}))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body["errors"]["title"].is_array(), "{}", answer.body);
    for path in [
        "/api/consents/texts/%00/",
        "/api/consents/texts/record/?language=%00",
    ] {
        let answer = person.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
}
