use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Part;
use crate::PipelineError;
use crate::bitstream::jpeg;
use crate::child::Child;

/// Late enough for exposure and focus to have settled.
const POSTER_AT_MS: u64 = 1_000;
const POSTER_WIDEST: u32 = 1_280;
/// ffmpeg's scale for JPEG runs from 2 (best) to 31.
const POSTER_QUALITY: &str = "3";
const TILE_QUALITY: &str = "5";

const TILE_WIDTH: u32 = 160;
const TILE_HEIGHT: u32 = 90;
const TILE_EVERY_MS: u64 = 2_000;
const COLUMNS: u32 = 10;
/// 600 tiles: a sprite of 1600×5400. Longer films get wider steps.
const MOST_TILES: u64 = 600;

/// A picture to show before playing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poster {
    /// `poster.jpg`
    pub file_name: String,
    /// Size of the file.
    pub bytes: u64,
    /// Pixels, at most 1280.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// A sprite: tiles in rows from the top left; tile `i` stands for the time
/// from `i * interval_ms` on. Places past `count` mean nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnails {
    /// `thumbnails.jpg`
    pub file_name: String,
    /// Size of the file.
    pub bytes: u64,
    /// Milliseconds a tile stands for.
    pub interval_ms: u64,
    /// Used tiles.
    pub count: u32,
    /// Tiles in a row.
    pub columns: u32,
    /// Rows.
    pub rows: u32,
    /// Pixels.
    pub tile_width: u32,
    /// Pixels.
    pub tile_height: u32,
}

pub(super) async fn poster(
    film: &Path,
    duration_ms: u64,
    out: &Path,
    limit: Duration,
) -> Result<Poster, PipelineError> {
    let part = Part::of(out, "poster.jpg");
    let scale = format!("scale='min({POSTER_WIDEST},iw)':-2");
    let mut size = None;
    // Near a film's end, or behind a frozen picture, no frame may follow any
    // more; the first frame is always there.
    for at_ms in [POSTER_AT_MS.min(duration_ms / 2), 0] {
        let at = seconds(at_ms);
        Child::ffmpeg(limit)
            .in_background()
            .args(["-ss", &at])
            .input(film)
            .args(["-frames:v", "1", "-vf", &scale, "-q:v", POSTER_QUALITY])
            .args(["-f", "image2", "-update", "1"])
            .output(part.path())
            .run()
            .await?;
        size = jpeg_size(part.path()).await;
        if size.is_some() {
            break;
        }
    }
    let (width, height) = size.ok_or_else(no_picture)?;
    Ok(Poster {
        file_name: "poster.jpg".to_owned(),
        bytes: part.publish().await?,
        width,
        height,
    })
}

pub(super) async fn thumbnails(
    film: &Path,
    duration_ms: u64,
    out: &Path,
    limit: Duration,
) -> Result<Thumbnails, PipelineError> {
    let part = Part::of(out, "thumbnails.jpg");
    let interval_ms = TILE_EVERY_MS * duration_ms.div_ceil(TILE_EVERY_MS * MOST_TILES).max(1);
    let count = u32::try_from(duration_ms.div_ceil(interval_ms).max(1)).unwrap_or(1);
    let columns = count.min(COLUMNS);
    let rows = count.div_ceil(columns);
    // `fps` keeps the frame that is shown in the middle of each interval; the
    // last frame is held long enough for an interval that is not full.
    let hold = interval_ms / 1000;
    let filter = format!(
        "tpad=stop_mode=clone:stop_duration={hold},fps=1000/{interval_ms}:start_time=0,\
         scale={TILE_WIDTH}:{TILE_HEIGHT}:force_original_aspect_ratio=decrease,\
         pad={TILE_WIDTH}:{TILE_HEIGHT}:(ow-iw)/2:(oh-ih)/2,\
         tile={columns}x{rows}"
    );
    Child::ffmpeg(limit)
        .in_background()
        .input(film)
        .args([
            "-an",
            "-vf",
            &filter,
            "-frames:v",
            "1",
            "-q:v",
            TILE_QUALITY,
        ])
        .args(["-f", "image2", "-update", "1"])
        .output(part.path())
        .run()
        .await?;
    let expected = (columns * TILE_WIDTH, rows * TILE_HEIGHT);
    if jpeg_size(part.path()).await != Some(expected) {
        return Err(no_picture());
    }
    Ok(Thumbnails {
        file_name: "thumbnails.jpg".to_owned(),
        bytes: part.publish().await?,
        interval_ms,
        count,
        columns,
        rows,
        tile_width: TILE_WIDTH,
        tile_height: TILE_HEIGHT,
    })
}

async fn jpeg_size(file: &Path) -> Option<(u32, u32)> {
    jpeg::size(&tokio::fs::read(file).await.ok()?)
}

fn no_picture() -> PipelineError {
    PipelineError::Tool {
        tool: "ffmpeg",
        detail: "no picture came out".to_owned(),
    }
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}
