//! Logging in with a second step, and switching it on and off.

use axum::http::StatusCode;
use chrono::Utc;
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha1::Sha1;

use crate::{
    isolation::seen,
    world::{Answer, PASSWORD, Person, World},
};

const TOTP: &str = "/api/auth/totp/";

/// An app of its own: RFC 6238 from the secret as it is shown to people.
struct App(Vec<u8>);

impl App {
    fn of(set_up: &Value) -> App {
        let secret = set_up["secret"].as_str().unwrap();
        App(BASE32_NOPAD.decode(secret.as_bytes()).unwrap())
    }

    fn code(&self) -> String {
        let step = Utc::now().timestamp() / 30;
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).unwrap();
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let at = usize::from(digest[19] & 15);
        let four: [u8; 4] = digest[at..at + 4].try_into().unwrap();
        format!(
            "{:06}",
            (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000
        )
    }

    /// Six digits that are no code of now, nor of half a minute before or after.
    fn wrong_code(&self) -> String {
        let right: u32 = self.code().parse().unwrap();
        format!("{:06}", (right + 500_000) % 1_000_000)
    }
}

/// Sets it up; returns the app and the recovery codes.
async fn switch_on(world: &World, person: &Person) -> (App, Vec<String>) {
    let set_up = person.post(TOTP, json!({"password": PASSWORD})).await;
    assert_eq!(set_up.status, StatusCode::OK, "{}", set_up.body);
    let app = App::of(&set_up.body);
    let confirm = json!({"code": app.code()});
    let confirmed = person.post(&format!("{TOTP}confirm/"), confirm).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.body);
    next_step(world).await;
    (app, texts(&confirmed.body["recovery_codes"]))
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// As if half a minute had gone by since the last code.
async fn next_step(world: &World) {
    world
        .sql("UPDATE totp SET last_step = last_step - 10")
        .await;
}

async fn first_step(world: &World, name: &str) -> Answer {
    let body = json!({"email": format!("{name}@example.org"), "password": PASSWORD});
    world.anybody().post("/api/auth/login/", body).await
}

async fn challenge(world: &World, name: &str) -> String {
    let answer = first_step(world, name).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    answer.body["challenge"].as_str().unwrap().to_owned()
}

async fn second_step(world: &World, challenge: &str, code: &str) -> Answer {
    let body = json!({"challenge": challenge, "code": code});
    world.anybody().post("/api/auth/login/code/", body).await
}

fn told(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.problem())
}

