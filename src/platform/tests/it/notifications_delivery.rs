//! Events become notifications: for whom, once, and whatever happens to the server.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{FutureExt, StreamExt};
use platform::notifications::{Step, Steps, Timing, deliver_until_idle, prune, run_with};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    notifications_mail::{Catcher, Mail, letters, told_by},
    world::{Person, World, noise},
};

pub const FAST: Timing = Timing {
    poll: Duration::from_millis(20),
    lease: Duration::from_millis(300),
    first_pause: Duration::from_millis(20),
    longest_pause: Duration::from_millis(100),
    most_tries: 4,
};

pub async fn deliver(world: &World) {
    let lasting = Timing {
        lease: Duration::from_secs(60),
        ..FAST
    };
    deliver_until_idle(&world.platform, lasting, &Steps::default())
        .await
        .unwrap();
}

pub async fn notifications(person: &Person) -> Vec<Value> {
    let body = person.ok(person
        .get("/api/notifications/notifications/?limit=100")
        .await);
    body["results"].as_array().unwrap().clone()
}

fn kinds(notifications: &[Value]) -> Vec<&str> {
    let mut kinds: Vec<&str> = notifications
        .iter()
        .map(|one| one["type"].as_str().unwrap())
        .collect();
    kinds.sort();
    kinds
}

#[tokio::test]
async fn the_right_people_are_told_and_nobody_else() {
    let world = World::new().await;
    let atlas = world.company("Atlas").await;
    let rif = world.company("Rif").await;
    let salma = world.recruiter("salma", atlas).await;
    let omar = world.recruiter("omar", atlas).await;
    let rachid = world.recruiter("rachid", rif).await;
    let other = world.candidate("bilal").await;

    let amal = world.candidate("amal").await;
    let video = amal.draft(false).await;
    let take = world.record(&amal, &video, &noise(5_000)).await;
    amal.ok(amal
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    world.work_until_idle().await;
    deliver(&world).await;
    // Open to nobody yet.
    assert!(notifications(&salma).await.is_empty());
    let own = notifications(&amal).await;
    assert_eq!(kinds(&own), ["video_completed", "video_kept"]);
    let completed = own
        .iter()
        .find(|one| one["type"] == "video_completed")
        .unwrap();
    assert_eq!(completed["title"], "Your video is ready");
    assert_eq!(completed["action_url"], format!("/videos/{video}"));
    assert_eq!(completed["action_text"], "See the video");
    assert_eq!(completed["extra_data"]["video_id"], video);
    assert_eq!(completed["is_read"], false);
    assert_eq!(completed["read_at"], Value::Null);
    assert!(completed["reason"].as_str().unwrap().contains("yours"));

    let visible = json!({"all_companies": false, "company_ids": [atlas]});
    amal.ok(amal
        .put("/api/candidate/visibility/", visible.clone())
        .await);
    deliver(&world).await;
    for recruiter in [&salma, &omar] {
        let told = notifications(recruiter).await;
        assert_eq!(kinds(&told), ["new_candidate"]);
        let profile = amal.user["profile_id"].as_str().unwrap();
        assert_eq!(
            told[0]["action_url"],
            format!("/candidates?person={profile}")
        );
        // The grant may be taken back: no name stays behind.
        assert!(!told[0].to_string().contains("amal"));
    }
    assert!(notifications(&rachid).await.is_empty());
    // Saying the same again is no news.
    amal.ok(amal.put("/api/candidate/visibility/", visible).await);
    deliver(&world).await;
    assert_eq!(notifications(&salma).await.len(), 1);

    // Two of Atlas watch, one of them twice: the candidate learns once that Atlas did.
    let views = format!("/api/videos/{video}/views/");
    for recruiter in [&salma, &salma, &omar] {
        recruiter.ok(recruiter.post(&views, json!({})).await);
    }
    deliver(&world).await;
    let own = notifications(&amal).await;
    let viewed: Vec<&Value> = own
        .iter()
        .filter(|one| one["type"] == "video_viewed")
        .collect();
    assert_eq!(viewed.len(), 1);
    assert_eq!(viewed[0]["title"], "Atlas watched your video");
    let text = viewed[0].to_string();
    for person in [&salma, &omar] {
        assert!(!text.contains(&person.id().to_string()) && !text.contains("salma"));
    }

    // A new video of somebody they know is another thing than a new candidate.
    let again = world.record(&amal, &video, &noise(4_000)).await;
    amal.ok(amal
        .post(&format!("/api/takes/{again}/keep/"), json!({}))
        .await);
    world.work_until_idle().await;
    deliver(&world).await;
    assert_eq!(
        kinds(&notifications(&salma).await),
        ["new_candidate", "video_linked"]
    );
    assert!(notifications(&rachid).await.is_empty());
    assert!(notifications(&other).await.is_empty());
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE delivered_at IS NULL")
            .await,
        0
    );
}

