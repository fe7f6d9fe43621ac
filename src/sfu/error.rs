//! What can go wrong, split by what the caller can do about it.

/// An error of the media edge.
#[derive(Debug, thiserror::Error)]
pub enum SfuError {
    /// The offer has no picture as H.264 (constrained baseline, packetization-mode 1) or
    /// VP8, or no sound as Opus. The person needs another browser.
    #[error("no codec in common; offered: {}", offered.join(", "))]
    UnsupportedCodec {
        /// `kind/name` of everything that was offered, in the order of the offer.
        offered: Vec<String>,
    },
    /// The text is not an offer that a studio can answer; the client is at fault.
    #[error("the offer cannot be answered: {0}")]
    BadOffer(String),
    /// Sockets or the library failed; the server is at fault.
    #[error("the media transport failed: {0}")]
    Transport(String),
    /// The peer is gone.
    #[error("the peer is closed")]
    Closed,
}

impl SfuError {
    pub(crate) fn transport(error: impl std::fmt::Display) -> SfuError {
        SfuError::Transport(error.to_string())
    }

    pub(crate) fn bad_offer(error: impl std::fmt::Display) -> SfuError {
        SfuError::BadOffer(error.to_string())
    }
}
