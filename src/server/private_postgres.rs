//! A PostgreSQL of our own, when no database is configured.
//!
//! PostgreSQL refuses to run as root. As root the cluster therefore belongs to the
//! system user `jobgate` and lies under `/var/lib/jobgate`, which that user can
//! reach wherever the data folder is; otherwise it lies in the data folder.
//! It listens on a free loopback port with a password that only its owner can read.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use base64::Engine;
use nix::unistd::{Gid, Uid, User};
use tokio::process::Command;

const SYSTEM_USER: &str = "jobgate";
const SYSTEM_FOLDER: &str = "/var/lib/jobgate";
const DATABASE: &str = "jobgate";

pub struct PrivatePostgres {
    bin: PathBuf,
    cluster: PathBuf,
    owner: Option<Owner>,
    pub url: String,
    /// Started by this process, not found running.
    pub launched: bool,
}

#[derive(Clone, Copy)]
struct Owner {
    uid: Uid,
    gid: Gid,
}

impl PrivatePostgres {
    /// Starts the cluster of `data_dir`, making it first when there is none. A cluster
    /// that is still running (its server was killed) is taken over.
    pub async fn start(data_dir: &Path, bin: Option<&Path>) -> anyhow::Result<PrivatePostgres> {
        let bin = match bin {
            Some(folder) => folder.to_owned(),
            None => newest_installed()?,
        };
        let data_dir = std::path::absolute(data_dir)?;
        let owner = if Uid::effective().is_root() {
            Some(system_user().await?)
        } else {
            None
        };
        let home = home(&data_dir, owner.is_some());
        make_private_folder(&home, owner)?;
        let password = password(&home)?;
        let postgres = PrivatePostgres {
            cluster: home.join("cluster"),
            bin,
            owner,
            url: String::new(),
            launched: false,
        };
        if !postgres.cluster.join("PG_VERSION").is_file() {
            postgres.init(&home).await?;
        }
        let (port, launched) = match postgres.running_port().await? {
            Some(port) => (port, false),
            None => (postgres.launch(&home).await?, true),
        };
        let server = format!("postgres://{SYSTEM_USER}:{password}@127.0.0.1:{port}");
        create_database(&server).await?;
        Ok(PrivatePostgres {
            url: format!("{server}/{DATABASE}"),
            launched,
            ..postgres
        })
    }

    /// Ends the cluster in order; open transactions are rolled back.
    pub async fn stop(&self) -> anyhow::Result<()> {
        self.run(
            "pg_ctl",
            &["stop", "-w", "-m", "fast", "-D", &text(&self.cluster)],
        )
        .await
        .map(drop)
    }

    async fn init(&self, home: &Path) -> anyhow::Result<()> {
        tracing::info!(cluster = %self.cluster.display(), "making the private PostgreSQL");
        self.run(
            "initdb",
            &[
                "-D",
                &text(&self.cluster),
                "-U",
                SYSTEM_USER,
                "--auth=scram-sha-256",
                &format!("--pwfile={}", text(&home.join("password"))),
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ],
        )
        .await
        .map(drop)
    }

