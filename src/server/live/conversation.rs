//! What is said on a live session, whichever socket carries it.

use std::collections::VecDeque;

use coach::Language;
use signaling::{ClientMessage, Order, ServerMessage};
use studio::Line;
use tokio::time::Instant;

/// Messages kept for a socket that may be lost: a room says about two a second, three in a
/// busy one, and a session waits 14 s for its client. Overflow: the oldest is forgotten, and
/// a client that has not heard it cannot go on.
const KEPT: usize = 128;

/// Frames that a client may send at once: the 64 offers and 128 candidates of a whole session,
/// and some more. Pongs count.
const AT_ONCE: f64 = 256.0;
/// What it may send for good. A page says one or two a second, a nervous one ten.
const A_SECOND: f64 = 20.0;

/// How fast a client may speak, over all sockets of its session. Overflow: the session ends,
/// for nobody who follows the protocol gets there.
#[derive(Debug)]
struct Pace {
    left: f64,
    at: Instant,
}

impl Pace {
    fn new(now: Instant) -> Pace {
        Pace {
            left: AT_ONCE,
            at: now,
        }
    }

    fn allows(&mut self, now: Instant) -> bool {
        let gained = now.saturating_duration_since(self.at).as_secs_f64() * A_SECOND;
        (self.left, self.at) = ((self.left + gained).min(AT_ONCE), now);
        let allowed = self.left >= 1.0;
        if allowed {
            self.left -= 1.0;
        }
        allowed
    }
}

/// A session's line to its room, and what went over it.
pub struct Conversation {
    pub line: Line,
    pub language: Language,
    pub said: Said,
    /// Texts of the client that arrived, `join` not counted.
    pub heard: u32,
    /// When anything was last heard of the client, a pong included.
    pub last_heard: Instant,
    order: Order,
    pace: Pace,
}

impl Conversation {
    /// After `order` has let `join` pass.
    pub fn new(line: Line, language: Language, order: Order) -> Conversation {
        Conversation {
            line,
            language,
            said: Said::default(),
            heard: 0,
            last_heard: Instant::now(),
            order,
            pace: Pace::new(Instant::now()),
        }
    }

    /// Takes note of a frame. False when the client sends more than anybody needs.
    pub fn hears(&mut self) -> bool {
        self.last_heard = Instant::now();
        self.pace.allows(self.last_heard)
    }

    /// `Err(fatal)` when the text is no message that may be said now.
    pub fn understand(&mut self, text: &str) -> Result<ClientMessage, bool> {
        self.heard = self.heard.saturating_add(1);
        let message = ClientMessage::parse(text).map_err(|error| {
            tracing::debug!(%error, "message refused");
            false
        })?;
        self.order.check(&message).map_err(|error| {
            tracing::debug!(%error, "message refused");
            error.is_fatal()
        })?;
        Ok(message)
    }

    /// The message as text, kept for the case that it does not arrive.
    pub fn say(&mut self, message: &ServerMessage) -> Option<String> {
        match serde_json::to_string(message) {
            Ok(text) => {
                self.said.keep(text.clone());
                Some(text)
            }
            Err(error) => {
                tracing::error!(%error, "a message cannot be written");
                None
            }
        }
    }
}

/// The newest of what the server has said.
#[derive(Debug, Default)]
pub struct Said {
    /// How many were said before the first that is kept.
    forgotten: u32,
    texts: VecDeque<String>,
}

impl Said {
    fn keep(&mut self, text: String) {
        self.texts.push_back(text);
        if self.texts.len() > KEPT {
            self.texts.pop_front();
            self.forgotten = self.forgotten.saturating_add(1);
        }
    }

    /// What a client that has heard so many messages has missed. `None`: it missed what is
    /// forgotten, or claims to have heard what was never said.
    pub fn after(&self, heard: u32) -> Option<Vec<String>> {
        let skip = usize::try_from(heard.checked_sub(self.forgotten)?).ok()?;
        (skip <= self.texts.len()).then(|| self.texts.iter().skip(skip).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_may_say_all_at_once_but_not_go_on_like_that() {
        let begun = Instant::now();
        let mut pace = Pace::new(begun);
        let at_once = (0..1000).take_while(|_| pace.allows(begun)).count();
        assert_eq!(at_once, 256);
        let at = |ms| begun + std::time::Duration::from_millis(ms);
        assert!(!pace.allows(at(40)));
        assert!(pace.allows(at(60)));
        assert!(!pace.allows(at(61)));
        // A quiet hour is worth no more than the beginning.
        let again = (0..1000).take_while(|_| pace.allows(at(3_600_000))).count();
        assert_eq!(again, 256);
    }

    #[test]
    fn what_was_missed_follows_and_what_is_forgotten_is_refused() {
        let mut said = Said::default();
        assert_eq!(said.after(0), Some(vec![]));
        for number in 0..KEPT + 2 {
            said.keep(number.to_string());
        }
        let last = (KEPT + 1).to_string();
        assert_eq!(said.after(KEPT as u32 + 1), Some(vec![last]));
        assert_eq!(said.after(KEPT as u32 + 2), Some(vec![]));
        assert_eq!(said.after(2).map(|missed| missed.len()), Some(KEPT));
        assert_eq!(said.after(1), None, "forgotten");
        assert_eq!(said.after(KEPT as u32 + 3), None, "never said");
    }
}
