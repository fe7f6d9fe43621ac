//! RTCP sender reports: the one clock that sound and pictures of a peer share.
//!
//! The library keeps reports to itself unless an interceptor asks for them; ours takes
//! them where they pass, so that they need no place in a track's queue.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rtc::interceptor::{Interceptor, Packet, Slot, StreamInfo, TaggedPacket};
use rtc::rtcp::sender_report::SenderReport;
use rtc::sansio::Protocol;
use rtc::shared::error::Error;

/// Above all of the library's own interceptors, so that only what they let through and
/// authenticated is seen (`rtc::interceptor::Slot`, JitterBuffer is 13 000).
pub(crate) fn slot() -> Slot {
    Slot::from(14_000)
}

/// Sources a peer may report on: sound, layers of picture, and one more of each after a
/// renegotiation. Overflow: further sources are placed by arrival.
const SOURCES: usize = 8;

/// A track's timestamp at a moment on the peer's axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) at_us: i64,
    pub(crate) timestamp: u32,
}

/// The newest report of each source of a peer.
///
/// The peer's axis begins when the peer was made. The first report of any track ties the
/// sender's clock to it by its arrival; from then on only the sender's clock counts.
#[derive(Debug)]
pub(crate) struct SenderClocks {
    epoch: Instant,
    version: AtomicU64,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    tie: Option<Tie>,
    reports: Vec<(u32, Report)>,
}

#[derive(Debug, Clone, Copy)]
struct Tie {
    /// 32.32 fixed point seconds of the sender's clock, wherever that begins.
    ntp: u64,
    at_us: i64,
}

impl SenderClocks {
    pub(crate) fn new(epoch: Instant) -> SenderClocks {
        SenderClocks {
            epoch,
            version: AtomicU64::new(0),
            known: Mutex::default(),
        }
    }

    pub(crate) fn epoch(&self) -> Instant {
        self.epoch
    }

    /// Changes with every report: a cheap way to see that there is nothing new.
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    pub(crate) fn report_of(&self, ssrc: u32) -> Option<Report> {
        let known = self.known();
        let (_, report) = known.reports.iter().find(|(own, _)| *own == ssrc)?;
        Some(*report)
    }

    pub(crate) fn take_note(&self, ssrc: u32, ntp: u64, timestamp: u32, arrival: Instant) {
        let mut known = self.known();
        let tie = *known.tie.get_or_insert_with(|| Tie {
            ntp,
            at_us: arrival.saturating_duration_since(self.epoch).as_micros() as i64,
        });
        let since_tie = i128::from(ntp.wrapping_sub(tie.ntp) as i64);
        let report = Report {
            at_us: tie.at_us + ((since_tie * 1_000_000) >> 32) as i64,
            timestamp,
        };
        let place = known.reports.iter().position(|(own, _)| *own == ssrc);
        match place {
            Some(place) => known.reports[place].1 = report,
            None if known.reports.len() < SOURCES => known.reports.push((ssrc, report)),
            None => return,
        }
        drop(known);
        self.version.fetch_add(1, Ordering::Release);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Passes everything on and notes sender reports.
pub(crate) struct ReportTap {
    clocks: Arc<SenderClocks>,
    inbound: VecDeque<TaggedPacket>,
    outbound: VecDeque<TaggedPacket>,
}

impl ReportTap {
    pub(crate) fn new(clocks: Arc<SenderClocks>) -> ReportTap {
        ReportTap {
            clocks,
            inbound: VecDeque::new(),
            outbound: VecDeque::new(),
        }
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for ReportTap {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtcp(reports) = &packet.message.packet {
            for report in reports {
                if let Some(report) = report.as_any().downcast_ref::<SenderReport>() {
                    let (ntp, timestamp) = (report.ntp_time, report.rtp_time);
                    self.clocks
                        .take_note(report.ssrc, ntp, timestamp, packet.now);
                }
            }
        }
        self.inbound.push_back(packet);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.inbound.pop_front()
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        self.outbound.push_back(packet);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outbound.pop_front()
    }
}

impl Interceptor for ReportTap {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn ntp(seconds: f64) -> u64 {
        (seconds * 4_294_967_296.0) as u64
    }

    #[test]
    fn the_first_report_ties_the_senders_clock_and_the_others_follow_it() {
        let epoch = Instant::now();
        let clocks = SenderClocks::new(epoch);
        let version = clocks.version();
        let at = |ms| epoch + Duration::from_millis(ms);
        clocks.take_note(1, ntp(1000.0), 5, at(2_000));
        // Captured 250 ms later, whenever it arrives.
        clocks.take_note(2, ntp(1000.25), 7, at(9_000));
        assert_eq!(clocks.report_of(1).unwrap().at_us, 2_000_000);
        assert_eq!(clocks.report_of(2).unwrap().at_us, 2_250_000);
        clocks.take_note(1, ntp(999.5), 6, at(2_500));
        assert_eq!(
            clocks.report_of(1),
            Some(Report {
                at_us: 1_500_000,
                timestamp: 6
            })
        );
        assert_ne!(clocks.version(), version);
        assert_eq!(clocks.report_of(3), None);
    }

    #[test]
    fn the_senders_clock_may_wrap_around() {
        let epoch = Instant::now();
        let clocks = SenderClocks::new(epoch);
        clocks.take_note(1, u64::MAX - ntp(1.0), 0, epoch);
        clocks.take_note(1, ntp(1.0) - 1, 0, epoch);
        assert_eq!(clocks.report_of(1).unwrap().at_us, 2_000_000);
    }

    #[test]
    fn sources_without_end_are_not_kept() {
        let epoch = Instant::now();
        let clocks = SenderClocks::new(epoch);
        for ssrc in 0..100 {
            clocks.take_note(ssrc, ntp(1.0), 0, epoch);
        }
        assert_eq!(clocks.known().reports.len(), SOURCES);
    }
}
