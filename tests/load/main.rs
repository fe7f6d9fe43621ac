//! `load`: so many candidates who record at once, against a running server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Parser;
use load::account::Candidate;
use load::live::Live;
use load::{Clip, Codec, Play, WireOptions};
use signaling::{ClientMessage, PROTOCOL, ServerMessage};

/// Publishers that sign up, record a take and leave, all at once.
#[derive(Parser)]
struct Args {
    /// The server.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// How many publishers.
    #[arg(long, default_value_t = 5)]
    publishers: u32,
    /// How long each records, in seconds.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// h264 or vp8.
    #[arg(long, default_value = "h264", value_parser = codec)]
    codec: Codec,
}

fn codec(text: &str) -> Result<Codec, String> {
    match text {
        "h264" => Ok(Codec::H264),
        "vp8" => Ok(Codec::Vp8),
        other => Err(format!("{other} is neither h264 nor vp8")),
    }
}

/// The clip is played in a loop.
const CLIP_SECONDS: u32 = 10;

struct Report {
    join: Duration,
    recorded_ms: u64,
    gaps: usize,
    worst_delay: Duration,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Arc::new(Args::parse());
    let clip = Arc::new(Clip::test_pattern(args.codec, CLIP_SECONDS).await?);
    let mut publishers = Vec::new();
    for number in 0..args.publishers {
        let (args, clip) = (args.clone(), clip.clone());
        publishers.push(tokio::spawn(
            async move { publish(&args, &clip, number).await },
        ));
    }
    let (mut reports, mut failed) = (Vec::new(), 0);
    for (number, publisher) in publishers.into_iter().enumerate() {
        match publisher.await? {
            Ok(report) => reports.push(report),
            Err(error) => {
                failed += 1;
                eprintln!("publisher {number}: {error:#}");
            }
        }
    }
    reports.sort_by_key(|report| report.join);
    println!("{} takes, {failed} failed", reports.len());
    if let (Some(middle), Some(slowest)) = (reports.get(reports.len() / 2), reports.last()) {
        let gaps: usize = reports.iter().map(|report| report.gaps).sum();
        let shortest = reports.iter().map(|report| report.recorded_ms).min();
        let worst = reports.iter().map(|report| report.worst_delay).max();
        println!(
            "joined in {:?} (median), {:?} (slowest)",
            middle.join, slowest.join
        );
        println!(
            "shortest take {} ms, {gaps} gaps",
            shortest.unwrap_or_default()
        );
        println!(
            "worst delay of this generator {:?}",
            worst.unwrap_or_default()
        );
    }
    if failed > 0 {
        bail!("{failed} publishers failed");
    }
    Ok(())
}

async fn publish(args: &Args, clip: &Clip, number: u32) -> anyhow::Result<Report> {
    let email = format!("load-{}-{number}@example.org", std::process::id());
    let candidate = Candidate::sign_up(&args.url, &email).await?;
    let ticket = candidate.ticket("Load").await?;
    let socket = args.url.trim_end_matches('/').replacen("http", "ws", 1) + "/api/live/";
    let begun = Instant::now();
    let join = ClientMessage::Join {
        ticket,
        protocol: PROTOCOL,
        language: Default::default(),
    };
    let mut live = Live::join(&socket, join).await?;
    let mut publisher = live.publish(WireOptions::new(args.codec)).await?;
    let joined = begun.elapsed();

    let mut worst_delay = Duration::ZERO;
    let playing = async {
        loop {
            let played = publisher.play(clip, Play::default()).await?;
            worst_delay = worst_delay.max(played.worst_delay);
        }
    };
    let recording = async {
        let mut flows = [false; 2];
        live.until("both media", |message| {
            if let ServerMessage::Media { audio, video } = message {
                flows = [*audio, *video].map(|state| state == true.into());
            }
            (flows == [true; 2]).then_some(())
        })
        .await?;
        live.say(&ClientMessage::Start).await?;
        live.until("started", |message| {
            matches!(message, ServerMessage::Started { .. }).then_some(())
        })
        .await?;
        let stop = tokio::time::sleep(Duration::from_secs(args.seconds));
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                message = live.hear() => match message? {
                    Some(ServerMessage::Error { message, .. }) => bail!(message),
                    Some(_) => {}
                    None => bail!("the socket was closed while recording"),
                }
            }
        }
        live.say(&ClientMessage::Stop).await?;
        live.until("sealed", |message| match message {
            ServerMessage::Sealed {
                duration_ms, gaps, ..
            } => Some(Ok((*duration_ms, gaps.len()))),
            ServerMessage::Damaged { reason, .. } => Some(Err(reason.clone())),
            _ => None,
        })
        .await?
        .map_err(anyhow::Error::msg)
        .context("the take is damaged")
    };
    let ended: anyhow::Result<(u64, usize)> = tokio::select! {
        // It never comes to an end by itself.
        ended = playing => ended,
        sealed = recording => sealed,
    };
    let (recorded_ms, gaps) = ended?;
    publisher.close().await;
    Ok(Report {
        join: joined,
        recorded_ms,
        gaps,
        worst_delay,
    })
}
