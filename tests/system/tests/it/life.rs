//! Start, stop, twice the same, two at once.

use std::time::Duration;

use nix::sys::signal::Signal;
use system::people::{Person, client};
use system::server::{eventually, run};
use system::{Database, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn it_starts_answers_and_stops_in_order() {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(Server::settings(&database.url, data.path()))
        .await
        .unwrap();
    let client = client().unwrap();
    for path in ["/livez", "/readyz"] {
        assert_eq!(
            client.get(server.url(path)).send().await.unwrap().status(),
            200,
            "{path}"
        );
    }
    assert!(server.log().contains("Demo log-ins"), "{}", server.log());
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_demo_can_be_made_twice_and_its_people_can_log_in() {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let settings = Server::settings(&database.url, data.path());
    let first = run(&settings, &["demo"]).await.unwrap();
    let second = run(&settings, &["demo"]).await.unwrap();
    assert!(first.success && second.success, "{}", second.output);
    assert_eq!(first.stdout, second.stdout);

    let server = Server::start_with(settings, &["serve"]).await.unwrap();
    let mut roles = vec![];
    for line in first.stdout.lines().skip(1) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [role, email, password] = words[..] else {
            panic!("{line}")
        };
        let person = Person::log_in(&server, email, password).await.unwrap();
        assert_eq!(person.user["role"], role);
        roles.push(role.to_owned());
    }
    assert!(
        roles.iter().filter(|role| *role == "candidate").count() >= 2,
        "{roles:?}"
    );
    assert!(roles.contains(&"recruiter".to_owned()), "{roles:?}");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_server_on_the_same_data_folder_is_refused() {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let settings = Server::settings(&database.url, data.path());
    let first = Server::start(settings.clone()).await.unwrap();
    let second = run(&settings, &["serve"]).await.unwrap();
    assert!(!second.success);
    assert!(
        second
            .output
            .contains("another server uses the data folder"),
        "{}",
        second.output
    );
    first.stop().await.unwrap();
}

#[tokio::test]
async fn a_used_port_is_named() {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut settings = Server::settings(&database.url, data.path());
    let port = taken.local_addr().unwrap().port();
    settings.insert("PORT".into(), port.to_string());
    let ran = run(&settings, &["serve"]).await.unwrap();
    assert!(!ran.success);
    assert!(
        ran.output.contains(&format!("127.0.0.1:{port}")),
        "{}",
        ran.output
    );
    assert!(ran.output.contains("PORT sets another"), "{}", ran.output);
}

/// Who sends a body and does not finish keeps the soft stop waiting.
#[tokio::test]
async fn a_second_signal_stops_at_once() {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(Server::settings(&database.url, data.path()))
        .await
        .unwrap();
    let host = server.base.trim_start_matches("http://");
    let mut open = tokio::net::TcpStream::connect(host).await.unwrap();
    let half = format!(
        "POST /api/auth/login/ HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Content-Length: 100\r\nExpect: 100-continue\r\n\r\n"
    );
    open.write_all(half.as_bytes()).await.unwrap();
    // Asked for the body: the request is being worked on.
    let mut asked = [0; 12];
    open.read_exact(&mut asked).await.unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100");
    open.write_all(b"{").await.unwrap();

    server.signal(Signal::SIGTERM).unwrap();
    let soft = server.ended(Duration::from_secs(1)).await;
    assert!(soft.is_err(), "it did not wait for the request");
    server.signal(Signal::SIGTERM).unwrap();
    let status = server.ended(Duration::from_secs(5)).await.unwrap();
    assert_eq!(status.code(), Some(130), "{}", server.log());
}

#[tokio::test]
async fn readiness_follows_the_database() {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(Server::settings(&database.url, data.path()))
        .await
        .unwrap();
    let client = client().unwrap();
    // Nobody may connect any more, and those who are in are thrown out.
    let name = database.url.rsplit('/').next().unwrap().to_owned();
    let cluster = std::env::var("JOBGATE_TEST_PG").unwrap();
    let mut owner = <sqlx::PgConnection as sqlx::Connection>::connect(&cluster)
        .await
        .unwrap();
    for statement in [
        format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&mut owner)
            .await
            .unwrap();
    }
    let status = async |path: &str| {
        client
            .get(server.url(path))
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(status("/readyz").await, 503);
    assert_eq!(status("/livez").await, 200);
    let statement = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true");
    sqlx::query(sqlx::AssertSqlSafe(statement))
        .execute(&mut owner)
        .await
        .unwrap();
    eventually(Duration::from_secs(10), "ready again", || async {
        Ok((status("/readyz").await == 200).then_some(()))
    })
    .await
    .unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn an_account_is_made_from_the_command_line() {
    use std::process::Stdio;
    use tokio::io::AsyncWriteExt;

    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let settings = Server::settings(&database.url, data.path());
    let mut create = system::server::command(&settings)
        .unwrap()
        .args([
            "user",
            "create",
            "--email",
            "root@example.org",
            "--first-name",
            "Ana",
        ])
        .args(["--last-name", "Root", "--role", "platform_admin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    create
        .stdin
        .take()
        .unwrap()
        .write_all(b"correct horse battery\n")
        .await
        .unwrap();
    let output = create.wait_with_output().await.unwrap();
    assert!(output.status.success());
    let server = Server::start_with(settings, &["serve"]).await.unwrap();
    let person = Person::log_in(&server, "root@example.org", "correct horse battery")
        .await
        .unwrap();
    assert_eq!(person.user["role"], "platform_admin");
    server.stop().await.unwrap();
}
