//! One row: a fresh server and so many candidates, measured while all of them stream.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use load::clip::SOUND_PACKET;
use load::encode::FRAME_RATE;
use load::publisher::PAYLOAD;
use load::{Clip, Codec, Stream};
use serde_json::json;
use system::people::Person;
use system::{Database, Server};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Mode;
use super::attend::{Attendance, Candidate, FaultClip, Phase, Recorded, Report};
use super::row::Row;
use super::{faults, janus, master};
use crate::statistics::{quantile, rounded};
use system::process::{self, Snapshot};

/// The portrait's clip; it is played in a loop.
const STEADY_SECONDS: u32 = 10;
/// Candidates arrive one after the other, this far apart.
pub const ARRIVAL: Duration = Duration::from_millis(100);
/// Until everything that only happens at the beginning is over: key frames, the first looks.
pub const SETTLE: Duration = Duration::from_secs(3);
/// Decoding takes its time: only so many masters of a row are decoded.
const MASTERS_DECODED: usize = 5;

/// Longer than any script: no take ends by itself.
const SCRIPT_MS: i32 = 600_000;
/// What everybody together needs at most to join, or to come to the end of a clip.
pub const PATIENCE: Duration = Duration::from_secs(90);

pub struct Clips {
    steady: Arc<Clip>,
    faults: Vec<Arc<FaultClip>>,
}

impl Clips {
    /// Those of faults are made only where somebody is `coached`: encoding takes a while.
    pub async fn make(codec: Codec, media: &Path, coached: bool) -> anyhow::Result<Clips> {
        let steady = Clip::portrait(codec, STEADY_SECONDS, media, &[]).await?;
        let mut faults = Vec::new();
        for dark in faults::moments() {
            let clip = match coached {
                true => Clip::portrait(codec, faults::CLIP_SECONDS, media, &dark).await?,
                false => Clip::clone(&steady),
            };
            faults.push(Arc::new(FaultClip { clip, dark }));
        }
        Ok(Clips {
            steady: Arc::new(steady),
            faults,
        })
    }

    /// Packets of a picture of the full layer, on average.
    fn packets_a_picture(&self) -> f64 {
        let pictures = self.steady.samples(Stream::Full);
        let packets: usize = pictures
            .iter()
            .map(|picture| picture.bytes.len().div_ceil(PAYLOAD))
            .sum();
        packets as f64 / pictures.len() as f64
    }
}

pub struct Scene<'a> {
    pub mode: Mode,
    pub codec: &'static str,
    pub publishers: u32,
    pub seconds: u64,
    pub clips: &'a Clips,
    pub models: &'a Path,
}

/// What the server did in the measured window, and what everybody saw.
struct Played {
    before: Snapshot,
    after: Snapshot,
    /// The server's time from `stop` to the last take that can be played.
    finish: Duration,
    attended: Vec<Attendance>,
}

