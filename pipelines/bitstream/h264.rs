//! H.264 in AVC form: NAL units behind 4-byte lengths (ISO/IEC 14496-15),
//! and the sequence parameter set (ITU-T H.264, 7.3.2.1.1).

use super::KeyHeader;

const NAL_IDR: u8 = 5;
const NAL_SPS: u8 = 7;
const NAL_PPS: u8 = 8;

/// The NAL units of an access unit; `Err` ends a broken one.
fn nals(access_unit: &[u8]) -> impl Iterator<Item = Result<&[u8], ()>> {
    let mut rest = access_unit;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let unit = rest.split_first_chunk::<4>().and_then(|(length, tail)| {
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            (length > 0)
                .then(|| tail.split_at_checked(length))
                .flatten()
        });
        match unit {
            Some((nal, tail)) => {
                rest = tail;
                Some(Ok(nal))
            }
            None => {
                rest = &[];
                Some(Err(()))
            }
        }
    })
}

fn kind(nal: &[u8]) -> u8 {
    nal.first().map_or(0, |b| b & 0x1f)
}

/// Lengths add up, and there is a picture in it.
pub(crate) fn well_formed(access_unit: &[u8]) -> bool {
    let mut picture = false;
    for nal in nals(access_unit) {
        let Ok(nal) = nal else { return false };
        picture |= matches!(kind(nal), 1..=NAL_IDR);
    }
    picture
}

/// The same access unit with start codes instead of lengths (Annex B); `None` for a
/// broken one.
pub(crate) fn start_codes(access_unit: &[u8]) -> Option<Vec<u8>> {
    let mut stream = Vec::with_capacity(access_unit.len());
    for nal in nals(access_unit) {
        stream.extend([0, 0, 0, 1]);
        stream.extend(nal.ok()?);
    }
    Some(stream)
}

/// Size and avcC of a key frame that carries its parameter sets.
pub(crate) fn key_header(access_unit: &[u8]) -> Option<KeyHeader> {
    let (mut sps, mut pps, mut idr) = (None, None, false);
    for nal in nals(access_unit) {
        let nal = nal.ok()?;
        match kind(nal) {
            NAL_SPS => sps = sps.or(Some(nal)),
            NAL_PPS => pps = pps.or(Some(nal)),
            NAL_IDR => idr = true,
            _ => {}
        }
    }
    if !idr {
        return None;
    }
    let (sps, pps) = (sps?, pps?);
    let read = Sps::read(sps)?;
    Some(KeyHeader {
        width: read.width,
        height: read.height,
        codec_data: Some(avcc(sps, pps, &read)?),
    })
}

/// `AVCDecoderConfigurationRecord`, ISO/IEC 14496-15, 5.3.3.1.2.
fn avcc(sps: &[u8], pps: &[u8], read: &Sps) -> Option<Vec<u8>> {
    let mut record = vec![1, *sps.get(1)?, *sps.get(2)?, *sps.get(3)?];
    record.push(0xfc | 3); // lengths of 4 bytes
    record.push(0xe0 | 1); // one SPS
    record.extend(u16::try_from(sps.len()).ok()?.to_be_bytes());
    record.extend(sps);
    record.push(1); // one PPS
    record.extend(u16::try_from(pps.len()).ok()?.to_be_bytes());
    record.extend(pps);
    if let Some(high) = &read.high {
        record.extend([
            0xfc | high.chroma_format,
            0xf8 | high.luma_depth_minus_8,
            0xf8 | high.chroma_depth_minus_8,
            0, // no SPS extension
        ]);
    }
    Some(record)
}

/// The distinct parameter sets of an Annex B stream that holds nothing else.
pub(crate) fn distinct_parameter_sets(annex_b: &[u8]) -> Vec<&[u8]> {
    let mut starts = Vec::new();
    let mut i = 0;
    while i + 3 <= annex_b.len() {
        if annex_b[i..i + 3] == [0, 0, 1] {
            starts.push(i);
            i += 3;
        } else {
            i += 1;
        }
    }
    let mut sets: Vec<&[u8]> = Vec::new();
    for (n, start) in starts.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(annex_b.len());
        let mut nal = &annex_b[start + 3..end];
        while let [head @ .., 0] = nal {
            nal = head; // the first zero of a 4-byte start code
        }
        if matches!(kind(nal), NAL_SPS | NAL_PPS) && !sets.contains(&nal) {
            sets.push(nal);
        }
    }
    sets
}

