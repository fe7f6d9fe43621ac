//! One port for all peers, by UDP and, where a network lets none through, by TCP (`streams.rs`):
//! datagrams find their peer by the ufrag in STUN binding requests that are signed with its
//! password, everything else by the address such a request came from.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use ring::hmac;
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::AbortHandle;

use crate::error::SfuError;
use crate::streams::{self, Sent, Streams};
use crate::stun;

/// Datagrams that wait for a peer's driver; at 210 packets/s (720p30 and sound) more
/// than 2 s. Overflow: the newest is dropped and counted, as a full socket buffer would.
const INBOX_DATAGRAMS: usize = 512;

/// Addresses a peer may be heard from: interfaces × advertised addresses, generously.
/// Overflow: the one that asked longest ago is forgotten; a pair in use asks again every
/// few seconds (RFC 7675), so it is never that one.
const ADDRESSES_PER_PEER: usize = 16;

/// No datagram of WebRTC is longer than an Ethernet frame.
pub(crate) const LARGEST_DATAGRAM: usize = 2048;

/// How often a number is drawn that is free for both protocols, where any will do.
const DRAWS: usize = 16;

/// How full the port is, for metrics and for tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PortLoad {
    /// Peers that may be reached by their ufrag.
    pub peers: usize,
    /// Remote addresses known to belong to a peer.
    pub addresses: usize,
    /// Peers' TCP connections.
    pub streams: usize,
    /// Datagrams that no peer claimed.
    pub unknown_datagrams: u64,
    /// Datagrams dropped because a peer's driver was slow.
    pub overflowed_datagrams: u64,
    /// Datagrams not sent because the socket was full or refused them.
    pub unsent_datagrams: u64,
}

#[derive(Debug, Default)]
struct Counters {
    unknown: AtomicU64,
    overflowed: AtomicU64,
    unsent: AtomicU64,
}

/// The bound sockets. The receiving tasks end with the last handle.
#[derive(Debug)]
pub(crate) struct Port {
    udp: Arc<UdpSocket>,
    local: SocketAddr,
    table: Arc<Table>,
    receiving: [AbortHandle; 2],
}

impl Port {
    /// Binds and starts to receive. `receive_buffer_bytes` is what the kernel is asked
    /// for; it grants up to `net.core.rmem_max`.
    pub(crate) fn bind(
        listen: SocketAddr,
        receive_buffer_bytes: usize,
    ) -> Result<Arc<Port>, SfuError> {
        let (udp, tcp) = open_both(listen, receive_buffer_bytes)?;
        let udp = Arc::new(UdpSocket::from_std(udp).map_err(SfuError::transport)?);
        let tcp = TcpListener::from_std(tcp).map_err(SfuError::transport)?;
        let local = udp.local_addr().map_err(SfuError::transport)?;
        let table = Arc::new(Table::default());
        let receiving = [
            tokio::spawn(receive(udp.clone(), table.clone())).abort_handle(),
            tokio::spawn(streams::accept(tcp, table.clone())).abort_handle(),
        ];
        Ok(Arc::new(Port {
            udp,
            local,
            table,
            receiving,
        }))
    }

    pub(crate) fn number(&self) -> u16 {
        self.local.port()
    }

    pub(crate) fn load(&self) -> PortLoad {
        let routes = self.table.routes();
        PortLoad {
            peers: routes.by_ufrag.len(),
            addresses: routes.by_address.len(),
            streams: self.table.streams.len(),
            unknown_datagrams: self.table.counters.unknown.load(Ordering::Relaxed),
            overflowed_datagrams: self.table.counters.overflowed.load(Ordering::Relaxed),
            unsent_datagrams: self.table.counters.unsent.load(Ordering::Relaxed),
        }
    }

    /// Opens the way for a peer; it closes when the registration is dropped.
    pub(crate) fn register(self: &Arc<Port>, ufrag: String, password: &str) -> Registration {
        let inbox = Arc::new(Inbox::default());
        let door = Door {
            key: stun::key(password),
            inbox: inbox.clone(),
        };
        self.table.routes().by_ufrag.insert(ufrag.clone(), door);
        Registration {
            port: self.clone(),
            ufrag,
            inbox,
        }
    }

    /// Sends now or not at all. Waiting is no choice: tokio keeps one waker a direction
    /// of a socket, so that of two peers waiting one would sleep for ever.
    pub(crate) fn send(&self, datagram: &[u8], to: SocketAddr) {
        match self.table.streams.send(datagram, &to) {
            Sent::Elsewhere => {}
            Sent::Taken => return,
            Sent::Full => {
                self.table.counters.unsent.fetch_add(1, Ordering::Relaxed);
                return;
            }
        }
        let to = match (self.local, to.ip()) {
            (SocketAddr::V6(_), IpAddr::V4(ip)) => {
                SocketAddr::new(ip.to_ipv6_mapped().into(), to.port())
            }
            _ => to,
        };
        if let Err(error) = self.udp.try_send_to(datagram, to) {
            self.table.counters.unsent.fetch_add(1, Ordering::Relaxed);
            tracing::trace!(%to, %error, "datagram not sent");
        }
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        for task in &self.receiving {
            task.abort();
        }
    }
}

