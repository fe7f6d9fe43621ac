//! Uploads: who may, what is refused, and that nothing of them stays but the take.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use axum::{body::Body, http::StatusCode};
use coach::{
    guidance::Guidance,
    score::{Criterion, Scores},
    summary::TakeQuality,
    take::{MANIFEST_FILE, OUTCOME_FILE, TakeManifest, TakeMedia},
};
use futures_util::stream;
use platform::{
    check::check,
    ids::TakeId,
    ports::{
        AnalyseMedia, AnalysisError, Clip, ClipAnalysis, ClipError, Ports, ReadUploads,
        TakeAnalysis, UploadError, UploadFault,
    },
    sweep::{self, FolderState},
};
use serde_json::{Value, json};

use crate::{
    isolation::enter,
    world::{Answer, Person, World, form, sealed, write_json},
};

/// Stands for ffprobe and ffmpeg: a film of 12 s is the text `film 12000`, and its master has
/// the same bytes.
#[derive(Default)]
pub struct Reader {
    /// Conversions that fail before one succeeds.
    pub passing: u32,
    pub hopeless: bool,
    pub tries: Arc<AtomicU32>,
}

#[async_trait]
impl ReadUploads for Reader {
    async fn inspect(&self, file: &Path, longest: Duration) -> Result<Duration, UploadError> {
        assert_eq!(file.extension(), None, "nothing may guess by a name");
        let bytes = std::fs::read(file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let mut words = text.split_whitespace();
        let fault = match words.next() {
            Some("film") => {
                let ms = words.next().and_then(|ms| ms.parse().ok()).unwrap();
                let duration = Duration::from_millis(ms);
                if duration <= longest {
                    return Ok(duration);
                }
                UploadFault::TooLong
            }
            Some("silent") => UploadFault::NoSound,
            Some("dark") => UploadFault::NoPicture,
            Some("cut") => UploadFault::Damaged,
            Some("odd") => UploadFault::Unsupported,
            Some("busy") => return Err(UploadError::Passing("no memory".into())),
            _ => UploadFault::NotAFilm,
        };
        Err(UploadError::Refused(fault))
    }

    async fn convert(&self, file: &Path, out: &Path) -> Result<TakeMedia, UploadError> {
        let tries = self.tries.fetch_add(1, Ordering::SeqCst);
        if self.hopeless {
            return Err(UploadError::Refused(UploadFault::Damaged));
        }
        if tries < self.passing {
            return Err(UploadError::Passing("no space left".into()));
        }
        assert_eq!(std::fs::read_dir(out).unwrap().count(), 0);
        let bytes = std::fs::read(file).unwrap();
        std::fs::write(out.join("master.mp4"), &bytes).unwrap();
        Ok(sealed(&bytes).media.unwrap())
    }
}

/// Scores a master that nobody watched live.
struct Watching;

#[async_trait]
impl AnalyseMedia for Watching {
    async fn take(
        &self,
        master: &Path,
        samples: &[Guidance],
        duration_ms: i64,
    ) -> Result<TakeAnalysis, AnalysisError> {
        assert!(std::fs::read(master).unwrap().starts_with(b"film"));
        assert_eq!((samples.len(), duration_ms), (0, 10_000));
        Ok(TakeAnalysis {
            quality: Some(TakeQuality {
                scores: Scores {
                    face: Some(90.0),
                    ..Scores::default()
                },
                overall: 90.0,
                reason: Criterion::Face,
                hints: vec![],
                tips: vec![],
                scored_ms: 10_000,
            }),
            speech: None,
            samples: vec![crate::quality::sample(0, 90.0)],
            version: "test".into(),
        })
    }

