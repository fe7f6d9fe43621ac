//! Consents that end while somebody may be at it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use platform::{
    endings::{Concerned, Ending, listen, recheck},
    ids::{SessionId, UserId},
    privacy::ConsentKind,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::world::World;

/// Notes what it is told.
#[derive(Default)]
struct Ear(Mutex<Vec<Ending>>);

impl Concerned for Ear {
    fn present(&self) -> Vec<UserId> {
        Vec::new()
    }

    fn sessions(&self) -> Vec<SessionId> {
        Vec::new()
    }

    fn end(&self, ending: Ending) {
        self.0.lock().unwrap().push(ending);
    }
}

impl Ear {
    fn heard(&self) -> Vec<Ending> {
        self.0.lock().unwrap().clone()
    }

    async fn hears(&self, expected: &[Ending]) {
        for _ in 0..200 {
            if self.heard().len() >= expected.len() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        assert_eq!(self.heard(), expected);
    }
}

fn ended(user: UserId, kind: ConsentKind) -> Ending {
    Ending::Consent { user, kind }
}

#[tokio::test]
async fn the_end_of_the_last_consent_of_a_kind_is_told_whoever_ends_it() {
    let world = World::new().await;
    let (amal, badr) = (world.candidate("amal").await, world.candidate("badr").await);
    amal.agree("record").await;
    amal.agree("analyse").await;
    badr.agree("record").await;
    world
        .sql("INSERT INTO consent_texts SELECT kind, '2099-01', language, title, body FROM consent_texts WHERE kind = 'record'")
        .await;
    amal.agree("record").await;

    let (ear, stop) = (Arc::new(Ear::default()), CancellationToken::new());
    let listening = tokio::spawn(listen(world.platform.clone(), ear.clone(), stop.clone()));
    let listens = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND query = 'LISTEN \"jobgate_endings\"'";
    while world.count(listens).await == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // The newer of two still stands.
    world
        .sql("UPDATE consents SET withdrawn_at = now() WHERE kind = 'record' AND version = '2026-11' AND user_id = (SELECT id FROM users WHERE first_name = 'amal')")
        .await;
    let withdraw =
        |kind: &'static str| amal.post("/api/consents/withdraw/", json!({ "kind": kind }));
    withdraw("analyse").await;
    let analyse = ended(amal.id(), ConsentKind::Analyse);
    ear.hears(&[analyse]).await;
    withdraw("record").await;
    let record = ended(amal.id(), ConsentKind::Record);
    ear.hears(&[analyse, record]).await;
    // Nothing stands any more: that is no news.
    withdraw("record").await;
    let session = sqlx::query_scalar("SELECT id FROM sessions WHERE user_id = $1")
        .bind(badr.id().0)
        .fetch_one(&world.owner)
        .await
        .unwrap();
    world
        .sql("DELETE FROM users WHERE first_name = 'badr'")
        .await;
    let session = Ending::Session {
        session: SessionId(session),
    };
    let erased = ended(badr.id(), ConsentKind::Record);
    ear.hears(&[analyse, record, session, erased]).await;
    stop.cancel();
    listening.await.unwrap();
}

#[tokio::test]
async fn what_does_not_stand_can_be_asked_for_those_who_are_present() {
    let world = World::new().await;
    let (amal, badr) = (world.candidate("amal").await, world.candidate("badr").await);
    for kind in ["record", "analyse", "quality_filter"] {
        amal.agree(kind).await;
    }
    badr.agree("record").await;
    let withdraw = json!({ "kind": "analyse" });
    amal.post("/api/consents/withdraw/", withdraw).await;
    let ear = Ear::default();
    let people = [amal.id(), badr.id()];
    recheck(&world.platform, &ear, &people).await.unwrap();
    let heard = ear.heard();
    let expected = [
        ended(amal.id(), ConsentKind::Analyse),
        ended(badr.id(), ConsentKind::Analyse),
        ended(badr.id(), ConsentKind::QualityFilter),
    ];
    assert_eq!(heard.len(), expected.len(), "{heard:?}");
    assert!(expected.iter().all(|ending| heard.contains(ending)));
}
