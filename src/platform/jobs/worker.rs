//! The worker: claims, keeps the lease alive, runs, writes what came of it.

use std::{sync::Arc, time::Duration};

use sqlx::postgres::PgListener;
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;

use super::{
    JobError, Kind,
    store::{self, CHANNEL, Claimed},
};
use crate::{Platform, candidates, ports::Ports, quality_checks, videos};

/// The worker's clock. Tests make it fast.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// A silent worker's job is free again after this.
    pub lease: Duration,
    /// A worker looks for itself this often, should a notification be lost.
    pub poll: Duration,
    /// Pause after the first failure; doubles with each.
    pub first_pause: Duration,
    pub longest_pause: Duration,
    /// After being told to stop, running jobs have this long before they are given back.
    pub grace: Duration,
}

impl Default for Timing {
    fn default() -> Timing {
        Timing {
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(5),
            first_pause: Duration::from_secs(5),
            longest_pause: Duration::from_secs(600),
            grace: Duration::from_secs(20),
        }
    }
}

/// Works until `shutdown`, then lets running jobs finish for a while and gives back the
/// rest. As many jobs at once as the configuration says.
pub async fn run(platform: Platform, ports: Arc<Ports>, shutdown: CancellationToken) {
    run_with(platform, ports, Timing::default(), shutdown).await;
}

pub async fn run_with(
    platform: Platform,
    ports: Arc<Ports>,
    timing: Timing,
    shutdown: CancellationToken,
) {
    let slots = Arc::new(Semaphore::new(platform.worker_slots().max(1)));
    let hard = CancellationToken::new();
    let mut running = JoinSet::new();
    let mut ears = Ears::new(platform.clone(), timing.poll);
    let mut swept = tokio::time::Instant::now();
    while !shutdown.is_cancelled() {
        let place = tokio::select! {
            place = slots.clone().acquire_owned() => place,
            () = shutdown.cancelled() => break,
        };
        let Ok(place) = place else { break };
        while running.try_join_next().is_some() {}
        if swept.elapsed() > Duration::from_secs(3600) {
            swept = tokio::time::Instant::now();
            if let Err(error) = store::tidy(platform.db().system()).await {
                tracing::warn!(%error, "old rows could not be removed");
            }
        }
        match store::claim(platform.db().system(), timing.lease).await {
            Ok(Some(job)) => {
                let (platform, ports, hard) = (platform.clone(), ports.clone(), hard.clone());
                running.spawn(async move {
                    let _place = place;
                    work(&platform, &ports, timing, job, hard).await;
                });
            }
            Ok(None) => {
                drop(place);
                tokio::select! {
                    () = ears.wait() => {}
                    () = shutdown.cancelled() => {}
                }
            }
            Err(error) => {
                drop(place);
                tracing::warn!(%error, "the job queue does not answer; trying again");
                tokio::select! {
                    () = tokio::time::sleep(timing.poll) => {}
                    () = shutdown.cancelled() => {}
                }
            }
        }
    }
    let finished = tokio::time::timeout(timing.grace, async {
        while running.join_next().await.is_some() {}
    });
    if finished.await.is_err() {
        hard.cancel();
        while running.join_next().await.is_some() {}
    }
}

/// Waits for a notification, or for the time to look anyway.
struct Ears {
    platform: Platform,
    poll: Duration,
    listener: Option<PgListener>,
}

impl Ears {
    fn new(platform: Platform, poll: Duration) -> Ears {
        Ears {
            platform,
            poll,
            listener: None,
        }
    }

    async fn wait(&mut self) {
        if self.listener.is_none() {
            self.listener = self.listen().await;
            if self.listener.is_some() {
                // Something may have been written before we listened: look once more.
                return;
            }
        }
        match &mut self.listener {
            None => tokio::time::sleep(self.poll).await,
            Some(listener) => {
                if let Ok(Err(error)) = tokio::time::timeout(self.poll, listener.recv()).await {
                    tracing::warn!(%error, "lost the ear for new jobs; looking every few seconds");
                    self.listener = None;
                    tokio::time::sleep(self.poll).await;
                }
            }
        }
    }

    async fn listen(&self) -> Option<PgListener> {
        let mut listener = PgListener::connect_with(self.platform.db().system())
            .await
            .ok()?;
        listener.listen(CHANNEL).await.ok()?;
        Some(listener)
    }
}

