//! The children: started, watched, started again; and the rooms' seats in them.

use std::ffi::OsString;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream as StdUnixStream;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::link::{Link, lock};
use super::record::PlacedRecorder;
use super::tap::PlacedTap;
use crate::{
    PictureReceiver, PipelineError, Recorder, RecorderConfig, RecorderEvent, SoundReceiver, Tap,
    TapConfig,
};

/// GStreamer looks at all its plug-ins when it has no list of them yet.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// Between the end of a child and the next one; doubled each time, as far as [`MOST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_millis(100);
const MOST_WAIT: Duration = Duration::from_secs(5);
/// A child that lived so long ended for a reason of its own.
const LIVED: Duration = Duration::from_secs(30);

/// What is run as a child: it calls [`super::serve()`] with its standard input.
#[derive(Debug, Clone)]
pub struct Program {
    pub path: PathBuf,
    pub arguments: Vec<OsString>,
    /// Beside what GStreamer needs of ours; nothing else is inherited.
    pub environment: Vec<(OsString, OsString)>,
}

/// What the first host runs; helpers are the same.
static PROGRAM: OnceLock<Program> = OnceLock::new();

/// What a child may see of our environment: where programs, plug-ins and the list of them are.
const INHERITED: [&str; 7] = [
    "PATH",
    "HOME",
    "XDG_CACHE_HOME",
    "GST_REGISTRY",
    "GST_PLUGIN_PATH",
    "GST_PLUGIN_SYSTEM_PATH",
    "LD_LIBRARY_PATH",
];

impl Program {
    /// This very program, whatever has become of its file.
    #[must_use]
    pub fn own() -> Program {
        Program {
            path: "/proc/self/exe".into(),
            arguments: vec!["media-process".into()],
            environment: vec![],
        }
    }

    pub(super) fn start(&self) -> std::io::Result<(Child, StdUnixStream)> {
        let (ours, theirs) = StdUnixStream::pair()?;
        let inherited = INHERITED
            .iter()
            .filter_map(|name| Some((OsString::from(name), std::env::var_os(name)?)));
        let child = Command::new(&self.path)
            .args(&self.arguments)
            .env_clear()
            .envs(inherited)
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            // Ctrl-C is for the server alone.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        Ok((child, ours))
    }
}

#[derive(Debug, Clone)]
pub struct HostConfig {
    /// At least one.
    pub processes: usize,
    pub program: Program,
}

/// Where recorders and taps run. Its children end when the last clone is dropped.
#[derive(Clone)]
pub struct Host {
    /// `None`: in this process.
    children: Option<Arc<Children>>,
}

struct Children {
    slots: Arc<Slots>,
    /// Aborted when dropped, which kills the children.
    _supervisors: JoinSet<()>,
}

/// The children that live now.
type Slots = Mutex<Vec<Option<Arc<Link>>>>;

/// A child that has said that it can work.
struct Running {
    child: Child,
    link: Arc<Link>,
    life: tokio::task::JoinHandle<std::io::Error>,
}

async fn start(program: &Program) -> Result<Running, PipelineError> {
    let setup = |why: &dyn std::fmt::Display| {
        PipelineError::Setup(format!("a media process cannot be started: {why}"))
    };
    let (child, socket) = program.start().map_err(|e| setup(&e))?;
    let (ready, is_ready) = oneshot::channel();
    let (link, life) = Link::connect(socket, ready).map_err(|e| setup(&e))?;
    let life = tokio::spawn(life);
    match timeout(READY_WITHIN, is_ready).await {
        Ok(Ok(Ok(()))) => Ok(Running { child, link, life }),
        Ok(Ok(Err(why))) => Err(PipelineError::Setup(why)),
        Ok(Err(_)) => Err(setup(&"it ended at once")),
        Err(_) => Err(setup(&"it says nothing")),
    }
}

impl Host {
    /// Starts the children; each is started again when it ends.
    ///
    /// # Errors
    /// [`PipelineError::Setup`] when a child cannot be started or cannot do its work.
    pub async fn start(config: HostConfig) -> Result<Host, PipelineError> {
        let _ = PROGRAM.set(config.program.clone());
        let processes = config.processes.max(1);
        let slots: Arc<Slots> = Arc::new(Mutex::new(vec![None; processes]));
        let mut supervisors = JoinSet::new();
        // One after the other: the first may have to make GStreamer's list of plug-ins.
        for slot in 0..processes {
            let running = start(&config.program).await?;
            lock(&slots)[slot] = Some(running.link.clone());
            supervisors.spawn(supervise(
                slot,
                slots.clone(),
                config.program.clone(),
                running,
            ));
        }
        Ok(Host {
            children: Some(Arc::new(Children {
                slots,
                _supervisors: supervisors,
            })),
        })
    }

