//! Files → what analysis looks at and listens to: what a tap gives live, from a take that
//! is finished, from an upload, or from one picture or clip.
//!
//! ffmpeg decodes, as child processes; they write to pipes that are read one picture and
//! a tenth of a second at a time, so that memory is bounded whatever the length.

mod one;
mod ppm;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::child::{Child, Running};
use crate::probe::probe;
use crate::{Fit, PipelineError, RgbPicture, SOUND_RATE, Sound};
pub use one::{decode_image, decode_sound};

/// 100 ms, as the tap's.
const CHUNK: usize = SOUND_RATE as usize / 10;
const SAMPLE_BYTES: usize = size_of::<f32>();
/// Whoever reads may be slow (a look costs about 10 ms): 20 times the length, as for
/// renditions, and two minutes to begin with.
const SHORTEST_LIMIT: Duration = Duration::from_secs(120);
const LIMIT_FACTOR: u32 = 20;

/// What to decode of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodeConfig {
    /// `None`: the sound alone. Pictures are nearly all of the work.
    pub pictures: Option<PictureConfig>,
    /// What comes later in the film is left out.
    pub longest: Duration,
}

/// Which pictures of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureConfig {
    /// Time between two pictures, at least 1 ms.
    pub every: Duration,
    /// Larger pictures are scaled down to this.
    pub fit: Fit,
}

impl DecodeConfig {
    /// As a tap gives it: a picture a second of at most 320×180, and the sound.
    #[must_use]
    pub fn new(longest: Duration) -> Self {
        Self {
            pictures: Some(PictureConfig {
                every: Duration::from_secs(1),
                fit: Fit::ANALYSIS,
            }),
            longest,
        }
    }

    /// Without the pictures: none is decoded.
    #[must_use]
    pub fn sound(longest: Duration) -> Self {
        Self {
            pictures: None,
            longest,
        }
    }
}

/// One piece of a film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decoded {
    /// What is shown at its time.
    Picture(RgbPicture),
    /// 100 ms; less at the end.
    Sound(Sound),
}

/// A film that is being decoded. Dropping it ends the child processes.
pub struct Decoding {
    file: PathBuf,
    pictures: Option<Pictures>,
    sounds: Option<Sounds>,
    next_picture: Option<RgbPicture>,
    next_sound: Option<Sound>,
}

struct Pictures {
    running: Running,
    every_us: i64,
    count: i64,
}

struct Sounds {
    running: Running,
    samples: i64,
}

/// Decodes a film (MP4 or WebM) for analysis, in the background. Times count from the
/// film's beginning: pictures stand at multiples of `every`, each being what a player
/// shows then (a frozen picture comes again); sound is unbroken, holes are silence.
///
/// # Errors
/// [`PipelineError::Unreadable`] when this is no film, [`PipelineError::Io`],
/// [`PipelineError::TimedOut`], [`PipelineError::Setup`].
pub async fn decode(file: &Path, config: DecodeConfig) -> Result<Decoding, PipelineError> {
    let streams = probe(file).await?;
    let known = Duration::from_millis(streams.duration_ms.unwrap_or(0));
    let limit = (known.min(config.longest) * LIMIT_FACTOR).max(SHORTEST_LIMIT);
    let longest = format!("{}us", config.longest.as_micros());
    let input = || {
        Child::ffmpeg(limit)
            .in_background()
            .args(["-threads", "1", "-t", &longest])
            .input(file)
    };
    let wanted = config.pictures.filter(|_| streams.video.is_some());
    let pictures = wanted.map(|PictureConfig { every, fit }| {
        let every_ms = every.as_millis().max(1);
        // The newest picture at each point in time; the first one at zero at the latest.
        let filter = format!("fps=1000/{every_ms}:start_time=0:round=up,{}", scale(fit));
        let child = input().args(["-map", "0:v:0", "-an", "-sn", "-dn", "-vf", &filter]);
        Ok::<_, PipelineError>(Pictures {
            running: as_pictures(child).start()?,
            every_us: i64::try_from(every_ms * 1000).unwrap_or(i64::MAX),
            count: 0,
        })
    });
    let sounds = streams.audio.is_some().then(|| {
        Ok::<_, PipelineError>(Sounds {
            running: as_sound(input().args(["-map", "0:a:0", "-vn", "-sn", "-dn"])).start()?,
            samples: 0,
        })
    });
    let mut decoding = Decoding {
        file: file.to_owned(),
        pictures: pictures.transpose()?,
        sounds: sounds.transpose()?,
        next_picture: None,
        next_sound: None,
    };
    decoding.read_picture().await?;
    decoding.read_sound().await?;
    Ok(decoding)
}

