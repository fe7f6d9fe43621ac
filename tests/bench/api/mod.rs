//! Lists and details of a million videos, with everybody logged in: the server, and beside it
//! a small Django project that answers the same from the same tables. Both run all the time and
//! are asked in turns, so that what else happens on the machine happens to both.

mod depth;
mod drive;
mod operations;
mod psql;
mod ranks;
mod row;
mod same;
mod stage;
mod statements;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde_json::Value;
use system::Server;

use drive::{Load, Seen};
use operations::Operation;
use row::Row;
use stage::{Peer, Size, Stage, Who, log_in};

use crate::report;

#[derive(Args)]
pub struct Options {
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1_000..))]
    videos: u64,
    /// As many as videos when not said.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1_000..))]
    candidates: Option<u64>,
    /// The share of candidates who are open to every company; the companies see few when it is 0.
    #[arg(long, default_value_t = 0.6)]
    open: f64,
    /// How long each server is measured at a time, in seconds.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// How often they take turns in an operation.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    turns: u32,
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Processes of the Django project; as many as processors when not said.
    #[arg(long)]
    workers: Option<usize>,
    /// Where the rows are written, as JSON.
    #[arg(long, default_value = "target/bench/api.json")]
    out: PathBuf,
    /// Where Django is installed.
    #[arg(long, default_value = ".cache/django-peer")]
    django: PathBuf,
    /// Leaves the comparison out, or the depths.
    #[arg(long, value_enum)]
    only: Option<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    Compared,
    Depth,
}

/// The names in the rows.
const SERVER: &str = "jobgate";
const PEER: &str = "django";
/// Rows a page, where a request does not say.
const PAGE: u64 = 20;
const WARM_UP: Duration = Duration::from_secs(1);

pub async fn run(options: Options) -> anyhow::Result<()> {
    let size = Size {
        videos: options.videos,
        candidates: options.candidates.unwrap_or(options.videos),
        open: options.open,
    };
    let stage = Stage::build(&size).await?;
    let mut rows = Vec::new();
    if options.only != Some(Part::Depth) {
        compare(&options, &stage, &mut rows).await?;
        report::write(&options.out, &rows)?;
    }
    if options.only != Some(Part::Compared) {
        let window = Duration::from_secs(options.seconds.div_ceil(2));
        let deep = depth::measure(&stage, window, options.videos).await?;
        row::print_depth_head();
        deep.iter().for_each(row::print_depth);
        rows.extend(deep);
        report::write(&options.out, &rows)?;
    }
    eprintln!("▸ {} rows in {}", rows.len(), options.out.display());
    Ok(())
}

async fn compare(options: &Options, stage: &Stage, rows: &mut Vec<Row>) -> anyhow::Result<()> {
    let processors = std::thread::available_parallelism()?.get();
    let workers = options.workers.unwrap_or(processors);
    let server = stage.server().await?;
    let peer = stage.peer(&options.django, workers).await?;
    let candidate = log_in(&server, Who::Candidate).await?;
    let operations = operations::all(&stage.database, &candidate).await?;
    row::print_compared_head();
    for operation in &operations {
        let turns = Turns {
            options,
            stage,
            server: &server,
            peer: &peer,
            operation,
        };
        let (ours, peers) = turns.take().await.with_context(|| operation.name)?;
        let row = |name, seen: &Seen| {
            Row::of(
                name,
                operation.name,
                seen,
                options.connections,
                options.videos,
            )
        };
        let (ours, peers) = (row(SERVER, &ours), row(PEER, &peers));
        row::print_compared(&ours, &peers);
        rows.extend([ours, peers]);
    }
    server.stop().await
}

/// One operation, asked of both in turns.
struct Turns<'a> {
    options: &'a Options,
    stage: &'a Stage,
    server: &'a Server,
    peer: &'a Peer,
    operation: &'a Operation,
}

impl Turns<'_> {
    async fn take(&self) -> anyhow::Result<(Seen, Seen)> {
        let person = log_in(self.server, self.operation.who).await?;
        let token = person.token();
        self.ensure_same(token).await?;
        let (mut ours, mut peers) = (Seen::default(), Seen::default());
        for _ in 0..self.options.turns {
            let (server, peer) = (self.server, self.peer);
            let own = self.load(server.pid()?, &server.base, &self.operation.ours, token);
            ours.add(own.drive().await?);
            let other = self.load(peer.pid()?, &peer.base, &self.operation.peers, token);
            peers.add(other.drive().await?);
        }
        Ok((ours, peers))
    }

    fn load<'b>(
        &'b self,
        pid: u32,
        base: &'b str,
        paths: &'b [String],
        token: &'b str,
    ) -> Load<'b> {
        Load {
            stage: self.stage,
            pid,
            base,
            token,
            paths,
            connections: self.options.connections,
            warm_up: WARM_UP,
            window: Duration::from_secs(self.options.seconds),
        }
    }

    /// Both answer the same, page by page, before anything is measured.
    async fn ensure_same(&self, token: &str) -> anyhow::Result<()> {
        let client = system::people::client()?;
        let ask = async |base: &str, path: &str| -> anyhow::Result<Value> {
            let answer = client
                .get(format!("{base}{path}"))
                .bearer_auth(token)
                .send();
            let answer = answer.await?.error_for_status()?;
            Ok(answer.json().await?)
        };
        for (ours, peers) in self.operation.ours.iter().zip(&self.operation.peers) {
            let own = ask(&self.server.base, ours).await?;
            let other = ask(&self.peer.base, peers).await?;
            same::ensure_same(&own, &other).with_context(|| ours.clone())?;
        }
        Ok(())
    }
}
