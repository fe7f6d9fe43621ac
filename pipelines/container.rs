//! Is a file whole? Read from its outermost structure, without a demuxer.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::{Container, PipelineError};

/// Whether the end of the file was written: it has its duration and its index.
///
/// # Errors
/// [`PipelineError::Io`].
pub(crate) fn is_complete(file: &Path, container: Container) -> Result<bool, PipelineError> {
    match container {
        Container::Mp4 => {
            let boxes = top_level_boxes(file)?;
            let Some(boxes) = boxes else { return Ok(false) };
            let has = |kind: &[u8; 4]| boxes.iter().any(|b| b == kind);
            // mp4mux writes the `mfra` index at the end of the stream and only then.
            Ok(has(b"moov") && (!has(b"moof") || boxes.last().is_some_and(|b| b == b"mfra")))
        }
        Container::Webm => webm_segment_is_sized(file).map_err(PipelineError::io(file)),
    }
}

/// Whether a player can start before it has the whole file.
///
/// # Errors
/// [`PipelineError::Io`].
pub(crate) fn is_fast_start(file: &Path) -> Result<bool, PipelineError> {
    let boxes = top_level_boxes(file)?.unwrap_or_default();
    let at = |kind: &[u8; 4]| boxes.iter().position(|b| b == kind);
    Ok(matches!((at(b"moov"), at(b"mdat")), (Some(moov), Some(mdat)) if moov < mdat))
}

/// Kinds of the outermost boxes (ISO/IEC 14496-12, 4.2), or `None` when they
/// do not end where the file ends.
fn top_level_boxes(path: &Path) -> Result<Option<Vec<[u8; 4]>>, PipelineError> {
    let io = |e| PipelineError::io(path)(e);
    let mut file = File::open(path).map_err(io)?;
    let length = file.metadata().map_err(io)?.len();
    let mut boxes = Vec::new();
    let mut at = 0;
    while at < length {
        if length - at < 8 {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(at)).map_err(io)?;
        let mut header = [0; 8];
        file.read_exact(&mut header).map_err(io)?;
        let [a, b, c, d, kind @ ..] = header;
        let size = match u32::from_be_bytes([a, b, c, d]) {
            0 => length - at, // to the end of the file
            1 if length - at >= 16 => {
                let mut large = [0; 8];
                file.read_exact(&mut large).map_err(io)?;
                u64::from_be_bytes(large)
            }
            1 => return Ok(None),
            size => u64::from(size),
        };
        if size < 8 || size > length - at {
            return Ok(None);
        }
        boxes.push(kind);
        at += size;
    }
    Ok(Some(boxes))
}

/// The muxer leaves the segment's size unknown (all ones, RFC 8794, 6.2) until
/// the end of the stream, after duration and cues.
fn webm_segment_is_sized(path: &Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(4096).read_to_end(&mut head)?;
    let length = std::fs::metadata(path)?.len();
    let sized = || {
        let (header_size, at) = ebml_size(head.strip_prefix(&[0x1a, 0x45, 0xdf, 0xa3])?, 4)?;
        let segment = at.checked_add(usize::try_from(header_size?).ok()?)?;
        let rest = head
            .get(segment..)?
            .strip_prefix(&[0x18, 0x53, 0x80, 0x67])?;
        let (segment_size, body) = ebml_size(rest, segment + 4)?;
        Some(u64::try_from(body).ok()?.checked_add(segment_size?)? <= length)
    };
    Ok(sized().unwrap_or(false))
}

/// An EBML size (`None`: unknown) and the position behind it.
fn ebml_size(bytes: &[u8], at: usize) -> Option<(Option<u64>, usize)> {
    let first = *bytes.first()?;
    let width = first.leading_zeros() as usize + 1;
    let digits = bytes.get(..width).filter(|_| width <= 8)?;
    let mask = 0xff_u64 >> width;
    let value = digits[1..]
        .iter()
        .fold(u64::from(first) & mask, |v, b| v << 8 | u64::from(*b));
    let unknown = (1_u64 << (7 * width)) - 1;
    Some(((value != unknown).then_some(value), at + width))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, bytes).unwrap();
        (folder, file)
    }

    fn boxes(kinds: &[&[u8; 4]]) -> Vec<u8> {
        let mut out = Vec::new();
        for kind in kinds {
            out.extend(12_u32.to_be_bytes());
            out.extend(*kind);
            out.extend([0; 4]);
        }
        out
    }

    #[test]
    fn a_fragmented_file_is_complete_with_its_index() {
        let open = boxes(&[b"ftyp", b"moov", b"moof", b"mdat"]);
        let (_f, file) = written(&open);
        assert!(!is_complete(&file, Container::Mp4).unwrap());
        let (_f, file) = written(&boxes(&[b"ftyp", b"moov", b"moof", b"mdat", b"mfra"]));
        assert!(is_complete(&file, Container::Mp4).unwrap());
        let (_f, file) = written(&open[..open.len() - 1]);
        assert!(!is_complete(&file, Container::Mp4).unwrap());
    }

    #[test]
    fn a_plain_file_is_fast_only_with_its_header_first() {
        let (_f, file) = written(&boxes(&[b"ftyp", b"moov", b"mdat"]));
        assert!(is_complete(&file, Container::Mp4).unwrap());
        assert!(is_fast_start(&file).unwrap());
        let (_f, file) = written(&boxes(&[b"ftyp", b"mdat", b"moov"]));
        assert!(!is_fast_start(&file).unwrap());
    }

    #[test]
    fn odd_bytes_are_incomplete_and_nothing_worse() {
        for bytes in [
            &b""[..],
            b"short",
            b"hello, I am a text file",
            &[0; 64],
            &[0xff; 64],
        ] {
            let (_f, file) = written(bytes);
            assert!(!is_complete(&file, Container::Mp4).unwrap());
            assert!(!is_complete(&file, Container::Webm).unwrap());
            assert!(!is_fast_start(&file).unwrap());
        }
    }
}