/// The payload names a view, a take, a grant; whom it concerns is looked up.
#[tokio::test]
async fn an_event_that_somebody_made_up_tells_nobody() {
    let world = World::new().await;
    let shown = world.shown("amal").await;
    let victim = world.candidate("bilal").await;
    deliver(&world).await;
    let before = notifications(&victim).await.len();
    for (topic, payload) in [
        (
            "video_viewed",
            json!({"view_id": uuid::Uuid::now_v7(), "video_id": shown.video, "user_id": victim.id(), "company_id": uuid::Uuid::now_v7()}),
        ),
        (
            "quality_ready",
            json!({"take_id": shown.take, "video_id": shown.video, "user_id": victim.id()}),
        ),
        (
            "video_completed",
            json!({"take_id": uuid::Uuid::now_v7(), "user_id": victim.id()}),
        ),
        ("profile_opened", json!({"grant_id": uuid::Uuid::now_v7()})),
        // Of a video whose reasons are others, and of things that do not exist.
        (
            "sync_needed",
            json!({"video_id": shown.video, "user_id": victim.id(), "reasons": ["skills_changed"]}),
        ),
        (
            "video_linked",
            json!({"video_id": uuid::Uuid::now_v7(), "user_id": victim.id()}),
        ),
        (
            "video_rejected",
            json!({"judgement_id": uuid::Uuid::now_v7(), "video_id": shown.video, "user_id": victim.id()}),
        ),
        (
            "application_received",
            json!({"application_id": uuid::Uuid::now_v7(), "user_id": victim.id()}),
        ),
        (
            "application_changed",
            json!({"application_id": uuid::Uuid::now_v7(), "user_id": victim.id(), "status": "hired"}),
        ),
    ] {
        sqlx::query("INSERT INTO outbox (topic, event_key, payload) VALUES ($1, 'made up', $2)")
            .bind(topic)
            .bind(payload)
            .execute(&world.owner)
            .await
            .unwrap();
    }
    deliver(&world).await;
    assert_eq!(notifications(&victim).await.len(), before);
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE delivered_at IS NULL")
            .await,
        0
    );
}

#[tokio::test]
async fn scores_are_for_the_candidate_alone_and_a_recovered_take_is_told() {
    let world = World::new().await;
    let shown = world.shown("amal").await;
    let company = world.company("Atlas").await;
    let recruiter = world.recruiter("salma", company).await;
    deliver(&world).await;
    let before = notifications(&recruiter).await.len();
    world
        .sql(
            "INSERT INTO take_quality (take_id, user_id, status, overall, analysis_version)
                SELECT kept_take_id, user_id, 'ready', 61.25, 'test' FROM videos;
             INSERT INTO outbox (topic, event_key, payload)
                SELECT 'quality_ready', kept_take_id::text, jsonb_build_object('take_id', kept_take_id) FROM videos;
             UPDATE takes SET state = 'recovered';
             INSERT INTO outbox (topic, event_key, payload)
                SELECT 'take_sealed', 'recovered', jsonb_build_object('take_id', id) FROM takes;",
        )
        .await;
    deliver(&world).await;
    let own = notifications(&shown.candidate).await;
    for kind in ["quality_ready", "take_recovered"] {
        assert_eq!(
            own.iter().filter(|one| one["type"] == kind).count(),
            1,
            "{kind}"
        );
    }
    assert!(!own.iter().any(|one| one.to_string().contains("61.25")));
    assert_eq!(notifications(&recruiter).await.len(), before);
}

