//! Reads and checks every setting. A wrong value names itself and what is allowed;
//! all wrong values are told at once.

mod source;
pub mod table;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::bail;
use platform::{Secret, SmtpConfig, SmtpSecurity};
use url::Url;

use source::Source;

/// A key that stands in examples is no secret.
const PLACEHOLDERS: &[&str] = &[
    "changeme",
    "change-me",
    "secret",
    "insecure",
    "placeholder",
    "example",
    "your-",
];

#[derive(Debug, Clone)]
pub struct Config {
    pub host: IpAddr,
    pub port: u16,
    pub data_dir: PathBuf,
    pub web_dir: PathBuf,
    pub analysis: Analysis,
    pub media: Media,
    pub tls: Option<Tls>,
    /// A proxy in front ends TLS.
    pub behind_tls: bool,
    /// Whose word counts about who asks.
    pub trusted_proxies: Vec<platform::Network>,
    pub log: Log,
    /// None: nothing is counted.
    pub metrics: Option<SocketAddr>,
    pub database: Database,
    /// `None`: one is made and kept in the data folder.
    pub secret_key: Option<String>,
    pub allowed_hosts: Vec<String>,
    /// Pages of other origins that may call the API and open live sessions.
    pub cors_origins: Vec<platform::Origin>,
    /// `None`: as many as come.
    pub requests_per_minute: Option<u32>,
    pub media_url: String,
    pub storage: Storage,
    pub uploads: Uploads,
    /// Below this nobody begins to record.
    pub least_free_bytes: u64,
    pub mail: Mail,
}

#[derive(Debug, Clone)]
pub struct Mail {
    pub notifications: bool,
    /// None: files in the data folder.
    pub smtp: Option<platform::SmtpConfig>,
    pub from: String,
    /// None: this machine's own address.
    pub public_url: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Uploads {
    pub max_megabytes: u64,
    pub shortest_s: u64,
    pub longest_s: u64,
}

#[derive(Debug, Clone)]
pub struct Analysis {
    pub models_dir: PathBuf,
    /// 0: nobody is coached.
    pub threads: usize,
}

#[derive(Debug, Clone)]
pub struct Media {
    /// 0: the server itself records and decodes.
    pub processes: usize,
    pub port: u16,
    /// Empty: found out at start-up.
    pub addresses: Vec<IpAddr>,
    pub stun_urls: Vec<String>,
    pub turn: Option<Turn>,
}

#[derive(Debug, Clone)]
pub struct Turn {
    pub urls: Vec<String>,
    pub secret: String,
}

#[derive(Debug, Clone)]
pub struct Tls {
    pub cert: PathBuf,
    pub key: PathBuf,
}

#[derive(Debug, Clone)]
pub struct Log {
    pub filter: String,
    pub json: bool,
}

#[derive(Debug, Clone)]
pub enum Database {
    Url(String),
    /// Started by us in the data folder; the programs' folder when it was named.
    Private {
        bin: Option<PathBuf>,
    },
}

#[derive(Debug, Clone)]
pub enum Storage {
    Folder(PathBuf),
    S3(S3),
}

#[derive(Debug, Clone)]
pub struct S3 {
    pub bucket: String,
    pub region: String,
    pub endpoint: Option<String>,
    pub access_key_id: String,
    pub secret_access_key: String,
}

impl Config {
    /// Reads the environment, and `file` (or `jobgate.toml` where it exists) below it.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Config> {
        let source = Source::open(file)?;
        let (config, errors) = Config::read(&source);
        match errors.len() {
            0 => Ok(config),
            _ => bail!("the configuration has errors:\n  {}", errors.join("\n  ")),
        }
    }

    /// Browsers reach this server by HTTPS.
    pub fn is_https(&self) -> bool {
        self.tls.is_some() || self.behind_tls
    }

