//! Is it a film? Reads the header, then walks through every packet: what a header says of a
//! file that was cut off is not true.

use std::path::Path;
use std::time::Duration;

use super::streams::{self, Streams};
use super::{InspectError, READING, UploadFault};
use crate::child::Child;

/// Reading half a gigabyte of packets is a matter of the disk.
const LIMIT: Duration = Duration::from_secs(120);
/// An hour of film; what has more packets is too long whatever it says.
const MOST_OUTPUT: u64 = 24 * 1024 * 1024;
/// Tracks end apart, and containers round: no sign of a cut.
const MISSING_MS: u64 = 1_500;
/// Of a picture that stands still at the end, or a sound that ends early.
const TRACK_SHORT_BY: f64 = 0.5;

/// What is known of a film before a master is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inspection {
    /// From the first packet to the end of the last one.
    pub duration_ms: u64,
}

/// Whether a master can be made of this file, which is at most `longest`.
///
/// # Errors
/// [`InspectError::Refused`] says what is wrong with the file.
pub async fn inspect(file: &Path, longest: Duration) -> Result<Inspection, InspectError> {
    let streams = streams::read(file).await??;
    let longest_ms = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
    if streams.duration_ms.is_some_and(|ms| ms > longest_ms) {
        return Err(UploadFault::TooLong.into());
    }
    let walked = walk(file, &streams).await?;
    let duration_ms = walked.duration_ms();
    if duration_ms > longest_ms {
        return Err(UploadFault::TooLong.into());
    }
    if walked.is_cut(streams.duration_ms) {
        return Err(UploadFault::Damaged.into());
    }
    Ok(Inspection { duration_ms })
}

/// What the packets themselves say.
#[derive(Default)]
pub(super) struct Walked {
    picture: Track,
    sound: Track,
}

#[derive(Default)]
struct Track {
    packets: u64,
    from_us: i64,
    to_us: i64,
    /// Between the starts of two key frames, and from the last one to the end.
    key_apart_us: i64,
    last_key_us: Option<i64>,
}

pub(super) async fn walk(file: &Path, streams: &Streams) -> Result<Walked, InspectError> {
    let out = Child::ffprobe(LIMIT)
        .within(READING)
        .most_output(MOST_OUTPUT)
        .args(["-of", "csv=p=0"])
        .args([
            "-show_entries",
            "packet=stream_index,pts_time,duration_time,flags",
        ])
        .input(file)
        .run()
        .await?;
    Ok(Walked::read(
        &String::from_utf8_lossy(&out),
        streams.picture.index,
        streams.sound.index,
    ))
}

impl Walked {
    fn read(lines: &str, picture: u32, sound: u32) -> Self {
        let mut walked = Self::default();
        for line in lines.lines() {
            let mut fields = line.split(',');
            let index = fields.next().and_then(|f| f.parse::<u32>().ok());
            let [at, lasts] = [(); 2].map(|()| fields.next().and_then(microseconds));
            let flags = fields.next().unwrap_or_default();
            let (Some(index), Some(at_us)) = (index, at) else {
                continue;
            };
            // `D`: before the film's zero, for decoders alone.
            if flags.contains('D') {
                continue;
            }
            let key = flags.starts_with('K');
            match index {
                _ if index == picture => walked.picture.take(at_us, lasts.unwrap_or(0), key),
                _ if index == sound => walked.sound.take(at_us, lasts.unwrap_or(0), key),
                _ => {}
            }
        }
        walked
    }

    pub(super) fn duration_ms(&self) -> u64 {
        let from = self.picture.from_us.min(self.sound.from_us);
        let to = self.picture.to_us.max(self.sound.to_us);
        u64::try_from((to - from) / 1000).unwrap_or(0)
    }

    /// Seconds from one key frame to the next, at most.
    pub(super) fn keys_apart(&self) -> Duration {
        let last = self.picture.last_key_us.unwrap_or(self.picture.from_us);
        let apart = self.picture.key_apart_us.max(self.picture.to_us - last);
        Duration::from_micros(u64::try_from(apart).unwrap_or(0))
    }

    /// Hardly anything of a track is there, or the file ends before it says it does.
    fn is_cut(&self, stated_ms: Option<u64>) -> bool {
        let length = self.duration_ms();
        let lacks = |track: &Track| {
            let has = (track.to_us - track.from_us) as f64 / 1000.0;
            track.packets < 2 || has < length as f64 * TRACK_SHORT_BY
        };
        lacks(&self.picture)
            || lacks(&self.sound)
            || stated_ms.is_some_and(|stated| stated > length + MISSING_MS)
    }
}

impl Track {
    fn take(&mut self, at_us: i64, lasts_us: i64, key: bool) {
        if self.packets == 0 {
            (self.from_us, self.to_us) = (at_us, at_us);
        }
        self.packets += 1;
        self.from_us = self.from_us.min(at_us);
        self.to_us = self.to_us.max(at_us.saturating_add(lasts_us));
        if key {
            if let Some(last) = self.last_key_us {
                self.key_apart_us = self.key_apart_us.max(at_us - last);
            }
            self.last_key_us = Some(at_us);
        }
    }
}

/// Seconds as decimal text; absurd ones are none.
fn microseconds(text: &str) -> Option<i64> {
    let seconds: f64 = text.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "bounded in the same line")]
    (seconds.abs() < 1e6).then_some((seconds * 1e6) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `seconds` of a picture at 2 a second with a key frame every 4 s, and of sound.
    fn lines(picture_s: u32, sound_s: u32) -> String {
        let mut text = String::from("1,-0.021,0.021,KD,\n\nnonsense\n7,0.0,900.0,K_\n");
        for n in 0..picture_s * 2 {
            let key = if n % 8 == 0 { 'K' } else { '_' };
            text += &format!("0,{},0.5,{key}_\n", f64::from(n) / 2.0);
        }
        for n in 0..sound_s {
            text += &format!("1,{n}.0,1.0,K_\n");
        }
        text
    }

    #[test]
    fn packets_tell_the_length_and_the_key_frames() {
        let walked = Walked::read(&lines(10, 10), 0, 1);
        assert_eq!(walked.duration_ms(), 10_000);
        assert_eq!(walked.keys_apart(), Duration::from_secs(4));
        assert!(!walked.is_cut(Some(10_000)));
        assert!(!walked.is_cut(None));
    }

    #[test]
    fn a_file_that_ends_early_is_cut() {
        let walked = Walked::read(&lines(10, 10), 0, 1);
        assert!(walked.is_cut(Some(12_000)));
        assert!(Walked::read(&lines(10, 4), 0, 1).is_cut(None));
        assert!(Walked::read(&lines(4, 10), 0, 1).is_cut(None));
        assert!(Walked::read("", 0, 1).is_cut(None));
    }
}