/// A server is ended at each step, and another takes over. Most of it is waiting for leases to
/// end, so that several go on at once, each on a database of its own.
#[tokio::test]
async fn a_server_killed_between_any_two_steps_loses_nothing_and_shows_nothing_twice() {
    futures_util::stream::iter(Step::ALL)
        .for_each_concurrent(3, nothing_is_lost_after)
        .await;
}

async fn nothing_is_lost_after(victim: Step) {
    // Long enough for a mail on a busy machine: who is slow must not look dead.
    let timing = Timing {
        lease: Duration::from_secs(5),
        ..FAST
    };
    let catcher = Catcher::start().await;
    let world = told_by(&catcher).await;
    let company = world.company("Atlas").await;
    let recruiter = world.recruiter("salma", company).await;
    let shown = world.shown("amal").await;
    recruiter.ok(recruiter
        .post(&format!("/api/videos/{}/views/", shown.video), json!({}))
        .await);
    letters(&world, "reset_password", "basma@example.org").await;

    // The process stops dead at the step: its future is dropped where it stands, and
    // PostgreSQL sees a connection that went away.
    let (reached, mut at) = tokio::sync::mpsc::unbounded_channel();
    let steps = Steps::watched(move |step| {
        let reached = reached.clone();
        async move {
            if step == victim {
                let _ = reached.send(());
                std::future::pending::<()>().await;
            }
        }
        .boxed()
    });
    let doomed = tokio::spawn(run_with(
        world.platform.clone(),
        timing,
        steps,
        CancellationToken::new(),
    ));
    tokio::time::timeout(Duration::from_secs(30), at.recv())
        .await
        .unwrap_or_else(|_| panic!("{victim:?} was never reached"));
    doomed.abort();
    assert!(doomed.await.unwrap_err().is_cancelled());

    // Two others at once take over.
    let stop = CancellationToken::new();
    let others: Vec<_> = (0..2)
        .map(|_| {
            tokio::spawn(run_with(
                world.platform.clone(),
                timing,
                Steps::default(),
                stop.clone(),
            ))
        })
        .collect();
    settled(&world, victim).await;
    stop.cancel();
    for other in others {
        other.await.unwrap();
    }

    let own = notifications(&shown.candidate).await;
    assert_eq!(
        kinds(&own),
        ["video_completed", "video_kept", "video_viewed"],
        "{victim:?}"
    );
    assert_eq!(
        kinds(&notifications(&recruiter).await),
        ["new_candidate"],
        "{victim:?}"
    );
    let mut by_id: HashMap<String, Vec<Mail>> = HashMap::new();
    for mail in catcher.mails() {
        by_id
            .entry(mail.header("Message-ID"))
            .or_default()
            .push(mail);
    }
    // "Ready" and "watched" to the candidate, and the letter: each under one number.
    assert_eq!(by_id.len(), 3, "{victim:?}: {:?}", by_id.keys());
    let sent: usize = by_id.values().map(Vec::len).sum();
    match victim {
        // Sent and not yet written down: the one place where a mail can leave twice. Two
        // senders may both have stood there, or the second one alone.
        Step::MailAccepted => assert!((4..=5).contains(&sent), "{sent}"),
        Step::MailMarked => assert!((3..=4).contains(&sent), "{sent}"),
        _ => assert_eq!(sent, 3, "{victim:?}"),
    }
    assert_eq!(
        world
            .count("SELECT count(*) FROM mails WHERE state = 'sent' AND address IS NULL AND context = '{}'")
            .await,
        3
    );
    // The letter's address has left the outbox, too.
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE payload::text LIKE '%basma%'")
            .await,
        0
    );
}

/// Until nothing waits, also what a dead server still holds.
async fn settled(world: &World, what: impl std::fmt::Debug) {
    for _ in 0..1200 {
        let open = world
            .count(
                "SELECT (SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL)
                      + (SELECT count(*) FROM mails WHERE state = 'waiting')",
            )
            .await;
        if open == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what:?}: the outbox did not empty in a minute");
}

