//! The run of one take, from the open line to the closed file.
//!
//! Contract in one sentence: change the session with [`Session::handle`], drain
//! [`Session::poll_output`] until it is empty, then wait for the next input or for
//! [`Session::next_wake`], whichever comes first. `now` never decreases and is the
//! time since the session was made.
//!
//! ```text
//! waiting ──both media flow──► ready ──Start──► countdown ──3 s──► rolling ──first frame──► recording
//!                               ▲  ◄────────────Stop────────┘                                  │ script ends, Stop, Leave
//!                               │                                                              ▼
//!                               └─ (a retake is a new session)              over ◄─closed─ stopping
//! ```

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::script::Script;

/// 3-2-1, one second each.
pub const COUNTDOWN_STEPS: u8 = 3;
const COUNTDOWN_STEP: Duration = Duration::from_secs(1);
/// How often a key frame is asked for again while the first one is awaited. A
/// browser answers a picture loss indication within 30–90 ms; half a second leaves
/// room for one lost request without flooding the encoder.
pub const KEY_FRAME_RETRY: Duration = Duration::from_millis(500);
/// After this the picture is taken for missing and the take is given up.
pub const FIRST_FRAME_DEADLINE: Duration = Duration::from_secs(6);
/// The recorder waits a second at most for what its first frame lacks; the rest is the way there.
pub const LATEST_START: Duration = Duration::from_secs(2);
/// Progress is told once a second.
pub const PROGRESS_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    Audio,
    Video,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// The first packet of this kind has arrived.
    Flowing(Media),
    /// The candidate pressed Start.
    Start,
    /// The recorder holds its first key frame, captured so long ago: that moment is the take's
    /// zero. More than [`LATEST_START`] is not believed.
    RecorderStarted { ago: Duration },
    /// The candidate pressed Stop.
    Stop,
    /// The candidate is gone: page closed, line lost for good.
    Leave,
    /// The recorder failed, or overflowed, and cannot go on.
    RecorderFailed,
    /// The recorder's file is closed, well or badly.
    RecorderClosed,
    /// `next_wake` has come.
    Wake,
}

/// Why a recording stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The last step's time is over.
    ScriptEnded,
    /// The candidate pressed Stop.
    Asked,
    /// The candidate is gone.
    Left,
    /// No picture came in time, or the recorder failed.
    Failed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Which media flow has changed.
    Media {
        audio: bool,
        video: bool,
    },
    /// Start was pressed before both media flow.
    NotReady,
    /// Seconds left before recording: 3, 2, 1.
    Countdown(u8),
    /// Stop was pressed during the countdown; the session is ready again.
    CountdownCancelled,
    /// Open the recorder and let frames in.
    OpenRecorder,
    AskKeyFrame,
    /// The take has begun.
    Started,
    /// A step begins; bounds from the take's zero.
    Step {
        index: usize,
        start: Duration,
        end: Duration,
    },
    Progress {
        elapsed: Duration,
        remaining: Duration,
        step_index: usize,
        step_remaining: Duration,
    },
    /// Close the recorder. Comes exactly once for each `OpenRecorder`.
    CloseRecorder(StopReason),
    /// Nothing more will come: the session can be dropped.
    Over,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Waiting,
    Ready,
    Countdown {
        left: u8,
        next: Duration,
    },
    Rolling {
        retry: Duration,
        deadline: Duration,
    },
    Recording {
        zero: Duration,
        step: usize,
        next_progress: Duration,
    },
    Stopping,
    Over,
}

/// One take's run. See the module's text for the contract.
#[derive(Debug)]
pub struct Session {
    script: Script,
    state: State,
    audio: bool,
    video: bool,
    outputs: VecDeque<Output>,
}

impl Session {
    pub fn new(script: Script) -> Session {
        Session {
            script,
            state: State::Waiting,
            audio: false,
            video: false,
            outputs: VecDeque::new(),
        }
    }

