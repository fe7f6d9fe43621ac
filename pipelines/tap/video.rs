//! One GStreamer decoder, driven by the thread that calls it.
//!
//! A bare element between two pads of our own, as GstHarness drives elements in
//! GStreamer's tests: no pipeline, no `appsrc`, no thread but the caller's. An error is
//! the answer of a call, and a new decoder is a matter of a millisecond.

use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;

use super::rgb::{self, Layout};
use crate::bitstream::h264;
use crate::{Fit, Frame, PipelineError, RgbPicture, VideoCodec};

pub(super) struct Decoder {
    codec: VideoCodec,
    element: gst::Element,
    /// Leads into the element.
    src: gst::Pad,
    /// Takes what comes out of it.
    sink: gst::Pad,
    out: Arc<Mutex<Out>>,
    /// Zero of the element's time, which knows nothing negative.
    zero_us: i64,
    /// Frames in a row that nothing came out for.
    owed: u32,
}

#[derive(Default)]
struct Out {
    layout: Option<Layout>,
    /// The decoder asks for a key frame: it can make nothing of this one.
    lost: bool,
    newest: Option<gst::Buffer>,
}

/// A profile with B-frames may be shown up to so much later (ITU-T H.264, A.3.1:
/// max_dec_frame_buffering), though WebRTC has none.
const MOST_OWED: u32 = 16;

/// The decoder could not make a picture of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

/// A decoded picture, not copied yet.
pub(super) struct Decoded {
    buffer: gst::Buffer,
    layout: Layout,
    pub(super) media_time_us: i64,
}

impl Decoder {
    /// `zero_us` is not later than any frame to come.
    pub(super) fn new(codec: VideoCodec, zero_us: i64) -> Result<Self, PipelineError> {
        let element = match codec {
            // BSD. Not avdec_h264: Debian's libavcodec is under the GPL.
            VideoCodec::H264 => gst::ElementFactory::make("openh264dec"),
            VideoCodec::Vp8 => gst::ElementFactory::make("vp8dec").property("threads", 1_u32),
        };
        // The first error is the answer of the call that brought it.
        let element = element.property("max-errors", 0).build().map_err(setup)?;
        let out = Arc::<Mutex<Out>>::default();
        let (src, sink) = (src(&out), sink(&out));
        let pad = |name| {
            let pad = element.static_pad(name);
            pad.ok_or_else(|| PipelineError::Setup(format!("a decoder without a pad {name}")))
        };
        src.link(&pad("sink")?).map_err(setup)?;
        pad("src")?.link(&sink).map_err(setup)?;
        let decoder = Self {
            codec,
            element,
            src,
            sink,
            out,
            zero_us,
            owed: 0,
        };
        decoder.begin().map_err(setup)?;
        Ok(decoder)
    }

    fn begin(&self) -> Result<(), gst::glib::BoolError> {
        self.sink.set_active(true)?;
        self.src.set_active(true)?;
        if self.element.set_state(gst::State::Playing).is_err() {
            return Err(gst::glib::bool_error!("a decoder does not start"));
        }
        let caps = match self.codec {
            VideoCodec::H264 => gst::Caps::builder("video/x-h264")
                .field("stream-format", "byte-stream")
                .field("alignment", "au")
                // Asked for by the pad's template and by nobody else: the decoder goes
                // by the parameter sets.
                .field("profile", "constrained-baseline")
                .build(),
            VideoCodec::Vp8 => gst::Caps::builder("video/x-vp8").build(),
        };
        let segment = gst::FormattedSegment::<gst::ClockTime>::new();
        let accepted = self.src.push_event(gst::event::StreamStart::new("tap"))
            && self.src.push_event(gst::event::Caps::new(&caps))
            && self.src.push_event(gst::event::Segment::new(&segment));
        if accepted {
            Ok(())
        } else {
            Err(gst::glib::bool_error!("a decoder refuses its format"))
        }
    }

