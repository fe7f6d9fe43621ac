//! What people upload: made by real encoders, refused or made into a master.

use std::path::{Path, PathBuf};
use std::time::Duration;

use pipelines::{Facts, InspectError, UploadFault, inspect, normalise, probe, renditions};

use crate::clips::ffmpeg;
use crate::support::{assert_decodes, near};

const LONGEST: Duration = Duration::from_secs(60);

/// A file without an ending, as uploads have none.
struct Upload {
    folder: tempfile::TempDir,
    file: PathBuf,
}

impl Upload {
    fn of(bytes: &[u8]) -> Upload {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, bytes).unwrap();
        Upload { folder, file }
    }

    /// Six seconds of picture and a tone, encoded by `args`, in `format`.
    fn film(size: &str, format: &str, args: &[&str]) -> Upload {
        let upload = Upload::of(b"");
        // Unlike testsrc2, it makes odd sizes, too.
        let picture = format!("testsrc=s={size}:r=25:d=6");
        let file = upload.file.to_str().unwrap();
        ffmpeg(
            &[
                &["-y", "-f", "lavfi", "-i", &picture][..],
                &["-f", "lavfi", "-i", "sine=440:d=6", "-shortest"],
                args,
                &["-f", format, file],
            ]
            .concat(),
        );
        upload
    }

    fn h264(size: &str, more: &[&str]) -> Upload {
        let codecs: &[&str] = &[
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
            "-g",
            "50",
            "-c:a",
            "aac",
        ];
        Upload::film(size, "mp4", &[codecs, more].concat())
    }

    async fn fault(&self) -> UploadFault {
        match inspect(&self.file, LONGEST).await {
            Err(InspectError::Refused(fault)) => fault,
            other => panic!("{other:?}"),
        }
    }

    /// Inspected, made into a master, and the master into what is shown.
    async fn master(&self) -> (PathBuf, Facts) {
        let inspection = inspect(&self.file, LONGEST).await.unwrap();
        let out = self.folder.path().join("out");
        std::fs::create_dir(&out).unwrap();
        let facts = normalise(&self.file, &out).await.unwrap();
        let names: Vec<_> = std::fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, ["master.mp4"]);
        let file = out.join(&facts.file_name);
        assert_decodes(&file);
        let read = probe(&file).await.unwrap();
        let (video, audio) = (read.video.unwrap(), read.audio.unwrap());
        assert_eq!(
            (video.codec.as_str(), audio.codec.as_str()),
            ("h264", "opus")
        );
        assert!(video.first_packet_is_key);
        assert_eq!((video.width, video.height), (facts.width, facts.height));
        assert_eq!(read.bytes, facts.bytes);
        assert!(near(facts.duration_ms, 6_000, 150), "{}", facts.duration_ms);
        assert!(near(inspection.duration_ms, 6_000, 150));
        assert!(facts.gaps.is_empty(), "{:?}", facts.gaps);
        assert!((0..50).contains(&facts.av_offset_ms.unwrap()));
        let shown = self.folder.path().join("shown");
        std::fs::create_dir(&shown).unwrap();
        let made = renditions(&file, &shown).await.unwrap().presentation;
        assert_eq!((made.width, made.height), (facts.width, facts.height));
        assert_decodes(&shown.join(made.file_name));
        (file, facts)
    }
}

fn slices(file: &Path) -> Vec<u8> {
    let keep = "h264_mp4toannexb,filter_units=pass_types=1-5";
    let path = file.to_str().unwrap();
    ffmpeg(&[
        "-i", path, "-map", "0:v", "-c", "copy", "-bsf:v", keep, "-f", "md5", "-",
    ])
}

