use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use pipelines::{
    Facts, Frame, Outcome, PacketProbe, Recorder, RecorderConfig, RecorderEvent, VideoCodec,
    probe_packets,
};
use tokio::sync::mpsc;

pub const CODECS: [VideoCodec; 2] = [VideoCodec::H264, VideoCodec::Vp8];

pub const QUEUE: usize = 64 << 20;

pub fn start(folder: &Path, video: VideoCodec) -> (Recorder, mpsc::Receiver<RecorderEvent>) {
    let config = RecorderConfig {
        folder: folder.to_owned(),
        video,
        queue_bytes: QUEUE,
    };
    Recorder::start(config).unwrap()
}

/// A sealed take in a folder of its own.
pub struct Take {
    pub folder: tempfile::TempDir,
    pub facts: Facts,
}

impl Take {
    pub fn file(&self) -> PathBuf {
        self.folder.path().join(&self.facts.file_name)
    }

    pub async fn packets(&self) -> PacketProbe {
        probe_packets(&self.file()).await.unwrap()
    }
}

pub async fn outcome_of(folder: &Path, codec: VideoCodec, frames: Vec<Frame>) -> Outcome {
    let (mut recorder, _events) = start(folder, codec);
    for frame in frames {
        recorder.push(frame);
    }
    recorder.stop().await
}

pub async fn record(codec: VideoCodec, frames: Vec<Frame>) -> Take {
    let folder = tempfile::tempdir().unwrap();
    let facts = sealed(outcome_of(folder.path(), codec, frames).await);
    Take { folder, facts }
}

pub fn sealed(outcome: Outcome) -> Facts {
    match outcome {
        Outcome::Sealed(facts) => facts,
        other @ Outcome::Damaged { .. } => panic!("{other:?}"),
    }
}

/// Decodes picture and sound to the end; every word of the decoder is a failure.
pub fn assert_decodes(file: &Path) {
    let out = Command::new("ffmpeg")
        .args(["-v", "warning", "-nostdin", "-xerror", "-i"])
        .arg(file)
        .args(["-f", "null", "-"])
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&out.stderr);
    assert!(
        out.status.success() && words.is_empty(),
        "{}: {words}",
        file.display()
    );
}

/// Decodes from the last key frame before `at_s`; gives the number of pictures.
pub fn pictures_from(file: &Path, at_s: f64) -> usize {
    let at = at_s.to_string();
    let file = file.to_str().unwrap();
    let args = [
        "-ss",
        &at,
        "-i",
        file,
        "-map",
        "0:v",
        "-vf",
        "scale=16:16",
        "-fps_mode",
        "passthrough",
    ];
    let out =
        crate::clips::ffmpeg(&[&args[..], &["-pix_fmt", "gray", "-f", "rawvideo", "-"]].concat());
    out.len() / 256
}

pub fn near(a: u64, b: u64, tolerance: u64) -> bool {
    a.abs_diff(b) <= tolerance
}

/// A test of this binary in a process of its own; it sees the folder as [`child_folder`].
pub fn child(test: &str, folder: &Path, through: &[&str]) -> Child {
    let me = std::env::current_exe().unwrap();
    let mut command = match through {
        [] => Command::new(me),
        [shell, args @ ..] => {
            let mut command = Command::new(shell);
            command.args(args).arg(me);
            command
        }
    };
    command
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs such a test to its end.
pub fn run_child(test: &str, folder: &Path, through: &[&str]) {
    let mut child = child(test, folder, through);
    let mut words = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut words)
        .unwrap();
    assert!(child.wait().unwrap().success(), "{words}");
    assert!(words.contains("1 passed"), "no such test: {words}");
}

const CHILD: &str = "PIPELINES_TEST_CHILD";

/// The folder a parent named; `None` in a normal run, where the test has nothing to do.
pub fn child_folder() -> Option<PathBuf> {
    std::env::var_os(CHILD).map(PathBuf::from)
}
