//! Real encoded media, made by ffmpeg when a test asks for it: whole frames, as
//! the assembler of a WebRTC session hands them over.

use std::process::{Command, Stdio};
use std::sync::OnceLock;

use bytes::Bytes;
use pipelines::{Frame, MediaKind, VideoCodec};

/// Frames a second of every clip.
pub const RATE: i64 = 30;
/// Length of the standard clips.
pub const SECONDS: u32 = 5;
pub const SOUND_STEP_US: i64 = 20_000;

/// One encoded picture.
#[derive(Clone)]
pub struct Coded {
    pub key: bool,
    /// No picture depends on it.
    pub discardable: bool,
    pub bytes: Bytes,
}

/// What is seen (and heard).
#[derive(Clone, Copy)]
pub enum Scene {
    /// Moves everywhere; an even tone.
    Moving,
    /// Black, white for the first 100 ms of each second; a beep with each flash.
    Flashes,
    /// The left half tells the second by [`grey_of`], the right half is red; an even tone.
    Seconds,
}

/// Luma of the left half in a second of [`Scene::Seconds`].
pub fn grey_of(second: i64) -> i64 {
    40 + 20 * second
}

/// How a clip is encoded.
#[derive(Clone, Copy)]
pub struct Look {
    pub width: u32,
    pub height: u32,
    pub kbit: u32,
    pub seconds: u32,
    pub scene: Scene,
}

pub const HD: Look = Look {
    width: 1280,
    height: 720,
    kbit: 1_500,
    seconds: SECONDS,
    scene: Scene::Moving,
};

/// For tests to which the picture does not matter.
pub const SMALL: Look = Look {
    width: 320,
    height: 180,
    kbit: 300,
    ..HD
};

/// 1280×720 at 1.5 Mbit/s, a key frame each second.
pub fn hd(codec: VideoCodec) -> &'static [Coded] {
    static H264: OnceLock<Vec<Coded>> = OnceLock::new();
    static VP8: OnceLock<Vec<Coded>> = OnceLock::new();
    match codec {
        VideoCodec::H264 => H264.get_or_init(|| encode(codec, HD)),
        VideoCodec::Vp8 => VP8.get_or_init(|| encode(codec, HD)),
    }
}

/// [`Scene::Seconds`] at 320×180, a key frame each second.
pub fn seconds(codec: VideoCodec) -> &'static [Coded] {
    static H264: OnceLock<Vec<Coded>> = OnceLock::new();
    static VP8: OnceLock<Vec<Coded>> = OnceLock::new();
    let clip = match codec {
        VideoCodec::H264 => &H264,
        VideoCodec::Vp8 => &VP8,
    };
    clip.get_or_init(|| {
        let look = Look {
            scene: Scene::Seconds,
            ..SMALL
        };
        encode(codec, look)
    })
}

/// Opus packets of 20 ms, as long as the standard clips.
pub fn tone() -> &'static [Bytes] {
    static TONE: OnceLock<Vec<Bytes>> = OnceLock::new();
    TONE.get_or_init(|| sound(Scene::Moving, SECONDS))
}

pub fn encode(codec: VideoCodec, look: Look) -> Vec<Coded> {
    encode_with(codec, look, &[])
}

/// With what WebRTC calls temporal layers: VP8 in three (as Chromium's L1T3), H.264 with
/// every other picture referred to by none.
pub fn encode_layered(codec: VideoCodec, look: Look) -> Vec<Coded> {
    let options: &[&str] = match codec {
        VideoCodec::Vp8 => &[
            "-ts-parameters",
            "ts_number_layers=3:ts_target_bitrate=150,200,300:ts_rate_decimator=4,2,1:\
             ts_periodicity=4:ts_layer_id=0,2,1,2:ts_layering_mode=3",
            // As WebRTC's encoder does when it makes temporal layers.
            "-error-resilient",
            "default",
        ],
        VideoCodec::H264 => &["-profile:v", "main", "-bf", "1", "-b_strategy", "0"],
    };
    let mut clip = encode_with(codec, look, options);
    if codec == VideoCodec::Vp8 {
        // The layer travels in RTP, not in the frame.
        let layers = [0, 2, 1, 2].into_iter().cycle();
        for (coded, layer) in clip.iter_mut().zip(layers) {
            coded.discardable = layer > 0 && !coded.key;
        }
    }
    clip
}