    fn read(source: &Source) -> (Config, Vec<String>) {
        let mut read = Reader {
            source,
            errors: source.unknown_names(),
        };
        let data_dir = PathBuf::from(read.text("JOBGATE_DATA_DIR"));
        let media_root = read
            .optional("MEDIA_ROOT")
            .map_or_else(|| data_dir.join("media"), PathBuf::from);
        let config = Config {
            host: read.parsed("HOST"),
            port: read.parsed("PORT"),
            web_dir: PathBuf::from(read.text("JOBGATE_WEB_DIR")),
            analysis: read.analysis(),
            media: read.media(),
            tls: read.tls(),
            behind_tls: read.parsed("JOBGATE_BEHIND_TLS"),
            trusted_proxies: read.each("JOBGATE_TRUSTED_PROXIES"),
            metrics: read.maybe("JOBGATE_METRICS_LISTEN"),
            log: Log {
                filter: read.checked("JOBGATE_LOG", |value| {
                    tracing_subscriber::EnvFilter::try_new(value).is_ok()
                }),
                json: read.checked("JOBGATE_LOG_FORMAT", |v| matches!(v, "text" | "json"))
                    == "json",
            },
            database: read.database(),
            secret_key: read.secret_key(),
            allowed_hosts: read.list("ALLOWED_HOSTS", |host| !host.contains('/')),
            cors_origins: read.each("JOBGATE_CORS_ORIGINS"),
            requests_per_minute: Some(read.parsed("JOBGATE_REQUESTS_PER_MINUTE"))
                .filter(|many| *many > 0),
            media_url: read.checked("MEDIA_URL", |path| {
                path.len() > 1 && path.starts_with('/') && path.ends_with('/')
            }),
            storage: read.storage(media_root),
            uploads: read.uploads(),
            least_free_bytes: read.whole("JOBGATE_LEAST_FREE_MB", 0, 1_000_000) << 20,
            mail: read.mail(),
            data_dir,
        };
        (config, read.errors)
    }
}

struct Reader<'a> {
    source: &'a Source,
    errors: Vec<String>,
}

