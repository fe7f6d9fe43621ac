//! The same again and again: what a server holds for people who are gone must not grow.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use coach::Language;
use futures_util::future::try_join_all;
use load::live::Live;
use load::{Clip, Codec, Play, Publisher, WireOptions};
use serde_json::{Value, json};
use signaling::{ClientMessage, ServerMessage};
use tempfile::TempDir;
use tokio::time::{Instant, sleep, timeout};

use crate::people::Person;
use crate::process::Held;
use crate::{Database, Server};

/// Of four candidates one is analysed as well: two cores have to do for all.
const ANALYSED: usize = 4;
/// Idle threads of tokio's and GStreamer's pools end after ten seconds.
const REST: Duration = Duration::from_secs(15);
/// Neither a join nor a take of the script takes longer.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server and people who come and go.
pub struct Soak {
    server: Server,
    database: Database,
    _data: TempDir,
    people: Vec<Person>,
    script: Value,
    clip: Arc<Clip>,
}

impl Soak {
    /// `models`: where those of the analysis lie. A take lasts `take_ms`.
    pub async fn begin(people: usize, take_ms: i32, models: &Path) -> anyhow::Result<Soak> {
        let database = Database::fresh().await?;
        let data = tempfile::tempdir()?;
        let mut settings = Server::settings(&database.url, data.path());
        settings.insert("JOBGATE_LOG".into(), "warn".into());
        let models = models.display().to_string();
        settings.insert("JOBGATE_MODELS_DIR".into(), models);
        // Conversions are work that is waited for; nobody plays these takes.
        let serve = ["serve", "--role", "api,media"];
        let server = Server::start_with(settings, &serve).await?;
        let script = json!(database.script(take_ms).await?);
        let mut candidates = Vec::new();
        for number in 0..people {
            let person = Person::sign_up(&server, &format!("soak{number}")).await?;
            person.consent().await?;
            if number.is_multiple_of(ANALYSED) {
                person.consent_to("analyse").await?;
            }
            candidates.push(person);
        }
        Ok(Soak {
            server,
            database,
            _data: data,
            people: candidates,
            script,
            // Black with flashes: an hour of twenty of them fits on any disk.
            clip: Arc::new(Clip::flash_and_beep(Codec::H264, 10).await?),
        })
    }

    /// All come, send for a moment, and go, until there were so many visits.
    pub async fn come_and_go(&self, visits: usize) -> anyhow::Result<()> {
        let next = &AtomicUsize::new(0);
        let coming = self.people.iter().map(|person| async move {
            while next.fetch_add(1, Ordering::Relaxed) < visits {
                self.visit(person, false).await?;
            }
            anyhow::Ok(())
        });
        try_join_all(coming).await?;
        Ok(())
    }

    /// All record one take after the other, until the time is over.
    pub async fn record(&self, lasting: Duration) -> anyhow::Result<usize> {
        let end = Instant::now() + lasting;
        let recording = self.people.iter().map(|person| async move {
            let mut takes = 0;
            while Instant::now() < end {
                self.visit(person, true).await?;
                takes += 1;
            }
            anyhow::Ok(takes)
        });
        Ok(try_join_all(recording).await?.into_iter().sum())
    }

    async fn visit(&self, person: &Person, record: bool) -> anyhow::Result<()> {
        let ticket = person.ticket(&self.script).await?;
        let join = ClientMessage::Join {
            ticket: ticket.ticket,
            protocol: signaling::PROTOCOL,
            language: Language::Fr,
        };
        let url = self.server.url("/api/live/").replacen("http", "ws", 1);
        let mut live = Live::join(&url, join).await?;
        let mut publisher = live.publish(WireOptions::new(self.clip.codec)).await?;
        tokio::select! {
            // It never comes to an end by itself.
            played = play(&mut publisher, &self.clip) => played?,
            acted = timeout(PATIENCE, act(&mut live, record)) => acted??,
        }
        publisher.close().await;
        Ok(())
    }

    /// What the server holds now.
    pub fn held(&self) -> anyhow::Result<Held> {
        Held::of(self.server.pid()?, self.database.port()?)
    }

    /// What it holds once everybody has been gone for a while.
    pub async fn at_rest(&self) -> anyhow::Result<Held> {
        sleep(REST).await;
        self.held()
    }

    pub async fn end(self) -> anyhow::Result<()> {
        self.server.stop().await
    }
}

async fn play(publisher: &mut Publisher, clip: &Clip) -> anyhow::Result<()> {
    loop {
        publisher.play(clip, Play::default()).await?;
    }
}

async fn act(live: &mut Live, record: bool) -> anyhow::Result<()> {
    live.both_media().await?;
    if record {
        live.say(&ClientMessage::Start).await?;
        live.until("sealed", |message| {
            matches!(message, ServerMessage::Sealed { .. }).then_some(())
        })
        .await?;
    } else {
        live.say(&ClientMessage::Leave).await?;
    }
    while live.hear().await?.is_some() {}
    Ok(())
}

/// How much more may be held than before.
pub struct Slack {
    pub memory: f64,
    /// Of descriptors, threads and processes each.
    pub others: usize,
}

/// What is held more than before, in words; empty when it is nothing.
pub fn grown(before: &Held, after: &Held, slack: &Slack) -> Vec<String> {
    let mut grown = Vec::new();
    if after.rss_mb > before.rss_mb * (1.0 + slack.memory) {
        let (before, after) = (before.rss_mb, after.rss_mb);
        grown.push(format!("{before:.1} MiB before, {after:.1} now"));
    }
    for (what, before, after) in [
        ("descriptors", before.descriptors, after.descriptors),
        ("threads", before.threads, after.threads),
        ("processes", before.processes, after.processes),
    ] {
        if after > before + slack.others {
            grown.push(format!("{before} {what} before, {after} now"));
        }
    }
    grown
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.1} MiB, {} descriptors, {} threads, {} processes",
            self.rss_mb, self.descriptors, self.threads, self.processes
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_of_anything_is_told() {
        let slack = Slack {
            memory: 0.05,
            others: 1,
        };
        let before = Held {
            rss_mb: 100.0,
            descriptors: 50,
            threads: 20,
            processes: 3,
        };
        let held = |rss_mb, descriptors, threads| Held {
            rss_mb,
            descriptors,
            threads,
            processes: 3,
        };
        assert_eq!(grown(&before, &held(104.9, 51, 21), &slack), [""; 0]);
        assert_eq!(grown(&before, &held(80.0, 40, 10), &slack), [""; 0]);
        assert_eq!(
            grown(&before, &held(106.0, 52, 22), &slack),
            [
                "100.0 MiB before, 106.0 now",
                "50 descriptors before, 52 now",
                "20 threads before, 22 now"
            ]
        );
    }
}