    /// Everything in this process, for tests and for machines that are short of memory.
    ///
    /// # Errors
    /// As [`crate::init`].
    pub fn here() -> Result<Host, PipelineError> {
        crate::init()?;
        Ok(Host { children: None })
    }

    /// A seat for one room.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            host: self.clone(),
            link: Arc::default(),
        }
    }
}

async fn supervise(slot: usize, slots: Arc<Slots>, program: Program, mut running: Running) {
    let mut wait = FIRST_WAIT;
    loop {
        let since = Instant::now();
        let why = match (&mut running.life).await {
            Ok(error) => error.to_string(),
            Err(error) => error.to_string(),
        };
        lock(&slots)[slot] = None;
        // It may hang, or talk nonsense.
        let _ = running.child.start_kill();
        let status = running.child.wait().await;
        let status = status.map_or_else(|e| e.to_string(), |status| status.to_string());
        tracing::error!(
            why,
            status,
            "a media process ended; its rooms go on in another"
        );
        if since.elapsed() > LIVED {
            wait = FIRST_WAIT;
        }
        running = loop {
            sleep(wait).await;
            wait = (wait * 2).min(MOST_WAIT);
            match start(&program).await {
                Ok(running) => break running,
                Err(error) => tracing::error!(%error, "tried again"),
            }
        };
        lock(&slots)[slot] = Some(running.link.clone());
    }
}

/// Where one room's recorder and tap run: both in one child, and in another when that is gone.
#[derive(Clone)]
pub struct Place {
    host: Host,
    link: Arc<Mutex<Weak<Link>>>,
}

impl Place {
    /// As [`Recorder::start`]; what fails in a child is told by an event.
    ///
    /// # Errors
    /// As [`Recorder::start`], and [`PipelineError::Setup`] while no child lives.
    pub fn recorder(
        &self,
        config: RecorderConfig,
    ) -> Result<(PlacedRecorder, tokio::sync::mpsc::Receiver<RecorderEvent>), PipelineError> {
        if self.host.children.is_none() {
            let (recorder, events) = Recorder::start(config)?;
            return Ok((PlacedRecorder::here(recorder), events));
        }
        PlacedRecorder::there(self.clone(), config)
    }

    /// As [`Tap::start`]. Both ends end with the child: start another tap then.
    ///
    /// # Errors
    /// As [`Tap::start`], and [`PipelineError::Setup`] while no child lives.
    pub fn tap(
        &self,
        config: TapConfig,
    ) -> Result<(PlacedTap, PictureReceiver, SoundReceiver), PipelineError> {
        if self.host.children.is_none() {
            let (tap, pictures, sounds) = Tap::start(config)?;
            return Ok((PlacedTap::here(tap), pictures, sounds));
        }
        PlacedTap::there(self, config)
    }

    /// The child of this room, or the one with the least to do when it has none; `None` while
    /// no child lives.
    pub(super) fn link(&self) -> Option<Arc<Link>> {
        let mut current = lock(&self.link);
        if let Some(link) = current.upgrade().filter(|link| link.is_alive()) {
            return Some(link);
        }
        let slots = &self.host.children.as_ref()?.slots;
        let link = lock(slots)
            .iter()
            .flatten()
            .filter_map(|link| Some((link.load()?, link)))
            .min_by_key(|(load, _)| *load)
            .map(|(_, link)| link.clone())?;
        *current = Arc::downgrade(&link);
        Some(link)
    }
}

/// A child for one piece of work; killed when dropped.
pub(super) struct Helper {
    running: Running,
}

impl Helper {
    pub(super) async fn start() -> Result<Helper, PipelineError> {
        let own = Program::own();
        let running = start(PROGRAM.get().unwrap_or(&own)).await?;
        Ok(Helper { running })
    }

    pub(super) fn link(&self) -> &Arc<Link> {
        &self.running.link
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        self.running.life.abort();
    }
}

pub(super) fn no_child() -> PipelineError {
    PipelineError::Setup("no media process lives".to_owned())
}
