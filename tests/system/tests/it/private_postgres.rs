//! Without a database of its own the server brings one: as root under a system user,
//! otherwise in the data folder.

use std::path::PathBuf;
use std::time::Duration;

use system::Server;
use system::people::client;
use system::server::run;

/// Removes what the cluster left outside of the data folder when tests run as root.
struct Cluster(Option<PathBuf>);

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = std::fs::remove_dir_all(path);
        }
    }
}

fn postgres_folder(log: &str) -> Option<PathBuf> {
    let line = log
        .lines()
        .find(|line| line.contains("making the private PostgreSQL"))?;
    let path = line.split("cluster=").nth(1)?.trim();
    Some(PathBuf::from(path).parent()?.to_owned())
}

#[tokio::test]
async fn it_starts_stops_and_takes_over_after_a_crash() {
    let data = tempfile::tempdir().unwrap();
    let mut settings = Server::settings("", data.path());
    settings.remove("DATABASE_URL");
    let server = Server::start(settings.clone()).await.unwrap();
    let folder = postgres_folder(&server.log());
    let _cleanup = Cluster(folder.clone().filter(|path| !path.starts_with(data.path())));
    let folder = folder.unwrap();
    assert!(folder.join("cluster/PG_VERSION").exists());

    // The server dies; its PostgreSQL lives on and is taken over with its data.
    server.crash().await.unwrap();
    assert!(folder.join("cluster/postmaster.pid").exists());
    let server = Server::start_with(settings.clone(), &["serve"])
        .await
        .unwrap();
    let login =
        serde_json::json!({ "email": "nobody@example.org", "password": "wrong wrong wrong" });
    let answer = client()
        .unwrap()
        .post(server.url("/api/auth/login/"))
        .json(&login)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 401);
    server.stop().await.unwrap();

    // Stopped in order: no cluster runs, and one-shot commands start and stop it by themselves.
    assert!(!folder.join("cluster/postmaster.pid").exists());
    let check = tokio::time::timeout(Duration::from_secs(60), run(&settings, &["check"]))
        .await
        .unwrap()
        .unwrap();
    assert!(check.success, "{}", check.output);
    assert!(!folder.join("cluster/postmaster.pid").exists());
}
