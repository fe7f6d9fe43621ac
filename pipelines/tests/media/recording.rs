//! Frames → sealed or damaged masters.

use pipelines::{
    Container, DamageReason, Frame, Gap, MediaKind, Outcome, PipelineError, Recorder,
    RecorderConfig, RecorderEvent, SizeAt, VideoCodec, probe,
};

use crate::clips::{
    HD, Look, SECONDS, SMALL, changing_size, encode, hd, hd_with_tone, interleave, packets,
    pictures, tone,
};
use crate::support::{
    CODECS, Take, assert_decodes, child_folder, near, outcome_of, pictures_from, record, run_child,
    start,
};

const FED_MS: u64 = SECONDS as u64 * 1000;

/// What every sealed file must be.
async fn assert_sound_master(take: &Take, codec: VideoCodec, duration_ms: u64) {
    let file = take.file();
    let read = take.packets().await;
    let video = read.probe.video.as_ref().unwrap();
    let audio = read.probe.audio.as_ref().unwrap();
    let (name, container, picture) = match codec {
        VideoCodec::H264 => ("master.mp4", Container::Mp4, "h264"),
        VideoCodec::Vp8 => ("master.webm", Container::Webm, "vp8"),
    };
    assert_eq!(
        (take.facts.file_name.as_str(), take.facts.container),
        (name, container)
    );
    assert_eq!(
        (video.codec.as_str(), audio.codec.as_str()),
        (picture, "opus")
    );
    assert_eq!((video.width, video.height), (1280, 720));
    assert_eq!((take.facts.width, take.facts.height), (1280, 720));
    if codec == VideoCodec::H264 {
        assert_eq!(video.tag, "avc3"); // parameter sets may change on the way
    }
    assert!(video.first_packet_is_key);
    assert_eq!((video.start_ms, audio.start_ms), (Some(0), Some(0)));
    assert!(
        read.audio.iter().all(|p| p.key),
        "each packet of sound is a place to start"
    );
    let stated = read.probe.duration_ms.unwrap();
    assert!(
        near(stated, duration_ms, 50),
        "{stated} instead of {duration_ms}"
    );
    assert!(
        near(take.facts.duration_ms, duration_ms, 50),
        "{:?}",
        take.facts
    );
    assert!(near(read.end_ms(), duration_ms, 50), "{}", read.end_ms());
    assert_eq!(take.facts.bytes, std::fs::metadata(&file).unwrap().len());
    assert_eq!(read.video.len() as u64, take.facts.counts.video_frames);
    assert_eq!(
        read.audio.len() as u64,
        take.facts.counts.audio_packets + take.facts.counts.silence_packets
    );
    assert_eq!(read.sizes, take.facts.sizes);
    assert_decodes(&file);
}

#[tokio::test]
async fn a_plain_take_is_what_was_fed() {
    for codec in CODECS {
        let take = record(codec, hd_with_tone(codec)).await;
        assert_sound_master(&take, codec, FED_MS).await;
        assert_eq!(take.facts.gaps, []);
        assert_eq!(take.facts.av_offset_ms, Some(0));
        assert_eq!(take.facts.counts.video_frames, 150);
        assert_eq!(take.facts.counts.silence_packets, 0);
        assert_eq!(take.facts.counts.refused, 0);
        // Key frames each second: 3.5 s in, the last 2 seconds are decoded at most.
        let after = pictures_from(&take.file(), 3.5);
        assert!((44..=46).contains(&after), "{codec:?}: {after}");
    }
}

#[tokio::test]
async fn the_bytes_are_not_touched() {
    let take = record(VideoCodec::Vp8, hd_with_tone(VideoCodec::Vp8)).await;
    let sizes: Vec<u64> = take.packets().await.video.iter().map(|p| p.size).collect();
    let fed: Vec<u64> = hd(VideoCodec::Vp8)
        .iter()
        .map(|c| c.bytes.len() as u64)
        .collect();
    assert_eq!(sizes, fed);
    let take = record(VideoCodec::H264, hd_with_tone(VideoCodec::H264)).await;
    let sizes: Vec<u64> = take.packets().await.video.iter().map(|p| p.size).collect();
    let fed: Vec<u64> = hd(VideoCodec::H264)
        .iter()
        .map(|c| c.bytes.len() as u64)
        .collect();
    assert_eq!(sizes, fed);
}

