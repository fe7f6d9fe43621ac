use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Part;
use crate::bitstream::h264;
use crate::child::Child;
use crate::probe::{Probe, VideoStream, probe};
use crate::{PipelineError, container};

const FILE: &str = "presentation.mp4";
/// A jump lands on a key frame: one at least every three seconds.
const KEY_EVERY_S: &str = "expr:gte(t,n_forced*3)";
/// How far the copy's length may be from the master's: AAC frames are 21 ms,
/// and a master's last picture may be stretched.
const TOLERANCE_MS: u64 = 500;

/// How the picture came into the presentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Picture {
    /// The master's own bytes.
    Copied,
    /// Encoded again.
    Converted,
}

/// H.264 and AAC-LC in MP4, header first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presentation {
    /// `presentation.mp4`
    pub file_name: String,
    /// Size of the file.
    pub bytes: u64,
    /// Milliseconds.
    pub duration_ms: u64,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Copied or converted.
    pub picture: Picture,
}

pub(super) async fn make(
    master: &Path,
    source: &Probe,
    out: &Path,
    limit: Duration,
) -> Result<Presentation, PipelineError> {
    let video = source
        .video
        .as_ref()
        .ok_or_else(|| PipelineError::Unreadable {
            file: master.to_owned(),
            detail: "no picture".into(),
        })?;
    let picture = if video.codec == "h264" && parameters_never_change(master, limit).await? {
        Picture::Copied
    } else {
        Picture::Converted
    };
    let part = Part::of(out, FILE);
    let child = Child::ffmpeg(limit)
        .in_background()
        .input(master)
        .args(["-map", "0:v:0", "-map", "0:a:0?"]);
    match picture {
        Picture::Copied => copy(child),
        Picture::Converted => convert(child, video),
    }
    // Sound: holes filled, start at zero, so that it stays in step with the picture.
    .args(["-af", "aresample=async=1:first_pts=0"])
    .args([
        "-c:a",
        "aac",
        "-profile:a",
        "aac_low",
        "-b:a",
        "128k",
        "-ar",
        "48000",
    ])
    // Nothing of the master's header is worth showing to a stranger.
    .args(["-map_metadata", "-1", "-map_chapters", "-1"])
    .args(["-movflags", "+faststart", "-f", "mp4"])
    .output(part.path())
    .run()
    .await
    .map_err(|e| e.about(master))?;

    let made = check(part.path(), source).await?;
    let (width, height) = made.video.as_ref().map_or((0, 0), |v| (v.width, v.height));
    Ok(Presentation {
        file_name: FILE.to_owned(),
        bytes: part.publish().await?,
        duration_ms: made.duration_ms.unwrap_or(0),
        width,
        height,
        picture,
    })
}

/// The slices stay byte for byte. The parameter sets, which are all the same,
/// move from the stream into the header: the plain `avc1` every player knows.
fn copy(child: Child) -> Child {
    child
        .args(["-c:v", "copy", "-tag:v", "avc1"])
        .args(["-bsf:v", "filter_units=remove_types=7-8"])
}

/// Fitted into the first size, with borders where the shape changes on the way.
fn convert(child: Child, video: &VideoStream) -> Child {
    // 4:2:0 has no odd sizes.
    let (width, height) = (even(video.width), even(video.height));
    let fit = format!(
        "scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,\
         pad={width}:{height}:(ow-iw)/2:(oh-ih)/2,setsar=1,format=yuv420p"
    );
    child
        .args(["-vf", &fit])
        // The master's own times: no frame is doubled or dropped.
        .args(["-fps_mode", "vfr"])
        .args([
            "-c:v",
            "libx264",
            "-profile:v",
            "main",
            "-preset",
            "veryfast",
        ])
        // 22 is visually the source at a web camera's quality; the cap is
        // twice what a sender may spend on 720p.
        .args(["-crf", "22", "-maxrate", "3M", "-bufsize", "6M"])
        .args(["-force_key_frames", KEY_EVERY_S])
        .args(["-threads", "2"])
}

fn even(pixels: u32) -> u32 {
    (pixels & !1).max(2)
}

/// One SPS and one PPS from beginning to end: neither the size nor anything
/// else about decoding changes.
async fn parameters_never_change(master: &Path, limit: Duration) -> Result<bool, PipelineError> {
    let sets = Child::ffmpeg(limit)
        .in_background()
        .input(master)
        .args(["-map", "0:v:0", "-c", "copy"])
        .args(["-bsf:v", "h264_mp4toannexb,filter_units=pass_types=7-8"])
        .args(["-f", "h264", "pipe:1"])
        .run()
        .await
        .map_err(|e| e.about(master))?;
    Ok(h264::is_single_pair(&h264::distinct_parameter_sets(&sets)))
}

/// Trusts no exit code: the file must be what it is published as.
async fn check(file: &Path, source: &Probe) -> Result<Probe, PipelineError> {
    let made = probe(file).await?;
    let length = made.duration_ms.unwrap_or(0);
    let picture = made.video.as_ref();
    let sound = made.audio.as_ref();
    let wrong = if picture.is_none_or(|v| v.codec != "h264" || !v.first_packet_is_key) {
        Some("the picture is not H.264 from a key frame on".to_owned())
    } else if source.audio.is_some() && sound.is_none_or(|a| a.codec != "aac") {
        Some("the sound is not AAC".to_owned())
    } else if source
        .duration_ms
        .is_some_and(|d| d.abs_diff(length) > TOLERANCE_MS)
    {
        Some(format!("{length} ms instead of {:?}", source.duration_ms))
    } else if !container::is_fast_start(file)? {
        Some("the header is not at the front".to_owned())
    } else {
        None
    };
    match wrong {
        None => Ok(made),
        Some(detail) => Err(PipelineError::Tool {
            tool: "ffmpeg",
            detail,
        }),
    }
}
