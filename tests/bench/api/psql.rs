//! SQL by `psql`, which comes with the server that the bench runs on.

use std::process::Stdio;

use anyhow::{Context, ensure};
use tokio::process::Command;

fn command(url: &str) -> Command {
    let mut command = Command::new("psql");
    command
        .args(["-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1"])
        .args(["-d", url])
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Runs a script of [`super::stage`] with its variables.
pub async fn script(url: &str, text: &str, variables: &[(&str, String)]) -> anyhow::Result<()> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(&file, text)?;
    let mut command = command(url);
    for (name, value) in variables {
        command.arg("-v").arg(format!("{name}={value}"));
    }
    let ran = command.arg("-f").arg(file.path()).output().await?;
    let said = String::from_utf8_lossy(&ran.stderr);
    ensure!(ran.status.success(), "{}: {said}", first_line(text));
    Ok(())
}

/// The rows of one statement, as texts.
pub async fn rows(url: &str, sql: &str) -> anyhow::Result<Vec<Vec<String>>> {
    let ran = command(url).args(["-c", sql]).output().await?;
    let said = String::from_utf8_lossy(&ran.stderr);
    ensure!(ran.status.success(), "{sql}: {said}");
    let text = String::from_utf8(ran.stdout)?;
    let row = |line: &str| line.split('\t').map(str::to_owned).collect();
    Ok(text.lines().map(row).collect())
}

pub async fn value(url: &str, sql: &str) -> anyhow::Result<String> {
    let first = rows(url, sql).await?.into_iter().flatten().next();
    first.with_context(|| format!("{sql}: no row"))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
