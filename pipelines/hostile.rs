//! What is read of frames and files before anything decodes them, on thousands that nobody
//! should send. Whole films are in `tests/media/hostile.rs`.

use std::path::Path;

use hostile::{damaged, replay};
use proptest::prelude::*;

use crate::bitstream::{h264, jpeg, key_header, opus, well_formed};
use crate::{Container, VideoCodec, container};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

const SPS: [u8; 12] = [
    0x67, 0x42, 0xc0, 0x1f, 0x8c, 0x8d, 0x40, 0x28, 0x02, 0xdd, 0x08, 0x00,
];
/// High profile with scaling lists, as cameras write it.
const SPS_HIGH: [u8; 24] = [
    0x67, 0x64, 0x00, 0x28, 0xad, 0x84, 0x01, 0x0c, 0x20, 0x08, 0x61, 0x00, 0x43, 0x08, 0x02, 0x18,
    0x40, 0x10, 0xc2, 0x00, 0x84, 0x3b, 0x50, 0x14,
];
const PPS: [u8; 4] = [0x68, 0xce, 0x3c, 0x80];

fn access_unit(nals: &[&[u8]]) -> Vec<u8> {
    let mut unit = Vec::new();
    for nal in nals {
        unit.extend((nal.len() as u32).to_be_bytes());
        unit.extend(*nal);
    }
    unit
}

fn frames() -> Vec<Vec<u8>> {
    vec![
        access_unit(&[&SPS, &PPS, &[0x65; 60]]),
        access_unit(&[&SPS_HIGH, &PPS, &[0x65; 60]]),
        access_unit(&[&[0x41; 60]]),
        [&[0, 0, 0, 1][..], &SPS, &[0, 0, 1], &PPS, &[0, 0, 1], &SPS].concat(),
        [&[0x10, 0, 0, 0x9d, 1, 0x2a, 0, 5, 0xd0, 2][..], &[7; 60]].concat(),
        vec![0x11; 60],
    ]
}

#[test]
fn frames_are_described_or_refused() {
    replay(CRATE, "frames", 2000, damaged(frames()), |frame| {
        for codec in [VideoCodec::H264, VideoCodec::Vp8] {
            let _ = well_formed(codec, &frame);
            if let Some(header) = key_header(codec, &frame) {
                assert!((16..=16_384).contains(&header.width), "{header:?}");
                assert!((16..=16_384).contains(&header.height), "{header:?}");
                let data = header.codec_data.unwrap_or_default();
                assert!(data.len() <= frame.len() + 16);
            }
        }
        if let Some(stream) = h264::start_codes(&frame) {
            assert_eq!(stream.len(), frame.len());
        }
        let sets = h264::distinct_parameter_sets(&frame);
        let _ = h264::is_single_pair(&sets);
    });
}

#[test]
fn sound_has_a_length_or_none() {
    let packets = vec![
        vec![0x78; 60],
        vec![0xfb, 0x41, 2, 0xff, 0xfe, 0, 0],
        vec![0xf9, 0, 0],
        vec![0x00],
    ];
    replay(CRATE, "opus", 1000, damaged(packets), |packet| {
        if let Some(us) = opus::duration_us(&packet) {
            assert!((2_500..=120_000).contains(&us), "{us}");
        }
    });
}

#[test]
fn a_picture_has_a_size_or_none() {
    let whole = [
        &[0xff, 0xd8, 0xff, 0xe0, 0, 16][..],
        b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0",
        &[0xff, 0xdb, 0, 67],
        &[1; 65],
        &[0xff, 0xc0, 0, 11, 8, 0, 90, 0, 160, 1, 1, 0x11, 0],
    ]
    .concat();
    assert_eq!(jpeg::size(&whole), Some((160, 90)));
    replay(CRATE, "jpeg", 1000, damaged(vec![whole]), |file| {
        let _ = jpeg::size(&file);
    });
}

#[test]
fn a_file_is_complete_or_not() {
    let atom = |kind: &[u8; 4], length: u32| {
        let mut atom = length.to_be_bytes().to_vec();
        atom.extend(kind);
        atom.resize(length.max(8) as usize, 0);
        atom
    };
    let mp4 = [
        atom(b"ftyp", 24),
        atom(b"moov", 60),
        atom(b"moof", 40),
        atom(b"mdat", 90),
        atom(b"mfra", 30),
    ]
    .concat();
    let large = [
        &[0, 0, 0, 1][..],
        b"mdat",
        &[0, 0, 0, 0, 0, 0, 0, 24],
        &[5; 8],
    ]
    .concat();
    let webm = [
        &[0x1a, 0x45, 0xdf, 0xa3, 0x84, 1, 2, 3, 4][..],
        &[0x18, 0x53, 0x80, 0x67, 0x01, 0, 0, 0, 0, 0, 0, 40],
        &[6; 40],
    ]
    .concat();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("film");
    let read = |file: &Path| {
        let complete =
            [Container::Mp4, Container::Webm].map(|kind| container::is_complete(file, kind));
        let _ = container::is_fast_start(file).unwrap();
        complete.map(Result::unwrap)
    };
    for (bytes, complete) in [(&mp4, [true, false]), (&webm, [false, true])] {
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(read(&file), complete);
    }
    let files = damaged(vec![mp4, large, webm]).prop_filter("a file", |bytes| !bytes.is_empty());
    replay(CRATE, "containers", 1000, files, |bytes| {
        std::fs::write(&file, &bytes).unwrap();
        read(&file);
    });
}
