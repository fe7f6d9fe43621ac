//! What the platform's admins decide while the server runs, and what it changes.

use axum::http::StatusCode;
use platform::accounts::Place;
use serde_json::{Value, json};

use crate::{
    notifications_delivery::{deliver, notifications},
    world::{PASSWORD, Person, World},
};

const SETTINGS: &str = "/api/admin/settings/";

async fn set(admin: &Person, body: Value) -> Value {
    admin.ok(admin.put(SETTINGS, body).await)
}

#[tokio::test]
async fn they_are_read_and_changed_by_platform_admins_and_entered_in_the_audit_log() {
    let world = World::new().await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let first = hiba.ok(hiba.get(SETTINGS).await);
    assert_eq!(first["sign_up_open"], true);
    assert_eq!(first["videos_need_approval"], false);
    assert_eq!(first["default_language"], "fr");
    let changed = set(
        &hiba,
        json!({"default_language": "ar", "sign_up_open": true}),
    )
    .await;
    assert_eq!(changed["default_language"], "ar");
    assert_eq!(changed["videos_need_approval"], false);
    assert_eq!(hiba.ok(hiba.get(SETTINGS).await), changed);
    let wrong = hiba.put(SETTINGS, json!({"default_language": "de"})).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body["errors"]["default_language"].is_array());

    let log = hiba.ok(hiba.get("/api/admin/audit/?action=settings.changed").await);
    // What was sent and not changed is no change.
    assert_eq!(log["count"], 1);
    assert_eq!(log["results"][0]["actor"], hiba.user["id"]);
    assert_eq!(
        log["results"][0]["details"],
        json!({"default_language": "ar"})
    );
    let salma = world.recruiter("salma", world.company("Atlas").await).await;
    assert_eq!(salma.get(SETTINGS).await.status, StatusCode::FORBIDDEN);
    let refused = salma.put(SETTINGS, json!({"sign_up_open": false})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn where_sign_up_is_closed_nobody_opens_an_account_and_invitations_go_on() {
    let world = World::with_letters().await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let aziz = world
        .person("aziz", Place::CompanyAdmin(world.company("Atlas").await))
        .await;
    set(&hiba, json!({"sign_up_open": false})).await;
    let form = json!({"email": "new@example.org", "password": PASSWORD,
                      "first_name": "n", "last_name": "n"});
    let nobody = world.anybody();
    let answer = nobody.post("/api/auth/signup/", form.clone()).await;
    assert_eq!(
        (answer.status, answer.problem()),
        (StatusCode::FORBIDDEN, "sign-up-closed")
    );
    let people = "SELECT count(*) FROM users WHERE email = 'new@example.org'";
    assert_eq!(world.count(people).await, 0);
    let invited = json!({"email": "salma@example.com"});
    aziz.ok(aziz.post("/api/companies/invitations/", invited).await);
    let token = world
        .token(platform::accounts::Letter::RecruiterInvited)
        .await;
    let accept = json!({"token": token, "password": PASSWORD, "first_name": "s", "last_name": "s"});
    nobody.ok(nobody.post("/api/auth/invitation/accept/", accept).await);

    set(&hiba, json!({"sign_up_open": true})).await;
    let answer = nobody.post("/api/auth/signup/", form).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn the_default_language_is_that_of_an_account_which_says_none() {
    let world = World::new().await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let sign_up = async |name: &str, language: Option<&str>| {
        let form = json!({"email": format!("{name}@example.org"), "password": PASSWORD,
                          "first_name": name, "last_name": "n", "language": language});
        let answer = world.anybody().post("/api/auth/signup/", form).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer.body["user"]["language"].as_str().unwrap().to_owned()
    };
    assert_eq!(sign_up("one", None).await, "fr");
    set(&hiba, json!({"default_language": "ar"})).await;
    assert_eq!(sign_up("two", None).await, "ar");
    assert_eq!(sign_up("three", Some("en")).await, "en");
}

#[tokio::test]
async fn where_videos_need_approval_companies_see_and_hear_of_approved_ones_alone() {
    let world = World::new().await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let salma = world.recruiter("salma", world.company("Atlas").await).await;
    set(&hiba, json!({"videos_need_approval": true})).await;
    let shown = world.shown("amal").await;
    let amal = &shown.candidate;
    for kind in ["quality_filter", "analyse"] {
        amal.agree(kind).await;
    }
    world
        .sql(
            "INSERT INTO take_quality (take_id, user_id, status, overall, analysis_version)
                SELECT kept_take_id, user_id, 'ready', 61.25, 'test' FROM videos
                ON CONFLICT (take_id) DO UPDATE SET status = 'ready', overall = 61.25, analysis_version = 'test'",
        )
        .await;
    deliver(&world).await;
    let video = format!("/api/videos/{}/", shown.video);
    let profile = amal.user["profile_id"].as_str().unwrap();
    let sees = async || {
        let search = salma.ok(salma.get("/api/candidate/profiles/search/").await);
        let list = salma.ok(salma.get("/api/videos/").await);
        let quality: Option<f32> = {
            let mut tx = world
                .platform
                .db()
                .enter(salma.id(), session(&world, &salma).await)
                .await
                .unwrap();
            sqlx::query_scalar("SELECT shown_quality($1::uuid)")
                .bind(&shown.video)
                .fetch_one(&mut *tx)
                .await
                .unwrap()
        };
        let playback = salma.get(&format!("{video}playback/")).await.status;
        [
            salma.get(&video).await.status == StatusCode::OK,
            playback == StatusCode::OK,
            list["count"] == 1,
            search["results"].to_string().contains(profile),
            quality == Some(61.25),
        ]
    };
    assert_eq!(sees().await, [false; 5]);
    assert!(notifications(&salma).await.is_empty());
    // Its candidate sees it as before, and so does who has to judge it.
    assert_eq!(amal.get(&video).await.status, StatusCode::OK);
    assert_eq!(hiba.get(&video).await.status, StatusCode::OK);

    hiba.ok(hiba.post(&format!("{video}approve/"), json!({})).await);
    assert_eq!(sees().await, [true; 5]);
    deliver(&world).await;
    let told = notifications(&salma).await;
    assert_eq!((told.len(), &told[0]["type"]), (1, &json!("new_candidate")));

    // One that is completed is open at once where none has to be approved.
    world.sql("UPDATE videos SET status = 'completed'").await;
    assert_eq!(sees().await, [false; 5]);
    set(&hiba, json!({"videos_need_approval": false})).await;
    assert_eq!(sees().await, [true; 5]);
}

async fn session(world: &World, person: &Person) -> platform::ids::SessionId {
    let id = sqlx::query_scalar("SELECT id FROM sessions WHERE user_id = $1")
        .bind(person.id().0)
        .fetch_one(&world.owner)
        .await
        .unwrap();
    platform::ids::SessionId(id)
}
