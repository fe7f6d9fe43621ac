//! Plays clips over a connection, in real time, with clocks that tell the truth or not.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::ensure;
use bytes::Bytes;
use rtc::rtp::codec::{h264::H264Payloader, vp8::Vp8Payloader};
use rtc::rtp::packetizer::Payloader;
use tokio::time::{Instant as TokioInstant, sleep_until};

use super::clip::{Clip, Sample};
use super::wire::{Codec, Stream, Wire, WireOptions};

/// Payload of a packet; with all headers below what browsers send (1200 bytes).
pub const PAYLOAD: usize = 1100;

/// Chromium reports on pictures every second.
const REPORT_EVERY: Duration = Duration::from_secs(1);

/// Seconds from 1900 to 1970 (RFC 868).
const NTP_TO_UNIX: u64 = 2_208_988_800;

/// How far sound and picture arrive apart although they were captured together. Sender
/// reports tell the truth, so that a receiver can undo it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Skew {
    #[default]
    None,
    /// Sound leaves later than the picture of the same moment.
    SoundLate(Duration),
    /// The picture leaves later than the sound of the same moment.
    PictureLate(Duration),
}

impl Skew {
    fn delay(self, stream: Stream) -> Duration {
        match (self, stream) {
            (Skew::SoundLate(delay), Stream::Audio) => delay,
            (Skew::PictureLate(delay), Stream::Full | Stream::Small) => delay,
            _ => Duration::ZERO,
        }
    }
}

/// What the sender says about its clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reports {
    /// From the first packet on, then every second.
    #[default]
    Truthful,
    /// Nothing: a receiver has only arrival to go by.
    None,
}

/// How a clip is played.
#[derive(Debug, Clone, Copy, Default)]
pub struct Play {
    pub skew: Skew,
    pub reports: Reports,
    /// The picture begins so much later (with the next key frame); sound starts first.
    pub picture_from: Duration,
    /// Sound begins so much later; the picture starts first.
    pub sound_from: Duration,
}

/// What was played.
#[derive(Debug, Clone, Copy)]
pub struct Played {
    /// The moment that the clip's zero was captured at.
    pub zero: Instant,
    pub packets: u64,
    /// The worst delay of a packet behind its plan: more than some milliseconds say that
    /// this machine is too busy for the result to mean anything.
    pub worst_delay: Duration,
}

/// A connected publisher. Clips may be played one after the other; the streams go on as
/// one camera's would.
pub struct Publisher {
    wire: Wire,
    codec: Codec,
    tracks: [Track; 3],
    simulcast: bool,
    sent: Arc<AtomicU64>,
}

struct Track {
    stream: Stream,
    rate: u64,
    sequence: u16,
    /// The timestamp of the current clip's zero.
    base: u32,
    payloader: Option<Box<dyn Payloader>>,
}

impl Track {
    fn new(stream: Stream, codec: Codec) -> Track {
        let payloader: Option<Box<dyn Payloader>> = match (stream, codec) {
            (Stream::Audio, _) => None,
            (_, Codec::H264) => Some(Box::new(H264Payloader::default())),
            (_, Codec::Vp8) => Some(Box::new(Vp8Payloader::default())),
        };
        Track {
            stream,
            rate: match stream {
                Stream::Audio => 48_000,
                Stream::Full | Stream::Small => 90_000,
            },
            // Both counters wrap around within a test's first seconds.
            sequence: 65_000,
            base: u32::MAX - 100_000 * (1 + stream as u32),
            payloader,
        }
    }

    fn timestamp(&self, at: Duration) -> u32 {
        let units = at.as_micros() * u128::from(self.rate) / 1_000_000;
        self.base.wrapping_add(units as u32)
    }

    fn payloads(&mut self, sample: &Sample) -> anyhow::Result<Vec<Bytes>> {
        Ok(match &mut self.payloader {
            None => vec![sample.bytes.clone()],
            Some(payloader) => payloader.payload(PAYLOAD, &sample.bytes)?,
        })
    }
}

