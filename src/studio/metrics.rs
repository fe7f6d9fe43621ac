//! What rooms tell whoever counts. Base units, and nothing that names a person, a take or a
//! room. `server::metrics` has the table that says what each of them means.

use std::time::Duration;

use ::metrics::{counter, histogram};
use coach::take::{GapKind, Packets, TakeOutcome};

pub const ROOMS_OPENED: &str = "jobgate_rooms_opened_total";
pub const ROOMS_REFUSED: &str = "jobgate_rooms_refused_total";
pub const TAKES: &str = "jobgate_takes_total";
pub const PACKETS_RECEIVED: &str = "jobgate_take_packets_received_total";
pub const PACKETS_LOST: &str = "jobgate_take_packets_lost_total";
pub const PACKETS_REQUESTED: &str = "jobgate_packets_requested_total";
pub const JITTER_SECONDS: &str = "jobgate_take_jitter_seconds";
pub const GAPS: &str = "jobgate_take_gaps_total";
pub const GAP_SECONDS: &str = "jobgate_take_gap_seconds";
pub const RECORDED_BYTES: &str = "jobgate_recorded_bytes_total";
pub const RECORDED_SECONDS: &str = "jobgate_recorded_seconds";
pub const SEAL_SECONDS: &str = "jobgate_seal_seconds";
pub const LOOKS_DUE: &str = "jobgate_looks_due_total";
pub const LOOK_WAIT_SECONDS: &str = "jobgate_look_wait_seconds";
pub const LOOK_SECONDS: &str = "jobgate_look_seconds";
pub const MESSAGES_DROPPED: &str = "jobgate_client_messages_dropped_total";

/// A take is closed and on disk, so long after recording was to stop.
pub(crate) fn closed(outcome: &TakeOutcome, took: Duration) {
    counter!(TAKES, "outcome" => outcome.closing.state().as_str()).increment(1);
    histogram!(SEAL_SECONDS).record(took.as_secs_f64());
    if let Some(media) = &outcome.media {
        counter!(RECORDED_BYTES).increment(media.bytes);
        histogram!(RECORDED_SECONDS).record(media.duration_ms as f64 / 1000.0);
        for gap in &media.gaps {
            let kind = match gap.kind {
                GapKind::Audio => "audio",
                GapKind::Video => "video",
            };
            counter!(GAPS, "kind" => kind).increment(1);
            let length_ms = gap.to_ms.saturating_sub(gap.from_ms);
            histogram!(GAP_SECONDS, "kind" => kind).record(length_ms as f64 / 1000.0);
        }
    }
    if let Some(reception) = &outcome.reception {
        for (kind, Packets { received, lost }) in
            [("audio", reception.audio), ("video", reception.video)]
        {
            counter!(PACKETS_RECEIVED, "kind" => kind).increment(received);
            counter!(PACKETS_LOST, "kind" => kind).increment(lost);
        }
    }
}

/// How a take's packets came, when it ends.
pub(crate) fn arrived(peer: &sfu::PeerStats) {
    counter!(PACKETS_REQUESTED).increment(peer.packets_requested);
    for (kind, track) in [("audio", peer.audio), ("video", peer.video_full)] {
        let jitter = Duration::from_micros(track.jitter_us);
        histogram!(JITTER_SECONDS, "kind" => kind).record(jitter.as_secs_f64());
    }
}
