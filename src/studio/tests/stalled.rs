//! Recording waits for nobody: neither an analysis that stands still for good nor a client that
//! does not listen costs a take anything.
//!
//! Real WebRTC over loopback, the real recorder and a real pool, whose one thread never comes
//! back from its first look.
#![allow(clippy::unwrap_used)]

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use analysis::live::Analyst;
use analysis::{Listener, Pool};
use async_trait::async_trait;
use coach::observation::Observation;
use coach::script::{Script, Step};
use coach::take::{Closing, OUTCOME_FILE, SAMPLES_FILE, TakeManifest, TakeOrigin, TakeOutcome};
use coach::{Language, LocalisedText};
use load::encode::FRAME_RATE;
use load::{Clip, Codec, Play, Publisher, WireOptions};
use pipelines::RgbPicture;
use sfu::{Sfu, SfuConfig};
use signaling::{AnalysisState, ClientMessage, MediaState, ServerMessage};
use studio::{Keeper, Line, Opening, Studio, StudioConfig};
use tokio::time::{sleep, timeout};

const SCRIPT_MS: u64 = 6_000;
/// No message takes longer, the countdown and the whole script included.
const PATIENCE: Duration = Duration::from_secs(20);

/// Looks once and never returns.
struct Stuck(Arc<AtomicBool>);

impl Analyst for Stuck {
    fn observe(&self, _: &mut Listener, _: i64, _: Option<&RgbPicture>, _: &[f32]) -> Observation {
        self.0.store(true, Ordering::SeqCst);
        loop {
            std::thread::park();
        }
    }
}

/// Keeps nothing: what was closed stays where the studio left it.
#[derive(Default)]
struct Closed(Mutex<Vec<PathBuf>>);

#[async_trait]
impl Keeper for Closed {
    async fn started(&self, _: &str) {}

    async fn closed(&self, folder: &Path) {
        self.0.lock().unwrap().push(folder.to_owned());
    }

    async fn unused(&self, take_id: &str) {
        panic!("{take_id} was recorded");
    }
}

fn manifest() -> TakeManifest {
    let text = LocalisedText {
        fr: "a".into(),
        en: "a".into(),
        ar: "a".into(),
    };
    let step = Step {
        key: "only".into(),
        duration_ms: SCRIPT_MS as u32,
        title: text.clone(),
        prompt: text,
    };
    TakeManifest {
        take_id: "t1".into(),
        origin: TakeOrigin::Live,
        video_id: "v1".into(),
        user_id: "u1".into(),
        consent_version: "1".into(),
        analyse: true,
        language: Language::En,
        script: Script::new("s", vec![step]).unwrap(),
        created_at_ms: 1,
        server_version: "0".into(),
    }
}

async fn studio(takes_dir: &Path, keeper: Arc<Closed>, pool: Arc<Pool>) -> Studio {
    let sfu = Sfu::bind(SfuConfig {
        listen: (Ipv4Addr::LOCALHOST, 0).into(),
        advertise: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
        receive_buffer_bytes: 1 << 20,
    })
    .await
    .unwrap();
    let config = StudioConfig {
        takes_dir: takes_dir.to_owned(),
        most_rooms: 1,
        recorder_queue_bytes: 8 << 20,
        least_free_bytes: 0,
    };
    let host = pipelines::Host::here().unwrap();
    Studio::new(sfu, host, config, keeper, Some(pool))
}

/// Listens until `wanted` picks something out. Nobody is guided here, and nothing fails.
async fn until<T>(
    line: &mut Line,
    what: &str,
    mut wanted: impl FnMut(&ServerMessage) -> Option<T>,
) -> T {
    let listening = async {
        while let Some(message) = line.hear.recv().await {
            assert!(
                !matches!(
                    message,
                    ServerMessage::Guidance { .. } | ServerMessage::Error { .. }
                ),
                "before {what}: {message:?}"
            );
            if let Some(found) = wanted(&message) {
                return found;
            }
        }
        panic!("the room closed before {what}");
    };
    timeout(PATIENCE, listening)
        .await
        .unwrap_or_else(|_| panic!("no {what}"))
}

/// A room with media on their way, and a pool whose thread is gone.
struct Stage {
    takes: tempfile::TempDir,
    keeper: Arc<Closed>,
    pool: Arc<Pool>,
    studio: Studio,
    line: Line,
    playing: tokio::task::JoinHandle<()>,
}