impl Decoding {
    /// The next piece in order of time; a picture before the sound of the same time.
    /// `None` at the end. Not cancel safe.
    ///
    /// # Errors
    /// As [`decode`]; none comes after one.
    pub async fn next(&mut self) -> Result<Option<Decoded>, PipelineError> {
        let picture_first = match (&self.next_picture, &self.next_sound) {
            (Some(picture), Some(sound)) => picture.media_time_us <= sound.media_time_us,
            (picture, _) => picture.is_some(),
        };
        if picture_first {
            let picture = self.next_picture.take().map(Decoded::Picture);
            self.read_picture().await?;
            Ok(picture)
        } else {
            let sound = self.next_sound.take().map(Decoded::Sound);
            self.read_sound().await?;
            Ok(sound)
        }
    }

    async fn read_picture(&mut self) -> Result<(), PipelineError> {
        if let Some(pictures) = &mut self.pictures {
            let next = pictures.next().await.map_err(|e| e.about(&self.file))?;
            if next.is_none() {
                self.pictures = None;
            }
            self.next_picture = next;
        }
        Ok(())
    }

    async fn read_sound(&mut self) -> Result<(), PipelineError> {
        if let Some(sounds) = &mut self.sounds {
            let next = sounds.next().await.map_err(|e| e.about(&self.file))?;
            if next.is_none() {
                self.sounds = None;
            }
            self.next_sound = next;
        }
        Ok(())
    }
}

impl Pictures {
    async fn next(&mut self) -> Result<Option<RgbPicture>, PipelineError> {
        let at_us = self.count * self.every_us;
        let picture = ppm::next(&mut self.running, at_us).await?;
        self.count += 1;
        if picture.is_none() {
            self.running.finish().await?;
        }
        Ok(picture)
    }
}

impl Sounds {
    async fn next(&mut self) -> Result<Option<Sound>, PipelineError> {
        let mut bytes = Vec::with_capacity(CHUNK * SAMPLE_BYTES);
        self.running
            .read_whole(&mut bytes, CHUNK * SAMPLE_BYTES)
            .await?;
        let samples = samples(&bytes);
        if samples.is_empty() {
            self.running.finish().await?;
            return Ok(None);
        }
        let media_time_us = self.samples * 1_000_000 / i64::from(SOUND_RATE);
        self.samples += samples.len() as i64;
        Ok(Some(Sound {
            media_time_us,
            samples,
            invented: 0,
        }))
    }
}

/// [`Fit`] in ffmpeg's words; `area` is what the tap does.
fn scale(fit: Fit) -> String {
    let Fit {
        long_edge: long,
        short_edge: short,
    } = fit;
    format!(
        "scale=w='if(gt(ih,iw),min({short},iw),min({long},iw))':\
         h='if(gt(ih,iw),min({long},ih),min({short},ih))':\
         force_original_aspect_ratio=decrease:flags=area"
    )
}

fn as_pictures(child: Child) -> Child {
    child.args([
        "-pix_fmt",
        "rgb24",
        "-c:v",
        "ppm",
        "-f",
        "image2pipe",
        "pipe:1",
    ])
}

fn as_sound(child: Child) -> Child {
    // From zero on, holes filled with silence: sample n is at n / 16 000 s. One channel is
    // the mean of two, as libopus makes it; without a bound on the sum it would be 3 dB
    // louder than live (measured).
    let filter = format!("aresample=osr={SOUND_RATE}:rematrix_maxval=1:async=1:first_pts=0");
    child
        .args(["-af", &filter, "-ac", "1"])
        .args(["-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"])
}

fn samples(bytes: &[u8]) -> Vec<f32> {
    let (whole, _) = bytes.as_chunks::<SAMPLE_BYTES>();
    whole.iter().map(|b| f32::from_le_bytes(*b)).collect()
}
