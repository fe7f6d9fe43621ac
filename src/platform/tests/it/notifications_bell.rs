//! The stream that says at once that there is news.

use std::time::Duration;

use axum::{
    body::{Body, BodyDataStream},
    http::{Request, StatusCode, header},
};
use futures_util::StreamExt;
use platform::accounts::Place;
use serde_json::json;
use tokio::{task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::{
    notifications_delivery::notifications,
    world::{Person, World},
};

/// A second, and some for a busy machine: deadlines are asserted at three times the promise.
const SOON: Duration = Duration::from_secs(3);

struct Ears(BodyDataStream);

impl Ears {
    async fn of(person: &Person) -> Ears {
        let request = Request::get("/api/notifications/stream/")
            .header(
                header::AUTHORIZATION,
                format!("Bearer {}", person.token.as_deref().unwrap()),
            )
            .body(Body::empty())
            .unwrap();
        let answer = person.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let kind = answer.headers()[header::CONTENT_TYPE].to_str().unwrap();
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        Ears(answer.into_body().into_data_stream())
    }

    /// The next word; None when the stream is over.
    async fn hears(&mut self) -> Option<String> {
        let next = timeout(SOON, self.0.next())
            .await
            .expect("nothing was told");
        next.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap())
    }

    async fn hears_nothing(&mut self) {
        let next = timeout(Duration::from_millis(600), self.0.next()).await;
        assert!(next.is_err(), "{next:?}");
    }
}

const NEWS: &str = "event: news\ndata: {}\n\n";

async fn ringing(world: &World) -> (JoinHandle<()>, CancellationToken) {
    let stop = CancellationToken::new();
    let rings = platform::notifications::ring(world.platform.clone(), stop.clone());
    let task = tokio::spawn(rings);
    let listens = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND query = 'LISTEN \"jobgate_news\"'";
    while world.count(listens).await == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // It says that it rings right after it listens.
    tokio::time::sleep(Duration::from_millis(50)).await;
    (task, stop)
}

#[tokio::test]
async fn who_is_told_something_hears_of_it_on_every_device_and_nobody_else() {
    let world = World::new().await;
    let (task, stop) = ringing(&world).await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let amal = world.candidate("amal").await;
    let badr = world.candidate("badr").await;
    let mut phone = Ears::of(&amal).await;
    let mut desk = Ears::of(&world.log_in("amal@example.org").await).await;
    let mut other = Ears::of(&badr).await;
    for ears in [&mut phone, &mut desk, &mut other] {
        // What was told before the line was there.
        assert_eq!(ears.hears().await.as_deref(), Some(NEWS));
    }
    let write = json!({"user_ids": [amal.id()], "title": "Secret", "message": "words"});
    hiba.ok(hiba.post("/api/notifications/create/", write).await);
    assert_eq!(phone.hears().await.as_deref(), Some(NEWS));
    assert_eq!(desk.hears().await.as_deref(), Some(NEWS));
    let told = notifications(&amal).await;
    // What is read on one device is news on the other; the same again is none.
    let read = format!(
        "/api/notifications/{}/mark_as_read/",
        told[0]["id"].as_str().unwrap()
    );
    amal.ok(amal.post(&read, json!({})).await);
    assert_eq!(desk.hears().await.as_deref(), Some(NEWS));
    assert_eq!(phone.hears().await.as_deref(), Some(NEWS));
    amal.ok(amal.post(&read, json!({})).await);
    phone.hears_nothing().await;
    other.hears_nothing().await;

    // A server that stops lets everybody go.
    stop.cancel();
    task.await.unwrap();
    assert_eq!(phone.hears().await, None);
    assert_eq!(other.hears().await, None);
}

#[tokio::test]
async fn an_ended_session_hears_no_more() {
    let world = World::new().await;
    let (_task, _stop) = ringing(&world).await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let amal = world.candidate("amal").await;
    let mut ears = Ears::of(&amal).await;
    assert_eq!(ears.hears().await.as_deref(), Some(NEWS));
    let end = format!("/api/admin/users/{}/disable/", amal.id());
    hiba.ok(hiba.post(&end, json!({})).await);
    let write = json!({"user_ids": [amal.id()], "title": "t", "message": "m"});
    hiba.ok(hiba.post("/api/notifications/create/", write).await);
    assert_eq!(ears.hears().await, None);
    assert_eq!(
        amal.get("/api/notifications/stream/").await.status,
        StatusCode::UNAUTHORIZED
    );
}

/// Where nothing rings, the page goes on looking for itself.
#[tokio::test]
async fn without_anybody_who_rings_the_stream_is_over_at_once() {
    let world = World::new().await;
    let amal = world.candidate("amal").await;
    let mut ears = Ears::of(&amal).await;
    assert_eq!(ears.hears().await.as_deref(), Some(NEWS));
    assert_eq!(ears.hears().await, None);
}