impl Stage {
    async fn set(codec: Codec) -> Stage {
        pipelines::init().unwrap();
        let clip = Clip::test_pattern(codec, 20).await.unwrap();
        let takes = tempfile::tempdir().unwrap();
        let (stuck, keeper) = (Arc::<AtomicBool>::default(), Arc::<Closed>::default());
        let pool = Arc::new(Pool::start(1, Stuck(stuck.clone())).unwrap());
        let studio = studio(takes.path(), keeper.clone(), pool.clone()).await;
        let mut line = studio
            .open(Opening {
                manifest: manifest(),
                session_id: "s1".into(),
                resume_key: String::new(),
                language: Language::En,
                ice_servers: vec![],
            })
            .unwrap();
        let state = until(&mut line, "analysis", |message| match message {
            ServerMessage::Analysis { state } => Some(*state),
            _ => None,
        });
        assert_eq!(state.await, AnalysisState::On);

        let mut publisher = Publisher::connect(WireOptions::new(codec), |sdp| async {
            line.say.send(ClientMessage::Offer { sdp }).await?;
            let answer = until(&mut line, "answer", |message| match message {
                ServerMessage::Answer { sdp, .. } => Some(sdp.clone()),
                _ => None,
            });
            Ok(answer.await)
        })
        .await
        .unwrap();
        let playing = tokio::spawn(async move {
            let _ = publisher.play(&clip, Play::default()).await;
        });
        until(&mut line, "both media", |message| {
            let flowing = ServerMessage::Media {
                audio: MediaState::Flowing,
                video: MediaState::Flowing,
            };
            (*message == flowing).then_some(())
        })
        .await;
        // The thread is gone before the recording begins.
        timeout(PATIENCE, async {
            while !stuck.load(Ordering::SeqCst) {
                sleep(Duration::from_millis(20)).await;
            }
        })
        .await
        .unwrap();
        Stage {
            takes,
            keeper,
            pool,
            studio,
            line,
            playing,
        }
    }

    /// What was kept of the one take, once its room is closed.
    async fn kept(self) -> TakeOutcome {
        self.playing.abort();
        self.studio.close().await;
        assert_eq!(self.pool.load().looks_done, 0, "the pool stood still");
        let folder = self.takes.path().join("t1");
        assert_eq!(
            *self.keeper.0.lock().unwrap(),
            std::slice::from_ref(&folder)
        );
        let record = std::fs::read(folder.join(OUTCOME_FILE)).unwrap();
        let outcome: TakeOutcome = serde_json::from_slice(&record).unwrap();
        assert_eq!(outcome.closing, Closing::Sealed);
        let media = outcome.media.as_ref().unwrap();
        assert!(media.duration_ms.abs_diff(SCRIPT_MS) < 200, "{media:?}");
        assert_eq!((media.width, media.height), (1280, 720));
        assert_eq!(media.audio_codec.as_deref(), Some("opus"));
        decodes_whole(&folder.join(&media.file), media.duration_ms);
        // Nothing was seen: not a line.
        assert_eq!(std::fs::read(folder.join(SAMPLES_FILE)).unwrap(), b"");
        outcome
    }
}

async fn is_recorded_whole(codec: Codec) {
    let mut stage = Stage::set(codec).await;
    stage.line.say.send(ClientMessage::Start).await.unwrap();
    let sealed_ms = until(&mut stage.line, "sealed", |message| match message {
        ServerMessage::Sealed {
            duration_ms, gaps, ..
        } => {
            assert_eq!(*gaps, []);
            Some(*duration_ms)
        }
        ServerMessage::Damaged { .. } => panic!("{message:?}"),
        _ => None,
    })
    .await;
    assert!(stage.line.hear.recv().await.is_none(), "the room is over");
    let kept = stage.kept().await;
    assert_eq!(kept.media.unwrap().duration_ms, sealed_ms);
}

/// Every picture of that time is there, and no decoder has a word to say.
fn decodes_whole(master: &Path, duration_ms: u64) {
    let decoded = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "warning", "-xerror", "-i"])
        .arg(master)
        .args(["-f", "null", "-"])
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&decoded.stderr);
    assert!(decoded.status.success() && words.is_empty(), "{words}");
    for (stream, each_second) in [("v:0", u64::from(FRAME_RATE)), ("a:0", 50)] {
        let counted = Command::new("ffprobe")
            .args(["-v", "error", "-count_packets", "-select_streams", stream])
            .args(["-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"])
            .arg(master)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&counted.stdout);
        let packets: u64 = text.trim().trim_end_matches(',').parse().unwrap();
        let expected = duration_ms * each_second / 1000;
        // The last one may be cut, and sound begins within a packet of the picture.
        assert!(
            packets.abs_diff(expected) <= 3,
            "{stream}: {packets} of {expected}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_take_beside_a_pool_that_stands_still_is_recorded_whole_in_h264() {
    is_recorded_whole(Codec::H264).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_take_beside_a_pool_that_stands_still_is_recorded_whole_in_vp8() {
    is_recorded_whole(Codec::Vp8).await;
}

/// Its queue is full before the take begins, and stays so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_take_whose_client_does_not_listen_is_recorded_whole() {
    let stage = Stage::set(Codec::H264).await;
    let queue = stage.line.hear.max_capacity();
    for _ in 0..queue {
        // Each is answered at once.
        for message in [ClientMessage::Start, ClientMessage::Stop] {
            stage.line.say.send(message).await.unwrap();
        }
    }
    timeout(PATIENCE, async {
        while stage.line.hear.len() < queue {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("nothing is said");
    stage.line.say.send(ClientMessage::Start).await.unwrap();
    timeout(PATIENCE, async {
        while stage.keeper.0.lock().unwrap().is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("the room waits for its client");
    stage.kept().await;
}
