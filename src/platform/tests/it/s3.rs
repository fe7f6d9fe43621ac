//! A take in a real S3 server (SeaweedFS, from a package; see deploy/scripts/fetch-seaweedfs.sh).

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use axum::http::{Method, StatusCode};
use platform::{S3Addressing, S3Config, Secret, StorageConfig, storage::Storage};
use serde_json::json;

use crate::world::{World, noise};

struct Weed {
    child: Child,
    command: Command,
    config: S3Config,
    folder: tempfile::TempDir,
}

impl Drop for Weed {
    fn drop(&mut self) {
        self.stop();
    }
}

fn binary() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let fetched = Command::new(root.join("deploy/scripts/fetch-seaweedfs.sh"))
        .output()
        .unwrap();
    assert!(
        fetched.status.success(),
        "SeaweedFS could not be fetched: {}",
        String::from_utf8_lossy(&fetched.stderr)
    );
    PathBuf::from(String::from_utf8(fetched.stdout).unwrap().trim())
}

/// Ports that are free now, each with the port 10,000 above it (SeaweedFS' gRPC) free, too.
fn ports(wanted: usize) -> Vec<u16> {
    let mut held = Vec::new();
    let mut ports = Vec::new();
    while ports.len() < wanted {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let Some(above) = port.checked_add(10_000) else {
            continue;
        };
        let Ok(grpc) = TcpListener::bind(("127.0.0.1", above)) else {
            continue;
        };
        held.push((listener, grpc));
        ports.push(port);
    }
    ports
}

async fn weed() -> Weed {
    let binary = tokio::task::spawn_blocking(binary).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let identities = json!({"identities": [{
        "name": "jobgate",
        "credentials": [{"accessKey": "jobgate", "secretKey": "a secret of the test"}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"]
    }]});
    let identities_file = folder.path().join("s3.json");
    std::fs::write(&identities_file, identities.to_string()).unwrap();
    let [master, volume, filer, s3] = ports(4).try_into().unwrap();
    let log = std::fs::File::create(folder.path().join("log")).unwrap();
    let mut command = Command::new(binary);
    command
        .arg("server")
        .args([
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            "-s3",
            "-master.volumeSizeLimitMB=64",
            "-volume.max=8",
        ])
        .arg(format!("-dir={}", folder.path().display()))
        .arg(format!("-master.port={master}"))
        .arg(format!("-volume.port={volume}"))
        .arg(format!("-filer.port={filer}"))
        .arg(format!("-s3.port={s3}"))
        .arg(format!("-s3.config={}", identities_file.display()))
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log);
    let weed = Weed {
        child: command.spawn().unwrap(),
        command,
        config: S3Config {
            bucket: "takes-of-the-test".into(),
            region: "us-east-1".into(),
            endpoint: Some(format!("http://127.0.0.1:{s3}").parse().unwrap()),
            access_key_id: "jobgate".into(),
            secret_access_key: Secret::new("a secret of the test"),
            addressing: S3Addressing::Path,
        },
        folder,
    };
    weed.up().await;
    weed
}

impl Weed {
    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// With what it had before.
    async fn start_again(&mut self) {
        self.child = self.command.spawn().unwrap();
        self.up().await;
    }

    async fn up(&self) {
        // The server makes a bucket at the first write into it; the write tells that it is up.
        // Another bucket than the test's: a write that was given up may still arrive.
        let probe = S3Config {
            bucket: "probe".into(),
            ..self.config.clone()
        };
        let storage = Storage::open(&StorageConfig::S3(probe)).unwrap();
        let file = self.folder.path().join("hello");
        std::fs::write(&file, b"hello").unwrap();
        let mut last = None;
        for _ in 0..60 {
            let tried =
                tokio::time::timeout(Duration::from_secs(5), storage.put_file("hello", &file))
                    .await;
            match tried {
                Ok(Ok(_)) => return,
                other => last = Some(other),
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let log = std::fs::File::open(self.folder.path().join("log")).unwrap();
        let tail: Vec<String> = BufReader::new(log).lines().map_while(Result::ok).collect();
        panic!(
            "SeaweedFS did not come up: {last:?}\n{}",
            tail[tail.len().saturating_sub(20)..].join("\n")
        );
    }
}

#[tokio::test]
async fn a_take_lives_in_s3() {
    let mut weed = weed().await;
    let folder = tempfile::tempdir().unwrap();
    let world = World::with_storage(StorageConfig::S3(weed.config.clone()), folder).await;
    let person = world.candidate("amal").await;
    let video = person.draft(false).await;
    // One that fits into one request, one that is sent in three parts.
    for length in [100_000, 17 * 1024 * 1024 + 5] {
        let bytes = noise(length);
        let take = world.record(&person, &video, &bytes).await;
        assert!(!world.takes_dir().join(take.to_string()).exists());
        world.work_until_idle().await;
        let playback = person
            .get(&format!("/api/takes/{take}/playback/"))
            .await
            .body;
        for source in playback["sources"].as_array().unwrap() {
            let url = source["url"].as_str().unwrap();
            let whole = person.get(url).await;
            assert_eq!(whole.status, StatusCode::OK);
            assert!(whole.bytes == bytes);
            let part = person
                .send(Method::GET, url, None, &[("range", "bytes=70000-70099")])
                .await;
            assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
            assert_eq!(part.bytes, bytes[70_000..70_100]);
        }
        person.ok(person
            .post(&format!("/api/takes/{take}/keep/"), json!({}))
            .await);
    }
    let report = platform::check::check(&world.platform, &world.takes_dir())
        .await
        .unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.files, 8);

    // Away while a take is kept: it stays where it is, and is kept once when the storage is back.
    weed.stop();
    let bytes = noise(100_000);
    let (take, manifest) = world.arm(&person, &video).await;
    let path = world.seal(take, &manifest, &bytes);
    let register = || platform::videos::register(&world.platform, &path);
    let tried = tokio::time::timeout(Duration::from_secs(3), register()).await;
    assert!(!matches!(tried, Ok(Ok(_))), "{tried:?}");
    assert!(path.join("sealed.json").exists());
    weed.start_again().await;
    let (first, second) = tokio::join!(register(), register());
    first.unwrap();
    drop(second);
    assert!(!path.exists());
    let report = platform::check::check(&world.platform, &world.takes_dir())
        .await
        .unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.files, 9);

    assert_eq!(
        person.delete(&format!("/api/videos/{video}/")).await.status,
        StatusCode::NO_CONTENT
    );
    let report = platform::check::check(&world.platform, &world.takes_dir())
        .await
        .unwrap();
    assert!(report.is_clean() && report.files == 0, "{report}");
    world.work_until_idle().await;
}
