//! After a crash: a master that plays and seeks again, and what it holds.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::bitstream::opus;
use crate::child::Child;
use crate::container;
use crate::facts::millis;
use crate::probe::{Packet, PacketProbe, probe_packets};
use crate::{
    AudioCodec, Container, Counts, DamageReason, Facts, Gap, MediaKind, Outcome, PipelineError,
    VideoCodec,
};

/// A copy costs 0.01 s a second of media; this is for a disk with other work.
const REMUX_LIMIT: Duration = Duration::from_secs(180);
/// As in the recorder.
const VIDEO_GAP_US: i64 = 500_000;
/// As in the recorder.
const AUDIO_GAP_US: i64 = 100_000;

/// Makes the master in a take's folder whole: playable, seekable, durable.
///
/// A finished master is only measured. An unfinished one is copied, packet by
/// packet, into a new file that replaces it once it holds as much and is on
/// disk. A take that was recorded in parts, because a media process died, becomes one
/// master first. May be called again at any time, also after a crash within itself.
///
/// Gives [`Outcome::Sealed`], or [`Outcome::Damaged`] when there is nothing to
/// recover (nothing is deleted then).
///
/// # Errors
/// [`PipelineError::Io`], [`PipelineError::Tool`], [`PipelineError::TimedOut`]:
/// the master is as it was; try again later.
pub async fn recover(folder: &Path) -> Result<Outcome, PipelineError> {
    crate::process::finish_parts(folder).await?;
    recover_master(folder).await
}

/// The same for a folder without further parts of the take.
pub(crate) async fn recover_master(folder: &Path) -> Result<Outcome, PipelineError> {
    let found = [Container::Mp4, Container::Webm]
        .into_iter()
        .map(|c| (c, folder.join(c.file_name())))
        .find(|(_, file)| file.is_file());
    let Some((container, master)) = found else {
        return Ok(Outcome::nothing(DamageReason::NoFile));
    };
    // Left by a crash within a recovery; never the only copy.
    let part = folder.join(format!("{}.part", container.file_name()));
    remove(&part).await?;

    let before = match readable(&master).await? {
        Ok(packets) => packets,
        Err(reason) => return Ok(Outcome::nothing(reason)),
    };
    if container::is_complete(&master, container)? {
        return facts(&master, container, &before);
    }
    let copied = replace(&master, &part, container, &before).await;
    if !matches!(copied, Ok(Ok(_))) {
        remove(&part).await?;
    }
    match copied? {
        Ok(after) => facts(&master, container, &after),
        Err(reason) => Ok(Outcome::nothing(reason)),
    }
}

/// What a whole master holds.
///
/// # Errors
/// As [`recover`].
pub(crate) async fn measure(file: &Path, container: Container) -> Result<Outcome, PipelineError> {
    match readable(file).await? {
        Ok(packets) => facts(file, container, &packets),
        Err(reason) => Ok(Outcome::nothing(reason)),
    }
}

/// The packets of a file, or why there are none.
async fn readable(file: &Path) -> Result<Result<PacketProbe, DamageReason>, PipelineError> {
    match probe_packets(file).await {
        Ok(packets) if packets.video.is_empty() => Ok(Err(DamageReason::NoPicture)),
        Ok(packets) => Ok(Ok(packets)),
        Err(PipelineError::Unreadable { detail, .. }) => Ok(Err(DamageReason::Unreadable(detail))),
        Err(other) => Err(other),
    }
}

async fn replace(
    master: &Path,
    part: &Path,
    container: Container,
    before: &PacketProbe,
) -> Result<Result<PacketProbe, DamageReason>, PipelineError> {
    // The last packet may have lost its end.
    let copy = Child::ffmpeg(REMUX_LIMIT)
        .args(["-fflags", "+discardcorrupt"])
        .input(master)
        .args(["-map", "0:v:0", "-map", "0:a:0?", "-c", "copy"]);
    let copy = match container {
        Container::Mp4 => copy.args(["-movflags", "+faststart", "-f", "mp4"]),
        Container::Webm => copy.args(["-cues_to_front", "1", "-f", "webm"]),
    };
    copy.output(part).run().await?;
    let after = match readable(part).await? {
        Ok(after) => after,
        // Not one whole picture: there was nothing but the beginning of the first.
        Err(reason) => return Ok(Err(reason)),
    };
    // The last packet of each track may be the one that lost its end.
    let fewer = |a: &[Packet], b: &[Packet]| a.len() + 1 < b.len();
    if fewer(&after.video, &before.video) || fewer(&after.audio, &before.audio) {
        return Err(PipelineError::Tool {
            tool: "ffmpeg",
            detail: format!(
                "the copy has {}+{} packets of {}+{}",
                after.video.len(),
                after.audio.len(),
                before.video.len(),
                before.audio.len()
            ),
        });
    }
    let (from, to) = (part.to_owned(), master.to_owned());
    let swap = move || -> std::io::Result<()> {
        std::fs::File::open(&from)?.sync_all()?;
        std::fs::rename(&from, &to)?;
        crate::recorder::sync(&to)
    };
    tokio::task::spawn_blocking(swap)
        .await
        .unwrap_or_else(|e| Err(std::io::Error::other(e)))
        .map_err(PipelineError::io(master))?;
    Ok(Ok(after))
}

