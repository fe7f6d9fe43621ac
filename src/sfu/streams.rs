//! ICE over TCP (RFC 6544) for networks that let no UDP through: browsers connect to the port's
//! number by TCP and send the same datagrams, each behind its length (RFC 4571). Past this file a
//! connection is an address like any other, and the library hears nothing of TCP.
//!
//! A stranger may hold a connection for a few seconds and no longer: the first message has to be
//! a binding request that is signed with a peer's password.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use crate::port::{LARGEST_DATAGRAM, Table};

/// Connections at once, strangers included. A peer holds one or two.
const CONNECTIONS: usize = 1024;
/// How long a connection may stay without saying whose it is.
const INTRODUCED_WITHIN: Duration = Duration::from_secs(5);
/// A pair in use asks again every few seconds (RFC 7675); after 30 s consent has ended.
const SILENT_FOR: Duration = Duration::from_secs(30);
/// Datagrams for a connection that takes them slowly: what we send are reports and requests, a
/// few dozen a second. Overflow: the newest is dropped and counted, as on UDP.
const OUTBOX_DATAGRAMS: usize = 128;

/// The connections that have shown whose they are, by the address at their other end.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    open: Mutex<HashMap<SocketAddr, mpsc::Sender<Bytes>>>,
    /// How many there are, for those who send by UDP and have no time for a lock.
    count: AtomicUsize,
}

/// What became of a datagram on its way out.
pub(crate) enum Sent {
    /// No connection goes there.
    Elsewhere,
    Taken,
    Full,
}

impl Streams {
    fn open(&self) -> MutexGuard<'_, HashMap<SocketAddr, mpsc::Sender<Bytes>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn len(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    pub(crate) fn goes_to(&self, address: &SocketAddr) -> bool {
        self.len() > 0 && self.open().contains_key(address)
    }

    pub(crate) fn send(&self, datagram: &[u8], to: &SocketAddr) -> Sent {
        if self.len() == 0 {
            return Sent::Elsewhere;
        }
        match self.open().get(to) {
            None => Sent::Elsewhere,
            Some(outbox) => match outbox.try_send(Bytes::copy_from_slice(datagram)) {
                Ok(()) => Sent::Taken,
                Err(_) => Sent::Full,
            },
        }
    }

    fn add(&self, address: SocketAddr, outbox: mpsc::Sender<Bytes>) {
        let mut open = self.open();
        open.insert(address, outbox);
        self.count.store(open.len(), Ordering::Relaxed);
    }

    fn remove(&self, address: &SocketAddr) {
        let mut open = self.open();
        open.remove(address);
        self.count.store(open.len(), Ordering::Relaxed);
    }
}

/// Takes connections until its task is aborted; they end with it.
pub(crate) async fn accept(listener: TcpListener, table: Arc<Table>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
        };
        match accepted {
            Ok((stream, from)) => {
                let from = SocketAddr::new(from.ip().to_canonical(), from.port());
                // Without a place it is closed at once: the browser tries its other pairs.
                if let Ok(place) = places.clone().try_acquire_owned() {
                    let table = table.clone();
                    connections.spawn(async move {
                        converse(stream, from, &table).await;
                        drop(place);
                    });
                }
            }
            Err(error) => {
                // No descriptors left, mostly: they come back.
                tracing::warn!(%error, "TCP accept failed");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, from: SocketAddr, table: &Table) {
    // Reports and requests are small and in a hurry.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let (reading, writing) = stream.into_split();
    let mut reading = BufReader::new(reading);
    let mut datagram = BytesMut::with_capacity(LARGEST_DATAGRAM);
    // The same number at the other end of a UDP path would be the same name: the one that was
    // first keeps it.
    let introduced = timeout(INTRODUCED_WITHIN, read(&mut reading, &mut datagram)).await;
    if !matches!(introduced, Ok(Some(()))) || table.knows(&from) {
        return;
    }
    let (outbox, outgoing) = mpsc::channel(OUTBOX_DATAGRAMS);
    // The answer to what is routed now already goes out here.
    table.streams.add(from, outbox);
    let end = End { table, from };
    if !table.route(&datagram, from, Instant::now()) {
        return;
    }
    tokio::select! {
        () = write(writing, outgoing) => {}
        () = hear(reading, datagram, from, table) => {}
    }
    drop(end);
}

/// Whatever ends a conversation, it leaves nothing behind.
struct End<'a> {
    table: &'a Table,
    from: SocketAddr,
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.table.streams.remove(&self.from);
        self.table.forget(&self.from);
    }
}

async fn hear(
    mut reading: BufReader<OwnedReadHalf>,
    mut datagram: BytesMut,
    from: SocketAddr,
    table: &Table,
) {
    while let Ok(Some(())) = timeout(SILENT_FOR, read(&mut reading, &mut datagram)).await {
        table.route(&datagram, from, Instant::now());
    }
}

