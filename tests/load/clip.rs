//! Clips: what a publisher sends, with every moment known.

use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use anyhow::ensure;
use bytes::Bytes;

use super::encode::{self, FRAME_RATE, Picture};
use super::wire::{Codec, Stream};

/// How long a flash and a beep last; they begin at every whole second.
pub const FLASH: Duration = Duration::from_millis(100);

/// Sound comes in packets of this length.
pub const SOUND_PACKET: Duration = Duration::from_millis(20);

/// The full layer's size.
pub const FULL_SIZE: (u32, u32) = (1280, 720);
/// The small layer's size.
pub const SMALL_SIZE: (u32, u32) = (320, 180);
/// What the full layer changes to in [`Clip::changing_size`].
pub const OTHER_SIZE: (u32, u32) = (640, 360);

/// One frame and when it was captured, counted from the clip's zero.
#[derive(Debug, Clone)]
pub struct Sample {
    pub at: Duration,
    pub key: bool,
    pub bytes: Bytes,
}

/// Sound and both layers of a picture.
#[derive(Debug, Clone)]
pub struct Clip {
    pub codec: Codec,
    pub duration: Duration,
    streams: [Vec<Sample>; 3],
}

impl Clip {
    /// A white flash and a beep of 1 kHz, both of [`FLASH`], at each whole second, on black
    /// and in silence.
    pub async fn flash_and_beep(codec: Codec, seconds: u32) -> anyhow::Result<Clip> {
        Clip::make(codec, seconds, |size| vec![flash(size, seconds)], &beep()).await
    }

    /// The same; the full layer has [`FULL_SIZE`] in its first half and [`OTHER_SIZE`] in
    /// its second, as a browser does that runs short of bandwidth.
    pub async fn changing_size(codec: Codec, seconds: u32) -> anyhow::Result<Clip> {
        ensure!(seconds.is_multiple_of(2), "halves have to be whole seconds");
        let halves = |size| match size {
            FULL_SIZE => vec![
                flash(FULL_SIZE, seconds / 2),
                flash(OTHER_SIZE, seconds / 2),
            ],
            size => vec![flash(size, seconds)],
        };
        Clip::make(codec, seconds, halves, &beep()).await
    }

    /// A moving test picture and a tone, at the bitrates the page asks for: 1.5 Mbit/s
    /// and 150 kbit/s.
    pub async fn test_pattern(codec: Codec, seconds: u32) -> anyhow::Result<Clip> {
        let source = |(width, height)| {
            let picture = format!("testsrc2=s={width}x{height}:r={FRAME_RATE}");
            vec![(picture, seconds)]
        };
        Clip::make(
            codec,
            seconds,
            source,
            "sine=frequency=440:sample_rate=48000",
        )
        .await
    }

    /// A person who speaks: the camera and the microphone of the browser tests (`media`
    /// is the folder that `tests/fixtures/make-media.sh` fills), at the bitrates the page
    /// asks for. While `dark`, somebody has switched the light off.
    pub async fn portrait(
        codec: Codec,
        seconds: u32,
        media: &Path,
        dark: &[Range<Duration>],
    ) -> anyhow::Result<Clip> {
        let camera = media_file(media, "camera.mjpeg")?;
        let microphone = media_file(media, "microphone.wav")?;
        let source = |size| vec![(person(&camera, size, dark), seconds)];
        let sound = format!("amovie=filename={microphone}:loop=0,asetpts=N/SR/TB");
        Clip::make(codec, seconds, source, &sound).await
    }

    async fn make(
        codec: Codec,
        seconds: u32,
        source: impl Fn((u32, u32)) -> Vec<(String, u32)>,
        sound: &str,
    ) -> anyhow::Result<Clip> {
        ensure!(seconds > 0, "a clip of nothing");
        let full = source(FULL_SIZE);
        let small = source(SMALL_SIZE);
        let (sound, full, small) = tokio::try_join!(
            encode::sound(sound, seconds),
            parts(&full, codec, 1500),
            parts(&small, codec, 150),
        )?;
        let sound = (0u32..).zip(sound).map(|(number, bytes)| Sample {
            at: SOUND_PACKET * number,
            key: true,
            bytes,
        });
        let duration = Duration::from_secs(seconds.into());
        Ok(Clip {
            codec,
            duration,
            // The encoder pads the last packet.
            streams: [
                sound.filter(|sample| sample.at < duration).collect(),
                full,
                small,
            ],
        })
    }

    /// The samples of a stream in the order of time.
    pub fn samples(&self, stream: Stream) -> &[Sample] {
        &self.streams[stream as usize]
    }
}

async fn parts(
    sources: &[(String, u32)],
    codec: Codec,
    kilobits: u32,
) -> anyhow::Result<Vec<Sample>> {
    let mut samples: Vec<Sample> = Vec::new();
    for (source, seconds) in sources {
        for Picture { key, bytes } in encode::pictures(source, codec, *seconds, kilobits).await? {
            let at = Duration::from_secs(1) * samples.len() as u32 / FRAME_RATE;
            samples.push(Sample { at, key, bytes });
        }
    }
    Ok(samples)
}

fn flash((width, height): (u32, u32), seconds: u32) -> (String, u32) {
    let on = FLASH.as_secs_f64();
    // Half a picture of slack: t is exact only to the encoder's time base.
    let when = format!("lt(mod(t+0.01\\,1)\\,{on})");
    let source = format!(
        "color=black:s={width}x{height}:r={FRAME_RATE},drawbox=color=white:t=fill:enable='{when}'"
    );
    (source, seconds)
}

/// Both files are shorter than a clip and played in a loop.
fn person(camera: &str, (width, height): (u32, u32), dark: &[Range<Duration>]) -> String {
    let mut source = format!(
        "movie=filename={camera}:loop=0,settb=1/{FRAME_RATE},setpts=N,fps={FRAME_RATE},\
         scale={width}:{height}:out_range=limited,format=yuv420p"
    );
    if !dark.is_empty() {
        let when: Vec<String> = dark
            .iter()
            .map(|dark| {
                let [from, to] = [dark.start, dark.end].map(|at| at.as_secs_f64());
                format!("gte(t,{from})*lt(t,{to})")
            })
            .collect();
        // A third of the light: a face is still found. 16 is black in limited range, 128 no
        // colour.
        source += &format!(
            ",lutyuv=y='16+(val-16)/3':u='128+(val-128)/3':v='128+(val-128)/3':enable='{}'",
            when.join("+")
        );
    }
    source
}

/// The path as it may stand in a graph's description.
fn media_file(folder: &Path, name: &str) -> anyhow::Result<String> {
    let path = folder.join(name);
    ensure!(
        path.is_file(),
        "{} is missing: tests/fixtures/make-media.sh makes it",
        path.display()
    );
    let path = path.display().to_string();
    ensure!(
        !path.contains([':', '\'', '\\', ',', ';', '[', ']']),
        "ffmpeg cannot read {path} in a graph: move the project to a plainer path"
    );
    Ok(path)
}

fn beep() -> String {
    let on = FLASH.as_secs_f64();
    format!("aevalsrc='0.5*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,{on})':s=48000")
}
