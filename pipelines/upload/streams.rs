//! The streams of a stranger's file, as its header states them.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::{LARGEST_EDGE, READING, SMALLEST_EDGE, UploadFault};
use crate::PipelineError;
use crate::child::Child;

const LIMIT: Duration = Duration::from_secs(30);
/// A header of two streams is a few kilobytes of JSON.
const MOST_OUTPUT: u64 = 1024 * 1024;

/// What `child` lets ffmpeg decode, by ffprobe's names.
const PICTURES: [&str; 6] = ["h264", "hevc", "vp8", "vp9", "av1", "mpeg4"];
const SOUNDS: [&str; 11] = [
    "aac",
    "mp3",
    "opus",
    "vorbis",
    "flac",
    "alac",
    "ac3",
    "pcm_s16le",
    "pcm_s16be",
    "pcm_s24le",
    "pcm_f32le",
];

/// A film of one picture and one sound: the first of each.
pub(super) struct Streams {
    pub(super) picture: Picture,
    pub(super) sound: Sound,
    /// As stated; browsers' own recordings state none.
    pub(super) duration_ms: Option<u64>,
}

pub(super) struct Picture {
    pub(super) index: u32,
    pub(super) codec: String,
    pub(super) profile: String,
    pub(super) pixels: String,
    /// As coded: before turning, and with pixels of the shape `pixel_shape`.
    pub(super) width: u32,
    pub(super) height: u32,
    /// Width of a pixel divided by its height.
    pub(super) pixel_shape: f64,
    /// Whether it has to be turned before it is shown.
    pub(super) turned: Turned,
    pub(super) interlaced: bool,
    /// Pictures a second, on average.
    pub(super) rate: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turned {
    No,
    /// Upside down, or by an odd angle: the edges keep their places.
    Half,
    /// A quarter either way: the edges change places.
    Quarter,
}

pub(super) struct Sound {
    pub(super) index: u32,
    pub(super) channels: u32,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(default)]
    streams: Vec<RawStream>,
    format: RawFormat,
}

#[derive(Deserialize)]
struct RawFormat {
    duration: Option<String>,
}

#[derive(Deserialize)]
struct RawStream {
    index: u32,
    #[serde(default)]
    codec_type: String,
    #[serde(default)]
    codec_name: String,
    #[serde(default)]
    profile: String,
    #[serde(default)]
    pix_fmt: String,
    #[serde(default)]
    width: u32,
    #[serde(default)]
    height: u32,
    #[serde(default)]
    field_order: String,
    #[serde(default)]
    sample_aspect_ratio: String,
    #[serde(default)]
    avg_frame_rate: String,
    #[serde(default)]
    channels: u32,
    #[serde(default)]
    disposition: Disposition,
    #[serde(default)]
    side_data_list: Vec<SideData>,
}

#[derive(Default, Deserialize)]
struct Disposition {
    #[serde(default)]
    attached_pic: u8,
}

#[derive(Deserialize)]
struct SideData {
    rotation: Option<f64>,
}

/// What of the header concerns a master, or why none can be made.
pub(super) async fn read(file: &Path) -> Result<Result<Streams, UploadFault>, PipelineError> {
    let out = Child::ffprobe(LIMIT)
        .within(READING)
        .most_output(MOST_OUTPUT)
        .args([
            "-show_entries",
            "stream=index,codec_type,codec_name,profile,pix_fmt,width,height,field_order,\
             sample_aspect_ratio,avg_frame_rate,channels:stream_disposition=attached_pic:\
             stream_side_data=rotation:stream_tags=none:format=duration",
        ])
        .input(file)
        .run()
        .await?;
    let raw: Raw = serde_json::from_slice(&out).map_err(|e| PipelineError::Unreadable {
        file: file.to_owned(),
        detail: e.to_string(),
    })?;
    Ok(raw.streams())
}

