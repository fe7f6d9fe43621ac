//! A company's team: invited, joined, changed, removed.

use axum::http::{Method, StatusCode};
use platform::accounts::{Letter, Place};
use serde_json::{Value, json};

use crate::{
    once,
    world::{Answer, PASSWORD, Person, World},
};

const INVITATIONS: &str = "/api/companies/invitations/";
const MEMBERS: &str = "/api/companies/members/";

fn told(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.problem())
}

const EXPIRED: (u16, &str) = (409, "letter-expired");

async fn admin(world: &World) -> Person {
    let atlas = world.company("Atlas").await;
    world.person("aziz", Place::CompanyAdmin(atlas)).await
}

async fn invite(admin: &Person, email: &str) -> Value {
    admin.ok(admin
        .post(INVITATIONS, json!({"email": email, "language": "ar"}))
        .await)
}

async fn accept(world: &World, token: &str) -> Answer {
    let body = json!({"token": token, "password": PASSWORD, "first_name": "Ines",
                      "last_name": "Test"});
    world
        .anybody()
        .post("/api/auth/invitation/accept/", body)
        .await
}

async fn look(world: &World, token: &str) -> Answer {
    let body = json!({"token": token});
    world.anybody().post("/api/auth/invitation/", body).await
}

#[tokio::test]
async fn an_invited_person_becomes_a_recruiter_of_that_company_once() {
    let world = World::with_letters().await;
    let aziz = admin(&world).await;
    invite(&aziz, "ines@example.com").await;
    let token = world.token(Letter::RecruiterInvited).await;
    let seen = look(&world, &token).await;
    assert_eq!(
        (seen.body["company"].as_str(), seen.body["email"].as_str()),
        (Some("Atlas"), Some("ines@example.com"))
    );
    let joined = accept(&world, &token).await;
    assert_eq!(joined.status, StatusCode::CREATED, "{}", joined.body);
    let user = &joined.body["user"];
    assert_eq!(
        (&user["role"], &user["company"]["name"], &user["language"]),
        (&json!("recruiter"), &json!("Atlas"), &json!("ar"))
    );
    assert_eq!(user["email_verified"], true);
    assert_eq!(told(&accept(&world, &token).await), EXPIRED);
    assert_eq!(told(&look(&world, &token).await), EXPIRED);
    world.log_in("ines@example.com").await;
    let members = aziz.get(MEMBERS).await.body;
    assert_eq!(members.as_array().unwrap().len(), 2);
    assert_eq!(aziz.get(INVITATIONS).await.body, json!([]));
    let again = aziz
        .post(INVITATIONS, json!({"email": "INES@example.com"}))
        .await;
    assert_eq!(told(&again), (409, "already-member"));
}

#[tokio::test]
async fn a_request_to_invite_that_is_sent_twice_sends_one_letter() {
    let world = World::with_letters().await;
    let aziz = admin(&world).await;
    let first = once::post(
        &aziz,
        INVITATIONS,
        json!({"email": "ines@example.com"}),
        "k",
    )
    .await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let again = once::post(
        &aziz,
        INVITATIONS,
        json!({"email": "ines@example.com"}),
        "k",
    )
    .await;
    assert!(once::replayed(&again) && again.body == first.body);
    let resend = format!(
        "{INVITATIONS}{}/resend/",
        first.body["id"].as_str().unwrap()
    );
    for replayed in [false, true] {
        let sent = aziz
            .send(Method::POST, &resend, None, &[("idempotency-key", "r")])
            .await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
        assert_eq!(once::replayed(&sent), replayed);
    }
    assert_eq!(world.letters(Letter::RecruiterInvited).await.len(), 2);
}