    async fn launch(&self, home: &Path) -> anyhow::Result<u16> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?
            .local_addr()?
            .port();
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60"
        );
        let log = text(&home.join("postgres.log"));
        self.run(
            "pg_ctl",
            &[
                "start",
                "-w",
                "-t",
                "60",
                "-D",
                &text(&self.cluster),
                "-l",
                &log,
                "-o",
                &options,
            ],
        )
        .await
        .with_context(|| format!("its log is {log}"))?;
        Ok(port)
    }

    /// The port of a cluster that is running, as its `postmaster.pid` tells it (line 4).
    async fn running_port(&self) -> anyhow::Result<Option<u16>> {
        let status = self
            .command("pg_ctl", &["status", "-D", &text(&self.cluster)])
            .output()
            .await?;
        if !status.status.success() {
            return Ok(None);
        }
        let pid_file = std::fs::read_to_string(self.cluster.join("postmaster.pid"))?;
        Ok(pid_file
            .lines()
            .nth(3)
            .and_then(|line| line.trim().parse().ok()))
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command
            .args(arguments)
            .current_dir("/")
            .stdin(std::process::Stdio::null());
        if let Some(owner) = self.owner {
            command.uid(owner.uid.as_raw()).gid(owner.gid.as_raw());
        }
        command
    }

    async fn run(&self, program: &str, arguments: &[&str]) -> anyhow::Result<()> {
        // Into a file's place, not a pipe: a started postmaster would keep the pipe open.
        let mut command = self.command(program, arguments);
        command.stdout(std::process::Stdio::null());
        let errors = tempfile::tempfile()?;
        command.stderr(errors.try_clone()?);
        let status = command
            .status()
            .await
            .with_context(|| format!("{} cannot be run", self.bin.join(program).display()))?;
        if !status.success() {
            use std::io::{Read, Seek};
            let mut errors = errors;
            let mut said = String::new();
            errors.rewind()?;
            errors.read_to_string(&mut said)?;
            bail!("{program} {} failed: {}", arguments[0], said.trim());
        }
        Ok(())
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn newest_installed() -> anyhow::Result<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            bin.join("initdb").is_file().then_some((version, bin))
        })
        .collect();
    found.sort();
    match found.pop() {
        Some((version, bin)) if version >= 15 => Ok(bin),
        _ => bail!(
            "no PostgreSQL 15 or newer is installed under /usr/lib/postgresql: install Debian's package `postgresql`, or set DATABASE_URL"
        ),
    }
}

/// The folder that holds the cluster, its password and its log.
fn home(data_dir: &Path, as_root: bool) -> PathBuf {
    if !as_root {
        return data_dir.join("postgres");
    }
    use sha2::Digest;
    let digest = sha2::Sha256::digest(data_dir.as_os_str().as_encoded_bytes());
    let name: String = digest[..6]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Path::new(SYSTEM_FOLDER).join(format!("postgres-{name}"))
}

async fn system_user() -> anyhow::Result<Owner> {
    let find = || User::from_name(SYSTEM_USER);
    if find()?.is_none() {
        let status = Command::new("useradd")
            .args([
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                SYSTEM_FOLDER,
            ])
            .args(["--shell", "/usr/sbin/nologin", SYSTEM_USER])
            .status()
            .await
            .context("useradd cannot be run")?;
        if !status.success() {
            bail!("the system user {SYSTEM_USER} cannot be made: useradd failed");
        }
    }
    let user = find()?.with_context(|| format!("the system user {SYSTEM_USER} is missing"))?;
    Ok(Owner {
        uid: user.uid,
        gid: user.gid,
    })
}

fn make_private_folder(home: &Path, owner: Option<Owner>) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(home)
        .with_context(|| format!("the folder {} cannot be made", home.display()))?;
    if let Some(owner) = owner {
        nix::unistd::chown(home, Some(owner.uid), Some(owner.gid))?;
    }
    std::fs::set_permissions(home, std::fs::Permissions::from_mode(0o700))?;
    Ok(())
}

fn password(home: &Path) -> anyhow::Result<String> {
    let path = home.join("password");
    if let Ok(kept) = std::fs::read_to_string(&path) {
        return Ok(kept.trim().to_owned());
    }
    let fresh = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 24]>());
    // The folder is closed to all but its owner; initdb reads the file as that owner.
    std::fs::write(&path, &fresh)?;
    Ok(fresh)
}

async fn create_database(server: &str) -> anyhow::Result<()> {
    use sqlx::{Connection, Executor};
    let mut connection = sqlx::PgConnection::connect(&format!("{server}/postgres"))
        .await
        .context("the private PostgreSQL does not answer")?;
    let made = connection
        .execute(sqlx::query(sqlx::AssertSqlSafe(format!(
            "CREATE DATABASE {DATABASE}"
        ))))
        .await;
    match made {
        Ok(_) => Ok(()),
        // 42P04: it is there already.
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P04") => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_root_the_cluster_lies_where_its_user_can_reach_it() {
        let one = home(Path::new("/root/a/data"), true);
        assert!(one.starts_with(SYSTEM_FOLDER));
        assert_ne!(one, home(Path::new("/root/b/data"), true));
        assert_eq!(
            home(Path::new("/home/ana/data"), false),
            Path::new("/home/ana/data/postgres")
        );
    }
}