impl Reader<'_> {
    fn optional(&self, name: &str) -> Option<String> {
        self.source.get(name).filter(|value| !value.is_empty())
    }

    /// The value or the table's default.
    fn text(&self, name: &str) -> String {
        self.optional(name)
            .unwrap_or_else(|| entry(name).default.to_owned())
    }

    fn wrong(&mut self, name: &str, value: &str) {
        self.errors.push(format!(
            "{name} is {value:?}; allowed: {}",
            entry(name).allowed
        ));
    }

    fn checked(&mut self, name: &str, is_allowed: impl Fn(&str) -> bool) -> String {
        let value = self.text(name);
        if !is_allowed(&value) {
            self.wrong(name, &value);
        }
        value
    }

    fn whole(&mut self, name: &str, from: u64, to: u64) -> u64 {
        let value = self.checked(name, |value| {
            value
                .parse()
                .is_ok_and(|value: u64| (from..=to).contains(&value))
        });
        value.parse().unwrap_or(from)
    }

    fn parsed<T: std::str::FromStr>(&mut self, name: &str) -> T
    where
        T::Err: std::fmt::Debug,
    {
        let value = self.text(name);
        value.parse().unwrap_or_else(|_| {
            self.wrong(name, &value);
            // The error is told before the value is used; the default lets the
            // other settings be read, so that all errors are told at once.
            entry(name).default.parse().expect("a default of the table")
        })
    }

    fn list(&mut self, name: &str, is_allowed: impl Fn(&str) -> bool) -> Vec<String> {
        let value = self.text(name);
        let items: Vec<String> = value
            .split(',')
            .map(|item| item.trim().to_owned())
            .filter(|item| !item.is_empty())
            .collect();
        if let Some(bad) = items.iter().find(|item| !is_allowed(item)) {
            self.wrong(name, bad);
        }
        items
    }

    /// The value where there is one.
    fn maybe<T: std::str::FromStr>(&mut self, name: &str) -> Option<T> {
        let value = self.optional(name)?;
        let parsed = value.parse().ok();
        if parsed.is_none() {
            self.wrong(name, &value);
        }
        parsed
    }

    /// Every item of a list as what it means.
    fn each<T: std::str::FromStr>(&mut self, name: &str) -> Vec<T> {
        let mut read = vec![];
        for item in self.list(name, |_| true) {
            match item.parse() {
                Ok(value) => read.push(value),
                Err(_) => self.wrong(name, &item),
            }
        }
        read
    }

    fn analysis(&mut self) -> Analysis {
        const NAME: &str = "JOBGATE_ANALYSIS_THREADS";
        let half = || std::thread::available_parallelism().map_or(1, |all| all.get().div_ceil(2));
        let threads = match self.optional(NAME) {
            None => half(),
            Some(value) => match value.parse() {
                Ok(threads) if threads <= 64 => threads,
                _ => {
                    self.wrong(NAME, &value);
                    half()
                }
            },
        };
        Analysis {
            models_dir: PathBuf::from(self.text("JOBGATE_MODELS_DIR")),
            threads,
        }
    }

    fn media(&mut self) -> Media {
        let addresses = self.each("JOBGATE_MEDIA_ADDRESSES");
        let urls = self.list("JOBGATE_TURN_URLS", |url| {
            url.starts_with("turn:") || url.starts_with("turns:")
        });
        let secret = self.text("JOBGATE_TURN_SECRET");
        let turn = if urls.is_empty() {
            None
        } else {
            if secret.len() < 16 {
                self.errors.push(format!(
                    "JOBGATE_TURN_SECRET is needed with JOBGATE_TURN_URLS; allowed: {}",
                    entry("JOBGATE_TURN_SECRET").allowed
                ));
            }
            Some(Turn { urls, secret })
        };
        Media {
            port: self.parsed("JOBGATE_MEDIA_PORT"),
            processes: usize::try_from(self.whole("JOBGATE_MEDIA_PROCESSES", 0, 64)).unwrap_or(0),
            addresses,
            stun_urls: self.list("JOBGATE_STUN_URLS", |url| url.starts_with("stun:")),
            turn,
        }
    }

    fn uploads(&mut self) -> Uploads {
        let max_megabytes = self.whole("JOBGATE_UPLOAD_MAX_MB", 1, 10_000);
        let shortest_s = self.whole("JOBGATE_UPLOAD_MIN_SECONDS", 1, 60);
        let longest_s = self.whole("JOBGATE_UPLOAD_MAX_SECONDS", 1, 600);
        if longest_s < shortest_s {
            self.errors.push(
                "JOBGATE_UPLOAD_MAX_SECONDS is less than JOBGATE_UPLOAD_MIN_SECONDS; \
                 allowed: at least as much"
                    .into(),
            );
        }
        Uploads {
            max_megabytes,
            shortest_s,
            longest_s,
        }
    }

    fn tls(&mut self) -> Option<Tls> {
        let files = ["JOBGATE_TLS_CERT", "JOBGATE_TLS_KEY"].map(|name| {
            let path = self.optional(name).map(PathBuf::from);
            if let Some(missing) = path.as_ref().filter(|path| !path.is_file()) {
                let value = missing.display().to_string();
                self.errors
                    .push(format!("{name} is {value:?}, which is no readable file"));
            }
            path
        });
        match files {
            [Some(cert), Some(key)] => Some(Tls { cert, key }),
            [None, None] => None,
            _ => {
                self.errors.push(
                    "JOBGATE_TLS_CERT and JOBGATE_TLS_KEY are set together or not at all".into(),
                );
                None
            }
        }
    }

    fn database(&mut self) -> Database {
        let port: u16 = self.parsed("DB_PORT");
        if let Some(url) = self.optional("DATABASE_URL") {
            if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
                // Not the value: it may hold a password.
                self.errors.push(format!(
                    "DATABASE_URL is not understood; allowed: {}",
                    entry("DATABASE_URL").allowed
                ));
            }
            return Database::Url(url);
        }
        let Some(name) = self.optional("DB_NAME") else {
            return Database::Private {
                bin: self.optional("JOBGATE_POSTGRES_BIN").map(PathBuf::from),
            };
        };
        let mut url = Url::parse("postgres://localhost").expect("a literal URL");
        let host = self.text("DB_HOST");
        let done = url.set_host(Some(&host)).is_ok()
            && url.set_port(Some(port)).is_ok()
            && url.set_username(&self.text("DB_USER")).is_ok()
            && url
                .set_password(self.optional("DB_PASSWORD").as_deref())
                .is_ok();
        if !done {
            self.wrong("DB_HOST", &host);
        }
        url.set_path(&name);
        Database::Url(url.into())
    }

    fn secret_key(&mut self) -> Option<String> {
        let debug: bool = self.parsed("DEBUG");
        let key = self.optional("SECRET_KEY")?;
        let lower = key.to_lowercase();
        let placeholder = PLACEHOLDERS.iter().any(|word| lower.contains(word));
        if !debug && (key.chars().count() < 32 || placeholder) {
            // Not the value: it is a secret, or nearly one.
            self.errors.push(format!(
                "SECRET_KEY is too short or a placeholder, which only DEBUG=true allows; allowed: {}",
                entry("SECRET_KEY").allowed
            ));
        }
        Some(key)
    }

    fn storage(&mut self, media_root: PathBuf) -> Storage {
        let Some(bucket) = self.optional("AWS_S3_BUCKET") else {
            return Storage::Folder(media_root);
        };
        let endpoint = self.optional("AWS_ENDPOINT_URL");
        if let Some(url) = endpoint.as_deref()
            && !url.starts_with("http://")
            && !url.starts_with("https://")
        {
            self.wrong("AWS_ENDPOINT_URL", url);
        }
        let mut needed = |name: &str| {
            self.optional(name).unwrap_or_else(|| {
                self.errors.push(format!(
                    "{name} is needed with AWS_S3_BUCKET; allowed: {}",
                    entry(name).allowed
                ));
                String::new()
            })
        };
        Storage::S3(S3 {
            access_key_id: needed("AWS_ACCESS_KEY_ID"),
            secret_access_key: needed("AWS_SECRET_ACCESS_KEY"),
            region: self.text("AWS_REGION"),
            bucket,
            endpoint,
        })
    }

    fn mail(&mut self) -> Mail {
        let port: u16 = self.parsed("EMAIL_PORT");
        let use_tls: bool = self.parsed("EMAIL_USE_TLS");
        let user = self.optional("EMAIL_HOST_USER");
        let password = self.text("EMAIL_HOST_PASSWORD");
        let ca_file = self.optional("EMAIL_CA_FILE").map(PathBuf::from);
        let smtp = self.optional("EMAIL_HOST").map(|host| SmtpConfig {
            security: match (use_tls, port) {
                (false, _) => SmtpSecurity::Plain,
                (true, 465) => SmtpSecurity::Tls,
                (true, _) => SmtpSecurity::StartTls,
            },
            credentials: user.clone().map(|user| (user, Secret::new(password))),
            ca_file: ca_file.clone(),
            host,
            port,
        });
        if ca_file.is_some() && !use_tls {
            self.errors.push(
                "EMAIL_CA_FILE is set with EMAIL_USE_TLS false, which checks no certificate; allowed: true, or no file"
                    .into(),
            );
        }
        if smtp.is_some() && user.is_some() && !use_tls {
            self.errors.push(
                "EMAIL_USE_TLS is false with EMAIL_HOST_USER, whose password anybody on the way could read; \
                 allowed: true, or no user"
                    .into(),
            );
        }
        let from = self.checked("EMAIL_FROM", platform::notifications::is_mailbox);
        let public_url = self.optional("JOBGATE_PUBLIC_URL");
        if let Some(text) = &public_url {
            let whole = Url::parse(text).is_ok_and(|url| {
                matches!(url.scheme(), "http" | "https")
                    && url.has_host()
                    && url.path() == "/"
                    && url.query().is_none()
                    && url.fragment().is_none()
                    && url.username().is_empty()
            });
            if !whole {
                self.wrong("JOBGATE_PUBLIC_URL", text);
            }
        }
        Mail {
            notifications: self.parsed("NOTIFICATION_EMAIL_ENABLED"),
            smtp,
            from,
            public_url,
        }
    }
}

