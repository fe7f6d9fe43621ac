//! A row of the table. `docs/benchmarks.md` explains each column to its reader.

use std::collections::BTreeMap;

use serde::Serialize;

/// Shares are 0–1. What a mode does not have is null.
#[derive(Debug, Serialize)]
pub struct Row {
    pub server: &'static str,
    pub mode: &'static str,
    pub codec: &'static str,
    pub publishers: u32,
    /// The server's user and system time over the measured window, for a second of one
    /// publisher's media.
    pub cpu_ms_per_media_s: f64,
    /// The same by kind of thread.
    pub cpu_ms_by_thread: BTreeMap<String, f64>,
    /// From `stop` until all takes can be played, for a second of recorded media: the server's
    /// own time, and that of the programs which make its recordings playable.
    pub finish_cpu_ms_per_media_s: Option<f64>,
    pub peak_rss_mb: f64,
    pub threads: usize,
    /// From opening the live socket to a connected transport.
    pub join_ms_p50: Option<f64>,
    pub join_ms_p99: Option<f64>,
    /// Datagrams that the server's socket dropped, of all packets sent.
    pub loss_ratio: f64,
    /// Packets whose frames are in the masters, of those sent while they were recorded.
    pub packets_recorded_ratio: Option<f64>,
    /// Pictures that a decoder gets out of the masters, of those sent.
    pub frames_decodable_ratio: Option<f64>,
    /// Guidance with exactly one face, of that due at one a second.
    pub looks_done_ratio: Option<f64>,
    /// From the first picture of a fault to the first message whose score shows it.
    pub guidance_delay_s_p50: Option<f64>,
    pub guidance_delay_s_p95: Option<f64>,
    /// Faults that the two columns before are made of, and those that no message showed.
    pub faults_shown: usize,
    pub faults_missed: usize,
    /// From `stop` to a master that can be fetched by its link.
    pub ready_s_p95: Option<f64>,
    /// How late the generator itself was at worst: more than some tens of milliseconds say
    /// that this machine had too much to do for the row to mean anything.
    pub generator_delay_ms_max: f64,
    pub seconds: u64,
}

pub fn print_head() {
    println!(
        "| server | mode | codec | publishers | CPU ms/s | finish ms/s | peak MB | threads | join p50/p99 ms | loss | \
         recorded | decodable | looks | delay p50/p95 s | ready p95 s |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
    );
}

impl Row {
    pub fn print(&self) {
        println!(
            "| {} | {} | {} | {} | {:.1} | {} | {:.1} | {} | {} / {} | {:.4} | {} | {} | {} | {} / {} | {} |",
            self.server,
            self.mode,
            self.codec,
            self.publishers,
            self.cpu_ms_per_media_s,
            shown(self.finish_cpu_ms_per_media_s, 1),
            self.peak_rss_mb,
            self.threads,
            shown(self.join_ms_p50, 0),
            shown(self.join_ms_p99, 0),
            self.loss_ratio,
            shown(self.packets_recorded_ratio, 4),
            shown(self.frames_decodable_ratio, 4),
            shown(self.looks_done_ratio, 3),
            shown(self.guidance_delay_s_p50, 2),
            shown(self.guidance_delay_s_p95, 2),
            shown(self.ready_s_p95, 2),
        );
    }
}

fn shown(value: Option<f64>, digits: usize) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.digits$}"))
}
