//! Checks of one's own: sent clips, the set-up before a recording, the history of both.

use std::sync::Arc;

use axum::http::StatusCode;
use platform::accounts::Place;
use serde_json::{Value, json};

use crate::{
    quality::{Scoring, scored},
    world::{Person, World, noise},
};

const PATH: &str = "/api/quality-analysis/";
const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 1, 2, 3];
const WAV: &[u8] = b"RIFF\x00\x00\x00\x00WAVE";

fn setup(overall: f64) -> Value {
    json!({
        "kind": "setup",
        "scores": {"face": 90, "lighting": overall, "audio": null, "position": 81.5},
        "overall": overall,
        "reason": "lighting",
        "measures": {"picture": {"face_count": 1, "face": {"yaw_deg": -3.5}},
                     "network": {"rtt_ms": 23, "loss_ratio": 0.01}},
        "hints": [{"code": "more_light", "criterion": "lighting", "severity": "advice", "text": "x"}],
    })
}

async fn batch(person: &Person, checks: Vec<Value>) -> crate::world::Answer {
    let body = json!({ "checks": checks });
    person.post("/api/quality-checks/batch_update/", body).await
}

async fn history(person: &Person, query: &str) -> Value {
    let answer = person.get(&format!("/api/quality-checks/{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

#[tokio::test]
async fn a_clip_is_judged_and_its_numbers_kept() {
    let world = World::new().await;
    let person = world.candidate("amal").await;
    let refused = person.post_files(PATH, &[("image", JPEG)]).await;
    assert_eq!(
        (refused.status, refused.problem()),
        (StatusCode::FORBIDDEN, "analysis-consent-required")
    );
    person.agree("analyse").await;
    for (files, kind) in [
        (&[("image", JPEG)][..], "image"),
        (&[("sound", WAV)][..], "sound"),
        (&[("sound", WAV), ("image", JPEG)][..], "media"),
    ] {
        let check = person.ok(person.post_files(PATH, files).await);
        assert_eq!(check["kind"], kind);
        assert_eq!(check["scores"]["face"].is_null(), kind == "sound");
        assert_eq!(check["scores"]["audio"].is_null(), kind == "image");
        assert_eq!(check["measures"]["sound"].is_null(), kind == "image");
        assert_eq!(
            (&check["overall"], &check["reason"]),
            (&json!(62.5), &json!("lighting"))
        );
        assert_eq!(check["hints"][0]["code"], "more_light");
        assert!(!check["hints"][0]["text"].as_str().unwrap().is_empty());
        assert_eq!(history(&person, "").await["results"][0], check);
    }
    // Withdrawn: no more, and what is there stays one's own.
    person
        .post("/api/consents/withdraw/", json!({"kind": "analyse"}))
        .await;
    let refused = person.post_files(PATH, &[("image", JPEG)]).await;
    assert_eq!(refused.problem(), "analysis-consent-required");
    assert_eq!(history(&person, "").await["count"], 3);
}

#[tokio::test]
async fn a_clip_that_cannot_be_judged_is_named_by_its_part() {
    let world = World::new().await;
    let person = world.candidate("basma").await;
    person.agree("analyse").await;
    let faults = async |files: &[(&str, &[u8])]| {
        let answer = person.post_files(PATH, files).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.body
        );
        let fields = answer.body["errors"].as_object().unwrap();
        fields.keys().cloned().collect::<Vec<_>>()
    };
    let large = noise(10 * 1024 * 1024 + 1);
    assert_eq!(faults(&[]).await, ["image", "sound"]);
    assert_eq!(faults(&[("image", b"")]).await, ["image"]);
    assert_eq!(faults(&[("image", b"GIF89a")]).await, ["image"]);
    assert_eq!(faults(&[("image", JPEG), ("sound", JPEG)]).await, ["sound"]);
    assert_eq!(
        faults(&[("image", b"x"), ("sound", b"x")]).await,
        ["image", "sound"]
    );
    assert_eq!(faults(&[("image", JPEG), ("image", JPEG)]).await, ["image"]);
    assert_eq!(faults(&[("face", JPEG)]).await, ["face"]);
    assert_eq!(faults(&[("image", &large)]).await, ["image"]);
    let long = noise(2 * 10 * 1024 * 1024 - 2);
    let (one, other) = long.split_at(long.len() / 2);
    let both = person
        .post_files(PATH, &[("image", one), ("sound", other)])
        .await;
    assert_eq!(
        both.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "within the limits, no media"
    );
    let json = person.post(PATH, json!({"image": "x"})).await;
    assert_eq!(json.problem(), "malformed-request");
    assert_eq!(history(&person, "").await["count"], 0);

    for (scoring, problem) in [
        (
            Scoring {
                passing: 1,
                ..Scoring::default()
            },
            "busy",
        ),
        (
            Scoring {
                hopeless: true,
                ..Scoring::default()
            },
            "analysis-unavailable",
        ),
    ] {
        let mut elsewhere = person.clone();
        elsewhere.router = world.platform.router(
            Arc::new(scoring),
            Arc::new(crate::upload::Reader::default()),
        );
        let answer = elsewhere.post_files(PATH, &[("image", JPEG)]).await;
        assert_eq!(
            (answer.status, answer.problem()),
            (StatusCode::SERVICE_UNAVAILABLE, problem)
        );
    }
}

#[tokio::test]
async fn a_batch_keeps_what_is_right_and_names_what_is_wrong() {
    let world = World::new().await;
    let person = world.candidate("chaimae").await;
    let refused = batch(&person, vec![setup(80.0)]).await;
    assert_eq!(refused.problem(), "analysis-consent-required");
    person.agree("analyse").await;
    let with = |path: &str, value: Value| {
        let mut check = setup(80.0);
        *check.pointer_mut(path).unwrap() = value;
        check
    };
    let mut without = setup(80.0);
    without.as_object_mut().unwrap().remove("scores");
    let bad = [
        (with("/kind", json!("take")), "kind"),
        (with("/kind", json!("image")), "kind"),
        (with("/scores/face", json!(100.5)), "scores.face"),
        (with("/overall", json!(-1)), "overall"),
        (with("/overall", json!(1e300)), "overall"),
        (with("/overall", json!("80")), "overall"),
        (with("/reason", json!("mood")), "reason"),
        (
            with("/measures", json!({"landmarks": [0.1, 0.2]})),
            "measures",
        ),
        (
            with("/measures", json!({"crop": "iVBORw0KGgo="})),
            "measures",
        ),
        (with("/hints/0/code", json!("smile")), "hints.0.code"),
        (
            with("/hints", json!(vec![setup(1.0)["hints"][0].clone(); 21])),
            "hints",
        ),
        (without, "scores"),
        (json!(7), "check"),
    ];
    let mut checks: Vec<Value> = bad.iter().map(|(check, _)| check.clone()).collect();
    checks.insert(0, setup(0.0));
    checks.push(setup(100.0));
    let answer = batch(&person, checks).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let results = answer.body["results"].as_array().unwrap();
    assert_eq!(results.len(), bad.len() + 2);
    for (result, (check, field)) in results[1..].iter().zip(&bad) {
        let errors = result["errors"].as_object().unwrap();
        assert_eq!(errors.keys().collect::<Vec<_>>(), [field], "{check}");
        assert!(!errors[*field][0].as_str().unwrap().is_empty());
        assert_eq!(result["check"], Value::Null);
    }
    let kept = &results[results.len() - 1]["check"];
    assert_eq!(results[0]["errors"], json!({}));
    assert_eq!(
        (&kept["kind"], &kept["take_id"]),
        (&json!("setup"), &Value::Null)
    );
    assert_eq!(kept["scores"]["position"], 81.5);
    assert_eq!(kept["measures"], setup(1.0)["measures"]);
    assert_eq!(kept["hints"][0]["severity"], "advice");
    let page = history(&person, "").await;
    assert_eq!(page["count"], 2);
    assert_eq!(
        &page["results"][0], kept,
        "the last of a batch is the newest"
    );

    for checks in [vec![], vec![setup(80.0); 51]] {
        assert_eq!(
            batch(&person, checks).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    assert_eq!(
        batch(&person, vec![setup(80.0); 50]).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn the_history_is_walked_page_by_page() {
    let world = World::new().await;
    let person = world.candidate("douae").await;
    person.agree("analyse").await;
    let video = person.draft(false).await;
    let take = scored(&world, &person, &video, 80.0).await;
    for round in 0..3 {
        let checks = (0..5).map(|at| setup(f64::from(round * 5 + at))).collect();
        assert_eq!(batch(&person, checks).await.status, StatusCode::OK);
        person.post_files(PATH, &[("image", JPEG)]).await;
    }
    let all = history(&person, "?limit=100").await;
    assert_eq!((&all["count"], &all["next"]), (&json!(19), &Value::Null));
    let first = &all["results"][18];
    assert_eq!(
        (&first["kind"], &first["take_id"]),
        (&json!("take"), &json!(take))
    );
    assert_eq!(first["measures"]["speech"]["overall_mos"], 3.25);

    let (mut path, mut seen) = ("?kind=setup&limit=4".to_owned(), Vec::new());
    loop {
        let page = history(&person, &path).await;
        assert_eq!(page["count"], 15);
        for check in page["results"].as_array().unwrap() {
            assert_eq!(check["kind"], "setup");
            seen.push(check["overall"].as_f64().unwrap());
        }
        match page["next"].as_str() {
            Some(next) => path = next.trim_start_matches("/api/quality-checks/").to_owned(),
            None => break,
        }
    }
    let newest_first: Vec<f64> = (0..15).rev().map(f64::from).collect();
    assert_eq!(seen, newest_first);
    for bad in ["?kind=mood", "?limit=0", "?cursor=x"] {
        let answer = person.get(&format!("/api/quality-checks/{bad}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }

    // Other people's histories are other people's.
    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let admin = world.person("admin", Place::PlatformAdmin).await;
    let stranger = world.candidate("elias").await;
    stranger.agree("analyse").await;
    for other in [&salma, &admin, &stranger] {
        assert_eq!(history(other, "").await["count"], 0);
    }
    for other in [&salma, &admin] {
        let refused = batch(other, vec![setup(80.0)]).await;
        assert_eq!(refused.problem(), "forbidden");
        let refused = other.post_files(PATH, &[("image", JPEG)]).await;
        assert_eq!(refused.problem(), "forbidden");
    }
    assert_eq!(
        world.anybody().get("/api/quality-checks/").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        world
            .anybody()
            .post_files(PATH, &[("image", JPEG)])
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_oldest_checks_go_and_those_of_takes_stay() {
    let world = World::new().await;
    let person = world.candidate("fatima").await;
    person.agree("analyse").await;
    let video = person.draft(false).await;
    scored(&world, &person, &video, 80.0).await;
    sqlx::query(
        "INSERT INTO quality_checks (id, user_id, kind, overall, created_at)
         SELECT gen_random_uuid(), $1, 'setup', 1, now() - interval '1 day' - n * interval '1 second'
         FROM generate_series(1, 1000) n",
    )
    .bind(person.id().0)
    .execute(&world.owner)
    .await
    .unwrap();
    assert_eq!(
        batch(&person, vec![setup(80.0); 3]).await.status,
        StatusCode::OK
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM quality_checks WHERE kind = 'setup'")
            .await,
        1000
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM quality_checks WHERE kind = 'setup' AND overall = 80")
            .await,
        3
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM quality_checks WHERE kind = 'take'")
            .await,
        1
    );
}
