//! H.264 from RTP (RFC 6184, packetization-mode 1) to AVC access units.
//!
//! Written here and not taken from the library, whose depacketiser reads past the end of
//! a malformed STAP-A, does not notice a fragment whose beginning is missing, and refuses
//! NAL units of two bytes.

use bytes::{BufMut, Bytes, BytesMut};

use super::picture::{Broken, LARGEST_FRAME, Unit};

const IDR: u8 = 5;
const SPS: u8 = 7;
const PPS: u8 = 8;
const DELIMITER: u8 = 9;
const FILLER: u8 = 12;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;
const FU_START: u8 = 0x80;
const FU_END: u8 = 0x40;
const NAL_REF_IDC: u8 = 0x60;
const LENGTH_BYTES: usize = 4;
/// Real ones have 10 to 60 bytes. They are put before every key frame that comes without:
/// with large ones a sender would get megabytes written for each packet of three bytes.
pub(crate) const LARGEST_PARAMETER_SET: usize = 4096;

fn nal_type(header: u8) -> u8 {
    header & 0x1F
}

/// One access unit under way.
#[derive(Debug, Default)]
pub(crate) struct H264 {
    unit: BytesMut,
    /// Where the length of the NAL unit that arrives in fragments has to be written.
    fragment: Option<usize>,
    seen: Seen,
    /// The newest parameter sets, for a sender that puts them before the key frame
    /// instead of into it.
    sps: Bytes,
    pps: Bytes,
}

#[derive(Debug, Default, Clone, Copy)]
struct Seen {
    slice: bool,
    /// A slice that others may refer to: `nal_ref_idc` is not 0 (ITU-T H.264, 7.4.1).
    reference: bool,
    idr: bool,
    sps: bool,
    pps: bool,
}

impl H264 {
    /// True if an access unit cannot have begun before this packet: parameter sets and
    /// the delimiter come first (ITU-T H.264, 7.4.1.2.3).
    pub(crate) fn surely_begins(payload: &[u8]) -> bool {
        let first = match payload {
            [stap, _, _, header, ..] if nal_type(*stap) == STAP_A => *header,
            [header, ..] => *header,
            [] => return false,
        };
        matches!(nal_type(first), SPS | DELIMITER)
    }

    pub(crate) fn push(&mut self, payload: &[u8]) -> Result<(), Broken> {
        if self.unit.len() + payload.len() > LARGEST_FRAME {
            return Err(Broken);
        }
        let header = *payload.first().ok_or(Broken)?;
        match nal_type(header) {
            1..=23 => self.whole(payload),
            STAP_A => self.aggregate(&payload[1..]),
            FU_A => self.fragment(header, &payload[1..]),
            // STAP-B, MTAP, FU-B belong to packetization-mode 2.
            _ => Err(Broken),
        }
    }

    /// Ends the access unit. `None` if it shows nothing (parameter sets alone).
    pub(crate) fn finish(&mut self) -> Result<Option<Unit>, Broken> {
        let torn = self.fragment.take().is_some();
        let seen = std::mem::take(&mut self.seen);
        let unit = self.unit.split();
        if torn {
            return Err(Broken);
        }
        if !seen.slice {
            return Ok(None);
        }
        let bytes = match (seen.idr, seen.sps && seen.pps) {
            (true, false) => self.with_parameter_sets(&unit)?,
            _ => unit.freeze(),
        };
        Ok(Some(Unit {
            bytes,
            key: seen.idr,
            discardable: !seen.reference,
        }))
    }

    pub(crate) fn reset(&mut self) {
        self.unit.clear();
        self.fragment = None;
        self.seen = Seen::default();
    }

    fn whole(&mut self, nal: &[u8]) -> Result<(), Broken> {
        if self.fragment.is_some() {
            return Err(Broken);
        }
        if matches!(nal_type(nal[0]), DELIMITER | FILLER) {
            return Ok(());
        }
        self.unit.put_u32(nal.len() as u32);
        self.unit.put_slice(nal);
        self.note(self.unit.len() - nal.len())
    }

    fn aggregate(&mut self, mut rest: &[u8]) -> Result<(), Broken> {
        while let [high, low, tail @ ..] = rest {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let nal = tail.get(..length).ok_or(Broken)?;
            if !nal.is_empty() {
                self.whole(nal)?;
            }
            rest = &tail[length..];
        }
        if rest.is_empty() { Ok(()) } else { Err(Broken) }
    }

