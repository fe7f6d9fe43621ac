//! A self-made certificate, so that a phone in the same network may use its camera
//! (browsers give none to a page over plain HTTP). Its owner has to accept a warning.

use std::net::IpAddr;
use std::path::Path;

use anyhow::Context;

/// Writes `cert.pem` and `key.pem` for `localhost` and every address of this machine.
/// An existing pair is kept, so that a warning accepted once stays accepted.
pub fn make(folder: &Path) -> anyhow::Result<()> {
    let (cert_path, key_path) = (folder.join("cert.pem"), folder.join("key.pem"));
    if cert_path.is_file() && key_path.is_file() {
        return Ok(());
    }
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let mut names = vec!["localhost".to_owned()];
    names.extend(machine_addresses()?.iter().map(IpAddr::to_string));
    names.push("127.0.0.1".to_owned());
    let made = rcgen::generate_simple_self_signed(names)?;
    std::fs::write(&cert_path, made.cert.pem())?;
    crate::secrets::write_private(&key_path, made.signing_key.serialize_pem().as_bytes())
}

/// Every address of this machine that others could reach.
pub fn machine_addresses() -> anyhow::Result<Vec<IpAddr>> {
    let mut addresses: Vec<IpAddr> = nix::ifaddrs::getifaddrs()?
        .filter_map(|interface| {
            let address = interface.address?;
            match (address.as_sockaddr_in(), address.as_sockaddr_in6()) {
                (Some(v4), _) => Some(IpAddr::V4(v4.ip())),
                (_, Some(v6)) => Some(IpAddr::V6(v6.ip())),
                _ => None,
            }
        })
        .filter(|address| !address.is_loopback() && !is_link_local(address))
        .collect();
    addresses.sort();
    addresses.dedup();
    Ok(addresses)
}

/// Link-local addresses need a zone to be reached, which a candidate cannot carry.
fn is_link_local(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}
