//! Scores of takes: who gets them, when, and who never learns of them.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use axum::http::StatusCode;
use coach::{
    guidance::Guidance,
    hint::{Hint, HintCode, Severity},
    observation::SoundMeasures,
    score::{Criterion, Scores},
    summary::{HintSpan, TakeQuality},
    take::SAMPLES_FILE,
};
use platform::{
    check::check,
    ids::TakeId,
    ports::{
        AnalyseMedia, AnalysisError, Clip, ClipAnalysis, ClipError, ClipFault, Ports,
        SpeechQuality, TakeAnalysis,
    },
    videos::{Registered, register},
};
use serde_json::{Value, json};

use crate::world::{Person, World, noise};

/// Stands for the models: fails as often as it is told, then scores.
#[derive(Default)]
pub struct Scoring {
    pub passing: u32,
    pub hopeless: bool,
    pub tries: Arc<AtomicU32>,
}

const MORE_LIGHT: Hint = Hint {
    code: HintCode::MoreLight,
    criterion: Criterion::Lighting,
    severity: Severity::Advice,
};

#[async_trait]
impl AnalyseMedia for Scoring {
    async fn take(
        &self,
        master: &Path,
        samples: &[Guidance],
        duration_ms: i64,
    ) -> Result<TakeAnalysis, AnalysisError> {
        assert!(master.is_file());
        let tries = self.tries.fetch_add(1, Ordering::SeqCst);
        if self.hopeless {
            return Err(AnalysisError::Hopeless("no picture in it".into()));
        }
        if tries < self.passing {
            return Err(AnalysisError::Passing("no space left".into()));
        }
        assert_eq!(duration_ms, 10_000);
        let last = samples.last().expect("a take without samples has no job");
        let quality = last.overall.map(|overall| TakeQuality {
            scores: last.scores,
            overall,
            reason: Criterion::Lighting,
            hints: vec![HintSpan {
                code: HintCode::MoreLight,
                criterion: Criterion::Lighting,
                severity: Severity::Advice,
                from_ms: 1_000,
                to_ms: 4_000,
            }],
            tips: vec![HintCode::MoreLight],
            scored_ms: 10_000,
        });
        Ok(TakeAnalysis {
            quality,
            speech: Some(SpeechQuality {
                signal_mos: 3.5,
                background_mos: 4.0,
                overall_mos: 3.25,
            }),
            samples: samples.to_vec(),
            version: "test".into(),
        })
    }

    /// A JPEG begins with FF D8 FF, a WAV with RIFF.
    async fn clip(&self, clip: Clip) -> Result<ClipAnalysis, ClipError> {
        if self.hopeless {
            return Err(ClipError::Unavailable);
        }
        if self.tries.fetch_add(1, Ordering::SeqCst) < self.passing {
            return Err(ClipError::Passing("no thread is free".into()));
        }
        let fault = |part: &Option<bytes::Bytes>, magic: &[u8]| match part {
            Some(bytes) if !bytes.starts_with(magic) => Some(ClipFault::Unreadable),
            _ => None,
        };
        let image = fault(&clip.image, &[0xff, 0xd8, 0xff]);
        let sound = fault(&clip.sound, b"RIFF");
        if image.is_some() || sound.is_some() {
            return Err(ClipError::Refused { image, sound });
        }
        let seen = clip.image.is_some();
        Ok(ClipAnalysis {
            scores: Scores {
                face: seen.then_some(91.0),
                lighting: seen.then_some(62.5),
                audio: clip.sound.is_some().then_some(77.0),
                position: seen.then_some(88.0),
            },
            overall: Some(62.5),
            reason: Some(Criterion::Lighting),
            hints: vec![MORE_LIGHT],
            picture: None,
            sound: clip.sound.map(|_| SoundMeasures {
                momentary_lufs: -20.0,
                short_term_lufs: -20.5,
                speech_lufs: None,
                peak_dbfs: -3.0,
                clipped_share: 0.0,
                speech_share: 0.5,
                speech_share_10s: 0.5,
                snr_db: None,
                noise_dbfs: None,
                speech_quality_mos: None,
            }),
        })
    }
}

fn ports(analysis: Scoring) -> Arc<Ports> {
    Arc::new(Ports {
        renditions: Arc::new(crate::jobs::Copying),
        analysis: Arc::new(analysis),
        uploads: Arc::new(crate::upload::Reader::default()),
        documents: Arc::new(crate::cv::Paper),
    })
}

