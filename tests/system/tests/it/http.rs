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
    for path in ["/", "/deep/path", "/api/videos/", "/livez", "/media/x/y"] {
        let answer = client.get(server.url(path)).send().await.unwrap();
        let headers = answer.headers();
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("style-src 'self';"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY", "{path}");
        assert!(headers.contains_key("permissions-policy"), "{path}");
        assert!(
            !headers.contains_key(header::STRICT_TRANSPORT_SECURITY),
            "{path}: over plain HTTP"
        );
    }
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
