//! Files that are no films give errors, never panics, and open nothing else.

use std::path::Path;

use pipelines::{PipelineError, VideoCodec, probe, probe_packets, renditions};

use crate::clips::{Look, SMALL, encode, hd_with_tone, pictures};
use crate::support::record;

async fn refusals(file: &Path) -> [PipelineError; 3] {
    let out = tempfile::tempdir().unwrap();
    let refused = [
        probe(file).await.unwrap_err(),
        probe_packets(file).await.unwrap_err(),
        renditions(file, out.path()).await.unwrap_err(),
    ];
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
    refused
}

#[tokio::test]
async fn what_is_no_film_is_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    let play_list = "#EXTM3U\n#EXTINF:1,\n/etc/passwd\n";
    let concat = "ffconcat version 1.0\nfile /etc/passwd\n";
    for (name, bytes) in [
        ("empty.mp4", &b""[..]),
        ("text.mp4", b"Dear Sir or Madam,\n"),
        ("text.webm", b"Dear Sir or Madam,\n"),
        ("list.m3u8", play_list.as_bytes()),
        ("list.ffconcat", concat.as_bytes()),
        ("zeros.webm", &[0; 100_000]),
        ("-i.mp4", b"a name like an option"),
        ("a:b?c=d #1 %20.mp4", b"a name like an address"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        for error in refusals(&file).await {
            assert!(
                matches!(error, PipelineError::Unreadable { .. }),
                "{name}: {error}"
            );
        }
    }
    for error in refusals(folder.path()).await {
        assert!(
            matches!(error, PipelineError::Unreadable { .. }),
            "a folder: {error}"
        );
    }
    for error in refusals(&folder.path().join("absent.mp4")).await {
        assert!(matches!(error, PipelineError::Io { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_name_like_an_address_is_read_as_a_name() {
    let clip = encode(
        VideoCodec::H264,
        Look {
            seconds: 1,
            ..SMALL
        },
    );
    let take = record(VideoCodec::H264, pictures(&clip, 0).collect()).await;
    let out = tempfile::tempdir().unwrap();
    for name in ["-i.mp4", "http:x.mp4", "a b?c=d#1%20.mp4"] {
        let file = out.path().join(name);
        std::fs::copy(take.file(), &file).unwrap();
        probe(&file).await.unwrap();
        renditions(&file, out.path()).await.unwrap();
    }
}

#[tokio::test]
async fn a_header_without_media_is_no_film() {
    for codec in crate::support::CODECS {
        let take = record(codec, hd_with_tone(codec)).await;
        let whole = std::fs::read(take.file()).unwrap();
        for cut in [20, 200, 700] {
            std::fs::write(take.file(), &whole[..cut]).unwrap();
            let out = tempfile::tempdir().unwrap();
            let error = renditions(&take.file(), out.path()).await.unwrap_err();
            let expected = matches!(
                error,
                PipelineError::Unreadable { .. } | PipelineError::Tool { .. }
            );
            assert!(expected, "{codec:?} {cut}: {error}");
        }
    }
}