pub fn sample(at_ms: i64, overall: f32) -> Guidance {
    Guidance {
        media_ms: at_ms,
        scores: Scores {
            face: Some(90.0),
            lighting: Some(overall),
            audio: Some(88.5),
            position: None,
        },
        overall: Some(overall),
        reason: Some(Criterion::Lighting),
        hint: (at_ms >= 1_000).then_some(MORE_LIGHT),
        picture: None,
        sound: None,
    }
}

fn lines(samples: impl IntoIterator<Item = Guidance>) -> String {
    samples
        .into_iter()
        .map(|sample| serde_json::to_string(&sample).unwrap() + "\n")
        .collect()
}

/// A take as the studio leaves it, with this beside its media.
async fn sealed_with(
    world: &World,
    person: &Person,
    video: &str,
    samples: Option<&str>,
) -> (TakeId, PathBuf) {
    let (take, manifest) = world.arm(person, video).await;
    platform::live::take_started(&world.platform, take)
        .await
        .unwrap();
    let folder = world.seal(take, &manifest, &noise(4_000));
    if let Some(samples) = samples {
        std::fs::write(folder.join(SAMPLES_FILE), samples).unwrap();
    }
    (take, folder)
}

/// Records a take that scores `overall`, up to its final scores.
pub async fn scored(world: &World, person: &Person, video: &str, overall: f32) -> TakeId {
    let text = lines((0..10).map(|at| sample(at * 1_000, overall)));
    let (take, folder) = sealed_with(world, person, video, Some(&text)).await;
    register(&world.platform, &folder).await.unwrap();
    world.work_until_idle().await;
    take
}

async fn quality(person: &Person, take: TakeId) -> Value {
    let answer = person.get(&format!("/api/takes/{take}/quality/")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

async fn take_body(person: &Person, take: TakeId) -> Value {
    person.get(&format!("/api/takes/{take}/")).await.body
}

#[tokio::test]
async fn three_things_are_agreed_to_one_by_one() {
    let world = World::new().await;
    let person = world.candidate("amal").await;
    for kind in ["analyse", "quality_filter"] {
        let mut titles = std::collections::HashSet::new();
        for language in ["fr", "en", "ar"] {
            let path = format!("/api/consents/texts/{kind}/?language={language}");
            let text = world.anybody().get(&path).await.body;
            assert_eq!(text["version"], "2026-11", "{text}");
            assert!(text["body"].as_str().unwrap().split("\n\n").count() >= 4);
            titles.insert(text["title"].as_str().unwrap().to_owned());
        }
        assert_eq!(titles.len(), 3);
        person.agree(kind).await;
    }
    // Agreeing to be analysed is not agreeing to be recorded.
    let video = person.draft(false).await;
    let refused = person
        .post("/api/live/tickets/", json!({"video_id": video}))
        .await;
    assert_eq!(refused.problem(), "consent-required");
    let withdraw = json!({"kind": "analyse"});
    let answer = person.post("/api/consents/withdraw/", withdraw).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let records = person.get("/api/consents/").await.body;
    for record in records.as_array().unwrap() {
        assert_eq!(record["current"], record["kind"] == "quality_filter");
    }
}

#[tokio::test]
async fn a_manifest_says_whether_the_take_may_be_analysed() {
    let world = World::new().await;
    let person = world.candidate("basma").await;
    let video = person.draft(false).await;
    assert!(!world.arm(&person, &video).await.1.analyse);
    person.agree("analyse").await;
    assert!(world.arm(&person, &video).await.1.analyse);
    let withdraw = json!({"kind": "analyse"});
    person.post("/api/consents/withdraw/", withdraw).await;
    assert!(!world.arm(&person, &video).await.1.analyse);
}

#[tokio::test]
async fn samples_become_scores_for_the_candidate_alone() {
    let world = World::new().await;
    let person = world.candidate("chaimae").await;
    person.agree("analyse").await;
    let video = person.draft(false).await;
    let text = lines((0..10).map(|at| sample(at * 1_000, 75.5)));
    let (take, folder) = sealed_with(&world, &person, &video, Some(&text)).await;
    assert_eq!(
        register(&world.platform, &folder).await.unwrap(),
        Registered::Now
    );
    let waiting = quality(&person, take).await;
    assert_eq!(waiting["status"], "pending");
    assert_eq!(waiting["overall"], Value::Null);
    assert_eq!(waiting["scores"]["face"], Value::Null);
    let samples = waiting["samples"].as_array().unwrap();
    assert_eq!(samples.len(), 10);
    assert_eq!(
        samples[1],
        json!({"at_ms": 1000, "overall": 75.5, "face": 90.0, "lighting": 75.5, "audio": 88.5,
               "position": null, "hint": "more_light"})
    );
    assert_eq!(
        take_body(&person, take).await["quality"],
        json!({"status": "pending", "overall": null})
    );

    world.work_until_idle().await;
    let ready = quality(&person, take).await;
    let keys: Vec<&String> = ready.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "hints", "overall", "reason", "samples", "scores", "speech", "status", "tips"
        ]
    );
    assert_eq!(ready["status"], "ready");
    assert_eq!(
        ready["scores"],
        json!({"face": 90.0, "lighting": 75.5, "audio": 88.5, "position": null})
    );
    assert_eq!(
        (&ready["overall"], &ready["reason"]),
        (&json!(75.5), &json!("lighting"))
    );
    assert_eq!(
        ready["speech"],
        json!({"signal_mos": 3.5, "background_mos": 4.0, "overall_mos": 3.25})
    );
    let hint = &ready["hints"][0];
    assert_eq!(
        (&hint["code"], &hint["criterion"], &hint["severity"]),
        (&json!("more_light"), &json!("lighting"), &json!("advice"))
    );
    assert_eq!(
        (&hint["from_ms"], &hint["to_ms"]),
        (&json!(1000), &json!(4000))
    );
    // In the caller's language.
    let french = [("accept-language", "fr")];
    let path = format!("/api/takes/{take}/quality/");
    let other = person
        .send(axum::http::Method::GET, &path, None, &french)
        .await
        .body;
    assert!(!hint["text"].as_str().unwrap().is_empty());
    assert_ne!(hint["text"], other["hints"][0]["text"]);
    assert_ne!(ready["tips"][0]["text"], other["tips"][0]["text"]);
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE topic = 'quality_ready'")
            .await,
        1
    );
    // The owner's video and profile say it, once the take is kept.
    person.ok(person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    let own = person.get(&format!("/api/videos/{video}/")).await.body;
    assert_eq!(own["overall_score"], 75.5);
    assert_eq!(own["scores"]["audio"], 88.5);
    let profiles = person.get("/api/candidate/profiles/").await.body;
    assert_eq!(profiles["results"][0]["quality_score"], 75.5);
    assert!(
        check(&world.platform, &world.takes_dir())
            .await
            .unwrap()
            .is_clean()
    );
}

