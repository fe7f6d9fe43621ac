//! From where somebody logs in: the address, for counting tries, and the device in two
//! words, for the list of sessions. Neither is asked for more than that.

mod address;
mod device;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{header::USER_AGENT, request::Parts},
};

pub use address::Network;
pub use device::Device;

use crate::{Platform, error::ApiError};

#[derive(Debug, Clone, Copy)]
pub struct Client {
    /// Shortened to what one household or office has; see [`address::counted`].
    pub address: IpAddr,
    pub device: Device,
}

impl FromRequestParts<Platform> for Client {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, platform: &Platform) -> Result<Self, ApiError> {
        // Without a peer all count as one: rather too careful than not at all.
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        let address = address::behind(platform.trusted_proxies(), peer, &parts.headers);
        let agent = parts
            .headers
            .get(USER_AGENT)
            .and_then(|agent| agent.to_str().ok())
            .unwrap_or_default();
        Ok(Client {
            address: address::counted(address),
            device: Device::of(agent),
        })
    }
}
