//! A take whose child has died goes on in another one. Its master lies in the folder then, its
//! further parts in `part-1`, `part-2` …; here they become one master again.
//!
//! The frames of all parts are recorded once more, in a child: so that what is missing is filled
//! and listed as everywhere else, and not a byte of a frame changes. The whole new master replaces
//! the parts at one moment (a folder gets another name), and each step may be done twice.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::{AppSink, AppSinkCallbacks};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::host::Helper;
use super::link::{Route, lock};
use super::wire::{Order, Part};
use crate::bitstream::opus;
use crate::recover::recover_master;
use crate::{
    Container, DamageReason, Frame, MediaKind, Outcome, PipelineError, Recorder, RecorderConfig,
};

/// When a part begins, in microseconds from the take's zero, as JSON.
const BEGINS: &str = "begins.json";
const JOINING: &str = "joining";
const JOINED: &str = "joined";
/// Copying ten minutes takes a second or two; this is for a disk with other work.
const JOIN_LIMIT: Duration = Duration::from_secs(120);
/// The same for reading one part.
const READ_LIMIT_S: u64 = 60;
/// What waits for the disk while parts are joined.
const QUEUE_BYTES: usize = 4 << 20;

pub(super) fn part_folder(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("part-{number}"))
}

/// The part in this folder begins then.
pub(super) fn note(folder: &Path, at_us: i64) -> io::Result<()> {
    std::fs::write(folder.join(BEGINS), at_us.to_string())
}

/// The parts' folders, the first one first.
fn parts_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut parts = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let number = path.file_name().and_then(|name| name.to_str());
        let number = number.and_then(|name| name.strip_prefix("part-")?.parse::<u32>().ok());
        parts.extend(number.map(|number| (number, path)));
    }
    parts.sort();
    Ok(parts.into_iter().map(|(_, path)| path).collect())
}

/// Makes one master of all that the folder holds; without parts there is nothing to do.
///
/// # Errors
/// As [`crate::recover()`]: the parts are as they were.
pub(crate) async fn finish(folder: &Path) -> Result<(), PipelineError> {
    let io = |e| PipelineError::io(folder)(e);
    if folder.join(JOINED).is_dir() {
        return replace(folder).map_err(io);
    }
    remove(&folder.join(JOINING)).map_err(io)?;
    let folders = parts_of(folder).map_err(io)?;
    if folders.is_empty() {
        return Ok(());
    }
    let mut parts = Vec::new();
    let mut video = None;
    let first = std::iter::once((folder.to_owned(), Some(0)));
    let further = folders.iter().map(|path| {
        let begins = std::fs::read_to_string(path.join(BEGINS)).ok();
        (path.clone(), begins.and_then(|text| text.parse().ok()))
    });
    for (path, at_us) in first.chain(further) {
        // A part that never began holds nothing.
        let Some(at_us) = at_us else { continue };
        if let Outcome::Sealed(facts) = recover_master(&path).await? {
            video = Some(facts.video_codec);
            let file = path.join(facts.file_name);
            parts.push(Part { file, at_us });
        }
    }
    let (Some(video), [_, ..]) = (video, &parts[..]) else {
        return Ok(()); // whoever looks for the master will say what is wrong
    };
    if parts.len() == 1 && parts[0].at_us == 0 {
        return folders.iter().try_for_each(|part| remove(part)).map_err(io);
    }
    let joining = folder.join(JOINING);
    std::fs::create_dir(&joining).map_err(io)?;
    let into = RecorderConfig {
        folder: joining.clone(),
        video,
        queue_bytes: usize::MAX,
    };
    match in_a_child(parts, into).await? {
        Outcome::Sealed(_) => {}
        Outcome::Damaged { reason, .. } => {
            return Err(PipelineError::Tool {
                tool: "joining",
                detail: reason.to_string(),
            });
        }
    }
    std::fs::rename(&joining, folder.join(JOINED)).map_err(io)?;
    replace(folder).map_err(io)
}

async fn in_a_child(parts: Vec<Part>, into: RecorderConfig) -> Result<Outcome, PipelineError> {
    let helper = Helper::start().await?;
    let (asked, outcome) = oneshot::channel();
    let died = |detail: &str| PipelineError::Tool {
        tool: "joining",
        detail: detail.to_owned(),
    };
    let id = helper.link().open(Route::Join(asked));
    let id = id.ok_or_else(|| died("the media process ended"))?;
    helper.link().order(id, &Order::Join { parts, into });
    match timeout(JOIN_LIMIT, outcome).await {
        Ok(outcome) => outcome.map_err(|_| died("the media process ended")),
        Err(_) => Err(PipelineError::TimedOut {
            tool: "joining",
            limit: JOIN_LIMIT,
        }),
    }
}

/// The joined master takes the place of the parts.
fn replace(folder: &Path) -> io::Result<()> {
    for part in parts_of(folder)? {
        remove(&part)?;
    }
    let joined = folder.join(JOINED);
    for container in [Container::Mp4, Container::Webm] {
        let name = container.file_name();
        if joined.join(name).is_file() {
            std::fs::rename(joined.join(name), folder.join(name))?;
            crate::recorder::sync(&folder.join(name))?;
        }
    }
    remove(&joined)
}

