//! What routing needs from STUN (RFC 8489): whom a binding request is for, and whether its
//! sender has that peer's password.

use ring::hmac;

const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
const HEADER_BYTES: usize = 20;
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const INTEGRITY_BYTES: usize = 20;

/// The key of a short-term password (RFC 8489, section 9.1.1; ICE passwords are ASCII).
pub(crate) fn key(password: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes())
}

/// The receiver's ufrag of a binding request: the part of USERNAME before the colon
/// (RFC 8445, section 7.2.2). `None` for anything else, however malformed.
pub(crate) fn receiver_ufrag(datagram: &[u8]) -> Option<&str> {
    // RFC 7983: STUN starts with 0..=3, which keeps DTLS (20..=63) and RTP (128..=191) out.
    if datagram.len() < HEADER_BYTES || datagram[0] > 3 || datagram[4..8] != MAGIC_COOKIE {
        return None;
    }
    let username = attributes(datagram).find(|own| own.kind == USERNAME)?;
    let (receiver, _) = std::str::from_utf8(username.value).ok()?.split_once(':')?;
    (!receiver.is_empty()).then_some(receiver)
}

/// Whether MESSAGE-INTEGRITY was made with the key (RFC 8489, section 14.5): over all that
/// stands before it, with a length in the header that ends behind it.
pub(crate) fn is_signed(datagram: &[u8], key: &hmac::Key) -> bool {
    let Some(integrity) = attributes(datagram).find(|own| own.kind == MESSAGE_INTEGRITY) else {
        return false;
    };
    let signed_to = integrity.at + 4 + INTEGRITY_BYTES - HEADER_BYTES;
    let Ok(length) = u16::try_from(signed_to) else {
        return false;
    };
    let mut signed = datagram[..integrity.at].to_vec();
    signed[2..4].copy_from_slice(&length.to_be_bytes());
    hmac::verify(key, &signed, integrity.value).is_ok()
}

struct Attribute<'a> {
    kind: u16,
    /// Where its header begins.
    at: usize,
    value: &'a [u8],
}

/// Up to the first that does not fit.
fn attributes(datagram: &[u8]) -> impl Iterator<Item = Attribute<'_>> {
    let mut at = HEADER_BYTES;
    std::iter::from_fn(move || {
        let [a, b, c, d, rest @ ..] = datagram.get(at..)? else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([*c, *d]));
        let attribute = Attribute {
            kind: u16::from_be_bytes([*a, *b]),
            at,
            value: rest.get(..length)?,
        };
        at += 4 + length.next_multiple_of(4);
        Some(attribute)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// RFC 5769, section 2.1: the password is `VOkJxbRl1RmTxUk/WvJxBt`.
    const SAMPLE: [u8; 108] = [
        0x00, 0x01, 0x00, 0x58, 0x21, 0x12, 0xa4, 0x42, 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6,
        0x86, 0xfa, 0x87, 0xdf, 0xae, 0x80, 0x22, 0x00, 0x10, 0x53, 0x54, 0x55, 0x4e, 0x20, 0x74,
        0x65, 0x73, 0x74, 0x20, 0x63, 0x6c, 0x69, 0x65, 0x6e, 0x74, 0x00, 0x24, 0x00, 0x04, 0x6e,
        0x00, 0x01, 0xff, 0x80, 0x29, 0x00, 0x08, 0x93, 0x2f, 0xf9, 0xb1, 0x51, 0x26, 0x3b, 0x36,
        0x00, 0x06, 0x00, 0x09, 0x65, 0x76, 0x74, 0x6a, 0x3a, 0x68, 0x36, 0x76, 0x59, 0x20, 0x20,
        0x20, 0x00, 0x08, 0x00, 0x14, 0x9a, 0xea, 0xa7, 0x0c, 0xbf, 0xd8, 0xcb, 0x56, 0x78, 0x1e,
        0xf2, 0xb5, 0xb2, 0xd3, 0xf2, 0x49, 0xc1, 0xb5, 0x71, 0xa2, 0x80, 0x28, 0x00, 0x04, 0xe5,
        0x7a, 0x3b, 0xcf,
    ];

    #[test]
    fn the_sample_of_the_rfc_is_signed() {
        assert_eq!(receiver_ufrag(&SAMPLE), Some("evtj"));
        let key = key("VOkJxbRl1RmTxUk/WvJxBt");
        assert!(is_signed(&SAMPLE, &key));
        assert!(!is_signed(&SAMPLE, &super::key("VOkJxbRl1RmTxUk/WvJxBu")));
        for at in 0..SAMPLE.len() {
            let mut changed = SAMPLE;
            changed[at] ^= 1;
            // The length in the header is not part of it, nor is what comes behind it.
            let part = !(2..4).contains(&at) && at < SAMPLE.len() - 8;
            assert_eq!(!is_signed(&changed, &key), part, "{at}");
            assert!(!is_signed(&SAMPLE[..at], &key) || at >= SAMPLE.len() - 8);
        }
    }

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
