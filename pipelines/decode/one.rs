//! One picture, one clip of sound, as somebody sent it.

use std::path::Path;
use std::time::Duration;

use super::{as_pictures, as_sound, ppm, samples, scale};
use crate::child::Child;
use crate::{Fit, PipelineError, RgbPicture, SOUND_RATE, Sound};

/// A photograph of 50 megapixels has 25 MB.
const MOST_IMAGE_BYTES: usize = 32 << 20;
/// 50 megapixels; decoded 150 MB, in the child.
const MOST_PIXELS: &str = "50000000";
/// 120 s of stereo at 48 kHz and 16 bits are 23 MB.
const MOST_SOUND_BYTES: usize = 32 << 20;
const LONGEST_SOUND_S: usize = 120;
/// Somebody waits for the answer.
const LIMIT: Duration = Duration::from_secs(20);

/// Decodes a JPEG, PNG or WebP picture, told apart by content; its time is 0. Of an
/// animation the first picture.
///
/// # Errors
/// [`PipelineError::TooLarge`] above 32 MiB; [`PipelineError::Unreadable`] when it is none of
/// these, damaged, or has more than 50 megapixels; [`PipelineError::TimedOut`] past 20 s;
/// [`PipelineError::Setup`].
pub async fn decode_image(bytes: &[u8], fit: Fit) -> Result<RgbPicture, PipelineError> {
    let about = Path::new("the picture");
    let refused = |detail: &str| unreadable(about, detail);
    if bytes.len() > MOST_IMAGE_BYTES {
        return Err(too_large(about, "larger than 32 MiB"));
    }
    let (format, codec) =
        image_format(bytes).ok_or_else(|| refused("neither JPEG nor PNG nor WebP"))?;
    let child = Child::ffmpeg(LIMIT)
        .args(["-threads", "1", "-codec_whitelist", codec])
        .args(["-max_pixels", MOST_PIXELS])
        .input_bytes(format, bytes)?
        .args(["-frames:v", "1", "-vf", &scale(fit)]);
    let mut running = as_pictures(child).start()?;
    let picture = ppm::next(&mut running, 0).await;
    let finished = running.finish().await;
    match (picture, finished) {
        // Its words say more than that nothing came.
        (Ok(None) | Err(PipelineError::Tool { .. }), Err(e)) | (Err(e), _) => Err(e.about(about)),
        (Ok(Some(picture)), _) => Ok(picture),
        (Ok(None), Ok(())) => Err(refused("there is no picture in it")),
    }
}

/// Decodes a clip of sound (WAV, Ogg, WebM, MP4, MP3), told apart by content; its time is
/// 0. Of a film the sound.
///
/// # Errors
/// [`PipelineError::TooLarge`] above 32 MiB or 120 s; [`PipelineError::Unreadable`] when it is
/// none of these, damaged or without sound; [`PipelineError::TimedOut`] past 20 s;
/// [`PipelineError::Setup`].
pub async fn decode_sound(bytes: &[u8]) -> Result<Sound, PipelineError> {
    let about = Path::new("the sound");
    let refused = |detail: &str| unreadable(about, detail);
    if bytes.len() > MOST_SOUND_BYTES {
        return Err(too_large(about, "larger than 32 MiB"));
    }
    let format =
        sound_format(bytes).ok_or_else(|| refused("neither WAV nor Ogg, WebM, MP4 nor MP3"))?;
    let just_past = (LONGEST_SOUND_S + 1).to_string();
    let child = Child::ffmpeg(LIMIT)
        .args(["-threads", "1", "-t", &just_past])
        .input_bytes(format, bytes)?
        .args(["-map", "0:a:0", "-vn", "-sn", "-dn"]);
    let out = as_sound(child).run().await.map_err(|e| e.about(about))?;
    let samples = samples(&out);
    if samples.is_empty() {
        return Err(refused("there is no sound in it"));
    }
    if samples.len() > LONGEST_SOUND_S * SOUND_RATE as usize {
        return Err(too_large(about, "longer than 120 s"));
    }
    Ok(Sound {
        media_time_us: 0,
        samples,
        invented: 0,
    })
}

/// ffmpeg's demuxer and decoder.
fn image_format(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(("jpeg_pipe", "mjpeg")),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(("png_pipe", "png")),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some(("webp_pipe", "webp")),
        _ => None,
    }
}

/// ffmpeg's demuxer.
fn sound_format(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'A',
            b'V',
            b'E',
            ..,
        ] => Some("wav"),
        [b'O', b'g', b'g', b'S', ..] => Some("ogg"),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some("matroska"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("mov"),
        [b'I', b'D', b'3', ..] => Some("mp3"),
        // MPEG audio frame, layer III (ISO/IEC 11172-3, 2.4.1.3).
        [0xff, second, ..] if second & 0xe6 == 0xe2 => Some("mp3"),
        _ => None,
    }
}

fn unreadable(about: &Path, detail: &str) -> PipelineError {
    PipelineError::Unreadable {
        file: about.to_owned(),
        detail: detail.to_owned(),
    }
}

fn too_large(about: &Path, detail: &'static str) -> PipelineError {
    PipelineError::TooLarge {
        file: about.to_owned(),
        detail,
    }
}
