//! Pictures out of a child process, each with its own size: netpbm's "P6".

use bytes::Bytes;

use crate::PipelineError;
use crate::RgbPicture;
use crate::child::Running;

/// `P6\n320 180\n255\n`; longer for no picture we ask for.
const LONGEST_HEADER: usize = 24;
/// Far more than any size we scale to.
const LARGEST_SIDE: u32 = 16_384;

/// The next picture; `None` at the end of the output.
pub(super) async fn next(
    running: &mut Running,
    media_time_us: i64,
) -> Result<Option<RgbPicture>, PipelineError> {
    let torn = |detail: &str| PipelineError::Tool {
        tool: "ffmpeg",
        detail: detail.to_owned(),
    };
    let mut header = Vec::with_capacity(LONGEST_HEADER);
    let (width, height) = loop {
        if running.read(&mut header, 1).await? == 0 {
            return if header.is_empty() {
                Ok(None)
            } else {
                Err(torn("a picture ends in its header"))
            };
        }
        match size(&header) {
            Some(size) => break size,
            None if header.len() >= LONGEST_HEADER => {
                return Err(torn("a picture without a header"));
            }
            None => {}
        }
    };
    let count = 3 * width as usize * height as usize;
    let mut rgb = Vec::with_capacity(count);
    if running.read_whole(&mut rgb, count).await? < count {
        return Err(torn("a picture ends too early"));
    }
    Ok(Some(RgbPicture {
        media_time_us,
        width,
        height,
        rgb: Bytes::from(rgb),
    }))
}

/// Of a whole header.
fn size(header: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(header).ok()?;
    let (size, depth) = text.strip_prefix("P6\n")?.split_once('\n')?;
    if depth != "255\n" {
        return None;
    }
    let (width, height) = size.split_once(' ')?;
    let side = |text: &str| text.parse().ok().filter(|n| (1..=LARGEST_SIDE).contains(n));
    Some((side(width)?, side(height)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_when_it_is_whole() {
        let header = b"P6\n320 180\n255\n";
        assert_eq!(size(header), Some((320, 180)));
        for cut in 0..header.len() {
            assert_eq!(size(&header[..cut]), None);
        }
        for wrong in [
            "P5\n320 180\n255\n",
            "P6\n320 180\n65535\n",
            "P6\n0 180\n255\n",
        ] {
            assert_eq!(size(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
