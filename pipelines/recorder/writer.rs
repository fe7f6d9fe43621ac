//! The GStreamer pipeline of one master: two `appsrc`, a muxer, a file.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::AppSrc;

use super::unit::Unit;
use crate::bitstream::KeyHeader;
use crate::{PipelineError, VideoCodec};

/// A fragment is what mp4mux keeps in memory: a crash loses it.
const FRAGMENT_MS: u32 = 250;
/// Units of so much time travel to the muxer together: fewer wake-ups of its
/// thread (8.9 → 8.1 thousandths of a core). A crash loses them as well.
const LIST_US: i64 = 100_000;
/// Matroska writes block by block; clusters only bound how far a reader has to
/// look for the next intact start after a crash.
const CLUSTER_NS: i64 = 1_000_000_000;
/// RTP's clock for picture: no sender states finer times.
const VIDEO_TIMESCALE: u32 = 90_000;
/// The end of the stream takes 1 to 14 ms on an idle disk.
const END_DEADLINE: Duration = Duration::from_secs(5);

/// How the pipeline ended.
pub(crate) enum End {
    /// The muxer has written its last byte.
    Whole,
    /// An element failed.
    Failed(String),
    /// No end within the deadline.
    Late,
}

pub(crate) struct Writer {
    pipeline: gst::Pipeline,
    picture: Lane,
    sound: Lane,
    file: PathBuf,
    ends: mpsc::Receiver<End>,
}

impl Writer {
    /// Creates the file and a pipeline that waits for its first units.
    /// `on_failure` is called at most a few times, from GStreamer's threads.
    pub(crate) fn open(
        file: PathBuf,
        codec: VideoCodec,
        on_failure: impl Fn(&str) + Send + Sync + 'static,
    ) -> Result<Self, PipelineError> {
        // filesink would truncate: claim the name first.
        if let Err(e) = OpenOptions::new().write(true).create_new(true).open(&file) {
            return Err(match e.kind() {
                io::ErrorKind::AlreadyExists => PipelineError::Exists(file),
                _ => PipelineError::io(&file)(e),
            });
        }
        let opened = Self::build(&file, codec).and_then(|(pipeline, picture, sound)| {
            let ends = watch(&pipeline, on_failure)?;
            pipeline
                .set_state(gst::State::Playing)
                .map_err(|e| PipelineError::Setup(format!("the pipeline does not start: {e}")))?;
            Ok(Self {
                pipeline,
                picture,
                sound,
                file: file.clone(),
                ends,
            })
        });
        if opened.is_err() {
            // Our own empty file, made above; the error itself matters more.
            let _ = std::fs::remove_file(&file);
        }
        opened
    }

    fn build(file: &Path, codec: VideoCodec) -> Result<(gst::Pipeline, Lane, Lane), PipelineError> {
        let mux = match codec {
            VideoCodec::H264 => {
                gst::ElementFactory::make("mp4mux").property("fragment-duration", FRAGMENT_MS)
            }
            VideoCodec::Vp8 => gst::ElementFactory::make("webmmux")
                .property("offset-to-zero", true)
                .property("max-cluster-duration", CLUSTER_NS),
        };
        let mux = mux.build().map_err(setup)?;
        let sink = gst::ElementFactory::make("filesink")
            .property("location", file)
            // No preroll, no clock: written as it comes.
            .property("async", false)
            .property("sync", false)
            // The default gathers 64 KiB: at 150 kbit/s that is 3.5 s for a crash to take.
            .property_from_str("buffer-mode", "unbuffered")
            .build()
            .map_err(setup)?;
        let pipeline = gst::Pipeline::new();
        pipeline.use_clock(None::<&gst::Clock>);
        let (picture, sound) = (Lane::new("picture"), Lane::new("sound"));
        pipeline
            .add_many([
                picture.src.upcast_ref(),
                sound.src.upcast_ref(),
                &mux,
                &sink,
            ])
            .map_err(setup)?;
        mux.link(&sink).map_err(setup)?;
        let pad = |lane: &Lane, template: &str| {
            let pad = mux
                .request_pad_simple(template)
                .ok_or_else(|| PipelineError::Setup(format!("the muxer has no {template}")))?;
            let src = lane.src.static_pad("src");
            src.ok_or_else(|| PipelineError::Setup("appsrc has no pad".into()))?
                .link(&pad)
                .map_err(setup)?;
            Ok::<_, PipelineError>(pad)
        };
        let (video_pad, audio_pad) = (pad(&picture, "video_%u")?, pad(&sound, "audio_%u")?);
        match codec {
            VideoCodec::H264 => video_pad.set_property("trak-timescale", VIDEO_TIMESCALE),
            // A block with a duration is written as a group, and a group that
            // refers to no other is a key frame. Without it matroskamux 1.22
            // leaves the key flag off sound, and Chromium cannot seek.
            VideoCodec::Vp8 => {
                video_pad.set_property("frame-duration", false);
                audio_pad.set_property("frame-duration", true);
            }
        }
        sound.src.set_caps(Some(&opus_caps()));
        Ok((pipeline, picture, sound))
    }

