//! Times in milliseconds, for the eye; the axis starts at an odd place on purpose.

use super::*;
use crate::bitstream::opus;

const AXIS_US: i64 = -7_654_321;

fn picture(at_ms: i64, key: bool) -> Frame {
    sized_picture(at_ms, key, 1280, 720)
}

/// A VP8 frame as far as anybody looks at it here.
fn sized_picture(at_ms: i64, key: bool, width: u16, height: u16) -> Frame {
    let mut bytes = vec![u8::from(!key), 0, 0, 0x9d, 0x01, 0x2a];
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    Frame {
        kind: MediaKind::Video,
        media_time_us: AXIS_US + at_ms * 1000,
        key,
        discardable: false,
        bytes: bytes.into(),
    }
}

/// 20 ms of sound.
fn sound(at_ms: i64) -> Frame {
    Frame {
        kind: MediaKind::Audio,
        media_time_us: AXIS_US + at_ms * 1000,
        key: false,
        discardable: false,
        bytes: Bytes::from_static(&[0x78, 1, 2, 3]),
    }
}

fn place(frames: impl IntoIterator<Item = Frame>) -> (Vec<Unit>, Option<Placed>) {
    let mut timeline = Timeline::new(VideoCodec::Vp8);
    let mut units = Vec::new();
    for frame in frames {
        timeline.push(frame, &mut units);
    }
    let placed = timeline.finish(&mut units);
    (units, placed)
}

/// Both kinds in arrival order: sound later than its time by `sound_late_ms`.
fn stream(ms: i64, sound_late_ms: i64) -> Vec<Frame> {
    let mut arriving: Vec<(i64, Frame)> = (0..ms / 40)
        .map(|i| (i * 40, picture(i * 40, i == 0)))
        .chain((0..ms / 20).map(|i| (i * 20 + sound_late_ms, sound(i * 20))))
        .collect();
    arriving.sort_by_key(|(at, _)| *at);
    arriving.into_iter().map(|(_, f)| f).collect()
}

fn sound_units(units: &[Unit]) -> Vec<(i64, i64, bool)> {
    let own: Vec<Bytes> = [20_000, 10_000, 5_000, 2_500]
        .into_iter()
        .filter_map(|room| opus::silence(room))
        .map(|(packet, _)| Bytes::from_static(packet))
        .collect();
    units
        .iter()
        .filter_map(|u| match u {
            Unit::Sound {
                at_us,
                duration_us,
                bytes,
            } => Some((*at_us, *duration_us, own.contains(bytes))),
            Unit::Picture { .. } => None,
        })
        .collect()
}

fn picture_units(units: &[Unit]) -> Vec<(i64, i64, bool)> {
    units
        .iter()
        .filter_map(|u| match u {
            Unit::Picture {
                at_us,
                duration_us,
                key,
                ..
            } => Some((*at_us, *duration_us, *key)),
            Unit::Sound { .. } => None,
        })
        .collect()
}

/// What every file must be, whatever came in.
fn assert_unbroken(units: &[Unit], placed: &Placed) {
    let mut at = 0;
    for (from, duration, _) in sound_units(units) {
        assert_eq!(from, at, "sound is end to end");
        at += duration;
    }
    assert!(
        (placed.duration_us - at).abs() < 20_000,
        "{at} of {placed:?}"
    );
    let pictures = picture_units(units);
    assert_eq!(pictures[0].0, 0);
    assert!(pictures[0].2, "a key frame first");
    for pair in pictures.windows(2) {
        assert_eq!(pair[0].0 + pair[0].1, pair[1].0, "pictures are end to end");
        assert!(pair[1].0 > pair[0].0);
    }
    let (from, duration, _) = pictures[pictures.len() - 1];
    assert_eq!(from + duration, placed.duration_us);
}

fn gap(from_ms: u64, to_ms: u64, kind: MediaKind) -> Gap {
    Gap {
        from_ms,
        to_ms,
        kind,
    }
}

#[test]
fn a_steady_stream_is_placed_as_it_came() {
    let (units, placed) = place(stream(2_000, 0));
    let placed = placed.unwrap();
    assert_unbroken(&units, &placed);
    assert_eq!(placed.duration_us, 2_000_000);
    assert_eq!(placed.gaps, []);
    assert_eq!(placed.first_sound_us, Some(0));
    let counts = Counts {
        video_frames: 50,
        audio_packets: 100,
        silence_packets: 0,
        refused: 0,
    };
    assert_eq!(placed.counts, counts);
}

