//! The SFU's frames as the pipelines take them.

pub fn codec(codec: sfu::VideoCodec) -> pipelines::VideoCodec {
    match codec {
        sfu::VideoCodec::H264 => pipelines::VideoCodec::H264,
        sfu::VideoCodec::Vp8 => pipelines::VideoCodec::Vp8,
    }
}

pub fn to_pipeline(frame: sfu::Frame) -> pipelines::Frame {
    pipelines::Frame {
        kind: match frame.kind {
            sfu::MediaKind::Audio => pipelines::MediaKind::Audio,
            sfu::MediaKind::Video => pipelines::MediaKind::Video,
        },
        media_time_us: frame.media_time.micros(),
        key: frame.key,
        discardable: frame.discardable,
        bytes: frame.bytes,
    }
}
