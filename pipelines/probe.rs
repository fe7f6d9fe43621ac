//! What a media file is, as ffprobe sees it.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};

use crate::child::Child;
use crate::facts::millis;
use crate::{PipelineError, SizeAt};

/// Headers and a few packets are read.
const HEADER_LIMIT: Duration = Duration::from_secs(20);
/// The whole file is read, nothing decoded but key frames: disk speed.
const PACKETS_LIMIT: Duration = Duration::from_secs(120);
/// More than one video packet comes within so many, however they are interleaved.
const FIRST_PACKETS: &str = "%+#64";

/// A media file's streams.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Probe {
    /// ffprobe's name, e.g. `mov,mp4,m4a,3gp,3g2,mj2` or `matroska,webm`.
    pub format: String,
    /// As the container states it; `None` when it does not (an unfinished file).
    pub duration_ms: Option<u64>,
    /// Size of the file.
    pub bytes: u64,
    /// The first picture stream.
    pub video: Option<VideoStream>,
    /// The first sound stream.
    pub audio: Option<AudioStream>,
}

/// A picture stream.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VideoStream {
    /// `h264`, `vp8` …
    pub codec: String,
    /// E.g. `Constrained Baseline`.
    pub profile: Option<String>,
    /// The container's code, e.g. `avc3`; empty in WebM.
    pub tag: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Milliseconds.
    pub start_ms: Option<i64>,
    /// Milliseconds, where the stream states it (WebM's do not).
    pub duration_ms: Option<u64>,
    /// Whether decoding can start at the first packet.
    pub first_packet_is_key: bool,
}

/// A sound stream.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AudioStream {
    /// `opus`, `aac` …
    pub codec: String,
    /// E.g. `LC`.
    pub profile: Option<String>,
    /// Hertz.
    pub sample_rate: u32,
    /// 1 or 2.
    pub channels: u32,
    /// Milliseconds.
    pub start_ms: Option<i64>,
    /// Milliseconds, where the stream states it.
    pub duration_ms: Option<u64>,
}

/// A [`Probe`] with every packet of the file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PacketProbe {
    /// The streams.
    pub probe: Probe,
    /// Packets of the picture stream, in file order.
    pub video: Vec<Packet>,
    /// Packets of the sound stream, in file order.
    pub audio: Vec<Packet>,
    /// Every picture size, decoded from the key frames.
    pub sizes: Vec<SizeAt>,
}

impl PacketProbe {
    /// End of the last packet, whatever the header says. Milliseconds.
    #[must_use]
    pub fn end_ms(&self) -> u64 {
        let ends = self.video.iter().chain(&self.audio).map(Packet::end_us);
        millis(ends.max().unwrap_or(0))
    }
}

/// One packet of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Packet {
    /// Presentation time, microseconds.
    pub time_us: i64,
    /// Microseconds; up to the next packet where the container does not say.
    pub duration_us: i64,
    /// Bytes.
    pub size: u64,
    /// Whether decoding can start here.
    pub key: bool,
    /// Adler-32 of the bytes; 0 unless every packet was asked for.
    pub adler32: u32,
}

impl Packet {
    fn end_us(&self) -> i64 {
        self.time_us + self.duration_us
    }
}

/// Reads the headers and the first packets.
///
/// # Errors
/// [`PipelineError::Unreadable`] when this is no MP4 or WebM with something in
/// it, [`PipelineError::TimedOut`] past 20 s, [`PipelineError::Io`].
pub async fn probe(file: &Path) -> Result<Probe, PipelineError> {
    let bytes = size_of(file).await?;
    let child = Child::ffprobe(HEADER_LIMIT).args(["-read_intervals", FIRST_PACKETS]);
    Raw::read(child, file).await?.probe(file, bytes)
}

