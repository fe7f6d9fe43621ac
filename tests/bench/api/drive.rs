//! Load in a closed loop: so many connections, each with one request at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use reqwest::Client;
use system::people::client;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::stage::Stage;
use system::process;

/// Whom to ask, for what, and in how long.
pub struct Load<'a> {
    pub stage: &'a Stage,
    /// The server's first process.
    pub pid: u32,
    pub base: &'a str,
    pub token: &'a str,
    /// Asked for one after the other, by each connection from another one on.
    pub paths: &'a [String],
    pub connections: usize,
    pub warm_up: Duration,
    pub window: Duration,
}

/// What was seen in a window, or in several.
#[derive(Default)]
pub struct Seen {
    /// One an answer.
    pub latencies_ms: Vec<f64>,
    pub elapsed: Duration,
    /// Of the server's processes.
    pub server_cpu: Duration,
    pub postgres_cpu: Duration,
}

impl Seen {
    pub fn add(&mut self, other: Seen) {
        self.latencies_ms.extend(other.latencies_ms);
        self.elapsed += other.elapsed;
        self.server_cpu += other.server_cpu;
        self.postgres_cpu += other.postgres_cpu;
    }
}

const WARM_UP: u8 = 0;
const WINDOW: u8 = 1;
const OVER: u8 = 2;

impl Load<'_> {
    pub async fn drive(&self) -> anyhow::Result<Seen> {
        let phase = Arc::new(AtomicU8::new(WARM_UP));
        let mut callers = JoinSet::new();
        for number in 0..self.connections {
            let urls = self.paths.iter().map(|path| format!("{}{path}", self.base));
            let mut urls: Vec<String> = urls.collect();
            let from = number * urls.len() / self.connections;
            urls.rotate_left(from);
            callers.spawn(call(client()?, urls, self.token.to_owned(), phase.clone()));
        }
        sleep(self.warm_up).await;
        let before = (process::tree_cpu(self.pid)?, self.stage.postgres_cpu()?);
        let started = Instant::now();
        phase.store(WINDOW, Ordering::Relaxed);
        sleep(self.window).await;
        phase.store(OVER, Ordering::Relaxed);
        let elapsed = started.elapsed();
        let after = (process::tree_cpu(self.pid)?, self.stage.postgres_cpu()?);
        let mut seen = Seen {
            latencies_ms: Vec::new(),
            elapsed,
            server_cpu: after.0 - before.0,
            postgres_cpu: after.1 - before.1,
        };
        while let Some(answered) = callers.join_next().await {
            seen.latencies_ms.extend(answered??);
        }
        ensure!(
            !seen.latencies_ms.is_empty(),
            "no answer in {:?}",
            self.window
        );
        Ok(seen)
    }
}

/// One connection. Keeps the times of the answers to what was asked in the window.
async fn call(
    client: Client,
    urls: Vec<String>,
    token: String,
    phase: Arc<AtomicU8>,
) -> anyhow::Result<Vec<f64>> {
    let mut latencies_ms = Vec::new();
    for url in urls.iter().cycle() {
        let now = phase.load(Ordering::Relaxed);
        if now == OVER {
            break;
        }
        let started = Instant::now();
        let answer = client.get(url).bearer_auth(&token).send().await;
        let answer = answer.with_context(|| url.clone())?;
        let status = answer.status();
        answer.bytes().await?;
        ensure!(status == 200, "{url}: {status}");
        if now == WINDOW {
            latencies_ms.push(started.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Ok(latencies_ms)
}
