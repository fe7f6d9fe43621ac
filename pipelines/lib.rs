//! Recording, tapping, recovering, measuring and re-packing takes.
//!
//! Whole frames with media times go in; a crash-safe container on disk comes
//! out, bytes untouched. GStreamer writes the master in this process; every
//! conversion (recovery, presentation, stills) is an `ffmpeg` child process,
//! because an encoder that aborts or a GPL library must never be part of the
//! server's own process.
//!
//! Invariants of this room:
//! * nothing here transcodes a master (an upload is made into one), judges a picture or knows what a take is for;
//! * no clock: media times come with the frames (`sync=false`, pipelines without a clock);
//! * a file under its final name is whole, except a master that is being recorded.

mod bitstream;
mod child;
mod container;
mod decode;
mod document;
mod error;
mod facts;
mod frame;
mod probe;
mod process;
mod raw;
mod recorder;
mod recover;
mod renditions;
mod tap;
mod upload;

#[cfg(test)]
mod hostile;

pub use decode::{
    DecodeConfig, Decoded, Decoding, PictureConfig, decode, decode_image, decode_sound,
};
pub use document::{DocumentError, document_text};
pub use error::PipelineError;
pub use facts::{AudioCodec, Container, Counts, DamageReason, Facts, Gap, Outcome, SizeAt};
pub use frame::{Frame, MediaKind, VideoCodec};
pub use probe::{AudioStream, Packet, PacketProbe, Probe, VideoStream, probe, probe_packets};
pub use process::{Host, HostConfig, Place, PlacedRecorder, PlacedTap, Program, serve};
pub use raw::{Fit, RgbPicture, SOUND_RATE, Sound};
pub use recorder::{Recorder, RecorderConfig, RecorderEvent};
pub use recover::recover;
pub use renditions::{Picture, Poster, Presentation, Renditions, Thumbnails, renditions};
pub use tap::{Decode, PictureReceiver, SoundReceiver, Tap, TapConfig, TapCounts};
pub use upload::{InspectError, Inspection, UploadFault, inspect, normalise};

/// What recording and the tap need from GStreamer: (element, Debian package).
const ELEMENTS: [(&str, &str); 8] = [
    ("appsrc", "gstreamer1.0-plugins-base"),
    ("filesink", "libgstreamer1.0-0"),
    ("matroskademux", "gstreamer1.0-plugins-good"),
    ("mp4mux", "gstreamer1.0-plugins-good"),
    ("openh264dec", "gstreamer1.0-plugins-bad"),
    ("qtdemux", "gstreamer1.0-plugins-good"),
    ("vp8dec", "gstreamer1.0-plugins-good"),
    ("webmmux", "gstreamer1.0-plugins-good"),
];

/// Starts GStreamer and checks that everything this crate will ask for is
/// installed, so that a bare machine fails at start-up and not in a take.
/// Idempotent.
///
/// # Errors
/// [`PipelineError::Setup`] names what is missing and the package that brings it.
pub fn init() -> Result<(), PipelineError> {
    gstreamer::init().map_err(|e| PipelineError::Setup(e.to_string()))?;
    for (element, package) in ELEMENTS {
        if gstreamer::ElementFactory::find(element).is_none() {
            return Err(PipelineError::Setup(format!(
                "the GStreamer element {element} is missing (package {package})"
            )));
        }
    }
    require_tools()
}

/// Checks that the programs are there which this crate starts; no GStreamer.
///
/// # Errors
/// As [`init`].
pub fn require_tools() -> Result<(), PipelineError> {
    child::require("ffmpeg")?;
    child::require("ffprobe")?;
    child::require("pdftotext")?;
    child::require("prlimit")
}
