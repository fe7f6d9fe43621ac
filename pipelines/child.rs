//! ffmpeg, ffprobe and pdftotext as child processes: no inherited environment, no
//! standard input but bytes of ours, bounded output, a time limit, and no life beyond
//! their caller.

use std::ffi::OsString;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use nix::sys::memfd::{MFdFlags, memfd_create};
use tokio::io::{AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{ChildStdout, Command};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use crate::PipelineError;

/// Output past this is a fault of the input: an hour's packet list is 60 MB.
const STDOUT_LIMIT: u64 = 256 * 1024 * 1024;
/// What a pipe holds.
const READ_AT_ONCE: u64 = 64 * 1024;
/// Enough of the last words for a log line.
const STDERR_KEPT: usize = 2_000;
/// Where Debian keeps both tools, when the parent has no PATH either.
const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// The demuxers this crate reads. Without a list ffmpeg guesses (it shows a
/// text file as ANSI art), and play lists would open further files.
const FORMATS: &str = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm";

/// The decoders that an uploaded file may be converted by: what phones, cameras, browsers and
/// screen recorders write. (ffprobe opens a decoder for every stream and gives up where it may
/// not; a cover or a subtitle is no reason to refuse a film.)
const DECODERS: &str = "h264,hevc,vp8,vp9,libdav1d,av1,mpeg4,aac,mp3float,mp3,opus,libopus,\
                        vorbis,flac,alac,ac3,pcm_s16le,pcm_s16be,pcm_s24le,pcm_f32le";

/// What a child may take that reads a stranger's file. The kernel holds it to them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// Address space. A picture of 4K needs half a gigabyte with all its buffers.
    pub(crate) memory_bytes: u64,
    /// Seconds of all its threads together; the time limit counts waiting as well.
    pub(crate) cpu: Duration,
    /// The longest file it may write.
    pub(crate) file_bytes: u64,
}

/// How much a child may disturb the live rooms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Priority {
    /// Short work that somebody waits for.
    Normal,
    /// Minutes of work: only what nobody else wants (nice 19).
    Background,
}

pub(crate) struct Child {
    tool: &'static str,
    args: Vec<OsString>,
    limit: Duration,
    priority: Priority,
    bounds: Option<Bounds>,
    most_output: u64,
    stdin: Option<File>,
}

/// A child whose output is read while it runs. Dropping it kills the child.
pub(crate) struct Running {
    tool: &'static str,
    child: tokio::process::Child,
    stdout: BufReader<ChildStdout>,
    words: JoinHandle<String>,
    limit: Duration,
    deadline: Instant,
}

impl Bounds {
    /// util-linux's program sets the limits on itself and becomes the tool.
    fn words(self) -> [OsString; 6] {
        [
            "prlimit".into(),
            format!("--as={}", self.memory_bytes).into(),
            format!("--cpu={}", self.cpu.as_secs().max(1)).into(),
            format!("--fsize={}", self.file_bytes).into(),
            "--core=0".into(),
            "--nofile=64".into(),
        ]
    }
}

impl Child {
    pub(crate) fn ffmpeg(limit: Duration) -> Self {
        Self::new("ffmpeg", limit).args(["-hide_banner", "-nostdin", "-y", "-v", "error"])
    }

    pub(crate) fn ffprobe(limit: Duration) -> Self {
        Self::new("ffprobe", limit).args(["-hide_banner", "-v", "error", "-of", "json=compact=1"])
    }

    /// Its output goes to `-`.
    pub(crate) fn pdftotext(limit: Duration) -> Self {
        Self::new("pdftotext", limit)
    }

    fn new(tool: &'static str, limit: Duration) -> Self {
        Self {
            tool,
            args: Vec::new(),
            limit,
            priority: Priority::Normal,
            bounds: None,
            most_output: STDOUT_LIMIT,
            stdin: None,
        }
    }

    pub(crate) fn in_background(mut self) -> Self {
        self.priority = Priority::Background;
        self
    }

    pub(crate) fn within(mut self, bounds: Bounds) -> Self {
        self.bounds = Some(bounds);
        self
    }

    /// Output past this is a fault of the input.
    pub(crate) fn most_output(mut self, bytes: u64) -> Self {
        self.most_output = bytes;
        self
    }

    pub(crate) fn args<S: Into<OsString>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// A media file of ours as input: nothing but that one file is opened.
    pub(crate) fn input(self, file: &Path) -> Self {
        self.args([
            "-protocol_whitelist",
            "file",
            "-format_whitelist",
            FORMATS,
            "-i",
        ])
        .args([url(file)])
    }

    /// A stranger's file as input: as [`Child::input`], and only by decoders that are needed.
    pub(crate) fn foreign_input(self, file: &Path) -> Self {
        self.args(["-codec_whitelist", DECODERS]).input(file)
    }

