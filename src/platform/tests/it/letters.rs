//! Letters about accounts: asked for, opened, used up.

use axum::http::{Method, StatusCode};
use platform::accounts::{Letter, Place};
use serde_json::{Value, json};

use crate::{
    notifications_delivery::deliver,
    notifications_mail::{Catcher, Mail},
    world::{Answer, PASSWORD, World},
};

const NEW: &str = "another long enough phrase";

async fn post(world: &World, path: &str, body: Value) -> Answer {
    world.anybody().post(path, body).await
}

async fn sign_up(world: &World, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password, "first_name": "Nour",
                      "last_name": "Idrissi", "language": "ar"});
    post(world, "/api/auth/signup/", body).await
}

async fn log_in(world: &World, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    post(world, "/api/auth/login/", body).await
}

async fn reset(world: &World, token: &str, password: &str) -> Answer {
    let body = json!({"token": token, "password": password});
    post(world, "/api/auth/reset/confirm/", body).await
}

async fn verify(world: &World, token: &str) -> Answer {
    post(
        world,
        "/api/auth/verification/confirm/",
        json!({"token": token}),
    )
    .await
}

async fn asked(world: &World, what: &str, email: &str) -> String {
    let answer = post(
        world,
        &format!("/api/auth/{what}/"),
        json!({"email": email}),
    )
    .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    let letter = match what {
        "reset" => Letter::ResetPassword,
        _ => Letter::VerifyEmail,
    };
    world.token(letter).await
}

fn told(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.problem())
}

const EXPIRED: (u16, &str) = (409, "letter-expired");

