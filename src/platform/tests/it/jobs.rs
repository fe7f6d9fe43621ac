//! The queue: retries, dead letters, leases, an orderly stop.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use platform::{
    jobs::Timing,
    ports::{MakeRenditions, Ports, RenditionError, Renditions, Thumbnails},
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::world::{World, noise};

/// Quick, but with leases that a busy machine cannot lose by accident.
pub const FAST: Timing = Timing {
    lease: Duration::from_secs(10),
    poll: Duration::from_millis(50),
    first_pause: Duration::from_millis(20),
    longest_pause: Duration::from_millis(40),
    grace: Duration::from_millis(300),
};

/// Stands for ffmpeg: the "MP4" is a copy of the master.
pub struct Copying;

#[async_trait]
impl MakeRenditions for Copying {
    async fn make(&self, master: &Path, out: &Path) -> Result<Renditions, RenditionError> {
        std::fs::copy(master, out.join("v.mp4")).unwrap();
        std::fs::write(out.join("p.jpg"), b"poster").unwrap();
        std::fs::write(out.join("t.jpg"), b"tiles").unwrap();
        Ok(Renditions {
            mp4: out.join("v.mp4"),
            poster: Some(out.join("p.jpg")),
            thumbnails: Some(Thumbnails {
                file: out.join("t.jpg"),
                interval_ms: 2_000,
                columns: 5,
                rows: 1,
                tile_width: 160,
                tile_height: 90,
            }),
        })
    }
}

/// Fails `failures` times, then copies.
struct Stubborn {
    failures: u32,
    tries: Arc<AtomicU32>,
    hopeless: bool,
}

#[async_trait]
impl MakeRenditions for Stubborn {
    async fn make(&self, master: &Path, out: &Path) -> Result<Renditions, RenditionError> {
        if self.tries.fetch_add(1, Ordering::SeqCst) < self.failures {
            return Err(match self.hopeless {
                true => RenditionError::Hopeless("no picture in it".into()),
                false => RenditionError::Passing("no space left".into()),
            });
        }
        Copying.make(master, out).await
    }
}

/// Never finishes by itself.
struct Stuck(Arc<AtomicU32>);

#[async_trait]
impl MakeRenditions for Stuck {
    async fn make(&self, _: &Path, _: &Path) -> Result<Renditions, RenditionError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        std::future::pending().await
    }
}

fn ports(renditions: impl MakeRenditions) -> Arc<Ports> {
    Arc::new(Ports {
        renditions: Arc::new(renditions),
        analysis: Arc::new(crate::quality::Scoring::default()),
        uploads: Arc::new(crate::upload::Reader::default()),
        documents: Arc::new(crate::cv::Paper),
    })
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..2400 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{what} did not happen in a minute");
}

#[tokio::test]
async fn a_failed_job_is_tried_again() {
    let world = World::new().await;
    let person = world.candidate("amal").await;
    let video = person.draft(false).await;
    let take = world.record(&person, &video, &noise(5_000)).await;
    let tries = Arc::new(AtomicU32::new(0));
    world
        .work(ports(Stubborn {
            failures: 2,
            tries: tries.clone(),
            hopeless: false,
        }))
        .await;
    assert_eq!(tries.load(Ordering::SeqCst), 3);
    let body = person.get(&format!("/api/takes/{take}/")).await.body;
    assert_eq!(body["renditions"], "ready");
    assert_eq!(
        world
            .count("SELECT attempts::bigint FROM jobs WHERE state = 'done'")
            .await,
        3
    );
}

