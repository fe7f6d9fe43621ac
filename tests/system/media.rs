//! What a file shows, judged from outside by ffprobe.

use std::path::Path;

use anyhow::{Context, bail};
use serde_json::Value;
use tokio::process::Command;

/// `ffprobe -show_format -show_streams` as JSON.
pub async fn probe(file: &Path) -> anyhow::Result<Value> {
    ffprobe(&["-show_format", "-show_streams", &file.display().to_string()]).await
}

/// The stream of this kind (`video` or `audio`).
pub fn stream<'a>(probe: &'a Value, kind: &str) -> anyhow::Result<&'a Value> {
    probe["streams"]
        .as_array()
        .and_then(|streams| streams.iter().find(|stream| stream["codec_type"] == kind))
        .with_context(|| format!("no {kind} in {probe}"))
}

/// Seconds of the container.
pub fn duration(probe: &Value) -> anyhow::Result<f64> {
    number(&probe["format"]["duration"])
}

/// Decodes everything; fails where a decoder complains.
pub async fn decode(file: &Path) -> anyhow::Result<()> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-xerror", "-nostdin", "-i"])
        .arg(file)
        .args(["-f", "null", "-"])
        .output()
        .await?;
    if !output.status.success() || !output.stderr.is_empty() {
        bail!(
            "{}: {}",
            file.display(),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

/// When the picture turns white, in seconds.
pub async fn flashes(file: &Path) -> anyhow::Result<Vec<f64>> {
    let graph = format!("movie={},scale=32:18,signalstats", file.display());
    let frames = frames(&graph, "lavfi.signalstats.YAVG").await?;
    // Black is 16 and white 235 in limited range.
    Ok(onsets(&frames, |level| level > 120.0))
}

/// When the sound sets in, in seconds.
pub async fn beeps(file: &Path) -> anyhow::Result<Vec<f64>> {
    let graph = format!(
        "amovie={},aresample=48000,asetnsamples=n=240,astats=metadata=1:reset=1",
        file.display()
    );
    let frames = frames(&graph, "lavfi.astats.Overall.RMS_level").await?;
    // The beep stands 20 dB and more above what a codec makes of silence.
    Ok(onsets(&frames, |decibels| decibels > -35.0))
}

/// How much later the beeps come than the flashes they belong to, in milliseconds: the
/// worst of all pairs, with its sign.
pub async fn worst_offset_ms(file: &Path) -> anyhow::Result<f64> {
    let (flashes, beeps) = (flashes(file).await?, beeps(file).await?);
    let mut worst: f64 = 0.0;
    let mut pairs = 0;
    for flash in &flashes {
        let nearest = beeps
            .iter()
            .map(|beep| beep - flash)
            .min_by(|a, b| a.abs().total_cmp(&b.abs()))
            .context("no beep at all")?;
        // Half a second away is no partner: the take may begin or end between the two.
        if nearest.abs() < 0.5 {
            pairs += 1;
            if nearest.abs() > worst.abs() {
                worst = nearest;
            }
        }
    }
    if pairs < 3 {
        bail!("only {pairs} flashes with a beep: {flashes:?} {beeps:?}");
    }
    Ok(worst * 1000.0)
}

fn onsets(frames: &[(f64, f64)], is_on: impl Fn(f64) -> bool) -> Vec<f64> {
    frames
        .windows(2)
        .filter(|pair| !is_on(pair[0].1) && is_on(pair[1].1))
        .map(|pair| pair[1].0)
        .collect()
}

/// Time and measure of every frame of a filter graph.
async fn frames(graph: &str, tag: &str) -> anyhow::Result<Vec<(f64, f64)>> {
    let entries = format!("frame=pts_time:frame_tags={tag}");
    let json = ffprobe(&["-f", "lavfi", graph, "-show_entries", &entries]).await?;
    let frames = json["frames"].as_array().context("no frames")?;
    frames
        .iter()
        .filter(|frame| frame["tags"][tag] != "-inf")
        .map(|frame| Ok((number(&frame["pts_time"])?, number(&frame["tags"][tag])?)))
        .collect()
}

async fn ffprobe(arguments: &[&str]) -> anyhow::Result<Value> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json"])
        .args(arguments)
        .output()
        .await?;
    if !output.status.success() {
        bail!("ffprobe: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn number(value: &Value) -> anyhow::Result<f64> {
    let text = value
        .as_str()
        .with_context(|| format!("no number: {value}"))?;
    Ok(text.parse()?)
}