#[tokio::test]
async fn withdrawn_sent_again_and_old_invitations_open_nothing() {
    let world = World::with_letters().await;
    let aziz = admin(&world).await;
    let first = invite(&aziz, "ines@example.com").await;
    let first_token = world.token(Letter::RecruiterInvited).await;
    let resend = format!("{INVITATIONS}{}/resend/", first["id"].as_str().unwrap());
    let second = aziz.ok(aziz.send(Method::POST, &resend, None, &[]).await);
    let second_token = world.token(Letter::RecruiterInvited).await;
    assert_eq!(told(&accept(&world, &first_token).await), EXPIRED);
    assert_eq!(look(&world, &second_token).await.status, StatusCode::OK);
    let path = format!("{INVITATIONS}{}/", second["id"].as_str().unwrap());
    assert_eq!(aziz.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(told(&accept(&world, &second_token).await), EXPIRED);
    assert_eq!(told(&aziz.delete(&path).await), (404, "not-found"));

    invite(&aziz, "omar@example.com").await;
    let old = world.token(Letter::RecruiterInvited).await;
    world
        .sql(
            "UPDATE invitations SET created_at = created_at - interval '8 days',
                    expires_at = expires_at - interval '8 days'",
        )
        .await;
    assert_eq!(told(&accept(&world, &old).await), EXPIRED);
    assert_eq!(aziz.get(INVITATIONS).await.body[0]["expired"], true);
    assert_eq!(world.count("SELECT count(*) FROM users").await, 1);
}

#[tokio::test]
async fn an_account_of_another_kind_is_told_so_and_only_to_whoever_holds_the_letter() {
    let world = World::with_letters().await;
    let aziz = admin(&world).await;
    world.person("nour", Place::Candidate).await;
    // The admin learns nothing.
    let (known, unknown) = (
        invite(&aziz, "nour@example.com").await,
        invite(&aziz, "nobody@example.com").await,
    );
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys(&known), keys(&unknown));
    let letters = world.letters(Letter::RecruiterInvited).await;
    let token = letters[0].1.split_once("#token=").unwrap().1;
    assert_eq!(
        told(&accept(&world, token).await),
        (409, "account-elsewhere")
    );
    // Nothing was used up, nobody was changed.
    assert_eq!(look(&world, token).await.status, StatusCode::OK);
    let nour = world.log_in("nour@example.com").await;
    assert_eq!(nour.user["role"], "candidate");
}

#[tokio::test]
async fn a_removed_colleague_is_out_at_once_and_may_be_invited_back() {
    let world = World::with_letters().await;
    let aziz = admin(&world).await;
    let atlas = world.company("Atlas").await;
    let salma = world.recruiter("salma", atlas).await;
    let path = format!("{MEMBERS}{}/", salma.id());
    assert_eq!(aziz.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(
        told(&salma.get("/api/auth/me/").await),
        (401, "session-ended")
    );
    let login = json!({"email": "salma@example.com", "password": PASSWORD});
    let refused = world.anybody().post("/api/auth/login/", login).await;
    assert_eq!(told(&refused), (401, "bad-credentials"));
    assert_eq!(aziz.get(MEMBERS).await.body.as_array().unwrap().len(), 1);
    assert_eq!(told(&aziz.delete(&path).await), (404, "not-found"));
    invite(&aziz, "salma@example.com").await;
    let token = world.token(Letter::RecruiterInvited).await;
    assert_eq!(accept(&world, &token).await.status, StatusCode::CREATED);
    let back = world.log_in("salma@example.com").await;
    assert_eq!(back.id(), salma.id());
}

#[tokio::test]
async fn a_company_keeps_an_admin_and_roles_change_at_once() {
    let world = World::with_letters().await;
    let aziz = admin(&world).await;
    let atlas = world.company("Atlas").await;
    let salma = world.recruiter("salma", atlas).await;
    let (own, other) = (
        format!("{MEMBERS}{}/", aziz.id()),
        format!("{MEMBERS}{}/", salma.id()),
    );
    let role = |role: &str| Some(json!({"role": role}));
    let patch = |path: String, body| {
        let aziz = aziz.clone();
        async move { aziz.send(Method::PATCH, &path, body, &[]).await }
    };
    let last = patch(own.clone(), role("recruiter")).await;
    assert_eq!(told(&last), (409, "last-admin"));
    assert_eq!(told(&aziz.delete(&own).await), (409, "last-admin"));
    for wrong in ["candidate", "platform_admin", "x"] {
        assert_eq!(patch(other.clone(), role(wrong)).await.status, 422);
    }
    assert_eq!(salma.get(MEMBERS).await.status, StatusCode::FORBIDDEN);
    let changed = patch(other, role("company_admin")).await;
    assert_eq!(changed.body["role"], "company_admin");
    assert_eq!(salma.get(MEMBERS).await.status, StatusCode::OK);
    assert_eq!(patch(own, role("recruiter")).await.status, StatusCode::OK);
    assert_eq!(aziz.get(MEMBERS).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn where_no_mail_is_sent_nobody_is_invited() {
    let world = World::new().await;
    let aziz = admin(&world).await;
    let answer = aziz
        .post(INVITATIONS, json!({"email": "x@example.com"}))
        .await;
    assert_eq!(told(&answer), (409, "mail-off"));
}
