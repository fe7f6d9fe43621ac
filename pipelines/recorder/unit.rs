use bytes::Bytes;

/// One unit with its place in the file, ready for the muxer.
/// Times are microseconds from the take's zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unit {
    Picture {
        at_us: i64,
        duration_us: i64,
        key: bool,
        bytes: Bytes,
    },
    Sound {
        at_us: i64,
        duration_us: i64,
        bytes: Bytes,
    },
}
