//! The port and what is answered on it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::error::SfuError;
use crate::events::PeerEvent;
use crate::peer::{self, Peer};
use crate::port::{Port, PortLoad};

/// Where media arrives.
#[derive(Debug, Clone)]
pub struct SfuConfig {
    /// The one port of all peers, UDP and TCP. `[::]` serves IPv4 and IPv6; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The addresses under which browsers reach that port, the best first.
    pub advertise: Vec<IpAddr>,
    /// What the kernel is asked for as SO_RCVBUF; 4 MiB carry 40 publishers through a
    /// hiccup of some 300 ms.
    pub receive_buffer_bytes: usize,
}

/// The media edge of a process. Cheap to clone; the port closes with the last clone and
/// the last peer.
#[derive(Debug, Clone)]
pub struct Sfu {
    port: Arc<Port>,
    advertise: Arc<[IpAddr]>,
}

/// A peer whose offer was answered. It connects as soon as the client has the answer.
#[derive(Debug)]
pub struct Connected {
    pub peer: Peer,
    /// The answer for the client, candidates included.
    pub answer: String,
    /// What happens to the peer; ends after [`PeerEvent::Closed`].
    pub events: mpsc::Receiver<PeerEvent>,
}

impl Sfu {
    /// Opens the port.
    ///
    /// # Errors
    /// [`SfuError::Transport`] if nothing is advertised or the port cannot be opened.
    pub async fn bind(config: SfuConfig) -> Result<Sfu, SfuError> {
        if config.advertise.is_empty() {
            return Err(SfuError::transport("no address to advertise"));
        }
        Ok(Sfu {
            port: Port::bind(config.listen, config.receive_buffer_bytes)?,
            advertise: config.advertise.into(),
        })
    }

    /// The port that is open.
    pub fn port(&self) -> u16 {
        self.port.number()
    }

    /// How full the port is.
    pub fn load(&self) -> PortLoad {
        self.port.load()
    }

    /// Answers an offer of sound and picture. The peer lives until [`Peer::close`] or until
    /// its last handle is dropped.
    ///
    /// # Errors
    /// [`SfuError::UnsupportedCodec`], [`SfuError::BadOffer`] for the client,
    /// [`SfuError::Transport`] for the operator.
    pub async fn connect(&self, offer_sdp: &str) -> Result<Connected, SfuError> {
        let (port, advertise) = (self.port.clone(), self.advertise.clone());
        let offer = offer_sdp.to_owned();
        // A task of its own: a caller that goes away in the middle leaves nothing half
        // built, and a library that panics over an offer takes nobody with it.
        match tokio::spawn(async move { peer::open(port, advertise, &offer).await }).await {
            Ok(connected) => connected,
            Err(_) => Err(SfuError::bad_offer("the negotiation broke off")),
        }
    }
}
