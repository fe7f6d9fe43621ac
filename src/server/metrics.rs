//! Prometheus metrics on a port of their own, for operators alone: `JOBGATE_METRICS_LISTEN`.
//!
//! Rooms count as things happen (`studio::metrics`); what a room merely *has* is looked up when
//! somebody asks. No label names a person, a take or a room, so that the series stay few.

use std::net::SocketAddr;
use std::sync::Arc;

use analysis::Pool;
use anyhow::Context;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, serve};
use metrics::{Unit, counter, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use studio::Studio;
use studio::metrics as names;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

pub struct Metric {
    pub name: &'static str,
    pub kind: Kind,
    pub unit: Unit,
    /// The label and its values; empty without one.
    pub labels: &'static str,
    pub about: &'static str,
}

const fn metric(
    name: &'static str,
    kind: Kind,
    unit: Unit,
    labels: &'static str,
    about: &'static str,
) -> Metric {
    Metric {
        name,
        kind,
        unit,
        labels,
        about,
    }
}

const ROOMS: &str = "jobgate_rooms";
const PEERS: &str = "jobgate_media_peers";
const UNKNOWN: &str = "jobgate_media_unknown_datagrams_total";
const OVERFLOWED: &str = "jobgate_media_overflowed_datagrams_total";
const UNSENT: &str = "jobgate_media_unsent_datagrams_total";
const LOOKS_DONE: &str = "jobgate_looks_done_total";
const LOOKS_REPLACED: &str = "jobgate_looks_replaced_total";
const LOOKS_DROPPED: &str = "jobgate_looks_dropped_total";
const PACE: &str = "jobgate_look_pace_seconds";
const BUSY: &str = "jobgate_analysis_busy_seconds";

/// Everything that is exported, in the order of the media's way.
pub const METRICS: &[Metric] = &[
    metric(ROOMS, Kind::Gauge, Unit::Count, "", "Live rooms open now."),
    metric(
        names::ROOMS_OPENED,
        Kind::Counter,
        Unit::Count,
        "",
        "Live rooms opened.",
    ),
    metric(
        names::ROOMS_REFUSED,
        Kind::Counter,
        Unit::Count,
        "`reason`: `busy`, `closing`, `disk`, `folder`",
        "Live rooms refused: all are taken, the server stops, the disk is full, or no folder can be made.",
    ),
    metric(
        PEERS,
        Kind::Gauge,
        Unit::Count,
        "",
        "Connections of media at the one port now.",
    ),
    metric(
        UNKNOWN,
        Kind::Counter,
        Unit::Count,
        "",
        "Datagrams that no connection claimed.",
    ),
    metric(
        OVERFLOWED,
        Kind::Counter,
        Unit::Count,
        "",
        "Datagrams dropped because their connection's queue was full.",
    ),
    metric(
        UNSENT,
        Kind::Counter,
        Unit::Count,
        "",
        "Datagrams not sent because the socket was full or refused them.",
    ),
    metric(
        names::TAKES,
        Kind::Counter,
        Unit::Count,
        "`outcome`: `sealed`, `damaged`",
        "Takes closed by their rooms.",
    ),
    metric(
        names::SEAL_SECONDS,
        Kind::Histogram,
        Unit::Seconds,
        "",
        "From the end of a recording to a closed, registered take.",
    ),
    metric(
        names::RECORDED_SECONDS,
        Kind::Histogram,
        Unit::Seconds,
        "",
        "Lengths of closed takes.",
    ),
    metric(
        names::RECORDED_BYTES,
        Kind::Counter,
        Unit::Bytes,
        "",
        "Sizes of closed masters together.",
    ),
    metric(
        names::PACKETS_RECEIVED,
        Kind::Counter,
        Unit::Count,
        "`kind`: `audio`, `video`",
        "Packets that came in time for their take, counted when it is closed.",
    ),
    metric(
        names::PACKETS_LOST,
        Kind::Counter,
        Unit::Count,
        "`kind`: `audio`, `video`",
        "Packets that never came, or too late for their take.",
    ),
    metric(
        names::PACKETS_REQUESTED,
        Kind::Counter,
        Unit::Count,
        "",
        "Packets of takes asked for again (NACK), each as often as it was.",
    ),
    metric(
        names::JITTER_SECONDS,
        Kind::Histogram,
        Unit::Seconds,
        "`kind`: `audio`, `video`",
        "How unevenly packets arrived when their take ended (RFC 3550, section 6.4.1).",
    ),
    metric(
        names::GAPS,
        Kind::Counter,
        Unit::Count,
        "`kind`: `audio`, `video`",
        "Gaps in closed takes.",
    ),
    metric(
        names::GAP_SECONDS,
        Kind::Histogram,
        Unit::Seconds,
        "`kind`: `audio`, `video`",
        "Lengths of those gaps.",
    ),
    metric(
        names::LOOKS_DUE,
        Kind::Counter,
        Unit::Count,
        "",
        "Looks that were asked for.",
    ),
    metric(
        LOOKS_DONE,
        Kind::Counter,
        Unit::Count,
        "",
        "Looks that the analysis finished.",
    ),
    metric(
        LOOKS_REPLACED,
        Kind::Counter,
        Unit::Count,
        "",
        "Looks replaced by a newer one before the analysis began.",
    ),
    metric(
        LOOKS_DROPPED,
        Kind::Counter,
        Unit::Count,
        "",
        "Finished looks that their room had no place for.",
    ),
    metric(
        names::LOOK_WAIT_SECONDS,
        Kind::Histogram,
        Unit::Seconds,
        "",
        "How long a look waited for a thread.",
    ),
    metric(
        names::LOOK_SECONDS,
        Kind::Histogram,
        Unit::Seconds,
        "",
        "How long networks and formulas took for a look.",
    ),
    metric(
        PACE,
        Kind::Gauge,
        Unit::Seconds,
        "",
        "How far looks are apart now: 1, under load 2 or 5.",
    ),
    metric(
        BUSY,
        Kind::Gauge,
        Unit::Seconds,
        "",
        "Time that all threads of the analysis have spent on looks since the start.",
    ),
    metric(
        names::MESSAGES_DROPPED,
        Kind::Counter,
        Unit::Count,
        "",
        "Messages that a client who reads nothing did not get.",
    ),
];

/// Seconds: from a look (some 10 ms) to a take (90 s).
const BUCKETS: &[f64] = &[
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 90.0, 120.0, 300.0,
];

/// The parts of this process that have something to tell.
#[derive(Clone)]
pub struct Watched {
    pub studio: Option<Studio>,
    pub pool: Option<Arc<Pool>>,
}

#[derive(Clone)]
struct Exporter {
    handle: PrometheusHandle,
    watched: Watched,
}

/// Begins to count. Before anything else of the process does, or it counts for nobody.
pub fn install() -> anyhow::Result<PrometheusHandle> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), BUCKETS)?
        .install_recorder()
        .context("metrics cannot be counted")?;
    for metric in METRICS {
        match metric.kind {
            Kind::Counter => {
                metrics::describe_counter!(metric.name, metric.unit, metric.about);
                // Rates need a zero to begin at.
                if metric.labels.is_empty() {
                    counter!(metric.name).absolute(0);
                }
            }
            Kind::Gauge => metrics::describe_gauge!(metric.name, metric.unit, metric.about),
            Kind::Histogram => metrics::describe_histogram!(metric.name, metric.unit, metric.about),
        }
    }
    Ok(handle)
}