fn entry(name: &str) -> &'static table::Setting {
    table::SETTINGS
        .iter()
        .find(|setting| setting.name == name)
        .expect("every setting that is read stands in the table")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> (Config, Vec<String>) {
        Config::read(&Source::of(pairs))
    }

    #[test]
    fn the_defaults_are_right() {
        let (config, errors) = read(&[]);
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(config.port, 8080);
        assert!(matches!(config.database, Database::Private { .. }));
        assert!(matches!(config.storage, Storage::Folder(path) if path.ends_with("data/media")));
        assert!(config.trusted_proxies.is_empty());
    }

    #[test]
    fn an_upload_has_bounds_that_make_sense() {
        let uploads = read(&[]).0.uploads;
        assert_eq!(
            (uploads.max_megabytes, uploads.shortest_s, uploads.longest_s),
            (500, 5, 300)
        );
        for (name, wrong) in [
            ("JOBGATE_LEAST_FREE_MB", "-1"),
            ("JOBGATE_UPLOAD_MAX_MB", "0"),
            ("JOBGATE_UPLOAD_MAX_MB", "2 GB"),
            ("JOBGATE_UPLOAD_MIN_SECONDS", "61"),
            // Samples end with the longest script.
            ("JOBGATE_UPLOAD_MAX_SECONDS", "601"),
            ("JOBGATE_UPLOAD_MAX_SECONDS", "4"),
        ] {
            let (_, errors) = read(&[(name, wrong)]);
            assert_eq!(errors.len(), 1, "{name} {wrong}: {errors:?}");
            assert!(errors[0].contains(name), "{errors:?}");
        }
    }

    #[test]
    fn mail_leaves_by_a_server_that_was_named_and_never_with_a_bare_password() {
        let mail = |pairs: &[(&str, &str)]| read(pairs).0.mail;
        let none = mail(&[]);
        assert!(none.smtp.is_none() && none.notifications);
        let security = |pairs: &[(&str, &str)]| mail(pairs).smtp.map(|smtp| smtp.security);
        let host = ("EMAIL_HOST", "smtp.example");
        assert_eq!(security(&[host]), Some(SmtpSecurity::StartTls));
        assert_eq!(
            security(&[host, ("EMAIL_PORT", "465")]),
            Some(SmtpSecurity::Tls)
        );
        assert_eq!(
            security(&[host, ("EMAIL_USE_TLS", "false")]),
            Some(SmtpSecurity::Plain)
        );
        let user = ("EMAIL_HOST_USER", "u");
        assert!(read(&[host, user]).1.is_empty());
        let (_, errors) = read(&[host, user, ("EMAIL_USE_TLS", "false")]);
        assert!(errors[0].contains("EMAIL_USE_TLS"), "{errors:?}");
        let authority = ("EMAIL_CA_FILE", "/etc/relay.pem");
        let smtp = mail(&[host, authority]).smtp.unwrap();
        assert_eq!(smtp.ca_file, Some(PathBuf::from("/etc/relay.pem")));
        let (_, errors) = read(&[host, authority, ("EMAIL_USE_TLS", "false")]);
        assert!(errors[0].contains("EMAIL_CA_FILE"), "{errors:?}");
        for (name, wrong) in [
            ("EMAIL_FROM", "nobody"),
            ("JOBGATE_PUBLIC_URL", "studio.example"),
            ("JOBGATE_PUBLIC_URL", "https://studio.example/app"),
            ("NOTIFICATION_EMAIL_ENABLED", "yes"),
        ] {
            let (_, errors) = read(&[(name, wrong)]);
            assert!(errors.len() == 1 && errors[0].contains(name), "{errors:?}");
        }
    }

    #[test]
    fn every_wrong_value_is_named_with_what_is_allowed() {
        let (_, errors) = read(&[
            ("PORT", "eighty"),
            ("DEBUG", "maybe"),
            ("EMAIL_PORT", "70000"),
            ("MEDIA_URL", "media"),
            ("JOBGATE_LOG_FORMAT", "xml"),
            ("JOBGATE_METRICS_LISTEN", "9464"),
            ("JOBGATE_TLS_CERT", "/nowhere.pem"),
            ("JOBGATE_TRUSTED_PROXIES", "127.0.0.1, proxy.internal"),
        ]);
        for name in [
            "PORT is \"eighty\"",
            "DEBUG",
            "EMAIL_PORT",
            "MEDIA_URL",
            "JOBGATE_LOG_FORMAT",
            "JOBGATE_METRICS_LISTEN is \"9464\"",
            "JOBGATE_TLS_CERT",
            "JOBGATE_TRUSTED_PROXIES is \"proxy.internal\"",
        ] {
            assert!(
                errors.iter().any(|e| e.contains(name)),
                "{name}: {errors:?}"
            );
        }
        assert!(errors[0].contains("allowed: "));
    }

    #[test]
    fn a_placeholder_key_is_refused_unless_debugging() {
        for key in ["changeme-changeme-changeme-changeme", "Xy12"] {
            let (_, errors) = read(&[("SECRET_KEY", key)]);
            assert_eq!(errors.len(), 1, "{errors:?}");
            assert!(!errors[0].contains(key), "a secret is repeated");
            assert!(read(&[("SECRET_KEY", key), ("DEBUG", "true")]).1.is_empty());
        }
        let key = "kQ9v0TzX3m7Lr2Wb8Nc5Yd1Hf6Jg4Ps0";
        assert!(read(&[("SECRET_KEY", key)]).1.is_empty());
    }

    #[test]
    fn the_database_url_wins_over_its_parts() {
        let parts = [
            ("DB_NAME", "studio"),
            ("DB_USER", "ana"),
            ("DB_PASSWORD", "p@ss/word"),
            ("DB_HOST", "db.internal"),
            ("DB_PORT", "5433"),
        ];
        let (config, errors) = read(&parts);
        assert!(errors.is_empty());
        assert!(
            matches!(&config.database, Database::Url(url) if url == "postgres://ana:p%40ss%2Fword@db.internal:5433/studio"),
            "{:?}",
            config.database
        );
        let mut all = parts.to_vec();
        all.push(("DATABASE_URL", "postgres://x@y/z"));
        assert!(matches!(read(&all).0.database, Database::Url(url) if url == "postgres://x@y/z"));
    }

    #[test]
    fn a_bucket_needs_its_keys_and_turn_its_secret() {
        let (_, errors) = read(&[
            ("AWS_S3_BUCKET", "b"),
            ("JOBGATE_TURN_URLS", "turn:t.example:3478"),
        ]);
        assert_eq!(errors.len(), 3, "{errors:?}");
    }

    #[test]
    fn a_misspelt_setting_is_named() {
        let (_, errors) = read(&[("JOBGATE_DATADIR", "/x")]);
        assert!(errors[0].contains("JOBGATE_DATADIR"), "{errors:?}");
    }
}