#[tokio::test]
async fn torn_overlong_and_missing_samples_hold_no_take_up() {
    let world = World::new().await;
    let person = world.candidate("douae").await;
    person.agree("analyse").await;
    let video = person.draft(false).await;
    let ten = lines((0..10).map(|at| sample(at * 1_000, 80.0)));
    let torn = &ten[..ten.len() - 20];
    // 3 MB: one sample, then blanks without end.
    let endless = lines([sample(0, 80.0)]) + &" ".repeat(3 * 1024 * 1024);
    let many = lines((0..5_000).map(|at| sample(at * 100, 80.0)));
    for (text, kept) in [
        (Some(torn), Some(9)),
        (Some(&endless[..]), Some(1)),
        (Some(&many[..]), Some(600)),
        (Some("not a sample\n"), None),
        (Some(""), None),
        (None, None),
    ] {
        let (take, folder) = sealed_with(&world, &person, &video, text).await;
        assert_eq!(
            register(&world.platform, &folder).await.unwrap(),
            Registered::Now
        );
        let body = quality(&person, take).await;
        assert_eq!(body["samples"].as_array().unwrap().len(), kept.unwrap_or(0));
        let status = if kept.is_some() {
            "pending"
        } else {
            "not_scored"
        };
        assert_eq!(body["status"], status);
        assert_eq!(take_body(&person, take).await["state"], "sealed");
    }
    let jobs = "SELECT count(*) FROM jobs WHERE kind = 'score_take'";
    assert_eq!(world.count(jobs).await, 3);
    // A file where nobody agreed to it is not read.
    let withdraw = json!({"kind": "analyse"});
    person.post("/api/consents/withdraw/", withdraw).await;
    let (take, folder) = sealed_with(&world, &person, &video, Some(&ten)).await;
    register(&world.platform, &folder).await.unwrap();
    assert_eq!(quality(&person, take).await["status"], "not_scored");
    assert_eq!(take_body(&person, take).await["quality"], Value::Null);
    assert_eq!(world.count(jobs).await, 3);
}

