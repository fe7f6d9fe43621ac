//! Numbers about a peer, for hints to the candidate and for metrics.

/// What arrived on one track since it was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TrackStats {
    /// Packets, copies included.
    pub packets: u64,
    /// Bytes of payload.
    pub bytes: u64,
    /// Packets expected by their numbers and not (yet) there; retransmission is counted
    /// as arrival.
    pub lost: u64,
    /// Copies of packets that were there already.
    pub duplicates: u64,
    /// Packets that came after one with a higher number.
    pub reordered: u64,
    /// How unevenly packets arrive now, in microseconds: the interarrival jitter of RFC 3550,
    /// section 6.4.1, of those that came in their order. Repeats would count the wait for them.
    pub jitter_us: u64,
}

/// What assemblers did with a track's packets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AssemblyStats {
    /// Packets passed on in their order.
    pub received: u64,
    /// Frames passed on.
    pub frames: u64,
    /// Pictures not passed on: torn, or referring to a lost one.
    pub frames_dropped: u64,
    /// Packets given up after waiting for them.
    pub lost: u64,
    /// Packets that came after they were given up, or from before the take began.
    pub late: u64,
}

impl std::ops::AddAssign for AssemblyStats {
    fn add_assign(&mut self, other: AssemblyStats) {
        self.received += other.received;
        self.frames += other.frames;
        self.frames_dropped += other.frames_dropped;
        self.lost += other.lost;
        self.late += other.late;
    }
}

/// How one take's packets came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakeStats {
    pub audio: AssemblyStats,
    pub video: AssemblyStats,
    /// Packets of either that found the take's queue full.
    pub overflowed: u64,
}

impl std::ops::AddAssign for TakeStats {
    fn add_assign(&mut self, other: TakeStats) {
        self.audio += other.audio;
        self.video += other.video;
        self.overflowed += other.overflowed;
    }
}

/// A snapshot of a peer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeerStats {
    pub audio: TrackStats,
    pub video_full: TrackStats,
    pub video_small: TrackStats,
    /// Packets of payload types or layers that were not negotiated.
    pub foreign_packets: u64,
    /// Packets asked for again (NACK), each as often as it was.
    pub packets_requested: u64,
    /// Key frames asked for.
    pub key_frame_requests: u64,
    /// Sound and the full layer are both placed by sender reports; until then by arrival.
    pub synchronised: bool,
    /// All takes that ended, together; one that runs tells its own numbers
    /// ([`crate::FrameReceiver::stats`]).
    pub takes: TakeStats,
}
