//! The real server looks at a real portrait and listens to a real voice.

use std::time::Duration;

use coach::hint::HintCode;
use load::{Clip, Codec, Play};
use signaling::{AnalysisState, ClientMessage, ServerMessage};
use system::stage::{RunningTake, Stage};

const SECOND: Duration = Duration::from_secs(1);

/// Guidance of the take: its media time, whether all four scores are good, and the lighting.
#[derive(Debug, Clone, Copy)]
struct Told {
    take_ms: u64,
    all_good: bool,
    lighting: f32,
    hint: Option<HintCode>,
}

async fn guidance(take: &mut RunningTake) -> Told {
    take.live
        .until("guidance", |message| match message {
            ServerMessage::Guidance {
                take_ms: Some(take_ms),
                scores,
                hint,
                ..
            } => {
                let all = [scores.face, scores.lighting, scores.audio, scores.position];
                Some(Told {
                    take_ms: *take_ms,
                    all_good: all.iter().all(|score| score.is_some_and(|s| s >= 70.0)),
                    lighting: scores.lighting.unwrap_or_default(),
                    hint: hint.as_ref().map(|hint| hint.code),
                })
            }
            _ => None,
        })
        .await
        .unwrap()
}

async fn take_of(stage: &Stage, codec: Codec, dark: &[std::ops::Range<Duration>]) -> RunningTake {
    let clip = Clip::portrait(codec, 24, &system::kept("media"), dark)
        .await
        .unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    take.start().await.unwrap();
    take
}

/// In either codec: each second, in the order of media time; good while all is well, and
/// the light that goes out is noticed, told, and kept on the take's time line.
async fn coaches(codec: Codec) {
    let stage = Stage::coached(12_000).await.unwrap();
    let mut take = take_of(&stage, codec, &[SECOND * 10..SECOND * 24]).await;
    let mut told = Vec::new();
    loop {
        let next = guidance(&mut take).await;
        told.push(next);
        // The dark comes before the script's end whatever the countdown took.
        if next.hint == Some(HintCode::MoreLight) {
            break;
        }
        assert!(told.len() < 12, "no hint: {told:?}");
    }
    let apart: Vec<u64> = told
        .windows(2)
        .map(|pair| pair[1].take_ms - pair[0].take_ms)
        .collect();
    assert!(
        apart.iter().all(|ms| (900..=1100).contains(ms)),
        "not each second: {apart:?}"
    );
    let well: Vec<&Told> = told
        .iter()
        .take_while(|told| told.lighting >= 70.0)
        .collect();
    assert!(well.len() >= 4, "{told:?}");
    // The voice is judged from its third second on.
    assert!(
        well.iter()
            .skip(3)
            .all(|told| told.all_good && told.hint.is_none()),
        "{told:?}"
    );
    take.sealed().await.unwrap();

    let path = format!("/api/takes/{}/quality/", take.ticket.take_id);
    let quality = system::server::eventually(Duration::from_secs(60), "scores", || async {
        let quality = stage.candidate.get(&path).await?;
        Ok((quality["status"] == "ready").then_some(quality))
    })
    .await
    .unwrap();
    let samples = quality["samples"].as_array().unwrap();
    assert!(samples.len() >= 11, "{quality}");
    let hints = quality["hints"].as_array().unwrap();
    assert!(
        hints.iter().any(|hint| hint["code"] == "more_light"),
        "{quality}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_candidate_in_h264_is_coached_each_second() {
    coaches(Codec::H264).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_candidate_in_vp8_is_coached_each_second() {
    coaches(Codec::Vp8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switched_off_in_a_take_nothing_of_it_is_scored() {
    let stage = Stage::coached(8_000).await.unwrap();
    let mut take = take_of(&stage, Codec::H264, &[]).await;
    guidance(&mut take).await;
    let off = ClientMessage::Analysis { enabled: false };
    take.live.say(&off).await.unwrap();
    take.live
        .until("off", |message| {
            let off = ServerMessage::Analysis {
                state: AnalysisState::Off,
            };
            (*message == off).then_some(())
        })
        .await
        .unwrap();
    // On again is too late for this take: the state is told, and stays.
    let on = ClientMessage::Analysis { enabled: true };
    take.live.say(&on).await.unwrap();
    let mut guided = 0;
    take.live
        .until("sealed", |message| {
            guided += usize::from(matches!(message, ServerMessage::Guidance { .. }));
            matches!(message, ServerMessage::Sealed { .. }).then_some(())
        })
        .await
        .unwrap();
    assert_eq!(guided, 0);
    stage.ready(&take.ticket.take_id).await.unwrap();
    let path = format!("/api/takes/{}/quality/", take.ticket.take_id);
    let quality = stage.candidate.get(&path).await.unwrap();
    assert_eq!(quality["status"], "not_scored", "{quality}");
    assert_eq!(quality["samples"], serde_json::json!([]));
}
