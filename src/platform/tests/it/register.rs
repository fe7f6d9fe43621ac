//! The one way out of a take's folder, interrupted everywhere.

use axum::http::StatusCode;
use coach::take::{Closing, OUTCOME_FILE, TakeOutcome};
use platform::{
    Secret,
    sweep::{self, FolderState},
    videos::{RegisterError, Registered, register},
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::world::{World, noise, sealed, write_json};

#[tokio::test]
async fn an_orderly_take_becomes_rows_and_an_object() {
    let world = World::new().await;
    let person = world.candidate("amina").await;
    let video = person.draft(false).await;
    let (take, manifest) = world.arm(&person, &video).await;
    platform::live::take_started(&world.platform, take)
        .await
        .unwrap();
    // Larger than one part of a multipart upload.
    let bytes = noise(9 * 1024 * 1024 + 17);
    let folder = world.seal(take, &manifest, &bytes);

    assert_eq!(
        register(&world.platform, &folder).await.unwrap(),
        Registered::Now
    );
    assert!(!folder.exists());
    let stored = world.objects().join(format!("takes/{take}/master.mp4"));
    assert_eq!(std::fs::read(&stored).unwrap(), bytes);
    let body = person.get(&format!("/api/takes/{take}/")).await.body;
    assert_eq!(body["state"], "sealed");
    assert_eq!(body["duration_ms"], 10_000);
    assert_eq!(
        body["gaps"],
        json!([{"from_ms": 100, "to_ms": 200, "kind": "audio"}])
    );
    assert_eq!(
        body["reception"],
        json!({"audio": {"received": 499, "lost": 1}, "video": {"received": 1_500, "lost": 0}})
    );
    assert_eq!(body["renditions"], "pending");
    assert_eq!(body["started_at"], "2026-09-21T14:13:20Z");
    assert_eq!(
        world
            .count("SELECT count(*) FROM jobs WHERE kind = 'renditions'")
            .await,
        1
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE topic = 'take_sealed'")
            .await,
        1
    );
    let hash: String = sqlx::query_scalar("SELECT sha256 FROM assets")
        .fetch_one(&world.owner)
        .await
        .unwrap();
    assert_eq!(hash, hex::encode(Sha256::digest(&bytes)));
    assert!(
        platform::check::check(&world.platform, &world.takes_dir())
            .await
            .unwrap()
            .is_clean()
    );
}

#[tokio::test]
async fn registering_again_changes_nothing() {
    let world = World::new().await;
    let person = world.candidate("badia").await;
    let video = person.draft(false).await;
    let (take, manifest) = world.arm(&person, &video).await;
    let bytes = noise(1_000);
    // Five at once: the stop, the sweep and whoever else.
    let folder = world.seal(take, &manifest, &bytes);
    let calls: Vec<_> = (0..5)
        .map(|_| {
            let (platform, folder) = (world.platform.clone(), folder.clone());
            tokio::spawn(async move { register(&platform, &folder).await })
        })
        .collect();
    let mut now = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(Registered::Now) => now += 1,
            Ok(Registered::Before) => {}
            // The folder went away while it looked.
            Err(RegisterError::Unreadable { .. } | RegisterError::Later(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(now, 1);
    // A crash between the commit and the removal: the folder is still there.
    let folder = world.seal(take, &manifest, &bytes);
    assert_eq!(
        register(&world.platform, &folder).await.unwrap(),
        Registered::Before
    );
    assert!(!folder.exists());
    for sql in [
        "SELECT count(*) FROM assets",
        "SELECT count(*) FROM jobs",
        "SELECT count(*) FROM outbox",
    ] {
        assert_eq!(world.count(sql).await, 1, "{sql}");
    }
    assert!(
        platform::check::check(&world.platform, &world.takes_dir())
            .await
            .unwrap()
            .is_clean()
    );
}

#[tokio::test]
async fn cut_off_before_the_commit_it_is_done_at_the_next_call() {
    let world = World::new().await;
    let person = world.candidate("chada").await;
    let video = person.draft(false).await;
    let (take, manifest) = world.arm(&person, &video).await;
    let bytes = noise(4_000);
    let folder = world.seal(take, &manifest, &bytes);
    // The transaction fails at its very end, after the bytes were stored.
    world
        .sql(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'power cut'; END $$;
             CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION fail();",
        )
        .await;
    assert!(matches!(
        register(&world.platform, &folder).await,
        Err(RegisterError::Later(_))
    ));
    assert!(
        folder.join("master.mp4").exists(),
        "the local file goes only after the commit"
    );
    assert_eq!(world.count("SELECT count(*) FROM assets").await, 0);
    let folders = sweep::folders(&world.platform, &world.takes_dir())
        .await
        .unwrap();
    assert_eq!(folders[0].state, FolderState::Unregistered(take));

    world.sql("DROP TRIGGER cut ON outbox").await;
    assert_eq!(
        register(&world.platform, &folder).await.unwrap(),
        Registered::Now
    );
    assert!(
        platform::check::check(&world.platform, &world.takes_dir())
            .await
            .unwrap()
            .is_clean()
    );
}

#[tokio::test]
async fn while_postgresql_is_away_the_folder_stays() {
    let world = World::new().await;
    let person = world.candidate("dounia").await;
    let video = person.draft(false).await;
    let (take, manifest) = world.arm(&person, &video).await;
    let folder = world.seal(take, &manifest, &noise(4_000));
    world.platform.db().close().await;
    assert!(matches!(
        register(&world.platform, &folder).await,
        Err(RegisterError::Later(_))
    ));
    assert!(folder.join("master.mp4").exists());
    // It is back: another platform on the same database and storage.
    let storage = platform::StorageConfig::Folder(world.objects());
    let config = crate::world::config(&world.url, storage, world.folder.path().join("work"));
    let back = platform::Platform::open(config).await.unwrap();
    assert_eq!(register(&back, &folder).await.unwrap(), Registered::Now);
}

#[tokio::test]
async fn a_recovered_and_a_damaged_take_are_kept_too() {
    let world = World::new().await;
    let person = world.candidate("faten").await;
    let video = person.draft(false).await;
    for (closing, reason, state) in [
        (Closing::Recovered, None, "recovered"),
        (Closing::Damaged, Some("disk full"), "damaged"),
    ] {
        let (take, manifest) = world.arm(&person, &video).await;
        let bytes = noise(3_000);
        let folder = world.seal(take, &manifest, &bytes);
        let outcome = TakeOutcome {
            closing,
            reason: reason.map(str::to_owned),
            ..sealed(&bytes)
        };
        write_json(&folder, OUTCOME_FILE, &outcome);
        assert_eq!(
            register(&world.platform, &folder).await.unwrap(),
            Registered::Now
        );
        let body = person.get(&format!("/api/takes/{take}/")).await.body;
        assert_eq!(
            (&body["state"], &body["reason"]),
            (&json!(state), &json!(reason))
        );
        let playback = person.get(&format!("/api/takes/{take}/playback/")).await;
        assert_eq!(playback.status, StatusCode::OK);
        let kept = person
            .post(&format!("/api/takes/{take}/keep/"), json!({}))
            .await;
        assert_eq!(kept.status, StatusCode::OK);
    }
    // Said to be whole, and without a picture: it is not.
    let (take, manifest) = world.arm(&person, &video).await;
    let folder = world.begin(take, &manifest);
    write_json(
        &folder,
        OUTCOME_FILE,
        &TakeOutcome {
            media: None,
            ..sealed(&[])
        },
    );
    assert_eq!(
        register(&world.platform, &folder).await.unwrap(),
        Registered::Now
    );
    assert_eq!(
        person.get(&format!("/api/takes/{take}/")).await.body["state"],
        "damaged"
    );
    // Nothing of it was kept: the row says so, no object, no job.
    let (take, manifest) = world.arm(&person, &video).await;
    let folder = world.begin(take, &manifest);
    let empty = TakeOutcome {
        closing: Closing::Damaged,
        media: None,
        reason: Some("no picture came".into()),
        ..sealed(&[])
    };
    write_json(&folder, OUTCOME_FILE, &empty);
    assert_eq!(
        register(&world.platform, &folder).await.unwrap(),
        Registered::Now
    );
    let body = person.get(&format!("/api/takes/{take}/")).await.body;
    assert_eq!(
        (&body["state"], &body["renditions"]),
        (&json!("damaged"), &json!("none"))
    );
    let kept = person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await;
    assert_eq!(
        (kept.status, kept.problem()),
        (StatusCode::CONFLICT, "take-not-keepable")
    );
    assert!(
        platform::check::check(&world.platform, &world.takes_dir())
            .await
            .unwrap()
            .is_clean()
    );
}

#[tokio::test]
async fn a_folder_that_says_wrong_things_stays_where_it_is() {
    let world = World::new().await;
    let person = world.candidate("ghada").await;
    let video = person.draft(false).await;
    let (take, manifest) = world.arm(&person, &video).await;
    let bytes = noise(2_000);

    let folder = world.begin(take, &manifest);
    assert!(matches!(
        register(&world.platform, &folder).await,
        Err(RegisterError::NotSealed(_))
    ));

    std::fs::write(world.folder.path().join("secret"), &bytes).unwrap();
    let mut outcome = sealed(&bytes);
    outcome.media.as_mut().unwrap().file = "../../secret".into();
    write_json(&folder, OUTCOME_FILE, &outcome);
    assert!(matches!(
        register(&world.platform, &folder).await,
        Err(RegisterError::Unreadable { .. })
    ));

    write_json(&folder, OUTCOME_FILE, &sealed(&bytes));
    std::fs::write(folder.join("master.mp4"), &bytes[1..]).unwrap();
    assert!(matches!(
        register(&world.platform, &folder).await,
        Err(RegisterError::Unreadable { .. })
    ));
    assert!(folder.join("master.mp4").exists());

    // Thrown away by the candidate in the meantime: the bytes go, nothing is stored.
    assert_eq!(
        person.delete(&format!("/api/takes/{take}/")).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        register(&world.platform, &folder).await.unwrap(),
        Registered::Discarded
    );
    assert!(!folder.exists());
    assert_eq!(world.count("SELECT count(*) FROM assets").await, 0);

    // Its video was deleted: named, not removed.
    let (take, manifest) = world.arm(&person, &video).await;
    let folder = world.seal(take, &manifest, &bytes);
    assert_eq!(
        person.delete(&format!("/api/videos/{video}/")).await.status,
        StatusCode::NO_CONTENT
    );
    assert!(
        matches!(register(&world.platform, &folder).await, Err(RegisterError::Unknown(t)) if t == take)
    );
    assert!(folder.exists());
}

#[tokio::test]
async fn the_sweep_says_what_each_folder_needs() {
    let world = World::new().await;
    let person = world.candidate("hafsa").await;
    let video = person.draft(false).await;
    let bytes = noise(2_000);
    let mut expected = Vec::new();
    let (cut_off, manifest) = world.arm(&person, &video).await;
    platform::live::take_started(&world.platform, cut_off)
        .await
        .unwrap();
    std::fs::write(world.begin(cut_off, &manifest).join("master.mp4"), &bytes).unwrap();
    expected.push(FolderState::Unclosed(cut_off));
    let (closed, manifest) = world.arm(&person, &video).await;
    world.seal(closed, &manifest, &bytes);
    expected.push(FolderState::Unregistered(closed));
    let over = world.record(&person, &video, &bytes).await;
    world.seal(
        over,
        &coach::take::TakeManifest {
            take_id: over.to_string(),
            ..manifest.clone()
        },
        &bytes,
    );
    expected.push(FolderState::Leftover(over));
    let unknown = platform::ids::TakeId::new();
    world.seal(
        unknown,
        &coach::take::TakeManifest {
            take_id: unknown.to_string(),
            ..manifest
        },
        &bytes,
    );
    std::fs::create_dir(world.takes_dir().join(".doomed-x")).unwrap();
    std::fs::write(world.takes_dir().join("zzz"), b"?").unwrap();

    let folders = sweep::folders(&world.platform, &world.takes_dir())
        .await
        .unwrap();
    assert_eq!(folders.len(), 5);
    for state in expected {
        assert!(
            folders.iter().any(|folder| folder.state == state),
            "{state}"
        );
    }
    let garbage = folders
        .iter()
        .filter(|folder| matches!(folder.state, FolderState::Garbage(_)));
    assert_eq!(garbage.count(), 2);
    assert!(!world.takes_dir().join(".doomed-x").exists());

    // The rows that nothing will end: armed without media, and a recording without a folder.
    let (armed, manifest) = world.arm(&person, &video).await;
    world.begin(armed, &manifest);
    let (lost, _) = world.arm(&person, &video).await;
    platform::live::take_started(&world.platform, lost)
        .await
        .unwrap();
    let close = |age| {
        sweep::close_stale(
            &world.platform,
            world.folder.path().join("takes").leak(),
            age,
        )
    };
    assert_eq!(
        close(std::time::Duration::from_secs(3600)).await.unwrap(),
        0
    );
    assert_eq!(close(std::time::Duration::ZERO).await.unwrap(), 2);
    assert_eq!(
        person.get(&format!("/api/takes/{armed}/")).await.body["state"],
        "discarded"
    );
    let lost = person.get(&format!("/api/takes/{lost}/")).await.body;
    assert_eq!(
        (&lost["state"], &lost["reason"]),
        (&json!("damaged"), &json!("recording_lost"))
    );
    assert_eq!(
        person.get(&format!("/api/takes/{cut_off}/")).await.body["state"],
        "recording"
    );
}

#[tokio::test]
async fn a_short_secret_is_refused() {
    let world = World::new().await;
    let storage = platform::StorageConfig::Folder(world.objects());
    let mut config = crate::world::config(&world.url, storage, world.folder.path().join("work"));
    config.secret_key = Secret::new("changeme");
    let refused = platform::Platform::open(config).await;
    assert!(matches!(
        refused,
        Err(platform::OpenError::SecretTooShort(8))
    ));
}