#[tokio::test]
async fn registering_again_changes_nothing() {
    let world = World::new().await;
    let person = world.candidate("elias").await;
    person.agree("analyse").await;
    let video = person.draft(false).await;
    let text = lines([sample(0, 80.0), sample(1_000, 81.0)]);
    let (take, folder) = sealed_with(&world, &person, &video, Some(&text)).await;
    let copy = folder.with_file_name("copy");
    std::process::Command::new("cp")
        .arg("-r")
        .args([&folder, &copy])
        .status()
        .unwrap();
    register(&world.platform, &folder).await.unwrap();
    world.work_until_idle().await;
    let before = quality(&person, take).await;
    // The folder is back, as after a restored disk.
    std::fs::rename(&copy, &folder).unwrap();
    assert_eq!(
        register(&world.platform, &folder).await.unwrap(),
        Registered::Before
    );
    world.work_until_idle().await;
    assert_eq!(quality(&person, take).await, before);
    assert_eq!(
        world
            .count("SELECT count(*) FROM jobs WHERE kind = 'score_take'")
            .await,
        1
    );
    assert_eq!(world.count("SELECT count(*) FROM quality_checks").await, 1);
}

#[tokio::test]
async fn a_score_that_fails_is_tried_again_or_given_up() {
    let world = World::new().await;
    let person = world.candidate("fatima").await;
    person.agree("analyse").await;
    let video = person.draft(false).await;
    let text = lines([sample(0, 80.0), sample(1_000, 81.0)]);
    let (take, folder) = sealed_with(&world, &person, &video, Some(&text)).await;
    register(&world.platform, &folder).await.unwrap();
    let passing = Scoring {
        passing: 2,
        ..Scoring::default()
    };
    let tries = passing.tries.clone();
    world.work(ports(passing)).await;
    assert_eq!(tries.load(Ordering::SeqCst), 3);
    assert_eq!(quality(&person, take).await["overall"], 81.0);

    let (take, folder) = sealed_with(&world, &person, &video, Some(&text)).await;
    register(&world.platform, &folder).await.unwrap();
    let hopeless = Scoring {
        hopeless: true,
        ..Scoring::default()
    };
    let tries = hopeless.tries.clone();
    world.work(ports(hopeless)).await;
    assert_eq!(tries.load(Ordering::SeqCst), 1);
    let failed = quality(&person, take).await;
    assert_eq!(failed["status"], "failed");
    assert_eq!(failed["overall"], Value::Null);
    assert_eq!(failed["samples"].as_array().unwrap().len(), 2);
    // The take itself is as good as any.
    assert_eq!(take_body(&person, take).await["renditions"], "ready");
    let report = check(&world.platform, &world.takes_dir()).await.unwrap();
    assert!(report.is_clean(), "{report}");

    // Waiting for nothing is a fault.
    world
        .sql("UPDATE take_quality SET status = 'pending' WHERE status = 'failed'")
        .await;
    let report = check(&world.platform, &world.takes_dir()).await.unwrap();
    assert!(
        report
            .to_string()
            .contains("waits for scores that no job will make"),
        "{report}"
    );
}

#[tokio::test]
async fn a_consent_taken_back_stops_the_scores_that_are_still_to_come() {
    let world = World::new().await;
    let person = world.candidate("ghita").await;
    person.agree("analyse").await;
    let video = person.draft(false).await;
    let before = scored(&world, &person, &video, 80.0).await;
    let text = lines([sample(0, 80.0), sample(1_000, 81.0)]);
    let (waiting, folder) = sealed_with(&world, &person, &video, Some(&text)).await;
    register(&world.platform, &folder).await.unwrap();
    let (late, folder) = sealed_with(&world, &person, &video, Some(&text)).await;
    person
        .post("/api/consents/withdraw/", json!({"kind": "analyse"}))
        .await;
    register(&world.platform, &folder).await.unwrap();
    let never = Scoring::default();
    let tries = never.tries.clone();
    world.work(ports(never)).await;
    assert_eq!(tries.load(Ordering::SeqCst), 0);
    for take in [waiting, late] {
        assert_eq!(quality(&person, take).await["status"], "not_scored");
    }
    // What was there stays, until the candidate removes it.
    assert_eq!(quality(&person, before).await["status"], "ready");
    let path = format!("/api/takes/{before}/quality/");
    for _ in 0..2 {
        assert_eq!(person.delete(&path).await.status, StatusCode::NO_CONTENT);
        assert_eq!(quality(&person, before).await["status"], "not_scored");
    }
    assert_eq!(world.count("SELECT count(*) FROM take_quality").await, 0);
    assert_eq!(world.count("SELECT count(*) FROM quality_checks").await, 0);
    assert_eq!(take_body(&person, before).await["state"], "sealed");
}

