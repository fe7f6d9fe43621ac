use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::host::{Place, no_child};
use super::link::{Link, MOST_WAITING_FOR_TAPS, Route, Sent, lock};
use super::wire::Order;
use crate::tap::outlets;
use crate::{
    Decode, Frame, MediaKind, PictureReceiver, PipelineError, SoundReceiver, Tap, TapConfig,
    TapCounts,
};

/// A tap, wherever it runs. Dropping it ends it and both its ends.
pub struct PlacedTap(Placed);

enum Placed {
    Here(Tap),
    There(Remote),
}

struct Remote {
    link: Arc<Link>,
    id: u64,
    decode: Decode,
    every: Mutex<Duration>,
    skipped: u64,
    /// Frames that found no room on their way to the child.
    overflowed: u64,
    /// A picture was left out: those up to the next key frame are of no use.
    awaits_key: bool,
    counts: Arc<Mutex<TapCounts>>,
}

impl PlacedTap {
    pub(super) fn here(tap: Tap) -> Self {
        Self(Placed::Here(tap))
    }

    pub(super) fn there(
        place: &Place,
        config: TapConfig,
    ) -> Result<(Self, PictureReceiver, SoundReceiver), PipelineError> {
        let link = place.link().ok_or_else(no_child)?;
        let (outlets, pictures, sounds) = outlets();
        let counts = Arc::new(Mutex::new(TapCounts {
            awaits_key: true,
            ..TapCounts::default()
        }));
        let route = Route::Tap {
            outlets,
            counts: counts.clone(),
        };
        let id = link.open(route).ok_or_else(no_child)?;
        let remote = Remote {
            decode: config.decode,
            every: Mutex::new(config.every),
            skipped: 0,
            overflowed: 0,
            awaits_key: false,
            counts,
            id,
            link,
        };
        remote.link.order(id, &Order::Tap(config));
        Ok((Self(Placed::There(remote)), pictures, sounds))
    }

    /// As [`Tap::push`].
    pub fn push(&mut self, frame: Frame) {
        match &mut self.0 {
            Placed::Here(tap) => tap.push(frame),
            Placed::There(remote) => remote.push(&frame),
        }
    }

    /// As [`Tap::set_interval`].
    pub fn set_interval(&self, every: Duration) {
        match &self.0 {
            Placed::Here(tap) => tap.set_interval(every),
            Placed::There(remote) => {
                let before = std::mem::replace(&mut *lock(&remote.every), every);
                if before != every {
                    remote.link.order(remote.id, &Order::Interval(every));
                }
            }
        }
    }

    /// As [`Tap::counts`]; half a second older when the tap runs in a child.
    #[must_use]
    pub fn counts(&self) -> TapCounts {
        match &self.0 {
            Placed::Here(tap) => tap.counts(),
            Placed::There(remote) => {
                let counts = *lock(&remote.counts);
                TapCounts {
                    skipped: remote.skipped,
                    overflowed: counts.overflowed + remote.overflowed,
                    awaits_key: counts.awaits_key || remote.awaits_key,
                    ..counts
                }
            }
        }
    }
}

impl Remote {
    fn push(&mut self, frame: &Frame) {
        let is_picture = frame.kind == MediaKind::Video;
        // Left out here already: what nobody decodes needs no way to a child.
        if is_picture && frame.discardable && !frame.key && self.decode == Decode::Needed {
            self.skipped += 1;
            return;
        }
        if is_picture && self.awaits_key && !frame.key {
            self.overflowed += 1;
            return;
        }
        match self.link.frame(self.id, frame, MOST_WAITING_FOR_TAPS) {
            Sent::Yes => self.awaits_key &= !is_picture,
            Sent::Full => {
                self.overflowed += 1;
                self.awaits_key |= is_picture;
            }
        }
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.link.forget(self.id);
    }
}
