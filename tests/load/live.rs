//! A client of the live protocol: the page without a page.

use std::time::Duration;

use anyhow::{Context, bail};
use futures_util::{SinkExt, StreamExt};
use signaling::{ClientMessage, MediaState, ServerMessage};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::publisher::Publisher;
use crate::wire::WireOptions;

/// No answer of the server takes longer, a whole countdown included.
const PATIENCE: Duration = Duration::from_secs(15);

/// A live session that was joined.
pub struct Live {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    url: String,
    /// By which another socket goes on with the session.
    pub resume_key: String,
    /// Messages heard so far, on whichever socket.
    pub heard: u32,
}

impl Live {
    /// Opens `url` (`ws://…/api/live/`) and joins with a ticket.
    pub async fn join(url: &str, join: ClientMessage) -> anyhow::Result<Live> {
        let (socket, _) = connect_async(url).await.context("the live socket")?;
        let mut live = Live {
            socket,
            url: url.to_owned(),
            resume_key: String::new(),
            heard: 0,
        };
        live.say(&join).await?;
        live.resume_key = live
            .until("joined", |message| match message {
                ServerMessage::Joined { resume_key, .. } => Some(resume_key.clone()),
                _ => None,
            })
            .await?;
        Ok(live)
    }

    /// The socket dies without a word.
    pub async fn lose(&mut self) -> anyhow::Result<()> {
        let (socket, _) = connect_async(&self.url).await.context("another socket")?;
        self.socket = socket;
        Ok(())
    }

    /// Goes on with the session on another socket; the one before is dropped without a word.
    /// Answers with how many texts the server has heard.
    pub async fn resume(&mut self) -> anyhow::Result<u32> {
        let (socket, _) = connect_async(&self.url).await.context("another socket")?;
        self.socket = socket;
        self.say(&ClientMessage::Resume {
            key: self.resume_key.clone(),
            protocol: signaling::PROTOCOL,
            heard: self.heard,
        })
        .await?;
        match self.hear().await? {
            Some(ServerMessage::Resumed { heard }) => Ok(heard),
            other => bail!("not resumed: {other:?}"),
        }
    }

    pub async fn say(&mut self, message: &ClientMessage) -> anyhow::Result<()> {
        let text = serde_json::to_string(message)?;
        Ok(self.socket.send(Message::Text(text.into())).await?)
    }

    /// The next message; `None` once the server closed the socket.
    pub async fn hear(&mut self) -> anyhow::Result<Option<ServerMessage>> {
        timeout(PATIENCE, self.listen())
            .await
            .context("the server says nothing")?
    }

    /// The same with all the patience in the world. Cancel safe.
    pub async fn listen(&mut self) -> anyhow::Result<Option<ServerMessage>> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => {
                    let message = serde_json::from_str(&text)?;
                    if !matches!(message, ServerMessage::Resumed { .. }) {
                        self.heard += 1;
                    }
                    return Ok(Some(message));
                }
                Some(Ok(Message::Close(_))) | None => return Ok(None),
                Some(Ok(_)) => {}
                Some(Err(error)) => bail!(error),
            }
        }
    }

    /// Listens until `wanted` picks something out; other messages pass, fatal errors end.
    pub async fn until<T>(
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

    /// Until the server says that both sound and picture reach it.
    pub async fn both_media(&mut self) -> anyhow::Result<()> {
        self.until("both media", |message| {
            let flowing = ServerMessage::Media {
                audio: MediaState::Flowing,
                video: MediaState::Flowing,
            };
            (*message == flowing).then_some(())
        })
        .await
    }

    /// Offers sound and picture and connects.
    pub async fn publish(&mut self, options: WireOptions) -> anyhow::Result<Publisher> {
        Publisher::connect(options, |sdp| async {
            self.say(&ClientMessage::Offer { sdp }).await?;
            self.until("answer", |message| match message {
                ServerMessage::Answer { sdp, .. } => Some(sdp.clone()),
                _ => None,
            })
            .await
        })
        .await
    }
}
