//! Log lines on standard error, for people or as JSON.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::Log;

/// Our own crates, as targets of log lines.
const OURS: &[&str] = &["jobgate", "platform", "studio", "sfu", "pipelines"];

pub fn init(log: &Log) {
    let filter =
        EnvFilter::try_new(directives(&log.filter)).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    if log.json {
        lines.json().init();
    } else {
        lines.with_target(false).init();
    }
}

/// A bare level is meant for us: the media libraries tell each state of each peer at
/// `info`, and packets that come before their keys at `warn`.
fn directives(filter: &str) -> String {
    if filter.contains(['=', ',']) {
        return filter.to_owned();
    }
    let ours = OURS.iter().map(|target| format!("{target}={filter}"));
    std::iter::once("error".to_owned())
        .chain(ours)
        .collect::<Vec<_>>()
        .join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_level_is_for_our_own_crates() {
        assert!(directives("debug").starts_with("error,jobgate=debug,platform=debug"));
        assert_eq!(directives("warn,studio=trace"), "warn,studio=trace");
    }
}