#[test]
fn the_first_key_frame_is_zero_and_what_is_older_is_left_out() {
    let mut timeline = Timeline::new(VideoCodec::Vp8);
    let mut units = Vec::new();
    // Sound since 500 ms, a picture that depends on another, then the key frame.
    for at in (0..30).map(|i| 500 + i * 20) {
        assert_eq!(timeline.push(sound(at), &mut units), None);
    }
    assert_eq!(timeline.push(picture(980, false), &mut units), None);
    assert_eq!(units, []);
    let start = timeline.push(picture(1_005, true), &mut units).unwrap();
    assert_eq!(start.zero_us, AXIS_US + 1_005_000);
    let placed = timeline.finish(&mut units).unwrap();
    // 1020 ms is the first sound that is not older than the picture.
    assert_eq!(placed.first_sound_us, Some(15_000));
    assert_eq!(placed.counts.audio_packets, 4);
    assert_eq!(placed.counts.refused, 0);
    assert_unbroken(&units, &placed);
}

#[test]
fn the_wait_for_a_picture_is_bounded() {
    let mut timeline = Timeline::new(VideoCodec::Vp8);
    let mut units = Vec::new();
    for i in 0..10_000 {
        timeline.push(sound(i * 20), &mut units);
    }
    assert!(timeline.preroll.len() <= 151, "{}", timeline.preroll.len());
    for _ in 0..10_000 {
        timeline.push(sound(200_000), &mut units);
    }
    assert!(timeline.preroll.len() <= PREROLL_PACKETS);
}

#[test]
fn a_frame_that_cannot_begin_a_file_does_not() {
    for bytes in [
        &b""[..],
        &[0x10; 12],
        &[0, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0],
    ] {
        let frame = Frame {
            bytes: Bytes::copy_from_slice(bytes),
            ..picture(0, true)
        };
        let (units, placed) = place([frame, sound(0)]);
        assert_eq!((units, placed), (vec![], None));
    }
}

#[test]
fn sound_400_ms_late_or_early_is_kept_whole() {
    for late in [-400, 400] {
        let (units, placed) = place(stream(3_000, late));
        let placed = placed.unwrap();
        assert_unbroken(&units, &placed);
        assert_eq!(placed.gaps, [], "{late}");
        assert_eq!(placed.counts.audio_packets, 150, "{late}");
        assert_eq!(placed.counts.silence_packets, 0, "{late}");
    }
}

#[test]
fn sound_that_lags_more_than_the_patience_loses_its_head_and_is_then_waited_for() {
    let (units, placed) = place(stream(10_000, 1_200));
    let placed = placed.unwrap();
    assert_unbroken(&units, &placed);
    assert_eq!(placed.gaps.len(), 1, "{:?}", placed.gaps);
    assert_eq!(placed.gaps[0].from_ms, 0);
    assert!(placed.gaps[0].to_ms < 2_000, "{:?}", placed.gaps);
    assert!(placed.counts.audio_packets > 400, "{:?}", placed.counts);
}

#[test]
fn sound_that_begins_late_is_preceded_by_silence() {
    let late = stream(3_000, 0)
        .into_iter()
        .filter(|f| f.kind == MediaKind::Video || f.media_time_us >= AXIS_US + 430_000);
    let (units, placed) = place(late);
    let placed = placed.unwrap();
    assert_unbroken(&units, &placed);
    assert_eq!(placed.first_sound_us, Some(440_000));
    assert_eq!(placed.gaps, [gap(0, 440, MediaKind::Audio)]);
    assert!(
        sound_units(&units)
            .iter()
            .all(|(at, _, own)| *own == (*at < 440_000))
    );
}

#[test]
fn with_a_dead_microphone_silence_keeps_close_behind_the_picture() {
    let mut timeline = Timeline::new(VideoCodec::Vp8);
    let mut units = Vec::new();
    for i in 0..250 {
        timeline.push(picture(i * 40, i == 0), &mut units);
        let written = sound_units(&units).last().map_or(0, |(at, d, _)| at + d);
        assert!(i * 40_000 - written <= 700_000, "{i}: {written}");
    }
    let placed = timeline.finish(&mut units).unwrap();
    assert_unbroken(&units, &placed);
    assert_eq!(placed.gaps, [gap(0, 10_000, MediaKind::Audio)]);
    assert_eq!(placed.first_sound_us, None);
}

#[test]
fn sound_that_dies_and_comes_back_is_one_gap() {
    let hole = stream(6_000, 60).into_iter().filter(|f| {
        f.kind == MediaKind::Video || !(2_000_000..4_000_000).contains(&(f.media_time_us - AXIS_US))
    });
    let (units, placed) = place(hole);
    let placed = placed.unwrap();
    assert_unbroken(&units, &placed);
    assert_eq!(placed.gaps, [gap(2_000, 4_000, MediaKind::Audio)]);
    assert_eq!(placed.counts.audio_packets, 200);
    assert_eq!(placed.counts.silence_packets, 100);
}