#[tokio::test]
async fn the_first_key_frame_is_announced_as_zero() {
    let folder = tempfile::tempdir().unwrap();
    let (mut recorder, mut events) = start(folder.path(), VideoCodec::Vp8);
    let clip = hd(VideoCodec::Vp8);
    // From the middle of a group: 29 pictures nobody can decode.
    for frame in pictures(&clip[1..90], 5_000_000) {
        recorder.push(frame);
    }
    let zero_us = 5_000_000 + 29 * 1_000_000 / 30;
    assert_eq!(
        events.recv().await,
        Some(RecorderEvent::Started { zero_us })
    );
    let facts = crate::support::sealed(recorder.stop().await);
    assert_eq!(facts.counts.video_frames, 60);
    assert_eq!(events.recv().await, None, "and nothing else is said");
}

#[tokio::test]
async fn sound_that_starts_first_is_cut_at_the_first_picture() {
    for codec in CODECS {
        let frames = pictures(hd(codec), 1_000_000).chain(packets(tone(), 0));
        let take = record(codec, interleave(frames, 0)).await;
        assert_sound_master(&take, codec, FED_MS).await;
        assert_eq!(take.facts.av_offset_ms, Some(0));
        assert_eq!(take.facts.gaps.len(), 1, "the sound's missing last second");
    }
}

#[tokio::test]
async fn sound_that_arrives_400_ms_late_or_early_is_kept_whole() {
    for codec in CODECS {
        for late_us in [-400_000, 400_000] {
            let frames = pictures(hd(codec), 0).chain(packets(tone(), 0));
            let take = record(codec, interleave(frames, late_us)).await;
            assert_sound_master(&take, codec, FED_MS).await;
            assert_eq!(take.facts.gaps, [], "{codec:?} {late_us}");
            assert_eq!(take.facts.counts.audio_packets, tone().len() as u64);
            assert_eq!(take.facts.av_offset_ms, Some(0));
        }
    }
}

#[tokio::test]
async fn sound_that_begins_late_is_in_its_place() {
    for codec in CODECS {
        let frames = pictures(hd(codec), 0).chain(packets(tone(), 430_000));
        let take = record(codec, interleave(frames, 0)).await;
        assert_sound_master(&take, codec, FED_MS + 430).await;
        assert_eq!(take.facts.av_offset_ms, Some(430));
        let gap = Gap {
            from_ms: 0,
            to_ms: 430,
            kind: MediaKind::Audio,
        };
        assert_eq!(take.facts.gaps[..1], [gap]);
    }
}

#[tokio::test]
async fn a_picture_that_changes_size_stays_one_file() {
    for codec in CODECS {
        let take = record(codec, changing_size(codec)).await;
        assert_sound_master(&take, codec, 6_000).await;
        let size = |at_ms, width, height| SizeAt {
            at_ms,
            width,
            height,
        };
        assert_eq!(
            take.facts.sizes,
            [
                size(0, 1280, 720),
                size(2_000, 640, 360),
                size(4_000, 1280, 720)
            ]
        );
    }
}

#[tokio::test]
async fn gaps_are_listed_and_time_goes_on() {
    for codec in CODECS {
        let frames = hd_with_tone(codec).into_iter().filter(|f| {
            let at = f.media_time_us;
            match f.kind {
                MediaKind::Video => !(1_000_000..2_000_000).contains(&at),
                MediaKind::Audio => !(2_500_000..3_500_000).contains(&at),
            }
        });
        let take = record(codec, frames.collect()).await;
        assert_sound_master(&take, codec, FED_MS).await;
        let gap = |from_ms, to_ms, kind| Gap {
            from_ms,
            to_ms,
            kind,
        };
        assert_eq!(
            take.facts.gaps,
            [
                gap(967, 2_000, MediaKind::Video),
                gap(2_500, 3_500, MediaKind::Audio)
            ]
        );
    }
}

