//! The pipelines of live rooms, in processes of their own: both ends.

use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;

use anyhow::Context;
use clap::Args;
use pipelines::{Host, HostConfig, Program};

use crate::config::{Config, Log};
use crate::telemetry;

/// What a child is told; it reads no settings and knows no secret.
#[derive(Args)]
pub struct MediaProcessArguments {
    #[arg(long, default_value = "info")]
    log: String,
    #[arg(long)]
    log_as_json: bool,
}

/// Starts the children, or everything here when there are to be none.
pub async fn host(config: &Config) -> anyhow::Result<Host> {
    if config.media.processes == 0 {
        return Ok(Host::here()?);
    }
    let mut program = Program::own();
    program
        .arguments
        .extend(["--log".into(), (&config.log.filter).into()]);
    if config.log.json {
        program.arguments.push("--log-as-json".into());
    }
    // Made once, and not again by each child where HOME cannot be written.
    if std::env::var_os("GST_REGISTRY").is_none() {
        let list = std::path::absolute(config.data_dir.join("gstreamer-registry.bin"))?;
        program
            .environment
            .push(("GST_REGISTRY".into(), list.into()));
    }
    let processes = config.media.processes;
    Ok(Host::start(HostConfig { processes, program }).await?)
}

/// The whole life of a child: serves what comes by standard input, which is a socket.
pub fn run(arguments: &MediaProcessArguments) -> anyhow::Result<()> {
    telemetry::init(&Log {
        filter: arguments.log.clone(),
        json: arguments.log_as_json,
    });
    let socket = std::io::stdin().as_fd().try_clone_to_owned()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("no runtime")?;
    let served = runtime.block_on(pipelines::serve(UnixStream::from(socket)));
    // Whatever still runs is of no use to anybody.
    runtime.shutdown_background();
    served.context("the server's words")
}
