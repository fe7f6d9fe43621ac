//! Judges a film by the code that judges live: a line of JSON a second.
//! `cargo run -p analysis --example film -- MODELS_DIR FILE`

use std::path::PathBuf;
use std::sync::Arc;

use analysis::Models;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [models, file] = &arguments[..] else {
        return Err("usage: film MODELS_DIR FILE".into());
    };
    let models = Arc::new(Models::load(models)?);
    for sample in analysis::film(&models, file).await? {
        println!("{}", serde_json::to_string(&sample)?);
    }
    Ok(())
}
