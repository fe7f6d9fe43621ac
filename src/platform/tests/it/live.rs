//! Tickets and the consent before them.

use axum::http::StatusCode;
use platform::{
    accounts::Place,
    ids::TakeId,
    live::{RedeemError, redeem, take_started},
};
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn no_ticket_without_consent() {
    let world = World::new().await;
    let person = world.candidate("amira").await;
    let video = person.draft(false).await;
    let ask = || person.post("/api/live/tickets/", json!({"video_id": video}));
    let refused = ask().await;
    assert_eq!(
        (refused.status, refused.problem()),
        (StatusCode::FORBIDDEN, "consent-required")
    );
    assert_eq!(world.count("SELECT count(*) FROM takes").await, 0);

    person.consent().await;
    assert_eq!(ask().await.status, StatusCode::CREATED);

    // Taken back, it holds again, and the record of both moments stays.
    let withdrawn = person
        .post("/api/consents/withdraw/", json!({"kind": "record"}))
        .await;
    assert_eq!(withdrawn.status, StatusCode::NO_CONTENT);
    assert_eq!(ask().await.problem(), "consent-required");
    person.consent().await;
    let records = person.get("/api/consents/").await.body;
    assert_eq!(records.as_array().unwrap().len(), 2);
    assert_eq!(
        (&records[0]["current"], &records[1]["current"]),
        (&json!(true), &json!(false))
    );
    assert!(records[1]["withdrawn_at"].is_string());
}