    fn fragment(&mut self, indicator: u8, rest: &[u8]) -> Result<(), Broken> {
        let [header, data @ ..] = rest else {
            return Err(Broken);
        };
        if header & FU_START != 0 {
            if self.fragment.is_some() {
                return Err(Broken);
            }
            self.fragment = Some(self.unit.len());
            self.unit.put_u32(0);
            self.unit.put_u8((indicator & 0xE0) | nal_type(*header));
        }
        let at = self.fragment.ok_or(Broken)?;
        self.unit.put_slice(data);
        if header & FU_END != 0 {
            let nal = at + LENGTH_BYTES;
            let length = (self.unit.len() - nal) as u32;
            self.unit[at..nal].copy_from_slice(&length.to_be_bytes());
            self.fragment = None;
            self.note(nal)?;
        }
        Ok(())
    }

    /// Takes note of the NAL unit that begins at `at` and ends the buffer.
    fn note(&mut self, at: usize) -> Result<(), Broken> {
        let nal = &self.unit[at..];
        match nal_type(nal[0]) {
            SPS => {
                self.seen.sps = true;
                remember(&mut self.sps, nal)?;
            }
            PPS => {
                self.seen.pps = true;
                remember(&mut self.pps, nal)?;
            }
            1..=IDR => {
                self.seen.slice = true;
                self.seen.reference |= nal[0] & NAL_REF_IDC != 0;
                self.seen.idr |= nal_type(nal[0]) == IDR;
            }
            _ => {}
        }
        Ok(())
    }

    fn with_parameter_sets(&self, unit: &[u8]) -> Result<Bytes, Broken> {
        if self.sps.is_empty() || self.pps.is_empty() {
            return Err(Broken);
        }
        let mut whole = BytesMut::with_capacity(
            unit.len() + self.sps.len() + self.pps.len() + 2 * LENGTH_BYTES,
        );
        for set in [&self.sps, &self.pps] {
            whole.put_u32(set.len() as u32);
            whole.put_slice(set);
        }
        whole.put_slice(unit);
        Ok(whole.freeze())
    }
}

