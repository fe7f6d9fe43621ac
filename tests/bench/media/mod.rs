//! Candidates who stream, record and are coached: a row for each mode, codec and number of
//! publishers, each against a server of its own.

mod attend;
mod faults;
mod janus;
mod master;
mod row;
mod scene;

use std::path::PathBuf;

use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use load::Codec;

use row::Row;
use scene::Clips;

use crate::report;

#[derive(Args)]
pub struct Options {
    /// Publishers at once, a row each.
    #[arg(long, value_delimiter = ',', default_value = "1,5,10,20", value_parser = clap::value_parser!(u32).range(1..))]
    publishers: Vec<u32>,
    /// How long each row is measured, in seconds.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(5..))]
    seconds: u64,
    #[arg(
        long,
        value_delimiter = ',',
        value_enum,
        default_value = "receive,record,record+analysis"
    )]
    modes: Vec<Mode>,
    #[arg(long, value_delimiter = ',', value_enum, default_value = "h264,vp8")]
    codecs: Vec<CodecName>,
    /// Janus has rows of `receive` and `record`.
    #[arg(
        long,
        value_delimiter = ',',
        value_enum,
        default_value = "jobgate,janus"
    )]
    servers: Vec<Peer>,
    /// Where the rows are written, as JSON.
    #[arg(long, default_value = "target/bench/media.json")]
    out: PathBuf,
    /// What the camera and the microphone of the browser tests are made of.
    #[arg(long, default_value = ".cache/media")]
    media: PathBuf,
    /// The models of the analysis.
    #[arg(long, default_value = ".cache/models")]
    models: PathBuf,
}

/// What the server does with a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// Receives it; nobody records.
    #[value(name = "receive")]
    Receive,
    /// Records it; the candidate has not agreed to be analysed.
    #[value(name = "record")]
    Record,
    /// Records it, and looks and listens once a second.
    #[value(name = "record+analysis")]
    Coached,
}

impl Mode {
    fn as_str(self) -> &'static str {
        match self {
            Mode::Receive => "receive",
            Mode::Record => "record",
            Mode::Coached => "record+analysis",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Peer {
    Jobgate,
    Janus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CodecName {
    H264,
    Vp8,
}

impl CodecName {
    fn codec(self) -> Codec {
        match self {
            CodecName::H264 => Codec::H264,
            CodecName::Vp8 => Codec::Vp8,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            CodecName::H264 => "h264",
            CodecName::Vp8 => "vp8",
        }
    }
}

pub async fn run(options: Options) -> anyhow::Result<()> {
    let models = options.models.canonicalize().with_context(|| {
        format!(
            "{}: deploy/scripts/fetch-models.sh",
            options.models.display()
        )
    })?;
    let coached = options.modes.contains(&Mode::Coached);
    let mut rows: Vec<Row> = Vec::new();
    row::print_head();
    for codec in &options.codecs {
        eprintln!("▸ encoding the portrait as {}", codec.as_str());
        let clips = Clips::make(codec.codec(), &options.media, coached).await?;
        for mode in &options.modes {
            for publishers in &options.publishers {
                let scene = scene::Scene {
                    mode: *mode,
                    codec: codec.as_str(),
                    publishers: *publishers,
                    seconds: options.seconds,
                    clips: &clips,
                    models: &models,
                };
                for server in &options.servers {
                    let played = match server {
                        Peer::Jobgate => scene.play().await,
                        Peer::Janus if *mode == Mode::Coached => continue,
                        Peer::Janus => scene.play_to_janus().await,
                    };
                    let row = played.with_context(|| {
                        let (codec, mode) = (codec.as_str(), mode.as_str());
                        format!("{publishers} × {codec} in {mode} to {server:?}")
                    })?;
                    row.print();
                    rows.push(row);
                    report::write(&options.out, &rows)?;
                }
            }
        }
    }
    ensure!(!rows.is_empty(), "nothing was asked for");
    eprintln!("▸ {} rows in {}", rows.len(), options.out.display());
    Ok(())
}
