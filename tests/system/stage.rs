//! A server, a candidate who has agreed, and a script: what a take needs.

use std::path::PathBuf;
use std::time::Duration;

use coach::Language;
use load::live::Live;
use load::{Clip, Codec, Play, Publisher, WireOptions};
use serde_json::{Value, json};
use signaling::{ClientMessage, ServerMessage};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::people::{Person, Ticket};
use crate::server::eventually;
use crate::{Database, Server};

pub struct Stage {
    pub database: Database,
    pub data: TempDir,
    pub server: Server,
    pub candidate: Person,
    script: String,
}

impl Stage {
    /// With a script of one step of so many milliseconds. The candidate has agreed to be
    /// recorded and not to be analysed.
    pub async fn set(script_ms: i32) -> anyhow::Result<Stage> {
        Stage::furnish(script_ms, &[]).await
    }

    /// The same with models, and a candidate who has agreed to be analysed.
    pub async fn coached(script_ms: i32) -> anyhow::Result<Stage> {
        Stage::coached_with(script_ms, &[]).await
    }

    /// The same with more settings.
    pub async fn coached_with(script_ms: i32, more: &[(&str, String)]) -> anyhow::Result<Stage> {
        let models = crate::kept("models").display().to_string();
        let more = [more, &[("JOBGATE_MODELS_DIR", models)]].concat();
        let stage = Stage::furnish(script_ms, &more).await?;
        stage.candidate.consent_to("analyse").await?;
        Ok(stage)
    }

    /// As [`Stage::set`], with a data folder on a disk of so many MiB, of which 8 have to be free.
    pub async fn on_small_disk(script_ms: i32, megabytes: u32) -> anyhow::Result<Stage> {
        let database = Database::fresh().await?;
        let data = tempfile::tempdir()?;
        let mut settings = Server::settings(&database.url, data.path());
        settings.insert("JOBGATE_LEAST_FREE_MB".into(), "8".into());
        let server = Server::start_on_small_disk(settings, megabytes).await?;
        Stage::around(database, data, server, script_ms).await
    }

    async fn furnish(script_ms: i32, more: &[(&str, String)]) -> anyhow::Result<Stage> {
        let database = Database::fresh().await?;
        let data = tempfile::tempdir()?;
        let mut settings = Server::settings(&database.url, data.path());
        // Another path than the default, so that nothing depends on it.
        settings.insert("MEDIA_URL".into(), "/fichiers/".into());
        let more = more.iter().cloned();
        settings.extend(more.map(|(name, value)| (name.to_owned(), value)));
        let server = Server::start(settings).await?;
        Stage::around(database, data, server, script_ms).await
    }

    async fn around(
        database: Database,
        data: TempDir,
        server: Server,
        script_ms: i32,
    ) -> anyhow::Result<Stage> {
        let script = database.script(script_ms).await?;
        let candidate = Person::sign_up(&server, "Amal").await?;
        candidate.consent().await?;
        Ok(Stage {
            database,
            data,
            server,
            candidate,
            script,
        })
    }

    /// The same people and data under other settings.
    pub async fn started_anew_with(
        self,
        more: impl IntoIterator<Item = (String, String)>,
    ) -> anyhow::Result<Stage> {
        let mut settings = self.server.settings.clone();
        settings.extend(more);
        self.server.stop().await?;
        let server = Server::start(settings).await?;
        Ok(Stage {
            candidate: self.candidate.at(&server),
            server,
            ..self
        })
    }

    /// The script's id.
    pub fn script(&self) -> &str {
        &self.script
    }

    /// Joins, sends the clip, and waits until both media flow.
    pub async fn take(&self, clip: Clip, play: Play) -> anyhow::Result<RunningTake> {
        RunningTake::join(&self.server, &self.candidate, &self.script, clip, play).await
    }

    /// The take once its renditions are there.
    pub async fn ready(&self, take_id: &str) -> anyhow::Result<Value> {
        // Converting runs at the lowest priority: on a busy machine it waits for the rest.
        eventually(Duration::from_secs(120), "renditions", || async {
            let take = self
                .candidate
                .get(&format!("/api/takes/{take_id}/"))
                .await?;
            let done = ["ready", "failed"]
                .iter()
                .any(|state| take["renditions"] == *state);
            Ok(done.then_some(take))
        })
        .await
    }

    /// Downloads what plays: the master and the MP4, into the data folder.
    pub async fn download(&self, take_id: &str, label: &str) -> anyhow::Result<PathBuf> {
        let path = self.data.path().join(format!("{take_id}.{label}"));
        self.candidate.download(take_id, label, &path).await?;
        Ok(path)
    }
}

pub struct RunningTake {
    pub ticket: Ticket,
    pub live: Live,
    pub codec: Codec,
    pub playing: JoinHandle<anyhow::Result<()>>,
}

impl RunningTake {
    /// Joins, sends the clip, and waits until both media flow.
    pub async fn join(
        server: &Server,
        candidate: &Person,
        script_id: &str,
        clip: Clip,
        play: Play,
    ) -> anyhow::Result<RunningTake> {
        let ticket = candidate.ticket(&json!(script_id)).await?;
        let url = server.url("/api/live/").replacen("http", "ws", 1);
        let join = ClientMessage::Join {
            ticket: ticket.ticket.clone(),
            protocol: signaling::PROTOCOL,
            language: Language::En,
        };
        let mut live = Live::join(&url, join).await?;
        let codec = clip.codec;
        let mut publisher: Publisher = live.publish(WireOptions::new(codec)).await?;
        let playing = tokio::spawn(async move {
            let played = publisher.play(&clip, play).await;
            publisher.close().await;
            played.map(drop)
        });
        live.both_media().await?;
        Ok(RunningTake {
            ticket,
            live,
            codec,
            playing,
        })
    }

    /// Presses Start, waits for the first recorded frame and returns the take's zero, which lies
    /// a little before that.
    pub async fn start(&mut self) -> anyhow::Result<Instant> {
        self.live.say(&ClientMessage::Start).await?;
        self.live
            .until("started", |message| {
                matches!(message, ServerMessage::Started { .. }).then_some(())
            })
            .await?;
        self.live
            .until("how long ago that was", |message| match message {
                ServerMessage::Progress { elapsed_ms, .. } => {
                    Some(Instant::now() - Duration::from_millis(*elapsed_ms))
                }
                _ => None,
            })
            .await
    }

    /// Waits for `sealed` and returns its duration in milliseconds.
    pub async fn sealed(&mut self) -> anyhow::Result<u64> {
        self.live
            .until("sealed", |message| match message {
                ServerMessage::Sealed { duration_ms, .. } => Some(*duration_ms),
                _ => None,
            })
            .await
    }
}
