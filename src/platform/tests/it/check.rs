//! `check` finds what was planted.

use platform::{
    check::{Finding, check},
    sweep::FolderState,
};

use crate::world::{World, noise};

#[tokio::test]
async fn a_whole_world_is_clean_and_each_fault_is_named() {
    let world = World::new().await;
    let shown = world.shown("amal").await;
    let look = async || check(&world.platform, &world.takes_dir()).await.unwrap();
    let report = look().await;
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.files, 4);
    assert!(report.to_string().ends_with("clean"));

    let master = world
        .objects()
        .join(format!("takes/{}/master.mp4", shown.take));
    let key = format!("takes/{}/master.mp4", shown.take);
    let bytes = std::fs::read(&master).unwrap();

    let mut flipped = bytes.clone();
    flipped[777] ^= 1;
    std::fs::write(&master, &flipped).unwrap();
    assert!(matches!(&look().await.findings[..], [Finding::WrongHash { key: k, .. }] if *k == key));

    std::fs::write(&master, &bytes[..100]).unwrap();
    let findings = look().await.findings;
    assert!(matches!(
        &findings[..],
        [Finding::WrongSize { found: 100, .. }]
    ));

    std::fs::remove_file(&master).unwrap();
    assert_eq!(
        look().await.findings,
        [Finding::MissingObject { key: key.clone() }]
    );
    std::fs::write(&master, &bytes).unwrap();

    std::fs::write(world.objects().join("takes/stray.bin"), b"stray").unwrap();
    assert_eq!(
        look().await.findings,
        [Finding::UnnamedObject {
            key: "takes/stray.bin".into(),
            bytes: 5
        }]
    );
    std::fs::remove_file(world.objects().join("takes/stray.bin")).unwrap();

    // A cut-off upload: the library hides it, we do not.
    let staged = world.objects().join("takes/upload.mp4#1");
    std::fs::write(&staged, b"half").unwrap();
    assert!(look().await.is_clean(), "it may still be running");
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    let age = |path: &std::path::Path| {
        std::fs::File::open(path)
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    };
    age(&staged);
    assert!(matches!(
        &look().await.findings[..],
        [Finding::UnnamedObject { bytes: 4, .. }]
    ));
    let scratch = world.folder.path().join("work/renditions-killed");
    std::fs::create_dir_all(&scratch).unwrap();
    age(&scratch);
    let hour = std::time::Duration::from_secs(3600);
    assert_eq!(
        platform::sweep::clear_leftovers(&world.platform, hour)
            .await
            .unwrap(),
        2
    );
    assert!(!staged.exists() && !scratch.exists());

    world
        .sql("DELETE FROM outbox WHERE topic = 'take_sealed'")
        .await;
    let report = look().await;
    assert!(
        report.to_string().contains("was closed without an event"),
        "{report}"
    );
    world.sql("INSERT INTO outbox (topic, event_key, payload) SELECT 'take_sealed', id::text, '{}' FROM takes").await;

    world.sql("UPDATE takes SET renditions = 'pending'").await;
    assert!(look().await.to_string().contains("no job will make"));
    world.sql("UPDATE takes SET renditions = 'ready'").await;

    let (take, manifest) = world.arm(&shown.candidate, &shown.video).await;
    world.seal(take, &manifest, &noise(10));
    let findings = look().await.findings;
    assert!(
        matches!(&findings[..], [Finding::Folder(folder)] if folder.state == FolderState::Unregistered(take))
    );
    platform::videos::register(&world.platform, &world.takes_dir().join(take.to_string()))
        .await
        .unwrap();

    // A take under way is not a fault.
    let (take, manifest) = world.arm(&shown.candidate, &shown.video).await;
    world.begin(take, &manifest);
    let report = look().await;
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.in_progress, 1);
}