#[tokio::test]
async fn a_take_of_which_too_little_was_judged_is_ready_without_scores() {
    let world = World::new().await;
    let person = world.candidate("zineb").await;
    person.agree("analyse").await;
    let video = person.draft(false).await;
    let unjudged = Guidance {
        overall: None,
        ..sample(0, 80.0)
    };
    let (take, folder) = sealed_with(&world, &person, &video, Some(&lines([unjudged]))).await;
    register(&world.platform, &folder).await.unwrap();
    world.work_until_idle().await;
    let body = quality(&person, take).await;
    assert_eq!(body["status"], "ready");
    assert_eq!(
        (&body["overall"], &body["hints"]),
        (&Value::Null, &json!([]))
    );
    assert_eq!(body["samples"].as_array().unwrap().len(), 1);
    assert_eq!(world.count("SELECT count(*) FROM quality_checks").await, 0);
}

#[tokio::test]
async fn scores_removed_while_they_are_made_stay_removed() {
    let world = World::new().await;
    let person = world.candidate("hanane").await;
    person.agree("analyse").await;
    let video = person.draft(false).await;
    let text = lines([sample(0, 80.0)]);
    let (take, folder) = sealed_with(&world, &person, &video, Some(&text)).await;
    register(&world.platform, &folder).await.unwrap();
    let path = format!("/api/takes/{take}/quality/");
    assert_eq!(person.delete(&path).await.status, StatusCode::NO_CONTENT);
    world.work_until_idle().await;
    assert_eq!(quality(&person, take).await["status"], "not_scored");
    assert_eq!(world.count("SELECT count(*) FROM quality_checks").await, 0);
}

#[tokio::test]
async fn throwing_a_take_or_its_video_away_removes_its_scores() {
    let world = World::new().await;
    let person = world.candidate("ikram").await;
    person.agree("analyse").await;
    let rows = async || {
        (
            world.count("SELECT count(*) FROM take_quality").await,
            world.count("SELECT count(*) FROM quality_checks").await,
        )
    };
    let video = person.draft(false).await;
    let take = scored(&world, &person, &video, 80.0).await;
    scored(&world, &person, &video, 81.0).await;
    assert_eq!(rows().await, (2, 2));
    person.delete(&format!("/api/takes/{take}/")).await;
    assert_eq!(rows().await, (1, 1));
    assert_eq!(quality(&person, take).await["status"], "not_scored");
    person.delete(&format!("/api/videos/{video}/")).await;
    assert_eq!(rows().await, (0, 0));
}

#[tokio::test]
async fn the_best_scored_take_is_proposed() {
    let world = World::new().await;
    let person = world.candidate("jamila").await;
    person.agree("analyse").await;
    let video = person.draft(false).await;
    let proposed = async || {
        let body = person.get(&format!("/api/videos/{video}/")).await.body;
        let takes = body["takes"].as_array().unwrap().clone();
        let chosen: Vec<TakeId> = takes
            .iter()
            .filter(|take| take["is_proposed"] == true)
            .map(|take| take["id"].as_str().unwrap().parse().unwrap())
            .collect();
        for take in &takes {
            let id: TakeId = take["id"].as_str().unwrap().parse().unwrap();
            assert_eq!(
                take_body(&person, id).await["is_proposed"],
                take["is_proposed"]
            );
        }
        assert!(chosen.len() <= 1);
        chosen.first().copied()
    };
    let first = scored(&world, &person, &video, 80.0).await;
    assert_eq!(proposed().await, None, "there is nothing to choose between");
    // One that is not scored does not make a choice.
    world.record(&person, &video, &noise(1_000)).await;
    assert_eq!(proposed().await, None);
    scored(&world, &person, &video, 60.0).await;
    assert_eq!(proposed().await, Some(first));
    let equal = scored(&world, &person, &video, 80.0).await;
    assert_eq!(proposed().await, Some(equal), "of equals the later");
    person.delete(&format!("/api/takes/{equal}/")).await;
    assert_eq!(proposed().await, Some(first));
}

