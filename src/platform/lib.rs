//! People, companies, videos and the rules about who may see what.
//!
//! Invariant: PostgreSQL itself keeps people apart. Every connection has given the owner's
//! powers up, every request's transaction says who asks, and each table's policies decide
//! what is there for that person; the queries here would leak nothing without their own
//! conditions.
//!
//! One folder a feature: `mod.rs` says what the thing is, `store` holds its SQL, `api` its
//! routes; `store` and `api` are private. The shared parts are small files beside them.

pub mod accounts;
pub mod admin;
pub mod audit;
pub mod candidates;
pub mod check;
pub mod companies;
pub mod config;
mod cors;
mod db;
pub mod demo;
pub mod endings;
pub mod error;
mod flood;
mod http;
mod i18n;
pub mod ids;
pub mod jobs;
mod keys;
pub mod links;
pub mod live;
pub mod media;
pub mod notifications;
pub mod offers;
mod openapi;
mod outbox;
pub mod page;
pub mod ports;
pub mod privacy;
pub mod quality_checks;
pub mod scripts;
mod sealed;
pub mod settings;
pub mod storage;
pub mod sweep;
pub mod videos;

use std::{path::Path, sync::Arc};

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{any, get},
};
use chrono::{DateTime, Utc};

pub use accounts::Network;
pub use config::{
    Callers, CookieTransport, DEFAULT_MEDIA_PATH, MailUse, NoOrigin, Origin, PlatformConfig,
    S3Addressing, S3Config, Secret, StorageConfig, UploadLimits,
};
pub use db::{Database, DatabaseError, RequestTx, migrate};
pub use notifications::{MailConfig, MailTransport, SmtpConfig, SmtpSecurity};
pub use openapi::openapi;

use crate::{
    accounts::{Hasher, HashingLimits, LetterKeys, Throttle, TokenSigner, TwoStepKeys},
    error::{ApiError, Problem},
    flood::Flood,
    ids::AssetId,
    links::{LINK_LIFE, LinkSigner},
    ports::{AnalyseMedia, ReadUploads},
    storage::{Storage, StorageError},
};

/// Why the platform cannot start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("SECRET_KEY has {0} bytes; at least {min} are needed", min = keys::MIN_SECRET_BYTES)]
    SecretTooShort(usize),
    #[error("password hashing does not work here: {0}")]
    Hashing(String),
    #[error("mail cannot be sent: {0}")]
    Mail(String),
    #[error("encryption does not work here")]
    Sealing(#[from] sealed::Foreign),
}

/// Everything the features share. Cheap to clone.
#[derive(Clone)]
pub struct Platform {
    inner: Arc<Inner>,
}

struct Inner {
    config: PlatformConfig,
    db: Database,
    storage: Storage,
    hasher: Hasher,
    throttle: Throttle,
    flood: Flood,
    two_step: TwoStepKeys,
    letters: LetterKeys,
    tokens: TokenSigner,
    links: LinkSigner,
    audit: audit::Chain,
    post: notifications::Post,
    bells: notifications::Bells,
}

impl Platform {
    /// Connects and checks; the schema has to be up to date (see [`migrate`]).
    pub async fn open(config: PlatformConfig) -> Result<Platform, OpenError> {
        let length = config.secret_key.expose().len();
        if length < keys::MIN_SECRET_BYTES {
            return Err(OpenError::SecretTooShort(length));
        }
        let storage = Storage::open(&config.storage)?;
        let db = Database::connect(&config.database_url, config.request_connections).await?;
        let hasher = Hasher::new(HashingLimits::default())
            .map_err(|error| OpenError::Hashing(error.to_string()))?;
        let throttle = Throttle::new(&config.secret_key);
        let flood = Flood::new(config.callers.requests_per_minute);
        let two_step = TwoStepKeys::new(&config.secret_key)?;
        let letters = LetterKeys::new(&config.secret_key);
        let tokens = TokenSigner::new(&config.secret_key);
        let links = LinkSigner::new(&config.secret_key);
        let audit = audit::Chain::new(&config.secret_key);
        let post =
            notifications::Post::new(&config.mail, &config.secret_key).map_err(OpenError::Mail)?;
        Ok(Platform {
            inner: Arc::new(Inner {
                config,
                db,
                storage,
                hasher,
                throttle,
                flood,
                two_step,
                letters,
                tokens,
                links,
                audit,
                post,
                bells: notifications::Bells::default(),
            }),
        })
    }

