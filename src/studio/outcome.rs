//! From what the recorder measured to what is kept of it.

use coach::take::{Closing, Container, Gap, GapKind, Packets, Reception, TakeMedia, TakeOutcome};
use pipelines::{DamageReason, Facts, MediaKind, Outcome, VideoCodec};

/// When the take ran, in milliseconds since the Unix epoch, as far as it is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    pub started_at_ms: Option<i64>,
    pub stopped_at_ms: Option<i64>,
}

/// `whole` is what a take is called when nothing of it is missing.
pub fn take_outcome(outcome: Outcome, whole: Closing, clock: Clock) -> TakeOutcome {
    let (closing, media, reason) = match outcome {
        Outcome::Sealed(facts) => (whole, Some(take_media(&facts)), None),
        Outcome::Damaged { reason, kept, .. } => (
            Closing::Damaged,
            kept.as_deref().map(take_media),
            Some(reason),
        ),
    };
    TakeOutcome {
        closing,
        media,
        reason: reason.as_ref().map(DamageReason::to_string),
        started_at_ms: clock.started_at_ms,
        stopped_at_ms: clock.stopped_at_ms,
        reception: None,
    }
}

/// What is kept of a take's numbers.
pub fn reception(stats: &sfu::TakeStats) -> Reception {
    let packets = |stats: &sfu::AssemblyStats| Packets {
        received: stats.received,
        lost: stats.lost,
    };
    Reception {
        audio: packets(&stats.audio),
        video: packets(&stats.video),
    }
}

/// What is kept of a master's facts.
pub fn take_media(facts: &Facts) -> TakeMedia {
    let sound = facts.av_offset_ms;
    TakeMedia {
        file: facts.file_name.clone(),
        container: match facts.container {
            pipelines::Container::Mp4 => Container::Mp4,
            pipelines::Container::Webm => Container::Webm,
        },
        video_codec: match facts.video_codec {
            VideoCodec::H264 => "h264".into(),
            VideoCodec::Vp8 => "vp8".into(),
        },
        audio_codec: sound.map(|_| "opus".into()),
        width: facts.width,
        height: facts.height,
        duration_ms: facts.duration_ms,
        bytes: facts.bytes,
        gaps: facts
            .gaps
            .iter()
            .map(|gap| Gap {
                from_ms: gap.from_ms,
                to_ms: gap.to_ms,
                kind: match gap.kind {
                    MediaKind::Audio => GapKind::Audio,
                    MediaKind::Video => GapKind::Video,
                },
            })
            .collect(),
        av_offset_ms: sound.map_or(0, |offset| i32::try_from(offset).unwrap_or(i32::MAX)),
        size_changed: facts.sizes.len() > 1,
    }
}
