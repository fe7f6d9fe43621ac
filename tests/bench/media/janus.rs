//! The same publishers, clips and window against Janus: Debian's package as a child process
//! with settings of its own. Signalling is on the
//! loopback, media on an address of this machine, because Janus leaves the loopback out.

use std::fs::File;
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use load::janus::Janus;
use load::{Clip, Play, WireOptions};
use serde_json::json;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::attend::Phase;
use super::scene::{ARRIVAL, PATIENCE, SETTLE};
use system::process::{self, Snapshot};

/// Where Debian's package has its modules.
const MODULES: &str = "/usr/lib/x86_64-linux-gnu/janus";
const ROOM: u64 = 1;

/// What one publisher saw.
pub struct Visit {
    pub join: Duration,
    pub packets_sent: u64,
    pub generator_delay: Duration,
    /// From its first packet to the request to stop.
    pub duration: Duration,
    /// How its recordings' names begin; `None` where nothing is recorded.
    pub recording: Option<PathBuf>,
    /// From that request to a file that plays.
    pub ready: Option<Duration>,
}

/// What Janus did in the measured window.
pub struct Visited {
    pub before: Snapshot,
    pub after: Snapshot,
    pub visits: Vec<Visit>,
    pub drops: u64,
    pub peak_rss_mb: f64,
    /// User and system time of what made playable files, after the window.
    pub finish: Duration,
    /// Playable files, in the order of `visits`.
    pub masters: Vec<PathBuf>,
    /// Holds them.
    pub _folder: TempDir,
}

/// A Janus that listens. Killed when dropped.
struct Process {
    child: Child,
    folder: TempDir,
    url: String,
}