/// Reads every packet, and the picture's size at every key frame.
///
/// # Errors
/// As [`probe`]; the limit is twice 120 s.
pub async fn probe_packets(file: &Path) -> Result<PacketProbe, PipelineError> {
    let bytes = size_of(file).await?;
    let child = Child::ffprobe(PACKETS_LIMIT).args(["-show_data_hash", "adler32"]);
    let raw = Raw::read(child, file).await?;
    let probe = raw.probe(file, bytes)?;
    let (video, audio) = (raw.packets_of("video"), raw.packets_of("audio"));
    let sizes = if probe.video.is_some() {
        sizes(file).await?
    } else {
        Vec::new()
    };
    Ok(PacketProbe {
        probe,
        video,
        audio,
        sizes,
    })
}

/// Picture sizes at the key frames, changes only.
async fn sizes(file: &Path) -> Result<Vec<SizeAt>, PipelineError> {
    #[derive(Deserialize)]
    struct Frames {
        frames: Vec<Frame>,
    }
    #[derive(Deserialize)]
    struct Frame {
        #[serde(default, deserialize_with = "microseconds")]
        best_effort_timestamp_time: Option<i64>,
        width: u32,
        height: u32,
    }
    let entries = "frame=best_effort_timestamp_time,width,height";
    let out = Child::ffprobe(PACKETS_LIMIT)
        .args([
            "-select_streams",
            "v:0",
            "-skip_frame",
            "nokey",
            "-show_entries",
            entries,
        ])
        .input(file)
        .run()
        .await
        .map_err(|e| e.about(file))?;
    let read: Frames = parse(&out, file)?;
    let mut sizes: Vec<SizeAt> = Vec::new();
    for frame in read.frames {
        if sizes
            .last()
            .is_none_or(|s| (s.width, s.height) != (frame.width, frame.height))
        {
            sizes.push(SizeAt {
                at_ms: millis(frame.best_effort_timestamp_time.unwrap_or(0)),
                width: frame.width,
                height: frame.height,
            });
        }
    }
    Ok(sizes)
}

async fn size_of(file: &Path) -> Result<u64, PipelineError> {
    let meta = tokio::fs::metadata(file)
        .await
        .map_err(PipelineError::io(file))?;
    if meta.is_file() {
        Ok(meta.len())
    } else {
        Err(unreadable(file, "not a file"))
    }
}

fn unreadable(file: &Path, detail: &str) -> PipelineError {
    PipelineError::Unreadable {
        file: file.to_owned(),
        detail: detail.to_owned(),
    }
}

fn parse<'a, T: Deserialize<'a>>(out: &'a [u8], file: &Path) -> Result<T, PipelineError> {
    serde_json::from_slice(out).map_err(|e| unreadable(file, &e.to_string()))
}

/// ffprobe's JSON: numbers come as strings, and any of them may be missing.
#[derive(Deserialize)]
struct Raw {
    #[serde(default)]
    packets: Vec<RawPacket>,
    #[serde(default)]
    streams: Vec<RawStream>,
    format: RawFormat,
}

#[derive(Deserialize)]
struct RawFormat {
    format_name: String,
    #[serde(default, deserialize_with = "microseconds")]
    duration: Option<i64>,
}

#[derive(Deserialize)]
struct RawStream {
    index: u32,
    #[serde(default)]
    codec_type: String,
    #[serde(default)]
    codec_name: String,
    #[serde(default)]
    codec_tag_string: String,
    profile: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    sample_rate: Option<String>,
    channels: Option<u32>,
    #[serde(default, deserialize_with = "microseconds")]
    start_time: Option<i64>,
    #[serde(default, deserialize_with = "microseconds")]
    duration: Option<i64>,
}

#[derive(Deserialize)]
struct RawPacket {
    stream_index: u32,
    #[serde(default, deserialize_with = "microseconds")]
    pts_time: Option<i64>,
    #[serde(default, deserialize_with = "microseconds")]
    duration_time: Option<i64>,
    size: String,
    #[serde(default)]
    flags: String,
    data_hash: Option<String>,
}