/// Whether these sets are one SPS and one PPS.
pub(crate) fn is_single_pair(sets: &[&[u8]]) -> bool {
    sets.len() == 2
        && sets.iter().any(|n| kind(n) == NAL_SPS)
        && sets.iter().any(|n| kind(n) == NAL_PPS)
}

struct High {
    chroma_format: u8,
    luma_depth_minus_8: u8,
    chroma_depth_minus_8: u8,
}

struct Sps {
    width: u32,
    height: u32,
    high: Option<High>,
}

impl Sps {
    fn read(nal: &[u8]) -> Option<Self> {
        let payload = unescape(nal.get(1..)?);
        let mut bits = Bits::new(&payload);
        let profile = bits.take(8)?;
        bits.take(16)?; // constraints, level
        bits.ue()?; // id
        let (mut high, mut separate_planes) = (None, false);
        if [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135].contains(&profile) {
            let chroma_format = u8::try_from(bits.ue()?).ok().filter(|c| *c <= 3)?;
            separate_planes = chroma_format == 3 && bits.take(1)? == 1;
            let luma_depth_minus_8 = u8::try_from(bits.ue()?).ok().filter(|d| *d <= 6)?;
            let chroma_depth_minus_8 = u8::try_from(bits.ue()?).ok().filter(|d| *d <= 6)?;
            bits.take(1)?; // lossless bypass
            if bits.take(1)? == 1 {
                for list in 0..if chroma_format == 3 { 12 } else { 8 } {
                    if bits.take(1)? == 1 {
                        bits.skip_scaling_list(if list < 6 { 16 } else { 64 })?;
                    }
                }
            }
            high = Some(High {
                chroma_format,
                luma_depth_minus_8,
                chroma_depth_minus_8,
            });
        }
        bits.ue()?; // log2_max_frame_num
        match bits.ue()? {
            0 => {
                bits.ue()?;
            }
            1 => {
                bits.take(1)?;
                bits.ue()?;
                bits.ue()?;
                for _ in 0..bits.ue().filter(|n| *n <= 255)? {
                    bits.ue()?;
                }
            }
            _ => {}
        }
        bits.ue()?; // max_num_ref_frames
        bits.take(1)?;
        let width_mbs = bits.ue()?.checked_add(1)?;
        let height_units = bits.ue()?.checked_add(1)?;
        let frame_mbs_only = bits.take(1)?;
        if frame_mbs_only == 0 {
            bits.take(1)?;
        }
        bits.take(1)?; // direct_8x8_inference
        let mut crop = [0; 4]; // left, right, top, bottom
        if bits.take(1)? == 1 {
            for edge in &mut crop {
                *edge = bits.ue()?;
            }
        }
        // Table 6-1: cropping counts chroma samples, except without chroma.
        let chroma_format = high.as_ref().map_or(1, |h| h.chroma_format);
        let (unit_x, unit_y) = match chroma_format {
            _ if separate_planes => (1, 1),
            0 | 3 => (1, 1),
            2 => (2, 1),
            _ => (2, 2),
        };
        let field = 2 - frame_mbs_only;
        let cropped = |size: u32, unit: u32, a: u32, b: u32| {
            size.checked_sub(a.checked_add(b)?.checked_mul(unit)?)
        };
        let width = cropped(width_mbs.checked_mul(16)?, unit_x, crop[0], crop[1])?;
        let height = cropped(
            height_units.checked_mul(16)?.checked_mul(field)?,
            unit_y * field,
            crop[2],
            crop[3],
        )?;
        // mp4mux refuses less than 16; 16 384 is past every level of the standard.
        ((16..=16_384).contains(&width) && (16..=16_384).contains(&height)).then_some(Self {
            width,
            height,
            high,
        })
    }
}