    /// All routes of the platform, `/api/…` and `/media/…`. Unknown paths under `/api/`
    /// answer with a problem; everything else is the server's. `analysis` scores the clips
    /// that candidates send, `uploads`
    /// looks at their videos.
    pub fn router(&self, analysis: Arc<dyn AnalyseMedia>, uploads: Arc<dyn ReadUploads>) -> Router {
        let (mut router, _) = openapi::router().split_for_parts();
        if self.media_path() != DEFAULT_MEDIA_PATH {
            router = router.nest(self.media_path().trim_end_matches('/'), media::files());
        }
        router
            .route("/api/", get(openapi::index))
            .route("/api/schema/", get(openapi::serve))
            .route(
                "/api/{*unknown}",
                any(async || ApiError::from(Problem::NotFound)),
            )
            .method_not_allowed_fallback(async || ApiError::from(Problem::MethodNotAllowed))
            .layer(DefaultBodyLimit::max(http::MAX_JSON_BYTES))
            .layer(middleware::from_fn(http::known))
            .layer(middleware::from_fn_with_state(self.clone(), flood::guard))
            .layer(Extension(quality_checks::Analyser::new(analysis)))
            .layer(Extension(videos::UploadDesk::new(uploads)))
            .layer(middleware::from_fn(error::speak))
            .layer(tower::util::option_layer(cors::of(
                &self.inner.config.callers.origins,
            )))
            .with_state(self.clone())
    }

    /// Whether requests can be served: the database answers on both sides.
    pub async fn ready(&self) -> Result<(), DatabaseError> {
        self.inner.db.ready().await
    }

    /// Closes the connections; requests under way are waited for.
    pub async fn close(&self) {
        self.inner.db.close().await;
    }

    /// Connections with the powers of `jobgate_system` and of a request.
    pub fn db(&self) -> &Database {
        &self.inner.db
    }

    pub fn storage(&self) -> &Storage {
        &self.inner.storage
    }

    pub(crate) fn hasher(&self) -> &Hasher {
        &self.inner.hasher
    }

    /// How many passwords were compared since the start, also with nobody's: each try at
    /// the door costs one, whether or not the account exists.
    pub fn passwords_verified(&self) -> u64 {
        self.inner.hasher.verified()
    }

    pub(crate) fn throttle(&self) -> &Throttle {
        &self.inner.throttle
    }

    pub(crate) fn flood(&self) -> &Flood {
        &self.inner.flood
    }

    pub(crate) fn two_step(&self) -> &TwoStepKeys {
        &self.inner.two_step
    }

    pub(crate) fn letters(&self) -> &LetterKeys {
        &self.inner.letters
    }

    pub(crate) fn mail(&self) -> MailUse {
        self.inner.config.letters
    }

    pub(crate) fn trusted_proxies(&self) -> &[Network] {
        &self.inner.config.trusted_proxies
    }

    pub(crate) fn tokens(&self) -> &TokenSigner {
        &self.inner.tokens
    }

    pub(crate) fn links(&self) -> &LinkSigner {
        &self.inner.links
    }

    pub(crate) fn audit_chain(&self) -> &audit::Chain {
        &self.inner.audit
    }

    pub(crate) fn post(&self) -> &notifications::Post {
        &self.inner.post
    }

    pub(crate) fn bells(&self) -> &notifications::Bells {
        &self.inner.bells
    }

    pub(crate) fn cookies(&self) -> CookieTransport {
        self.inner.config.cookies
    }

    pub(crate) fn work_dir(&self) -> &Path {
        &self.inner.config.work_dir
    }

    pub(crate) fn takes_dir(&self) -> &Path {
        &self.inner.config.takes_dir
    }

    pub(crate) fn upload_limits(&self) -> &UploadLimits {
        &self.inner.config.uploads
    }

    pub(crate) fn worker_slots(&self) -> usize {
        self.inner.config.worker_slots
    }

    /// When a link made now stops opening anything.
    pub(crate) fn links_expire_at(&self) -> DateTime<Utc> {
        Utc::now() + LINK_LIFE
    }

    /// A link for the caller's browser alone.
    pub(crate) fn media_link(&self, tx: &RequestTx, asset: AssetId, file_name: &str) -> String {
        let link = self.links().link(
            asset,
            file_name,
            tx.user,
            tx.session,
            self.links_expire_at(),
        );
        format!("{}{link}", self.media_path())
    }

    pub(crate) fn media_path(&self) -> &str {
        &self.inner.config.media_path
    }
}
