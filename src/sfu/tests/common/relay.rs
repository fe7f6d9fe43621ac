//! A relay between a sender and the port: what a stranger on the path sees and can add.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sfu::Sfu;
use tokio::net::UdpSocket;
use tokio::task::JoinSet;

/// Datagrams that are remembered of each direction.
const REMEMBERED: usize = 400;

type Datagrams = Arc<Mutex<Vec<Vec<u8>>>>;

pub struct Relay {
    server: u16,
    /// Where the sender finds it.
    front: u16,
    back: Arc<UdpSocket>,
    up: Datagrams,
    down: Datagrams,
    _tasks: JoinSet<()>,
}

/// As RFC 7983 tells them apart.
pub fn is_dtls(datagram: &[u8]) -> bool {
    matches!(datagram.first(), Some(20..=63))
}

pub fn is_media(datagram: &[u8]) -> bool {
    matches!(datagram.first(), Some(128..=191)) && !is_rtcp(datagram)
}

pub fn is_rtcp(datagram: &[u8]) -> bool {
    matches!(datagram, [128..=191, 192..=223, ..])
}

impl Relay {
    /// `hold_dtls`: so long is the sender's half of a handshake on its way.
    pub async fn before(sfu: &Sfu, hold_dtls: Duration) -> Relay {
        let bind = || UdpSocket::bind((Ipv4Addr::LOCALHOST, 0));
        let (front, back) = (bind().await.unwrap(), bind().await.unwrap());
        let number = front.local_addr().unwrap().port();
        back.connect((Ipv4Addr::LOCALHOST, sfu.port()))
            .await
            .unwrap();
        let (front, back) = (Arc::new(front), Arc::new(back));
        let (up, down) = (Datagrams::default(), Datagrams::default());
        let sender: Arc<Mutex<Option<SocketAddr>>> = Arc::default();
        let mut tasks = JoinSet::new();
        {
            let (front, back, up, sender) =
                (front.clone(), back.clone(), up.clone(), sender.clone());
            tasks.spawn(async move {
                let mut buffer = [0; 2048];
                while let Ok((length, from)) = front.recv_from(&mut buffer).await {
                    let datagram = buffer[..length].to_vec();
                    *sender.lock().unwrap() = Some(from);
                    remember(&up, &datagram);
                    let hold = hold_dtls * u32::from(is_dtls(&datagram));
                    let back = back.clone();
                    if hold.is_zero() {
                        let _ = back.send(&datagram).await;
                    } else {
                        tokio::spawn(async move {
                            tokio::time::sleep(hold).await;
                            let _ = back.send(&datagram).await;
                        });
                    }
                }
            });
        }
        {
            let (back, down) = (back.clone(), down.clone());
            tasks.spawn(async move {
                let mut buffer = [0; 2048];
                // An error: nobody listens there just now.
                loop {
                    let Ok(length) = back.recv(&mut buffer).await else {
                        continue;
                    };
                    remember(&down, &buffer[..length]);
                    let sender = *sender.lock().unwrap();
                    if let Some(sender) = sender {
                        let _ = front.send_to(&buffer[..length], sender).await;
                    }
                }
            });
        }
        Relay {
            server: sfu.port(),
            front: number,
            back,
            up,
            down,
            _tasks: tasks,
        }
    }

    /// The answer with the relay in the server's place.
    pub fn instead(&self, answer: &str) -> String {
        let (own, relayed) = (
            format!("127.0.0.1 {} typ host", self.server),
            format!("127.0.0.1 {} typ host", self.front),
        );
        assert!(answer.contains(&own), "{answer}");
        answer.replace(&own, &relayed)
    }

    /// Sends from the address that the server takes for the sender's.
    pub async fn send(&self, datagram: &[u8]) {
        self.back.send(datagram).await.unwrap();
    }

    /// What the sender sent.
    pub fn up(&self) -> Vec<Vec<u8>> {
        self.up.lock().unwrap().clone()
    }

    /// What the server sent.
    pub fn down(&self) -> Vec<Vec<u8>> {
        self.down.lock().unwrap().clone()
    }
}

fn remember(datagrams: &Datagrams, datagram: &[u8]) {
    let mut datagrams = datagrams.lock().unwrap();
    if datagrams.len() < REMEMBERED {
        datagrams.push(datagram.to_vec());
    }
}
