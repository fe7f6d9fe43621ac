//! `bench`: what the server costs and how quick it is, in figures. `make bench` and
//! `make bench-api` run it; `docs/benchmarks.md` says what was found and what each column means.
//!
//! Nothing here passes or fails: machines differ, figures are compared within one run.

mod api;
mod media;
mod process;
mod report;
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
    /// Lists and details of a million videos, beside a Django project that answers the same.
    Api(api::Options),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Args::parse().what {
        What::Media(options) => media::run(options).await,
        What::Api(options) => api::run(options).await,
    }
}