async fn work(
    platform: &Platform,
    ports: &Ports,
    timing: Timing,
    job: Claimed,
    hard: CancellationToken,
) {
    let db = platform.db().system();
    if job.attempt > job.max_attempts {
        // Its worker was killed once too often: perhaps by this very job.
        return fail(
            platform,
            timing,
            &job,
            JobError::hopeless("its worker died each time"),
        )
        .await;
    }
    let outcome = tokio::select! {
        outcome = perform(platform, ports, &job) => outcome,
        () = heartbeat(platform, &job, timing.lease) => {
            tracing::warn!(job = %job.id, "lost the lease; somebody else has the job");
            return;
        }
        () = hard.cancelled() => {
            if let Err(error) = store::give_back(db, &job).await {
                tracing::warn!(%error, job = %job.id, "a job could not be given back; its lease will run out");
            }
            return;
        }
    };
    match outcome {
        Ok(()) => {
            if let Err(error) = store::done(db, &job).await {
                // It runs again when the lease is over: every job can bear that.
                tracing::warn!(%error, job = %job.id, "a finished job could not be marked done");
            }
        }
        Err(error) => fail(platform, timing, &job, error).await,
    }
}

async fn perform(platform: &Platform, ports: &Ports, job: &Claimed) -> Result<(), JobError> {
    match Kind::parse(&job.kind) {
        Some(Kind::Renditions) => videos::run_renditions(platform, ports, &job.payload).await,
        Some(Kind::EraseObjects) => videos::run_erase_job(platform, &job.payload).await,
        Some(Kind::ScoreTake) => quality_checks::run_score(platform, ports, &job.payload).await,
        Some(Kind::ConvertUpload) => videos::run_conversion(platform, ports, &job.payload).await,
        Some(Kind::ReadCv) => candidates::read_cv(platform, ports, &job.payload).await,
        None => Err(JobError::hopeless(format!(
            "no worker knows {:?}",
            job.kind
        ))),
    }
}

/// Returns when the lease is lost. A database that does not answer is not yet a lost lease.
async fn heartbeat(platform: &Platform, job: &Claimed, lease: Duration) {
    loop {
        tokio::time::sleep(lease / 3).await;
        match store::extend(platform.db().system(), job, lease).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, job = %job.id, "a lease could not be extended"),
        }
    }
}

async fn fail(platform: &Platform, timing: Timing, job: &Claimed, error: JobError) {
    let last = matches!(error, JobError::Hopeless(_)) || job.attempt >= job.max_attempts;
    let text: String = error.to_string().chars().take(2_000).collect();
    let written = if last {
        tracing::error!(job = %job.id, kind = %job.kind, attempt = job.attempt, error = %text, "job given up");
        bury(platform, job, &text).await
    } else {
        let doubled = timing
            .first_pause
            .saturating_mul(1 << (job.attempt - 1).clamp(0, 16));
        let pause = doubled.min(timing.longest_pause);
        tracing::warn!(job = %job.id, kind = %job.kind, attempt = job.attempt, ?pause, error = %text, "job failed");
        store::retry(platform.db().system(), job, &text, pause)
            .await
            .map_err(|error| error.to_string())
    };
    if let Err(error) = written {
        tracing::warn!(%error, job = %job.id, "a failed job could not be written down; its lease will run out");
    }
}

async fn bury(platform: &Platform, job: &Claimed, text: &str) -> Result<(), String> {
    let said = |error: sqlx::Error| error.to_string();
    let mut tx = platform.db().system().begin().await.map_err(said)?;
    if store::bury(&mut tx, job, text).await.map_err(said)? {
        let told = match Kind::parse(&job.kind) {
            Some(Kind::Renditions) => videos::give_up_renditions(&mut tx, &job.payload).await,
            Some(Kind::ScoreTake) => quality_checks::give_up_score(&mut tx, &job.payload).await,
            Some(Kind::ConvertUpload) => videos::give_up_conversion(&mut tx, &job.payload).await,
            Some(Kind::ReadCv) => candidates::give_up_cv(&mut tx, &job.payload).await,
            Some(Kind::EraseObjects) | None => Ok(()),
        };
        told.map_err(|error| error.to_string())?;
        tx.commit().await.map_err(said)?;
    }
    Ok(())
}
