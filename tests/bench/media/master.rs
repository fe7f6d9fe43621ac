//! What a master holds, by ffprobe.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use serde_json::Value;
use tokio::process::Command;

/// The masters below a folder of finished recordings.
pub fn find(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_stem().is_some_and(|stem| stem == "master") {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// Frames of a master.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    pub pictures: u64,
    pub sounds: u64,
}

/// Counts what is in the file, without decoding it.
pub async fn count(master: &Path) -> anyhow::Result<Counts> {
    let pictures = ask(master, "v:0", "-count_packets", "nb_read_packets").await?;
    let sounds = ask(master, "a:0", "-count_packets", "nb_read_packets").await?;
    Ok(Counts { pictures, sounds })
}

/// Counts the pictures that a decoder makes of it.
pub async fn decodable(master: &Path) -> anyhow::Result<u64> {
    ask(master, "v:0", "-count_frames", "nb_read_frames").await
}

async fn ask(master: &Path, stream: &str, count: &str, what: &str) -> anyhow::Result<u64> {
    let output = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-select_streams",
            stream,
            count,
            "-show_entries",
        ])
        .arg(format!("stream={what}"))
        .args(["-of", "json"])
        .arg(master)
        .kill_on_drop(true)
        .output()
        .await
        .context("ffprobe cannot be started")?;
    ensure!(
        output.status.success(),
        "ffprobe: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let told: Value = serde_json::from_slice(&output.stdout)?;
    let number = told["streams"][0][what].as_str();
    let number = number.with_context(|| format!("no {what} of {}", master.display()))?;
    Ok(number.parse()?)
}
