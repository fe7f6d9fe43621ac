//! Which address a request comes from, when proxies may stand in between.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// One address, or all that begin alike: `10.0.0.7` or `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(IpNet);

/// Text that is neither an address nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither an IP address nor a network such as 10.0.0.0/8")]
pub struct NoNetwork(String);

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Network, NoNetwork> {
        let address = text.parse::<IpAddr>().map(IpNet::from);
        match address.ok().or_else(|| text.parse().ok()) {
            Some(network) => Ok(Network(network)),
            None => Err(NoNetwork(text.to_owned())),
        }
    }
}

/// The nearest address that is none of our proxies'. Each proxy appends who spoke to it,
/// so the header is read from its end and believed only as far as our proxies wrote it;
/// what a client put there itself stands further to the front.
pub fn behind(proxies: &[Network], peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let ours = |address: IpAddr| proxies.iter().any(|network| network.0.contains(&address));
    let mut address = peer.to_canonical();
    let mut told: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .flat_map(|line| line.to_str().unwrap_or_default().split(','))
        .collect();
    while ours(address) {
        match told.pop().and_then(address_of) {
            Some(next) => address = next,
            None => break,
        }
    }
    address
}

/// Some proxies add the port.
fn address_of(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = || text.parse::<SocketAddr>().ok().map(|peer| peer.ip());
    let address = text.parse().ok().or_else(with_port);
    address.map(|address: IpAddr| address.to_canonical())
}

/// What tries are counted by. Whoever has one IPv6 address has the 2⁶⁴ beside it, too.
pub fn counted(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(proxies: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let proxies: Vec<Network> = proxies.iter().map(|text| text.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        behind(&proxies, peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn without_a_trusted_proxy_the_header_is_only_a_claim() {
        assert_eq!(from(&[], "203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
        let proxies = ["10.0.0.0/8"];
        assert_eq!(from(&proxies, "203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_is_believed_and_what_its_client_claims_is_not() {
        let proxies = ["127.0.0.1", "10.0.0.0/8", "::1"];
        let seen = |peer, forwarded: &[&str]| from(&proxies, peer, forwarded);
        assert_eq!(seen("127.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(seen("127.0.0.1", &["6.6.6.6, 203.0.113.9"]), "203.0.113.9");
        // Two proxies in a row, in one line or in two.
        assert_eq!(
            seen("127.0.0.1", &["6.6.6.6, 203.0.113.9, 10.1.2.3"]),
            "203.0.113.9"
        );
        assert_eq!(
            seen("127.0.0.1", &["6.6.6.6", "203.0.113.9, 10.1.2.3"]),
            "203.0.113.9"
        );
        assert_eq!(seen("::ffff:10.0.0.1", &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(seen("::1", &["[2001:db8::7]:4711"]), "2001:db8::7");
        assert_eq!(seen("127.0.0.1", &["203.0.113.9:80"]), "203.0.113.9");
        // Nothing to read: the proxy itself.
        assert_eq!(seen("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(seen("127.0.0.1", &["203.0.113.9, unknown"]), "127.0.0.1");
    }

    #[test]
    fn neighbours_in_an_ipv6_network_count_as_one() {
        let counted = |text: &str| counted(text.parse().unwrap()).to_string();
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(counted("203.0.113.9"), "203.0.113.9");
    }

    #[test]
    fn a_network_is_read_or_named() {
        for good in ["10.0.0.7", "10.0.0.0/8", "::1", "fd00::/8"] {
            assert!(good.parse::<Network>().is_ok(), "{good}");
        }
        for bad in ["", "proxy.internal", "10.0.0.0/40", "10.0.0"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}
