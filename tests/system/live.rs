//! A client of the live WebSocket that speaks the protocol by hand.

use std::time::Duration;

use anyhow::{Context, bail};
use futures_util::{SinkExt, StreamExt};
use signaling::{ClientMessage, ServerMessage};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::Server;

/// No answer of the server takes longer, a whole countdown included.
const PATIENCE: Duration = Duration::from_secs(15);

pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub async fn open(server: &Server) -> anyhow::Result<Socket> {
        Socket::open_from(server, None).await
    }

    /// With an `Origin`, as a browser sends it.
    pub async fn open_from(server: &Server, origin: Option<&str>) -> anyhow::Result<Socket> {
        let url = server.url("/api/live/").replacen("http", "ws", 1);
        let mut request = url.into_client_request()?;
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse()?);
        }
        Ok(Socket(connect_async(request).await?.0))
    }

    pub async fn say(&mut self, message: &ClientMessage) -> anyhow::Result<()> {
        self.say_text(serde_json::to_string(message)?).await
    }

    pub async fn say_text(&mut self, text: String) -> anyhow::Result<()> {
        Ok(self.0.send(Message::Text(text.into())).await?)
    }

    /// The next message; `None` when the server closed the socket.
    pub async fn hear(&mut self) -> anyhow::Result<Option<ServerMessage>> {
        loop {
            let message = timeout(PATIENCE, self.0.next())
                .await
                .context("the server says nothing")?;
            match message {
                Some(Ok(Message::Text(text))) => return Ok(Some(serde_json::from_str(&text)?)),
                Some(Ok(Message::Close(_))) | None => return Ok(None),
                Some(Ok(_)) => {}
                Some(Err(error)) => bail!(error),
            }
        }
    }

    /// Listens until `wanted` picks something out; other messages pass.
    pub async fn hear_until<T>(
        &mut self,
        what: &str,
        mut wanted: impl FnMut(&ServerMessage) -> Option<T>,
    ) -> anyhow::Result<T> {
        while let Some(message) = self.hear().await? {
            if let Some(found) = wanted(&message) {
                return Ok(found);
            }
            if let ServerMessage::Error { fatal: true, .. } = &message {
                bail!("waiting for {what}: {message:?}");
            }
        }
        bail!("the socket was closed before {what}")
    }
}
