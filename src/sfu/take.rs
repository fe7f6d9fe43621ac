//! A subscriber that turns packets into frames: one queue, an assembler for the sound and
//! one for the picture, all driven by whoever receives. No task of its own, so that
//! whoever stops receiving stops everything.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::{Instant as TokioInstant, sleep_until, timeout};

use crate::assemble::{Assembler, Packet};
use crate::fanout::{Subscription, Track};
use crate::frame::{Depth, Frame, Layer, MediaKind, MediaTime, VideoCodec};
use crate::peer::Shared;
use crate::stats::{AssemblyStats, TakeStats};

/// Packets taken from the queue before deadlines are looked at again.
const BATCH: usize = 64;

/// Frames of one take: sound and one layer of picture, from the moment of
/// [`crate::Peer::take`] on. The picture begins with a key frame.
///
/// What is not received waits in a bounded queue of packets (5 s); what does not fit is
/// dropped and counted, and the picture goes on with the next key frame.
pub struct FrameReceiver {
    shared: Arc<Shared>,
    subscription: Subscription,
    layer: Layer,
    sound: Assembler,
    picture: Assembler,
    /// Filled by one [`FrameReceiver::recv`] at a time: at most a batch and what was held.
    ready: VecDeque<Frame>,
    reports_seen: u64,
    ended: bool,
}

impl FrameReceiver {
    pub(crate) fn new(
        shared: Arc<Shared>,
        codec: VideoCodec,
        layer: Layer,
        depth: Depth,
    ) -> FrameReceiver {
        let epoch = shared.clocks.epoch();
        let mut receiver = FrameReceiver {
            subscription: shared.fanout.subscribe(layer, depth),
            layer,
            sound: Assembler::sound(depth, epoch),
            picture: Assembler::pictures(depth, epoch, codec),
            ready: VecDeque::new(),
            // Not a version that any report has: the first packet looks for one.
            reports_seen: u64::MAX,
            ended: false,
            shared,
        };
        // Asks for the key frame that the picture begins with.
        receiver.poll(Instant::now());
        receiver
    }

    /// The next frame; `None` once the peer is closed and everything was handed out.
    /// Nothing is lost when the future is dropped.
    ///
    /// Frames of one kind come in the order of time; sound and picture are not aligned
    /// with each other.
    pub async fn recv(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.ready.pop_front() {
                return Some(frame);
            }
            if self.ended {
                return None;
            }
            let deadline = [self.sound.deadline(), self.picture.deadline()]
                .into_iter()
                .flatten()
                .min();
            let packet = match deadline {
                None => self.subscription.packets.recv().await,
                Some(deadline) => tokio::select! {
                    packet = self.subscription.packets.recv() => packet,
                    () = sleep_until(TokioInstant::from_std(deadline)) => {
                        self.poll(Instant::now());
                        continue;
                    }
                },
            };
            match packet {
                Some((track, packet)) => self.take_in(track, packet),
                None => self.end(),
            }
        }
    }

    /// Ends the take here and now: whole frames of everything that has arrived, without
    /// waiting for what is missing between them.
    pub fn finish(mut self) -> (Vec<Frame>, TakeStats) {
        while let Ok((track, packet)) = self.subscription.packets.try_recv() {
            self.push(track, packet);
        }
        self.end();
        (std::mem::take(&mut self.ready).into(), self.stats())
    }

    /// Ends the take at that moment: waits, `patience` at most, until frames of both kinds come that
    /// were captured then, so that nothing before it is cut off for being on its way. What was
    /// captured later is left out.
    pub async fn finish_at(
        mut self,
        until: MediaTime,
        patience: Duration,
    ) -> (Vec<Frame>, TakeStats) {
        let mut frames = Vec::new();
        let (mut sound, mut picture) = (false, false);
        let arriving = async {
            while !(sound && picture) {
                let Some(frame) = self.recv().await else {
                    break;
                };
                let reached = frame.media_time >= until;
                match frame.kind {
                    MediaKind::Audio => sound |= reached,
                    MediaKind::Video => picture |= reached,
                }
                frames.push(frame);
            }
        };
        // Too late is as good as lost.
        let _ = timeout(patience, arriving).await;
        let (rest, stats) = self.finish();
        frames.extend(rest);
        frames.retain(|frame| frame.media_time < until);
        (frames, stats)
    }

    /// Takes no more packets. What is there already still comes out of
    /// [`FrameReceiver::recv`], without waiting for what is missing; then `None`.
    pub fn stop(&mut self) {
        self.shared.fanout.unsubscribe(&self.subscription);
    }

    /// What this take's assemblers did so far.
    pub fn stats(&self) -> TakeStats {
        let [audio, video] = [&self.sound, &self.picture].map(|assembler| {
            let counts = assembler.counts();
            AssemblyStats {
                received: counts.order.passed,
                frames: counts.frames,
                frames_dropped: counts.frames_dropped,
                lost: counts.order.lost,
                late: counts.order.late,
            }
        });
        TakeStats {
            audio,
            video,
            overflowed: self.subscription.overflowed(),
        }
    }

    fn take_in(&mut self, track: Track, packet: Packet) {
        self.push(track, packet);
        for _ in 1..BATCH {
            match self.subscription.packets.try_recv() {
                Ok((track, packet)) => self.push(track, packet),
                Err(_) => break,
            }
        }
        self.poll(Instant::now());
    }

    fn push(&mut self, track: Track, packet: Packet) {
        let assembler = match track {
            Track::Audio => &mut self.sound,
            Track::Video(_) => &mut self.picture,
        };
        // Reports first: they may place the very first frame of a source.
        let version = self.shared.clocks.version();
        if assembler.source() != Some(packet.ssrc) || self.reports_seen != version {
            assembler.switch_to(packet.ssrc, &mut self.ready);
            self.reports_seen = version;
            self.look_up_reports();
        }
        let assembler = match track {
            Track::Audio => &mut self.sound,
            Track::Video(_) => &mut self.picture,
        };
        assembler.push(packet, &mut self.ready);
    }

    fn look_up_reports(&mut self) {
        for assembler in [&mut self.sound, &mut self.picture] {
            let report = assembler
                .source()
                .and_then(|ssrc| self.shared.clocks.report_of(ssrc));
            if let Some(report) = report {
                assembler.report(report);
            }
        }
    }

    fn poll(&mut self, now: Instant) {
        self.sound.poll(now, &mut self.ready);
        self.picture.poll(now, &mut self.ready);
        if self.picture.wants_key(now) {
            self.shared.keys.request(self.layer);
        }
    }

    fn end(&mut self) {
        self.sound.finish(&mut self.ready);
        self.picture.finish(&mut self.ready);
        self.ended = true;
    }
}

impl Drop for FrameReceiver {
    fn drop(&mut self) {
        self.shared.fanout.unsubscribe(&self.subscription);
        self.shared.add_closed_take(self.stats());
    }
}