/// Removes emulation prevention: `00 00 03` stands for `00 00`.
fn unescape(nal: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(nal.len());
    let mut zeros = 0;
    for &byte in nal {
        if zeros >= 2 && byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        out.push(byte);
    }
    out
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn take(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = *self.bytes.get(self.at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    /// Exp-Golomb, 9.1.
    fn ue(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while self.take(1)? == 0 {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1u32 << zeros) - 1 + self.take(zeros)?)
    }

    fn se(&mut self) -> Option<i64> {
        let code = i64::from(self.ue()?);
        Some(if code % 2 == 0 {
            -code / 2
        } else {
            (code + 1) / 2
        })
    }

    /// 7.3.2.1.1.1: the values do not matter here, only where they end.
    fn skip_scaling_list(&mut self, size: u32) -> Option<()> {
        let (mut last, mut next) = (8, 8);
        for _ in 0..size {
            if next != 0 {
                next = (last + self.se()?).rem_euclid(256);
            }
            if next != 0 {
                last = next;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Constrained baseline, level 3.1, 1280×720, as OpenH264 in Chromium sends it.
    const SPS_720P: [u8; 12] = [
        0x67, 0x42, 0xc0, 0x1f, 0x8c, 0x8d, 0x40, 0x28, 0x02, 0xdd, 0x08, 0x00,
    ];
    const PPS: [u8; 4] = [0x68, 0xce, 0x3c, 0x80];

    fn unit(nals: &[&[u8]]) -> Vec<u8> {
        let mut out = Vec::new();
        for nal in nals {
            out.extend(u32::try_from(nal.len()).unwrap().to_be_bytes());
            out.extend(*nal);
        }
        out
    }

    #[test]
    fn a_key_frame_tells_size_and_configuration() {
        let header = key_header(&unit(&[&SPS_720P, &PPS, &[0x65, 1, 2]])).unwrap();
        assert_eq!((header.width, header.height), (1280, 720));
        let avcc = header.codec_data.unwrap();
        assert_eq!(avcc[..6], [1, 0x42, 0xc0, 0x1f, 0xff, 0xe1]);
        assert!(avcc.ends_with(&PPS));
    }

    #[test]
    fn without_parameter_sets_nothing_begins() {
        assert!(key_header(&unit(&[&[0x65, 1, 2]])).is_none());
        assert!(key_header(&unit(&[&SPS_720P, &[0x65, 1, 2]])).is_none());
        assert!(key_header(&unit(&[&SPS_720P, &PPS, &[0x41, 1]])).is_none());
    }

    #[test]
    fn lengths_become_start_codes() {
        let avc = unit(&[&PPS, &[0x65, 1, 2]]);
        let stream = [&[0, 0, 0, 1][..], &PPS, &[0, 0, 0, 1, 0x65, 1, 2]].concat();
        assert_eq!(start_codes(&avc), Some(stream));
        assert_eq!(start_codes(&avc[..avc.len() - 1]), None);
    }

    #[test]
    fn broken_lengths_are_noticed() {
        let good = unit(&[&[0x41, 1, 2, 3]]);
        assert!(well_formed(&good));
        assert!(!well_formed(&good[..good.len() - 1]));
        assert!(!well_formed(&[0, 0, 0, 0]));
        assert!(!well_formed(&[]));
        assert!(!well_formed(&unit(&[&PPS]))); // no picture
        assert!(!well_formed(&[0xff; 64]));
    }

    #[test]
    fn no_byte_of_a_parameter_set_can_make_the_reader_fail() {
        for cut in 0..SPS_720P.len() {
            let _ = Sps::read(&SPS_720P[..cut]);
        }
        for at in 1..SPS_720P.len() {
            for value in 0..=255 {
                let mut sps = SPS_720P;
                sps[at] = value;
                let _ = Sps::read(&sps);
            }
        }
    }

    #[test]
    fn parameter_sets_are_counted_once() {
        let mut stream = Vec::new();
        for _ in 0..3 {
            for nal in [&SPS_720P[..11], &PPS[..]] {
                stream.extend([0, 0, 0, 1]);
                stream.extend(nal);
            }
        }
        let sets = distinct_parameter_sets(&stream);
        assert!(is_single_pair(&sets));
        stream.extend([0, 0, 1, 0x68, 0xce, 0x3c, 0x90]);
        assert!(!is_single_pair(&distinct_parameter_sets(&stream)));
    }
}