    /// Decodes one frame. `None`: nothing is to be shown, or not yet.
    pub(super) fn decode(&mut self, frame: &Frame) -> Result<Option<Decoded>, Unreadable> {
        let mut buffer = match self.codec {
            VideoCodec::H264 => {
                gst::Buffer::from_slice(h264::start_codes(&frame.bytes).ok_or(Unreadable)?)
            }
            VideoCodec::Vp8 => gst::Buffer::from_slice(frame.bytes.clone()),
        };
        if let Some(buffer) = buffer.get_mut() {
            let us = u64::try_from(frame.media_time_us - self.zero_us).map_err(|_| Unreadable)?;
            buffer.set_pts(gst::ClockTime::from_useconds(us));
            buffer.set_dts(gst::ClockTime::from_useconds(us));
            if !frame.key {
                buffer.set_flags(gst::BufferFlags::DELTA_UNIT);
            }
        }
        self.src.push(buffer).map_err(|_| Unreadable)?;
        let decoded = self.take()?;
        // RFC 6386, section 9.1: show_frame.
        let hidden =
            self.codec == VideoCodec::Vp8 && frame.bytes.first().is_none_or(|tag| tag & 0x10 == 0);
        match decoded {
            Some(_) => self.owed = 0,
            None if hidden => {}
            None => self.owed += 1,
        }
        if self.owed > MOST_OWED {
            return Err(Unreadable);
        }
        Ok(decoded)
    }

    fn take(&self) -> Result<Option<Decoded>, Unreadable> {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut out.lost) {
            return Err(Unreadable);
        }
        let Some(buffer) = out.newest.take() else {
            return Ok(None);
        };
        let us = buffer.pts().and_then(|t| i64::try_from(t.useconds()).ok());
        Ok(Some(Decoded {
            layout: out.layout.ok_or(Unreadable)?,
            media_time_us: self.zero_us + us.ok_or(Unreadable)?,
            buffer,
        }))
    }
}

impl Decoded {
    pub(super) fn picture(&self, fit: Fit) -> Option<RgbPicture> {
        let map = self.buffer.map_readable().ok()?;
        let (width, height, rgb) = rgb::convert(&map, self.layout, fit)?;
        Some(RgbPicture {
            media_time_us: self.media_time_us,
            width,
            height,
            rgb,
        })
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        if let Err(e) = self.element.set_state(gst::State::Null) {
            tracing::warn!(error = %e, "a tap's decoder did not stop cleanly");
        }
        for pad in [&self.src, &self.sink] {
            let _ = pad.set_active(false); // nothing runs on them any more
        }
    }
}

fn src(out: &Arc<Mutex<Out>>) -> gst::Pad {
    let out = out.clone();
    gst::Pad::builder(gst::PadDirection::Src)
        .event_function(move |_, _, event| {
            // gst_video_event_new_upstream_force_key_unit
            if event.has_name("GstForceKeyUnit") {
                out.lock().unwrap_or_else(PoisonError::into_inner).lost = true;
            }
            true
        })
        .build()
}

/// The pad that keeps the newest decoded picture. Nobody answers the decoder's allocation
/// query, so that it uses GStreamer's plain layout.
fn sink(out: &Arc<Mutex<Out>>) -> gst::Pad {
    let (on_event, on_buffer) = (out.clone(), out.clone());
    gst::Pad::builder(gst::PadDirection::Sink)
        .event_function(move |_, _, event| {
            if let gst::EventView::Caps(caps) = event.view() {
                let mut out = on_event.lock().unwrap_or_else(PoisonError::into_inner);
                out.layout = layout(caps.caps());
                return out.layout.is_some();
            }
            true
        })
        .chain_function(move |_, _, buffer| {
            let mut out = on_buffer.lock().unwrap_or_else(PoisonError::into_inner);
            out.newest = Some(buffer);
            Ok(gst::FlowSuccess::Ok)
        })
        .build()
}

fn layout(caps: &gst::CapsRef) -> Option<Layout> {
    let caps = caps.structure(0)?;
    if caps.get::<&str>("format") != Ok("I420") {
        return None;
    }
    let pixels = |name| u32::try_from(caps.get::<i32>(name).ok()?).ok();
    Some(Layout {
        width: pixels("width")?,
        height: pixels("height")?,
    })
}

fn setup(error: impl std::fmt::Display) -> PipelineError {
    PipelineError::Setup(error.to_string())
}