impl Raw {
    async fn read(child: Child, file: &Path) -> Result<Self, PipelineError> {
        let packet = "packet=stream_index,pts_time,duration_time,size,flags,data_hash";
        let stream = "stream=index,codec_type,codec_name,codec_tag_string,profile,width,height,\
                      sample_rate,channels,start_time,duration";
        let entries = format!("{packet}:{stream}:format=format_name,duration");
        let out = child
            .args(["-show_entries", &entries])
            .input(file)
            .run()
            .await
            .map_err(|e| e.about(file))?;
        parse(&out, file)
    }

    fn first(&self, kind: &str) -> Option<&RawStream> {
        self.streams.iter().find(|s| s.codec_type == kind)
    }

    fn packets_of(&self, kind: &str) -> Vec<Packet> {
        let Some(stream) = self.first(kind) else {
            return Vec::new();
        };
        let packets = self.packets.iter();
        let mut packets: Vec<Packet> = packets
            .filter(|p| p.stream_index == stream.index)
            .map(RawPacket::read)
            .collect();
        fill_durations(&mut packets);
        packets
    }

    fn probe(&self, file: &Path, bytes: u64) -> Result<Probe, PipelineError> {
        let profile = |s: &RawStream| s.profile.clone().filter(|p| p != "unknown");
        let video = self.first("video").map(|s| VideoStream {
            codec: s.codec_name.clone(),
            profile: profile(s),
            tag: s.codec_tag_string.clone(),
            width: s.width.unwrap_or(0),
            height: s.height.unwrap_or(0),
            start_ms: s.start_time.map(|t| t / 1000),
            duration_ms: s.duration.map(millis),
            first_packet_is_key: self.packets_of("video").first().is_some_and(|p| p.key),
        });
        let audio = self.first("audio").map(|s| AudioStream {
            codec: s.codec_name.clone(),
            profile: profile(s),
            sample_rate: s
                .sample_rate
                .as_deref()
                .and_then(|r| r.parse().ok())
                .unwrap_or(0),
            channels: s.channels.unwrap_or(0),
            start_ms: s.start_time.map(|t| t / 1000),
            duration_ms: s.duration.map(millis),
        });
        if video.is_none() && audio.is_none() {
            return Err(unreadable(file, "neither picture nor sound"));
        }
        Ok(Probe {
            format: self.format.format_name.clone(),
            duration_ms: self.format.duration.map(millis),
            bytes,
            video,
            audio,
        })
    }
}

/// Fragmented MP4 and WebM leave durations to the reader: up to the next
/// packet; the last one lasts as long as the one before.
fn fill_durations(packets: &mut [Packet]) {
    let mut before_us = 0;
    for i in 0..packets.len() {
        let next_us = packets
            .get(i + 1)
            .map(|next| next.time_us - packets[i].time_us);
        if packets[i].duration_us == 0 {
            packets[i].duration_us = next_us.unwrap_or(before_us).max(0);
        }
        before_us = packets[i].duration_us;
    }
}

impl RawPacket {
    fn read(&self) -> Packet {
        let adler = |hash: &str| u32::from_str_radix(hash.rsplit(':').next()?, 16).ok();
        Packet {
            time_us: self.pts_time.unwrap_or(0),
            duration_us: self.duration_time.unwrap_or(0),
            size: self.size.parse().unwrap_or(0),
            key: self.flags.starts_with('K'),
            adler32: self.data_hash.as_deref().and_then(adler).unwrap_or(0),
        }
    }
}

/// Seconds as decimal text → microseconds. `N/A` and absurd numbers → `None`.
fn microseconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    let seconds = text.and_then(|t| t.parse::<f64>().ok());
    #[expect(clippy::cast_possible_truncation, reason = "bounded on the line above")]
    let us = seconds
        .filter(|s| s.abs() < 1e9)
        .map(|s| (s * 1e6).round() as i64);
    Ok(us)
}
