//! The one thing that routing needs from STUN (RFC 8489): whom a binding request is for.

const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
const HEADER_BYTES: usize = 20;
const USERNAME: u16 = 0x0006;

/// The receiver's ufrag of a binding request: the part of USERNAME before the colon
/// (RFC 8445, section 7.2.2). `None` for anything else, however malformed.
pub(crate) fn receiver_ufrag(datagram: &[u8]) -> Option<&str> {
    // RFC 7983: STUN starts with 0..=3, which keeps DTLS (20..=63) and RTP (128..=191) out.
    if datagram.len() < HEADER_BYTES || datagram[0] > 3 || datagram[4..8] != MAGIC_COOKIE {
        return None;
    }
    let mut attributes = &datagram[HEADER_BYTES..];
    while let [a, b, c, d, rest @ ..] = attributes {
        let kind = u16::from_be_bytes([*a, *b]);
        let length = usize::from(u16::from_be_bytes([*c, *d]));
        if kind == USERNAME {
            let (receiver, _) = std::str::from_utf8(rest.get(..length)?)
                .ok()?
                .split_once(':')?;
            return (!receiver.is_empty()).then_some(receiver);
        }
        attributes = rest.get(length.next_multiple_of(4)..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(attributes: &[(u16, &[u8])]) -> Vec<u8> {
        let mut body = Vec::new();
        for (kind, value) in attributes {
            body.extend(kind.to_be_bytes());
            body.extend((value.len() as u16).to_be_bytes());
            body.extend_from_slice(value);
            body.resize(body.len().next_multiple_of(4), 0);
        }
        let mut datagram = vec![0, 1];
        datagram.extend((body.len() as u16).to_be_bytes());
        datagram.extend(MAGIC_COOKIE);
        datagram.extend([7; 12]);
        datagram.extend(body);
        datagram
    }

    #[test]
    fn the_receivers_half_of_the_username_is_found_behind_other_attributes() {
        let datagram = request(&[(0x0025, b""), (0xC057, b"abc"), (USERNAME, b"ours:theirs")]);
        assert_eq!(receiver_ufrag(&datagram), Some("ours"));
    }

    #[test]
    fn what_is_no_binding_request_is_nobodys() {
        assert_eq!(receiver_ufrag(&[]), None);
        assert_eq!(receiver_ufrag(&request(&[])), None);
        assert_eq!(receiver_ufrag(&request(&[(USERNAME, b"nocolon")])), None);
        assert_eq!(receiver_ufrag(&request(&[(USERNAME, b":theirs")])), None);
        assert_eq!(receiver_ufrag(&request(&[(USERNAME, b"\xff\xfe:x")])), None);
        let mut rtp = request(&[(USERNAME, b"ours:theirs")]);
        rtp[0] = 0x80;
        assert_eq!(receiver_ufrag(&rtp), None);
    }

    #[test]
    fn a_username_longer_than_the_datagram_is_nobodys() {
        let mut datagram = request(&[(USERNAME, b"ours:theirs")]);
        datagram[22..24].copy_from_slice(&u16::MAX.to_be_bytes());
        assert_eq!(receiver_ufrag(&datagram), None);
    }

    proptest! {
        #[test]
        fn no_garbage_panics(datagram in proptest::collection::vec(any::<u8>(), 0..200)) {
            receiver_ufrag(&datagram);
        }

        #[test]
        fn no_damaged_request_panics(at in 0usize..60, value: u8, cut in 0usize..60) {
            let mut datagram = request(&[(0x8022, b"software"), (USERNAME, b"ours:theirs"), (8, &[0; 20])]);
            let length = datagram.len();
            datagram[at % length] = value;
            datagram.truncate(length - cut % length);
            receiver_ufrag(&datagram);
        }
    }
}
