//! Made-up pictures and sounds, encoded by an ffmpeg child, as single frames.

use std::process::Stdio;

use anyhow::{Context, ensure};
use bytes::Bytes;
use tokio::process::Command;

use super::wire::Codec;

/// Pictures a second of every clip.
pub const FRAME_RATE: u32 = 30;

/// Encoders are asked for a key frame this often, in pictures: a publisher that replays
/// cannot answer a request for one.
const KEY_FRAME_EVERY: u32 = FRAME_RATE;

/// One encoded picture.
pub struct Picture {
    pub key: bool,
    /// H.264 as Annex B (what the packetiser takes), VP8 as it is.
    pub bytes: Bytes,
}

/// Encodes `seconds` of a lavfi source.
pub async fn pictures(
    source: &str,
    codec: Codec,
    seconds: u32,
    kilobits: u32,
) -> anyhow::Result<Vec<Picture>> {
    let every = KEY_FRAME_EVERY.to_string();
    let rate = format!("{kilobits}k");
    let mut args = vec!["-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p"];
    // One thread: libvpx's workers wait by spinning, ten times the processor time.
    args.extend(["-threads", "1"]);
    args.extend([
        "-g", &every, "-b:v", &rate, "-maxrate", &rate, "-bufsize", &rate,
    ]);
    match codec {
        // What browsers send: constrained baseline, one slice, parameter sets in band.
        Codec::H264 => args.extend([
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-profile:v",
            "baseline",
            "-level",
            "3.1",
            "-x264-params",
            "scenecut=0:aud=1:repeat-headers=1:slices=1",
            "-f",
            "h264",
        ]),
        Codec::Vp8 => args.extend([
            "-c:v",
            "libvpx",
            "-deadline",
            "realtime",
            "-cpu-used",
            "8",
            "-keyint_min",
            &every,
            "-auto-alt-ref",
            "0",
            "-f",
            "ivf",
        ]),
    }
    let stream = ffmpeg(&args, seconds).await?;
    let pictures = match codec {
        Codec::H264 => access_units(&stream),
        Codec::Vp8 => ivf_frames(&stream)?,
    };
    ensure!(
        pictures.len() == (seconds * FRAME_RATE) as usize,
        "{} pictures instead of {}",
        pictures.len(),
        seconds * FRAME_RATE
    );
    ensure!(
        pictures.first().is_some_and(|picture| picture.key),
        "the first picture is no key frame"
    );
    Ok(pictures)
}

/// Encodes `seconds` of a lavfi source as Opus packets of 20 ms. The encoder's look-ahead
/// delays the sound by 2.5 ms (`-application lowdelay`).
pub async fn sound(source: &str, seconds: u32) -> anyhow::Result<Vec<Bytes>> {
    let args = [
        "-f",
        "lavfi",
        "-i",
        source,
        "-c:a",
        "libopus",
        "-b:a",
        "64k",
        "-ac",
        "2",
        "-application",
        "lowdelay",
        "-frame_duration",
        "20",
        "-f",
        "ogg",
    ];
    let packets = ogg_packets(&ffmpeg(&args, seconds).await?)?;
    // OpusHead and OpusTags come first (RFC 7845, section 3).
    Ok(packets.into_iter().skip(2).collect())
}

async fn ffmpeg(args: &[&str], seconds: u32) -> anyhow::Result<Vec<u8>> {
    let (format, output_args) = args.split_at(4);
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-nostdin"])
        .args(format)
        .args(["-t", &seconds.to_string()])
        .args(output_args)
        .arg("pipe:1")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .context("ffmpeg cannot be started")?;
    ensure!(
        output.status.success(),
        "ffmpeg: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output.stdout)
}

/// Splits Annex B at access unit delimiters.
fn access_units(stream: &[u8]) -> Vec<Picture> {
    const DELIMITER: &[u8] = &[0, 0, 0, 1, 9];
    let mut starts: Vec<usize> = stream
        .windows(DELIMITER.len())
        .enumerate()
        .filter(|(_, window)| *window == DELIMITER)
        .map(|(at, _)| at)
        .collect();
    starts.push(stream.len());
    starts
        .windows(2)
        .map(|bounds| {
            let unit = &stream[bounds[0]..bounds[1]];
            Picture {
                // Start codes of slices may have three bytes.
                key: unit
                    .windows(4)
                    .any(|window| window[..3] == [0, 0, 1] && window[3] & 0x1F == 5),
                bytes: Bytes::copy_from_slice(unit),
            }
        })
        .collect()
}

fn ivf_frames(stream: &[u8]) -> anyhow::Result<Vec<Picture>> {
    const FILE_HEADER: usize = 32;
    const FRAME_HEADER: usize = 12;
    let mut rest = stream.get(FILE_HEADER..).context("no IVF header")?;
    let mut frames = Vec::new();
    while !rest.is_empty() {
        let length = rest.get(..4).context("IVF cut off")?;
        let length = u32::from_le_bytes(length.try_into()?) as usize;
        let end = FRAME_HEADER + length;
        let data = rest.get(FRAME_HEADER..end).context("IVF cut off")?;
        frames.push(Picture {
            key: data.first().is_some_and(|tag| tag & 1 == 0),
            bytes: Bytes::copy_from_slice(data),
        });
        rest = &rest[end..];
    }
    Ok(frames)
}

/// Packets of an Ogg stream (RFC 3533, section 6).
pub(super) fn ogg_packets(stream: &[u8]) -> anyhow::Result<Vec<Bytes>> {
    const HEADER: usize = 27;
    let mut packets = Vec::new();
    let mut packet: Vec<u8> = Vec::new();
    let mut rest = stream;
    while !rest.is_empty() {
        ensure!(rest.starts_with(b"OggS"), "not an Ogg page");
        let segments = usize::from(*rest.get(HEADER - 1).context("Ogg cut off")?);
        let sizes = rest.get(HEADER..HEADER + segments).context("Ogg cut off")?;
        let mut at = HEADER + segments;
        for size in sizes {
            let end = at + usize::from(*size);
            packet.extend_from_slice(rest.get(at..end).context("Ogg cut off")?);
            at = end;
            if *size < 255 {
                packets.push(Bytes::from(std::mem::take(&mut packet)));
            }
        }
        rest = &rest[at..];
    }
    Ok(packets)
}
