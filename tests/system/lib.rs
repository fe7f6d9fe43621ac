//! The real server, started as people start it, and what tests need to talk to it.
//!
//! Every test has a database and a data folder of its own, and the server it starts
//! is gone when the test ends, whatever happens.

pub mod database;
pub mod live;
pub mod mail;
pub mod media;
pub mod people;
pub mod process;
pub mod server;
pub mod soak;
pub mod stage;

pub use database::Database;
pub use server::Server;

/// What `make test` fetched or made before the tests: `models`, `media`.
pub fn kept(name: &str) -> std::path::PathBuf {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join(".cache").join(name)
}