#[tokio::test]
async fn several_servers_share_the_work_and_tell_once() {
    let catcher = Catcher::start().await;
    let world = told_by(&catcher).await;
    let company = world.company("Atlas").await;
    for name in ["salma", "omar", "rim"] {
        world.recruiter(name, company).await;
    }
    for name in ["a1", "a2", "a3", "a4"] {
        world.shown(name).await;
    }
    let stop = CancellationToken::new();
    let servers: Vec<_> = (0..4)
        .map(|_| {
            tokio::spawn(run_with(
                world.platform.clone(),
                Timing {
                    lease: Duration::from_secs(60),
                    ..FAST
                },
                Steps::default(),
                stop.clone(),
            ))
        })
        .collect();
    settled(&world, "four servers").await;
    stop.cancel();
    for server in servers {
        server.await.unwrap();
    }
    // Three recruiters, four candidates; each candidate's own two.
    assert_eq!(
        world.count("SELECT count(*) FROM notifications").await,
        3 * 4 + 4 * 2
    );
    assert_eq!(catcher.mails().len(), 4);
}

#[tokio::test]
async fn an_event_is_heard_of_at_once_by_its_notification() {
    let world = World::new().await;
    let slow = Timing {
        poll: Duration::from_secs(3600),
        ..FAST
    };
    let stop = CancellationToken::new();
    let server = tokio::spawn(run_with(
        world.platform.clone(),
        slow,
        Steps::default(),
        stop.clone(),
    ));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let shown = world.shown("amal").await;
    for _ in 0..200 {
        if notifications(&shown.candidate).await.len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(notifications(&shown.candidate).await.len(), 2);
    stop.cancel();
    server.await.unwrap();
}

#[tokio::test]
async fn an_event_that_cannot_be_told_is_tried_again_and_set_aside() {
    let world = World::new().await;
    world
        .sql(
            "INSERT INTO outbox (topic, event_key, payload) VALUES
                ('from_the_future', '1', '{}'), ('video_viewed', '1', '{\"view_id\": 7}')",
        )
        .await;
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = tries.clone();
    let steps = Steps::watched(move |step| {
        if step == Step::EventTaken {
            counted.fetch_add(1, Ordering::SeqCst);
        }
        std::future::ready(()).boxed()
    });
    let stop = CancellationToken::new();
    let server = tokio::spawn(run_with(world.platform.clone(), FAST, steps, stop.clone()));
    settled(&world, "dead events").await;
    stop.cancel();
    server.await.unwrap();
    assert_eq!(tries.load(Ordering::SeqCst), 8);
    let dead: Vec<(String, i32)> = sqlx::query_as(
        "SELECT last_error, attempts FROM outbox WHERE dead_at IS NOT NULL ORDER BY last_error",
    )
    .fetch_all(&world.owner)
    .await
    .unwrap();
    assert_eq!(
        dead,
        [("payload".to_owned(), 4), ("unknown_topic".to_owned(), 4)]
    );
}

#[tokio::test]
async fn what_is_old_goes() {
    let world = World::new().await;
    world.shown("amal").await;
    deliver(&world).await;
    world
        .sql(
            "UPDATE outbox SET delivered_at = now() - interval '31 days' WHERE topic = 'video_kept';
             UPDATE mails SET finished_at = now() - interval '31 days';
             UPDATE notifications SET created_at = now() - interval '366 days' WHERE type = 'video_kept';
             INSERT INTO mails (id, source_key, address, topic, language, context, state, finished_at)
                VALUES (gen_random_uuid(), 'x', 'late@example.org', 'verify_email', 'fr', '{\"name\": \"x\"}',
                        'dead', now() - interval '8 days');",
        )
        .await;
    let events = world.count("SELECT count(*) FROM outbox").await;
    prune(&world.platform).await.unwrap();
    assert_eq!(world.count("SELECT count(*) FROM outbox").await, events - 1);
    assert_eq!(world.count("SELECT count(*) FROM notifications").await, 1);
    // Of the mails only the dead one, without its address.
    assert_eq!(
        world
            .count("SELECT count(*) FROM mails WHERE address IS NULL AND context = '{}'")
            .await,
        1
    );
    assert_eq!(world.count("SELECT count(*) FROM mails").await, 1);
    assert_eq!(world.count("SELECT count(*) FROM mail_attempts").await, 0);
}