    /// Bytes that somebody sent as input, in a format that is known already (nothing is
    /// guessed). They stay in memory: a photograph must not reach a disk.
    ///
    /// # Errors
    /// [`PipelineError::Setup`] when no memory can be had.
    pub(crate) fn input_bytes(
        mut self,
        format: &'static str,
        bytes: &[u8],
    ) -> Result<Self, PipelineError> {
        // A file without a name: unlike a pipe it can be sought in, as MP4 needs.
        let memory = || {
            let mut file = File::from(memfd_create("media", MFdFlags::MFD_CLOEXEC)?);
            file.write_all(bytes)?;
            Ok::<_, std::io::Error>(file)
        };
        self.stdin =
            Some(memory().map_err(|e| PipelineError::Setup(format!("no memory file: {e}")))?);
        // Opened anew by this name, and so from its beginning.
        Ok(self.args([
            "-protocol_whitelist",
            "file",
            "-f",
            format,
            "-i",
            "file:/dev/stdin",
        ]))
    }

    /// A file as output; the container is always named by `-f` before it.
    pub(crate) fn output(self, file: &Path) -> Self {
        self.args([url(file)])
    }

    /// Runs to the end and gives what was written to standard output.
    ///
    /// # Errors
    /// [`PipelineError::Setup`] when the tool is not installed,
    /// [`PipelineError::TimedOut`] past the limit, else [`PipelineError::Tool`].
    pub(crate) async fn run(self) -> Result<Vec<u8>, PipelineError> {
        let most = self.most_output;
        let mut running = self.start()?;
        let mut out = Vec::new();
        loop {
            let room = most + 1 - out.len() as u64;
            if running.read(&mut out, room.min(READ_AT_ONCE)).await? == 0 {
                break;
            }
            if out.len() as u64 > most {
                return Err(PipelineError::Tool {
                    tool: running.tool,
                    detail: "more output than expected".to_owned(),
                });
            }
        }
        running.finish().await?;
        Ok(out)
    }

    /// Starts the child; its limit counts from now. Needs a runtime.
    ///
    /// # Errors
    /// [`PipelineError::Setup`] when the tool is not installed.
    pub(crate) fn start(self) -> Result<Running, PipelineError> {
        let tool = self.tool;
        // Not setpriority and setrlimit between fork and exec: that needs unsafe code. These
        // programs become the next one, so that killing the child kills the tool.
        let mut words: Vec<OsString> = Vec::new();
        if let Some(bounds) = self.bounds {
            words.extend(bounds.words());
        }
        if self.priority == Priority::Background {
            words.extend(["nice", "-n", "19"].map(OsString::from));
        }
        words.push(tool.into());
        words.extend(self.args);
        let mut command = Command::new(words.remove(0));
        let failed =
            |detail: &str| PipelineError::Setup(format!("{tool} cannot be started: {detail}"));
        let mut child = command
            .args(&words)
            .env_clear()
            .env("PATH", search_path())
            .env("LC_ALL", "C")
            .stdin(self.stdin.map_or_else(Stdio::null, Stdio::from))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| failed(&e.to_string()))?;
        let stdout = child.stdout.take().ok_or_else(|| failed("no output"))?;
        Ok(Running {
            tool,
            words: tokio::spawn(last_words(child.stderr.take())),
            child,
            stdout: BufReader::new(stdout),
            limit: self.limit,
            deadline: Instant::now() + self.limit,
        })
    }
}

impl Running {
    /// Appends at most `most` bytes; 0 is the end of the output.
    ///
    /// # Errors
    /// [`PipelineError::TimedOut`], [`PipelineError::Tool`].
    pub(crate) async fn read(
        &mut self,
        out: &mut Vec<u8>,
        most: u64,
    ) -> Result<usize, PipelineError> {
        let mut bounded = (&mut self.stdout).take(most);
        match timeout_at(self.deadline, bounded.read_buf(out)).await {
            Ok(read) => read.map_err(|e| self.failed(e.to_string())),
            // Dropping this kills the child; the runtime reaps it.
            Err(_) => Err(self.timed_out()),
        }
    }

    /// Appends exactly `count` bytes, fewer only at the end of the output.
    ///
    /// # Errors
    /// As [`Running::read`].
    pub(crate) async fn read_whole(
        &mut self,
        out: &mut Vec<u8>,
        count: usize,
    ) -> Result<usize, PipelineError> {
        let mut done = 0;
        while done < count {
            match self.read(out, (count - done) as u64).await? {
                0 => break,
                n => done += n,
            }
        }
        Ok(done)
    }

    /// The end of the output is reached: did the tool succeed?
    ///
    /// # Errors
    /// [`PipelineError::TimedOut`], [`PipelineError::Tool`] with the tool's last words.
    pub(crate) async fn finish(&mut self) -> Result<(), PipelineError> {
        let Ok(status) = timeout_at(self.deadline, self.child.wait()).await else {
            return Err(self.timed_out());
        };
        let status = status.map_err(|e| self.failed(e.to_string()))?;
        let words = match timeout_at(self.deadline, &mut self.words).await {
            Ok(words) => words.unwrap_or_default(),
            Err(_) => return Err(self.timed_out()),
        };
        if !status.success() {
            return Err(self.failed(if words.is_empty() {
                status.to_string()
            } else {
                words
            }));
        }
        if !words.is_empty() {
            tracing::debug!(
                tool = self.tool,
                words,
                "a media tool succeeded with remarks"
            );
        }
        Ok(())
    }

