//! Sessions that end while a room is open in their name.

use std::time::Duration;

use load::{Clip, Codec, Play};
use reqwest::{Method, StatusCode};
use serde_json::json;
use signaling::ErrorCode;
use system::mail::Mailbox;
use system::people::Person;
use system::server::run;
use system::stage::Stage;
use tokio::time::Instant;

use crate::endings::{ends, goes_on, joined, take_ends};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ended_on_another_device_the_take_is_closed_and_kept() {
    let stage = Stage::set(60_000).await.unwrap();
    let clip = Clip::test_pattern(Codec::H264, 20).await.unwrap();
    let mut take = stage.take(clip, Play::default()).await.unwrap();
    let elsewhere = stage.candidate.elsewhere(&stage.server).await.unwrap();
    take.start().await.unwrap();
    tokio::time::sleep(Duration::from_millis(2_500)).await;

    elsewhere.end_others().await.unwrap();
    let (_, sealed_ms) = take_ends(&mut take, ErrorCode::SessionEnded, Instant::now()).await;
    assert!((2_300..=6_000).contains(&sealed_ms), "{sealed_ms} ms");

    // Nothing is lost: the other device finds the take.
    let path = format!("/api/takes/{}/", take.ticket.take_id);
    let row = elsewhere.get(&path).await.unwrap();
    assert_eq!(row["state"], "sealed", "{row}");
    let check = run(&stage.server.settings, &["check"]).await.unwrap();
    assert!(check.success, "{}", check.output);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_closes_the_rooms_of_that_session_and_of_no_other() {
    let stage = Stage::set(60_000).await.unwrap();
    let elsewhere = stage.candidate.elsewhere(&stage.server).await.unwrap();
    let mut here = joined(&stage.server, &stage.candidate).await;
    let mut there = joined(&stage.server, &elsewhere).await;

    stage.candidate.log_out().await.unwrap();
    ends(&mut here, ErrorCode::SessionEnded).await;
    goes_on(&mut there).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_token_that_comes_back_closes_the_rooms_of_its_session_and_of_no_other() {
    let stage = Stage::set(60_000).await.unwrap();
    let elsewhere = stage.candidate.elsewhere(&stage.server).await.unwrap();
    let mut here = joined(&stage.server, &stage.candidate).await;
    let mut there = joined(&stage.server, &elsewhere).await;

    // The owner trades the token; ten seconds later whoever copied it before tries it.
    let copied = stage.candidate.refresh_cookie.clone();
    stage.candidate.refresh().await.unwrap();
    let mut database = stage.database.connect().await.unwrap();
    let aged = sqlx::query(
        "UPDATE refresh_tokens SET used_at = used_at - interval '11 seconds'
         WHERE used_at IS NOT NULL",
    )
    .execute(&mut database)
    .await
    .unwrap();
    assert_eq!(aged.rows_affected(), 1);
    goes_on(&mut here).await;
    let thief = system::people::client().unwrap();
    let answer = thief
        .post(stage.server.url("/api/auth/refresh/"))
        .header(reqwest::header::COOKIE, copied)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    ends(&mut here, ErrorCode::SessionEnded).await;
    goes_on(&mut there).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_closes_every_room_of_the_person_and_of_nobody_else() {
    let mailbox = Mailbox::open().await.unwrap();
    let stage = Stage::set(60_000).await.unwrap();
    let other = somebody_else(&stage).await;
    let stage = stage.started_anew_with(mailbox.settings()).await.unwrap();
    let other = other.at(&stage.server);
    let elsewhere = stage.candidate.elsewhere(&stage.server).await.unwrap();
    let mut here = joined(&stage.server, &stage.candidate).await;
    let mut there = joined(&stage.server, &elsewhere).await;
    let mut others = joined(&stage.server, &other).await;

    // ASCII alone, so that the letter can be read as it comes.
    let english = Some(json!({ "language": "en" }));
    let path = "/api/auth/me/";
    let (status, _) = stage
        .candidate
        .call(Method::PATCH, path, english)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::OK);
    let ask = json!({ "email": stage.candidate.user["email"] });
    stage.candidate.post("/api/auth/reset/", ask).await.unwrap();
    let token = mailbox.token().await.unwrap();
    let new = json!({ "token": token, "password": "quite another passphrase" });
    let path = "/api/auth/reset/confirm/";
    stage.candidate.post(path, new).await.unwrap();
    ends(&mut here, ErrorCode::SessionEnded).await;
    ends(&mut there, ErrorCode::SessionEnded).await;
    goes_on(&mut others).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_removed_from_a_company_is_out_of_every_room_and_nobody_else() {
    let stage = Stage::set(60_000).await.unwrap();
    let (email, password) = ("direction@atlas.example", "atlas-dirige-2026");
    let admin = Person::log_in(&stage.server, email, password)
        .await
        .unwrap();
    let mut here = joined(&stage.server, &stage.candidate).await;
    let other = somebody_else(&stage).await;
    let mut others = joined(&stage.server, &other).await;

    // Nobody of a company has a room before there are interviews: this one is made a recruiter
    // by hand.
    let mut database = stage.database.connect().await.unwrap();
    let id: uuid::Uuid = stage.candidate.user["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    sqlx::query(
        "UPDATE users SET role = 'recruiter',
            company_id = (SELECT company_id FROM users WHERE email = $2) WHERE id = $1",
    )
    .bind(id)
    .bind(email)
    .execute(&mut database)
    .await
    .unwrap();
    goes_on(&mut here).await;

    let path = format!("/api/companies/members/{id}/");
    let (status, body) = admin.call(Method::DELETE, &path, None).await.unwrap();
    assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    ends(&mut here, ErrorCode::SessionEnded).await;
    goes_on(&mut others).await;
}

async fn somebody_else(stage: &Stage) -> Person {
    let other = Person::sign_up(&stage.server, "Badr").await.unwrap();
    other.consent().await.unwrap();
    other
}
