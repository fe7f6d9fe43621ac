//! `jobgate`: one binary, wired here.
//!
//! Invariant: no rules live in this crate. It reads the configuration, connects the
//! rooms by adapters, starts them and stops them in order.

mod adapters;
mod certificate;
mod cli;
mod config;
mod hosts;
mod lifecycle;
mod live;
mod media_process;
mod metrics;
mod private_postgres;
mod secrets;
mod serve;
mod sweep;
mod telemetry;
mod turn;
mod web;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    if let Some(child) = arguments.media_process() {
        return match media_process::run(child) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("✗ {error:#}");
                ExitCode::FAILURE
            }
        };
    }
    // rustls has no built-in choice of cryptography: ring, for the whole process.
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        eprintln!("✗ another TLS provider was installed first");
        return ExitCode::FAILURE;
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("✗ no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli::run(arguments)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}
