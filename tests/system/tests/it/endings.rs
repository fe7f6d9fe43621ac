//! Rooms that are ended from outside, as their clients hear it.

use std::time::Duration;

use coach::Language;
use signaling::{ClientMessage, ErrorCode, ServerMessage};
use system::Server;
use system::live::Socket;
use system::people::Person;
use system::stage::RunningTake;
use tokio::time::{Instant, timeout};

/// Three times what is promised, from the answer to the cause on.
pub const AT_ONCE: Duration = Duration::from_secs(3);
/// In which a room that is not concerned says nothing.
const SILENCE: Duration = Duration::from_secs(1);

/// A room without media, in the name of this person's session.
pub async fn joined(server: &Server, person: &Person) -> Socket {
    let ticket = person.ticket(&serde_json::Value::Null).await.unwrap();
    let mut socket = Socket::open(server).await.unwrap();
    socket
        .say(&ClientMessage::Join {
            ticket: ticket.ticket,
            protocol: signaling::PROTOCOL,
            language: Language::Fr,
        })
        .await
        .unwrap();
    socket
        .hear_until("whether it is analysed", |message| {
            matches!(message, ServerMessage::Analysis { .. }).then_some(())
        })
        .await
        .unwrap();
    socket
}

/// What people read about the end of their room.
pub struct Reason {
    pub message: String,
    pub action: String,
}

fn reason(told: ServerMessage, expected: ErrorCode) -> Reason {
    let ServerMessage::Error {
        code,
        fatal,
        message,
        action,
    } = told
    else {
        panic!("{told:?}")
    };
    assert_eq!((code, fatal), (expected, true));
    Reason { message, action }
}

/// The next that a waiting room says is why it is over, at once; then it is.
pub async fn ends(socket: &mut Socket, expected: ErrorCode) -> Reason {
    let told = timeout(AT_ONCE, socket.hear()).await;
    let told = told.expect("the room goes on").unwrap();
    let reason = reason(told.expect("the room says why"), expected);
    assert_eq!(socket.hear().await.unwrap(), None);
    reason
}

pub async fn goes_on(socket: &mut Socket) {
    let heard = timeout(SILENCE, socket.hear()).await;
    assert!(heard.is_err(), "{heard:?}");
}

/// Listens to the end of a running take's socket: the reason comes first, at once, and then
/// what became of the take. Returns its length in milliseconds, too.
pub async fn take_ends(
    take: &mut RunningTake,
    expected: ErrorCode,
    cause: Instant,
) -> (Reason, u64) {
    let (mut why, mut sealed_ms) = (None, None);
    let to_the_end = async {
        while let Some(message) = take.live.hear().await.unwrap() {
            match message {
                ServerMessage::Error { .. } => {
                    let after = cause.elapsed();
                    println!("told after {after:?}");
                    assert!(after <= AT_ONCE, "{after:?}");
                    why = Some(reason(message, expected));
                }
                ServerMessage::Sealed { duration_ms, .. } => {
                    assert!(why.is_some(), "the reason comes first");
                    sealed_ms = Some(duration_ms);
                }
                _ => {}
            }
        }
    };
    timeout(Duration::from_secs(15), to_the_end).await.unwrap();
    (why.unwrap(), sealed_ms.unwrap())
}
