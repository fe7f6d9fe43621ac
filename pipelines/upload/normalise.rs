//! An upload becomes a master in the house's own codecs: H.264 and Opus in MP4.

use std::path::Path;
use std::time::Duration;

use super::inspect::{Walked, walk};
use super::streams::{self, Picture, Streams, Turned};
use super::{CONVERTING_MEMORY_BYTES, InspectError, UploadFault};
use crate::child::{Bounds, Child};
use crate::recover::measure;
use crate::renditions::{Part, limit_for};
use crate::{Container, Facts, Outcome};

/// 1080p lying or standing.
const LONG_EDGE: u32 = 1920;
const SHORT_EDGE: u32 = 1080;
/// A person who speaks gains nothing from more.
const MOST_PICTURES_A_SECOND: f64 = 30.0;
/// Of pictures that are taken over as they are: 60 a second, with rounding.
const MOST_COPIED_A_SECOND: f64 = 61.0;
/// The same for bits: twice what a camera needs for 1080p, and no burden for a phone.
const MOST_COPIED_BITS_A_SECOND: u64 = 10_000_000;
/// A jump decodes from the last key frame on.
const MOST_COPIED_KEYS_APART: Duration = Duration::from_secs(10);
const KEY_EVERY_S: &str = "expr:gte(t,n_forced*3)";
/// How far the master's length may be from the upload's.
const TOLERANCE_MS: u64 = 1_000;
/// More than any master of ten minutes.
const MASTER_BYTES: u64 = 2 << 30;

/// Makes `master.mp4` in `out` and measures it. The picture is copied where players
/// everywhere show it as it is, else converted: turned upright, square pixels, even edges,
/// at most 1080p. Sound becomes Opus. No metadata comes along.
///
/// Costs, in core-seconds a second of film: about 0.05 where the picture is copied, up to 2
/// where 4K is converted. Limit: 2 minutes and 20 times the film's length. Called again, it
/// replaces the file.
///
/// # Errors
/// [`InspectError::Refused`] when no master can be made of it, ever.
pub async fn normalise(file: &Path, out: &Path) -> Result<Facts, InspectError> {
    let streams = streams::read(file).await??;
    let walked = walk(file, &streams).await?;
    let bytes = tokio::fs::metadata(file)
        .await
        .map_or(u64::MAX, |m| m.len());
    let part = Part::of(out, Container::Mp4.file_name());
    let limit = limit_for(walked.duration_ms());
    let child = Child::ffmpeg(limit)
        .in_background()
        .within(Bounds {
            memory_bytes: CONVERTING_MEMORY_BYTES,
            // Of a few threads together.
            cpu: limit * 4,
            file_bytes: MASTER_BYTES,
        })
        .args(["-threads", "2"])
        .foreign_input(file)
        .args([
            "-map".to_owned(),
            format!("0:{}", streams.picture.index),
            "-map".to_owned(),
            format!("0:{}", streams.sound.index),
        ]);
    if fits(&streams.picture, &walked, bytes) {
        copy(child)
    } else {
        convert(child, &streams.picture)
    }
    // Holes filled, start at zero, so that it stays in step with the picture.
    .args(["-af", "aresample=async=1:first_pts=0"])
    .args(["-c:a", "libopus", "-b:a", "128k", "-ar", "48000"])
    .args(["-ac", channels(&streams)])
    // Where and with what a film was made is nobody's business.
    .args(["-map_metadata", "-1", "-map_chapters", "-1"])
    .args(["-movflags", "+faststart", "-f", "mp4"])
    .output(part.path())
    .run()
    .await
    // It was a film when it was inspected; the disk may be full. The caller gives up in time.
    .map_err(InspectError::Failed)?;

    let mut facts = match measure(part.path(), Container::Mp4).await {
        Ok(Outcome::Sealed(facts)) => facts,
        Ok(Outcome::Damaged { .. }) => return Err(UploadFault::Damaged.into()),
        Err(error) => return Err(InspectError::Failed(error)),
    };
    if facts.duration_ms.abs_diff(walked.duration_ms()) > TOLERANCE_MS {
        tracing::warn!(
            made_ms = facts.duration_ms,
            of_ms = walked.duration_ms(),
            "an upload lost some of its length"
        );
        return Err(UploadFault::Damaged.into());
    }
    // Opus begins some milliseconds before what is heard.
    facts.av_offset_ms = facts.av_offset_ms.map(|offset| offset.max(0));
    facts.bytes = part.publish().await.map_err(InspectError::Failed)?;
    Ok(facts)
}