    /// Fixes the picture's form. Once only: mp4mux writes an unreadable file
    /// when caps change. A later size travels in band (avc3, VP8 key frames).
    pub(crate) fn begin(&mut self, codec: VideoCodec, header: &KeyHeader) {
        let size = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
        let caps = gst::Caps::builder(match codec {
            VideoCodec::H264 => "video/x-h264",
            VideoCodec::Vp8 => "video/x-vp8",
        })
        .field("width", size(header.width))
        .field("height", size(header.height))
        .field("framerate", gst::Fraction::new(0, 1));
        let caps = match &header.codec_data {
            Some(avcc) => caps
                .field("stream-format", "avc3")
                .field("alignment", "au")
                .field("codec_data", gst::Buffer::from_slice(avcc.clone())),
            None => caps,
        };
        self.picture.src.set_caps(Some(&caps.build()));
    }

    /// Bytes that wait for the muxer.
    pub(crate) fn queued_bytes(&self) -> usize {
        self.picture.queued_bytes() + self.sound.queued_bytes()
    }

    /// Queues one unit; never blocks.
    pub(crate) fn write(&mut self, unit: Unit) {
        let spans = match unit {
            Unit::Picture {
                at_us,
                duration_us,
                key,
                bytes,
            } => {
                let flags = if key {
                    gst::BufferFlags::empty()
                } else {
                    gst::BufferFlags::DELTA_UNIT
                };
                self.picture.add(at_us, duration_us, flags, bytes)
            }
            Unit::Sound {
                at_us,
                duration_us,
                bytes,
            } => self
                .sound
                .add(at_us, duration_us, gst::BufferFlags::empty(), bytes),
        };
        if spans >= LIST_US {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.picture.flush();
        self.sound.flush();
    }

    /// Ends the stream, waits for the last byte, closes the file and makes it
    /// durable. Blocks up to the deadline and longer on a stuck disk: for a
    /// thread of its own.
    pub(crate) fn close(mut self) -> End {
        self.flush();
        for lane in [&self.picture, &self.sound] {
            // Refused only by a pipeline that failed: the bus tells.
            let _ = lane.src.end_of_stream();
        }
        let end = self.ends.recv_timeout(END_DEADLINE).unwrap_or(End::Late);
        if let Err(e) = self.pipeline.set_state(gst::State::Null) {
            tracing::warn!(error = %e, "a recorder's pipeline did not stop cleanly");
        }
        match sync(&self.file) {
            Err(e) if matches!(end, End::Whole) => End::Failed(e.to_string()),
            _ => end,
        }
    }
}

/// One track on its way to the muxer.
struct Lane {
    src: AppSrc,
    list: Option<gst::BufferList>,
    list_from_us: i64,
    list_bytes: usize,
}

impl Lane {
    fn new(name: &str) -> Self {
        Self {
            src: AppSrc::builder()
                .name(name)
                .format(gst::Format::Time)
                .is_live(false)
                .block(false)
                // The recorder bounds the queue itself: appsrc only signals.
                .max_bytes(0)
                .build(),
            list: None,
            list_from_us: 0,
            list_bytes: 0,
        }
    }

