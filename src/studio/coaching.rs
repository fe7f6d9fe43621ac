//! The coaching side of a room: whether the candidate is watched, what is made of what was
//! seen, and what is kept of it beside the take.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use analysis::{Looked, Pool};
use coach::Language;
use coach::coaching::Coach;
use coach::guidance::Guidance;
use coach::take::SAMPLES_FILE;
use pipelines::Place;
use sfu::Peer;
use signaling::{AnalysisState, HintText, ServerMessage};

use crate::watch::Watch;

/// Watching one room's candidate, or not.
pub struct Coaching {
    pool: Option<Arc<Pool>>,
    /// Where what is looked at is decoded.
    place: Place,
    state: AnalysisState,
    coach: Coach,
    watch: Option<Watch>,
    take: TakeSide,
}

/// The take under way, as far as coaching goes.
enum TakeSide {
    /// Not yet.
    Before,
    Scored {
        /// The take's zero on the media's axis.
        zero_ms: i64,
        samples: Samples,
    },
    /// Analysis was off when the take began, or was switched off in it, or nothing can be
    /// written: it stays so.
    NotScored,
}

impl Coaching {
    /// `agreed`: a consent to be analysed stands. Without a pool there is no analysis.
    pub fn new(pool: Option<Arc<Pool>>, place: Place, agreed: Agreement) -> Coaching {
        let state = match (agreed, &pool) {
            (Agreement::Missing, _) => AnalysisState::Refused,
            (Agreement::Stands, None) => AnalysisState::Unavailable,
            (Agreement::Stands, Some(_)) => AnalysisState::On,
        };
        Coaching {
            pool,
            place,
            state,
            coach: Coach::new(),
            watch: None,
            take: TakeSide::Before,
        }
    }

    pub fn state(&self) -> AnalysisState {
        self.state
    }

    /// Media may come from this peer.
    pub fn connected(&mut self, peer: &Peer) {
        let (AnalysisState::On, Some(pool), None) = (self.state, &self.pool, &self.watch) else {
            return;
        };
        match Watch::start(peer, pool, &self.place) {
            Ok(watch) => self.watch = Some(watch),
            Err(error) => {
                tracing::error!(%error, "no tap: this session is not coached");
                self.state = AnalysisState::Unavailable;
            }
        }
    }

    /// The media are gone.
    pub fn disconnected(&mut self) {
        self.watch = None;
    }

    /// The candidate's wish. Off is possible at any moment and takes what was scored of the
    /// take with it; on again only before the recording.
    pub fn switch(&mut self, wish: Wish, peer: Option<&Peer>) {
        match (wish, self.state) {
            (Wish::Off, AnalysisState::On) => {
                self.stop(AnalysisState::Off);
            }
            (Wish::On, AnalysisState::Off) if matches!(self.take, TakeSide::Before) => {
                self.state = AnalysisState::On;
                if let Some(peer) = peer {
                    self.connected(peer);
                }
            }
            // Said twice, refused, unavailable, or too late: the state is told as it is.
            _ => {}
        }
    }

    /// The consent is gone: as switching off, and there is no way back.
    pub fn refuse(&mut self) {
        self.stop(AnalysisState::Refused);
    }

    /// Nothing is watched any more, and what was scored of a take goes with it. One that is
    /// to come can still be scored.
    fn stop(&mut self, state: AnalysisState) {
        self.state = state;
        self.watch = None;
        self.coach = Coach::new();
        self.take = match std::mem::replace(&mut self.take, TakeSide::NotScored) {
            TakeSide::Before => TakeSide::Before,
            TakeSide::Scored { samples, .. } => {
                samples.discard();
                TakeSide::NotScored
            }
            TakeSide::NotScored => TakeSide::NotScored,
        };
    }

    /// The take begins at this media time.
    pub fn take_began(&mut self, zero_us: i64, folder: &Path) {
        self.take = match self.state {
            AnalysisState::On => match Samples::create(folder) {
                Ok(samples) => TakeSide::Scored {
                    zero_ms: zero_us / 1000,
                    samples,
                },
                Err(error) => {
                    tracing::error!(%error, "no {SAMPLES_FILE}: this take is not scored");
                    TakeSide::NotScored
                }
            },
            _ => TakeSide::NotScored,
        };
    }

    /// The recording is over: what is seen from now on is no part of it.
    pub fn take_ended(&mut self) {
        self.take = TakeSide::NotScored;
        self.watch = None;
    }

    /// The next look; never, while nobody is watched. Cancel safe.
    pub async fn looked(&mut self) -> Looked {
        if let Some(watch) = &mut self.watch {
            if let Some(looked) = watch.looked().await {
                return looked;
            }
            self.watch = None;
        }
        std::future::pending().await
    }

