//! Headers, hosts, TLS.

use reqwest::header;
use system::people::client;
use system::server::run;
use system::{Database, Server};

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    std::fs::create_dir(data.path().join("web")).unwrap();
    std::fs::write(data.path().join("web/index.html"), "<!doctype html>").unwrap();
    let server = Server::start(Server::settings(&database.url, data.path()))
        .await
        .unwrap();
    let client = client().unwrap();
    // Every kind of answer: a page, JSON, a redirection, what is refused before anything
    // else, what no route knows, and what is too large.
    let requests = [
        ("/", client.get(server.url("/")), 200),
        ("/deep/path", client.get(server.url("/deep/path")), 200),
        (
            "/assets/no.js",
            client.get(server.url("/assets/no.js")),
            404,
        ),
        (
            "/docs/no.html",
            client.get(server.url("/docs/no.html")),
            200,
        ),
        ("/api/", client.get(server.url("/api/")), 200),
        ("/api/schema/", client.get(server.url("/api/schema/")), 200),
        ("/api/videos/", client.get(server.url("/api/videos/")), 401),
        (
            "/api/nothing/",
            client.get(server.url("/api/nothing/")),
            404,
        ),
        (
            "a wrong verb",
            client.delete(server.url("/api/videos/")),
            405,
        ),
        (
            "a filter nobody knows",
            client.get(server.url("/api/videos/?x=1")),
            422,
        ),
        (
            "another host",
            client
                .get(server.url("/"))
                .header(header::HOST, "evil.example"),
            421,
        ),
        (
            "a body that is too large",
            client
                .post(server.url("/api/auth/login/"))
                .header(header::CONTENT_TYPE, "application/json")
                .body(vec![b' '; 300_000]),
            413,
        ),
        ("/livez", client.get(server.url("/livez")), 200),
        ("/readyz", client.get(server.url("/readyz")), 200),
        ("/media/x/y", client.get(server.url("/media/x/y")), 404),
        ("/api/live/", client.get(server.url("/api/live/")), 400),
    ];
    for (path, request, status) in requests {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        let headers = answer.headers();
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("style-src 'self';"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY", "{path}");
        assert_eq!(headers[header::REFERRER_POLICY], "same-origin", "{path}");
        for of_origin in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
            assert_eq!(headers[of_origin], "same-origin", "{path}: {of_origin}");
        }
        assert!(headers.contains_key("permissions-policy"), "{path}");
        assert!(
            !headers.contains_key(header::STRICT_TRANSPORT_SECURITY),
            "{path}: over plain HTTP"
        );
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_problem_leads_to_its_explanation_and_a_browser_to_the_explorer() {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let web = data.path().join("web");
    std::fs::create_dir(&web).unwrap();
    std::fs::write(web.join("index.html"), "<!doctype html>").unwrap();
    std::fs::write(web.join("explorer.html"), "<!doctype html><p>explorer").unwrap();
    let server = Server::start(Server::settings(&database.url, data.path()))
        .await
        .unwrap();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let leads_to = async |path: &str| {
        let asked = client
            .get(server.url(path))
            .header(header::ACCEPT, "text/html");
        let answer = asked.send().await.unwrap();
        let to = answer.headers().get(header::LOCATION).cloned();
        to.map(|to| to.to_str().unwrap().to_owned())
    };
    assert_eq!(leads_to("/api/").await.unwrap(), "/api/docs/");
    assert_eq!(
        leads_to("/problems/changed").await.unwrap(),
        "/docs/api.html#changed"
    );
    assert_eq!(
        leads_to("/problems/%0d%0ax").await.unwrap(),
        "/docs/api.html"
    );
    let explorer = client.get(server.url("/api/docs/")).send().await.unwrap();
    assert!(explorer.text().await.unwrap().contains("explorer"));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn another_host_is_refused() {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(Server::settings(&database.url, data.path()))
        .await
        .unwrap();
    let answer = client()
        .unwrap()
        .get(server.url("/api/videos/"))
        .header(header::HOST, "evil.example")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 421);
    assert!(answer.text().await.unwrap().contains("ALLOWED_HOSTS"));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn with_a_certificate_it_speaks_https_and_says_so_to_browsers() {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let mut settings = Server::settings(&database.url, data.path());
    let tls = data.path().join("tls");
    let made = run(&settings, &["certificate", tls.to_str().unwrap()])
        .await
        .unwrap();
    assert!(made.success, "{}", made.output);
    let file = |name: &str| tls.join(name).display().to_string();
    settings.insert("JOBGATE_TLS_CERT".into(), file("cert.pem"));
    settings.insert("JOBGATE_TLS_KEY".into(), file("key.pem"));
    let server = Server::start(settings).await.unwrap();
    assert!(server.base.starts_with("https://"), "{}", server.base);
    let answer = client()
        .unwrap()
        .get(server.url("/livez"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert!(
        answer
            .headers()
            .contains_key(header::STRICT_TRANSPORT_SECURITY)
    );
    // Cookies stay on HTTPS.
    let login = serde_json::json!({
        "email": "tls@example.org", "password": "a long enough passphrase",
        "first_name": "T", "last_name": "L", "language": "en",
    });
    let answer = client()
        .unwrap()
        .post(server.url("/api/auth/signup/"))
        .json(&login)
        .send()
        .await
        .unwrap();
    let cookies: Vec<_> = answer
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .collect();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        let cookie = cookie.to_str().unwrap();
        assert!(
            cookie.contains("Secure") && cookie.contains("HttpOnly"),
            "{cookie}"
        );
    }
    server.stop().await.unwrap();
}