#[tokio::test]
async fn nobody_else_meets_a_score_or_learns_that_there_is_none() {
    let world = World::new().await;
    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let director = world
        .person("nadia", platform::accounts::Place::CompanyAdmin(company))
        .await;
    let admin = world
        .person("admin", platform::accounts::Place::PlatformAdmin)
        .await;
    let stranger = world.candidate("bilal").await;

    // One candidate is scored and did not agree to be filtered by it; one is not analysed.
    let mut shown = Vec::new();
    for (name, analysed) in [("khadija", true), ("latifa", false)] {
        let person = world.candidate(name).await;
        let video = person.draft(false).await;
        let take = match analysed {
            true => {
                person.agree("analyse").await;
                scored(&world, &person, &video, 80.0).await
            }
            false => world.record(&person, &video, &noise(4_000)).await,
        };
        person.ok(person
            .post(&format!("/api/takes/{take}/keep/"), json!({}))
            .await);
        world.work_until_idle().await;
        let visible = json!({"all_companies": true, "company_ids": []});
        person.ok(person.put("/api/candidate/visibility/", visible).await);
        let own = person.get(&format!("/api/videos/{video}/")).await.body;
        assert_eq!(own["overall_score"].is_null(), !analysed);
        shown.push((person, video, take));
    }

    // Everything that a company is answered: the same keys, and nothing where a score is.
    for viewer in [&salma, &director, &admin] {
        let mut seen = Vec::new();
        for (person, video, take) in &shown {
            let profile = person.user["profile_id"].as_str().unwrap();
            let video_body = viewer.get(&format!("/api/videos/{video}/")).await.body;
            let playback = viewer
                .get(&format!("/api/videos/{video}/playback/"))
                .await
                .body;
            let path = format!("/api/candidate/profiles/{profile}/");
            let profile_body = viewer.get(&path).await.body;
            assert_eq!(video_body["status"], "completed", "{video_body}");
            assert_eq!(video_body["overall_score"], Value::Null);
            assert_eq!(video_body["scores"], Value::Null);
            assert_eq!(video_body["takes"], Value::Null);
            assert!(profile_body["quality_score"].is_null());
            let path = format!("/api/takes/{take}/quality/");
            assert_eq!(viewer.get(&path).await.status, StatusCode::NOT_FOUND);
            assert_eq!(viewer.delete(&path).await.status, StatusCode::NOT_FOUND);
            seen.push([shape(&video_body), shape(&playback), shape(&profile_body)]);
        }
        assert_eq!(seen[0], seen[1]);
    }
    let path = format!("/api/takes/{}/quality/", shown[0].2);
    assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.delete(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world.anybody().get(&path).await.status,
        StatusCode::UNAUTHORIZED
    );
    let nothing = format!("/api/takes/{}/quality/", TakeId::new());
    assert_eq!(salma.get(&nothing).await.status, StatusCode::NOT_FOUND);

    // And with our own conditions taken away.
    for (person, rows) in [
        (&shown[0].0, 1),
        (&shown[1].0, 0),
        (&salma, 0),
        (&director, 0),
        (&admin, 0),
        (&stranger, 0),
    ] {
        for sql in [
            "SELECT 1 FROM take_quality",
            "SELECT 1 FROM quality_checks",
            "SELECT 1 FROM consents WHERE kind <> 'record' AND user_id <> app_user_id()",
        ] {
            let expected = if sql.contains("consents") { 0 } else { rows };
            let found = crate::isolation::seen(&world, person, sql).await;
            assert_eq!(found, expected, "{sql} as {}", person.user["email"]);
        }
    }
    let mut tx = crate::isolation::enter(&world, &shown[0].0).await;
    let written = sqlx::query("UPDATE take_quality SET overall = 100")
        .execute(&mut *tx)
        .await;
    assert!(
        written
            .unwrap_err()
            .to_string()
            .contains("permission denied")
    );
    for person in [&salma, &admin, &stranger] {
        for sql in ["DELETE FROM take_quality", "DELETE FROM quality_checks"] {
            let mut tx = crate::isolation::enter(&world, person).await;
            let done = sqlx::query(sql).execute(&mut *tx).await.unwrap();
            assert_eq!(done.rows_affected(), 0, "{sql}");
        }
    }
}

/// The keys of an answer and which of them say nothing, without what differs from
/// object to object.
fn shape(body: &Value) -> Value {
    match body {
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), shape(value)))
            .collect(),
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::Null => Value::Null,
        _ => json!("something"),
    }
}