    async fn clip(&self, _: Clip) -> Result<ClipAnalysis, ClipError> {
        Err(ClipError::Unavailable)
    }
}

fn ports(reader: Reader) -> Arc<Ports> {
    Arc::new(Ports {
        renditions: Arc::new(crate::jobs::Copying),
        analysis: Arc::new(Watching),
        uploads: Arc::new(reader),
        documents: Arc::new(crate::cv::Paper),
    })
}

const FILM: &[u8] = b"film 12000";

async fn post(person: &Person, fields: &[(&str, &[u8])]) -> Answer {
    person.post_files("/api/upload/", fields).await
}

async fn uploaded(person: &Person, fields: &[(&str, &[u8])]) -> (TakeId, Value) {
    let answer = post(person, fields).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let take = answer.body["take"]["id"].as_str().unwrap().parse().unwrap();
    (take, answer.body)
}

async fn assert_clean(world: &World) {
    let report = check(&world.platform, &world.takes_dir()).await.unwrap();
    assert!(report.is_clean(), "{report}");
}

/// No row, no object, no folder, no scratch file.
async fn assert_nothing_is_left(world: &World) {
    for sql in [
        "SELECT count(*) FROM takes",
        "SELECT count(*) FROM videos",
        "SELECT count(*) FROM assets",
    ] {
        assert_eq!(world.count(sql).await, 0, "{sql}");
    }
    assert_no_scratch(world);
    assert_clean(world).await;
}

fn assert_no_scratch(world: &World) {
    let work = world.folder.path().join("work");
    let left = std::fs::read_dir(work).map_or(0, Iterator::count);
    assert_eq!(left, 0, "scratch files");
}

#[tokio::test]
async fn an_upload_becomes_a_take_like_any_other() {
    let world = World::new().await;
    let person = world.candidate("amina").await;
    person.consent().await;
    person.agree("analyse").await;
    let rules = person.get("/api/upload/").await.body;
    assert_eq!(rules["max_bytes"], 1_000_000);
    assert_eq!(
        (&rules["shortest"], &rules["longest"]),
        (&json!(5.0), &json!(300.0))
    );

    // The file may come before what belongs to it.
    let (take, body) = uploaded(&person, &[("file", FILM), ("title", b"  Moi, en mieux ")]).await;
    assert_eq!(body["video"]["title"], "Moi, en mieux");
    assert_eq!(body["video"]["status"], "draft");
    assert_eq!(body["take"]["state"], "armed");
    assert_eq!(body["take"]["origin"], "upload");
    assert_eq!(body["take"]["quality"], Value::Null);
    let waiting = world.objects().join(format!("takes/{take}/upload"));
    assert_eq!(std::fs::read(&waiting).unwrap(), FILM);
    assert_no_scratch(&world);
    assert_clean(&world).await;

    world.work(ports(Reader::default())).await;
    let done = person.get(&format!("/api/takes/{take}/")).await.body;
    assert_eq!(done["state"], "sealed");
    assert_eq!(done["renditions"], "ready");
    assert_eq!(done["quality"], json!({"status": "ready", "overall": 90.0}));
    assert!(!waiting.exists(), "what was uploaded is erased");
    let master = world.objects().join(format!("takes/{take}/master.mp4"));
    assert!(master.exists());
    assert_eq!(std::fs::read_dir(world.takes_dir()).unwrap().count(), 0);
    assert_no_scratch(&world);
    assert_clean(&world).await;

    // It is kept, and played by whom it is open to; it has no chapters of a script.
    person.ok(person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    let all = json!({"all_companies": true, "company_ids": []});
    person.ok(person.put("/api/candidate/visibility/", all).await);
    let company = world.company("Atlas").await;
    let recruiter = world.recruiter("salma", company).await;
    let video = body["video"]["id"].as_str().unwrap();
    let playback = recruiter.ok(recruiter
        .get(&format!("/api/videos/{video}/playback/"))
        .await);
    assert_eq!(playback["sources"].as_array().unwrap().len(), 2);
    assert_eq!(playback["chapters"], json!([]));
    let seen = recruiter.get(&format!("/api/videos/{video}/")).await.body;
    assert_eq!(
        seen["overall_score"],
        Value::Null,
        "scores are the candidate's"
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE topic = 'take_sealed'")
            .await,
        1
    );

    // Deleting the video leaves no byte.
    let path = format!("/api/videos/{video}/");
    assert_eq!(person.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert!(!master.exists());
    assert_clean(&world).await;
}

#[tokio::test]
async fn a_take_of_an_own_video_is_the_next_of_its_takes() {
    let world = World::new().await;
    let person = world.candidate("badia").await;
    let video = person.draft(false).await;
    world.record(&person, &video, b"a master").await;
    let fields: [(&str, &[u8]); 2] = [("video_id", video.as_bytes()), ("file", FILM)];
    let (_, body) = uploaded(&person, &fields).await;
    assert_eq!(body["video"]["id"], json!(video));
    assert_eq!(body["take"]["number"], 2);
    assert_eq!(body["video"]["title"], "Moi", "its title stays");
    // Without a title a new video is called something in the account's language.
    let (_, body) = uploaded(&person, &[("file", FILM)]).await;
    assert_eq!(body["video"]["title"], "Uploaded video");

    let other = world.candidate("chada").await;
    other.consent().await;
    let answer = post(&other, &fields).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "a foreign video");
    assert_no_scratch(&world);
    assert_clean(&world).await;
}

#[tokio::test]
async fn without_consent_nothing_is_taken() {
    let world = World::new().await;
    let person = world.candidate("dina").await;
    let answer = post(&person, &[("file", FILM)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.problem(), "consent-required");
    let company = world.company("Atlas").await;
    let recruiter = world.recruiter("salma", company).await;
    assert_eq!(
        post(&recruiter, &[("file", FILM)]).await.problem(),
        "forbidden"
    );
    let nobody = post(&world.anybody(), &[("file", FILM)]).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert_nothing_is_left(&world).await;

    // Taken back, it counts no more.
    person.consent().await;
    let record = json!({"kind": "record"});
    person.post("/api/consents/withdraw/", record).await;
    let answer = post(&person, &[("file", FILM)]).await;
    assert_eq!(answer.problem(), "consent-required");
    assert_nothing_is_left(&world).await;
}

#[tokio::test]
async fn it_is_scored_only_while_the_consent_to_that_stands() {
    let world = World::new().await;
    let person = world.candidate("emna").await;
    person.consent().await;
    let (never, _) = uploaded(&person, &[("file", FILM)]).await;
    world.work(ports(Reader::default())).await;
    person.agree("analyse").await;
    let (withdrawn, _) = uploaded(&person, &[("file", FILM)]).await;
    let analyse = json!({"kind": "analyse"});
    person.post("/api/consents/withdraw/", analyse).await;
    world.work(ports(Reader::default())).await;
    for take in [never, withdrawn] {
        let body = person.get(&format!("/api/takes/{take}/")).await.body;
        assert_eq!(body["state"], "sealed");
        assert_eq!(body["quality"], Value::Null);
    }
    assert_eq!(world.count("SELECT count(*) FROM take_quality").await, 0);
    assert_clean(&world).await;
}

#[tokio::test]
async fn what_is_no_usable_video_is_refused_with_a_reason() {
    let world = World::new().await;
    let person = world.candidate("farah").await;
    person.consent().await;
    for (bytes, words) in [
        (
            &b"#EXTM3U\n#EXTINF:10,\nhttp://10.0.0.1/"[..],
            "no MP4, MOV or WebM",
        ),
        (b"<html><video src=x>", "no MP4, MOV or WebM"),
        (b"silent", "no sound"),
        (b"dark", "no picture"),
        (b"cut", "its end is missing"),
        (b"odd", "not supported"),
        (b"film 4999", "at least 5 seconds"),
        (b"film 300001", "at most 5 min"),
    ] {
        let answer = post(&person, &[("file", bytes)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.problem(), "invalid");
        let told = answer.body["errors"]["file"][0].as_str().unwrap();
        assert!(told.contains(words), "{told}");
    }
    let answer = post(&person, &[("file", b"busy")]).await;
    assert_eq!(answer.problem(), "busy");
    assert_nothing_is_left(&world).await;
    for bytes in [b"film 5000", b"film 9999"] {
        uploaded(&person, &[("file", bytes)]).await;
    }
}

#[tokio::test]
async fn what_is_too_large_is_not_even_written() {
    let world = World::new().await;
    let person = world.candidate("ghita").await;
    person.consent().await;
    // By what is announced, and by what comes.
    for bytes in [1_000_001, 2_000_000] {
        let answer = post(&person, &[("file", &vec![b'x'; bytes])]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(answer.problem(), "body-too-large");
        assert_eq!(
            answer.body["errors"]["file"][0],
            "This file is larger than 1 MB. Shorten the video or export it in 720p."
        );
    }
    assert_nothing_is_left(&world).await;
    let mut film = FILM.to_vec();
    film.resize(1_000_000, b' ');
    uploaded(&person, &[("file", &film)]).await;
}

#[tokio::test]
async fn a_form_that_makes_no_sense_is_refused_by_field() {
    let world = World::new().await;
    let person = world.candidate("hind").await;
    person.consent().await;
    let long = vec![b'x'; 201];
    let endless = vec![b'x'; 100_000];
    for (fields, field) in [
        (&[][..], "file"),
        (&[("title", &b"Moi"[..])], "file"),
        (&[("file", b"")], "file"),
        (&[("file", FILM), ("file", FILM)], "file"),
        (&[("file", FILM), ("title", &long)], "title"),
        (&[("title", &endless), ("file", FILM)], "title"),
        (&[("file", FILM), ("video_id", b"../../etc")], "video_id"),
        (&[("user_id", b"x"), ("file", FILM)], "user_id"),
    ] {
        let answer = post(&person, fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.body["errors"][field].is_array(), "{}", answer.body);
    }
    let answer = person.post("/api/upload/", json!({"file": "x"})).await;
    assert_eq!(answer.problem(), "malformed-request");
    assert_nothing_is_left(&world).await;
}

#[tokio::test]
async fn a_conversion_is_tried_again_and_given_up_with_a_reason() {
    let world = World::new().await;
    let person = world.candidate("imane").await;
    person.consent().await;
    let (take, _) = uploaded(&person, &[("file", FILM)]).await;
    let tries = Arc::new(AtomicU32::new(0));
    let stubborn = Reader {
        passing: 2,
        tries: tries.clone(),
        ..Reader::default()
    };
    world.work(ports(stubborn)).await;
    assert_eq!(tries.load(Ordering::SeqCst), 3);
    let body = person.get(&format!("/api/takes/{take}/")).await.body;
    assert_eq!(body["state"], "sealed");

    let (take, _) = uploaded(&person, &[("file", FILM)]).await;
    let hopeless = Reader {
        hopeless: true,
        ..Reader::default()
    };
    world.work(ports(hopeless)).await;
    let body = person.get(&format!("/api/takes/{take}/")).await.body;
    assert_eq!(body["state"], "damaged");
    assert_eq!(body["reason"], "upload_unusable");
    assert_eq!(body["renditions"], "none");
    let kept = person
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await;
    assert_eq!(kept.problem(), "take-not-keepable");
    assert_eq!(
        world
            .count("SELECT count(*) FROM assets WHERE kind = 'upload'")
            .await,
        0
    );
    // The job that erases it is done, too.
    assert!(
        !world
            .objects()
            .join(format!("takes/{take}/upload"))
            .exists()
    );
    assert_clean(&world).await;
    let path = format!("/api/takes/{take}/");
    assert_eq!(person.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_clean(&world).await;
}

#[tokio::test]
async fn thrown_away_while_it_waits_it_is_erased() {
    let world = World::new().await;
    let person = world.candidate("jamila").await;
    person.consent().await;
    let (take, _) = uploaded(&person, &[("file", FILM)]).await;
    let path = format!("/api/takes/{take}/");
    assert_eq!(person.delete(&path).await.status, StatusCode::NO_CONTENT);
    let (other, body) = uploaded(&person, &[("file", FILM)]).await;
    let video = body["video"]["id"].as_str().unwrap();
    let path = format!("/api/videos/{video}/");
    assert_eq!(person.delete(&path).await.status, StatusCode::NO_CONTENT);
    for take in [take, other] {
        assert!(
            !world
                .objects()
                .join(format!("takes/{take}/upload"))
                .exists()
        );
    }
    let tries = Arc::new(AtomicU32::new(0));
    let reader = Reader {
        tries: tries.clone(),
        ..Reader::default()
    };
    world.work(ports(reader)).await;
    assert_eq!(
        tries.load(Ordering::SeqCst),
        0,
        "there is nothing to convert"
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM jobs WHERE state <> 'done'")
            .await,
        0
    );
    assert_clean(&world).await;
}

#[tokio::test]
async fn cut_off_between_folder_and_rows_it_goes_on_from_the_folder() {
    let world = World::new().await;
    let person = world.candidate("karima").await;
    person.consent().await;
    person.agree("analyse").await;
    let (take, body) = uploaded(&person, &[("file", FILM)]).await;
    // What the job had written when the server was killed.
    let script: Value = sqlx::query_scalar("SELECT script FROM takes")
        .fetch_one(&world.owner)
        .await
        .unwrap();
    let manifest: TakeManifest = serde_json::from_value(json!({
        "take_id": take, "video_id": body["video"]["id"], "user_id": person.id(),
        "origin": "upload", "analyse": true, "consent_version": "x", "language": "fr",
        "script": script, "created_at_ms": 1, "server_version": "0",
    }))
    .unwrap();
    let folder = world.begin(take, &manifest);
    std::fs::write(folder.join("master.mp4"), FILM).unwrap();
    write_json(&folder, OUTCOME_FILE, &sealed(FILM));
    assert!(folder.join(MANIFEST_FILE).exists());
    let found = sweep::folders(&world.platform, &world.takes_dir())
        .await
        .unwrap();
    assert_eq!(found[0].state, FolderState::Unregistered(take));

    let tries = Arc::new(AtomicU32::new(0));
    let reader = Reader {
        tries: tries.clone(),
        ..Reader::default()
    };
    world.work(ports(reader)).await;
    assert_eq!(tries.load(Ordering::SeqCst), 0, "it was converted before");
    let body = person.get(&format!("/api/takes/{take}/")).await.body;
    assert_eq!(body["state"], "sealed");
    assert_eq!(body["quality"]["status"], "ready");
    assert_clean(&world).await;
}

#[tokio::test]
async fn a_waiting_upload_is_never_stale_and_three_are_enough() {
    let world = World::new().await;
    let person = world.candidate("latifa").await;
    person.consent().await;
    for _ in 0..3 {
        uploaded(&person, &[("file", FILM)]).await;
    }
    let answer = post(&person, &[("file", FILM)]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(answer.problem(), "uploads-waiting");
    let changed = sweep::close_stale(&world.platform, &world.takes_dir(), Duration::ZERO).await;
    assert_eq!(changed.unwrap(), 0);
    world.work(ports(Reader::default())).await;
    assert_eq!(
        world
            .count("SELECT count(*) FROM takes WHERE state = 'sealed'")
            .await,
        3
    );
    uploaded(&person, &[("file", FILM)]).await;

    // A job that is lost is named.
    world.sql("DELETE FROM jobs").await;
    let report = check(&world.platform, &world.takes_dir()).await.unwrap();
    assert!(report.to_string().contains("no job will make a master of"));
}

#[tokio::test]
async fn a_scratch_file_of_a_killed_server_is_cleared() {
    let world = World::new().await;
    let left = world.folder.path().join("work/upload-x");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("file"), FILM).unwrap();
    let removed = sweep::clear_leftovers(&world.platform, Duration::ZERO).await;
    assert_eq!(removed.unwrap(), 1);
    assert!(!left.exists());
}

#[tokio::test]
async fn a_request_brings_in_nothing_but_its_own_waiting_upload() {
    let world = World::new().await;
    let (person, other) = (
        world.candidate("malika").await,
        world.candidate("nora").await,
    );
    person.consent().await;
    other.consent().await;
    let (own, _) = uploaded(&person, &[("file", FILM)]).await;
    let (foreign, _) = uploaded(&other, &[("file", FILM)]).await;
    world.sql("DELETE FROM assets").await;
    let video = person.draft(false).await;
    let recorded = world.arm(&person, &video).await.0;
    for (take, kind, allowed) in [
        (own, "master", false),
        (own, "mp4", false),
        (foreign, "upload", false),
        (recorded, "upload", false),
        (own, "upload", true),
    ] {
        let mut tx = enter(&world, &person).await;
        let written = sqlx::query(
            "INSERT INTO assets (id, take_id, user_id, kind, storage_key, content_type, size_bytes, sha256)
             VALUES (gen_random_uuid(), $1, $2, $3, 'k', 'a/b', 1, repeat('a', 64))",
        )
        .bind(take.0)
        .bind(person.id().0)
        .bind(kind)
        .execute(&mut *tx)
        .await;
        assert_eq!(written.is_ok(), allowed, "{kind} {written:?}");
    }
    // And nobody else sees the take.
    let path = format!("/api/takes/{own}/");
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.delete(&path).await.status, StatusCode::NOT_FOUND);
}

async fn keyed(person: &Person, fields: &[(&str, &[u8])], key: &str) -> Answer {
    let headers = [("idempotency-key", key)];
    let body = Body::from(form(fields));
    person.post_form("/api/upload/", body, &headers).await
}

fn replayed(answer: &Answer) -> bool {
    answer.headers.contains_key("idempotency-replayed")
}

async fn assert_one_of_each(world: &World) {
    for sql in [
        "SELECT count(*) FROM videos",
        "SELECT count(*) FROM takes",
        "SELECT count(*) FROM assets WHERE kind = 'upload'",
        "SELECT count(*) FROM jobs",
    ] {
        assert_eq!(world.count(sql).await, 1, "{sql}");
    }
    assert_no_scratch(world);
    assert_clean(world).await;
}

#[tokio::test]
async fn an_upload_that_was_cut_off_and_sent_again_is_one_video() {
    let world = World::new().await;
    let person = world.candidate("meryem").await;
    person.consent().await;
    let fields: [(&str, &[u8]); 2] = [("title", b"Moi"), ("file", FILM)];

    // The line breaks in the middle of the file: nothing is made, and the key stays free.
    let whole = form(&fields);
    let until = whole.windows(4).position(|part| part == b"film").unwrap() + 6;
    let broken = stream::iter([
        Ok(whole[..until].to_vec()),
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
    ]);
    let headers = [("idempotency-key", "k")];
    let body = Body::from_stream(broken);
    let cut = person.post_form("/api/upload/", body, &headers).await;
    assert_eq!(
        (cut.status, cut.problem()),
        (StatusCode::BAD_REQUEST, "malformed-request")
    );
    assert_nothing_is_left(&world).await;

    // Sent again it is made; sent once more, because the answer was lost, it is the same one.
    let made = keyed(&person, &fields, "k").await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert!(!replayed(&made));
    let again = keyed(&person, &fields, "k").await;
    assert_eq!((again.status, &again.body), (made.status, &made.body));
    assert!(replayed(&again));
    assert_one_of_each(&world).await;

    // Also after its master was made.
    world.work(ports(Reader::default())).await;
    let late = keyed(&person, &fields, "k").await;
    assert!(replayed(&late) && late.body == made.body, "{}", late.body);
    assert_eq!(world.count("SELECT count(*) FROM videos").await, 1);
    assert_eq!(world.count("SELECT count(*) FROM takes").await, 1);
}

#[tokio::test]
async fn the_key_of_an_upload_is_for_that_file_and_what_was_said_of_it() {
    let world = World::new().await;
    let person = world.candidate("nadia").await;
    person.consent().await;
    let fields: [(&str, &[u8]); 2] = [("title", b"Moi"), ("file", FILM)];
    let made = keyed(&person, &fields, "k").await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let own = made.body["video"]["id"].as_str().unwrap().to_owned();
    let others: [[(&str, &[u8]); 2]; 3] = [
        [("title", b"Moi"), ("file", b"film 13000")],
        [("title", b"Elle"), ("file", FILM)],
        [("video_id", own.as_bytes()), ("file", FILM)],
    ];
    for other in &others {
        let refused = keyed(&person, other, "k").await;
        assert_eq!(
            (refused.status, refused.problem()),
            (StatusCode::UNPROCESSABLE_ENTITY, "key-reused"),
            "{}",
            refused.body
        );
    }
    assert_one_of_each(&world).await;
    // What was refused is no reason to refuse the first; another key is another video.
    assert!(replayed(&keyed(&person, &fields, "k").await));
    let second = keyed(&person, &fields, "another").await;
    assert_eq!(second.status, StatusCode::CREATED);
    assert_ne!(second.body["video"]["id"], made.body["video"]["id"]);
}

#[tokio::test]
async fn while_an_upload_is_being_kept_the_same_one_is_told_to_come_back() {
    let world = World::new().await;
    let person = world.candidate("oumaima").await;
    person.consent().await;
    let fields: [(&str, &[u8]); 1] = [("file", FILM)];
    // Holds the first in the middle of its transaction.
    let mut holder = world.owner.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE video_notes IN ACCESS EXCLUSIVE MODE")
        .execute(&mut *holder)
        .await
        .unwrap();
    let first = tokio::spawn({
        let person = person.clone();
        async move { keyed(&person, &fields, "k").await }
    });
    let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted";
    while world.count(waiting).await == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let second = keyed(&person, &fields, "k").await;
    assert_eq!(
        (second.status, second.problem()),
        (StatusCode::CONFLICT, "request-under-way")
    );
    assert!(second.headers.contains_key("retry-after"));
    holder.rollback().await.unwrap();
    let first = first.await.unwrap();
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let third = keyed(&person, &fields, "k").await;
    assert!(replayed(&third) && third.body == first.body);
    // Nor did the one that came too early leave its file behind.
    assert_one_of_each(&world).await;
}
