//! A row of `target/bench/api.json`. `docs/benchmarks.md` explains each column to its reader.

use serde::Serialize;

use super::drive::Seen;
use crate::statistics::{quantile, rounded};

#[derive(Debug, Serialize)]
pub struct Row {
    pub server: &'static str,
    pub operation: String,
    /// User and system time of the server's processes, PostgreSQL's not counted.
    pub cpu_ms_per_request: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub requests_per_s: f64,
    /// The same time of all of PostgreSQL's processes.
    pub postgres_cpu_ms_per_request: f64,
    pub requests: usize,
    pub connections: usize,
    pub videos: u64,
    /// Rows of depth alone: PostgreSQL's own time for the statement that reads the page, and
    /// for the one that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_ms_p50: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_ms_p99: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count_ms_p50: Option<f64>,
}

impl Row {
    pub fn of(
        server: &'static str,
        operation: &str,
        seen: &Seen,
        connections: usize,
        videos: u64,
    ) -> Row {
        let requests = seen.latencies_ms.len();
        let each = |total: f64| rounded(total / requests as f64);
        let latency = |share| quantile(&seen.latencies_ms, share).map_or(0.0, rounded);
        Row {
            server,
            operation: operation.to_owned(),
            cpu_ms_per_request: each(seen.server_cpu.as_secs_f64() * 1000.0),
            p50_ms: latency(0.5),
            p99_ms: latency(0.99),
            requests_per_s: rounded(requests as f64 / seen.elapsed.as_secs_f64()),
            postgres_cpu_ms_per_request: each(seen.postgres_cpu.as_secs_f64() * 1000.0),
            requests,
            connections,
            videos,
            page_ms_p50: None,
            page_ms_p99: None,
            count_ms_p50: None,
        }
    }
}

/// How many times less CPU the server needs than the Django project, and what PostgreSQL
/// needs for either.
pub fn print_compared(ours: &Row, peers: &Row) {
    println!(
        "| {} | {:.2} / {:.2} | {:.1} | {:.1} / {:.1} | {:.1} / {:.1} | {:.0} / {:.0} | {:.2} / {:.2} |",
        ours.operation,
        ours.cpu_ms_per_request,
        peers.cpu_ms_per_request,
        peers.cpu_ms_per_request / ours.cpu_ms_per_request,
        ours.p50_ms,
        peers.p50_ms,
        ours.p99_ms,
        peers.p99_ms,
        ours.requests_per_s,
        peers.requests_per_s,
        ours.postgres_cpu_ms_per_request,
        peers.postgres_cpu_ms_per_request,
    );
}

pub fn print_compared_head() {
    println!(
        "| operation | CPU ms | × less | p50 ms | p99 ms | requests/s | PostgreSQL CPU ms |\n\
         |---|---|---|---|---|---|---|"
    );
}

pub fn print_depth_head() {
    println!("\n| operation | page p50/p99 ms | count ms | answer p50/p99 ms |\n|---|---|---|---|");
}

pub fn print_depth(row: &Row) {
    println!(
        "| {} | {} / {} | {} | {:.1} / {:.1} |",
        row.operation,
        shown(row.page_ms_p50),
        shown(row.page_ms_p99),
        shown(row.count_ms_p50),
        row.p50_ms,
        row.p99_ms,
    );
}

fn shown(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.2}"))
}
