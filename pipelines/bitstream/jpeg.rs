//! The size in a JPEG's start-of-frame segment (ITU-T T.81, B.2.2).

/// Width and height in pixels.
pub(crate) fn size(file: &[u8]) -> Option<(u32, u32)> {
    let mut rest = file.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let &[0xff, marker, high, low, ..] = rest else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        // C0–CF are frames, but for C4 (Huffman), C8 (reserved), CC (arithmetic).
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let frame = rest.get(5..9)?;
            let pair = |i| u32::from(u16::from_be_bytes([frame[i], frame[i + 1]]));
            return Some((pair(2), pair(0)));
        }
        rest = rest.get(2 + length.max(2)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_segment_is_found_behind_others() {
        let file = [
            0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 90, 0, 160, 1,
        ];
        assert_eq!(size(&file), Some((160, 90)));
        assert_eq!(size(&file[..12]), None);
        assert_eq!(size(b"not a picture"), None);
    }
}
