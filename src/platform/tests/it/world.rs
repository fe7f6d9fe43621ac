//! A platform of its own for each test, and people who speak to it over HTTP.

use std::{path::PathBuf, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use coach::take::{
    Closing, Container, Gap, GapKind, MANIFEST_FILE, OUTCOME_FILE, Packets, Reception,
    TakeManifest, TakeMedia, TakeOutcome,
};
use platform::{
    CookieTransport, MailUse, Platform, PlatformConfig, Secret, StorageConfig,
    accounts::{self, Letter, LetterKeys, NewUser, Place},
    ids::{CompanyId, TakeId, UserId},
};
use serde_json::{Value, json};
use sqlx::PgPool;
use tower::ServiceExt;

use crate::cluster::cluster;

pub const PASSWORD: &str = "a good long password";
pub const SECRET_KEY: &str = "a secret for tests, long enough for HS256";

pub struct World {
    pub platform: Platform,
    pub url: String,
    /// The owner's connections, which no policy binds: for planting and looking.
    pub owner: PgPool,
    pub folder: tempfile::TempDir,
    pub router: Router,
}

impl World {
    pub async fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let storage = StorageConfig::Folder(folder.path().join("objects"));
        World::with_storage(storage, folder).await
    }

    pub async fn with_storage(storage: StorageConfig, folder: tempfile::TempDir) -> World {
        let url = cluster().await.migrated().await;
        World::on(url, storage, folder).await
    }

    /// Whose mails leave another way than into a folder.
    pub async fn with_mail(
        storage: StorageConfig,
        folder: tempfile::TempDir,
        mail: platform::MailConfig,
    ) -> World {
        let url = cluster().await.migrated().await;
        let mut config = config(&url, storage, folder.path().join("work"));
        config.mail = mail;
        World::of(url, config, folder).await
    }

    /// Whose letters about accounts leave that way, too: an address is proven by one.
    pub async fn with_letters_by(mail: platform::MailConfig) -> World {
        let folder = tempfile::tempdir().unwrap();
        let storage = StorageConfig::Folder(folder.path().join("objects"));
        let url = cluster().await.migrated().await;
        let mut config = config(&url, storage, folder.path().join("work"));
        config.letters = MailUse::Configured;
        config.mail = mail;
        World::of(url, config, folder).await
    }

    /// On a database that is there already.
    pub async fn on(url: String, storage: StorageConfig, folder: tempfile::TempDir) -> World {
        World::on_using(MailUse::None, url, storage, folder).await
    }

    /// Where letters are sent: an address is proven before its account can be used.
    pub async fn with_letters() -> World {
        let folder = tempfile::tempdir().unwrap();
        let storage = StorageConfig::Folder(folder.path().join("objects"));
        let url = cluster().await.migrated().await;
        World::on_using(MailUse::Configured, url, storage, folder).await
    }

    pub async fn on_using(
        letters: MailUse,
        url: String,
        storage: StorageConfig,
        folder: tempfile::TempDir,
    ) -> World {
        let mut config = config(&url, storage, folder.path().join("work"));
        config.letters = letters;
        World::of(url, config, folder).await
    }

    async fn of(url: String, config: PlatformConfig, folder: tempfile::TempDir) -> World {
        let owner = sqlx::postgres::PgPoolOptions::new()
            .max_connections(2)
            .connect(&url)
            .await
            .unwrap();
        let platform = Platform::open(config).await.unwrap();
        World {
            router: platform.router(
                Arc::new(crate::quality::Scoring::default()),
                Arc::new(crate::upload::Reader::default()),
            ),
            platform,
            url,
            owner,
            folder,
        }
    }

    pub fn takes_dir(&self) -> PathBuf {
        let folder = self.folder.path().join("takes");
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    pub fn objects(&self) -> PathBuf {
        self.folder.path().join("objects")
    }

    pub async fn sql(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&self.owner).await.unwrap();
    }

    /// The letters of this kind that wait for the mailer, oldest first: to whom, and the link.
    pub async fn letters(&self, letter: Letter) -> Vec<(String, String)> {
        let rows: Vec<Value> =
            sqlx::query_scalar("SELECT payload FROM outbox WHERE topic = $1 ORDER BY id")
                .bind(letter.topic())
                .fetch_all(&self.owner)
                .await
                .unwrap();
        let keys = LetterKeys::new(&Secret::new(SECRET_KEY));
        rows.iter()
            .map(|payload| {
                let row = payload["row"].as_str().unwrap().parse().unwrap();
                let to = payload["to"].as_str().unwrap().to_owned();
                (to, keys.link(letter, row))
            })
            .collect()
    }

    /// The token in the newest letter of this kind.
    pub async fn token(&self, letter: Letter) -> String {
        let letters = self.letters(letter).await;
        let (_, link) = letters.last().expect("no such letter");
        link.split_once("#token=").unwrap().1.to_owned()
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&self.owner)
            .await
            .unwrap()
    }

    /// Signs a candidate up through the API.
    pub async fn candidate(&self, name: &str) -> Person {
        let answer = self
            .anybody()
            .post(
                "/api/auth/signup/",
                json!({"email": format!("{name}@example.org"), "password": PASSWORD,
                       "first_name": name, "last_name": "Test", "language": "en"}),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        Person::of(self, &answer)
    }

    pub async fn company(&self, name: &str) -> CompanyId {
        platform::companies::ensure(&self.platform, name)
            .await
            .unwrap()
    }

    pub async fn recruiter(&self, name: &str, company: CompanyId) -> Person {
        self.person(name, Place::Recruiter(company)).await
    }

    pub async fn person(&self, name: &str, place: Place) -> Person {
        let email = format!("{name}@example.com");
        let new = NewUser {
            email: email.clone(),
            password: PASSWORD.into(),
            first_name: name.into(),
            last_name: "Test".into(),
            language: coach::Language::En,
            place,
        };
        accounts::create(&self.platform, new).await.unwrap();
        self.log_in(&email).await
    }

    pub async fn log_in(&self, email: &str) -> Person {
        let answer = self
            .anybody()
            .post(
                "/api/auth/login/",
                json!({"email": email, "password": PASSWORD}),
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Person::of(self, &answer)
    }

    /// Nobody in particular.
    pub fn anybody(&self) -> Person {
        Person {
            router: self.router.clone(),
            token: None,
            cookies: Vec::new(),
            user: Value::Null,
        }
    }

    /// The folder of a take as the studio leaves it after an orderly stop.
    pub fn seal(&self, take: TakeId, manifest: &TakeManifest, bytes: &[u8]) -> PathBuf {
        let folder = self.begin(take, manifest);
        std::fs::write(folder.join("master.mp4"), bytes).unwrap();
        write_json(&folder, OUTCOME_FILE, &sealed(bytes));
        folder
    }

    /// The folder of a take that was armed.
    pub fn begin(&self, take: TakeId, manifest: &TakeManifest) -> PathBuf {
        let folder = self.takes_dir().join(take.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        write_json(&folder, MANIFEST_FILE, manifest);
        folder
    }

    /// Arms, records and registers a take of `bytes` on the video.
    pub async fn record(&self, person: &Person, video: &str, bytes: &[u8]) -> TakeId {
        let (take, manifest) = self.arm(person, video).await;
        platform::live::take_started(&self.platform, take)
            .await
            .unwrap();
        let folder = self.seal(take, &manifest, bytes);
        platform::videos::register(&self.platform, &folder)
            .await
            .unwrap();
        take
    }

    /// Consents where needed, asks for a ticket and redeems it.
    pub async fn arm(&self, person: &Person, video: &str) -> (TakeId, TakeManifest) {
        person.consent().await;
        let answer = person
            .post("/api/live/tickets/", json!({"video_id": video}))
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let ticket = answer.body["ticket"].as_str().unwrap();
        let manifest = platform::live::redeem(&self.platform, ticket)
            .await
            .unwrap();
        let take: TakeId = answer.body["take_id"].as_str().unwrap().parse().unwrap();
        assert_eq!(manifest.take_id, take.to_string());
        (take, manifest)
    }

    /// A candidate with a kept, completed video that every company may see.
    pub async fn shown(&self, name: &str) -> Shown {
        let candidate = self.candidate(name).await;
        let video = candidate.draft(false).await;
        let take = self.record(&candidate, &video, &noise(60_000)).await;
        candidate.ok(candidate
            .post(&format!("/api/takes/{take}/keep/"), json!({}))
            .await);
        self.work_until_idle().await;
        let visible = json!({"all_companies": true, "company_ids": []});
        candidate.ok(candidate.put("/api/candidate/visibility/", visible).await);
        Shown {
            candidate,
            video,
            take,
        }
    }

    /// Runs the worker until no job is open.
    pub async fn work_until_idle(&self) {
        self.work(Arc::new(platform::ports::Ports {
            renditions: Arc::new(crate::jobs::Copying),
            analysis: Arc::new(crate::quality::Scoring::default()),
            uploads: Arc::new(crate::upload::Reader::default()),
            documents: Arc::new(crate::cv::Paper),
        }))
        .await;
    }

    pub async fn work(&self, ports: Arc<platform::ports::Ports>) {
        let stop = tokio_util::sync::CancellationToken::new();
        let worker = tokio::spawn(platform::jobs::run_with(
            self.platform.clone(),
            ports,
            crate::jobs::FAST,
            stop.clone(),
        ));
        for _ in 0..2400 {
            let counts = platform::jobs::counts(&self.platform).await.unwrap();
            if counts.queued == 0 && counts.running == 0 {
                stop.cancel();
                worker.await.unwrap();
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("the queue did not empty in a minute");
    }
}

pub struct Shown {
    pub candidate: Person,
    pub video: String,
    pub take: TakeId,
}

pub fn config(url: &str, storage: StorageConfig, work_dir: PathBuf) -> PlatformConfig {
    PlatformConfig {
        database_url: Secret::new(url),
        secret_key: Secret::new(SECRET_KEY),
        storage,
        cookies: CookieTransport::AnyTransport,
        letters: MailUse::None,
        trusted_proxies: Vec::new(),
        media_path: platform::DEFAULT_MEDIA_PATH.to_owned(),
        mail: platform::MailConfig {
            transport: platform::MailTransport::Folder(work_dir.with_file_name("mail")),
            from: "JOBGATE <no-reply@studio.example>".into(),
            public_url: "https://studio.example".into(),
            notifications: true,
        },
        takes_dir: work_dir.with_file_name("takes"),
        work_dir,
        uploads: platform::UploadLimits {
            max_bytes: 1_000_000,
            ..Default::default()
        },
        callers: platform::Callers::default(),
        request_connections: 4,
        worker_slots: 2,
    }
}

pub fn write_json(folder: &std::path::Path, name: &str, value: &impl serde::Serialize) {
    std::fs::write(folder.join(name), serde_json::to_vec_pretty(value).unwrap()).unwrap();
}

/// What the recorder says of an orderly stop; ten seconds long.
pub fn sealed(bytes: &[u8]) -> TakeOutcome {
    TakeOutcome {
        closing: Closing::Sealed,
        media: Some(TakeMedia {
            file: "master.mp4".into(),
            container: Container::Mp4,
            video_codec: "h264".into(),
            audio_codec: Some("opus".into()),
            width: 1280,
            height: 720,
            duration_ms: 10_000,
            bytes: bytes.len() as u64,
            gaps: vec![Gap {
                from_ms: 100,
                to_ms: 200,
                kind: GapKind::Audio,
            }],
            av_offset_ms: 12,
            size_changed: false,
        }),
        reason: None,
        started_at_ms: Some(1_790_000_000_000),
        stopped_at_ms: Some(1_790_000_010_000),
        reception: Some(Reception {
            audio: Packets {
                received: 499,
                lost: 1,
            },
            video: Packets {
                received: 1_500,
                lost: 0,
            },
        }),
    }
}

/// Bytes that differ from each other and from test to test.
pub fn noise(length: usize) -> Vec<u8> {
    let seed = uuid::Uuid::new_v4();
    (0..length)
        .map(|at| seed.as_bytes()[at % 16] ^ (at / 16) as u8)
        .collect()
}

#[derive(Clone)]
pub struct Person {
    pub router: Router,
    pub token: Option<String>,
    /// `name=value` as a browser would keep them.
    pub cookies: Vec<String>,
    pub user: Value,
}

/// A form with these files, as [`Person::post_form`] sends it.
pub fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        body.extend_from_slice(
            format!(
                "--limit\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            )
            .as_bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit--\r\n");
    body
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The last part of the problem's type.
    pub fn problem(&self) -> &str {
        self.body["type"]
            .as_str()
            .unwrap_or("")
            .trim_start_matches("/problems/")
    }

    pub fn cookies(&self) -> Vec<String> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| {
                value
                    .to_str()
                    .unwrap()
                    .split(';')
                    .next()
                    .unwrap()
                    .to_owned()
            })
            .collect()
    }
}

impl Person {
    pub fn of(world: &World, answer: &Answer) -> Person {
        Person {
            router: world.router.clone(),
            token: answer.body["access_token"].as_str().map(str::to_owned),
            cookies: answer.cookies(),
            user: answer.body["user"].clone(),
        }
    }

    pub fn id(&self) -> UserId {
        self.user["id"].as_str().unwrap().parse().unwrap()
    }

    pub fn ok(&self, answer: Answer) -> Value {
        assert!(
            answer.status.is_success(),
            "{} {}",
            answer.status,
            answer.body
        );
        answer.body
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body), &[]).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body), &[]).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, &[]).await
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if !self.cookies.is_empty() {
            request = request.header(header::COOKIE, self.cookies.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            None => Body::empty(),
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
        };
        self.answer(request, body).await
    }

    /// Posts a form with these files.
    pub async fn post_files(&self, path: &str, files: &[(&str, &[u8])]) -> Answer {
        self.post_form(path, Body::from(form(files)), &[]).await
    }

    pub async fn send_files(&self, method: Method, path: &str, files: &[(&str, &[u8])]) -> Answer {
        self.send_form(method, path, Body::from(form(files)), &[])
            .await
    }

    /// Posts what [`form`] has made, or as much of it as arrives.
    pub async fn post_form(&self, path: &str, body: Body, headers: &[(&str, &str)]) -> Answer {
        self.send_form(Method::POST, path, body, headers).await
    }

    pub async fn send_form(
        &self,
        method: Method,
        path: &str,
        body: Body,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit");
        self.answer(request, body).await
    }

    async fn answer(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            bytes,
        }
    }

    pub async fn consent(&self) {
        self.agree("record").await;
    }

    /// Agrees to the current text of a kind.
    pub async fn agree(&self, kind: &str) {
        let text = self.get(&format!("/api/consents/texts/{kind}/")).await.body;
        let answer = self
            .post(
                "/api/consents/",
                json!({"kind": kind, "version": text["version"], "language": "en"}),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    }

    /// A new video; returns its id.
    pub async fn draft(&self, practice: bool) -> String {
        let body = json!({"title": "Moi", "is_practice": practice});
        let answer = self.post("/api/videos/", body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer.body["id"].as_str().unwrap().to_owned()
    }
}