#[test]
fn small_shifts_of_the_sound_clock_are_run_over_large_ones_are_not() {
    let mut frames = vec![picture(0, true)];
    let mut at_us = 0;
    for i in 0..200 {
        at_us += match i {
            50 => 24_000,  // a sender report moved the axis by 4 ms
            100 => 50_000, // a packet and a half is missing
            _ => 20_000,
        };
        let mut frame = sound(0);
        frame.media_time_us += at_us;
        frames.push(frame);
    }
    let (units, placed) = place(frames);
    assert_unbroken(&units, &placed.unwrap());
    let own: Vec<_> = sound_units(&units)
        .into_iter()
        .filter(|(.., own)| *own)
        .collect();
    // The head (20 ms), and 34 ms less what does not fill 2.5 ms.
    assert_eq!(own.iter().map(|(_, d, _)| d).sum::<i64>(), 20_000 + 32_500);
}

#[test]
fn a_second_packet_for_the_same_time_is_left_out() {
    let (units, placed) = place([
        picture(0, true),
        sound(0),
        sound(20),
        sound(20),
        sound(0),
        sound(40),
    ]);
    let placed = placed.unwrap();
    assert_unbroken(&units, &placed);
    assert_eq!(placed.counts.audio_packets, 3);
    assert_eq!(placed.counts.refused, 2);
}

#[test]
fn a_frozen_picture_is_a_gap_and_so_is_one_that_never_comes_back() {
    let frames = stream(6_000, 0).into_iter().filter(|f| {
        let at = (f.media_time_us - AXIS_US) / 1000;
        f.kind == MediaKind::Audio || !(1_000..1_800).contains(&at) && at < 4_000
    });
    let (units, placed) = place(frames);
    let placed = placed.unwrap();
    assert_unbroken(&units, &placed);
    assert_eq!(placed.duration_us, 6_000_000);
    assert_eq!(
        placed.gaps,
        [
            gap(960, 1_800, MediaKind::Video),
            gap(3_960, 6_000, MediaKind::Video)
        ]
    );
}

#[test]
fn a_pause_of_half_a_second_is_no_gap() {
    let (_, placed) = place([picture(0, true), picture(500, false), picture(540, false)]);
    assert_eq!(
        placed
            .unwrap()
            .gaps
            .iter()
            .filter(|g| g.kind == MediaKind::Video)
            .count(),
        0
    );
}

#[test]
fn every_new_size_is_listed_once() {
    let frames = [
        sized_picture(0, true, 1280, 720),
        sized_picture(40, true, 1280, 720),
        sized_picture(80, true, 640, 360),
        sized_picture(120, false, 640, 360),
        sized_picture(160, true, 1280, 720),
    ];
    let (_, placed) = place(frames);
    let size = |at_ms, width, height| SizeAt {
        at_ms,
        width,
        height,
    };
    assert_eq!(
        placed.unwrap().sizes,
        [size(0, 1280, 720), size(80, 640, 360), size(160, 1280, 720)]
    );
}

#[test]
fn times_that_fall_still_make_a_file() {
    let (units, placed) = place([
        picture(0, true),
        picture(40, false),
        picture(40, false),
        picture(20, false),
        picture(80, false),
    ]);
    assert_unbroken(&units, &placed.unwrap());
    let times: Vec<_> = picture_units(&units).iter().map(|p| p.0).collect();
    assert_eq!(times, [0, 40_000, 41_000, 42_000, 80_000]);
}

#[test]
fn after_a_broken_picture_the_next_key_frame_is_awaited() {
    let broken = Frame {
        bytes: Bytes::new(),
        ..picture(40, false)
    };
    let (units, placed) = place([
        picture(0, true),
        broken,
        picture(80, false),
        picture(120, true),
        picture(160, false),
    ]);
    assert_eq!(placed.unwrap().counts.refused, 2);
    let times: Vec<_> = picture_units(&units).iter().map(|p| p.0).collect();
    assert_eq!(times, [0, 120_000, 160_000]);
}

#[test]
fn an_impossible_time_is_refused_on_both_tracks() {
    for broken in [
        i64::MIN,
        i64::MAX,
        AXIS_US + 700_000_000,
        AXIS_US - 700_000_000,
    ] {
        let mut frames = vec![picture(0, true), sound(0)];
        frames.push(Frame {
            media_time_us: broken,
            ..picture(0, false)
        });
        frames.push(Frame {
            media_time_us: broken,
            ..sound(0)
        });
        frames.extend([picture(40, true), sound(20)]);
        let (units, placed) = place(frames);
        let placed = placed.unwrap();
        assert_unbroken(&units, &placed);
        assert_eq!(placed.counts.refused, 2, "{broken}");
        assert!(placed.duration_us < 200_000, "{broken}");
    }
}

#[test]
fn a_single_frame_is_a_take() {
    let (units, placed) = place([picture(0, true)]);
    let placed = placed.unwrap();
    assert_unbroken(&units, &placed);
    assert_eq!(placed.duration_us, 33_333);
}
