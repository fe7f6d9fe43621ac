//! Whether the server holds more and more: joins and leaves, then rooms for an hour.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Args;
use serde::Serialize;
use system::process::Held;
use system::soak::{Slack, Soak, grown};

use crate::report;

/// Some go before it is looked at for the first time: pools and caches fill.
const WARM_UP: f64 = 0.1;
const TAKE_MS: i32 = 60_000;
/// One or two may be under way.
const SLACK: Slack = Slack {
    memory: 0.05,
    others: 2,
};

#[derive(Args)]
pub struct Options {
    /// People at once.
    #[arg(long, default_value_t = 20)]
    rooms: usize,
    /// Visits of a moment each, of all of them together.
    #[arg(long, default_value_t = 1000)]
    visits: usize,
    /// How long all record one take of a minute after the other.
    #[arg(long, default_value_t = 3600)]
    seconds: u64,
    /// Where the models of the analysis lie.
    #[arg(long, default_value = ".cache/models")]
    models: PathBuf,
    #[arg(long, default_value = "target/bench/soak.json")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Row {
    /// `visits` or `rooms`.
    what: &'static str,
    /// `before` or `after`, at rest both times.
    when: &'static str,
    /// Visits or takes since the row before.
    times: usize,
    rss_mb: f64,
    descriptors: usize,
    threads: usize,
    processes: usize,
}

struct Log(Vec<Row>);

impl Log {
    fn note(&mut self, what: &'static str, when: &'static str, times: usize, held: &Held) {
        println!("{what} {when}: {held}");
        self.0.push(Row {
            what,
            when,
            times,
            rss_mb: (held.rss_mb * 10.0).round() / 10.0,
            descriptors: held.descriptors,
            threads: held.threads,
            processes: held.processes,
        });
    }
}

pub async fn run(options: Options) -> anyhow::Result<()> {
    let models = (options.models.canonicalize())
        .with_context(|| format!("{}: run make setup-test", options.models.display()))?;
    let soak = Soak::begin(options.rooms, TAKE_MS, &models).await?;
    let mut log = Log(Vec::new());
    let part = |whole: f64| (whole * WARM_UP).ceil();

    let first = part(options.visits as f64) as usize;
    soak.come_and_go(first).await?;
    let before = soak.at_rest().await?;
    log.note("visits", "before", first, &before);
    let rest = options.visits - first;
    soak.come_and_go(rest).await?;
    let after = soak.at_rest().await?;
    log.note("visits", "after", rest, &after);
    let mut found = grown(&before, &after, &SLACK);

    let first = part(options.seconds as f64) as u64;
    let takes = soak.record(Duration::from_secs(first)).await?;
    let before = soak.at_rest().await?;
    log.note("rooms", "before", takes, &before);
    let rest = Duration::from_secs(options.seconds - first);
    let takes = soak.record(rest).await?;
    let after = soak.at_rest().await?;
    log.note("rooms", "after", takes, &after);
    found.extend(grown(&before, &after, &SLACK));

    soak.end().await?;
    report::write(&options.out, &log.0)?;
    ensure!(found.is_empty(), "more than before: {}", found.join("; "));
    Ok(())
}