impl Publisher {
    /// Connects: `exchange` gets the offer and brings the answer.
    pub async fn connect<F, A>(options: WireOptions, exchange: F) -> anyhow::Result<Publisher>
    where
        F: FnOnce(String) -> A,
        A: Future<Output = anyhow::Result<String>>,
    {
        let codec = options.codec;
        Ok(Publisher {
            wire: Wire::connect(options, exchange).await?,
            codec,
            tracks: [Stream::Audio, Stream::Full, Stream::Small]
                .map(|stream| Track::new(stream, codec)),
            simulcast: options.simulcast,
            sent: Arc::default(),
        })
    }

    /// Counts the packets of all streams while they are played, retransmissions not.
    pub fn sent(&self) -> Arc<AtomicU64> {
        self.sent.clone()
    }

    /// The connection, for what is done to it while nothing is played.
    pub fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }

    /// Plays a clip in real time.
    pub async fn play(&mut self, clip: &Clip, play: Play) -> anyhow::Result<Played> {
        ensure!(clip.codec == self.codec, "the clip has another codec");
        let plan = self.plan(clip, play);
        let zero = Instant::now();
        let zero_ntp = ntp_now();
        let mut played = Played {
            zero,
            packets: 0,
            worst_delay: Duration::ZERO,
        };
        for step in plan {
            let due = zero + step.at;
            sleep_until(TokioInstant::from_std(due)).await;
            match step.act {
                Act::Send(sample) => {
                    played.worst_delay = played.worst_delay.max(due.elapsed());
                    played.packets += self.send(step.stream, sample).await?;
                }
                Act::Report => {
                    let track = &self.tracks[step.stream as usize];
                    let ntp = zero_ntp.wrapping_add(to_ntp(step.at));
                    let timestamp = track.timestamp(step.at);
                    self.wire.report(step.stream, ntp, timestamp).await?;
                }
            }
        }
        for track in &mut self.tracks {
            track.base = track.timestamp(clip.duration);
        }
        Ok(played)
    }

    pub async fn close(self) {
        self.wire.close().await;
    }

    /// Everything that has to be done, in the order of time.
    fn plan<'a>(&self, clip: &'a Clip, play: Play) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        for stream in [Stream::Audio, Stream::Full, Stream::Small] {
            if stream == Stream::Small && !self.simulcast {
                continue;
            }
            let from = match stream {
                Stream::Audio => play.sound_from,
                Stream::Full | Stream::Small => play.picture_from,
            };
            let delay = play.skew.delay(stream);
            let samples = clip.samples(stream).iter();
            let samples = samples.skip_while(|sample| sample.at < from || !sample.key);
            for (index, sample) in samples.enumerate() {
                let at = sample.at + delay;
                if index == 0 && play.reports == Reports::Truthful {
                    let moments = (0..)
                        .map(|n| at + REPORT_EVERY * n)
                        .take_while(|moment| *moment < clip.duration + delay);
                    steps.extend(moments.map(|at| Step {
                        at,
                        stream,
                        act: Act::Report,
                    }));
                }
                steps.push(Step {
                    at,
                    stream,
                    act: Act::Send(sample),
                });
            }
        }
        // Stable: a report stays before the packet of its moment.
        steps.sort_by_key(|step| step.at);
        steps
    }

    async fn send(&mut self, stream: Stream, sample: &Sample) -> anyhow::Result<u64> {
        let track = &mut self.tracks[stream as usize];
        let timestamp = track.timestamp(sample.at);
        let payloads = track.payloads(sample)?;
        let count = payloads.len();
        for (index, payload) in payloads.into_iter().enumerate() {
            let marker = stream != Stream::Audio && index + 1 == count;
            let sequence = track.sequence;
            track.sequence = sequence.wrapping_add(1);
            self.wire
                .send(track.stream, sequence, timestamp, marker, payload)
                .await?;
        }
        self.sent.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count as u64)
    }
}

struct Step<'a> {
    at: Duration,
    stream: Stream,
    act: Act<'a>,
}

enum Act<'a> {
    Send(&'a Sample),
    Report,
}

fn ntp_now() -> u64 {
    let since_1970 = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    (NTP_TO_UNIX << 32).wrapping_add(to_ntp(since_1970))
}

fn to_ntp(duration: Duration) -> u64 {
    let fraction = (u64::from(duration.subsec_nanos()) << 32) / 1_000_000_000;
    (duration.as_secs() << 32).wrapping_add(fraction)
}