fn remove(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Records the parts once more, as one. Runs in a child.
pub(super) async fn join(parts: Vec<Part>, into: RecorderConfig) -> Outcome {
    let failed = |detail: String| Outcome::nothing(DamageReason::Writer(detail));
    let (mut recorder, mut events) = match Recorder::start(into) {
        Ok(started) => started,
        Err(error) => return failed(error.to_string()),
    };
    for part in parts {
        let read = tokio::task::spawn_blocking(move || read(&part)).await;
        let frames = match read.map_err(|e| e.to_string()).and_then(|frames| frames) {
            Ok(frames) => frames,
            Err(detail) => return failed(detail),
        };
        for frame in frames {
            while recorder.waiting_bytes() > QUEUE_BYTES {
                if matches!(events.try_recv(), Ok(crate::RecorderEvent::Failed(_))) {
                    break;
                }
                sleep(Duration::from_millis(1)).await;
            }
            recorder.push(frame);
        }
    }
    recorder.stop().await
}

/// All frames of a part in order of time, without the silence that was put into its holes.
fn read(part: &Part) -> Result<Vec<Frame>, String> {
    let text = |e: gst::glib::BoolError| e.to_string();
    let is_mp4 = part.file.extension().is_some_and(|ending| ending == "mp4");
    let demux = if is_mp4 { "qtdemux" } else { "matroskademux" };
    let pipeline = gst::Pipeline::new();
    let source = gst::ElementFactory::make("filesrc")
        .property("location", &part.file)
        .build()
        .map_err(text)?;
    let demux = gst::ElementFactory::make(demux).build().map_err(text)?;
    pipeline.add_many([&source, &demux]).map_err(text)?;
    source.link(&demux).map_err(text)?;
    let frames: Arc<Mutex<Vec<Frame>>> = Arc::default();
    let (read, weak, at_us) = (frames.clone(), pipeline.downgrade(), part.at_us);
    demux.connect_pad_added(move |_, pad| {
        let Some(pipeline) = weak.upgrade() else {
            return;
        };
        if let Err(error) = collect(&pipeline, pad, at_us, read.clone()) {
            tracing::error!(%error, "a track of a part is not read");
        }
    });
    let bus = pipeline.bus().ok_or("a pipeline without a bus")?;
    let started = pipeline.set_state(gst::State::Playing);
    let end = started.map_err(|e| e.to_string()).and_then(|_| {
        let limit = gst::ClockTime::from_seconds(READ_LIMIT_S);
        let ends = [gst::MessageType::Eos, gst::MessageType::Error];
        match bus.timed_pop_filtered(limit, &ends) {
            None => Err("a part was not read in time".to_owned()),
            Some(message) => match message.view() {
                gst::MessageView::Error(error) => Err(error.error().to_string()),
                _ => Ok(()),
            },
        }
    });
    let _ = pipeline.set_state(gst::State::Null);
    end?;
    let mut frames = std::mem::take(&mut *lock(&frames));
    // Stable: frames of one track stay in their order.
    frames.sort_by_key(|frame| frame.media_time_us);
    Ok(frames)
}

/// Gathers what one track of a part holds.
fn collect(
    pipeline: &gst::Pipeline,
    pad: &gst::Pad,
    at_us: i64,
    frames: Arc<Mutex<Vec<Frame>>>,
) -> Result<(), String> {
    let caps = pad.current_caps().ok_or("a track without a form")?;
    let kind = match caps.structure(0).map(|form| form.name().as_str()) {
        Some(name) if name.starts_with("video/") => MediaKind::Video,
        Some(name) if name.starts_with("audio/") => MediaKind::Audio,
        _ => return Ok(()),
    };
    let sink = AppSink::builder().sync(false).async_(false).build();
    sink.set_callbacks(
        AppSinkCallbacks::builder()
            .new_sample(move |sink| {
                let sample = sink.pull_sample().map_err(|_| gst::FlowError::Eos)?;
                lock(&frames).extend(frame(&sample, kind, at_us));
                Ok(gst::FlowSuccess::Ok)
            })
            .build(),
    );
    pipeline.add(&sink).map_err(|e| e.to_string())?;
    sink.sync_state_with_parent().map_err(|e| e.to_string())?;
    let target = sink.static_pad("sink").ok_or("a sink without a pad")?;
    pad.link(&target).map_err(|e| e.to_string())?;
    Ok(())
}

fn frame(sample: &gst::Sample, kind: MediaKind, at_us: i64) -> Option<Frame> {
    let buffer = sample.buffer()?;
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    let from_start = segment.to_stream_time(buffer.pts()?)?;
    let bytes = buffer.map_readable().ok()?.to_vec();
    if kind == MediaKind::Audio && opus::is_silence_of_ours(&bytes) {
        return None;
    }
    Some(Frame {
        kind,
        media_time_us: at_us + i64::try_from(from_start.useconds()).ok()?,
        key: !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT),
        discardable: false,
        bytes: bytes.into(),
    })
}
