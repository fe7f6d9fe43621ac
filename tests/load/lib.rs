//! The traffic generator: publishers over real WebRTC that speak the live protocol, with
//! sources whose every moment is known. `tests/system` and `tests/bench` use it.
//!
//! ```text
//! Clip ──► Publisher ──► Wire ──► the server's one UDP port
//! ffmpeg   when, clocks   WebRTC, faults
//! ```

pub mod clip;
pub mod encode;
pub mod janus;
pub mod live;
pub mod publisher;
pub mod wire;

pub use clip::{Clip, Sample};
pub use publisher::{Play, Played, Publisher, Reports, Skew};
pub use wire::{Codec, Faults, Stream, Wire, WireOptions};

#[cfg(test)]
mod tests {
    use super::encode::ogg_packets;
    use bytes::Bytes;

    #[test]
    fn ogg_packets_may_span_segments_and_pages() {
        let page = |sizes: &[u8], data: &[u8]| {
            let mut page = b"OggS".to_vec();
            page.resize(26, 0);
            page.push(sizes.len() as u8);
            page.extend_from_slice(sizes);
            page.extend_from_slice(data);
            page
        };
        let stream = [
            page(&[3, 255], &[[1; 3].as_slice(), &[2; 255]].concat()),
            page(&[5], &[2; 5]),
        ]
        .concat();
        let packets = ogg_packets(&stream).unwrap();
        assert_eq!(packets, [Bytes::from(vec![1; 3]), vec![2; 260].into()]);
        assert!(ogg_packets(&stream[..40]).is_err());
    }
}
