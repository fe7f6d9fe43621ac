#!/bin/sh
# Compiles one of our crates with clippy's lints, warnings as errors: lints and code in one go.
# `cargo clippy` checks every dependency once more than a build compiles it, a third of the time.
# Cargo calls this (RUSTC_WORKSPACE_WRAPPER) with rustc's path and its arguments.
exec clippy-driver "$@" -D warnings
