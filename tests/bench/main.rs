//! `bench`: what the server costs and how quick it is, in figures. `make bench` runs it;
//! `docs/benchmarks.md` says what was found and what each column means.
//!
//! Nothing here passes or fails: machines differ, figures are compared within one run.

mod media;
mod process;
mod statistics;

use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Candidates who stream, record and are coached, over real WebRTC.
    Media(media::Options),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Args::parse().what {
        What::Media(options) => media::run(options).await,
    }
}
