//! The worker that delivers: hears of new events, looks every few seconds anyway, and may
//! run in several processes at once.

use std::{future::Future, time::Duration};

use sqlx::{Connection, PgConnection, postgres::PgListener};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{
    Step, Steps,
    expand::{self, Failure, Told},
    send, store, tell,
};
use crate::Platform;

/// Written to at the commit of an event or of a mail.
const CHANNEL: &str = "jobgate_outbox";
/// Mails of this process on their way at once.
const SENDERS: usize = 2;
const PRUNE_EVERY: Duration = Duration::from_secs(3600);

/// The worker's clock. Tests make it fast.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// A worker looks for itself this often, should a notification be lost.
    pub poll: Duration,
    /// A mail whose sender went silent is free again after this; longer than a try can take.
    pub lease: Duration,
    /// Pause after the first failure; doubles with each.
    pub first_pause: Duration,
    pub longest_pause: Duration,
    /// Tries before a letter is dead.
    pub most_tries: i32,
}

impl Default for Timing {
    fn default() -> Timing {
        Timing {
            poll: Duration::from_secs(5),
            lease: Duration::from_secs(180),
            first_pause: Duration::from_secs(30),
            longest_pause: Duration::from_secs(6 * 3600),
            // About a day: 30 s, 1 min, 2 min … 4 h, 6 h, 6 h.
            most_tries: 13,
        }
    }
}

/// Delivers until `stop`.
pub async fn run(platform: Platform, stop: CancellationToken) {
    run_with(platform, Timing::default(), Steps::default(), stop).await;
}

pub async fn run_with(platform: Platform, timing: Timing, steps: Steps, stop: CancellationToken) {
    let (ring, bell) = watch::channel(());
    let events = keep(&bell, timing, &stop, || {
        deliver_one(&platform, timing, &steps)
    });
    let mails = (0..SENDERS).map(|_| {
        keep(&bell, timing, &stop, || {
            send::send_one(&platform, timing, &steps)
        })
    });
    tokio::join!(
        events,
        futures_util::future::join_all(mails),
        listen(&platform, timing, &ring, &stop),
        tidy(&platform, &stop)
    );
}

/// Does `work` until there is none, then waits for the bell.
async fn keep<F: Future<Output = sqlx::Result<bool>>>(
    bell: &watch::Receiver<()>,
    timing: Timing,
    stop: &CancellationToken,
    work: impl Fn() -> F,
) {
    let mut bell = bell.clone();
    while !stop.is_cancelled() {
        bell.mark_unchanged();
        match work().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "the outbox does not answer; trying again");
                let pause = tokio::time::sleep(timing.poll);
                if stop.run_until_cancelled(pause).await.is_none() {
                    return;
                }
                continue;
            }
        }
        tokio::select! {
            _ = bell.changed() => {}
            () = tokio::time::sleep(timing.poll) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Rings whenever something was written. Without it, workers look every few seconds.
async fn listen(
    platform: &Platform,
    timing: Timing,
    ring: &watch::Sender<()>,
    stop: &CancellationToken,
) {
    let hear = async {
        loop {
            if let Err(error) = hear(platform, ring).await {
                tracing::warn!(%error, "lost the ear for new events; looking every few seconds");
            }
            tokio::time::sleep(timing.poll).await;
        }
    };
    let _: Option<()> = stop.run_until_cancelled(hear).await;
}

async fn hear(platform: &Platform, ring: &watch::Sender<()>) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(platform.db().system()).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // Also once at the start: something may have been written before we listened.
        ring.send_replace(());
        listener.recv().await?;
    }
}

async fn tidy(platform: &Platform, stop: &CancellationToken) {
    loop {
        if let Err(error) = store::prune(platform.db().system()).await {
            tracing::warn!(%error, "old notifications could not be removed");
        }
        let pause = tokio::time::sleep(PRUNE_EVERY);
        if stop.run_until_cancelled(pause).await.is_none() {
            return;
        }
    }
}

/// Removes what is too old; the worker does it every hour.
pub async fn prune(platform: &Platform) -> sqlx::Result<()> {
    store::prune(platform.db().system()).await
}

/// Delivers everything that is due, and returns.
pub async fn deliver_until_idle(
    platform: &Platform,
    timing: Timing,
    steps: &Steps,
) -> sqlx::Result<()> {
    while store::waiting(platform.db().system()).await? > 0 {
        while deliver_one(platform, timing, steps).await? {}
        while send::send_one(platform, timing, steps).await? {}
    }
    Ok(())
}

/// Tells of one event that is due; false when none is. Everything it writes, and that it is
/// delivered, is one transaction.
async fn deliver_one(platform: &Platform, timing: Timing, steps: &Steps) -> sqlx::Result<bool> {
    let mut tx = platform.db().system().begin().await?;
    let Some(event) = store::take_event(&mut tx).await? else {
        return Ok(false);
    };
    steps.reached(Step::EventTaken).await;
    let mut telling = tx.begin().await?;
    match tell_all(platform, &mut telling, &event, steps).await {
        Ok(forget) => {
            telling.commit().await?;
            store::mark_delivered(&mut tx, event.id, forget).await?;
            steps.reached(Step::EventMarked).await;
        }
        Err(failure) => {
            telling.rollback().await?;
            let attempt = event.attempts + 1;
            let pause = (attempt < timing.most_tries).then(|| send::pause(timing, attempt));
            tracing::error!(event = event.id, topic = %event.topic, attempt, error = %failure, given_up = pause.is_none(), "an event could not be told");
            store::postpone_event(&mut tx, event.id, failure.class(), pause).await?;
        }
    }
    tx.commit().await?;
    steps.reached(Step::EventCommitted).await;
    Ok(true)
}

/// True when the payload need not be kept.
async fn tell_all(
    platform: &Platform,
    connection: &mut PgConnection,
    event: &store::EventRow,
    steps: &Steps,
) -> Result<bool, Failure> {
    let told =
        expand::people_of(connection, &event.topic, &event.event_key, &event.payload).await?;
    steps.reached(Step::PeopleFound).await;
    match told {
        Told::People(people) => {
            let mails = platform.post().mails_notifications();
            for (person, news) in &people {
                tell::tell(connection, person, news, mails).await?;
                steps.reached(Step::PersonTold).await;
            }
            Ok(false)
        }
        Told::Letter(letter) => {
            store::insert_mail(
                connection,
                &store::NewMail {
                    source_key: &letter.key,
                    user: None,
                    address: Some(&letter.to),
                    topic: letter.topic,
                    language: letter.language,
                    context: letter.context,
                },
            )
            .await?;
            steps.reached(Step::PersonTold).await;
            Ok(true)
        }
    }
}
