//! A client of Janus's videoroom plugin, which the bench compares the server with: the same
//! publisher behind another signalling.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::publisher::Publisher;
use crate::wire::WireOptions;

/// No answer takes longer.
const PATIENCE: Duration = Duration::from_secs(15);

/// A session with a handle on the videoroom plugin.
pub struct Janus {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: u64,
    handle: u64,
    transaction: u64,
}

impl Janus {
    /// Opens `url` (`ws://…`), a session and a handle.
    pub async fn open(url: &str) -> anyhow::Result<Janus> {
        let mut request = url.into_client_request()?;
        request.headers_mut().insert(
            "Sec-WebSocket-Protocol",
            HeaderValue::from_static("janus-protocol"),
        );
        let (socket, _) = connect_async(request).await.context("Janus's socket")?;
        let mut janus = Janus {
            socket,
            session: 0,
            handle: 0,
            transaction: 0,
        };
        janus.session = id(&janus.ask(json!({"janus": "create"})).await?)?;
        let plugin = json!({"janus": "attach", "plugin": "janus.plugin.videoroom"});
        janus.handle = id(&janus.ask(plugin).await?)?;
        Ok(janus)
    }

    /// Makes a room; see the plugin's documentation for what `room` may hold.
    pub async fn create_room(&mut self, room: Value) -> anyhow::Result<()> {
        let answer = self.ask(json!({"janus": "message", "body": room})).await?;
        let told = &answer["plugindata"]["data"]["videoroom"];
        ensure!(told == "created", "no room: {answer}");
        Ok(())
    }

    /// Joins a room, offers sound and picture and connects. With `filename` they are recorded
    /// in files whose names begin with it.
    pub async fn publish(
        &mut self,
        room: u64,
        filename: Option<&str>,
        options: WireOptions,
    ) -> anyhow::Result<Publisher> {
        Publisher::connect(options, |sdp| async move {
            let mut body = json!({
                "request": "joinandconfigure", "room": room, "ptype": "publisher",
                "record": filename.is_some(),
            });
            if let Some(filename) = filename {
                body["filename"] = json!(filename);
            }
            // All candidates are in the offer.
            let jsep = json!({"type": "offer", "sdp": sdp, "trickle": false});
            let answer = self
                .ask(json!({"janus": "message", "body": body, "jsep": jsep}))
                .await?;
            let sdp = answer["jsep"]["sdp"].as_str();
            Ok(sdp
                .with_context(|| format!("no answer: {answer}"))?
                .to_owned())
        })
        .await
    }

    /// Records no more; the files are closed when this returns.
    pub async fn stop_recording(&mut self) -> anyhow::Result<()> {
        let body = json!({"request": "configure", "record": false});
        self.ask(json!({"janus": "message", "body": body})).await?;
        Ok(())
    }

    /// Sends a request and waits for its answer; an acknowledgement is not one.
    async fn ask(&mut self, mut request: Value) -> anyhow::Result<Value> {
        self.transaction += 1;
        let transaction = self.transaction.to_string();
        request["transaction"] = json!(transaction);
        if self.session != 0 {
            request["session_id"] = json!(self.session);
        }
        if self.handle != 0 {
            request["handle_id"] = json!(self.handle);
        }
        let text = request.to_string();
        self.socket.send(Message::Text(text.into())).await?;
        timeout(PATIENCE, async {
            while let Some(message) = self.socket.next().await {
                let Message::Text(text) = message? else {
                    continue;
                };
                let answer: Value = serde_json::from_str(&text)?;
                if answer["transaction"] != transaction || answer["janus"] == "ack" {
                    continue;
                }
                let refused = &answer["plugindata"]["data"]["error"];
                if answer["janus"] == "error" || !refused.is_null() {
                    bail!("Janus refuses: {answer}");
                }
                return Ok(answer);
            }
            bail!("Janus closed the socket")
        })
        .await
        .context("Janus says nothing")?
    }
}

fn id(answer: &Value) -> anyhow::Result<u64> {
    let id = answer["data"]["id"].as_u64();
    id.with_context(|| format!("no id: {answer}"))
}
