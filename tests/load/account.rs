//! The few requests that stand between nothing and a ticket.

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A fresh candidate of the server at `base` (`http://127.0.0.1:8080`).
pub struct Candidate {
    /// `127.0.0.1:8080`
    host: String,
    token: Option<String>,
}

impl Candidate {
    /// Signs up and agrees to being recorded.
    pub async fn sign_up(base: &str, email: &str) -> anyhow::Result<Candidate> {
        let Some(host) = base.trim_end_matches('/').strip_prefix("http://") else {
            bail!("{base} is no http:// address; the generator speaks no TLS");
        };
        let mut candidate = Candidate {
            host: host.to_owned(),
            token: None,
        };
        let person = json!({
            "email": email, "password": "a publisher's long passphrase",
            "first_name": "Load", "last_name": "Generator", "language": "fr",
        });
        let session = candidate.post("/api/auth/signup/", person).await?;
        candidate.token = Some(text(&session, "access_token")?);
        let path = "/api/consents/texts/record/?language=fr";
        let consent = candidate.call("GET", path, None).await?;
        let version = text(&consent, "version")?;
        let agreed = json!({ "kind": "record", "version": version, "language": "fr" });
        candidate.post("/api/consents/", agreed).await?;
        Ok(candidate)
    }

    /// A ticket for a take of a new video.
    pub async fn ticket(&self, title: &str) -> anyhow::Result<String> {
        let video = self.post("/api/videos/", json!({ "title": title })).await?;
        let wish = json!({ "video_id": text(&video, "id")? });
        let ticket = self.post("/api/live/tickets/", wish).await?;
        text(&ticket, "ticket")
    }

    async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        self.call("POST", path, Some(body)).await
    }

    /// One request, one connection. HTTP/1.0, so that the answer is simply what comes
    /// until the end: five requests a publisher are worth no client library.
    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<Value> {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let mut request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n",
            self.host,
            body.len()
        );
        if let Some(token) = &self.token {
            request += &format!("Authorization: Bearer {token}\r\n");
        }
        request += "\r\n";
        request += &body;
        let mut stream = TcpStream::connect(&self.host)
            .await
            .with_context(|| self.host.clone())?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let (head, body) = answer
            .split_once("\r\n\r\n")
            .with_context(|| format!("{path}: no HTTP answer"))?;
        let status = head.split(' ').nth(1).unwrap_or_default();
        ensure!(status.starts_with('2'), "{path}: {status} {body}");
        Ok(serde_json::from_str(body).unwrap_or(Value::Null))
    }
}

fn text(value: &Value, key: &str) -> anyhow::Result<String> {
    let text = value[key]
        .as_str()
        .with_context(|| format!("no {key} in {value}"))?;
    Ok(text.to_owned())
}
