//! Just enough of each format to describe it: nothing is decoded.

pub(crate) mod h264;
pub(crate) mod jpeg;
pub(crate) mod opus;
pub(crate) mod vp8;

use crate::VideoCodec;

/// What the first key frame says of the whole stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyHeader {
    pub width: u32,
    pub height: u32,
    /// H.264: `AVCDecoderConfigurationRecord`. VP8: none.
    pub codec_data: Option<Vec<u8>>,
}

/// Reads a key frame's header; `None` when it cannot begin a file.
pub(crate) fn key_header(codec: VideoCodec, bytes: &[u8]) -> Option<KeyHeader> {
    match codec {
        VideoCodec::H264 => h264::key_header(bytes),
        VideoCodec::Vp8 => vp8::key_size(bytes).map(|(width, height)| KeyHeader {
            width,
            height,
            codec_data: None,
        }),
    }
}

/// Whether a frame has the outer form of its codec.
pub(crate) fn well_formed(codec: VideoCodec, bytes: &[u8]) -> bool {
    match codec {
        VideoCodec::H264 => h264::well_formed(bytes),
        VideoCodec::Vp8 => vp8::well_formed(bytes),
    }
}
