//! What a page costs far down a list: the server's own statements, timed by PostgreSQL, at the
//! beginning, after 1,000 and 100,000 rows and at the end.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, ensure};
use system::people::Person;

use super::drive::Load;
use super::ranks::{self, Order, Place};
use super::row::Row;
use super::stage::{Stage, Who, log_in};
use super::statements::{self, Statement};
use super::{PAGE, SERVER, psql};
use crate::statistics::{quantile, rounded};

/// A list in one order.
struct List {
    name: &'static str,
    path: &'static str,
    order: Order,
    /// What is only in the statement that reads a page of it.
    sorted_by: &'static str,
}

const fn newest(list: &'static str) -> Order {
    Order {
        list,
        oldest_first: false,
    }
}

const fn oldest(list: &'static str) -> Order {
    Order {
        list,
        oldest_first: true,
    }
}

const LISTS: [List; 6] = [
    List {
        name: "list_newest",
        path: "/api/videos/?ordering=-created_at",
        order: newest("videos"),
        sorted_by: "ORDER BY v.created_at DESC",
    },
    List {
        name: "list_oldest",
        path: "/api/videos/?ordering=created_at",
        order: oldest("videos"),
        sorted_by: "ORDER BY v.created_at,",
    },
    List {
        name: "profiles_last_active",
        path: "/api/candidate/profiles/?ordering=-last_updated",
        order: newest("last_active"),
        sorted_by: "ORDER BY p.last_updated DESC",
    },
    List {
        name: "profiles_least_active",
        path: "/api/candidate/profiles/?ordering=last_updated",
        order: oldest("last_active"),
        sorted_by: "ORDER BY p.last_updated,",
    },
    List {
        name: "profiles_newest",
        path: "/api/candidate/profiles/?ordering=-created_at",
        order: newest("profiles"),
        sorted_by: "ORDER BY p.created_at DESC",
    },
    List {
        name: "profiles_oldest",
        path: "/api/candidate/profiles/?ordering=created_at",
        order: oldest("profiles"),
        sorted_by: "ORDER BY p.created_at,",
    },
];

const DEPTHS: [u64; 2] = [1_000, 100_000];
/// Several pages one after the other: what is measured is not one row's luck.
const PAGES: u64 = 20;
const WARM_UP: Duration = Duration::from_millis(500);

pub async fn measure(stage: &Stage, window: Duration, videos: u64) -> anyhow::Result<Vec<Row>> {
    let log = Log::of(&stage.database).await?;
    log.tell(true).await?;
    let server = stage.server().await?;
    let mut rows = Vec::new();
    for list in &LISTS {
        // A token lives ten minutes.
        let recruiter = log_in(&server, Who::Recruiter).await?;
        for (depth, paths) in list.asked(&stage.database, &recruiter).await? {
            let load = Load {
                stage,
                pid: server.pid()?,
                base: &server.base,
                token: recruiter.token(),
                paths: &paths,
                connections: 1,
                warm_up: WARM_UP,
                window,
            };
            let from = log.end()?;
            let seen = load.drive().await?;
            let told = statements::read(&log.since(from)?);
            let page = times(&told, |text| text.contains(list.sorted_by));
            let count = times(&told, |text| text.starts_with("SELECT count"));
            ensure!(!page.is_empty(), "no statement has {:?}", list.sorted_by);
            let operation = format!("{}_depth_{depth}", list.name);
            let mut row = Row::of(SERVER, &operation, &seen, 1, videos);
            row.page_ms_p50 = quantile(&page, 0.5).map(rounded);
            row.page_ms_p99 = quantile(&page, 0.99).map(rounded);
            row.count_ms_p50 = quantile(&count, 0.5).map(rounded);
            rows.push(row);
        }
    }
    server.stop().await?;
    log.tell(false).await?;
    Ok(rows)
}

fn times(statements: &[Statement], wanted: impl Fn(&str) -> bool) -> Vec<f64> {
    let wanted = statements.iter().filter(|one| wanted(&one.text));
    wanted.map(|one| one.ms).collect()
}

impl List {
    /// The pages to ask for, by their depth. Each was looked at: it begins where it should.
    async fn asked(
        &self,
        database: &str,
        person: &Person,
    ) -> anyhow::Result<Vec<(String, Vec<String>)>> {
        let length = ranks::length(database, self.order.list).await?;
        ensure!(length > 2 * PAGE, "{} has {length} rows", self.name);
        let mut asked = vec![("0".to_owned(), vec![self.path.to_owned()])];
        let reached = DEPTHS
            .into_iter()
            .filter(|depth| depth + PAGES * PAGE < length);
        for depth in reached {
            let places = ranks::places(database, self.order, depth, PAGE, PAGES).await?;
            asked.push((depth.to_string(), self.paths(person, &places).await?));
        }
        let end = ranks::places(database, self.order, length - PAGE, PAGE, 1).await?;
        asked.push(("last".to_owned(), self.paths(person, &end).await?));
        Ok(asked)
    }

    async fn paths(&self, person: &Person, places: &[Place]) -> anyhow::Result<Vec<String>> {
        let mut paths = Vec::new();
        for place in places {
            let path = format!("{}&cursor={}", self.path, place.cursor());
            let page = person.get(&path).await?;
            let first = &page["results"][0]["id"];
            ensure!(
                *first == place.next.as_str(),
                "{path} begins with {first} and not {}",
                place.next
            );
            paths.push(path);
        }
        Ok(paths)
    }
}

/// What PostgreSQL writes down, where tests/with-postgres.sh puts it.
struct Log {
    database: String,
    path: PathBuf,
}

impl Log {
    async fn of(database: &str) -> anyhow::Result<Log> {
        let cluster = PathBuf::from(psql::value(database, "SHOW data_directory").await?);
        let home = cluster.parent().context("a cluster in no folder")?;
        Ok(Log {
            database: database.to_owned(),
            path: home.join("log"),
        })
    }

    /// Of connections that are made from now on.
    async fn tell(&self, all: bool) -> anyhow::Result<()> {
        let change = match all {
            true => "SET log_min_duration_statement = 0",
            false => "RESET log_min_duration_statement",
        };
        let sql = format!(
            "DO $do$ BEGIN EXECUTE format('ALTER DATABASE %I {change}', current_database()); END $do$"
        );
        psql::rows(&self.database, &sql).await.map(drop)
    }

    fn end(&self) -> anyhow::Result<u64> {
        let path = self.path.display().to_string();
        Ok(self.path.metadata().context(path)?.len())
    }

    fn since(&self, from: u64) -> anyhow::Result<String> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