fn contains(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[tokio::test]
async fn h264_that_fits_is_copied_and_its_metadata_is_not() {
    let tags: &[&str] = &[
        "-movflags",
        "use_metadata_tags",
        "-metadata",
        "location=+33.5731-007.5898/",
        "-metadata",
        "com.apple.quicktime.make=Telephone",
        "-metadata:s:v",
        "title=secret-title",
        // In the picture's own stream, too.
        "-bsf:v",
        "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+secret-place",
    ];
    let upload = Upload::h264("640x360", tags);
    let sent = std::fs::read(&upload.file).unwrap();
    let private: [&[u8]; 4] = [b"+33.5731", b"Telephone", b"secret-title", b"secret-place"];
    for words in private {
        assert!(contains(&sent, words), "the fixture holds {words:?}");
    }
    let (file, facts) = upload.master().await;
    assert_eq!((facts.width, facts.height), (640, 360));
    assert_eq!(
        slices(&file),
        slices(&upload.file),
        "the picture as it came"
    );
    let kept = std::fs::read(&file).unwrap();
    for words in private {
        assert!(!contains(&kept, words), "{words:?} is kept");
    }
}

#[tokio::test]
async fn b_frames_survive_the_copy() {
    let upload = Upload::h264("640x360", &["-preset", "veryfast", "-bf", "2"]);
    let (file, _) = upload.master().await;
    assert_eq!(slices(&file), slices(&upload.file));
}

#[tokio::test]
async fn a_phone_held_upright_gives_an_upright_picture() {
    let lying = Upload::h264("640x360", &[]);
    let upload = Upload::of(b"");
    let (from, to) = (lying.file.to_str().unwrap(), upload.file.to_str().unwrap());
    // Phones write pictures as the sensor lies, and how to turn them.
    let turn = "rotate=90";
    ffmpeg(&[
        "-i",
        from,
        "-c",
        "copy",
        "-metadata:s:v",
        turn,
        "-f",
        "mp4",
        to,
    ]);
    assert_eq!(rotation(&upload.file), "90");
    let (file, facts) = upload.master().await;
    assert_eq!((facts.width, facts.height), (360, 640));
    // Turned once and for all: nothing is left to turn.
    assert_eq!(rotation(&file), "");
}

fn rotation(file: &Path) -> String {
    let out = std::process::Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v", "-of", "csv=p=0"])
        .args(["-show_entries", "stream_side_data=rotation"])
        .arg(file)
        .output()
        .unwrap();
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

#[tokio::test]
async fn webm_mov_and_odd_sizes_become_h264() {
    let vp9 = Upload::film(
        "642x358",
        "webm",
        &[
            "-c:v",
            "libvpx-vp9",
            "-deadline",
            "realtime",
            "-cpu-used",
            "8",
            "-c:a",
            "libopus",
        ],
    );
    assert_eq!(vp9.master().await.1.width, 642);
    // As a browser records it: the header states no length.
    let live: &[&str] = &[
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        "-c:a",
        "libopus",
        "-live",
        "1",
    ];
    let vp8 = Upload::film("320x180", "webm", live);
    assert_eq!(probe(&vp8.file).await.unwrap().duration_ms, None);
    vp8.master().await;
    // Full chroma, odd edges and uncompressed sound, as screen recorders write.
    let codecs = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv444p",
    ];
    let mov = Upload::film(
        "641x359",
        "mov",
        &[&codecs[..], &["-c:a", "pcm_s16le"]].concat(),
    );
    assert_eq!(probe(&mov.file).await.unwrap().video.unwrap().width, 641);
    let (_, facts) = mov.master().await;
    assert_eq!((facts.width, facts.height), (642, 360));
    let old = Upload::film("640x360", "mp4", &["-c:v", "mpeg4", "-c:a", "mp3"]);
    old.master().await;
}

#[tokio::test]
async fn a_cover_and_subtitles_beside_a_film_do_no_harm() {
    let film = Upload::h264("320x180", &[]);
    let upload = Upload::of(b"");
    let beside = |name: &str| upload.folder.path().join(name).to_str().unwrap().to_owned();
    let (words, cover) = (beside("words.srt"), beside("cover.jpg"));
    std::fs::write(&words, "1\n00:00:00,000 --> 00:00:02,000\nsecret words\n").unwrap();
    ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "color=red:s=320x320",
        "-frames:v",
        "1",
        &cover,
    ]);
    let inputs: &[&str] = &[
        "-i",
        &cover,
        "-i",
        film.file.to_str().unwrap(),
        "-i",
        &words,
    ];
    let maps: &[&str] = &[
        "-map", "0", "-map", "1", "-map", "2", "-c", "copy", "-c:s", "mov_text",
    ];
    let end: &[&str] = &["-disposition:v:0", "attached_pic", "-f", "mp4"];
    ffmpeg(&[inputs, maps, end, &[upload.file.to_str().unwrap()]].concat());
    let (file, facts) = upload.master().await;
    assert_eq!((facts.width, facts.height), (320, 180));
    assert_eq!(slices(&file), slices(&film.file));
    assert!(!contains(&std::fs::read(file).unwrap(), b"secret words"));
}