    fn queued_bytes(&self) -> usize {
        usize::try_from(self.src.current_level_bytes()).unwrap_or(usize::MAX) + self.list_bytes
    }

    /// Adds to the list; gives the time it spans.
    fn add(
        &mut self,
        at_us: i64,
        duration_us: i64,
        flags: gst::BufferFlags,
        bytes: bytes::Bytes,
    ) -> i64 {
        self.list_bytes += bytes.len();
        let mut buffer = gst::Buffer::from_slice(bytes);
        if let Some(buffer) = buffer.get_mut() {
            // WebRTC pictures are sent in the order they are shown: decode time is show time.
            buffer.set_pts(clock_time(at_us));
            buffer.set_dts(clock_time(at_us));
            buffer.set_duration(clock_time(duration_us));
            buffer.set_flags(flags);
        }
        if self.list.is_none() {
            self.list_from_us = at_us;
        }
        if let Some(list) = self.list.get_or_insert_default().get_mut() {
            list.add(buffer);
        }
        at_us + duration_us - self.list_from_us
    }

    fn flush(&mut self) {
        if let Some(list) = self.list.take() {
            self.list_bytes = 0;
            // Refused only by a pipeline that failed: the bus tells.
            let _ = self.src.push_buffer_list(list);
        }
    }
}

fn clock_time(us: i64) -> gst::ClockTime {
    gst::ClockTime::from_useconds(u64::try_from(us).unwrap_or(0))
}

fn opus_caps() -> gst::Caps {
    gst::Caps::builder("audio/x-opus")
        .field("channel-mapping-family", 0)
        .field("channels", 2)
        .field("rate", 48_000)
        .build()
}

/// Turns the bus into messages for [`Writer::close`]. Everything is handled in
/// the thread that posts and dropped, so that nothing piles up on the bus.
fn watch(
    pipeline: &gst::Pipeline,
    on_failure: impl Fn(&str) + Send + Sync + 'static,
) -> Result<mpsc::Receiver<End>, PipelineError> {
    let (sender, ends) = mpsc::channel();
    let bus = pipeline
        .bus()
        .ok_or_else(|| PipelineError::Setup("a pipeline without a bus".into()))?;
    bus.set_sync_handler(move |_, message| {
        match message.view() {
            gst::MessageView::Eos(_) => {
                let _ = sender.send(End::Whole);
            }
            gst::MessageView::Error(error) => {
                let detail = error.error().to_string();
                tracing::error!(error = detail, debug = ?error.debug(), "a recorder's pipeline failed");
                on_failure(&detail);
                let _ = sender.send(End::Failed(detail));
            }
            _ => {}
        }
        gst::BusSyncReply::Drop
    });
    Ok(ends)
}

fn setup(error: impl std::fmt::Display) -> PipelineError {
    PipelineError::Setup(error.to_string())
}

/// The file's bytes, then the folder's entry.
pub(crate) fn sync(file: &Path) -> io::Result<()> {
    File::open(file)?.sync_all()?;
    match file.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_hangs_is_given_up_at_the_deadline() {
        gst::init().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master.webm");
        let mut writer = Writer::open(file, VideoCodec::Vp8, |_| {}).unwrap();
        let sink = writer.pipeline.iterate_sinks().next().unwrap().unwrap();
        let pad = sink.static_pad("sink").unwrap();
        // Everything stops in front of the file, as a write that does not return.
        pad.add_probe(gst::PadProbeType::BLOCK_DOWNSTREAM, |_, _| {
            gst::PadProbeReturn::Ok
        });
        let header = KeyHeader {
            width: 320,
            height: 180,
            codec_data: None,
        };
        writer.begin(VideoCodec::Vp8, &header);
        let bytes = bytes::Bytes::from_static(&[0; 100]);
        writer.write(Unit::Picture {
            at_us: 0,
            duration_us: 33_333,
            key: true,
            bytes,
        });
        let started = std::time::Instant::now();
        assert!(matches!(writer.close(), End::Late));
        let took = started.elapsed();
        assert!((END_DEADLINE..END_DEADLINE * 2).contains(&took), "{took:?}");
    }
}
