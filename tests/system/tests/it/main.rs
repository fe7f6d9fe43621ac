//! The built server, from outside: settings, life and death, the live protocol, takes.

#![allow(clippy::unwrap_used)]

mod asvs;
mod coaching;
mod command_line;
mod ended_sessions;
mod endings;
mod http;
mod kills;
mod leaks;
mod life;
mod live_protocol;
mod log_in;
mod media_processes;
mod metrics;
mod outages;
mod private_postgres;
mod resumed;
mod takes;
mod withdrawals;