    /// What the candidate is told about a look.
    pub fn guide(&mut self, looked: &Looked, language: Language) -> ServerMessage {
        let guidance = self.coach.observe(&looked.observation);
        let take_ms = match &mut self.take {
            TakeSide::Scored { zero_ms, samples } => {
                let take_ms = guidance.media_ms - *zero_ms;
                if take_ms >= 0 {
                    let sample = Guidance {
                        media_ms: take_ms,
                        ..guidance
                    };
                    if let Err(error) = samples.add(&sample) {
                        tracing::error!(%error, "a sample is lost");
                    }
                }
                u64::try_from(take_ms).ok()
            }
            TakeSide::Before | TakeSide::NotScored => None,
        };
        let every = self.watch.as_ref().map_or(1000, |watch| {
            u32::try_from(watch.every().as_millis()).unwrap_or(u32::MAX)
        });
        ServerMessage::Guidance {
            media_ms: guidance.media_ms,
            take_ms,
            every_ms: every,
            scores: guidance.scores,
            overall: guidance.overall,
            reason: guidance.reason,
            hint: guidance.hint.map(|hint| HintText {
                code: hint.code,
                criterion: hint.criterion,
                severity: hint.severity,
                text: hint.code.text(language).into(),
            }),
            picture: guidance.picture,
            sound: guidance.sound,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    Stands,
    Missing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    On,
    Off,
}

/// `samples.jsonl`: a line a second, straight to the file, so that a crash loses at most
/// the line under way.
struct Samples {
    path: PathBuf,
    file: File,
}

impl Samples {
    fn create(folder: &Path) -> std::io::Result<Samples> {
        let path = folder.join(SAMPLES_FILE);
        let file = File::create(&path)?;
        Ok(Samples { path, file })
    }

    fn add(&mut self, sample: &Guidance) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(sample)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }

    fn discard(self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::error!(%error, "samples of a take that is not scored stay behind");
        }
    }
}

#[cfg(test)]
mod tests {
    use analysis::Listener;
    use analysis::live::Analyst;
    use coach::observation::Observation;
    use pipelines::RgbPicture;

    use super::*;

    /// Nobody is looked at in these tests.
    struct Idle;

    impl Analyst for Idle {
        fn observe(
            &self,
            _: &mut Listener,
            media_ms: i64,
            _: Option<&RgbPicture>,
            _: &[f32],
        ) -> Observation {
            Observation {
                media_ms,
                picture: None,
                sound: None,
            }
        }
    }

    fn agreed() -> Coaching {
        let pool = Arc::new(Pool::start(1, Idle).unwrap());
        let place = pipelines::Host::here().unwrap().place();
        Coaching::new(Some(pool), place, Agreement::Stands)
    }

    #[test]
    fn off_before_the_take_can_be_taken_back_and_off_in_it_cannot() {
        let folder = tempfile::tempdir().unwrap();
        let samples = folder.path().join(SAMPLES_FILE);
        let mut coaching = agreed();
        coaching.switch(Wish::Off, None);
        coaching.switch(Wish::On, None);
        assert_eq!(coaching.state(), AnalysisState::On);
        coaching.take_began(0, folder.path());
        assert!(samples.is_file());
        coaching.switch(Wish::Off, None);
        assert!(!samples.exists());
        coaching.switch(Wish::On, None);
        assert_eq!(coaching.state(), AnalysisState::Off);
    }

    #[test]
    fn off_after_the_take_is_no_way_back_to_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut coaching = agreed();
        coaching.take_began(0, folder.path());
        coaching.take_ended();
        coaching.switch(Wish::Off, None);
        coaching.switch(Wish::On, None);
        assert_eq!(coaching.state(), AnalysisState::Off);
        assert!(
            folder.path().join(SAMPLES_FILE).is_file(),
            "what is closed stays"
        );
    }

    #[test]
    fn without_the_consent_nothing_is_kept_and_there_is_no_way_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut coaching = agreed();
        coaching.take_began(0, folder.path());
        coaching.refuse();
        assert!(!folder.path().join(SAMPLES_FILE).exists());
        coaching.switch(Wish::On, None);
        assert_eq!(coaching.state(), AnalysisState::Refused);
        // Neither before a take, nor after the candidate had switched it off.
        let mut coaching = agreed();
        coaching.switch(Wish::Off, None);
        coaching.refuse();
        coaching.switch(Wish::On, None);
        assert_eq!(coaching.state(), AnalysisState::Refused);
        coaching.take_began(0, folder.path());
        assert!(!folder.path().join(SAMPLES_FILE).exists());
    }
}
