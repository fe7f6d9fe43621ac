//! The live WebSocket: texts in and out of a room.
//!
//! A session outlives its socket by a few seconds: `lobby` keeps it for the next one.
//! The socket is read and written here and nowhere else. What a message means is the
//! room's business; whether it may be said now is `signaling`'s.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use axum::extract::{State, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coach::Language;
use signaling::{ClientMessage, ErrorCode, MAX_MESSAGE_BYTES, Order, PROTOCOL, ServerMessage};
use studio::{OpenError, Opening, Studio, error_message};
use tokio::time::{Instant, interval, timeout, timeout_at};

use crate::adapters::{Redeemed, Tickets};
use crate::config::Media;
use crate::hosts::AllowedHosts;
use crate::turn;

mod conversation;
mod lobby;

use conversation::Conversation;
pub use lobby::Lobby;
use lobby::Place;

/// `join` comes within this time of opening the socket.
const JOIN_WITHIN: Duration = Duration::from_secs(5);
/// The server pings this often …
const PING_EVERY: Duration = Duration::from_secs(3);
/// … and takes a socket for lost on which nothing came, not even a pong, for this long.
const SILENT_FOR: Duration = Duration::from_secs(8);
/// A client that does not take a message within this time is gone.
const WRITE_WITHIN: Duration = Duration::from_secs(5);
/// Once all is said, the client closes its side within this time, or is not waited for.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub struct LiveState {
    pub studio: Studio,
    pub tickets: Arc<dyn Tickets>,
    pub hosts: AllowedHosts,
    pub media: Arc<Media>,
    pub lobby: Lobby,
}

pub async fn upgrade(
    State(state): State<LiveState>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !state.hosts.allow_origin(&headers) {
        return (
            StatusCode::FORBIDDEN,
            "This page may not open a live session.\n",
        )
            .into_response();
    }
    upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .on_upgrade(move |socket| serve(state, socket))
}

/// A session, and the socket that carries it now.
struct Seated {
    key: String,
    place: Arc<Place>,
    conversation: Conversation,
}

/// Why a socket carries its session no longer.
enum Ended {
    /// The client has left.
    Left,
    /// The room has closed, or the client may not go on: the socket is closed with this code.
    Over(u16),
    /// The client may come back on another socket.
    Lost,
}

async fn serve(state: LiveState, mut socket: WebSocket) {
    let Some(mut seated) = seat(&state, &mut socket).await else {
        return;
    };
    match talk(&mut seated.conversation, &seated.place, &mut socket).await {
        Ended::Left => state.lobby.leave(&seated.key),
        Ended::Over(code) => {
            state.lobby.leave(&seated.key);
            // The room hears at once that nobody is there.
            drop(seated.conversation);
            close(&mut socket, code).await;
        }
        Ended::Lost => {
            tracing::info!("a live socket is lost: its session waits");
            state
                .lobby
                .park(seated.key, &seated.place, seated.conversation);
        }
    }
}

/// Waits for the first message: a new session, or one that goes on.
async fn seat(state: &LiveState, socket: &mut WebSocket) -> Option<Seated> {
    let deadline = Instant::now() + JOIN_WITHIN;
    let text = loop {
        match timeout_at(deadline, socket.recv()).await {
            Ok(Some(Ok(Message::Text(text)))) => break text,
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
            _ => {
                refuse(socket, ErrorCode::NotJoined, Language::default()).await;
                return None;
            }
        }
    };
    match ClientMessage::parse(&text) {
        Ok(ClientMessage::Resume {
            key,
            protocol: PROTOCOL,
            heard,
        }) => resume(state, socket, key, heard).await,
        Ok(message) => join(state, socket, message).await,
        Err(error) => {
            tracing::debug!(%error, "first message refused");
            refuse(socket, ErrorCode::BadMessage, Language::default()).await;
            None
        }
    }
}

/// Goes on where the client was, on both sides.
async fn resume(
    state: &LiveState,
    socket: &mut WebSocket,
    key: String,
    heard: u32,
) -> Option<Seated> {
    let Some((place, mut conversation)) = state.lobby.take(&key).await else {
        refuse(socket, ErrorCode::ResumeRefused, Language::default()).await;
        return None;
    };
    conversation.last_heard = Instant::now();
    let Some(missed) = conversation.said.after(heard) else {
        // Its own count is wrong; another try of the same session may be right.
        refuse(socket, ErrorCode::ResumeRefused, conversation.language).await;
        state.lobby.park(key, &place, conversation);
        return None;
    };
    let resumed = ServerMessage::Resumed {
        heard: conversation.heard,
    };
    let mut sent = send(socket, &resumed).await;
    for text in missed {
        if sent.is_ok() {
            sent = send_text(socket, text).await;
        }
    }
    if sent.is_err() {
        state.lobby.park(key, &place, conversation);
        return None;
    }
    tracing::info!("a session goes on on another socket");
    Some(Seated {
        key,
        place,
        conversation,
    })
}