#[tokio::test]
async fn a_new_address_is_proven_before_the_account_can_be_used() {
    let world = World::with_letters().await;
    let answer = sign_up(&world, "nour@example.org", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert!(answer.cookies().is_empty());
    // As for somebody who is not there: the address may be another's.
    let early = log_in(&world, "nour@example.org", PASSWORD).await;
    assert_eq!(told(&early), (401, "bad-credentials"));
    let token = world.token(Letter::VerifyEmail).await;
    assert_eq!(verify(&world, &token).await.status, StatusCode::NO_CONTENT);
    assert_eq!(told(&verify(&world, &token).await), EXPIRED);
    let person = world.log_in("nour@example.org").await;
    assert_eq!(person.user["email_verified"], true);
    assert_eq!(person.user["can_verify_email"], true);
    assert!(person.user["profile_id"].is_string());
}

#[tokio::test]
async fn signing_up_does_not_tell_who_has_an_account() {
    let world = World::with_letters().await;
    world.person("salma", Place::PlatformAdmin).await;
    let known = sign_up(&world, "Salma@example.com", NEW).await;
    let unknown = sign_up(&world, "nobody@example.org", NEW).await;
    let shape = |answer: &Answer| {
        let mut headers: Vec<_> = answer.headers.keys().map(|name| name.to_string()).collect();
        headers.sort();
        let mut body = answer.body.clone();
        body["email"] = Value::Null;
        (answer.status, body, headers)
    };
    assert_eq!(shape(&known), shape(&unknown));
    // The owner hears of it; the password is still the owner's.
    assert_eq!(
        world.letters(Letter::AddressTaken).await,
        [("salma@example.com".to_owned(), "/login".to_owned())]
    );
    world.log_in("salma@example.com").await;
    // Nor does the log-in tell, with the password of the sign-up.
    let (first, second) = (
        log_in(&world, "salma@example.com", NEW).await,
        log_in(&world, "nobody@example.org", NEW).await,
    );
    assert_eq!(shape(&first), shape(&second));
}

#[tokio::test]
async fn of_two_sign_ups_with_one_address_the_newest_letter_counts() {
    let world = World::with_letters().await;
    sign_up(&world, "nour@example.org", NEW).await;
    let squatter = world.token(Letter::VerifyEmail).await;
    sign_up(&world, "nour@example.org", PASSWORD).await;
    assert_eq!(told(&verify(&world, &squatter).await), EXPIRED);
    let token = world.token(Letter::VerifyEmail).await;
    assert_eq!(verify(&world, &token).await.status, StatusCode::NO_CONTENT);
    world.log_in("nour@example.org").await;
}

#[tokio::test]
async fn a_reset_sets_the_password_and_ends_every_session() {
    let world = World::with_letters().await;
    let person = world.person("salma", Place::PlatformAdmin).await;
    let token = asked(&world, "reset", "salma@example.com").await;
    let short = reset(&world, &token, "short").await;
    assert_eq!(told(&short), (422, "invalid"));
    assert_eq!(
        reset(&world, &token, NEW).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        told(&person.get("/api/auth/me/").await),
        (401, "session-ended")
    );
    let refresh = person
        .send(Method::POST, "/api/auth/refresh/", None, &[])
        .await;
    assert_eq!(told(&refresh), (401, "session-ended"));
    let old = log_in(&world, "salma@example.com", PASSWORD).await;
    assert_eq!(told(&old), (401, "bad-credentials"));
    let now = log_in(&world, "salma@example.com", NEW).await;
    assert_eq!(now.status, StatusCode::OK);
    // The letter came to the address: that proves it.
    assert_eq!(now.body["user"]["email_verified"], true);
    assert_eq!(world.letters(Letter::PasswordChanged).await.len(), 1);
    assert_eq!(told(&reset(&world, &token, PASSWORD).await), EXPIRED);
}

#[tokio::test]
async fn links_that_are_old_replaced_forged_or_of_another_letter_open_nothing() {
    let world = World::with_letters().await;
    world.person("salma", Place::PlatformAdmin).await;
    let first = asked(&world, "reset", "salma@example.com").await;
    let second = asked(&world, "reset", "salma@example.com").await;
    assert_eq!(told(&reset(&world, &first, NEW).await), EXPIRED);
    let other_kind = asked(&world, "verification", "salma@example.com").await;
    assert_eq!(told(&reset(&world, &other_kind, NEW).await), EXPIRED);
    assert_eq!(told(&verify(&world, &second).await), EXPIRED);
    // Another row under this one's MAC.
    let (_, tag) = second.split_once('.').unwrap();
    let (row, _) = other_kind.split_once('.').unwrap();
    for forged in [format!("{row}.{tag}"), "x".into(), String::new()] {
        assert_eq!(told(&reset(&world, &forged, NEW).await), EXPIRED);
    }
    world
        .sql(
            "UPDATE account_letters SET created_at = created_at - interval '2 days',
                    expires_at = expires_at - interval '2 days'",
        )
        .await;
    assert_eq!(told(&reset(&world, &second, NEW).await), EXPIRED);
    assert_eq!(told(&verify(&world, &other_kind).await), EXPIRED);
    world.log_in("salma@example.com").await;
}

#[tokio::test]
async fn of_two_resets_at_once_one_wins() {
    let world = World::with_letters().await;
    world.person("salma", Place::PlatformAdmin).await;
    let token = asked(&world, "reset", "salma@example.com").await;
    let (one, other) = tokio::join!(reset(&world, &token, NEW), reset(&world, &token, NEW));
    let mut both = [one.status.as_u16(), other.status.as_u16()];
    both.sort();
    assert_eq!(both, [204, 409]);
}

#[tokio::test]
async fn asking_for_a_letter_does_not_tell_who_has_an_account() {
    let world = World::with_letters().await;
    world.person("salma", Place::PlatformAdmin).await;
    for what in ["reset", "verification"] {
        let mut answers = Vec::new();
        for email in ["salma@example.com", "nobody@example.com"] {
            let before = world.platform.passwords_verified();
            let path = format!("/api/auth/{what}/");
            let mut of_one = Vec::new();
            for _ in 0..5 {
                let answer = post(&world, &path, json!({"email": email})).await;
                let mut body = answer.body.clone();
                body["email"] = Value::Null;
                // The same but for the seconds that went by.
                body["detail"] = Value::Null;
                of_one.push((answer.status.as_u16(), body));
            }
            assert_eq!(world.platform.passwords_verified(), before);
            answers.push(of_one);
        }
        assert_eq!(answers[0], answers[1]);
        let throttled = answers[0].iter().filter(|(status, _)| *status == 429);
        assert!(throttled.count() > 0, "nothing slows letters down");
        world.sql("DELETE FROM login_throttles").await;
    }
    let to: Vec<_> = world.letters(Letter::ResetPassword).await;
    assert!(to.iter().all(|(to, _)| to == "salma@example.com") && !to.is_empty());
}

#[tokio::test]
async fn where_no_mail_is_sent_people_are_let_in_at_once_and_no_letter_is_promised() {
    let world = World::new().await;
    let person = world.candidate("nour").await;
    assert_eq!(person.user["email_verified"], false);
    assert_eq!(person.user["can_verify_email"], false);
    for what in ["reset", "verification"] {
        let path = format!("/api/auth/{what}/");
        let answer = post(&world, &path, json!({"email": "nour@example.org"})).await;
        assert_eq!(told(&answer), (409, "mail-off"));
    }
    assert_eq!(world.count("SELECT count(*) FROM account_letters").await, 0);
}

#[tokio::test]
async fn what_the_database_holds_opens_nothing() {
    let world = World::with_letters().await;
    world.person("salma", Place::PlatformAdmin).await;
    let token = asked(&world, "reset", "salma@example.com").await;
    let (_, tag) = token.split_once('.').unwrap();
    let kept: String = sqlx::query_scalar(
        "SELECT (SELECT string_agg(l::text, ' ') FROM account_letters l)
             || (SELECT string_agg(o::text, ' ') FROM outbox o)",
    )
    .fetch_one(&world.owner)
    .await
    .unwrap();
    assert!(!kept.contains(tag), "a token lies in the database");
}

/// The path of the one link in a mail that leads to this page, from the text that was received.
fn followed(mail: &Mail, page: &str) -> String {
    let text = mail.text();
    let start = format!("https://studio.example{page}#token=");
    let token: String = text
        .split_once(&start)
        .unwrap_or_else(|| panic!("no {start} in {text}"))
        .1
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_.~".contains(*c))
        .collect();
    assert!(!token.is_empty());
    token
}

/// From the sign-up to the log-in with nothing but what came over SMTP.
#[tokio::test]
async fn the_link_in_the_mail_that_arrives_proves_the_address() {
    let catcher = Catcher::start().await;
    let world = World::with_letters_by(catcher.config()).await;
    let answer = sign_up(&world, "nour@example.org", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    deliver(&world).await;
    let [mail] = &catcher.mails()[..] else {
        panic!("one mail");
    };
    assert_eq!(mail.to, ["<nour@example.org>"]);
    let token = followed(mail, "/verify");
    assert_eq!(verify(&world, &token).await.status, StatusCode::NO_CONTENT);
    let person = world.log_in("nour@example.org").await;
    assert_eq!(person.user["email_verified"], true);
}

#[tokio::test]
async fn the_link_in_the_mail_that_arrives_makes_a_recruiter() {
    let catcher = Catcher::start().await;
    let world = World::with_letters_by(catcher.config()).await;
    let atlas = world.company("Atlas").await;
    let aziz = world.person("aziz", Place::CompanyAdmin(atlas)).await;
    let invited = json!({"email": "ines@example.org", "language": "ar"});
    aziz.ok(aziz.post("/api/companies/invitations/", invited).await);
    deliver(&world).await;
    let [mail] = &catcher.mails()[..] else {
        panic!("one mail");
    };
    assert_eq!(mail.to, ["<ines@example.org>"]);
    let token = followed(mail, "/invitation");
    let body = json!({"token": token, "password": PASSWORD, "first_name": "Ines",
                      "last_name": "Test"});
    let joined = post(&world, "/api/auth/invitation/accept/", body).await;
    assert_eq!(joined.status, StatusCode::CREATED, "{}", joined.body);
    let person = world.log_in("ines@example.org").await;
    assert_eq!(person.user["role"], "recruiter");
    assert_eq!(person.user["company"]["name"], "Atlas");
    assert_eq!(person.user["email_verified"], true);
}
