//! How often somebody may try to log in, and what trying tells.

use std::{collections::HashSet, net::SocketAddr, sync::Arc};

use axum::{Extension, Router, extract::ConnectInfo, http::Method, http::StatusCode};
use platform::{Platform, StorageConfig};
use serde_json::json;

use crate::world::{Answer, PASSWORD, Person, World, config};

const LOGIN: &str = "/api/auth/login/";
/// Failures that cost no wait.
const FREE: usize = 5;
const FREE_AT_AN_ADDRESS: usize = 50;

/// Somebody whose connection comes from this address.
fn at(router: &Router, address: &str) -> Person {
    let peer = SocketAddr::new(address.parse().unwrap(), 50_000);
    Person {
        router: router.clone().layer(Extension(ConnectInfo(peer))),
        token: None,
        cookies: Vec::new(),
        user: json!(null),
    }
}

async fn log_in(who: &Person, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    who.post(LOGIN, body).await
}

fn told(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.problem())
}

/// Lets time pass for what is counted.
async fn pass(world: &World, interval: &str) {
    let sql = format!(
        "UPDATE login_throttles SET charged_at = charged_at - interval '{interval}',
             blocked_until = blocked_until - interval '{interval}'"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(&world.owner)
        .await
        .unwrap();
}

/// Another server process on the same database.
async fn another_server(world: &World, proxies: &[&str]) -> (Platform, Router) {
    let storage = StorageConfig::Folder(world.objects());
    let mut config = config(&world.url, storage, world.folder.path().join("work"));
    config.trusted_proxies = proxies.iter().map(|text| text.parse().unwrap()).collect();
    let platform = Platform::open(config).await.unwrap();
    let analysis = Arc::new(crate::quality::Scoring::default());
    let router = platform.router(analysis, Arc::new(crate::upload::Reader::default()));
    (platform, router)
}

#[tokio::test]
async fn after_five_wrong_passwords_the_right_one_has_to_wait_as_well() {
    let world = World::new().await;
    world.candidate("sara").await;
    let door = at(&world.router, "203.0.113.9");
    for _ in 0..FREE {
        let wrong = log_in(&door, "sara@example.org", "not her password").await;
        assert_eq!(told(&wrong), (401, "bad-credentials"));
    }
    for password in ["not her password", PASSWORD] {
        let body = json!({"email": "Sara@Example.org", "password": password});
        let english = [("accept-language", "en")];
        let closed = door.send(Method::POST, LOGIN, Some(body), &english).await;
        assert_eq!(told(&closed), (429, "too-many-tries"));
        let wait: u64 = closed.headers["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((20..=30).contains(&wait), "{wait} s");
        let detail = closed.body["detail"].as_str().unwrap();
        assert!(
            detail.starts_with(&format!("Try again in {wait} seconds.")),
            "{detail}"
        );
        assert_eq!(closed.headers["content-type"], "application/problem+json");
    }
    let french = log_in(&door, "sara@example.org", PASSWORD).await;
    assert!(
        french.body["detail"]
            .as_str()
            .unwrap()
            .contains("Réessayez dans")
    );
    // From anywhere else, too; somebody else is not held up.
    let elsewhere = at(&world.router, "198.51.100.7");
    let closed = log_in(&elsewhere, "sara@example.org", PASSWORD).await;
    assert_eq!(told(&closed), (429, "too-many-tries"));
    world.candidate("lina").await;
    let other = log_in(&door, "lina@example.org", PASSWORD).await;
    assert_eq!(other.status, StatusCode::OK);

    pass(&world, "31 seconds").await;
    let open = log_in(&door, "sara@example.org", PASSWORD).await;
    assert_eq!(open.status, StatusCode::OK);
}

#[tokio::test]
async fn each_failure_doubles_the_wait_and_a_log_in_forgets_them_all() {
    let world = World::new().await;
    world.candidate("hiba").await;
    let door = at(&world.router, "203.0.113.9");
    let blocked =
        "SELECT coalesce(round(max(extract(epoch FROM blocked_until - charged_at))), 0)::bigint
                   FROM login_throttles WHERE kind = 'account'";
    let mut waits = Vec::new();
    for _ in 0..9 {
        let wrong = log_in(&door, "hiba@example.org", "not her password").await;
        assert_eq!(told(&wrong), (401, "bad-credentials"));
        let wait = world.count(blocked).await;
        waits.push(wait);
        // Not long enough for a failure to be forgotten.
        let sql = "UPDATE login_throttles SET blocked_until = now() - interval '1 second'";
        world.sql(sql).await;
    }
    assert_eq!(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480]);
    let right = log_in(&door, "hiba@example.org", PASSWORD).await;
    assert_eq!(right.status, StatusCode::OK);
    for _ in 0..FREE {
        let wrong = log_in(&door, "hiba@example.org", "not her password").await;
        assert_eq!(told(&wrong), (401, "bad-credentials"));
    }
}

#[tokio::test]
async fn the_count_holds_for_every_server_and_over_a_restart() {
    let world = World::new().await;
    world.candidate("anas").await;
    for round in 0..FREE {
        // Each try at a server that has just started.
        let (platform, router) = another_server(&world, &[]).await;
        let door = at(&router, &format!("203.0.113.{round}"));
        let wrong = log_in(&door, "anas@example.org", "not his password").await;
        assert_eq!(told(&wrong), (401, "bad-credentials"));
        platform.close().await;
    }
    let door = at(&world.router, "203.0.113.99");
    let closed = log_in(&door, "anas@example.org", PASSWORD).await;
    assert_eq!(told(&closed), (429, "too-many-tries"));
}

#[tokio::test]
async fn a_hundred_tries_at_once_count_as_a_hundred() {
    let world = World::new().await;
    world.candidate("reda").await;
    let before = world.platform.passwords_verified();
    let tries = (0..40).map(|number| {
        let door = at(&world.router, &format!("203.0.113.{number}"));
        tokio::spawn(async move {
            let answer = log_in(&door, "reda@example.org", "not his password").await;
            answer.status.as_u16()
        })
    });
    let mut seen = Vec::new();
    for answer in tries.collect::<Vec<_>>() {
        seen.push(answer.await.unwrap());
    }
    let looked_at = seen.iter().filter(|status| **status == 401).count();
    let refused = seen.iter().filter(|status| **status == 429).count();
    assert_eq!((looked_at, refused), (FREE, 35), "{seen:?}");
    assert_eq!(world.platform.passwords_verified() - before, FREE as u64);
}

#[tokio::test]
async fn an_unknown_address_costs_one_verification_and_waits_like_a_known_one() {
    let world = World::new().await;
    world.candidate("douae").await;
    let mut told_to = Vec::new();
    for (email, from) in [
        ("douae@example.org", "203.0.113.1"),
        ("nobody@example.org", "203.0.113.2"),
    ] {
        let door = at(&world.router, from);
        let mut answers = Vec::new();
        for number in 0..=FREE {
            let before = world.platform.passwords_verified();
            // Nobody's password is that of nobody.
            let answer = log_in(&door, email, "nobody has this password").await;
            let cost = world.platform.passwords_verified() - before;
            assert_eq!(cost, u64::from(number < FREE), "{email}, try {number}");
            let mut body = answer.body.clone();
            // The same but for the seconds that went by.
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                body["detail"] = json!(null);
            }
            let headers: HashSet<_> = answer
                .headers
                .keys()
                .map(|name| name.as_str().to_owned())
                .collect();
            answers.push((answer.status, body, headers));
        }
        told_to.push(answers);
    }
    assert_eq!(told_to[0], told_to[1]);
    // The counters hold no address, of mail or of a machine.
    let rows: Vec<String> = sqlx::query_scalar("SELECT t::text FROM login_throttles t")
        .fetch_all(&world.owner)
        .await
        .unwrap();
    // Four of the tries, two of the sign-up.
    assert_eq!(rows.len(), 6);
    for row in rows {
        assert!(!row.contains("nobody") && !row.contains("203.0"), "{row}");
    }
}

