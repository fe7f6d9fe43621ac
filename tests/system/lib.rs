//! The real server, started as people start it, and what tests need to talk to it.
//!
//! Every test has a database and a data folder of its own, and the server it starts
//! is gone when the test ends, whatever happens.

pub mod database;
pub mod live;
pub mod media;
pub mod people;
pub mod server;
pub mod stage;

pub use database::Database;
pub use server::Server;
