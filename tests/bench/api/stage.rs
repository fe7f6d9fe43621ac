//! What is measured: one database with a million videos, the server and the Django project on
//! it, and the two people who ask.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use system::people::{Person, client};
use system::{Database, Server};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use super::psql;
use system::process;

/// `serve --demo` makes them.
const RECRUITER: (&str, &str) = ("recruteuse@atlas.example", "atlas-recrute-2026");
const CANDIDATE: (&str, &str) = ("yasmine@candidats.example", "yasmine-parle-2026");
/// As many as the candidate who asks has: a page and a little.
const OWN_VIDEOS: u64 = 25;

pub struct Stage {
    pub database: String,
    /// Both servers read tokens that are signed with a key made of it.
    secret: String,
    settings: BTreeMap<String, String>,
    /// PostgreSQL's first process.
    postgres: u32,
    _data: TempDir,
}

/// What is filled in.
pub struct Size {
    pub videos: u64,
    pub candidates: u64,
    /// The share of the candidates who are open to every company.
    pub open: f64,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Recruiter,
    Candidate,
}

impl Stage {
    pub async fn build(size: &Size) -> anyhow::Result<Stage> {
        let database = Database::fresh().await?.url;
        let data = tempfile::tempdir()?;
        let secret = format!("{:032x}", rand::random::<u128>());
        let mut settings = Server::settings(&database, data.path());
        for (name, value) in [
            ("SECRET_KEY", secret.as_str()),
            ("JOBGATE_LOG", "warn"),
            ("JOBGATE_ANALYSIS_THREADS", "0"),
            // Its test is another one; here it would be all that is measured.
            ("JOBGATE_REQUESTS_PER_MINUTE", "0"),
        ] {
            settings.insert(name.into(), value.into());
        }
        // Makes the schema and the people.
        let server = Server::start(settings.clone()).await?;
        let recruiter = log_in(&server, Who::Recruiter).await?;
        let company = recruiter.user["company"]["id"].as_str();
        let company = company.context("a recruiter without a company")?.to_owned();
        server.stop().await?;

        let started = Instant::now();
        let Size {
            videos, candidates, ..
        } = size;
        eprintln!("▸ filling in {videos} videos of {candidates} candidates");
        seed(&database, size).await?;
        let ranks = include_str!("seed/4_ranks.sql");
        psql::script(&database, ranks, &[("company", company)]).await?;
        eprintln!("▸ filled in after {:.0} s", started.elapsed().as_secs_f64());

        // Started by the first process, whichever that is on this system.
        let child = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'";
        let postgres = process::parent_of(psql::value(&database, child).await?.parse()?)?;
        Ok(Stage {
            database,
            secret,
            settings,
            postgres,
            _data: data,
        })
    }

    pub async fn server(&self) -> anyhow::Result<Server> {
        Server::start_with(self.settings.clone(), &["serve"]).await
    }

    pub fn postgres_cpu(&self) -> anyhow::Result<Duration> {
        process::tree_cpu(self.postgres)
    }

    pub async fn peer(&self, home: &Path, workers: usize) -> anyhow::Result<Peer> {
        Peer::start(home, workers, self).await
    }
}

async fn seed(database: &str, size: &Size) -> anyhow::Result<()> {
    let numbers = [
        ("videos", size.videos.to_string()),
        ("candidates", size.candidates.to_string()),
        ("own_each", (size.videos / OWN_VIDEOS).max(1).to_string()),
        ("open", size.open.to_string()),
        ("candidate", CANDIDATE.0.to_owned()),
    ];
    psql::script(database, include_str!("seed/1_plan.sql"), &numbers).await?;
    tokio::try_join!(
        psql::script(database, include_str!("seed/2_people.sql"), &numbers),
        psql::script(database, include_str!("seed/2_videos.sql"), &numbers),
    )?;
    psql::script(database, include_str!("seed/3_finish.sql"), &[]).await
}

/// A token lives ten minutes and a run longer: people log in anew for each operation.
pub async fn log_in(server: &Server, who: Who) -> anyhow::Result<Person> {
    let (email, password) = match who {
        Who::Recruiter => RECRUITER,
        Who::Candidate => CANDIDATE,
    };
    Person::log_in(server, email, password).await
}

/// The Django project below `gunicorn`. Killed when dropped.
pub struct Peer {
    child: Child,
    pub base: String,
}

/// What each worker does at once, so that connections are kept alive: gunicorn's plain workers
/// would close one after each answer.
const THREADS: usize = 4;

impl Peer {
    async fn start(home: &Path, workers: usize, stage: &Stage) -> anyhow::Result<Peer> {
        let program = home.join("bin/gunicorn");
        ensure!(
            program.is_file(),
            "{} is missing: deploy/scripts/fetch-django-peer.sh",
            program.display()
        );
        // Free a moment ago, and nobody else on this machine is asked for it.
        let port = std::net::TcpListener::bind("127.0.0.1:0")?
            .local_addr()?
            .port();
        let mut child = Command::new(program)
            .args(["peer.wsgi", "--preload", "--worker-class", "gthread"])
            .args(["--workers", &workers.to_string()])
            .args(["--threads", &THREADS.to_string()])
            .args(["--keep-alive", "75", "--log-level", "warning"])
            .args(["--bind", &format!("127.0.0.1:{port}")])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("PYTHONPATH", concat!(env!("CARGO_MANIFEST_DIR"), "/api"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("DJANGO_SETTINGS_MODULE", "peer.settings")
            .env("SECRET_KEY", &stage.secret)
            .env("DATABASE_URL", &stage.database)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let base = format!("http://127.0.0.1:{port}");
        let client = client()?;
        let deadline = Instant::now() + Duration::from_secs(60);
        // Who is not logged in is refused: then it answers.
        while client
            .get(format!("{base}/api/auth/me/"))
            .send()
            .await
            .map_or(0, |answer| answer.status().as_u16())
            != 401
        {
            if let Some(status) = child.try_wait()? {
                bail!("the Django project ended with {status}");
            }
            ensure!(
                Instant::now() < deadline,
                "the Django project does not answer"
            );
            sleep(Duration::from_millis(100)).await;
        }
        Ok(Peer { child, base })
    }

    pub fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the Django project has ended")
    }
}