/// Answers `GET /metrics` until the process stops.
pub async fn listen(
    address: SocketAddr,
    handle: PrometheusHandle,
    watched: Watched,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on (JOBGATE_METRICS_LISTEN)"))?;
    tracing::info!(address = %listener.local_addr()?, "metrics");
    let upkeep = handle.clone();
    let router = Router::new()
        .route("/metrics", get(scrape))
        .with_state(Exporter { handle, watched });
    tokio::spawn({
        let stop = stop.clone();
        async move {
            // Histograms keep what they were told until somebody sorts it into buckets.
            let mut every = tokio::time::interval(std::time::Duration::from_secs(5));
            while stop.run_until_cancelled(every.tick()).await.is_some() {
                upkeep.run_upkeep();
            }
        }
    });
    tokio::spawn(async move {
        let served = serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
        if let Err(error) = served.await {
            tracing::error!(%error, "metrics are served no more");
        }
    });
    Ok(())
}

async fn scrape(State(exporter): State<Exporter>) -> impl IntoResponse {
    exporter.watched.look_up();
    let text = exporter.handle.render();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}

impl Watched {
    fn look_up(&self) {
        if let Some(studio) = &self.studio {
            let load = studio.load();
            gauge!(ROOMS).set(load.rooms as f64);
            gauge!(PEERS).set(load.port.peers as f64);
            counter!(UNKNOWN).absolute(load.port.unknown_datagrams);
            counter!(OVERFLOWED).absolute(load.port.overflowed_datagrams);
            counter!(UNSENT).absolute(load.port.unsent_datagrams);
        }
        if let Some(pool) = &self.pool {
            let load = pool.load();
            counter!(LOOKS_DONE).absolute(load.looks_done);
            counter!(LOOKS_REPLACED).absolute(load.looks_replaced);
            counter!(LOOKS_DROPPED).absolute(load.results_dropped);
            gauge!(PACE).set(load.every.as_secs_f64());
            gauge!(BUSY).set(load.busy.as_secs_f64());
        }
    }
}