#[tokio::test]
async fn a_job_that_fails_too_often_is_a_dead_letter() {
    let world = World::new().await;
    let person = world.candidate("basma").await;
    let video = person.draft(false).await;
    let take = world.record(&person, &video, &noise(5_000)).await;
    person.ok(person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    let tries = Arc::new(AtomicU32::new(0));
    world
        .work(ports(Stubborn {
            failures: 100,
            tries: tries.clone(),
            hopeless: false,
        }))
        .await;
    assert_eq!(tries.load(Ordering::SeqCst), 5);
    assert_eq!(
        world
            .count(
                "SELECT count(*) FROM jobs WHERE state = 'dead' AND last_error = 'no space left'"
            )
            .await,
        1
    );
    let body = person.get(&format!("/api/videos/{video}/")).await.body;
    assert_eq!(body["status"], "failed");
    assert_eq!(body["takes"][0]["renditions"], "failed");
    // The master is still there to be watched, and keeping it again tries again.
    let playback = person
        .get(&format!("/api/takes/{take}/playback/"))
        .await
        .body;
    assert_eq!(playback["sources"][0]["label"], "master");
    let other = world.record(&person, &video, &noise(5_000)).await;
    person.ok(person
        .post(&format!("/api/takes/{other}/keep/"), json!({}))
        .await);
    person.ok(person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    world.work_until_idle().await;
    let body = person.get(&format!("/api/videos/{video}/")).await.body;
    assert_eq!(body["status"], "completed");
    assert_eq!(body["kept_take_id"], json!(take));
}

#[tokio::test]
async fn a_hopeless_job_is_not_tried_twice() {
    let world = World::new().await;
    let person = world.candidate("chama").await;
    let video = person.draft(false).await;
    world.record(&person, &video, &noise(5_000)).await;
    let tries = Arc::new(AtomicU32::new(0));
    world
        .work(ports(Stubborn {
            failures: 100,
            tries: tries.clone(),
            hopeless: true,
        }))
        .await;
    assert_eq!(tries.load(Ordering::SeqCst), 1);
    assert_eq!(
        world
            .count("SELECT count(*) FROM jobs WHERE state = 'dead'")
            .await,
        1
    );
}

#[tokio::test]
async fn a_killed_workers_job_comes_back() {
    let world = World::new().await;
    let person = world.candidate("dalal").await;
    let video = person.draft(false).await;
    let take = world.record(&person, &video, &noise(5_000)).await;
    let begun = Arc::new(AtomicU32::new(0));
    let killed = tokio::spawn(platform::jobs::run_with(
        world.platform.clone(),
        ports(Stuck(begun.clone())),
        Timing {
            lease: Duration::from_secs(2),
            ..FAST
        },
        CancellationToken::new(),
    ));
    until("the first try", async || begun.load(Ordering::SeqCst) >= 1).await;
    // As kill -9 does: no farewell, the lease just stands.
    killed.abort();
    assert_eq!(
        world
            .count("SELECT count(*) FROM jobs WHERE state = 'running'")
            .await,
        1
    );
    world.work_until_idle().await;
    assert_eq!(
        person.get(&format!("/api/takes/{take}/")).await.body["renditions"],
        "ready"
    );
    assert_eq!(world.count("SELECT attempts::bigint FROM jobs").await, 2);
}

#[tokio::test]
async fn a_living_worker_keeps_its_lease() {
    let world = World::new().await;
    let person = world.candidate("farah").await;
    let video = person.draft(false).await;
    world.record(&person, &video, &noise(5_000)).await;
    let begun = Arc::new(AtomicU32::new(0));
    let stop = CancellationToken::new();
    let timing = Timing {
        lease: Duration::from_secs(2),
        ..FAST
    };
    let worker = || {
        let ports = ports(Stuck(begun.clone()));
        tokio::spawn(platform::jobs::run_with(
            world.platform.clone(),
            ports,
            timing,
            stop.clone(),
        ))
    };
    let workers = [worker(), worker()];
    // Three leases long.
    tokio::time::sleep(timing.lease * 3).await;
    assert_eq!(begun.load(Ordering::SeqCst), 1);
    // Told to stop, it gives the job back as if it had never been taken.
    stop.cancel();
    for worker in workers {
        tokio::time::timeout(Duration::from_secs(5), worker)
            .await
            .unwrap()
            .unwrap();
    }
    assert_eq!(
        world
            .count("SELECT count(*) FROM jobs WHERE state = 'queued' AND attempts = 0")
            .await,
        1
    );
}

#[tokio::test]
async fn a_job_whose_workers_all_die_is_given_up() {
    let world = World::new().await;
    let person = world.candidate("ghita").await;
    let video = person.draft(false).await;
    let take = world.record(&person, &video, &noise(5_000)).await;
    world
        .sql("UPDATE jobs SET state = 'running', attempts = max_attempts, lease_until = now() - interval '1 second'")
        .await;
    world.work_until_idle().await;
    assert_eq!(
        world
            .count("SELECT count(*) FROM jobs WHERE state = 'dead'")
            .await,
        1
    );
    assert_eq!(
        person.get(&format!("/api/takes/{take}/")).await.body["renditions"],
        "failed"
    );
}

#[tokio::test]
async fn a_notification_wakes_the_worker() {
    let world = World::new().await;
    let stop = CancellationToken::new();
    let slow = Timing {
        poll: Duration::from_secs(3600),
        ..FAST
    };
    let worker = tokio::spawn(platform::jobs::run_with(
        world.platform.clone(),
        ports(Copying),
        slow,
        stop.clone(),
    ));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let person = world.candidate("hajar").await;
    let video = person.draft(false).await;
    let take = world.record(&person, &video, &noise(5_000)).await;
    until("the renditions", async || {
        person.get(&format!("/api/takes/{take}/")).await.body["renditions"] == "ready"
    })
    .await;
    stop.cancel();
    worker.await.unwrap();
}
