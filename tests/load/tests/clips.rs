//! Clips are what they say: checked by decoding them again.
#![allow(clippy::unwrap_used)]

use std::process::{Command, Stdio};
use std::time::Duration;

use load::{Clip, Codec, Stream};

fn decode(args: &[&str], input: &std::path::Path) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-i"])
        .arg(input)
        .args(args)
        .arg("pipe:1")
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success());
    output.stdout
}

/// Mean luminance of each picture of the small layer, decoded from the samples alone.
fn luminance(clip: &Clip) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let samples = clip.samples(Stream::Small);
    let (name, file) = match clip.codec {
        Codec::H264 => (
            "clip.h264",
            samples.iter().flat_map(|s| s.bytes.to_vec()).collect(),
        ),
        Codec::Vp8 => ("clip.ivf", ivf(samples.iter().map(|s| &s.bytes[..]))),
    };
    let path = folder.path().join(name);
    std::fs::write(&path, file).unwrap();
    decode(
        &["-vf", "scale=1:1", "-pix_fmt", "gray", "-f", "rawvideo"],
        &path,
    )
}

fn ivf<'a>(frames: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut file = b"DKIF\0\0\x20\0VP80".to_vec();
    file.extend([320u16, 180].map(u16::to_le_bytes).concat());
    file.extend([30u32, 1, 0, 0].map(u32::to_le_bytes).concat());
    for (number, frame) in frames.enumerate() {
        file.extend((frame.len() as u32).to_le_bytes());
        file.extend((number as u64).to_le_bytes());
        file.extend_from_slice(frame);
    }
    file
}

#[tokio::test]
async fn flashes_begin_at_whole_seconds_in_either_codec() {
    for codec in [Codec::H264, Codec::Vp8] {
        let clip = Clip::flash_and_beep(codec, 3).await.unwrap();
        assert_eq!(clip.samples(Stream::Full).len(), 90);
        assert_eq!(clip.samples(Stream::Audio).len(), 150);
        assert!(
            clip.samples(Stream::Full)[30].key,
            "a key frame each second"
        );
        assert_eq!(
            clip.samples(Stream::Full)[45].at,
            Duration::from_millis(1500)
        );
        let bright: Vec<usize> = luminance(&clip)
            .iter()
            .enumerate()
            .filter(|(_, luminance)| **luminance > 128)
            .map(|(number, _)| number)
            .collect();
        assert_eq!(bright, [0, 1, 2, 30, 31, 32, 60, 61, 62], "{codec:?}");
    }
}

#[tokio::test]
async fn a_clip_that_changes_size_begins_its_second_half_with_a_key_frame() {
    let clip = Clip::changing_size(Codec::Vp8, 2).await.unwrap();
    let full = clip.samples(Stream::Full);
    let size = |bytes: &[u8]| {
        let side = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]) & 0x3FFF;
        (side(6), side(8))
    };
    assert_eq!(full.len(), 60);
    assert!(full[30].key);
    assert_eq!(size(&full[0].bytes), (1280, 720));
    assert_eq!(size(&full[30].bytes), (640, 360));
}