/// Redeems the ticket and opens the room.
async fn join(state: &LiveState, socket: &mut WebSocket, message: ClientMessage) -> Option<Seated> {
    let mut order = Order::new();
    if let Err(error) = order.check(&message) {
        tracing::debug!(%error, "first message refused");
        refuse(socket, ErrorCode::NotJoined, Language::default()).await;
        return None;
    }
    let ClientMessage::Join {
        ticket, language, ..
    } = message
    else {
        return None;
    };
    let (manifest, session_id) = match state.tickets.redeem(&ticket).await {
        Redeemed::Take {
            manifest,
            session_id,
        } => (manifest, session_id),
        Redeemed::Refused => {
            refuse(socket, ErrorCode::TicketRefused, language).await;
            return None;
        }
        Redeemed::NoConsent => {
            refuse(socket, ErrorCode::ConsentRequired, language).await;
            return None;
        }
        Redeemed::Failed => {
            refuse(socket, ErrorCode::Internal, language).await;
            return None;
        }
    };
    let (take_id, user_id) = (manifest.take_id.clone(), manifest.user_id.clone());
    // 256 bits: whoever has it is taken for the client.
    let key = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let opening = Opening {
        resume_key: key.clone(),
        ice_servers: turn::ice_servers(&state.media, &manifest.user_id, SystemTime::now()),
        manifest: *manifest,
        session_id,
        language,
    };
    match state.studio.open(opening) {
        Ok(line) => {
            state.tickets.recheck(&user_id).await;
            let place = state.lobby.enter(&key);
            let conversation = Conversation::new(line, language, order);
            Some(Seated {
                key,
                place,
                conversation,
            })
        }
        Err(error) => {
            let code = match &error {
                OpenError::Busy | OpenError::Disk(_) => ErrorCode::ServerBusy,
                OpenError::Closing => ErrorCode::ShuttingDown,
                OpenError::Folder(_) => ErrorCode::Internal,
            };
            tracing::warn!(take = %take_id, %error, "no room");
            state.tickets.unused(&take_id).await;
            refuse(socket, code, language).await;
            None
        }
    }
}

async fn talk(conversation: &mut Conversation, place: &Place, socket: &mut WebSocket) -> Ended {
    let mut pings = interval(PING_EVERY);
    loop {
        tokio::select! {
            received = socket.recv() => {
                if !conversation.hears() {
                    tracing::warn!("a client floods its session");
                    let message = error_message(ErrorCode::BadMessage, true, conversation.language);
                    let _ = send(socket, &message).await;
                    return Ended::Over(close_code::POLICY);
                }
                match received {
                    Some(Ok(Message::Text(text))) => {
                        if let Some(ended) = hear(conversation, socket, &text).await {
                            return ended;
                        }
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Binary(_))) => {
                        let message = error_message(ErrorCode::BadMessage, true, conversation.language);
                        let _ = send(socket, &message).await;
                        return Ended::Over(close_code::UNSUPPORTED);
                    }
                    // Closed on purpose: the page was left.
                    Some(Ok(Message::Close(_))) => return Ended::Left,
                    Some(Err(_)) | None => return Ended::Lost,
                }
            }
            message = conversation.line.hear.recv() => match message {
                Some(message) => {
                    let Some(text) = conversation.say(&message) else { continue };
                    if send_text(socket, text).await.is_err() {
                        return Ended::Lost;
                    }
                }
                None => return Ended::Over(close_code::NORMAL),
            },
            () = place.wanted() => return Ended::Lost,
            _ = pings.tick() => {
                if conversation.last_heard.elapsed() > SILENT_FOR {
                    tracing::info!("a client is silent");
                    return Ended::Lost;
                }
                let ping = socket.send(Message::Ping(Default::default()));
                if timeout(WRITE_WITHIN, ping).await.map_or(true, |sent| sent.is_err()) {
                    return Ended::Lost;
                }
            }
        }
    }
}

/// Hands one text of the client to the room.
async fn hear(
    conversation: &mut Conversation,
    socket: &mut WebSocket,
    text: &str,
) -> Option<Ended> {
    match conversation.understand(text) {
        // A full queue makes the socket wait: TCP slows the client down.
        Ok(message) => match conversation.line.say.send(message).await {
            Ok(()) => None,
            // It has closed; what it said last may still be on its way.
            Err(_) => None,
        },
        Err(fatal) => {
            let message = error_message(ErrorCode::BadMessage, fatal, conversation.language);
            let text = conversation.say(&message)?;
            match (send_text(socket, text).await, fatal) {
                (_, true) => Some(Ended::Over(close_code::POLICY)),
                (Err(()), false) => Some(Ended::Lost),
                (Ok(()), false) => None,
            }
        }
    }
}

async fn refuse(socket: &mut WebSocket, code: ErrorCode, language: Language) {
    let _ = send(socket, &error_message(code, true, language)).await;
    close(socket, close_code::POLICY).await;
}

async fn send(socket: &mut WebSocket, message: &ServerMessage) -> Result<(), ()> {
    send_text(socket, serde_json::to_string(message).map_err(drop)?).await
}

async fn send_text(socket: &mut WebSocket, text: String) -> Result<(), ()> {
    match timeout(WRITE_WITHIN, socket.send(Message::Text(text.into()))).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(()),
    }
}

/// Says that this was all, and waits for the client to say so too: a socket that goes away over
/// bytes that nobody read takes back what was said last, the reason for the end.
async fn close(socket: &mut WebSocket, code: u16) {
    let frame = CloseFrame {
        code,
        reason: Default::default(),
    };
    let sent = timeout(WRITE_WITHIN, socket.send(Message::Close(Some(frame)))).await;
    if matches!(sent, Ok(Ok(()))) {
        let both = async { while let Some(Ok(_)) = socket.recv().await {} };
        let _ = timeout(CLOSE_WITHIN, both).await;
    }
}