/// The same number for UDP and TCP.
fn open_both(
    listen: SocketAddr,
    receive_buffer_bytes: usize,
) -> Result<(std::net::UdpSocket, std::net::TcpListener), SfuError> {
    let refused = |protocol: &str, at: SocketAddr, error: io::Error| {
        SfuError::Transport(format!("cannot open {protocol} port {at}: {error}"))
    };
    let mut draws = 0;
    loop {
        let udp =
            open(listen, receive_buffer_bytes).map_err(|error| refused("UDP", listen, error))?;
        let at = udp.local_addr().map_err(SfuError::transport)?;
        draws += 1;
        match open_tcp(at) {
            Ok(tcp) => return Ok((udp, tcp)),
            Err(error)
                if listen.port() == 0
                    && draws < DRAWS
                    && error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(refused("TCP", at, error)),
        }
    }
}

fn open_tcp(at: SocketAddr) -> io::Result<std::net::TcpListener> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(Domain::for_address(at), Type::STREAM, Some(Protocol::TCP))?;
    if at.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    // A server that is started again finds connections of its predecessor in TIME_WAIT.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&at.into())?;
    socket.listen(128)?;
    Ok(socket.into())
}

fn open(listen: SocketAddr, receive_buffer_bytes: usize) -> io::Result<std::net::UdpSocket> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(
        Domain::for_address(listen),
        Type::DGRAM,
        Some(Protocol::UDP),
    )?;
    if listen.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_recv_buffer_size(receive_buffer_bytes)?;
    socket.set_nonblocking(true)?;
    socket.bind(&listen.into())?;
    // Linux reports twice what is usable (socket(7), SO_RCVBUF).
    let granted = socket.recv_buffer_size()? / 2;
    if granted < receive_buffer_bytes {
        tracing::warn!(
            asked = receive_buffer_bytes,
            granted,
            "the kernel grants a smaller receive buffer; raise net.core.rmem_max or packets are lost under load"
        );
    }
    Ok(socket.into())
}

