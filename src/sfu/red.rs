//! Sound that carries the packets before it along (RFC 2198): what is lost comes again with
//! the next packet, without a round trip.

use bytes::{Buf, Bytes};

/// An earlier packet, as it is carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Older {
    /// How many packets before the one that carries it. RFC 2198 numbers none of them; a
    /// browser carries the last ones it has sent, without holes.
    pub(crate) back: u16,
    /// How much earlier, in ticks of the RTP clock.
    pub(crate) offset: u32,
    pub(crate) payload: Bytes,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Redundant {
    pub(crate) payload: Bytes,
    /// The oldest first.
    pub(crate) older: Vec<Older>,
}

/// More than this many are no browser's: Chromium sends one, at most two.
const MOST_OLDER: usize = 9;

/// Takes a payload apart. `None`: malformed, or its newest part is of another type than
/// `primary`.
pub(crate) fn split(mut payload: Bytes, primary: u8) -> Option<Redundant> {
    let mut blocks = Vec::new();
    loop {
        let first = *payload.first()?;
        if first & 0x80 == 0 {
            payload.advance(1);
            if first != primary {
                return None;
            }
            break;
        }
        if payload.len() < 4 || blocks.len() == MOST_OLDER {
            return None;
        }
        // F(1) type(7) offset(14) length(10)
        let header = payload.get_u32();
        let (offset, length) = ((header >> 10) & 0x3fff, (header & 0x3ff) as usize);
        blocks.push(((header >> 24) as u8 & 0x7f, offset, length));
    }
    let mut older = Vec::with_capacity(blocks.len());
    let count = blocks.len();
    for (index, (payload_type, offset, length)) in blocks.into_iter().enumerate() {
        if length > payload.len() {
            return None;
        }
        let block = payload.split_to(length);
        // An empty one stands for a packet that was too large to be carried.
        if payload_type == primary && !block.is_empty() && offset > 0 {
            older.push(Older {
                back: (count - index) as u16,
                offset,
                payload: block,
            });
        }
    }
    Some(Redundant { payload, older })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OPUS: u8 = 111;

    fn join(older: &[(u8, u32, &[u8])], newest: (u8, &[u8])) -> Bytes {
        let mut out = Vec::new();
        for (payload_type, offset, block) in older {
            let header = 1 << 31
                | u32::from(*payload_type) << 24
                | offset << 10
                | u32::try_from(block.len()).unwrap();
            out.extend(header.to_be_bytes());
        }
        out.push(newest.0);
        for (_, _, block) in older {
            out.extend(*block);
        }
        out.extend(newest.1);
        out.into()
    }

    #[test]
    fn the_packets_before_come_out_with_their_distance() {
        let payload = join(
            &[(OPUS, 1_920, b"first"), (OPUS, 960, b"second")],
            (OPUS, b"third"),
        );
        let redundant = split(payload, OPUS).unwrap();
        assert_eq!(&redundant.payload[..], b"third");
        let older: Vec<_> = redundant
            .older
            .iter()
            .map(|older| (older.back, older.offset, &older.payload[..]))
            .collect();
        assert_eq!(older, [(2, 1_920, &b"first"[..]), (1, 960, &b"second"[..])]);
    }

    #[test]
    fn the_first_packet_of_all_carries_nothing() {
        let redundant = split(join(&[], (OPUS, b"alone")), OPUS).unwrap();
        assert_eq!(
            (&redundant.payload[..], redundant.older.len()),
            (&b"alone"[..], 0)
        );
    }

    #[test]
    fn what_is_not_sound_of_ours_is_left_out() {
        let other = join(&[(13, 960, b"noise"), (OPUS, 960, b"")], (OPUS, b"x"));
        assert_eq!(split(other, OPUS).unwrap().older, []);
        assert_eq!(split(join(&[], (13, b"x")), OPUS), None);
    }

    #[test]
    fn torn_payloads_are_refused() {
        let whole = join(&[(OPUS, 960, b"second")], (OPUS, b""));
        for length in 0..whole.len() {
            assert_eq!(split(whole.slice(..length), OPUS), None, "{length}");
        }
        let many = [(OPUS, 960, &b"x"[..]); MOST_OLDER + 1];
        assert_eq!(split(join(&many, (OPUS, b"x")), OPUS), None);
    }

    proptest! {
        #[test]
        fn nothing_that_arrives_makes_it_stumble(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(redundant) = split(Bytes::from(bytes.clone()), OPUS) {
                let carried: usize = redundant.older.iter().map(|older| older.payload.len()).sum();
                prop_assert!(carried + redundant.payload.len() < bytes.len());
            }
        }
    }
}