#[tokio::test]
async fn the_second_step_is_asked_for_once_a_code_confirmed_it() {
    let world = World::new().await;
    let person = world.candidate("sara").await;
    let off = person.get(TOTP).await.body;
    assert_eq!(off, json!({"on_since": null, "recovery_codes_left": 0}));

    let set_up = person.post(TOTP, json!({"password": PASSWORD})).await.body;
    let app = App::of(&set_up);
    let uri = set_up["uri"].as_str().unwrap();
    assert!(
        uri.starts_with("otpauth://totp/JOBGATE:sara%40example.org?secret="),
        "{uri}"
    );
    assert!(set_up["qr_path"].as_str().unwrap().starts_with('M'));
    // Not yet: an app that never got the secret must lock nobody out.
    assert_eq!(first_step(&world, "sara").await.status, StatusCode::OK);

    let confirm = format!("{TOTP}confirm/");
    let wrong = person
        .post(&confirm, json!({"code": app.wrong_code()}))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body["errors"]["code"][0].is_string());
    assert_eq!(first_step(&world, "sara").await.status, StatusCode::OK);

    let confirmed = person.post(&confirm, json!({"code": app.code()})).await;
    assert_eq!(texts(&confirmed.body["recovery_codes"]).len(), 10);
    let on = person.get(TOTP).await.body;
    assert!(on["on_since"].is_string());
    assert_eq!(on["recovery_codes_left"], 10);

    let asked = first_step(&world, "sara").await;
    assert_eq!(asked.status, StatusCode::ACCEPTED);
    assert!(asked.cookies().is_empty(), "no session for half a log-in");
    assert!(asked.body["access_token"].is_null());
    assert_eq!(asked.body["expires_in"], 300);
    assert_eq!(asked.headers["cache-control"], "no-store");
    next_step(&world).await;
    let token = asked.body["challenge"].as_str().unwrap();
    let entered = second_step(&world, token, &app.code()).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.body);
    let person = Person::of(&world, &entered);
    assert_eq!(person.get("/api/auth/me/").await.status, StatusCode::OK);
    // A session from before goes on; others are not asked for a code.
    world.candidate("omar").await;
    assert_eq!(first_step(&world, "omar").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_is_good_once() {
    let world = World::new().await;
    let person = world.candidate("hiba").await;
    let (app, _) = switch_on(&world, &person).await;
    let first = challenge(&world, "hiba").await;
    let second = challenge(&world, "hiba").await;
    let code = app.code();
    assert_eq!(
        second_step(&world, &first, &code).await.status,
        StatusCode::OK
    );
    // Looked over somebody's shoulder, within the same half minute.
    let again = second_step(&world, &second, &code).await;
    assert_eq!(told(&again), (401, "wrong-code"));
    next_step(&world).await;
    let next = second_step(&world, &second, &app.code()).await;
    assert_eq!(next.status, StatusCode::OK);
}

#[tokio::test]
async fn the_code_that_switched_it_on_logs_nobody_in() {
    let world = World::new().await;
    let person = world.candidate("lina").await;
    let set_up = person.post(TOTP, json!({"password": PASSWORD})).await.body;
    let code = App::of(&set_up).code();
    let confirm = json!({"code": code});
    person.ok(person.post(&format!("{TOTP}confirm/"), confirm).await);
    let token = challenge(&world, "lina").await;
    let again = second_step(&world, &token, &code).await;
    assert_eq!(told(&again), (401, "wrong-code"));
}

#[tokio::test]
async fn a_challenge_is_good_once_for_five_minutes_and_for_nothing_else() {
    let world = World::new().await;
    let person = world.candidate("anas").await;
    let (app, codes) = switch_on(&world, &person).await;
    let used = challenge(&world, "anas").await;
    assert_eq!(
        second_step(&world, &used, &codes[0]).await.status,
        StatusCode::OK
    );
    let again = second_step(&world, &used, &codes[1]).await;
    assert_eq!(told(&again), (401, "challenge-expired"));
    let invented = second_step(&world, "made up", &codes[1]).await;
    assert_eq!(told(&invented), (401, "challenge-expired"));

    let late = challenge(&world, "anas").await;
    world
        .sql("UPDATE login_challenges SET expires_at = now() - interval '1 millisecond'")
        .await;
    let answer = second_step(&world, &late, &app.code()).await;
    assert_eq!(told(&answer), (401, "challenge-expired"));
    // It is no access token and no refresh token.
    let mut bearer = world.anybody();
    bearer.token = Some(challenge(&world, "anas").await);
    assert_eq!(
        bearer.get("/api/auth/me/").await.status,
        StatusCode::UNAUTHORIZED
    );
    // What ran out is swept by those that come after.
    assert_eq!(
        world.count("SELECT count(*) FROM login_challenges").await,
        1
    );
}

#[tokio::test]
async fn of_two_answers_to_one_challenge_one_wins() {
    let world = World::new().await;
    let person = world.candidate("reda").await;
    let (_, codes) = switch_on(&world, &person).await;
    let token = challenge(&world, "reda").await;
    let sessions = world.count("SELECT count(*) FROM sessions").await;
    let tries = codes.iter().take(4).map(|code| {
        let (nobody, token, code) = (world.anybody(), token.clone(), code.clone());
        tokio::spawn(async move {
            let body = json!({"challenge": token, "code": code});
            nobody.post("/api/auth/login/code/", body).await.status
        })
    });
    let mut entered = 0;
    for attempt in tries.collect::<Vec<_>>() {
        entered += i64::from(attempt.await.unwrap() == StatusCode::OK);
    }
    assert_eq!(entered, 1);
    let now = world.count("SELECT count(*) FROM sessions").await;
    assert_eq!(now - sessions, 1);
}

#[tokio::test]
async fn a_recovery_code_is_good_once_and_a_new_set_ends_the_old_one() {
    let world = World::new().await;
    let person = world.candidate("douae").await;
    let (app, codes) = switch_on(&world, &person).await;
    let enter = async |code: &str| {
        let token = challenge(&world, "douae").await;
        second_step(&world, &token, code).await.status.as_u16()
    };
    assert_eq!(enter(&codes[0].to_uppercase().replace('-', " ")).await, 200);
    assert_eq!(enter(&codes[0]).await, 401);
    assert_eq!(person.get(TOTP).await.body["recovery_codes_left"], 9);

    let path = format!("{TOTP}recovery_codes/");
    let proof = |password: &str, code: String| json!({"password": password, "code": code});
    let refused = person
        .post(&path, proof("not her password", app.code()))
        .await;
    assert!(refused.body["errors"]["password"][0].is_string());
    let refused = person.post(&path, proof(PASSWORD, app.wrong_code())).await;
    assert!(refused.body["errors"]["code"][0].is_string());
    let fresh = person.post(&path, proof(PASSWORD, app.code())).await;
    let fresh = texts(&fresh.body["recovery_codes"]);
    assert_eq!(fresh.len(), 10);
    assert!(fresh.iter().all(|code| !codes.contains(code)));
    assert_eq!(person.get(TOTP).await.body["recovery_codes_left"], 10);
    assert_eq!(enter(&codes[1]).await, 401);
    assert_eq!(enter(&fresh[1]).await, 200);
}

#[tokio::test]
async fn wrong_codes_wait_and_only_who_knows_the_password_makes_them() {
    let world = World::new().await;
    let person = world.candidate("ilyas").await;
    let (app, codes) = switch_on(&world, &person).await;
    for _ in 0..5 {
        // A new challenge each time does not help.
        let token = challenge(&world, "ilyas").await;
        let wrong = second_step(&world, &token, &app.wrong_code()).await;
        assert_eq!(told(&wrong), (401, "wrong-code"));
    }
    for code in [app.code(), codes[0].clone()] {
        let token = challenge(&world, "ilyas").await;
        let closed = second_step(&world, &token, &code).await;
        assert_eq!(told(&closed), (429, "too-many-tries"));
        assert!(closed.headers.contains_key("retry-after"));
    }
    world
        .sql("UPDATE login_throttles SET blocked_until = now() - interval '1 second'")
        .await;
    let token = challenge(&world, "ilyas").await;
    let right = second_step(&world, &token, &codes[0]).await;
    assert_eq!(right.status, StatusCode::OK);
    // Right: the count starts anew.
    let left = "SELECT count(*) FROM login_throttles WHERE kind = 'code'";
    assert_eq!(world.count(left).await, 0);
}

#[tokio::test]
async fn switching_off_needs_the_password_and_a_code() {
    let world = World::new().await;
    let person = world.candidate("zineb").await;
    let (app, codes) = switch_on(&world, &person).await;
    let path = format!("{TOTP}off/");
    let ask = async |password: &str, code: &str| {
        let body = json!({"password": password, "code": code});
        person.post(&path, body).await
    };
    let wrong = ask("not her password", &app.code()).await;
    assert!(
        wrong.body["errors"]["password"][0].is_string(),
        "{}",
        wrong.body
    );
    let wrong = ask(PASSWORD, &app.wrong_code()).await;
    assert!(
        wrong.body["errors"]["code"][0].is_string(),
        "{}",
        wrong.body
    );
    assert_eq!(
        first_step(&world, "zineb").await.status,
        StatusCode::ACCEPTED
    );

    let off = ask(PASSWORD, &codes[3]).await;
    assert_eq!(off.status, StatusCode::NO_CONTENT, "{}", off.body);
    assert_eq!(first_step(&world, "zineb").await.status, StatusCode::OK);
    for table in ["totp", "recovery_codes"] {
        let sql = format!("SELECT count(*) FROM {table}");
        let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(&world.owner)
            .await
            .unwrap();
        assert_eq!(rows, 0, "{table}");
    }
    let again = ask(PASSWORD, &app.code()).await;
    assert_eq!(told(&again), (409, "totp-off"));
}

#[tokio::test]
async fn a_machine_left_open_does_not_shut_its_owner_out() {
    let world = World::new().await;
    let person = world.candidate("adam").await;
    let guess = async || {
        let body = json!({"password": "not his password"});
        person.post(TOTP, body).await
    };
    for _ in 0..5 {
        let wrong = guess().await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // Guessing here is guessing at the door.
    assert_eq!(told(&guess().await), (429, "too-many-tries"));
    let door = first_step(&world, "adam").await;
    assert_eq!(told(&door), (429, "too-many-tries"));
    assert_eq!(world.count("SELECT count(*) FROM totp").await, 0);
    assert_eq!(
        world
            .anybody()
            .post(TOTP, json!({"password": PASSWORD}))
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn what_is_on_is_not_set_up_again_and_what_is_not_begun_not_confirmed() {
    let world = World::new().await;
    let person = world.candidate("bilal").await;
    let confirm = json!({"code": "123456"});
    let early = person
        .post(&format!("{TOTP}confirm/"), confirm.clone())
        .await;
    assert_eq!(told(&early), (409, "totp-off"));
    // A set-up that was left half-way is simply begun anew, with another secret.
    let left = person.post(TOTP, json!({"password": PASSWORD})).await.body;
    let (app, _) = switch_on(&world, &person).await;
    assert_ne!(App::of(&left).0, app.0);
    let twice = person.post(TOTP, json!({"password": PASSWORD})).await;
    assert_eq!(told(&twice), (409, "totp-on"));
    let late = person.post(&format!("{TOTP}confirm/"), confirm).await;
    assert_eq!(told(&late), (409, "totp-on"));
}

#[tokio::test]
async fn a_copy_of_the_database_makes_no_codes_and_nobody_sees_anothers() {
    let world = World::new().await;
    let person = world.candidate("ghita").await;
    let (app, codes) = switch_on(&world, &person).await;
    let (secret, hashes): (Vec<u8>, Vec<Vec<u8>>) = (
        sqlx::query_scalar("SELECT secret FROM totp")
            .fetch_one(&world.owner)
            .await
            .unwrap(),
        sqlx::query_scalar("SELECT code_hash FROM recovery_codes")
            .fetch_all(&world.owner)
            .await
            .unwrap(),
    );
    assert!(
        !secret
            .windows(4)
            .any(|part| app.0.windows(4).any(|ours| ours == part))
    );
    for code in codes {
        let plain = code.replace('-', "");
        use sha2::{Digest, Sha256};
        for text in [&code, &plain] {
            assert!(!hashes.contains(&Sha256::digest(text.as_bytes()).to_vec()));
        }
    }
    let other = world.candidate("farid").await;
    for sql in [
        "SELECT user_id FROM totp",
        "SELECT user_id FROM recovery_codes",
    ] {
        assert!(seen(&world, &person, sql).await > 0, "{sql}");
        assert_eq!(seen(&world, &other, sql).await, 0, "{sql}");
    }
    // Her secret in his row opens nothing: it is sealed for her.
    other.ok(other.post(TOTP, json!({"password": PASSWORD})).await);
    world
        .sql("UPDATE totp SET secret = (SELECT secret FROM totp WHERE confirmed_at IS NOT NULL)")
        .await;
    let body = json!({"code": app.code()});
    let moved = other.post(&format!("{TOTP}confirm/"), body).await;
    assert_eq!(moved.status, StatusCode::INTERNAL_SERVER_ERROR);
}