#[tokio::test]
async fn without_any_sound_the_take_is_silent_and_says_so() {
    for codec in CODECS {
        let take = record(codec, pictures(hd(codec), 0).collect()).await;
        assert_sound_master(&take, codec, FED_MS).await;
        assert_eq!(take.facts.av_offset_ms, None);
        let gap = Gap {
            from_ms: 0,
            to_ms: FED_MS,
            kind: MediaKind::Audio,
        };
        assert_eq!(take.facts.gaps, [gap]);
    }
}

#[tokio::test]
async fn a_picture_that_stops_stands_to_the_end() {
    for codec in CODECS {
        let seen = pictures(&hd(codec)[..60], 0);
        let take = record(codec, interleave(seen.chain(packets(tone(), 0)), 0)).await;
        assert_sound_master(&take, codec, FED_MS).await;
        let gap = &take.facts.gaps[0];
        assert_eq!((gap.from_ms, gap.kind), (1_967, MediaKind::Video));
        assert!(near(gap.to_ms, FED_MS, 50));
    }
}

#[tokio::test]
async fn without_a_picture_there_is_no_take_and_no_file() {
    for frames in [packets(tone(), 0).collect(), Vec::<Frame>::new()] {
        let folder = tempfile::tempdir().unwrap();
        let outcome = outcome_of(folder.path(), VideoCodec::H264, frames).await;
        let nothing = Outcome::Damaged {
            reason: DamageReason::NoPicture,
            kept_ms: 0,
            kept: None,
        };
        assert_eq!(outcome, nothing);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[tokio::test]
async fn a_portrait_of_odd_size_is_recorded() {
    for codec in CODECS {
        // A telephone upright; 4:2:0 crops what is no multiple of 16.
        let look = Look {
            width: 406,
            height: 722,
            seconds: 1,
            ..HD
        };
        let clip = encode(codec, look);
        let take = record(codec, pictures(&clip, 0).collect()).await;
        assert_eq!((take.facts.width, take.facts.height), (406, 722));
        let video = probe(&take.file()).await.unwrap().video.unwrap();
        assert_eq!((video.width, video.height), (406, 722));
        assert_decodes(&take.file());
    }
}

#[tokio::test]
async fn overflow_damages_the_take_and_keeps_what_was_before() {
    let folder = tempfile::tempdir().unwrap();
    let config = RecorderConfig {
        folder: folder.path().to_owned(),
        video: VideoCodec::H264,
        queue_bytes: 100_000,
    };
    let (mut recorder, mut events) = Recorder::start(config).unwrap();
    // Without sound nothing leaves the queue for 700 ms of picture.
    for frame in pictures(&hd(VideoCodec::H264)[..20], 0) {
        recorder.push(frame);
    }
    assert!(matches!(
        events.recv().await,
        Some(RecorderEvent::Started { .. })
    ));
    assert_eq!(events.recv().await, Some(RecorderEvent::Overflowed));
    let Outcome::Damaged {
        reason,
        kept_ms,
        kept,
    } = recorder.stop().await
    else {
        panic!("not damaged");
    };
    assert_eq!(reason, DamageReason::Overflow);
    // Twenty frames are 667 ms; how many fit before the last depends on the disk.
    assert!((100..660).contains(&kept_ms), "{kept_ms}");
    assert_eq!(kept.unwrap().duration_ms, kept_ms);
    let file = folder.path().join("master.mp4");
    assert!(near(
        probe(&file).await.unwrap().duration_ms.unwrap(),
        kept_ms,
        50
    ));
    assert_decodes(&file);
}

#[tokio::test]
async fn a_recorder_is_at_home_in_any_task() {
    let folder = tempfile::tempdir().unwrap();
    let (mut recorder, _events) = start(folder.path(), VideoCodec::Vp8);
    let path = folder.path().to_owned();
    // Compiles only while all of these can move between threads.
    let task = tokio::spawn(async move {
        recorder.push(pictures(hd(VideoCodec::Vp8), 0).next().unwrap());
        let outcome = recorder.stop().await;
        pipelines::recover(&path).await.unwrap();
        outcome
    });
    crate::support::sealed(task.await.unwrap());
}

#[tokio::test]
async fn a_take_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("master.mp4");
    std::fs::write(&file, b"the only copy").unwrap();
    let config = RecorderConfig {
        folder: folder.path().to_owned(),
        video: VideoCodec::H264,
        queue_bytes: 1 << 20,
    };
    let refused = Recorder::start(config.clone()).err().unwrap();
    assert!(matches!(refused, PipelineError::Exists(_)), "{refused}");
    assert_eq!(std::fs::read(&file).unwrap(), b"the only copy");
    let nowhere = RecorderConfig {
        folder: folder.path().join("absent"),
        ..config
    };
    let refused = Recorder::start(nowhere).err().unwrap();
    assert!(matches!(refused, PipelineError::Io { .. }), "{refused}");
}

#[tokio::test]
async fn a_dropped_recorder_closes_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let (mut recorder, _events) = start(folder.path(), VideoCodec::H264);
    for frame in hd_with_tone(VideoCodec::H264) {
        recorder.push(frame);
    }
    drop(recorder);
    let file = folder.path().join("master.mp4");
    for _ in 0..50 {
        if probe(&file)
            .await
            .is_ok_and(|p| p.duration_ms.is_some_and(|d| near(d, FED_MS, 50)))
        {
            return assert_decodes(&file);
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("still open after 5 s");
}

#[test]
fn a_full_disk_is_told_and_what_was_written_stays() {
    let folder = tempfile::tempdir().unwrap();
    // No file above 300 blocks of 512 bytes; without the signal the write fails.
    let limits = "trap '' XFSZ; ulimit -f 300; exec \"$0\" \"$@\"";
    run_child(
        "recording::child_with_a_full_disk",
        folder.path(),
        &["sh", "-c", limits],
    );
}

#[tokio::test]
async fn child_with_a_full_disk() {
    let Some(folder) = child_folder() else { return };
    let (mut recorder, mut events) = start(&folder, VideoCodec::Vp8);
    for frame in hd_with_tone(VideoCodec::Vp8) {
        recorder.push(frame);
    }
    assert!(matches!(
        events.recv().await,
        Some(RecorderEvent::Started { .. })
    ));
    assert!(matches!(
        events.recv().await,
        Some(RecorderEvent::Failed(_))
    ));
    let Outcome::Damaged {
        reason, kept_ms, ..
    } = recorder.stop().await
    else {
        panic!("not damaged");
    };
    assert!(matches!(reason, DamageReason::Writer(_)), "{reason}");
    assert!((300..2_000).contains(&kept_ms), "{kept_ms}");
}

#[test]
fn a_hundred_takes_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    run_child("recording::child_with_a_hundred_takes", folder.path(), &[]);
}

#[tokio::test]
async fn child_with_a_hundred_takes() {
    let Some(folder) = child_folder() else { return };
    let count = |what: &str| {
        std::fs::read_dir(format!("/proc/self/{what}"))
            .unwrap()
            .count()
    };
    let clips = CODECS.map(|codec| {
        encode(
            codec,
            Look {
                seconds: 1,
                ..SMALL
            },
        )
    });
    let mut before = None;
    for i in 0..100 {
        let codec = CODECS[i % 2];
        let take = folder.join(i.to_string());
        std::fs::create_dir(&take).unwrap();
        let (mut recorder, _events) = start(&take, codec);
        for frame in pictures(&clips[i % 2], 0) {
            recorder.push(frame);
        }
        crate::support::sealed(recorder.stop().await);
        if i == 9 {
            before = Some((count("task"), count("fd")));
        }
    }
    // GStreamer ends its pooled threads a little after their work.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let (tasks, files) = before.unwrap();
    assert!(
        count("task") <= tasks + 2,
        "{} threads of {tasks}",
        count("task")
    );
    assert!(count("fd") <= files + 2, "{} files of {files}", count("fd"));
}