#[tokio::test]
async fn a_new_text_asks_for_a_new_consent() {
    let world = World::new().await;
    let person = world.candidate("bouchra").await;
    let video = person.draft(false).await;
    person.consent().await;
    world
        .sql("INSERT INTO consent_texts SELECT kind, '2099-01', language, title, body FROM consent_texts")
        .await;
    let refused = person
        .post("/api/live/tickets/", json!({"video_id": video}))
        .await;
    assert_eq!(refused.problem(), "consent-required");
    let old = json!({"kind": "record", "version": "2026-11", "language": "fr"});
    assert_eq!(
        person.post("/api/consents/", old).await.problem(),
        "outdated-consent"
    );
    person.consent().await;
    assert_eq!(
        person
            .post("/api/live/tickets/", json!({"video_id": video}))
            .await
            .status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn the_text_speaks_three_languages_and_needs_no_log_in() {
    let world = World::new().await;
    let mut titles = std::collections::HashSet::new();
    for language in ["fr", "en", "ar"] {
        let text = world
            .anybody()
            .get(&format!("/api/consents/texts/record/?language={language}"))
            .await
            .body;
        assert_eq!(
            (&text["kind"], &text["version"], &text["language"]),
            (&json!("record"), &json!("2026-11"), &json!(language))
        );
        assert!(text["body"].as_str().unwrap().split("\n\n").count() >= 4);
        titles.insert(text["title"].as_str().unwrap().to_owned());
    }
    assert_eq!(titles.len(), 3);
    assert_eq!(
        world
            .anybody()
            .get("/api/consents/texts/nothing/")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_ticket_is_good_once_and_says_what_to_record() {
    let world = World::new().await;
    let person = world.candidate("chaimae").await;
    let video = person.draft(false).await;
    person.consent().await;
    let answer = person
        .post("/api/live/tickets/", json!({"video_id": video}))
        .await;
    assert_eq!(answer.body["path"], "/api/live/");
    let ticket = answer.body["ticket"].as_str().unwrap();
    let manifest = redeem(&world.platform, ticket).await.unwrap();
    assert_eq!(manifest.video_id, video);
    assert_eq!(manifest.user_id, person.id().to_string());
    assert_eq!(manifest.consent_version, "2026-11");
    assert_eq!(manifest.language, coach::Language::En);
    assert_eq!(manifest.script.slug(), "presentation-90");
    let starts: Vec<u64> = manifest
        .script
        .places()
        .map(|place| place.start.as_secs())
        .collect();
    assert_eq!(starts, [0, 20, 45, 70]);
    assert_eq!(
        redeem(&world.platform, ticket).await,
        Err(RedeemError::Refused)
    );
    assert_eq!(
        redeem(&world.platform, "made up").await,
        Err(RedeemError::Refused)
    );

    let take = &person.get(&format!("/api/videos/{video}/")).await.body["takes"][0];
    assert_eq!(
        (&take["state"], &take["number"]),
        (&json!("armed"), &json!(1))
    );
    let id: TakeId = manifest.take_id.parse().unwrap();
    take_started(&world.platform, id).await.unwrap();
    assert_eq!(
        person.get(&format!("/api/takes/{id}/")).await.body["state"],
        "recording"
    );
    assert!(take_started(&world.platform, id).await.is_err());
    assert!(take_started(&world.platform, TakeId::new()).await.is_err());
}

#[tokio::test]
async fn of_many_who_come_with_one_ticket_one_enters() {
    let world = World::new().await;
    let person = world.candidate("douae").await;
    let video = person.draft(false).await;
    person.consent().await;
    let ticket = person
        .post("/api/live/tickets/", json!({"video_id": video}))
        .await
        .body["ticket"]
        .as_str()
        .unwrap()
        .to_owned();
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (platform, ticket) = (world.platform.clone(), ticket.clone());
            tokio::spawn(async move { redeem(&platform, &ticket).await.is_ok() })
        })
        .collect();
    let mut entered = 0;
    for attempt in tries {
        entered += usize::from(attempt.await.unwrap());
    }
    assert_eq!(entered, 1);
}

#[tokio::test]
async fn a_ticket_ends_with_its_time_its_session_its_take_and_its_consent() {
    let world = World::new().await;
    let person = world.candidate("fatima").await;
    let video = person.draft(false).await;
    let fresh = async || {
        person.consent().await;
        let body = person
            .post("/api/live/tickets/", json!({"video_id": video}))
            .await
            .body;
        (
            body["ticket"].as_str().unwrap().to_owned(),
            body["take_id"].as_str().unwrap().to_owned(),
        )
    };

    let (ticket, _) = fresh().await;
    let life = world
        .count("SELECT extract(epoch FROM expires_at - created_at)::bigint FROM live_tickets")
        .await;
    assert!((29..=30).contains(&life));
    world
        .sql("UPDATE live_tickets SET expires_at = now() - interval '1 millisecond'")
        .await;
    assert_eq!(
        redeem(&world.platform, &ticket).await,
        Err(RedeemError::Refused)
    );

    let (ticket, take) = fresh().await;
    assert_eq!(
        person.delete(&format!("/api/takes/{take}/")).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        redeem(&world.platform, &ticket).await,
        Err(RedeemError::Refused)
    );

    let (ticket, _) = fresh().await;
    person
        .post("/api/consents/withdraw/", json!({"kind": "record"}))
        .await;
    assert_eq!(
        redeem(&world.platform, &ticket).await,
        Err(RedeemError::ConsentRequired)
    );

    let (ticket, _) = fresh().await;
    person.post("/api/auth/logout/", json!({})).await;
    assert_eq!(
        redeem(&world.platform, &ticket).await,
        Err(RedeemError::Refused)
    );
}

#[tokio::test]
async fn only_candidates_record_and_only_on_their_own_videos() {
    let world = World::new().await;
    let person = world.candidate("ghizlane").await;
    let video = person.draft(false).await;
    let other = world.candidate("hanane").await;
    other.consent().await;
    let foreign = other
        .post("/api/live/tickets/", json!({"video_id": video}))
        .await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let company = world.company("Atlas").await;
    for place in [Place::Recruiter(company), Place::PlatformAdmin] {
        let name = format!("{:?}", place.role()).to_lowercase();
        let somebody = world.person(&name, place).await;
        let refused = somebody
            .post("/api/live/tickets/", json!({"video_id": video}))
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let consent = json!({"kind": "record", "version": "2026-11", "language": "fr"});
        assert_eq!(
            somebody.post("/api/consents/", consent).await.status,
            StatusCode::FORBIDDEN
        );
    }
}

#[tokio::test]
async fn a_video_holds_fifty_takes() {
    let world = World::new().await;
    let person = world.candidate("ikram").await;
    let video = person.draft(false).await;
    person.consent().await;
    let ask = || person.post("/api/live/tickets/", json!({"video_id": video}));
    assert_eq!(ask().await.status, StatusCode::CREATED);
    world.sql("UPDATE takes SET number = 50").await;
    assert_eq!(ask().await.problem(), "too-many-takes");
}
