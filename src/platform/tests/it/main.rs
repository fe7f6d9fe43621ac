//! The platform on a real PostgreSQL and a real storage, through its own routes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod accounts;
mod audit;
mod check;
mod cluster;
mod demo;
mod endings;
mod isolation;
mod jobs;
mod live;
mod matrix;
mod media;
mod profiles;
mod quality;
mod quality_checks;
mod register;
mod s3;
mod schema;
mod sessions;
mod shown_quality;
mod takes;
mod throttle;
mod two_step;
mod upload;
mod views;
mod world;