fn remember(known: &mut Bytes, nal: &[u8]) -> Result<(), Broken> {
    if nal.len() > LARGEST_PARAMETER_SET {
        return Err(Broken);
    }
    if known != nal {
        *known = Bytes::copy_from_slice(nal);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rtc::rtp::codec::h264::H264Payloader;
    use rtc::rtp::packetizer::Payloader;

    const SPS_NAL: &[u8] = &[0x67, 0x42, 0xE0, 0x1F, 0xA6];
    const PPS_NAL: &[u8] = &[0x68, 0xCE, 0x3C, 0x80];
    const IDR_NAL: &[u8] = &[0x65, 1, 2, 3, 4];
    const SLICE_NAL: &[u8] = &[0x41, 9, 8, 7];

    fn avc(nals: &[&[u8]]) -> Vec<u8> {
        let mut unit = Vec::new();
        for nal in nals {
            unit.extend((nal.len() as u32).to_be_bytes());
            unit.extend_from_slice(nal);
        }
        unit
    }

    fn stap(nals: &[&[u8]]) -> Vec<u8> {
        let mut payload = vec![0x78];
        for nal in nals {
            payload.extend((nal.len() as u16).to_be_bytes());
            payload.extend_from_slice(nal);
        }
        payload
    }

    #[test]
    fn no_sender_gets_a_large_parameter_set_written_before_each_key_frame() {
        let large = [SPS_NAL, &[1; LARGEST_PARAMETER_SET][..]].concat();
        assert!(unit(&[&large, PPS_NAL, IDR_NAL]).is_err());
        let (first, last) = large[1..].split_at(2000);
        let pieces = [
            [&[0x7C, 0x80 | SPS][..], first].concat(),
            [&[0x7C, 0x40 | SPS][..], last].concat(),
        ];
        assert!(unit(&[&pieces[0], &pieces[1], PPS_NAL, IDR_NAL]).is_err());
        let largest = &large[..LARGEST_PARAMETER_SET];
        assert!(unit(&[largest, PPS_NAL, IDR_NAL]).unwrap().is_some());
    }

    fn unit(payloads: &[&[u8]]) -> Result<Option<Unit>, Broken> {
        let mut h264 = H264::default();
        for payload in payloads {
            h264.push(payload)?;
        }
        h264.finish()
    }

    #[test]
    fn a_key_frame_has_its_parameter_sets_in_band() {
        let unit = unit(&[&stap(&[SPS_NAL, PPS_NAL]), IDR_NAL])
            .unwrap()
            .unwrap();
        assert!(unit.key);
        assert_eq!(unit.bytes, avc(&[SPS_NAL, PPS_NAL, IDR_NAL]));
    }

    #[test]
    fn parameter_sets_that_came_before_are_put_into_the_key_frame() {
        let mut h264 = H264::default();
        h264.push(SPS_NAL).unwrap();
        h264.push(PPS_NAL).unwrap();
        assert_eq!(h264.finish().unwrap(), None);
        h264.push(IDR_NAL).unwrap();
        let unit = h264.finish().unwrap().unwrap();
        assert_eq!(unit.bytes, avc(&[SPS_NAL, PPS_NAL, IDR_NAL]));
    }

    #[test]
    fn what_nothing_refers_to_may_be_left_out() {
        let discardable = |nals: &[&[u8]]| unit(nals).unwrap().unwrap().discardable;
        assert!(discardable(&[&[0x01, 9, 8, 7]]));
        assert!(!discardable(&[SLICE_NAL]));
        assert!(!discardable(&[&[0x01, 9, 8, 7], SLICE_NAL]));
        assert!(!discardable(&[&stap(&[SPS_NAL, PPS_NAL]), IDR_NAL]));
    }

    #[test]
    fn an_idr_without_any_parameter_sets_is_broken() {
        assert_eq!(unit(&[IDR_NAL]), Err(Broken));
    }

    #[test]
    fn a_delta_frame_is_no_key_frame_and_delimiters_and_filler_are_left_out() {
        let unit = unit(&[&[0x09, 0xF0], SLICE_NAL, &[0x0C, 0xFF]])
            .unwrap()
            .unwrap();
        assert!(!unit.key);
        assert_eq!(unit.bytes, avc(&[SLICE_NAL]));
    }

    #[test]
    fn fragments_need_their_beginning_and_their_end() {
        let (start, middle, end) = ([0x5C, 0x81, 1, 2], [0x5C, 0x01, 3, 4], [0x5C, 0x41, 5]);
        let whole = unit(&[&start, &middle, &end]).unwrap().unwrap();
        assert_eq!(whole.bytes, avc(&[&[0x41, 1, 2, 3, 4, 5]]));
        assert_eq!(unit(&[&middle, &end]), Err(Broken));
        assert_eq!(unit(&[&start, &middle]), Err(Broken));
        assert_eq!(unit(&[&start, &start]), Err(Broken));
        assert_eq!(unit(&[&start, SLICE_NAL]), Err(Broken));
    }

    #[test]
    fn malformed_payloads_are_broken_and_do_not_panic() {
        for payload in [
            &[][..],
            &[0x78, 0, 1],
            &[0x78, 0],
            &[0x78, 0, 0, 7],
            &[0x7C],
            &[0x79, 1, 2],
            &[0x60],
        ] {
            assert_eq!(unit(&[payload]), Err(Broken), "{payload:?}");
        }
    }

    #[test]
    fn an_endless_frame_is_broken() {
        let mut h264 = H264::default();
        let fragment = [&[0x5C, 0x81][..], &[0; 60_000]].concat();
        h264.push(&fragment).unwrap();
        let more = [&[0x5C, 0x01][..], &[0; 60_000]].concat();
        assert!((0..1000).any(|_| h264.push(&more).is_err()));
        assert!(h264.unit.len() <= LARGEST_FRAME);
    }

    proptest! {
        #[test]
        fn what_the_librarys_payloader_splits_comes_together_again(
            size in 1usize..6000, mtu in 60usize..1300, seed: u8,
        ) {
            let mut idr = vec![0x65];
            // No start code may appear inside.
            idr.extend((0..size).map(|n| (n as u8 ^ seed) | 0x10));
            let mut annex_b = Vec::new();
            for nal in [SPS_NAL, PPS_NAL, &idr] {
                annex_b.extend([0, 0, 0, 1]);
                annex_b.extend_from_slice(nal);
            }
            let payloads = H264Payloader::default().payload(mtu, &annex_b.into()).unwrap();
            let payloads: Vec<&[u8]> = payloads.iter().map(|p| &p[..]).collect();
            prop_assert!(H264::surely_begins(payloads[0]));
            let unit = unit(&payloads).unwrap().unwrap();
            prop_assert_eq!(unit.bytes, avc(&[SPS_NAL, PPS_NAL, &idr]));
            prop_assert!(unit.key);
        }

        #[test]
        fn no_garbage_panics(
            payloads in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..8)
        ) {
            let mut h264 = H264::default();
            for payload in &payloads {
                H264::surely_begins(payload);
                if h264.push(payload).is_err() {
                    h264.reset();
                }
            }
            let _ = h264.finish();
        }
    }
}
