//! What the platform has to be told. The server reads it from the environment.

use std::{fmt, path::PathBuf, time::Duration};

use url::Url;

use crate::{accounts::Network, notifications::MailConfig};

/// A text that must not appear in a log.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[derive(Debug, Clone)]
pub struct PlatformConfig {
    /// The owner's URL. Connections give the owner's powers up at once; see [`crate::db`].
    pub database_url: Secret,
    /// Every signing key is derived from it. At least 32 bytes.
    pub secret_key: Secret,
    pub storage: StorageConfig,
    pub cookies: CookieTransport,
    pub letters: MailUse,
    /// Whose `X-Forwarded-For` is believed. Everybody else is who speaks to us.
    pub trusted_proxies: Vec<Network>,
    /// Where signed links begin, with a slash at both ends: [`DEFAULT_MEDIA_PATH`], or what a
    /// proxy in front leaves free.
    pub media_path: String,
    /// The takes' folders, on the same disk as `work_dir`.
    pub takes_dir: PathBuf,
    /// Scratch space of the worker and of uploads, on a disk with room for a few takes.
    pub work_dir: PathBuf,
    pub uploads: UploadLimits,
    pub callers: Callers,
    pub mail: MailConfig,
    /// Connections that serve requests; the system side gets half as many, at least two.
    pub request_connections: u32,
    /// Jobs of this process at the same time. ffmpeg is busy on a whole core: 1 is right on 2 cores.
    pub worker_slots: usize,
}

/// Who may call from a page elsewhere, and how often anybody may.
#[derive(Debug, Clone, Default)]
pub struct Callers {
    /// Origins such as `https://www.example.org`, exactly; none by default.
    pub origins: Vec<Origin>,
    /// Requests a minute of one caller; no bound when absent.
    pub requests_per_minute: Option<u32>,
}

/// Scheme, host and port, as a browser writes them: `https://www.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

/// Text that no browser sends as an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no origin such as https://www.example.org")]
pub struct NoOrigin(String);

impl Origin {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Origin {
    type Err = NoOrigin;

    /// No path, no `*`, no trailing slash: what is compared byte by byte is written so.
    fn from_str(text: &str) -> Result<Origin, NoOrigin> {
        let origin = Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .map(|url| url.origin().ascii_serialization());
        match origin {
            Some(origin) if origin == text && !text.contains('*') => Ok(Origin(origin)),
            _ => Err(NoOrigin(text.to_owned())),
        }
    }
}

/// What an uploaded video may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    pub max_bytes: u64,
    pub shortest: Duration,
    /// No longer than the longest script: samples end there.
    pub longest: Duration,
}

impl Default for UploadLimits {
    fn default() -> UploadLimits {
        UploadLimits {
            max_bytes: 500 * 1_000_000,
            shortest: Duration::from_secs(5),
            longest: Duration::from_secs(300),
        }
    }
}

/// Where signed links begin, unless the configuration says otherwise.
pub const DEFAULT_MEDIA_PATH: &str = "/media/";

/// Whether letters leave this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailUse {
    /// An address is proven by a letter before its account can be used.
    Configured,
    /// Nobody can be written to: who signs up is let in at once, and nothing that needs a
    /// letter is offered.
    None,
}

/// Whether the cookies may travel over plain HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieTransport {
    /// `Secure`: behind TLS, our own or a proxy's.
    HttpsOnly,
    /// A bare machine on localhost.
    AnyTransport,
}

#[derive(Debug, Clone)]
pub enum StorageConfig {
    /// A folder of this machine.
    Folder(PathBuf),
    S3(S3Config),
}

#[derive(Debug, Clone)]
pub struct S3Config {
    pub bucket: String,
    pub region: String,
    /// Absent for AWS itself.
    pub endpoint: Option<Url>,
    pub access_key_id: String,
    pub secret_access_key: Secret,
    pub addressing: S3Addressing,
}

/// Where the bucket's name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum S3Addressing {
    /// `https://endpoint/bucket/key`: most servers that are not AWS.
    Path,
    /// `https://bucket.endpoint/key`.
    VirtualHost,
}