    fn failed(&self, detail: String) -> PipelineError {
        PipelineError::Tool {
            tool: self.tool,
            detail,
        }
    }

    fn timed_out(&self) -> PipelineError {
        PipelineError::TimedOut {
            tool: self.tool,
            limit: self.limit,
        }
    }
}

/// `file:` keeps ffmpeg from reading a colon or a dash in a name as something else.
fn url(file: &Path) -> OsString {
    let mut url = OsString::from("file:");
    url.push(file);
    url
}

async fn last_words(stream: Option<impl AsyncRead + Unpin>) -> String {
    let mut kept = Vec::new();
    let mut chunk = [0; 4096];
    if let Some(mut stream) = stream {
        while let Ok(n @ 1..) = stream.read(&mut chunk).await {
            kept.extend_from_slice(&chunk[..n]);
            if kept.len() > 2 * STDERR_KEPT {
                kept.drain(..kept.len() - STDERR_KEPT);
            }
        }
    }
    let from = kept.len().saturating_sub(STDERR_KEPT);
    String::from_utf8_lossy(&kept[from..]).trim().to_owned()
}

fn search_path() -> OsString {
    std::env::var_os("PATH").unwrap_or_else(|| DEFAULT_PATH.into())
}

/// # Errors
/// [`PipelineError::Setup`] when the program is on no folder of the path.
pub(crate) fn require(tool: &str) -> Result<(), PipelineError> {
    let found = std::env::split_paths(&search_path())
        .map(|folder: PathBuf| folder.join(tool))
        .any(|program| program.is_file());
    if found {
        Ok(())
    } else {
        let package = match tool {
            "prlimit" => "util-linux",
            "pdftotext" => "poppler-utils",
            _ => "ffmpeg",
        };
        Err(PipelineError::Setup(format!(
            "{tool} is not on the path (package {package})"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_child_past_its_limit_is_stopped() {
        let started = std::time::Instant::now();
        // An endless source, written nowhere.
        let error = Child::ffmpeg(Duration::from_millis(300))
            .args(["-re", "-f", "lavfi", "-i", "anullsrc", "-f", "null", "-"])
            .run()
            .await
            .unwrap_err();
        assert!(matches!(error, PipelineError::TimedOut { .. }), "{error}");
        assert!(started.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn a_missing_tool_is_named() {
        require("ffmpeg").unwrap();
        let error = require("no-such-tool").unwrap_err();
        assert!(matches!(error, PipelineError::Setup(_)));
        assert!(error.to_string().contains("no-such-tool"), "{error}");
    }

    #[tokio::test]
    async fn a_tool_that_cannot_start_is_a_matter_of_setup() {
        let mut absent = Child::ffmpeg(Duration::from_secs(5));
        absent.tool = "no-such-tool";
        let error = absent.run().await.unwrap_err();
        assert!(matches!(error, PipelineError::Setup(_)), "{error}");
    }

    #[tokio::test]
    async fn the_environment_is_not_inherited() {
        // Cargo sets this one for every test.
        assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
        let mut env = Child::ffmpeg(Duration::from_secs(5));
        env.tool = "env";
        env.args.clear();
        let out = String::from_utf8(env.run().await.unwrap()).unwrap();
        assert!(!out.contains("CARGO"), "{out}");
        assert!(out.contains("PATH="), "{out}");
    }

    #[tokio::test]
    async fn bounds_are_the_kernels_to_keep() {
        let bounds = Bounds {
            memory_bytes: 1 << 30,
            cpu: Duration::from_secs(7),
            file_bytes: 4096,
        };
        let mut shown = Child::ffmpeg(Duration::from_secs(5))
            .within(bounds)
            .in_background();
        shown.tool = "cat";
        shown.args = vec!["/proc/self/limits".into()];
        let limits = String::from_utf8(shown.run().await.unwrap()).unwrap();
        for (name, soft) in [
            ("Max address space", "1073741824"),
            ("Max cpu time", "7"),
            ("Max file size", "4096"),
            ("Max open files", "64"),
            ("Max core file size", "0"),
        ] {
            let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
            let value = line[name.len()..].split_whitespace().next();
            assert_eq!(value, Some(soft), "{line}");
        }

        // A tool that wants more fails; nobody waits for it.
        let greedy = Child::ffmpeg(Duration::from_secs(20)).within(Bounds {
            memory_bytes: 64 << 20,
            ..bounds
        });
        greedy
            .args([
                "-f",
                "lavfi",
                "-i",
                "nullsrc=s=4096x4096:d=1",
                "-f",
                "null",
                "-",
            ])
            .run()
            .await
            .unwrap_err();
    }

    #[tokio::test]
    async fn background_work_is_nice() {
        let mut nice = Child::ffmpeg(Duration::from_secs(5)).in_background();
        nice.tool = "nice"; // prints its own niceness
        nice.args.clear();
        assert_eq!(nice.run().await.unwrap(), b"19\n");
    }
}
