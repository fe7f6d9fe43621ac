//! Opus packets: how long one lasts (RFC 6716, section 3.1) and silence.

/// How much sound a packet holds, microseconds; `None` when it is no packet.
/// At most 120 ms.
pub(crate) fn duration_us(packet: &[u8]) -> Option<i64> {
    let toc = *packet.first()?;
    let frame_us = match toc >> 3 {
        config @ 0..=11 => [10_000, 20_000, 40_000, 60_000][usize::from(config % 4)],
        config @ 12..=15 => [10_000, 20_000][usize::from(config % 2)],
        config => [2_500, 5_000, 10_000, 20_000][usize::from(config % 4)],
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => i64::from(*packet.get(1)? & 0x3f),
    };
    let total = frame_us * frames;
    (1..=120_000).contains(&total).then_some(total)
}

/// The shortest silence there is.
pub(crate) const SHORTEST_SILENCE_US: i64 = 2_500;
/// The silence used for long holes; also what WebRTC senders use.
pub(crate) const WHOLE_SILENCE_US: i64 = 20_000;

/// Silence of 20, 10, 5 or 2.5 ms, the longest that fits, and its length.
///
/// It is the CELT silence frame (`ff fe`) in a code-3 packet with two bytes of
/// padding. An encoder fills no padding at variable rate, so these bytes mark
/// silence that *we* wrote: recovery tells a hole from a quiet speaker by them.
pub(crate) fn silence(room_us: i64) -> Option<(&'static [u8], i64)> {
    SILENCES
        .iter()
        .find(|(_, us)| *us <= room_us)
        .map(|(packet, us)| (packet.as_slice(), *us))
}

/// Whether a packet is one of [`silence`]'s, by its Adler-32 as ffprobe prints it.
pub(crate) fn is_own_silence(adler32_of_packet: u32) -> bool {
    SILENCES
        .iter()
        .any(|(packet, _)| adler32(packet) == adler32_of_packet)
}

/// Whether a packet is one of [`silence`]'s.
pub(crate) fn is_silence_of_ours(packet: &[u8]) -> bool {
    SILENCES.iter().any(|(silence, _)| silence == packet)
}

/// Configurations 31, 30, 29, 28: full-band CELT of 20, 10, 5 and 2.5 ms.
const SILENCES: [([u8; 7], i64); 4] = [
    (silent(31), WHOLE_SILENCE_US),
    (silent(30), 10_000),
    (silent(29), 5_000),
    (silent(28), SHORTEST_SILENCE_US),
];

const fn silent(config: u8) -> [u8; 7] {
    // TOC (mono, code 3) · one frame, padded · 2 bytes of padding · frame · padding
    [config << 3 | 3, 0x41, 2, 0xff, 0xfe, 0, 0]
}

/// RFC 1950, section 8.2.
fn adler32(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1u32, 0u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    b << 16 | a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_follow_the_table_of_the_rfc() {
        assert_eq!(duration_us(&[0x78, 1]), Some(20_000)); // hybrid, as Chromium sends
        assert_eq!(duration_us(&[0x00]), Some(10_000)); // SILK 10 ms
        assert_eq!(duration_us(&[0x18]), Some(60_000)); // SILK 60 ms
        assert_eq!(duration_us(&[0xe0]), Some(2_500)); // CELT 2.5 ms
        assert_eq!(duration_us(&[0xf9, 0, 0]), Some(40_000)); // two frames
        assert_eq!(duration_us(&[0xfb, 3]), Some(60_000)); // three frames
    }

    #[test]
    fn what_is_no_packet_has_no_duration() {
        assert_eq!(duration_us(&[]), None);
        assert_eq!(duration_us(&[0xfb]), None);
        assert_eq!(duration_us(&[0xfb, 0]), None);
        assert_eq!(duration_us(&[0xfb, 63]), None); // 1.26 s
    }

    #[test]
    fn silence_is_the_longest_that_fits_and_says_its_own_length() {
        for (room, expected) in [(1_000_000, 20_000), (19_999, 10_000), (2_500, 2_500)] {
            let (packet, us) = silence(room).unwrap();
            assert_eq!(us, expected);
            assert_eq!(duration_us(packet), Some(us));
        }
        assert!(silence(2_499).is_none());
    }
}