    pub fn script(&self) -> &Script {
        &self.script
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When `handle(_, Input::Wake)` is due; `None` while only an input can change anything.
    pub fn next_wake(&self) -> Option<Duration> {
        match self.state {
            State::Waiting | State::Ready | State::Stopping | State::Over => None,
            State::Countdown { next, .. } => Some(next),
            State::Rolling { retry, deadline } => Some(retry.min(deadline)),
            State::Recording {
                zero,
                next_progress,
                ..
            } => {
                let step_end = self.step_end().map_or(Duration::ZERO, |end| zero + end);
                Some(next_progress.min(step_end))
            }
        }
    }

    pub fn handle(&mut self, now: Duration, input: Input) {
        match (self.state, input) {
            (State::Over, _) => {}
            (State::Waiting | State::Ready, Input::Flowing(media)) => self.flowing(media),
            (State::Waiting, Input::Start) => self.outputs.push_back(Output::NotReady),
            (State::Ready, Input::Start) => {
                self.state = State::Countdown {
                    left: COUNTDOWN_STEPS,
                    next: now + COUNTDOWN_STEP,
                };
                self.outputs.push_back(Output::Countdown(COUNTDOWN_STEPS));
            }
            (State::Countdown { .. }, Input::Stop) => {
                self.state = State::Ready;
                self.outputs.push_back(Output::CountdownCancelled);
            }
            (State::Countdown { left, next }, Input::Wake) => self.count_down(now, left, next),
            (State::Rolling { .. }, Input::RecorderStarted { ago }) => self.begin(now, ago),
            (State::Rolling { retry, deadline }, Input::Wake) => self.roll(now, retry, deadline),
            (State::Recording { .. }, Input::Wake) => self.advance(now),
            (State::Rolling { .. } | State::Recording { .. }, Input::Stop) => {
                self.close(StopReason::Asked);
            }
            (State::Rolling { .. } | State::Recording { .. }, Input::Leave) => {
                self.close(StopReason::Left);
            }
            (State::Rolling { .. } | State::Recording { .. }, Input::RecorderFailed) => {
                self.close(StopReason::Failed);
            }
            (State::Stopping, Input::RecorderClosed) => self.end(),
            (State::Waiting | State::Ready | State::Countdown { .. }, Input::Leave) => self.end(),
            // What remains is late or repeated (a second Start, a wake that lost its
            // race, a Stop while stopping): it changes nothing.
            _ => {}
        }
    }

    fn flowing(&mut self, media: Media) {
        let before = (self.audio, self.video);
        match media {
            Media::Audio => self.audio = true,
            Media::Video => self.video = true,
        }
        if before == (self.audio, self.video) {
            return;
        }
        if self.audio && self.video {
            self.state = State::Ready;
        }
        self.outputs.push_back(Output::Media {
            audio: self.audio,
            video: self.video,
        });
    }

    fn count_down(&mut self, now: Duration, left: u8, next: Duration) {
        if now < next {
            return;
        }
        if left > 1 {
            // From `now`, not from `next`: after a late wake each number is still
            // shown for a whole second.
            self.state = State::Countdown {
                left: left - 1,
                next: now + COUNTDOWN_STEP,
            };
            self.outputs.push_back(Output::Countdown(left - 1));
            return;
        }
        self.state = State::Rolling {
            retry: now + KEY_FRAME_RETRY,
            deadline: now + FIRST_FRAME_DEADLINE,
        };
        self.outputs.push_back(Output::OpenRecorder);
        self.outputs.push_back(Output::AskKeyFrame);
    }

    fn roll(&mut self, now: Duration, retry: Duration, deadline: Duration) {
        if now >= deadline {
            self.close(StopReason::Failed);
        } else if now >= retry {
            self.state = State::Rolling {
                retry: now + KEY_FRAME_RETRY,
                deadline,
            };
            self.outputs.push_back(Output::AskKeyFrame);
        }
    }

    fn begin(&mut self, now: Duration, ago: Duration) {
        self.state = State::Recording {
            zero: now.saturating_sub(ago.min(LATEST_START)),
            step: 0,
            next_progress: now,
        };
        self.outputs.push_back(Output::Started);
        if let Some(first) = self.script.places().next() {
            self.outputs.push_back(Output::Step {
                index: first.index,
                start: first.start,
                end: first.end,
            });
        }
        self.advance(now);
    }

    fn advance(&mut self, now: Duration) {
        let State::Recording {
            zero,
            step,
            next_progress,
        } = self.state
        else {
            return;
        };
        let elapsed = now.saturating_sub(zero);
        let Some(place) = self.script.place_at(elapsed) else {
            self.close(StopReason::ScriptEnded);
            return;
        };
        // A late wake shows where the candidate is now, not the steps slept through.
        let moved = place.index != step;
        if moved {
            self.outputs.push_back(Output::Step {
                index: place.index,
                start: place.start,
                end: place.end,
            });
        }
        let due = now >= next_progress;
        if due || moved {
            self.tell_progress(elapsed);
        }
        self.state = State::Recording {
            zero,
            step: place.index,
            next_progress: if due {
                next_whole_second(zero, elapsed)
            } else {
                next_progress
            },
        };
    }

    fn tell_progress(&mut self, elapsed: Duration) {
        if let Some(place) = self.script.place_at(elapsed) {
            self.outputs.push_back(Output::Progress {
                elapsed,
                remaining: self.script.duration() - elapsed,
                step_index: place.index,
                step_remaining: place.end - elapsed,
            });
        }
    }

    /// End of the current step from the take's zero.
    fn step_end(&self) -> Option<Duration> {
        match self.state {
            State::Recording { step, .. } => self.script.places().nth(step).map(|place| place.end),
            _ => None,
        }
    }

    fn close(&mut self, reason: StopReason) {
        self.state = State::Stopping;
        self.outputs.push_back(Output::CloseRecorder(reason));
    }

    fn end(&mut self) {
        self.state = State::Over;
        self.outputs.push_back(Output::Over);
    }
}

/// Progress stays on whole seconds of the take, however late one wake came.
fn next_whole_second(zero: Duration, elapsed: Duration) -> Duration {
    zero + Duration::from_secs(elapsed.as_secs()) + PROGRESS_EVERY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::tests::{presentation, step};
    use proptest::prelude::*;

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    fn drain(session: &mut Session) -> Vec<Output> {
        std::iter::from_fn(|| session.poll_output()).collect()
    }

    /// A session whose recorder is open since 3 s.
    fn rolling(script: Script) -> Session {
        let mut session = Session::new(script);
        session.handle(ms(0), Input::Flowing(Media::Audio));
        session.handle(ms(0), Input::Flowing(Media::Video));
        session.handle(ms(0), Input::Start);
        for second in 1..=3 {
            session.handle(ms(second * 1000), Input::Wake);
        }
        drain(&mut session);
        session
    }

    /// A session that is recording since `zero`.
    fn recording(zero: Duration) -> Session {
        let mut session = rolling(presentation());
        session.handle(zero, Input::RecorderStarted { ago: ms(0) });
        drain(&mut session);
        session
    }

    #[test]
    fn a_whole_take_runs_by_its_wakes_alone() {
        let mut session = Session::new(presentation());
        session.handle(ms(10), Input::Flowing(Media::Audio));
        session.handle(ms(40), Input::Flowing(Media::Video));
        session.handle(ms(1000), Input::Start);
        let mut log = drain(&mut session);
        let mut now = ms(1000);
        let mut steps = vec![];
        let mut progress = 0;
        let mut stopped_at = None;
        while let Some(wake) = session.next_wake() {
            assert!(wake >= now, "a wake lies in the past: {wake:?} < {now:?}");
            now = wake;
            session.handle(now, Input::Wake);
            for output in drain(&mut session) {
                match output {
                    Output::OpenRecorder => {
                        now += ms(60);
                        session.handle(now, Input::RecorderStarted { ago: ms(0) });
                    }
                    Output::Step { index, start, .. } => steps.push((index, start.as_secs())),
                    Output::Progress { .. } => progress += 1,
                    Output::CloseRecorder(reason) => {
                        assert_eq!(reason, StopReason::ScriptEnded);
                        stopped_at = Some(now);
                        session.handle(now, Input::RecorderClosed);
                    }
                    _ => {}
                }
                log.push(output);
            }
        }
        log.extend(drain(&mut session));
        assert_eq!(steps, [(0, 0), (1, 20), (2, 45), (3, 70)]);
        assert_eq!(stopped_at, Some(ms(1000 + 3000 + 60 + 90_000)));
        // One each whole second from 0 to 89.
        assert_eq!(progress, 90);
        assert_eq!(log.last(), Some(&Output::Over));
        let counts: Vec<u8> = log
            .iter()
            .filter_map(|output| match output {
                Output::Countdown(left) => Some(*left),
                _ => None,
            })
            .collect();
        assert_eq!(counts, [3, 2, 1]);
    }

    #[test]
    fn a_late_wake_shows_the_present_and_not_what_was_slept_through() {
        let mut session = recording(ms(3050));
        session.handle(ms(3050 + 47_300), Input::Wake);
        let outputs = drain(&mut session);
        assert_eq!(
            outputs,
            [
                Output::Step {
                    index: 2,
                    start: ms(45_000),
                    end: ms(70_000)
                },
                Output::Progress {
                    elapsed: ms(47_300),
                    remaining: ms(42_700),
                    step_index: 2,
                    step_remaining: ms(22_700)
                },
            ]
        );
        // Back on whole seconds.
        assert_eq!(session.next_wake(), Some(ms(3050 + 48_000)));
    }

    #[test]
    fn a_wake_after_the_end_stops_at_once() {
        let mut session = recording(ms(3000));
        session.handle(ms(3000 + 95_000), Input::Wake);
        assert_eq!(
            drain(&mut session),
            [Output::CloseRecorder(StopReason::ScriptEnded)]
        );
    }

    #[test]
    fn start_before_the_media_flow_is_refused_and_does_no_harm() {
        let mut session = Session::new(presentation());
        session.handle(ms(0), Input::Start);
        session.handle(ms(0), Input::Flowing(Media::Video));
        session.handle(ms(0), Input::Start);
        assert_eq!(
            drain(&mut session),
            [
                Output::NotReady,
                Output::Media {
                    audio: false,
                    video: true
                },
                Output::NotReady
            ]
        );
        session.handle(ms(5), Input::Flowing(Media::Audio));
        session.handle(ms(6), Input::Start);
        assert_eq!(drain(&mut session).last(), Some(&Output::Countdown(3)));
    }

    #[test]
    fn stop_in_the_countdown_goes_back_to_ready() {
        let mut session = Session::new(presentation());
        session.handle(ms(0), Input::Flowing(Media::Audio));
        session.handle(ms(0), Input::Flowing(Media::Video));
        session.handle(ms(0), Input::Start);
        session.handle(ms(1000), Input::Wake);
        session.handle(ms(1200), Input::Stop);
        assert_eq!(
            drain(&mut session).last(),
            Some(&Output::CountdownCancelled)
        );
        assert_eq!(session.next_wake(), None);
        session.handle(ms(1300), Input::Start);
        assert_eq!(drain(&mut session), [Output::Countdown(3)]);
    }

    #[test]
    fn without_a_first_frame_key_frames_are_asked_for_and_then_the_take_fails() {
        let mut session = Session::new(presentation());
        session.handle(ms(0), Input::Flowing(Media::Audio));
        session.handle(ms(0), Input::Flowing(Media::Video));
        session.handle(ms(0), Input::Start);
        let mut asked = 0;
        let mut closed = None;
        while let Some(wake) = session.next_wake() {
            session.handle(wake, Input::Wake);
            for output in drain(&mut session) {
                match output {
                    Output::AskKeyFrame => asked += 1,
                    Output::CloseRecorder(reason) => closed = Some((wake, reason)),
                    _ => {}
                }
            }
        }
        assert_eq!(closed, Some((ms(9000), StopReason::Failed)));
        assert_eq!(asked, 12);
    }

    #[test]
    fn a_step_of_odd_length_is_told_on_time() {
        let mut steps = vec![step("a", 2), step("b", 2)];
        steps[0].duration_ms = 1500;
        let mut session = rolling(Script::new("odd", steps).unwrap());
        session.handle(ms(3000), Input::RecorderStarted { ago: ms(0) });
        drain(&mut session);
        session.handle(ms(4000), Input::Wake);
        drain(&mut session);
        assert_eq!(session.next_wake(), Some(ms(4500)));
        session.handle(ms(4500), Input::Wake);
        assert!(matches!(
            drain(&mut session)[..],
            [Output::Step { index: 1, .. }, Output::Progress { .. }]
        ));
        assert_eq!(session.next_wake(), Some(ms(5000)));
    }

    #[test]
    fn a_first_frame_that_came_late_has_its_time_counted() {
        for (ago, counted) in [(0, 0), (60, 60), (1400, 1400), (60_000, 2000)] {
            let mut session = rolling(presentation());
            session.handle(ms(5000), Input::RecorderStarted { ago: ms(ago) });
            let told = drain(&mut session);
            let [
                Output::Started,
                Output::Step { index: 0, .. },
                Output::Progress { elapsed, .. },
            ] = told[..]
            else {
                panic!("{told:?}")
            };
            assert_eq!(elapsed, ms(counted));
            let over = ms(5000 - counted + 90_000);
            session.handle(over - ms(1), Input::Wake);
            let closes =
                |told: Vec<Output>| told.contains(&Output::CloseRecorder(StopReason::ScriptEnded));
            assert!(!closes(drain(&mut session)));
            session.handle(over, Input::Wake);
            assert!(closes(drain(&mut session)));
        }
    }

    fn any_input() -> impl Strategy<Value = Input> {
        prop_oneof![
            Just(Input::Flowing(Media::Audio)),
            Just(Input::Flowing(Media::Video)),
            Just(Input::Start),
            (0u64..5000).prop_map(|ago| Input::RecorderStarted { ago: ms(ago) }),
            Just(Input::Stop),
            Just(Input::Leave),
            Just(Input::RecorderFailed),
            Just(Input::RecorderClosed),
            Just(Input::Wake),
            Just(Input::Wake),
        ]
    }

    proptest! {
        /// Whatever comes in whatever order: the recorder is closed at most once, only
        /// after it was opened, and always before the session is over.
        #[test]
        fn the_recorder_is_opened_and_closed_in_pairs(
            inputs in prop::collection::vec((0u64..5000, any_input()), 0..200)
        ) {
            let mut session = Session::new(presentation());
            let mut now = Duration::ZERO;
            let (mut opened, mut closed, mut over) = (0, 0, 0);
            for (wait, input) in inputs {
                now += ms(wait);
                session.handle(now, input);
                for output in drain(&mut session) {
                    match output {
                        Output::OpenRecorder => opened += 1,
                        Output::CloseRecorder(_) => {
                            closed += 1;
                            prop_assert_eq!(closed, opened);
                        }
                        Output::Over => {
                            over += 1;
                            prop_assert_eq!(closed, opened);
                        }
                        Output::Progress { remaining, .. } => {
                            prop_assert!(remaining <= Duration::from_secs(90));
                        }
                        _ => {}
                    }
                }
                if let Some(wake) = session.next_wake() {
                    prop_assert!(over == 0 && wake > Duration::ZERO);
                }
            }
            prop_assert!(opened <= 1 && over <= 1);
        }
    }
}
