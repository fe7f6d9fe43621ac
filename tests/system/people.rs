//! People who use the API as the page does.

use std::path::Path;

use anyhow::{Context, bail};
use bytes::Bytes;
use reqwest::header::{RANGE, SET_COOKIE};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::Server;

const PASSPHRASE: &str = "a long enough passphrase";

/// One logged-in person, with a cookie jar of their own.
pub struct Person {
    pub client: Client,
    base: String,
    token: String,
    /// As it was at the log-in, `name=value`: what somebody has who copied it then.
    pub refresh_cookie: String,
    pub user: Value,
}

impl Person {
    /// Signs a new candidate up.
    pub async fn sign_up(server: &Server, name: &str) -> anyhow::Result<Person> {
        let email = format!("{name}-{}@example.org", uuid::Uuid::new_v4().simple());
        let body = json!({
            "email": email, "password": PASSPHRASE,
            "first_name": name, "last_name": "Test", "language": "fr",
        });
        Person::enter(server, "/api/auth/signup/", &body).await
    }

    pub async fn log_in(server: &Server, email: &str, password: &str) -> anyhow::Result<Person> {
        let body = json!({ "email": email, "password": password });
        Person::enter(server, "/api/auth/login/", &body).await
    }

    async fn enter(server: &Server, path: &str, body: &Value) -> anyhow::Result<Person> {
        let client = client()?;
        let response = client.post(server.url(path)).json(body).send().await?;
        let status = response.status();
        let cookies = response.headers().get_all(SET_COOKIE).into_iter();
        let refresh_cookie = cookies
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .find(|cookie| cookie.starts_with("jobgate_refresh="))
            .map(str::to_owned);
        let session: Value = response.json().await?;
        if !status.is_success() {
            bail!("{path}: {status} {session}");
        }
        Ok(Person {
            refresh_cookie: refresh_cookie.context("no refresh cookie")?,
            client,
            base: server.base.clone(),
            token: session["access_token"]
                .as_str()
                .context("no token")?
                .to_owned(),
            user: session["user"].clone(),
        })
    }

    /// What the header `Authorization: Bearer …` holds; good for ten minutes.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The same person at a server that was started anew on the same data.
    pub fn at(mut self, server: &Server) -> Person {
        self.base = server.base.clone();
        self
    }

    /// As [`Person::at`], in place.
    pub fn move_to(&mut self, server: &Server) {
        self.base = server.base.clone();
    }

    /// The answer's status and JSON body (null when there is none).
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> anyhow::Result<(StatusCode, Value)> {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await?;
        let status = response.status();
        let text = response.text().await?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        expect(path, self.call(Method::GET, path, None).await?)
    }

    pub async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        expect(path, self.call(Method::POST, path, Some(body)).await?)
    }

    /// Fetches the beginning of a file by its link, as a player does.
    pub async fn first_bytes(&self, link: &str) -> anyhow::Result<Bytes> {
        let request = self.client.get(format!("{}{link}", self.base));
        let answer = request.header(RANGE, "bytes=0-65535").send().await?;
        let status = answer.status();
        if status != StatusCode::PARTIAL_CONTENT {
            bail!("{link}: {status}");
        }
        Ok(answer.bytes().await?)
    }

    /// Downloads what plays of a take: `master` or `mp4`.
    pub async fn download(&self, take_id: &str, label: &str, to: &Path) -> anyhow::Result<()> {
        let playback = self.get(&format!("/api/takes/{take_id}/playback/")).await?;
        let source = playback["sources"]
            .as_array()
            .and_then(|all| all.iter().find(|source| source["label"] == label))
            .with_context(|| format!("no {label} in {playback}"))?;
        let link = source["url"].as_str().context("no url")?;
        let request = self.client.get(format!("{}{link}", self.base));
        let answer = request.send().await?.error_for_status()?;
        Ok(tokio::fs::write(to, answer.bytes().await?).await?)
    }

    /// Agrees to the current text about recording.
    pub async fn consent(&self) -> anyhow::Result<()> {
        self.consent_to("record").await
    }

    /// Agrees to the current text of a kind: `record`, `analyse`, `quality_filter`.
    pub async fn consent_to(&self, kind: &str) -> anyhow::Result<()> {
        let path = format!("/api/consents/texts/{kind}/?language=fr");
        let text = self.get(&path).await?;
        let body = json!({ "kind": kind, "version": text["version"], "language": "fr" });
        self.post("/api/consents/", body).await.map(drop)
    }

    pub async fn withdraw(&self, kind: &str) -> anyhow::Result<()> {
        let body = json!({ "kind": kind });
        self.post("/api/consents/withdraw/", body).await.map(drop)
    }

    /// Ends the other sessions, as from another device.
    pub async fn end_others(&self) -> anyhow::Result<()> {
        let path = "/api/auth/sessions/end_others/";
        expect(path, self.call(Method::POST, path, None).await?).map(drop)
    }

    pub async fn log_out(&self) -> anyhow::Result<()> {
        let path = "/api/auth/logout/";
        expect(path, self.call(Method::POST, path, None).await?).map(drop)
    }

    /// Trades the refresh token, as the page does before its access token ends.
    pub async fn refresh(&self) -> anyhow::Result<()> {
        let path = "/api/auth/refresh/";
        expect(path, self.call(Method::POST, path, None).await?).map(drop)
    }

    /// The same person on another device.
    pub async fn elsewhere(&self, server: &Server) -> anyhow::Result<Person> {
        let email = self.user["email"].as_str().context("no e-mail")?;
        Person::log_in(server, email, PASSPHRASE).await
    }

    /// A draft with the named script, and a ticket for a take of it.
    pub async fn ticket(&self, script_id: &Value) -> anyhow::Result<Ticket> {
        let video = self
            .post(
                "/api/videos/",
                json!({ "title": "Essai", "script_id": script_id }),
            )
            .await?;
        self.ticket_for(video["id"].as_str().context("no id")?)
            .await
    }

    pub async fn ticket_for(&self, video_id: &str) -> anyhow::Result<Ticket> {
        let ticket = self
            .post("/api/live/tickets/", json!({ "video_id": video_id }))
            .await?;
        Ok(Ticket {
            ticket: ticket["ticket"].as_str().context("no ticket")?.to_owned(),
            take_id: ticket["take_id"].as_str().context("no take")?.to_owned(),
            video_id: video_id.to_owned(),
        })
    }
}

pub struct Ticket {
    pub ticket: String,
    pub take_id: String,
    pub video_id: String,
}

/// A client with a cookie jar that trusts any certificate: tests talk to loopback only.
pub fn client() -> anyhow::Result<Client> {
    // Once a process; later calls find it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder()
        .cookie_store(true)
        .tls_danger_accept_invalid_certs(true)
        .build()?)
}

fn expect(path: &str, (status, body): (StatusCode, Value)) -> anyhow::Result<Value> {
    if !status.is_success() {
        bail!("{path}: {status} {body}");
    }
    Ok(body)
}