/// The table of `docs/operations.md`.
pub fn markdown() -> String {
    let mut text = String::from("| metric | kind | labels | meaning |\n|---|---|---|---|\n");
    for metric in METRICS {
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        text += &format!(
            "| `{}` | {kind} | {} | {} |\n",
            metric.name, metric.labels, metric.about
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn root(path: &str) -> String {
        let path = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The names that a query may speak of.
    fn exported() -> BTreeSet<String> {
        METRICS
            .iter()
            .flat_map(|metric| match metric.kind {
                Kind::Histogram => ["_bucket", "_sum", "_count"]
                    .iter()
                    .map(|end| format!("{}{end}", metric.name))
                    .collect(),
                _ => vec![metric.name.to_owned()],
            })
            .collect()
    }

    fn asked(value: &serde_json::Value, names: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(fields) => {
                for (key, value) in fields {
                    if let ("expr", Some(query)) = (key.as_str(), value.as_str()) {
                        let word = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
                        let words = query
                            .split(word)
                            .filter(|word| word.starts_with("jobgate_"));
                        names.extend(words.map(str::to_owned));
                    }
                    asked(value, names);
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| asked(item, names)),
            _ => {}
        }
    }

    #[test]
    fn the_dashboard_asks_for_what_is_exported_and_shows_all_of_it() {
        let dashboard: serde_json::Value =
            serde_json::from_str(&root("deploy/grafana/jobgate.json")).unwrap();
        let mut names = BTreeSet::new();
        asked(&dashboard, &mut names);
        let exported = exported();
        let unknown: Vec<_> = names.difference(&exported).collect();
        assert!(unknown.is_empty(), "not exported: {unknown:?}");
        for metric in METRICS {
            assert!(
                names.iter().any(|name| name.starts_with(metric.name)),
                "{} is on no panel",
                metric.name
            );
        }
    }

    #[test]
    fn names_have_base_units_and_the_ends_that_prometheus_asks_for() {
        for metric in METRICS {
            let counts = metric.name.ends_with("_total");
            assert_eq!(counts, metric.kind == Kind::Counter, "{}", metric.name);
            let seconds = metric.name.ends_with("_seconds");
            assert_eq!(seconds, metric.unit == Unit::Seconds, "{}", metric.name);
            assert_eq!(metric.name.contains("_bytes"), metric.unit == Unit::Bytes);
        }
    }

    #[test]
    fn operators_find_each_of_them_in_the_manual() {
        assert!(root("docs/operations.md").contains(&markdown()));
    }
}
