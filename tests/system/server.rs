//! The binary as a child process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

/// Path of the built server. Tests refuse to start without it: `make test` builds it and
/// says where it is.
pub fn binary() -> anyhow::Result<PathBuf> {
    let path = std::env::var("JOBGATE_TEST_BIN")
        .context("JOBGATE_TEST_BIN is not set: `make test` builds the server and sets it")?;
    let path = PathBuf::from(path);
    if !path.is_file() {
        bail!("JOBGATE_TEST_BIN is {}, which is no file", path.display());
    }
    Ok(path)
}

/// A command of the server with nothing in its environment but what a test says.
pub fn command(settings: &BTreeMap<String, String>) -> anyhow::Result<Command> {
    let mut command = Command::new(binary()?);
    confine(&mut command, settings);
    Ok(command)
}

fn confine(command: &mut Command, settings: &BTreeMap<String, String>) {
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", "/nonexistent")
        .envs(settings)
        .stdin(Stdio::null())
        .kill_on_drop(true);
}

/// A server that answers. Killed when dropped.
pub struct Server {
    child: Child,
    pub base: String,
    pub settings: BTreeMap<String, String>,
    log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// The usual settings: any free ports, this database, this data folder.
    pub fn settings(database_url: &str, data_dir: &Path) -> BTreeMap<String, String> {
        let web = data_dir.join("web");
        BTreeMap::from(
            [
                ("PORT", "0".to_owned()),
                ("JOBGATE_MEDIA_PORT", "0".to_owned()),
                ("DATABASE_URL", database_url.to_owned()),
                ("JOBGATE_DATA_DIR", data_dir.display().to_string()),
                ("JOBGATE_WEB_DIR", web.display().to_string()),
                ("JOBGATE_LOG", "info".to_owned()),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        )
    }

    pub async fn start(settings: BTreeMap<String, String>) -> anyhow::Result<Server> {
        Server::start_with(settings, &["serve", "--demo"]).await
    }

    pub async fn start_with(
        settings: BTreeMap<String, String>,
        arguments: &[&str],
    ) -> anyhow::Result<Server> {
        let mut command = command(&settings)?;
        command.args(arguments);
        Server::run(command, settings).await
    }

    /// With a data folder on a disk of its own, of so many MiB, that nobody else sees; from here
    /// it is [`Server::disk`]. Needs to be root, or user namespaces.
    pub async fn start_on_small_disk(
        settings: BTreeMap<String, String>,
        megabytes: u32,
    ) -> anyhow::Result<Server> {
        let mut small = Command::new("unshare");
        if !nix::unistd::geteuid().is_root() {
            small.arg("--map-root-user");
        }
        let mount = format!("mount -t tmpfs -o size={megabytes}m tmpfs \"$0\" && exec \"$@\"");
        let disk = settings.get("JOBGATE_DATA_DIR").context("no data folder")?;
        small.args(["--mount", "sh", "-c", &mount, disk]);
        small.arg(binary()?).args(["serve", "--demo"]);
        confine(&mut small, &settings);
        Server::run(small, settings).await
    }

    /// The data folder as the server sees it.
    pub fn disk(&self) -> anyhow::Result<PathBuf> {
        let folder = (self.settings.get("JOBGATE_DATA_DIR")).context("no data folder")?;
        let root = PathBuf::from(format!("/proc/{}/root", self.pid()?));
        Ok(root.join(folder.trim_start_matches('/')))
    }

    /// Runs a command of the server that sees the same disks.
    pub async fn run_beside(&self, arguments: &[&str]) -> anyhow::Result<Ran> {
        let mut beside = Command::new("nsenter");
        beside.args(["--mount", "--target", &self.pid()?.to_string()]);
        if !nix::unistd::geteuid().is_root() {
            beside.args(["--user", "--preserve-credentials"]);
        }
        beside.arg(binary()?).args(arguments);
        confine(&mut beside, &self.settings);
        ran(beside).await
    }

    async fn run(
        mut command: Command,
        settings: BTreeMap<String, String>,
    ) -> anyhow::Result<Server> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let log = Arc::new(Mutex::new(vec![]));
        let stdout = child.stdout.take().context("no stdout")?;
        let stderr = child.stderr.take().context("no stderr")?;
        tokio::spawn(collect(stderr, log.clone()));
        tokio::spawn(collect(stdout, log.clone()));
        let mut server = Server {
            child,
            base: String::new(),
            settings,
            log,
        };
        match timeout(Duration::from_secs(60), server.wait_for_address()).await {
            Ok(done) => done?,
            Err(_) => bail!("the server did not start:\n{}", server.log()),
        }
        Ok(server)
    }