/// One datagram (RFC 4571: 16 bits of length, then as many bytes); `None` at the end, and where
/// a length says that this is something else.
async fn read(reading: &mut BufReader<OwnedReadHalf>, datagram: &mut BytesMut) -> Option<()> {
    let length = usize::from(reading.read_u16().await.ok()?);
    if length > LARGEST_DATAGRAM {
        return None;
    }
    datagram.resize(length, 0);
    reading.read_exact(datagram).await.ok().map(|_| ())
}

async fn write(mut writing: OwnedWriteHalf, mut outgoing: mpsc::Receiver<Bytes>) {
    let mut framed = BytesMut::with_capacity(2 + LARGEST_DATAGRAM);
    while let Some(datagram) = outgoing.recv().await {
        let Ok(length) = u16::try_from(datagram.len()) else {
            continue;
        };
        framed.clear();
        framed.put_u16(length);
        framed.extend_from_slice(&datagram);
        if writing.write_all(&framed).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::Port;
    use crate::port::tests::{port, read as drained, registered, request};

    async fn connected(port: &Port) -> TcpStream {
        TcpStream::connect(("127.0.0.1", port.number()))
            .await
            .unwrap()
    }

    async fn say(stream: &mut TcpStream, datagram: &[u8]) {
        stream.write_u16(datagram.len() as u16).await.unwrap();
        stream.write_all(datagram).await.unwrap();
    }

    async fn until(what: &str, holds: impl Fn() -> bool) {
        for _ in 0..500 {
            if holds() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("never: {what}");
    }

    #[tokio::test]
    async fn a_connection_is_a_way_to_its_peer_until_it_ends() {
        let port = port().await;
        let a = registered(&port, "aaaa");
        let mut stream = connected(&port).await;
        let from = stream.local_addr().unwrap();
        say(&mut stream, &request("aaaa")).await;
        // In two parts, as a path may cut it.
        stream.write_all(&[0]).await.unwrap();
        stream.flush().await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
        stream.write_all(b"\x05media").await.unwrap();
        let mut heard = Vec::new();
        for _ in 0..500 {
            heard.extend(drained(a.inbox()));
            if heard.len() == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(heard, [Bytes::from(request("aaaa")), "media".into()]);

        port.send(b"report", from);
        port.send(b"", from);
        let mut framed = [0; 10];
        stream.read_exact(&mut framed).await.unwrap();
        assert_eq!(&framed, b"\x00\x06report\x00\x00");

        assert_eq!((port.load().streams, port.load().addresses), (1, 1));
        drop(stream);
        until("the connection is forgotten", || {
            (port.load().streams, port.load().addresses) == (0, 0)
        })
        .await;
    }

    /// Over before a peer was named, by what it says and by what it does not say.
    #[tokio::test]
    async fn a_stranger_is_sent_away() {
        let port = port().await;
        let _a = registered(&port, "aaaa");
        let sayings: [&[u8]; 5] = [
            b"GET / HTTP/1.1\r\n\r\n",
            b"\x00\x05media",
            b"\xff\xff",
            b"\x00\x00",
            b"",
        ];
        for said in sayings {
            let mut stream = connected(&port).await;
            stream.write_all(said).await.unwrap();
            let mut answer = Vec::new();
            let ended = timeout(INTRODUCED_WITHIN * 3, stream.read_to_end(&mut answer)).await;
            assert!(ended.is_ok(), "{said:?} is kept");
            assert_eq!(answer, b"");
            assert_eq!((port.load().streams, port.load().addresses), (0, 0));
        }
    }

    #[tokio::test]
    async fn a_peer_that_takes_nothing_holds_up_nobody() {
        let port = port().await;
        let _a = registered(&port, "aaaa");
        let mut stream = connected(&port).await;
        let from = stream.local_addr().unwrap();
        say(&mut stream, &request("aaaa")).await;
        until("it is introduced", || port.load().streams == 1).await;
        // More than the kernel's buffers of both sides and our own queue hold.
        let large = [7; LARGEST_DATAGRAM];
        until("the queue is full", || {
            (0..100).for_each(|_| port.send(&large, from));
            port.load().unsent_datagrams > 0
        })
        .await;
    }

    #[tokio::test]
    async fn there_are_never_more_connections_than_places() {
        let port = port().await;
        let mut held = Vec::new();
        for _ in 0..CONNECTIONS {
            held.push(connected(&port).await);
        }
        let mut one_more = connected(&port).await;
        let mut answer = Vec::new();
        timeout(Duration::from_secs(4), one_more.read_to_end(&mut answer))
            .await
            .expect("closed at once")
            .unwrap();
    }
}
