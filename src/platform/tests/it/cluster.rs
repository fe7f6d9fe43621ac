//! One private PostgreSQL for the whole test process, and a fresh database for each test.
//!
//! `JOBGATE_TEST_PG` names a running cluster instead (URL of its database `postgres`, as a
//! superuser). The private one listens on a socket in its own folder and on no port.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use platform::Secret;
use sqlx::{Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

pub struct Cluster {
    /// Of the database `postgres`, as a superuser.
    url: String,
    template: String,
    /// Its standard input is what keeps the server up: it closes when this process ends,
    /// however it ends.
    _keeper: Option<Child>,
}

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

pub async fn cluster() -> &'static Cluster {
    CLUSTER
        .get_or_init(|| async {
            let (url, keeper) = match std::env::var("JOBGATE_TEST_PG") {
                Ok(url) => (url, None),
                Err(_) => {
                    let (url, keeper) = tokio::task::spawn_blocking(start).await.unwrap();
                    (url, Some(keeper))
                }
            };
            let template = format!("jobgate_it_{}", std::process::id());
            let cluster = Cluster {
                url,
                template,
                _keeper: keeper,
            };
            cluster
                .run(&format!("CREATE DATABASE {}", cluster.template))
                .await;
            platform::migrate(&Secret::new(cluster.url_of(&cluster.template)))
                .await
                .unwrap();
            cluster
        })
        .await
}

impl Cluster {
    /// An empty database; returns its URL.
    pub async fn empty(&self) -> String {
        let name = self.next();
        self.run(&format!("CREATE DATABASE {name}")).await;
        self.url_of(&name)
    }

    /// A migrated database; returns its URL.
    pub async fn migrated(&self) -> String {
        let name = self.next();
        self.run(&format!(
            "CREATE DATABASE {name} TEMPLATE {}",
            self.template
        ))
        .await;
        self.url_of(&name)
    }

    /// A copy of a database that nobody is connected to; returns its URL.
    pub async fn copy_of(&self, url: &str) -> String {
        let name = self.next();
        let original = database_of(url);
        self.run(&format!("CREATE DATABASE {name} TEMPLATE {original}"))
            .await;
        self.url_of(&name)
    }

    /// Removes a database that nobody is connected to.
    pub async fn forget(&self, url: &str) {
        self.run(&format!("DROP DATABASE {}", database_of(url)))
            .await;
    }

    pub async fn run(&self, sql: &str) {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        connection
            .execute(sqlx::AssertSqlSafe(sql.to_owned()))
            .await
            .unwrap();
        connection.close().await.unwrap();
    }

    fn next(&self) -> String {
        format!("{}_{}", self.template, NEXT.fetch_add(1, Ordering::Relaxed))
    }

    fn url_of(&self, database: &str) -> String {
        let mut url = url::Url::parse(&self.url).unwrap();
        url.set_path(database);
        url.into()
    }
}

fn database_of(url: &str) -> String {
    let url = url::Url::parse(url).unwrap();
    url.path().trim_start_matches('/').to_owned()
}

fn start() -> (String, Child) {
    let bin = binaries();
    let folder = tempfile::Builder::new()
        .prefix("jobgate-pg-")
        .tempdir()
        .unwrap()
        .keep();
    let root = Command::new("id")
        .arg("-u")
        .output()
        .unwrap()
        .stdout
        .starts_with(b"0\n");
    // PostgreSQL refuses to run as root; the package brings a user of its own.
    let prefix = if root {
        let owned = Command::new("chown")
            .arg("postgres")
            .arg(&folder)
            .status()
            .unwrap();
        assert!(
            owned.success(),
            "the system user postgres is missing: install the package postgresql"
        );
        "runuser -u postgres --"
    } else {
        ""
    };
    // The signals that end a test run reach the keeper, too: it has to live on and tidy up.
    let script = format!(
        "set -e; trap '' INT TERM HUP; \
         {prefix} {bin}/initdb -D {at}/data -U owner --auth=trust -E UTF8 --locale=C.UTF-8 >{at}.init 2>&1; \
         {prefix} {bin}/pg_ctl -D {at}/data -w -l {at}/log \
            -o '-k {at} -c listen_addresses= -c fsync=off -c max_connections=300' start >/dev/null; \
         echo up; cat >/dev/null || true; \
         {prefix} {bin}/pg_ctl -D {at}/data -m immediate -w stop >/dev/null; rm -rf {at} {at}.init",
        bin = bin.display(),
        at = folder.display(),
    );
    let mut keeper = Command::new("sh")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(
        &mut std::io::BufReader::new(keeper.stdout.take().unwrap()),
        &mut line,
    )
    .unwrap();
    assert_eq!(
        line,
        "up\n",
        "PostgreSQL did not start, see {}.init",
        folder.display()
    );
    let url = format!(
        "postgres://owner@localhost/postgres?host={}",
        folder.display()
    );
    (url, keeper)
}

fn binaries() -> PathBuf {
    if let Some(path) = std::env::var_os("PATH") {
        for folder in std::env::split_paths(&path) {
            if folder.join("initdb").exists() && folder.join("postgres").exists() {
                return folder;
            }
        }
    }
    let mut versions: Vec<PathBuf> = std::fs::read_dir(Path::new("/usr/lib/postgresql"))
        .expect("PostgreSQL is missing: install the package postgresql")
        .map(|entry| entry.unwrap().path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions
        .pop()
        .expect("PostgreSQL is missing: install the package postgresql")
}
