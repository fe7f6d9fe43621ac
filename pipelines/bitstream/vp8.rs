//! RFC 6386, section 9.1: the uncompressed data chunk.

const START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];

/// Width and height of a key frame; `None` for any other frame.
pub(crate) fn key_size(frame: &[u8]) -> Option<(u32, u32)> {
    let header = frame.get(..10)?;
    if header[0] & 1 != 0 || header[3..6] != START_CODE {
        return None;
    }
    // 14 bits of size below 2 bits of scaling, which nobody applies.
    let size = |i: usize| u32::from(u16::from_le_bytes([header[i], header[i + 1]]) & 0x3fff);
    let (width, height) = (size(6), size(8));
    // webmmux refuses less than 16 pixels.
    (width >= 16 && height >= 16).then_some((width, height))
}

/// A frame tag is 3 bytes; a key frame's header 10.
pub(crate) fn well_formed(frame: &[u8]) -> bool {
    match frame.first() {
        Some(tag) if tag & 1 == 0 => key_size(frame).is_some(),
        Some(_) => frame.len() > 3,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_frame_tells_its_size() {
        let frame = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x00, 0x45, 0xd0, 0x02, 0];
        assert_eq!(key_size(&frame), Some((1280, 720)));
        assert!(well_formed(&frame));
    }

    #[test]
    fn anything_else_does_not() {
        assert_eq!(key_size(&[]), None);
        assert_eq!(key_size(&[0x11; 20]), None);
        assert_eq!(key_size(&[0x10; 20]), None);
        assert!(!well_formed(&[0x10; 20]));
        assert!(!well_formed(&[0x11, 0, 0]));
    }
}
