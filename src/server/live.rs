//! The live WebSocket: texts in and out of a room.
//!
//! The socket is read and written here and nowhere else. What a message means is the
//! room's business; whether it may be said now is `signaling`'s.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use axum::extract::{State, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use coach::Language;
use signaling::{ClientMessage, ErrorCode, MAX_MESSAGE_BYTES, Order, ServerMessage};
use studio::{Line, OpenError, Opening, Studio, error_message};
use tokio::time::{Instant, interval, timeout, timeout_at};

use crate::adapters::{Redeemed, Tickets};
use crate::config::Media;
use crate::hosts::AllowedHosts;
use crate::turn;

/// `join` comes within this time of opening the socket.
const JOIN_WITHIN: Duration = Duration::from_secs(5);
/// The server pings this often …
const PING_EVERY: Duration = Duration::from_secs(5);
/// … and takes a client for gone that has said nothing, not even a pong, for this long.
const SILENT_FOR: Duration = Duration::from_secs(12);
/// A client that does not take a message within this time is gone.
const WRITE_WITHIN: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub struct LiveState {
    pub studio: Studio,
    pub tickets: Arc<dyn Tickets>,
    pub hosts: AllowedHosts,
    pub media: Arc<Media>,
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

async fn serve(state: LiveState, mut socket: WebSocket) {
    let mut order = Order::new();
    let (line, language) = match join(&state, &mut socket, &mut order).await {
        Some(joined) => joined,
        None => return,
    };
    talk(line, language, &mut socket, &mut order).await;
}

/// Waits for `join`, redeems its ticket and opens the room.
async fn join(
    state: &LiveState,
    socket: &mut WebSocket,
    order: &mut Order,
) -> Option<(Line, Language)> {
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
    let message = match ClientMessage::parse(&text) {
        Ok(message) => message,
        Err(error) => {
            tracing::debug!(%error, "first message refused");
            refuse(socket, ErrorCode::BadMessage, Language::default()).await;
            return None;
        }
    };
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
    let opening = Opening {
        ice_servers: turn::ice_servers(&state.media, &manifest.user_id, SystemTime::now()),
        manifest: *manifest,
        session_id,
        language,
    };
    match state.studio.open(opening) {
        Ok(line) => {
            state.tickets.recheck(&user_id).await;
            Some((line, language))
        }
        Err(error) => {
            let code = match &error {
                OpenError::Busy => ErrorCode::ServerBusy,
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

async fn talk(mut line: Line, language: Language, socket: &mut WebSocket, order: &mut Order) {
    let mut heard = Instant::now();
    let mut pings = interval(PING_EVERY);
    loop {
        tokio::select! {
            received = socket.recv() => {
                heard = Instant::now();
                match received {
                    Some(Ok(Message::Text(text))) => {
                        match understand(&text, order) {
                            Ok(message) => {
                                // A full queue makes the socket wait: TCP slows the client down.
                                if line.say.send(message).await.is_err() { break; }
                            }
                            Err(fatal) => {
                                let message = error_message(ErrorCode::BadMessage, fatal, language);
                                if send(socket, &message).await.is_err() || fatal { break; }
                            }
                        }
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Binary(_))) => {
                        let message = error_message(ErrorCode::BadMessage, true, language);
                        let _ = send(socket, &message).await;
                        break;
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                }
            }
            message = line.hear.recv() => match message {
                Some(message) => if send(socket, &message).await.is_err() { break },
                None => {
                    close(socket, close_code::NORMAL).await;
                    break;
                }
            },
            _ = pings.tick() => {
                if heard.elapsed() > SILENT_FOR {
                    tracing::info!("a client is silent: taken for gone");
                    break;
                }
                if timeout(WRITE_WITHIN, socket.send(Message::Ping(Default::default()))).await.map_or(true, |sent| sent.is_err()) {
                    break;
                }
            }
        }
    }
}

/// `Err(fatal)` when the text is no message that may be said now.
fn understand(text: &str, order: &mut Order) -> Result<ClientMessage, bool> {
    let message = ClientMessage::parse(text).map_err(|error| {
        tracing::debug!(%error, "message refused");
        false
    })?;
    order.check(&message).map_err(|error| {
        tracing::debug!(%error, "message refused");
        error.is_fatal()
    })?;
    Ok(message)
}

async fn refuse(socket: &mut WebSocket, code: ErrorCode, language: Language) {
    let _ = send(socket, &error_message(code, true, language)).await;
    close(socket, close_code::POLICY).await;
}

async fn send(socket: &mut WebSocket, message: &ServerMessage) -> Result<(), ()> {
    let text = serde_json::to_string(message).map_err(drop)?;
    match timeout(WRITE_WITHIN, socket.send(Message::Text(text.into()))).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(()),
    }
}

async fn close(socket: &mut WebSocket, code: u16) {
    let frame = CloseFrame {
        code,
        reason: Default::default(),
    };
    let _ = timeout(WRITE_WITHIN, socket.send(Message::Close(Some(frame)))).await;
}