impl Process {
    async fn start() -> anyhow::Result<Process> {
        let folder = tempfile::tempdir()?;
        let root = folder.path().display();
        for (kind, module) in [
            ("plugins", Some("libjanus_videoroom.so")),
            ("transports", Some("libjanus_websockets.so")),
            ("none", None),
        ] {
            std::fs::create_dir(folder.path().join(kind))?;
            if let Some(module) = module {
                let own = folder.path().join(kind).join(module);
                std::os::unix::fs::symlink(Path::new(MODULES).join(kind).join(module), own)?;
            }
        }
        // Free a moment ago; Janus takes no listening socket from others.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = own_address()?;
        let settings = format!(
            "general: {{ plugins_folder = \"{root}/plugins\"; \
             transports_folder = \"{root}/transports\"; events_folder = \"{root}/none\"; \
             loggers_folder = \"{root}/none\"; debug_level = 2; session_timeout = 0; }}\n\
             nat: {{ ice_enforce_list = \"{address}\"; full_trickle = false; }}\n"
        );
        let transport = format!(
            "general: {{ json = \"compact\"; ws = true; ws_ip = \"127.0.0.1\"; \
             ws_port = {port}; wss = false; }}\nadmin: {{ admin_ws = false; }}\n"
        );
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("janus.jcfg"), settings)?;
        std::fs::write(file("janus.transport.websockets.jcfg"), transport)?;
        let log = File::create(file("log"))?;
        let child = Command::new("janus")
            .arg(format!("--configs-folder={root}"))
            .arg(format!("--config={}", file("janus.jcfg").display()))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("janus cannot be started: deploy/scripts/fetch-janus.sh")?;
        let url = format!("ws://127.0.0.1:{port}/");
        Ok(Process { child, folder, url })
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("janus has ended")
    }

    async fn reach(&self) -> anyhow::Result<Janus> {
        let begun = Instant::now();
        loop {
            match Janus::open(&self.url).await {
                Ok(janus) => return Ok(janus),
                Err(error) if begun.elapsed() > Duration::from_secs(10) => return Err(error),
                Err(_) => sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

/// So many publishers for so many seconds.
pub async fn visit(
    clip: &Arc<Clip>,
    codec: &str,
    record: bool,
    publishers: u32,
    seconds: u64,
) -> anyhow::Result<Visited> {
    let mut process = Process::start().await?;
    let played = perform(&mut process, clip, codec, record, publishers, seconds).await;
    played
        .with_context(|| process.log())
        .map(|visited| Visited {
            _folder: process.folder,
            ..visited
        })
}

async fn perform(
    process: &mut Process,
    clip: &Arc<Clip>,
    codec: &str,
    record: bool,
    publishers: u32,
    seconds: u64,
) -> anyhow::Result<Visited> {
    let mut owner = process.reach().await?;
    owner
        .create_room(json!({
            "request": "create", "room": ROOM, "publishers": publishers,
            "audiocodec": "opus", "videocodec": codec, "bitrate": 3_000_000,
            "rec_dir": process.folder.path(), "notify_joining": false,
        }))
        .await?;
    let (phase, phases) = watch::channel(Phase::Steady);
    let (ready, mut readies) = mpsc::channel(publishers as usize);
    let mut visiting = JoinSet::new();
    for number in 0..publishers {
        let visitor = Visitor {
            url: process.url.clone(),
            clip: clip.clone(),
            recording: record.then(|| process.folder.path().join(format!("take{number}"))),
            container: if codec == "h264" { "mp4" } else { "webm" },
            phase: phases.clone(),
            ready: ready.clone(),
        };
        visiting.spawn(visitor.visit());
        sleep(ARRIVAL).await;
    }
    drop(ready);
    for _ in 0..publishers {
        let told = timeout(PATIENCE, readies.recv()).await;
        if told.ok().flatten().is_none() {
            while let Some(ended) = visiting.join_next().await {
                ended??;
            }
            anyhow::bail!("a publisher does not connect");
        }
    }
    sleep(SETTLE).await;
    let pid = process.pid()?;
    let before = Snapshot::of(pid)?;
    sleep(Duration::from_secs(seconds)).await;
    let after = Snapshot::of(pid)?;
    let drops = process::udp_drops(pid)?;
    let helpers = process::children_cpu()?;
    phase.send_replace(Phase::Stop);
    let mut visits = Vec::new();
    while let Some(visit) = visiting.join_next().await {
        visits.push(visit??);
    }
    let own = Snapshot::of(pid)?.cpu - after.cpu;
    let finish = own + (process::children_cpu()? - helpers);
    let peak_rss_mb = process::peak_rss_mb(pid)?;
    process.child.kill().await?;
    let masters = visits
        .iter()
        .filter_map(|visit| visit.recording.as_ref())
        .map(|recording| recording.with_extension(if codec == "h264" { "mp4" } else { "webm" }))
        .collect();
    Ok(Visited {
        before,
        after,
        visits,
        drops,
        peak_rss_mb,
        finish,
        masters,
        _folder: tempfile::tempdir()?,
    })
}

struct Visitor {
    url: String,
    clip: Arc<Clip>,
    recording: Option<PathBuf>,
    container: &'static str,
    phase: watch::Receiver<Phase>,
    ready: mpsc::Sender<()>,
}

impl Visitor {
    async fn visit(mut self) -> anyhow::Result<Visit> {
        let begun = Instant::now();
        let mut janus = Janus::open(&self.url).await?;
        let filename = self
            .recording
            .as_ref()
            .map(|path| path.display().to_string());
        let name = filename.as_deref().and_then(|path| path.rsplit('/').next());
        let options = WireOptions {
            bind: SocketAddr::from((own_address()?, 0)),
            ..WireOptions::new(self.clip.codec)
        };
        let mut publisher = janus.publish(ROOM, name, options).await?;
        let join = begun.elapsed();
        let sent = publisher.sent();
        self.ready.send(()).await?;
        let first = Instant::now();
        let mut generator_delay = Duration::ZERO;
        let playing = async {
            loop {
                let played = publisher.play(&self.clip, Play::default()).await?;
                generator_delay = generator_delay.max(played.worst_delay);
            }
        };
        tokio::select! {
            ended = playing => {
                let ended: anyhow::Result<()> = ended;
                ended?;
            }
            stop = self.phase.wait_for(|phase| *phase == Phase::Stop) => { stop?; }
        }
        let stop = Instant::now();
        let ready = match &self.recording {
            Some(recording) => {
                janus.stop_recording().await?;
                finish(recording, self.container).await?;
                Some(stop.elapsed())
            }
            None => None,
        };
        let packets_sent = sent.load(Ordering::Relaxed);
        publisher.close().await;
        Ok(Visit {
            join,
            packets_sent,
            generator_delay,
            duration: stop - first,
            recording: self.recording,
            ready,
        })
    }
}

/// An address of this machine that is not the loopback's, which Janus's ICE library leaves out.
/// What is sent to it does not leave the machine.
fn own_address() -> anyhow::Result<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    // Nothing is sent: the kernel only looks for the way (RFC 5737, section 3).
    socket.connect("198.51.100.1:9").context("no network")?;
    Ok(socket.local_addr()?.ip())
}

/// One file that plays, from the packets that Janus has written: its own tool makes a file of
/// each of sound and picture, ffmpeg puts them together without encoding anything.
async fn finish(recording: &Path, container: &str) -> anyhow::Result<()> {
    let name = recording.file_name().context("no name")?.to_string_lossy();
    let folder = recording.parent().context("no folder")?;
    let mut parts = Vec::new();
    for (kind, extension) in [("video", container), ("audio", "opus")] {
        let begins = format!("{name}-{kind}");
        let raw = std::fs::read_dir(folder)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| {
                let own = path.file_name().unwrap_or_default().to_string_lossy();
                own.starts_with(&begins) && own.ends_with(".mjr")
            })
            .with_context(|| format!("no {kind} of {name}"))?;
        let part = raw.with_extension(extension);
        run(Command::new("janus-pp-rec").arg(&raw).arg(&part)).await?;
        parts.push(part);
    }
    let mut mux = Command::new("ffmpeg");
    mux.args(["-v", "error", "-y"]);
    for part in &parts {
        mux.arg("-i").arg(part);
    }
    let playable = recording.with_extension(container);
    run(mux.args(["-c", "copy"]).arg(playable)).await
}

async fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output();
    let output = output.await.context("a helper cannot be started")?;
    ensure!(
        output.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