impl Scene<'_> {
    pub async fn play(&self) -> anyhow::Result<Row> {
        let database = Database::fresh().await?;
        let data = tempfile::tempdir()?;
        let mut settings = Server::settings(&database.url, data.path());
        settings.insert("JOBGATE_LOG".into(), "warn".into());
        let models = self.models.display().to_string();
        settings.insert("JOBGATE_MODELS_DIR".into(), models);
        let server = Server::start_with(settings, &["serve"]).await?;
        let pid = server.pid()?;
        let script = json!(database.script(SCRIPT_MS).await?);

        let mut people = Vec::new();
        for number in 0..self.publishers {
            let person = Person::sign_up(&server, &format!("load{number}")).await?;
            person.consent().await?;
            if self.mode == Mode::Coached {
                person.consent_to("analyse").await?;
            }
            people.push(person);
        }
        let played = self.perform(&server, people, &script).await;
        let played = played.with_context(|| server.log())?;
        let drops = process::udp_drops(pid)?;
        let peak_rss_mb = process::peak_rss_mb(pid)?;
        // Before the renditions of these takes compete with what is counted next.
        server.crash().await?;
        let masters = master::find(&data.path().join("media"))?;
        self.row(&played, drops, peak_rss_mb, &masters).await
    }

    async fn perform(
        &self,
        server: &Server,
        people: Vec<Person>,
        script: &serde_json::Value,
    ) -> anyhow::Result<Played> {
        let (phase, phases) = watch::channel(Phase::Steady);
        let (reports, mut reported) = mpsc::channel(people.len());
        let mut attending = JoinSet::new();
        for (person, faults) in people.into_iter().zip(self.clips.faults.iter().cycle()) {
            let candidate = Candidate {
                mode: self.mode,
                ticket: person.ticket(script).await?,
                person,
                url: server.url("/api/live/").replacen("http", "ws", 1),
                steady: self.clips.steady.clone(),
                faults: faults.clone(),
                phase: phases.clone(),
                reports: reports.clone(),
            };
            attending.spawn(candidate.attend());
            sleep(ARRIVAL).await;
        }
        self.all(Report::Ready, &mut reported, &mut attending)
            .await?;
        sleep(SETTLE).await;
        let before = Snapshot::of(server.pid()?)?;
        sleep(Duration::from_secs(self.seconds)).await;
        let after = Snapshot::of(server.pid()?)?;
        if self.mode == Mode::Coached {
            phase.send_replace(Phase::Faults);
            self.all(Report::FaultsOver, &mut reported, &mut attending)
                .await?;
        }
        let stopped = Snapshot::of(server.pid()?)?;
        phase.send_replace(Phase::Stop);
        let mut attended = Vec::new();
        while let Some(attendance) = attending.join_next().await {
            attended.push(attendance??);
        }
        let finish = Snapshot::of(server.pid()?)?.cpu - stopped.cpu;
        Ok(Played {
            before,
            after,
            finish,
            attended,
        })
    }

    /// Waits until everybody has reported; somebody who fails ends the scene.
    async fn all(
        &self,
        wanted: Report,
        reported: &mut mpsc::Receiver<Report>,
        attending: &mut JoinSet<anyhow::Result<Attendance>>,
    ) -> anyhow::Result<()> {
        for _ in 0..self.publishers {
            let report = timeout(PATIENCE, async {
                tokio::select! {
                    report = reported.recv() => report.context("nobody reports"),
                    Some(ended) = attending.join_next() => {
                        ended??;
                        bail!("a candidate left early")
                    }
                }
            });
            let report = report.await.context("a candidate does not report")??;
            ensure!(report == wanted, "{report:?} instead of {wanted:?}");
        }
        Ok(())
    }

    async fn row(
        &self,
        played: &Played,
        drops: u64,
        peak_rss_mb: f64,
        masters: &[PathBuf],
    ) -> anyhow::Result<Row> {
        let Played {
            before,
            after,
            finish,
            attended,
        } = played;
        let window = after.at - before.at;
        let media_s = window.as_secs_f64() * f64::from(self.publishers);
        let ms = |cpu: Duration| rounded(cpu.as_secs_f64() * 1000.0 / media_s);
        let joins: Vec<f64> = attended
            .iter()
            .map(|candidate| candidate.join.as_secs_f64() * 1000.0)
            .collect();
        let sent: u64 = attended
            .iter()
            .map(|candidate| candidate.packets_sent)
            .sum();
        let recorded: Vec<&Recorded> = attended
            .iter()
            .filter_map(|candidate| candidate.recorded.as_ref())
            .collect();
        let ready: Vec<f64> = recorded
            .iter()
            .map(|recorded| recorded.ready.as_secs_f64())
            .collect();
        let durations: Vec<Duration> = recorded.iter().map(|take| take.duration).collect();
        let mut own = Vec::new();
        for take in &recorded {
            let master = masters
                .iter()
                .find(|master| master.display().to_string().contains(&take.take_id))
                .with_context(|| format!("no master of take {}", take.take_id))?;
            own.push((master.clone(), take.duration));
        }
        let (packets_recorded, frames_decodable) = self.masters(&own).await?;

        let looks = attended
            .iter()
            .flat_map(|candidate| &candidate.one_face)
            .filter(|at| **at >= before.at && **at < after.at)
            .count();
        let delays: Vec<Option<Duration>> = attended
            .iter()
            .flat_map(|candidate| {
                let faults = candidate.faults_at.iter();
                faults.map(|fault| faults::delay(*fault, &candidate.told))
            })
            .collect();
        let shown: Vec<f64> = delays.iter().flatten().map(Duration::as_secs_f64).collect();
        let delay = attended
            .iter()
            .map(|candidate| candidate.generator_delay)
            .max()
            .unwrap_or_default();
        let coached = self.mode == Mode::Coached;
        Ok(Row {
            server: "jobgate",
            mode: self.mode.as_str(),
            codec: self.codec,
            publishers: self.publishers,
            cpu_ms_per_media_s: ms(after.cpu - before.cpu),
            cpu_ms_by_thread: by_thread(before, after, ms),
            finish_cpu_ms_per_media_s: finish_ms(*finish, &durations),
            peak_rss_mb: rounded(peak_rss_mb),
            threads: after.threads,
            join_ms_p50: quantile(&joins, 0.5).map(rounded),
            join_ms_p99: quantile(&joins, 0.99).map(rounded),
            loss_ratio: rounded(drops as f64 / sent.max(1) as f64),
            packets_recorded_ratio: packets_recorded,
            frames_decodable_ratio: frames_decodable,
            looks_done_ratio: coached.then(|| rounded(looks as f64 / media_s)),
            guidance_delay_s_p50: quantile(&shown, 0.5).map(rounded),
            guidance_delay_s_p95: quantile(&shown, 0.95).map(rounded),
            faults_shown: shown.len(),
            faults_missed: delays.len() - shown.len(),
            ready_s_p95: quantile(&ready, 0.95).map(rounded),
            generator_delay_ms_max: rounded(delay.as_secs_f64() * 1000.0),
            seconds: self.seconds,
        })
    }

    /// The same against Janus, as far as it does the same.
    pub async fn play_to_janus(&self) -> anyhow::Result<Row> {
        let record = self.mode == Mode::Record;
        let (steady, codec) = (&self.clips.steady, self.codec);
        let visited = janus::visit(steady, codec, record, self.publishers, self.seconds).await?;
        let (before, after) = (&visited.before, &visited.after);
        let window = after.at - before.at;
        let media_s = window.as_secs_f64() * f64::from(self.publishers);
        let ms = |cpu: Duration| rounded(cpu.as_secs_f64() * 1000.0 / media_s);
        let visits = &visited.visits;
        let in_ms = |time: Duration| time.as_secs_f64() * 1000.0;
        let joins: Vec<f64> = visits.iter().map(|visit| in_ms(visit.join)).collect();
        let ready: Vec<f64> = visits
            .iter()
            .filter_map(|visit| visit.ready)
            .map(|ready| ready.as_secs_f64())
            .collect();
        let sent: u64 = visits.iter().map(|visit| visit.packets_sent).sum();
        let delays = visits.iter().map(|visit| visit.generator_delay);
        let durations: Vec<Duration> = visits
            .iter()
            .filter(|visit| visit.recording.is_some())
            .map(|visit| visit.duration)
            .collect();
        let recorded: Vec<(PathBuf, Duration)> = visited
            .masters
            .iter()
            .cloned()
            .zip(durations.iter().copied())
            .collect();
        let (packets_recorded, frames_decodable) = self.masters(&recorded).await?;
        Ok(Row {
            server: "janus",
            mode: self.mode.as_str(),
            codec,
            publishers: self.publishers,
            cpu_ms_per_media_s: ms(after.cpu - before.cpu),
            cpu_ms_by_thread: by_thread(before, after, ms),
            finish_cpu_ms_per_media_s: finish_ms(visited.finish, &durations),
            peak_rss_mb: rounded(visited.peak_rss_mb),
            threads: after.threads,
            join_ms_p50: quantile(&joins, 0.5).map(rounded),
            join_ms_p99: quantile(&joins, 0.99).map(rounded),
            loss_ratio: rounded(visited.drops as f64 / sent.max(1) as f64),
            packets_recorded_ratio: packets_recorded,
            frames_decodable_ratio: frames_decodable,
            looks_done_ratio: None,
            guidance_delay_s_p50: None,
            guidance_delay_s_p95: None,
            faults_shown: 0,
            faults_missed: 0,
            ready_s_p95: quantile(&ready, 0.95).map(rounded),
            generator_delay_ms_max: rounded(in_ms(delays.max().unwrap_or_default())),
            seconds: self.seconds,
        })
    }

    /// The shares of what was sent that are in the masters and can be decoded.
    async fn masters(
        &self,
        recorded: &[(PathBuf, Duration)],
    ) -> anyhow::Result<(Option<f64>, Option<f64>)> {
        if recorded.is_empty() {
            return Ok((None, None));
        }
        let weight = self.clips.packets_a_picture();
        let packets = |pictures: f64, sounds: f64| pictures * weight + sounds;
        let (mut due, mut kept) = (0.0, 0.0);
        let (mut pictures_due, mut pictures_decodable) = (0.0, 0);
        for (number, (master, duration)) in recorded.iter().enumerate() {
            let seconds = duration.as_secs_f64();
            let counts = master::count(master).await?;
            let pictures = seconds * f64::from(FRAME_RATE);
            due += packets(pictures, seconds / SOUND_PACKET.as_secs_f64());
            kept += packets(counts.pictures as f64, counts.sounds as f64);
            if number < MASTERS_DECODED {
                pictures_due += pictures;
                pictures_decodable += master::decodable(master).await?;
            }
        }
        let decodable = pictures_decodable as f64 / pictures_due;
        Ok((Some(rounded(kept / due)), Some(rounded(decodable))))
    }
}

/// Times of the window by kind of thread, each as `ms` shows it.
fn by_thread(
    before: &Snapshot,
    after: &Snapshot,
    ms: impl Fn(Duration) -> f64,
) -> BTreeMap<String, f64> {
    let shown = after.cpu_by_thread.iter().map(|(kind, cpu)| {
        let earlier = before.cpu_by_thread.get(kind).copied();
        let cpu = cpu.saturating_sub(earlier.unwrap_or_default());
        (kind.clone(), ms(cpu))
    });
    shown.collect()
}

/// Milliseconds of `spent` for each second of what was recorded.
fn finish_ms(spent: Duration, recorded: &[Duration]) -> Option<f64> {
    let seconds: f64 = recorded.iter().map(Duration::as_secs_f64).sum();
    (seconds > 0.0).then(|| rounded(spent.as_secs_f64() * 1000.0 / seconds))
}
