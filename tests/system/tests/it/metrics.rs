//! What operators see of a take, and what they must not.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Context;
use load::{Clip, Codec, Play};
use system::server::{eventually, run};
use system::stage::Stage;

/// Series with labels begin with their first event, and these have none here.
const UNEVENTFUL: &[&str] = &[
    "jobgate_rooms_refused_total",
    "jobgate_take_gaps_total",
    "jobgate_take_gap_seconds",
];

/// The number behind a series.
fn value(text: &str, series: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.starts_with(series))?;
    line[series.len()..].trim().parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_take_is_counted_and_nobody_is_named() {
    let listen = ("JOBGATE_METRICS_LISTEN", "127.0.0.1:0".to_owned());
    let stage = Stage::coached_with(4000, &[listen]).await.unwrap();
    let address = eventually(Duration::from_secs(10), "the metrics' address", || async {
        let log = stage.server.log();
        let line = log.lines().find(|line| line.contains("metrics"));
        let address = line.and_then(|line| line.split("address=").nth(1));
        Ok(address.map(|rest| rest.trim().to_owned()))
    })
    .await
    .unwrap();
    let scrape = || async {
        let answer = reqwest::get(format!("http://{address}/metrics")).await?;
        Ok::<_, anyhow::Error>(answer.error_for_status()?.text().await?)
    };
    assert_eq!(value(&scrape().await.unwrap(), "jobgate_rooms "), Some(0.0));

    let clip = Clip::flash_and_beep(Codec::H264, 16).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    take.start().await.unwrap();
    let during = scrape().await.unwrap();
    assert_eq!(value(&during, "jobgate_rooms "), Some(1.0));
    assert_eq!(value(&during, "jobgate_media_peers "), Some(1.0));
    take.sealed().await.unwrap();
    let after = eventually(Duration::from_secs(10), "a counted take", || async {
        let text = scrape().await?;
        let sealed = value(&text, "jobgate_takes_total{outcome=\"sealed\"} ");
        Ok((sealed == Some(1.0)).then_some(text))
    })
    .await
    .unwrap();

    let number = |series: &str| value(&after, series).with_context(|| format!("{series}\n{after}"));
    // Four seconds of sound in packets of 20 ms, and what came before the first key frame.
    let packets = number("jobgate_take_packets_received_total{kind=\"audio\"} ").unwrap();
    assert!((195.0..=350.0).contains(&packets), "{packets} packets");
    assert_eq!(
        number("jobgate_take_packets_lost_total{kind=\"video\"} ").unwrap(),
        0.0
    );
    for kind in ["audio", "video"] {
        let counted = format!("jobgate_take_jitter_seconds_count{{kind=\"{kind}\"}} ");
        assert_eq!(number(&counted).unwrap(), 1.0);
    }
    assert_eq!(number("jobgate_seal_seconds_count ").unwrap(), 1.0);
    let seconds = number("jobgate_recorded_seconds_sum ").unwrap();
    assert!((seconds - 4.0).abs() < 0.3, "{seconds} s");
    let (due, done) = (
        number("jobgate_looks_due_total "),
        number("jobgate_looks_done_total "),
    );
    let (due, done) = (due.unwrap(), done.unwrap());
    assert!(done >= 2.0 && due >= done, "{done} of {due} looks");
    assert!(number("jobgate_look_seconds_sum ").unwrap() > 0.0);

    // Each has its place in the manual, and nothing is told that has none.
    let table = run(&stage.server.settings, &["metrics"])
        .await
        .unwrap()
        .stdout;
    let listed: BTreeSet<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    let told: BTreeSet<&str> = after
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .filter(|name| name.starts_with("jobgate_"))
        .collect();
    let expected: BTreeSet<&str> = listed
        .iter()
        .copied()
        .filter(|name| !UNEVENTFUL.contains(name))
        .collect();
    assert_eq!(told, expected);
    let person = &stage.candidate.user;
    let names = [
        person["email"].as_str(),
        person["id"].as_str(),
        Some(&take.ticket.take_id),
    ];
    for name in names {
        assert!(!after.contains(name.unwrap()), "{name:?}");
    }
    // The page's own port has none of it.
    let page = reqwest::get(stage.server.url("/metrics")).await.unwrap();
    let page = page.text().await.unwrap();
    assert!(!page.contains("jobgate_rooms"), "{page}");
}