    async fn wait_for_address(&mut self) -> anyhow::Result<()> {
        loop {
            let address = self.lines().iter().find_map(|line| {
                let (_, url) = line.split_once("JOBGATE Video Studio: ")?;
                Some(
                    url.split_whitespace()
                        .next()?
                        .trim_end_matches('/')
                        .to_owned(),
                )
            });
            if let Some(base) = address {
                self.base = base;
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                sleep(Duration::from_millis(100)).await;
                bail!("the server ended with {status}:\n{}", self.log());
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    pub fn lines(&self) -> Vec<String> {
        self.log.lock().map(|log| log.clone()).unwrap_or_default()
    }

    pub fn log(&self) -> String {
        self.lines().join("\n")
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the server has ended")
    }

    pub fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        kill(Pid::from_raw(i32::try_from(self.pid()?)?), signal)?;
        Ok(())
    }

    /// Waits for the end, at most `within`.
    pub async fn ended(&mut self, within: Duration) -> anyhow::Result<ExitStatus> {
        match timeout(within, self.child.wait()).await {
            Ok(status) => Ok(status?),
            Err(_) => bail!("the server still runs:\n{}", self.log()),
        }
    }

    /// SIGKILL, as a crash or the kernel's memory killer would.
    pub async fn crash(mut self) -> anyhow::Result<BTreeMap<String, String>> {
        self.signal(Signal::SIGKILL)?;
        self.ended(Duration::from_secs(10)).await?;
        Ok(self.settings.clone())
    }

    /// SIGTERM, and waits until it is gone.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.signal(Signal::SIGTERM)?;
        let status = self.ended(Duration::from_secs(30)).await?;
        if !status.success() {
            bail!("the server ended with {status}:\n{}", self.log());
        }
        Ok(())
    }
}

async fn collect(reader: impl tokio::io::AsyncRead + Unpin, log: Arc<Mutex<Vec<String>>>) {
    let mut lines = BufReader::new(reader).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Ok(mut log) = log.lock() {
            log.push(line);
        }
    }
}

/// What a one-shot command printed and how it ended.
pub struct Ran {
    pub success: bool,
    /// None when a signal ended it.
    pub code: Option<i32>,
    /// Standard output, then standard error.
    pub output: String,
    pub stdout: String,
}

pub async fn run(settings: &BTreeMap<String, String>, arguments: &[&str]) -> anyhow::Result<Ran> {
    let mut command = command(settings)?;
    command.args(arguments);
    ran(command).await
}

async fn ran(mut command: Command) -> anyhow::Result<Ran> {
    let output = command.output().await?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(Ran {
        success: output.status.success(),
        code: output.status.code(),
        output: format!("{stdout}{}", String::from_utf8_lossy(&output.stderr)),
        stdout,
    })
}

/// Asks again until `question` answers, at most `within`.
pub async fn eventually<T, F>(
    within: Duration,
    what: &str,
    mut question: impl FnMut() -> F,
) -> anyhow::Result<T>
where
    F: Future<Output = anyhow::Result<Option<T>>>,
{
    let deadline = Instant::now() + within;
    loop {
        if let Some(answer) = question().await? {
            return Ok(answer);
        }
        if Instant::now() > deadline {
            bail!("not within {within:?}: {what}");
        }
        sleep(Duration::from_millis(50)).await;
    }
}
