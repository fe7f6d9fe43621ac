//! What every command needs: folders, database, platform.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use platform::Platform;
use platform::{
    CookieTransport, MailConfig, MailTransport, MailUse, PlatformConfig, S3Addressing, S3Config,
    Secret, StorageConfig, UploadLimits,
};

use crate::config::{Config, Database, S3, Storage};
use crate::private_postgres::PrivatePostgres;
use crate::secrets;

pub struct Parts {
    pub platform: Platform,
    pub takes_dir: PathBuf,
    postgres: Option<PrivatePostgres>,
}

impl Parts {
    /// Makes the data folder, starts the private PostgreSQL where there is no other,
    /// migrates, and connects.
    pub async fn open(config: &Config) -> anyhow::Result<Parts> {
        let takes_dir = config.data_dir.join("takes");
        let work_dir = config.data_dir.join("work");
        for folder in [&config.data_dir, &takes_dir, &work_dir] {
            std::fs::create_dir_all(folder).with_context(|| {
                format!(
                    "the folder {} cannot be made (JOBGATE_DATA_DIR)",
                    folder.display()
                )
            })?;
        }
        let postgres = match &config.database {
            Database::Url(_) => None,
            Database::Private { bin } => {
                Some(PrivatePostgres::start(&config.data_dir, bin.as_deref()).await?)
            }
        };
        let url = match (&config.database, &postgres) {
            (Database::Url(url), _) => url.clone(),
            (_, Some(private)) => private.url.clone(),
            (Database::Private { .. }, None) => bail!("no database"),
        };
        let folders = (takes_dir.clone(), work_dir);
        let opened = connect(config, Secret::new(url), folders).await;
        match (opened, postgres) {
            (Ok(platform), postgres) => Ok(Parts {
                platform,
                takes_dir,
                postgres,
            }),
            (Err(error), Some(postgres)) => {
                postgres.stop().await?;
                Err(error)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// The end of a server: the private PostgreSQL stops with it.
    pub async fn close(self) {
        self.platform.close().await;
        if let Some(postgres) = self.postgres {
            stop(postgres).await;
        }
    }

    /// The end of a one-shot command: a PostgreSQL that a running server uses goes on.
    pub async fn leave(self) {
        self.platform.close().await;
        if let Some(postgres) = self.postgres
            && postgres.launched
        {
            stop(postgres).await;
        }
    }
}

async fn stop(postgres: PrivatePostgres) {
    if let Err(error) = postgres.stop().await {
        tracing::error!(%error, "the private PostgreSQL did not stop");
    }
}

async fn connect(
    config: &Config,
    database_url: Secret,
    (takes_dir, work_dir): (PathBuf, PathBuf),
) -> anyhow::Result<Platform> {
    platform::migrate(&database_url).await?;
    let secret_key = match &config.secret_key {
        Some(key) => key.clone(),
        None => secrets::kept_key(&config.data_dir)?,
    };
    let platform = Platform::open(PlatformConfig {
        database_url,
        secret_key: Secret::new(secret_key),
        storage: storage(&config.storage)?,
        cookies: match config.is_https() {
            true => CookieTransport::HttpsOnly,
            false => CookieTransport::AnyTransport,
        },
        letters: match config.mail.smtp {
            Some(_) => MailUse::Configured,
            None => MailUse::None,
        },
        trusted_proxies: config.trusted_proxies.clone(),
        media_path: config.media_url.clone(),
        takes_dir,
        work_dir,
        uploads: UploadLimits {
            max_bytes: config.uploads.max_megabytes * 1_000_000,
            shortest: Duration::from_secs(config.uploads.shortest_s),
            longest: Duration::from_secs(config.uploads.longest_s),
        },
        callers: platform::Callers {
            origins: config.cors_origins.clone(),
            requests_per_minute: config.requests_per_minute,
        },
        mail: mail(config),
        request_connections: 16,
        worker_slots: 1,
    })
    .await?;
    Ok(platform)
}

fn mail(config: &Config) -> MailConfig {
    let transport = match &config.mail.smtp {
        Some(smtp) => MailTransport::Smtp(smtp.clone()),
        None => MailTransport::Folder(config.data_dir.join("mail")),
    };
    let own = || {
        let scheme = if config.is_https() { "https" } else { "http" };
        format!("{scheme}://localhost:{}", config.port)
    };
    MailConfig {
        transport,
        from: config.mail.from.clone(),
        public_url: config.mail.public_url.clone().unwrap_or_else(own),
        notifications: config.mail.notifications,
    }
}

fn storage(storage: &Storage) -> anyhow::Result<StorageConfig> {
    Ok(match storage {
        Storage::Folder(folder) => StorageConfig::Folder(std::path::absolute(folder)?),
        Storage::S3(S3 {
            bucket,
            region,
            endpoint,
            access_key_id,
            secret_access_key,
        }) => StorageConfig::S3(S3Config {
            bucket: bucket.clone(),
            region: region.clone(),
            endpoint: endpoint
                .as_deref()
                .map(|url| url.parse().context("AWS_ENDPOINT_URL is no URL"))
                .transpose()?,
            access_key_id: access_key_id.clone(),
            secret_access_key: Secret::new(secret_access_key),
            // Servers that are not Amazon's rarely answer to bucket.host names.
            addressing: match endpoint {
                Some(_) => S3Addressing::Path,
                None => S3Addressing::VirtualHost,
            },
        }),
    })
}

/// Held while this process records: two servers on one data folder would take each
/// other's live takes for leftovers of a crash.
pub fn lock_data_dir(data_dir: &Path) -> anyhow::Result<File> {
    std::fs::create_dir_all(data_dir)?;
    let path = data_dir.join("lock");
    let file = File::create(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "another server uses the data folder {}: stop it, or set JOBGATE_DATA_DIR",
            data_dir.display()
        ),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_folder_serves_one_server() {
        let folder = tempfile::tempdir().unwrap();
        let held = lock_data_dir(folder.path()).unwrap();
        let refused = lock_data_dir(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("another server"), "{refused}");
        drop(held);
        lock_data_dir(folder.path()).unwrap();
    }
}