impl Raw {
    fn streams(self) -> Result<Streams, UploadFault> {
        let first = |kind: &str| {
            self.streams
                .iter()
                .find(|s| s.codec_type == kind && s.disposition.attached_pic == 0)
        };
        if self.streams.is_empty() {
            return Err(UploadFault::NotAFilm);
        }
        let picture = first("video").ok_or(UploadFault::NoPicture)?;
        let sound = first("audio").ok_or(UploadFault::NoSound)?;
        let edges = [picture.width, picture.height];
        if !PICTURES.contains(&picture.codec_name.as_str())
            || !SOUNDS.contains(&sound.codec_name.as_str())
            || edges
                .iter()
                .any(|edge| !(SMALLEST_EDGE..=LARGEST_EDGE).contains(edge))
        {
            return Err(UploadFault::Unsupported);
        }
        let seconds = self.format.duration.as_deref().map(str::parse::<f64>);
        Ok(Streams {
            picture: picture.picture(),
            sound: Sound {
                index: sound.index,
                channels: sound.channels,
            },
            duration_ms: seconds
                .and_then(Result::ok)
                .and_then(|s| Duration::try_from_secs_f64(s).ok())
                .and_then(|d| u64::try_from(d.as_millis()).ok())
                .filter(|&ms| ms > 0),
        })
    }
}

impl RawStream {
    fn picture(&self) -> Picture {
        let turns = self.side_data_list.iter().find_map(|data| data.rotation);
        Picture {
            index: self.index,
            codec: self.codec_name.clone(),
            profile: self.profile.clone(),
            pixels: self.pix_fmt.clone(),
            width: self.width,
            height: self.height,
            pixel_shape: ratio(&self.sample_aspect_ratio, ':')
                .filter(|shape| (0.1..=10.0).contains(shape))
                .unwrap_or(1.0),
            turned: match turns.map_or(0.0, |degrees| degrees.rem_euclid(180.0)) {
                _ if turns.is_none_or(|degrees| degrees.rem_euclid(360.0) < 1.0) => Turned::No,
                angle if (45.0..135.0).contains(&angle) => Turned::Quarter,
                _ => Turned::Half,
            },
            interlaced: !matches!(self.field_order.as_str(), "" | "unknown" | "progressive"),
            rate: ratio(&self.avg_frame_rate, '/').unwrap_or(0.0),
        }
    }
}

/// `16:9`, `30000/1001`; nothing for `0:1` and the like.
fn ratio(text: &str, between: char) -> Option<f64> {
    let (above, below) = text.split_once(between)?;
    let (above, below): (f64, f64) = (above.parse().ok()?, below.parse().ok()?);
    (above > 0.0 && below > 0.0).then_some(above / below)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Streams, UploadFault> {
        serde_json::from_str::<Raw>(json).unwrap().streams()
    }

    fn film(picture: &str, sound: &str) -> String {
        format!(
            r#"{{"streams":[{{"index":0,"codec_type":"video",{picture}}},
                 {{"index":1,"codec_type":"audio","codec_name":"{sound}","channels":2}}],
                "format":{{"duration":"12.500000"}}}}"#
        )
    }

    const H264: &str =
        r#""codec_name":"h264","width":1280,"height":720,"avg_frame_rate":"30000/1001""#;

    #[test]
    fn a_film_is_its_first_picture_and_its_first_sound() {
        let streams = read(&film(H264, "aac")).unwrap();
        assert_eq!(streams.duration_ms, Some(12_500));
        assert_eq!((streams.picture.index, streams.sound.index), (0, 1));
        assert!((streams.picture.rate - 29.97).abs() < 0.01);
        assert_eq!(streams.picture.turned, Turned::No);
    }

    #[test]
    fn turns_are_read_either_way() {
        for (degrees, turned) in [
            ("0", Turned::No),
            ("-90", Turned::Quarter),
            ("270", Turned::Quarter),
            ("180", Turned::Half),
            ("-180", Turned::Half),
        ] {
            let side = format!(r#"{H264},"side_data_list":[{{}},{{"rotation":{degrees}}}]"#);
            let streams = read(&film(&side, "aac")).unwrap();
            assert_eq!(streams.picture.turned, turned, "{degrees}");
        }
    }

    #[test]
    fn what_is_no_film_is_told_apart() {
        let fault = |json: &str| read(json).err().unwrap();
        assert_eq!(fault(r#"{"format":{}}"#), UploadFault::NotAFilm);
        let cover = format!(r#"{H264},"disposition":{{"attached_pic":1}}"#);
        assert_eq!(fault(&film(&cover, "aac")), UploadFault::NoPicture);
        let silent = film(H264, "aac").replace("audio", "data");
        assert_eq!(fault(&silent), UploadFault::NoSound);
        assert_eq!(fault(&film(H264, "wmav2")), UploadFault::Unsupported);
        for (width, height) in [(8192, 4320), (32, 32)] {
            let size = format!(r#""codec_name":"vp9","width":{width},"height":{height}"#);
            assert_eq!(fault(&film(&size, "opus")), UploadFault::Unsupported);
        }
    }
}