async fn remove(part: &PathBuf) -> Result<(), PipelineError> {
    match tokio::fs::remove_file(part).await {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(PipelineError::io(part)(e)),
        _ => Ok(()),
    }
}

/// The same facts a stop would have given, from the file alone.
fn facts(file: &Path, container: Container, read: &PacketProbe) -> Result<Outcome, PipelineError> {
    let codec = read.probe.video.as_ref().map(|v| v.codec.as_str());
    let video_codec = match codec {
        Some("h264") => VideoCodec::H264,
        Some("vp8") => VideoCodec::Vp8,
        other => {
            let detail = format!("no codec of ours: {}", other.unwrap_or("none"));
            return Ok(Outcome::nothing(DamageReason::Unreadable(detail)));
        }
    };
    let Some(first_size) = read.sizes.first() else {
        let detail = "no key frame can be decoded".to_owned();
        return Ok(Outcome::nothing(DamageReason::Unreadable(detail)));
    };
    let (heard, own): (Vec<&Packet>, Vec<&Packet>) = read
        .audio
        .iter()
        .partition(|p| !opus::is_own_silence(p.adler32));
    // A whole file states its length; WebM does not tell how long a last picture stands.
    let duration_ms = read.probe.duration_ms.unwrap_or_else(|| read.end_ms());
    let end_us = i64::try_from(duration_ms).unwrap_or(0) * 1000;
    let mut gaps = video_gaps(&read.video, end_us);
    gaps.extend(audio_gaps(&heard, end_us));
    gaps.sort_by_key(|g| (g.from_ms, g.to_ms));
    Ok(Outcome::Sealed(Facts {
        file_name: container.file_name().to_owned(),
        container,
        video_codec,
        audio_codec: AudioCodec::Opus,
        width: first_size.width,
        height: first_size.height,
        duration_ms,
        bytes: std::fs::metadata(file)
            .map_err(PipelineError::io(file))?
            .len(),
        gaps,
        av_offset_ms: heard.first().map(|p| (p.time_us + 500) / 1000),
        sizes: read.sizes.clone(),
        counts: Counts {
            video_frames: read.video.len() as u64,
            audio_packets: heard.len() as u64,
            silence_packets: own.len() as u64,
            refused: 0,
        },
    }))
}

fn video_gaps(packets: &[Packet], end_us: i64) -> Vec<Gap> {
    let times = packets.iter().map(|p| p.time_us).chain([end_us]);
    holes(
        times.map(|t| (t, t)),
        VIDEO_GAP_US,
        MediaKind::Video,
        packets.first().map_or(0, |p| p.time_us),
    )
}

fn audio_gaps(heard: &[&Packet], end_us: i64) -> Vec<Gap> {
    let spans = heard
        .iter()
        .map(|p| (p.time_us, p.time_us + p.duration_us))
        .chain([(end_us, end_us)]);
    holes(spans, AUDIO_GAP_US, MediaKind::Audio, 0)
}

/// Stretches longer than `limit_us` between the end of one span and the start of the next.
fn holes(
    spans: impl Iterator<Item = (i64, i64)>,
    limit_us: i64,
    kind: MediaKind,
    mut covered_us: i64,
) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (from_us, to_us) in spans {
        if from_us - covered_us > limit_us {
            gaps.push(Gap {
                from_ms: millis(covered_us),
                to_ms: millis(from_us),
                kind,
            });
        }
        covered_us = covered_us.max(to_us);
    }
    gaps
}