fn encode_with(codec: VideoCodec, look: Look, options: &[&str]) -> Vec<Coded> {
    let size = format!("{}x{}", look.width, look.height);
    let source = match look.scene {
        Scene::Moving => format!("testsrc2=size={size}:rate={RATE}"),
        Scene::Flashes => format!(
            "color=black:size={size}:rate={RATE},drawbox=color=white:t=fill:enable='lt(mod(t,1),0.1)'"
        ),
        Scene::Seconds => format!(
            "color=black:size={size}:rate={RATE},format=yuv420p,geq=\
             lum='if(lt(X,W/2),40+20*floor(T),81)':cb='if(lt(X,W/2),128,90)':\
             cr='if(lt(X,W/2),128,240)'"
        ),
    };
    let (seconds, rate) = (look.seconds.to_string(), format!("{}k", look.kbit));
    let mut args = vec!["-f", "lavfi", "-i", &source, "-t", &seconds];
    args.extend([
        "-pix_fmt", "yuv420p", "-g", "30", "-b:v", &rate, "-maxrate", &rate,
    ]);
    args.extend(["-bufsize", &rate]);
    match codec {
        VideoCodec::H264 => {
            args.extend([
                "-c:v",
                "libx264",
                "-profile:v",
                "baseline",
                "-preset",
                "ultrafast",
            ]);
            args.extend(["-tune", "zerolatency", "-threads", "1"]);
            args.extend(["-x264-params", "aud=1:repeat-headers=1:scenecut=0"]);
            args.extend(options);
            args.extend(["-f", "h264", "-"]);
            access_units(&ffmpeg(&args))
        }
        VideoCodec::Vp8 => {
            args.extend(["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "12"]);
            args.extend(["-auto-alt-ref", "0"]);
            args.extend(options);
            args.extend(["-f", "ivf", "-"]);
            ivf(&ffmpeg(&args))
        }
    }
}

pub fn sound(scene: Scene, seconds: u32) -> Vec<Bytes> {
    let loudness = match scene {
        Scene::Moving | Scene::Seconds => "0.3",
        Scene::Flashes => "lt(mod(t,1),0.1)",
    };
    let source = format!("aevalsrc='sin(1000*2*PI*t)*{loudness}':s=48000");
    let seconds = seconds.to_string();
    let mut args = vec!["-f", "lavfi", "-i", &source, "-t", &seconds];
    args.extend([
        "-c:a",
        "libopus",
        "-application",
        "voip",
        "-frame_duration",
        "20",
    ]);
    args.extend(["-ac", "1", "-b:a", "32k", "-f", "ogg", "-"]);
    ogg(&ffmpeg(&args)).into_iter().skip(2).collect() // OpusHead, OpusTags
}

/// Pictures of a clip at its own rate from `from_us` on.
pub fn pictures(clip: &[Coded], from_us: i64) -> impl Iterator<Item = Frame> {
    clip.iter().zip(0..).map(move |(coded, i)| Frame {
        kind: MediaKind::Video,
        media_time_us: from_us + i * 1_000_000 / RATE,
        key: coded.key,
        discardable: coded.discardable,
        bytes: coded.bytes.clone(),
    })
}

/// Packets end to end from `from_us` on.
pub fn packets(sound: &[Bytes], from_us: i64) -> impl Iterator<Item = Frame> {
    sound.iter().zip(0..).map(move |(bytes, i)| Frame {
        kind: MediaKind::Audio,
        media_time_us: from_us + i * SOUND_STEP_US,
        key: false,
        discardable: false,
        bytes: bytes.clone(),
    })
}

/// In the order of arrival, sound `sound_late_us` later than its time.
pub fn interleave(frames: impl IntoIterator<Item = Frame>, sound_late_us: i64) -> Vec<Frame> {
    let mut frames: Vec<Frame> = frames.into_iter().collect();
    frames.sort_by_key(|f| {
        f.media_time_us
            + match f.kind {
                MediaKind::Audio => sound_late_us,
                MediaKind::Video => 0,
            }
    });
    frames
}

/// The standard clip with its tone, in step.
pub fn hd_with_tone(codec: VideoCodec) -> Vec<Frame> {
    interleave(pictures(hd(codec), 0).chain(packets(tone(), 0)), 0)
}

/// 1280×720, then 640×360, then 1280×720 again, with sound throughout.
pub fn changing_size(codec: VideoCodec) -> Vec<Frame> {
    static H264: OnceLock<Vec<Coded>> = OnceLock::new();
    static VP8: OnceLock<Vec<Coded>> = OnceLock::new();
    let between = Look {
        width: 640,
        height: 360,
        seconds: 2,
        ..HD
    };
    let small = match codec {
        VideoCodec::H264 => H264.get_or_init(|| encode(codec, between)),
        VideoCodec::Vp8 => VP8.get_or_init(|| encode(codec, between)),
    };
    let large = &hd(codec)[..60];
    let all: Vec<Coded> = [large, small, large].concat();
    interleave(pictures(&all, 0).chain(packets(&long_tone(), 0)), 0)
}

/// Six seconds.
fn long_tone() -> Vec<Bytes> {
    sound(Scene::Moving, 6)
}

pub fn ffmpeg(args: &[&str]) -> Vec<u8> {
    let out = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(args)
        .stdin(Stdio::null())
        .output()
        .expect("ffmpeg is installed");
    let words = String::from_utf8_lossy(&out.stderr);
    assert!(
        out.status.success() && words.is_empty(),
        "ffmpeg {args:?}: {words}"
    );
    out.stdout
}

/// Annex B with access unit delimiters → AVC access units without them.
fn access_units(stream: &[u8]) -> Vec<Coded> {
    let mut units: Vec<Vec<&[u8]>> = Vec::new();
    for nal in nals(stream) {
        if nal[0] & 0x1f == 9 {
            units.push(Vec::new());
        } else {
            units.last_mut().expect("a delimiter first").push(nal);
        }
    }
    let coded = |nals: Vec<&[u8]>| Coded {
        key: nals.iter().any(|n| n[0] & 0x1f == 5),
        discardable: nals.iter().all(|n| n[0] & 0x60 == 0),
        bytes: nals
            .iter()
            .flat_map(|n| [&u32::try_from(n.len()).unwrap().to_be_bytes()[..], n].concat())
            .collect(),
    };
    units.into_iter().map(coded).collect()
}

fn nals(stream: &[u8]) -> Vec<&[u8]> {
    let starts: Vec<usize> = (0..stream.len() - 3)
        .filter(|i| stream[*i..i + 3] == [0, 0, 1])
        .collect();
    let ends = starts.iter().skip(1).copied().chain([stream.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| {
            let nal = &stream[start + 3..end];
            let used = nal.iter().rposition(|b| *b != 0).map_or(0, |i| i + 1);
            &nal[..used]
        })
        .collect()
}

fn ivf(mut file: &[u8]) -> Vec<Coded> {
    let mut frames = Vec::new();
    file = &file[32..];
    while file.len() > 12 {
        let size = u32::from_le_bytes(file[..4].try_into().unwrap()) as usize;
        let bytes = Bytes::copy_from_slice(&file[12..12 + size]);
        frames.push(Coded {
            key: bytes[0] & 1 == 0,
            discardable: false,
            bytes,
        });
        file = &file[12 + size..];
    }
    frames
}

/// RFC 3533: packets are runs of segments, closed by one shorter than 255.
fn ogg(mut file: &[u8]) -> Vec<Bytes> {
    let (mut packets, mut packet) = (Vec::new(), Vec::new());
    while !file.is_empty() {
        let count = usize::from(file[26]);
        let (table, mut body) = file[27..].split_at(count);
        for segment in table {
            let (bytes, rest) = body.split_at(usize::from(*segment));
            packet.extend(bytes);
            body = rest;
            if *segment < 255 {
                packets.push(Bytes::from(std::mem::take(&mut packet)));
            }
        }
        file = body;
    }
    packets
}