/// Whether every player shows the picture as it is, and jumps about in it quickly.
fn fits(picture: &Picture, walked: &Walked, bytes: u64) -> bool {
    let long = picture.width.max(picture.height);
    let short = picture.width.min(picture.height);
    let bits_a_second = bytes.saturating_mul(8_000) / walked.duration_ms().max(1);
    picture.codec == "h264"
        && matches!(
            picture.profile.as_str(),
            "Constrained Baseline" | "Baseline" | "Main" | "High"
        )
        && picture.pixels == "yuv420p"
        && picture.turned == Turned::No
        && !picture.interlaced
        && (picture.pixel_shape - 1.0).abs() < 0.001
        && long <= LONG_EDGE
        && short <= SHORT_EDGE
        && picture.width.is_multiple_of(2)
        && picture.height.is_multiple_of(2)
        && picture.rate <= MOST_COPIED_A_SECOND
        && bits_a_second <= MOST_COPIED_BITS_A_SECOND
        && walked.keys_apart() <= MOST_COPIED_KEYS_APART
}

/// The slices stay byte for byte. Messages beside them go: cameras write places into those, too.
fn copy(child: Child) -> Child {
    child
        .args(["-c:v", "copy", "-tag:v", "avc1"])
        .args(["-bsf:v", "filter_units=remove_types=6"])
}

fn convert(child: Child, picture: &Picture) -> Child {
    let (width, height) = shown_size(picture);
    let mut filters = Vec::new();
    if picture.interlaced {
        filters.push("yadif".to_owned());
    }
    if picture.rate > MOST_PICTURES_A_SECOND * 1.02 {
        filters.push(format!("fps={MOST_PICTURES_A_SECOND}"));
    }
    filters.push(format!(
        "scale={width}:{height}:flags=bicubic,setsar=1,format=yuv420p"
    ));
    child
        .args(["-vf", &filters.join(",")])
        .args(["-fps_mode", "vfr"])
        .args([
            "-c:v",
            "libx264",
            "-profile:v",
            "main",
            "-preset",
            "veryfast",
        ])
        // As good as the source to look at; the cap is for noise.
        .args(["-crf", "21", "-maxrate", "6M", "-bufsize", "12M"])
        .args(["-force_key_frames", KEY_EVERY_S])
        .args(["-threads", "2"])
}

/// Upright, with square pixels, within 1080p, even.
fn shown_size(picture: &Picture) -> (u32, u32) {
    let coded = (
        f64::from(picture.width) * picture.pixel_shape,
        f64::from(picture.height),
    );
    // ffmpeg turns before our filters see it.
    let (width, height) = match picture.turned {
        Turned::Quarter => (coded.1, coded.0),
        Turned::No | Turned::Half => coded,
    };
    let scale = (f64::from(LONG_EDGE) / width.max(height))
        .min(f64::from(SHORT_EDGE) / width.min(height))
        .min(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 2 and 1920"
    )]
    let even = |pixels: f64| ((pixels * scale / 2.0).round() as u32 * 2).max(2);
    (even(width), even(height))
}

fn channels(streams: &Streams) -> &'static str {
    if streams.sound.channels == 1 {
        "1"
    } else {
        "2"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> Picture {
        Picture {
            index: 0,
            codec: "hevc".into(),
            profile: "Main".into(),
            pixels: "yuv420p".into(),
            width,
            height,
            pixel_shape: 1.0,
            turned: Turned::No,
            interlaced: false,
            rate: 30.0,
        }
    }

    #[test]
    fn any_size_becomes_upright_even_and_at_most_1080p() {
        assert_eq!(shown_size(&picture(3840, 2160)), (1920, 1080));
        assert_eq!(shown_size(&picture(2160, 3840)), (1080, 1920));
        assert_eq!(shown_size(&picture(641, 359)), (642, 360));
        assert_eq!(shown_size(&picture(2000, 2000)), (1080, 1080));
        let phone = Picture {
            turned: Turned::Quarter,
            ..picture(1920, 1080)
        };
        assert_eq!(shown_size(&phone), (1080, 1920));
        let wide_pixels = Picture {
            pixel_shape: 64.0 / 45.0,
            ..picture(720, 576)
        };
        assert_eq!(shown_size(&wide_pixels), (1024, 576));
    }
}
