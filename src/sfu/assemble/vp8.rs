//! VP8 from RTP (RFC 7741) to frames.

use bytes::{BufMut, BytesMut};

use super::picture::{Broken, LARGEST_FRAME, Unit};

/// One frame under way.
#[derive(Debug, Default)]
pub(crate) struct Vp8 {
    frame: BytesMut,
    discardable: bool,
}

/// A payload behind its descriptor.
struct Piece<'a> {
    /// The frame begins here: start of partition 0.
    begins: bool,
    /// The N bit, or a temporal layer above the base.
    ///
    /// What has TID 0 depends on TID 0 alone. Neither does a layer above leave entropy
    /// contexts behind in the decoder: WebRTC's encoder switches libvpx's error resilience
    /// on with temporal layers (`VPX_ERROR_RESILIENT_DEFAULT`).
    discardable: bool,
    data: &'a [u8],
}

fn read(payload: &[u8]) -> Option<Piece<'_>> {
    let (first, mut rest) = payload.split_first()?;
    let mut discardable = first & 0x20 != 0;
    if first & 0x80 != 0 {
        let (extension, tail) = rest.split_first()?;
        rest = tail;
        // I: picture id, of two bytes if its first bit is set.
        if extension & 0x80 != 0 {
            let long = rest.first()? & 0x80 != 0;
            rest = rest.get(if long { 2 } else { 1 }..)?;
        }
        // L: TL0PICIDX.
        if extension & 0x40 != 0 {
            rest = rest.get(1..)?;
        }
        // T or K: TID, Y, KEYIDX.
        if extension & 0x30 != 0 {
            let layer = rest.first()? >> 6;
            discardable |= extension & 0x20 != 0 && layer > 0;
            rest = rest.get(1..)?;
        }
    }
    Some(Piece {
        begins: first & 0x10 != 0 && first & 0x07 == 0,
        discardable,
        data: rest,
    })
}

impl Vp8 {
    pub(crate) fn surely_begins(payload: &[u8]) -> bool {
        read(payload).is_some_and(|piece| piece.begins)
    }

    pub(crate) fn push(&mut self, payload: &[u8]) -> Result<(), Broken> {
        let piece = read(payload).ok_or(Broken)?;
        if piece.begins != self.frame.is_empty()
            || self.frame.len() + piece.data.len() > LARGEST_FRAME
        {
            return Err(Broken);
        }
        if piece.begins {
            self.discardable = piece.discardable;
        }
        self.frame.put_slice(piece.data);
        Ok(())
    }

    pub(crate) fn finish(&mut self) -> Result<Option<Unit>, Broken> {
        let bytes = self.frame.split().freeze();
        // RFC 6386, section 9.1: a frame tag of 3 bytes, whose lowest bit is clear on key
        // frames, which go on with a start code and the size.
        let key = match bytes.first() {
            None => return Ok(None),
            Some(tag) => tag & 1 == 0,
        };
        let complete = match bytes.get(3..10) {
            Some(start) => !key || start.starts_with(&[0x9D, 0x01, 0x2A]),
            None => !key && bytes.len() >= 3,
        };
        if complete {
            Ok(Some(Unit {
                bytes,
                key,
                discardable: self.discardable && !key,
            }))
        } else {
            Err(Broken)
        }
    }

    pub(crate) fn reset(&mut self) {
        self.frame.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rtc::rtp::codec::vp8::Vp8Payloader;
    use rtc::rtp::packetizer::Payloader;

    const KEY: &[u8] = &[0x10, 2, 0, 0x9D, 1, 0x2A, 0x40, 1, 0xB4, 0, 7, 7];
    const DELTA: &[u8] = &[0x11, 2, 0, 5];

    fn frame(payloads: &[&[u8]]) -> Result<Option<Unit>, Broken> {
        let mut vp8 = Vp8::default();
        for payload in payloads {
            vp8.push(payload)?;
        }
        vp8.finish()
    }

    #[test]
    fn every_form_of_the_descriptor_is_skipped() {
        for descriptor in [
            &[0x10][..],
            &[0x90, 0x00],
            &[0x90, 0x80, 0x11],
            &[0x90, 0x80, 0x91, 0x22],
            &[0x90, 0xC0, 0x91, 0x22, 5],
            &[0x90, 0xE0, 0x91, 0x22, 5, 0x40],
            &[0x90, 0xF0, 0x11, 5, 0x40],
            &[0x90, 0x10, 0x40],
        ] {
            let payload = [descriptor, KEY].concat();
            assert!(Vp8::surely_begins(&payload));
            let unit = frame(&[&payload]).unwrap().unwrap();
            assert_eq!((unit.bytes, unit.key), (KEY.into(), true), "{descriptor:?}");
        }
    }

    #[test]
    fn a_frame_needs_its_beginning() {
        let (first, second) = (
            [&[0x10][..], &KEY[..6]].concat(),
            [&[0x00][..], &KEY[6..]].concat(),
        );
        assert_eq!(frame(&[&first, &second]).unwrap().unwrap().bytes, KEY);
        assert_eq!(frame(&[&second]), Err(Broken));
        assert_eq!(frame(&[&first, &first]), Err(Broken));
        assert!(!Vp8::surely_begins(&second));
    }

    #[test]
    fn the_start_of_a_later_partition_is_not_the_start_of_a_frame() {
        assert!(!Vp8::surely_begins(&[0x11, 1, 2, 3]));
    }

    #[test]
    fn a_delta_frame_is_no_key_frame() {
        let unit = frame(&[&[&[0x10][..], DELTA].concat()]).unwrap().unwrap();
        assert!(!unit.key);
    }

    #[test]
    fn what_lies_above_the_base_layer_may_be_left_out() {
        let cases = [
            (&[0x10][..], false),
            (&[0x30], true),                             // N
            (&[0x90, 0xE0, 0x91, 0x22, 5, 0x00], false), // TID 0
            (&[0x90, 0xE0, 0x91, 0x22, 5, 0x40], true),  // TID 1
            (&[0x90, 0xE0, 0x91, 0x22, 5, 0xA0], true),  // TID 2, layer sync
            (&[0x90, 0x10, 0x40], false),                // K alone: no TID
        ];
        for (descriptor, discardable) in cases {
            let unit = frame(&[&[descriptor, DELTA].concat()]).unwrap().unwrap();
            assert_eq!(unit.discardable, discardable, "{descriptor:?}");
            let key = frame(&[&[descriptor, KEY].concat()]).unwrap().unwrap();
            assert!(!key.discardable, "{descriptor:?}");
        }
    }

    #[test]
    fn a_key_frame_without_its_start_code_is_broken() {
        assert_eq!(
            frame(&[&[0x10, 0x10, 2, 0, 1, 2, 3, 4, 5, 6, 7]]),
            Err(Broken)
        );
        assert_eq!(frame(&[&[0x10, 0x10, 2]]), Err(Broken));
    }

    proptest! {
        #[test]
        fn what_the_librarys_payloader_splits_comes_together_again(size in 0usize..6000, mtu in 20usize..1300) {
            let mut whole = KEY.to_vec();
            whole.extend((0..size).map(|n| n as u8));
            let payloads = Vp8Payloader::default().payload(mtu, &whole.clone().into()).unwrap();
            let payloads: Vec<&[u8]> = payloads.iter().map(|p| &p[..]).collect();
            prop_assert_eq!(frame(&payloads).unwrap().unwrap().bytes, whole);
        }

        #[test]
        fn no_garbage_panics(payload in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = frame(&[&payload]);
        }
    }
}
