//! Whose tries are counted, through a real connection.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use sqlx::Connection;
use system::people::client;
use system::{Database, Server};

/// How many addresses the server has seen, when two clients are named by who connects.
async fn addresses_seen(extra: &[(&str, &str)]) -> i64 {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let mut settings = Server::settings(&database.url, data.path());
    let extra = extra
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()));
    settings.extend(extra.collect::<BTreeMap<_, _>>());
    let server = Server::start(settings).await.unwrap();
    let client = client().unwrap();
    for address in ["203.0.113.9", "198.51.100.7", "6.6.6.6, 203.0.113.9"] {
        let answer = client
            .post(server.url("/api/auth/login/"))
            .header("x-forwarded-for", address)
            .json(&serde_json::json!({"email": "nobody@example.org", "password": "wrong"}))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    let mut owner = database.connect().await.unwrap();
    let seen = sqlx::query_scalar("SELECT count(*) FROM login_throttles WHERE kind = 'address'")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    owner.close().await.unwrap();
    server.stop().await.unwrap();
    seen
}

#[tokio::test]
async fn who_connects_is_who_tries_unless_it_is_a_named_proxy() {
    assert_eq!(addresses_seen(&[]).await, 1);
    let proxies = ("JOBGATE_TRUSTED_PROXIES", "127.0.0.1, ::1");
    assert_eq!(addresses_seen(&[proxies]).await, 2);
    let elsewhere = ("JOBGATE_TRUSTED_PROXIES", "10.0.0.0/8");
    assert_eq!(addresses_seen(&[elsewhere]).await, 1);
}