/// As if so many others had mistyped from there just now.
async fn others_failed(world: &World, failures: usize) {
    sqlx::query("UPDATE login_throttles SET failures = $1 WHERE kind = 'address'")
        .bind(failures as f64)
        .execute(&world.owner)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_address_is_slowed_down_later_and_only_for_a_while() {
    let world = World::new().await;
    world.candidate("ilyas").await;
    let office = at(&world.router, "203.0.113.9");
    let wrong = async |number: usize| {
        let email = format!("guess.{number}@example.org");
        log_in(&office, &email, "not anybody's password").await
    };
    wrong(0).await;
    others_failed(&world, FREE_AT_AN_ADDRESS - 2).await;
    // The forty-ninth: a log-in beside it costs the address nothing.
    assert_eq!(told(&wrong(1).await), (401, "bad-credentials"));
    for _ in 0..3 {
        let right = log_in(&office, "ilyas@example.org", PASSWORD).await;
        assert_eq!(right.status, StatusCode::OK);
    }
    assert_eq!(told(&wrong(2).await), (401, "bad-credentials"));
    let closed = log_in(&office, "ilyas@example.org", PASSWORD).await;
    assert_eq!(told(&closed), (429, "too-many-tries"));
    // From home it works meanwhile, and at the office half a minute later.
    let home = at(&world.router, "198.51.100.7");
    let right = log_in(&home, "ilyas@example.org", PASSWORD).await;
    assert_eq!(right.status, StatusCode::OK);
    pass(&world, "31 seconds").await;
    let right = log_in(&office, "ilyas@example.org", PASSWORD).await;
    assert_eq!(right.status, StatusCode::OK);
}

#[tokio::test]
async fn an_ipv6_neighbour_is_the_same_address_and_a_claimed_one_is_not() {
    let world = World::new().await;
    world.candidate("zineb").await;
    let wrong = async |who: &Person, headers: &[(&str, &str)]| {
        let body = json!({"email": "guess@example.org", "password": "not anybody's password"});
        who.send(Method::POST, LOGIN, Some(body), headers).await
    };
    let first = at(&world.router, "2001:db8:1:2::1");
    wrong(&first, &[]).await;
    others_failed(&world, FREE_AT_AN_ADDRESS).await;
    wrong(&first, &[]).await;
    let answer = async |address: &str, headers: &[(&str, &str)]| {
        let body = json!({"email": "zineb@example.org", "password": PASSWORD});
        let who = at(&world.router, address);
        who.send(Method::POST, LOGIN, Some(body), headers)
            .await
            .status
            .as_u16()
    };
    assert_eq!(answer("2001:db8:1:2:ffff::7", &[]).await, 429);
    // Nobody said that the peer is a proxy: what it claims is not believed.
    let claim = [("x-forwarded-for", "198.51.100.7")];
    assert_eq!(answer("2001:db8:1:2::1", &claim).await, 429);
    assert_eq!(answer("2001:db8:1:3::1", &[]).await, 200);
}

#[tokio::test]
async fn behind_a_trusted_proxy_people_are_told_apart() {
    let world = World::new().await;
    world.candidate("adam").await;
    let (platform, router) = another_server(&world, &["127.0.0.1"]).await;
    let proxy = at(&router, "127.0.0.1");
    let try_as = async |address: &str, email: &str, password: &str| {
        let body = json!({"email": email, "password": password});
        let headers = [("x-forwarded-for", address)];
        let answer = proxy.send(Method::POST, LOGIN, Some(body), &headers).await;
        answer.status.as_u16()
    };
    assert_eq!(try_as("203.0.113.9", "x@example.org", "wrong").await, 401);
    others_failed(&world, FREE_AT_AN_ADDRESS).await;
    assert_eq!(try_as("203.0.113.9", "y@example.org", "wrong").await, 401);
    let right = ("adam@example.org", PASSWORD);
    assert_eq!(try_as("203.0.113.9", right.0, right.1).await, 429);
    // Its own invention in front does not help.
    let invented = "198.51.100.7, 203.0.113.9";
    assert_eq!(try_as(invented, right.0, right.1).await, 429);
    assert_eq!(try_as("198.51.100.7", right.0, right.1).await, 200);
    platform.close().await;
}

#[tokio::test]
async fn counters_that_say_nothing_any_more_are_swept() {
    let world = World::new().await;
    let door = at(&world.router, "203.0.113.9");
    for number in 0..4 {
        log_in(&door, &format!("old.{number}@example.org"), "wrong").await;
    }
    assert_eq!(world.count("SELECT count(*) FROM login_throttles").await, 5);
    pass(&world, "25 hours").await;
    let other = at(&world.router, "198.51.100.7");
    log_in(&other, "new@example.org", "wrong").await;
    assert_eq!(world.count("SELECT count(*) FROM login_throttles").await, 2);
}

#[tokio::test]
async fn when_too_many_passwords_are_compared_at_once_the_rest_come_back_later() {
    let world = World::new().await;
    let before = world.platform.passwords_verified();
    let tries = (0..400).map(|number: u32| {
        let door = at(
            &world.router,
            &format!("10.0.{}.{}", number / 200, number % 200),
        );
        tokio::spawn(async move {
            let answer = log_in(&door, &format!("n{number}@example.org"), "wrong").await;
            let retry = answer.headers.contains_key("retry-after");
            (answer.status.as_u16(), retry)
        })
    });
    let (mut looked_at, mut busy) = (0, 0);
    for answer in tries.collect::<Vec<_>>() {
        match answer.await.unwrap() {
            (401, false) => looked_at += 1,
            (503, true) => busy += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(looked_at + busy, 400);
    assert!(busy > 0, "nobody was turned away");
    assert_eq!(world.platform.passwords_verified() - before, looked_at);
    // Who was turned away has not used up a try.
    let charged = world
        .count("SELECT count(*) FROM login_throttles WHERE kind = 'account' AND failures > 0")
        .await;
    assert_eq!(charged as u64, looked_at);
}
