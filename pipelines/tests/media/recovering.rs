//! Recovery of everything a crash can leave but the crash itself (see `kill`).

use std::path::Path;

use pipelines::{DamageReason, MediaKind, Outcome, VideoCodec, recover};

use crate::clips::{changing_size, hd, hd_with_tone, pictures};
use crate::support::{CODECS, assert_decodes, near, record, sealed, start};

/// A master as it lies on disk while it is being recorded.
async fn unfinished(folder: &Path, codec: VideoCodec, frames: Vec<pipelines::Frame>) {
    let live = tempfile::tempdir().unwrap();
    let (mut recorder, _events) = start(live.path(), codec);
    for frame in frames {
        recorder.push(frame);
    }
    let name = name(codec);
    // Until nothing more is written.
    let mut size = 0;
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let now = std::fs::metadata(live.path().join(name)).unwrap().len();
        if now > 0 && now == size {
            break;
        }
        size = now;
    }
    std::fs::copy(live.path().join(name), folder.join(name)).unwrap();
    recorder.stop().await;
}

fn name(codec: VideoCodec) -> &'static str {
    match codec {
        VideoCodec::H264 => "master.mp4",
        VideoCodec::Vp8 => "master.webm",
    }
}

#[tokio::test]
async fn a_sealed_master_is_measured_and_not_touched() {
    for codec in CODECS {
        let take = record(codec, changing_size(codec)).await;
        let before = std::fs::read(take.file()).unwrap();
        let facts = sealed(recover(take.folder.path()).await.unwrap());
        assert_eq!(std::fs::read(take.file()).unwrap(), before);
        assert!(near(facts.duration_ms, take.facts.duration_ms, 50));
        assert_eq!(facts.sizes, take.facts.sizes);
        assert_eq!(facts.gaps, take.facts.gaps);
        assert_eq!(facts.counts, take.facts.counts);
    }
}

#[tokio::test]
async fn gaps_are_found_in_the_file_alone() {
    for codec in CODECS {
        let frames = hd_with_tone(codec).into_iter().filter(|f| match f.kind {
            MediaKind::Video => !(1_000_000..2_000_000).contains(&f.media_time_us),
            MediaKind::Audio => !(2_500_000..3_500_000).contains(&f.media_time_us),
        });
        let take = record(codec, frames.collect()).await;
        let facts = sealed(recover(take.folder.path()).await.unwrap());
        assert_eq!(facts.gaps, take.facts.gaps, "{codec:?}");
        assert_eq!(facts.av_offset_ms, take.facts.av_offset_ms);
        let take = record(codec, pictures(hd(codec), 0).collect()).await;
        let facts = sealed(recover(take.folder.path()).await.unwrap());
        assert_eq!(facts.av_offset_ms, None);
        assert_eq!(facts.gaps.len(), 1);
    }
}

#[tokio::test]
async fn an_unfinished_master_of_changing_size_is_made_whole() {
    for codec in CODECS {
        let folder = tempfile::tempdir().unwrap();
        unfinished(folder.path(), codec, changing_size(codec)).await;
        // A crash within an earlier recovery.
        let part = folder.path().join(format!("{}.part", name(codec)));
        std::fs::write(&part, b"half a copy").unwrap();
        let facts = sealed(recover(folder.path()).await.unwrap());
        assert!(!part.exists());
        assert!((5_000..6_100).contains(&facts.duration_ms), "{facts:?}");
        assert_eq!(facts.sizes.len(), 3, "{facts:?}");
        assert_decodes(&folder.path().join(name(codec)));
    }
}

#[tokio::test]
async fn wherever_a_file_is_cut_the_rest_is_recovered() {
    for codec in CODECS {
        let folder = tempfile::tempdir().unwrap();
        unfinished(folder.path(), codec, hd_with_tone(codec)).await;
        let file = folder.path().join(name(codec));
        let whole = std::fs::read(&file).unwrap();
        let mut kept_before = 0;
        for percent in [0, 1, 10, 25, 50, 75, 99] {
            let cut = whole.len() * percent / 100 + 7;
            std::fs::write(&file, &whole[..cut]).unwrap();
            match recover(folder.path()).await.unwrap() {
                Outcome::Sealed(facts) => {
                    assert!(
                        facts.duration_ms >= kept_before,
                        "{codec:?} {percent} %: {facts:?}"
                    );
                    kept_before = facts.duration_ms;
                    assert_decodes(&file);
                }
                Outcome::Damaged {
                    reason, kept_ms, ..
                } => {
                    assert!(percent <= 1, "{codec:?} {percent} %: {reason}");
                    assert_eq!(kept_ms, 0);
                    assert_eq!(
                        std::fs::read(&file).unwrap(),
                        &whole[..cut],
                        "left as it was"
                    );
                }
            }
        }
        assert!(kept_before > 4_000, "{kept_before}");
    }
}

#[tokio::test]
async fn what_cannot_be_recovered_is_damaged_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let reason_of = |outcome: Outcome| match outcome {
        Outcome::Damaged {
            reason,
            kept_ms: 0,
            kept: None,
        } => reason,
        other => panic!("{other:?}"),
    };
    let reason = reason_of(recover(folder.path()).await.unwrap());
    assert_eq!(reason, DamageReason::NoFile);
    let file = folder.path().join("master.webm");
    for bytes in [&b""[..], b"I am no film.\n", &[0; 10_000]] {
        std::fs::write(&file, bytes).unwrap();
        let reason = reason_of(recover(folder.path()).await.unwrap());
        assert!(matches!(reason, DamageReason::Unreadable(_)), "{reason}");
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
    }
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let reason = reason_of(recover(folder.path()).await.unwrap());
    assert_eq!(reason, DamageReason::NoFile);
}
