//! Who may say what when: the order of a client's messages.

use crate::{ClientMessage, PROTOCOL};

/// Candidates a client may trickle; a browser with many interfaces sends a few dozen.
pub const MAX_CANDIDATES: u32 = 128;
/// Offers in one session: the first one, ICE restarts, a changed camera.
pub const MAX_OFFERS: u32 = 64;

/// What a client has said so far. One for each socket.
#[derive(Debug, Default)]
pub struct Order {
    joined: bool,
    offers: u32,
    candidates: u32,
    left: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    #[error("the first message has to be `join`")]
    NotJoined,
    #[error("`join` was said already")]
    AlreadyJoined,
    #[error("protocol {0} is not spoken here; this server speaks protocol {PROTOCOL}")]
    WrongProtocol(u32),
    #[error("`{0}` comes after `offer`")]
    NoOffer(&'static str),
    #[error("too many messages of this kind in one session")]
    TooMany,
    #[error("nothing is heard after `leave`")]
    Left,
}

impl OrderError {
    /// Whether the socket is closed after this error.
    pub fn is_fatal(self) -> bool {
        !matches!(self, OrderError::AlreadyJoined | OrderError::NoOffer(_))
    }
}

impl Order {
    pub fn new() -> Order {
        Order::default()
    }

    /// Takes note of `message` when it may be said now.
    pub fn check(&mut self, message: &ClientMessage) -> Result<(), OrderError> {
        if self.left {
            return Err(OrderError::Left);
        }
        match message {
            ClientMessage::Join { protocol, .. } => {
                if self.joined {
                    return Err(OrderError::AlreadyJoined);
                }
                if *protocol != PROTOCOL {
                    return Err(OrderError::WrongProtocol(*protocol));
                }
                self.joined = true;
            }
            // First on a socket of its own; here it comes too late.
            ClientMessage::Resume { .. } if self.joined => return Err(OrderError::AlreadyJoined),
            _ if !self.joined => return Err(OrderError::NotJoined),
            ClientMessage::Offer { .. } => count(&mut self.offers, MAX_OFFERS)?,
            ClientMessage::Candidate { .. } => {
                if self.offers == 0 {
                    return Err(OrderError::NoOffer("candidate"));
                }
                count(&mut self.candidates, MAX_CANDIDATES)?;
            }
            ClientMessage::Start | ClientMessage::Stop => {
                if self.offers == 0 {
                    return Err(OrderError::NoOffer(message.name()));
                }
            }
            // Privacy waits for nothing: it may be said as soon as one has joined.
            ClientMessage::Analysis { .. } | ClientMessage::Resume { .. } => {}
            ClientMessage::Leave => self.left = true,
        }
        Ok(())
    }
}

fn count(counter: &mut u32, most: u32) -> Result<(), OrderError> {
    if *counter >= most {
        return Err(OrderError::TooMany);
    }
    *counter += 1;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use coach::Language;

    fn join(protocol: u32) -> ClientMessage {
        ClientMessage::Join {
            ticket: "t".into(),
            protocol,
            language: Language::Fr,
        }
    }

    fn offer() -> ClientMessage {
        ClientMessage::Offer { sdp: String::new() }
    }

    #[test]
    fn join_comes_first_and_once() {
        let mut order = Order::new();
        assert_eq!(order.check(&offer()), Err(OrderError::NotJoined));
        assert_eq!(order.check(&join(2)), Err(OrderError::WrongProtocol(2)));
        assert_eq!(order.check(&join(1)), Ok(()));
        assert_eq!(order.check(&join(1)), Err(OrderError::AlreadyJoined));
        assert_eq!(
            order.check(&ClientMessage::Start),
            Err(OrderError::NoOffer("start"))
        );
        assert_eq!(order.check(&offer()), Ok(()));
        assert_eq!(order.check(&ClientMessage::Start), Ok(()));
    }

    #[test]
    fn a_session_that_goes_on_is_not_resumed() {
        let resume = ClientMessage::Resume {
            key: "k".into(),
            protocol: 1,
            heard: 3,
        };
        let mut order = Order::new();
        assert_eq!(order.check(&resume), Err(OrderError::NotJoined));
        order.check(&join(1)).unwrap();
        assert_eq!(order.check(&resume), Err(OrderError::AlreadyJoined));
    }

    #[test]
    fn a_flood_of_candidates_or_offers_ends_the_session() {
        let mut order = Order::new();
        order.check(&join(1)).unwrap();
        for _ in 0..MAX_OFFERS {
            order.check(&offer()).unwrap();
        }
        let flood = order.check(&offer()).unwrap_err();
        assert_eq!(flood, OrderError::TooMany);
        assert!(flood.is_fatal());
    }

    #[test]
    fn nothing_is_heard_after_leave() {
        let mut order = Order::new();
        order.check(&join(1)).unwrap();
        order.check(&ClientMessage::Leave).unwrap();
        assert_eq!(order.check(&offer()), Err(OrderError::Left));
    }
}