#[tokio::test]
async fn a_large_picture_is_fitted_into_1080p() {
    let upload = Upload::h264("2560x1440", &[]);
    let (_, facts) = upload.master().await;
    assert_eq!((facts.width, facts.height), (1920, 1080));
}

#[tokio::test]
async fn what_is_no_film_is_refused_whatever_it_is_called() {
    let playlist =
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n";
    let list = b"ffconcat version 1.0\nfile /etc/passwd\n";
    let page = b"<!doctype html><video src=a.mp4></video>";
    let archive = b"PK\x03\x04\x14\x00\x00\x00\x00\x00hello.txt";
    for bytes in [
        &b""[..],
        b"plain text",
        playlist,
        list,
        page,
        archive,
        &[0; 5000],
    ] {
        assert_eq!(Upload::of(bytes).fault().await, UploadFault::NotAFilm);
    }
    // What begins like a film and is none.
    let mut box_alone = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    box_alone.extend([7; 4000]);
    assert_eq!(Upload::of(&box_alone).fault().await, UploadFault::NotAFilm);
    // A film of another kind: nothing but MP4 and WebM is opened.
    let avi = Upload::film("320x180", "avi", &["-c:v", "mpeg4", "-c:a", "mp3"]);
    assert_eq!(avi.fault().await, UploadFault::NotAFilm);
}

#[tokio::test]
async fn what_hangs_behind_a_film_does_not_come_along() {
    let upload = Upload::h264("320x180", &[]);
    let mut bytes = std::fs::read(&upload.file).unwrap();
    bytes.extend(b"\0\0\0\x20freePK\x03\x04<script>alert(1)</script>");
    std::fs::write(&upload.file, &bytes).unwrap();
    let (file, _) = upload.master().await;
    assert!(!contains(&std::fs::read(file).unwrap(), b"<script>"));
}

#[tokio::test]
async fn a_film_without_picture_or_sound_is_told_apart() {
    assert_eq!(
        Upload::h264("320x180", &["-an"]).fault().await,
        UploadFault::NoSound
    );
    assert_eq!(
        Upload::h264("320x180", &["-vn"]).fault().await,
        UploadFault::NoPicture
    );
    // A cover is no picture that moves.
    let cover = Upload::of(b"");
    let file = cover.file.to_str().unwrap();
    ffmpeg(&[
        "-y",
        "-f",
        "lavfi",
        "-i",
        "sine=440:d=6",
        "-f",
        "lavfi",
        "-i",
        "color=red:s=320x320:d=1",
        "-map",
        "0",
        "-map",
        "1",
        "-frames:v",
        "1",
        "-c:v",
        "mjpeg",
        "-c:a",
        "aac",
        "-disposition:v",
        "attached_pic",
        "-f",
        "mp4",
        file,
    ]);
    assert_eq!(cover.fault().await, UploadFault::NoPicture);
    let strange = Upload::film("320x180", "matroska", &["-c:v", "ffv1", "-c:a", "aac"]);
    assert_eq!(strange.fault().await, UploadFault::Unsupported);
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_refused() {
    // The header first: the file says that it lasts six seconds.
    let fast = Upload::h264("320x180", &["-movflags", "+faststart"]);
    let bytes = std::fs::read(&fast.file).unwrap();
    assert_eq!(
        Upload::of(&bytes[..bytes.len() / 2]).fault().await,
        UploadFault::Damaged
    );
    // The header last: it is gone.
    let slow = Upload::h264("320x180", &[]);
    let bytes = std::fs::read(&slow.file).unwrap();
    assert_eq!(
        Upload::of(&bytes[..bytes.len() / 2]).fault().await,
        UploadFault::NotAFilm
    );
}

#[tokio::test]
async fn a_film_that_is_too_long_is_refused_whether_it_says_so_or_not() {
    let short = Duration::from_secs(5);
    let live: &[&str] = &[
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        "-c:a",
        "libopus",
        "-live",
        "1",
    ];
    for upload in [
        Upload::h264("320x180", &[]),
        Upload::film("320x180", "webm", live),
    ] {
        match inspect(&upload.file, short).await {
            Err(InspectError::Refused(UploadFault::TooLong)) => {}
            other => panic!("{other:?}"),
        }
    }
}