async fn receive(udp: Arc<UdpSocket>, table: Arc<Table>) {
    let mut buffer = [0; LARGEST_DATAGRAM];
    loop {
        match udp.recv_from(&mut buffer).await {
            Ok((length, from)) => {
                let from = SocketAddr::new(from.ip().to_canonical(), from.port());
                // A number that is taken at TCP is not a second one's.
                if !table.streams.goes_to(&from) {
                    table.route(&buffer[..length], from, Instant::now());
                }
            }
            Err(error) => {
                // Never seen on an unconnected socket; the pause keeps a broken one from
                // eating a processor.
                tracing::warn!(%error, "UDP receive failed");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Table {
    routes: Mutex<Routes>,
    counters: Counters,
    pub(crate) streams: Streams,
}

#[derive(Debug, Default)]
struct Routes {
    by_ufrag: HashMap<String, Door>,
    by_address: HashMap<SocketAddr, Arc<Inbox>>,
}

/// Who has the key comes in. A ufrag is no secret: it can be read on the path.
#[derive(Debug)]
struct Door {
    key: hmac::Key,
    inbox: Arc<Inbox>,
}

impl Table {
    fn routes(&self) -> MutexGuard<'_, Routes> {
        self.routes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn knows(&self, address: &SocketAddr) -> bool {
        self.routes().by_address.contains_key(address)
    }

    /// Nothing comes from there any more.
    pub(crate) fn forget(&self, address: &SocketAddr) {
        if let Some(inbox) = self.routes().by_address.remove(address) {
            inbox.addresses().retain(|known| known != address);
        }
    }

    /// Hands a datagram to the peer that it is for; whether there is one.
    pub(crate) fn route(&self, datagram: &[u8], from: SocketAddr, now: Instant) -> bool {
        let inbox = {
            let mut routes = self.routes();
            match stun::receiver_ufrag(datagram) {
                Some(ufrag) => routes.learn(ufrag, datagram, from),
                None => routes.by_address.get(&from).cloned(),
            }
        };
        match inbox {
            None => {
                self.counters.unknown.fetch_add(1, Ordering::Relaxed);
                false
            }
            Some(inbox) => {
                if !inbox.deliver(datagram, from, now) {
                    self.counters.overflowed.fetch_add(1, Ordering::Relaxed);
                }
                true
            }
        }
    }
}

impl Routes {
    /// The peer behind a ufrag, if the request is signed with its password; from now on it owns
    /// the address. An address that another peer owned moves: a browser that reloads may get
    /// its old port again.
    ///
    /// The library looks at the signature as well, but once it is connected, it takes DTLS and
    /// media from whatever address they come: only what passes here is the peer's.
    fn learn(&mut self, ufrag: &str, request: &[u8], from: SocketAddr) -> Option<Arc<Inbox>> {
        let door = self.by_ufrag.get(ufrag)?;
        if !stun::is_signed(request, &door.key) {
            return None;
        }
        let inbox = door.inbox.clone();
        let mut addresses = inbox.addresses();
        addresses.retain(|known| *known != from);
        if addresses.len() == ADDRESSES_PER_PEER
            && let Some(oldest) = addresses.pop_front()
        {
            self.by_address.remove(&oldest);
        }
        addresses.push_back(from);
        drop(addresses);
        if let Some(previous) = self.by_address.insert(from, inbox.clone())
            && !Arc::ptr_eq(&previous, &inbox)
        {
            previous.addresses().retain(|known| *known != from);
        }
        Some(inbox)
    }
}

/// A peer's place in the table.
#[derive(Debug)]
pub(crate) struct Registration {
    port: Arc<Port>,
    ufrag: String,
    inbox: Arc<Inbox>,
}

impl Registration {
    pub(crate) fn port(&self) -> &Arc<Port> {
        &self.port
    }

    pub(crate) fn inbox(&self) -> &Arc<Inbox> {
        &self.inbox
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut routes = self.port.table.routes();
        routes.by_ufrag.remove(&self.ufrag);
        for address in self.inbox.addresses().drain(..) {
            routes.by_address.remove(&address);
        }
    }
}

/// What arrived for a peer and was not read yet: one lane an address family, because the
/// library reads a socket a family.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    lanes: [Mutex<Lane>; 2],
    /// In the order in which they last asked. Locked only while `Routes` is.
    addresses: Mutex<VecDeque<SocketAddr>>,
    last_heard: Mutex<Option<Instant>>,
}

#[derive(Debug, Default)]
struct Lane {
    open: bool,
    datagrams: VecDeque<(SocketAddr, Bytes)>,
    reader: Option<Waker>,
}

impl Inbox {
    fn addresses(&self) -> MutexGuard<'_, VecDeque<SocketAddr>> {
        self.addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn lane(&self, ipv6: bool) -> MutexGuard<'_, Lane> {
        self.lanes[usize::from(ipv6)]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// When anything last came from the peer.
    pub(crate) fn last_heard(&self) -> Option<Instant> {
        *self
            .last_heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn open(&self, ipv6: bool) {
        self.lane(ipv6).open = true;
    }

    fn deliver(&self, datagram: &[u8], from: SocketAddr, now: Instant) -> bool {
        *self
            .last_heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(now);
        let mut lane = self.lane(from.is_ipv6());
        if !lane.open || lane.datagrams.len() >= INBOX_DATAGRAMS {
            return false;
        }
        lane.datagrams
            .push_back((from, Bytes::copy_from_slice(datagram)));
        let reader = lane.reader.take();
        drop(lane);
        if let Some(reader) = reader {
            reader.wake();
        }
        true
    }

    pub(crate) fn poll(&self, ipv6: bool, cx: &mut Context<'_>) -> Poll<(SocketAddr, Bytes)> {
        let mut lane = self.lane(ipv6);
        match lane.datagrams.pop_front() {
            Some(datagram) => Poll::Ready(datagram),
            None => {
                lane.reader = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const PASSWORD: &str = "a password of 22 chars";

    pub(crate) fn request(ufrag: &str) -> Vec<u8> {
        signed(ufrag, PASSWORD)
    }

    fn signed(ufrag: &str, password: &str) -> Vec<u8> {
        let username = format!("{ufrag}:x");
        let mut attribute = 6u16.to_be_bytes().to_vec();
        attribute.extend((username.len() as u16).to_be_bytes());
        attribute.extend(username.as_bytes());
        attribute.resize(attribute.len().next_multiple_of(4), 0);
        let mut datagram = vec![0, 1];
        datagram.extend((attribute.len() as u16 + 24).to_be_bytes());
        datagram.extend([0x21, 0x12, 0xA4, 0x42]);
        datagram.extend([0; 12]);
        datagram.extend(attribute);
        let integrity = hmac::sign(&stun::key(password), &datagram);
        datagram.extend([0, 8, 0, 20]);
        datagram.extend(integrity.as_ref());
        datagram
    }

    #[tokio::test]
    async fn a_ufrag_without_its_password_opens_nothing() {
        let port = port().await;
        let (a, _b) = (registered(&port, "aaaa"), registered(&port, "bbbb"));
        let now = Instant::now();
        port.table.route(&request("aaaa"), address(1), now);
        let unsigned = &request("aaaa")[..32];
        for (stranger, from) in [
            (unsigned, 9),
            (&signed("aaaa", "guessed")[..], 9),
            (unsigned, 1),
        ] {
            port.table.route(stranger, address(from), now);
        }
        port.table.route(b"DTLS, it claims", address(9), now);
        // Nor does another peer lose its address by one.
        port.table
            .route(&signed("bbbb", "guessed"), address(1), now);
        port.table.route(b"media", address(1), now);
        assert_eq!(
            read(a.inbox()),
            [Bytes::from(request("aaaa")), "media".into()]
        );
        let load = port.load();
        assert_eq!((load.addresses, load.unknown_datagrams), (1, 5));
    }

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 1], port))
    }

    pub(crate) fn read(inbox: &Inbox) -> Vec<Bytes> {
        let mut cx = Context::from_waker(Waker::noop());
        std::iter::from_fn(|| match inbox.poll(false, &mut cx) {
            Poll::Ready((_, datagram)) => Some(datagram),
            Poll::Pending => None,
        })
        .collect()
    }

    pub(crate) async fn port() -> Arc<Port> {
        Port::bind(SocketAddr::from(([127, 0, 0, 1], 0)), 1 << 16).unwrap()
    }

    pub(crate) fn registered(port: &Arc<Port>, ufrag: &str) -> Registration {
        let registration = port.register(ufrag.to_owned(), PASSWORD);
        registration.inbox().open(false);
        registration
    }

    #[tokio::test]
    async fn media_follows_the_address_that_asked_with_a_known_ufrag() {
        let port = port().await;
        let (a, b) = (registered(&port, "aaaa"), registered(&port, "bbbb"));
        let now = Instant::now();
        port.table.route(b"media before asking", address(1), now);
        port.table.route(&request("aaaa"), address(1), now);
        port.table.route(&request("bbbb"), address(2), now);
        port.table.route(&request("cccc"), address(3), now);
        port.table.route(b"for a", address(1), now);
        port.table.route(b"for b", address(2), now);
        port.table.route(b"for nobody", address(3), now);
        assert_eq!(
            read(a.inbox()),
            [Bytes::from(request("aaaa")), "for a".into()]
        );
        assert_eq!(
            read(b.inbox()),
            [Bytes::from(request("bbbb")), "for b".into()]
        );
        let load = port.load();
        assert_eq!(
            (load.peers, load.addresses, load.unknown_datagrams),
            (2, 2, 3)
        );
    }

    #[tokio::test]
    async fn a_closed_peer_leaves_no_ufrag_and_no_address() {
        let port = port().await;
        let a = registered(&port, "aaaa");
        port.table
            .route(&request("aaaa"), address(1), Instant::now());
        port.table
            .route(&request("aaaa"), address(2), Instant::now());
        assert_eq!(port.load().addresses, 2);
        drop(a);
        assert_eq!(port.load().peers, 0);
        assert_eq!(port.load().addresses, 0);
    }

    #[tokio::test]
    async fn an_address_that_moves_to_another_peer_survives_the_first_one() {
        let port = port().await;
        let (a, b) = (registered(&port, "aaaa"), registered(&port, "bbbb"));
        let now = Instant::now();
        port.table.route(&request("aaaa"), address(1), now);
        port.table.route(&request("bbbb"), address(1), now);
        drop(a);
        port.table.route(b"for b", address(1), now);
        assert_eq!(read(b.inbox()).len(), 2);
    }

    #[tokio::test]
    async fn the_address_that_asked_longest_ago_makes_room() {
        let port = port().await;
        let a = registered(&port, "aaaa");
        let now = Instant::now();
        for number in 0..ADDRESSES_PER_PEER as u16 {
            port.table.route(&request("aaaa"), address(number), now);
        }
        port.table.route(&request("aaaa"), address(0), now);
        port.table.route(&request("aaaa"), address(1000), now);
        assert_eq!(port.load().addresses, ADDRESSES_PER_PEER);
        read(a.inbox());
        port.table.route(b"in use", address(0), now);
        port.table.route(b"forgotten", address(1), now);
        assert_eq!(read(a.inbox()), ["in use"]);
    }

    #[tokio::test]
    async fn a_slow_reader_loses_the_newest_and_the_loss_is_counted() {
        let port = port().await;
        let a = registered(&port, "aaaa");
        let now = Instant::now();
        port.table.route(&request("aaaa"), address(1), now);
        for _ in 0..INBOX_DATAGRAMS {
            port.table.route(b"media", address(1), now);
        }
        assert_eq!(port.load().overflowed_datagrams, 1);
        assert_eq!(read(a.inbox()).len(), INBOX_DATAGRAMS);
    }
}
