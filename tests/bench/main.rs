//! `bench`: what the server costs and how quick it is, in figures. `make bench` and
//! `make bench-api` run it; `docs/benchmarks.md` says what was found and what each column means.
//!
//! No figure of speed passes or fails: machines differ, figures are compared within one run. What
//! the server holds must not grow (`make soak`).

mod api;
mod media;
mod report;
mod soak;
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
    /// Whether the server holds more and more; fails when it does.
    Soak(soak::Options),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Args::parse().what {
        What::Media(options) => media::run(options).await,
        What::Api(options) => api::run(options).await,
        What::Soak(options) => soak::run(options).await,
    }
}
