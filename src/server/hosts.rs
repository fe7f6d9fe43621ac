//! ALLOWED_HOSTS: requests for other hosts are refused, and so are sockets opened by
//! pages of other origins.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

#[derive(Debug, Clone)]
pub struct AllowedHosts {
    hosts: Arc<[String]>,
    /// Of pages elsewhere that may open sockets here.
    origins: Arc<[platform::Origin]>,
}

impl AllowedHosts {
    pub fn new(hosts: &[String], origins: &[platform::Origin]) -> AllowedHosts {
        AllowedHosts {
            hosts: hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
            origins: origins.into(),
        }
    }

    /// `authority` is a host with or without port.
    pub fn allow(&self, authority: &str) -> bool {
        let host = host_of(authority).to_ascii_lowercase();
        self.hosts
            .iter()
            .any(|allowed| match allowed.strip_prefix('.') {
                _ if allowed == "*" => true,
                Some(domain) => host == domain || host.ends_with(&format!(".{domain}")),
                None => host == *allowed,
            })
    }

    /// A browser names the page that opens a socket; another program sends no Origin.
    pub fn allow_origin(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return true;
        };
        if let Ok(origin) = origin.to_str()
            && self.origins.iter().any(|named| named.as_str() == origin)
        {
            return true;
        }
        let authority = |value: &str| value.split_once("://").map(|(_, rest)| rest.to_owned());
        let origin = origin.to_str().ok().and_then(authority);
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        match (origin, host) {
            (Some(origin), Some(host)) => origin.eq_ignore_ascii_case(host),
            _ => false,
        }
    }
}

/// The host of `host:port`, `[v6]:port` or a bare host.
fn host_of(authority: &str) -> &str {
    match authority.rfind(':') {
        Some(colon) if !authority[colon..].contains(']') => &authority[..colon],
        _ => authority,
    }
}

pub async fn guard(State(hosts): State<AllowedHosts>, request: Request, next: Next) -> Response {
    // HTTP/2 carries the host in the URI's authority.
    let authority = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| request.uri().authority().map(|a| a.as_str()));
    match authority {
        Some(authority) if hosts.allow(authority) => next.run(request).await,
        _ => (
            StatusCode::MISDIRECTED_REQUEST,
            [(header::CONTENT_TYPE, "application/problem+json")],
            r#"{"type":"/problems/unknown-host","title":"Unknown host","status":421,"detail":"This server does not answer for that host. Its operator can add it to ALLOWED_HOSTS."}"#,
        )
            .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(list: &[&str]) -> AllowedHosts {
        let named = ["https://www.jobgate.ma".parse().unwrap()];
        AllowedHosts::new(
            &list.iter().map(|s| s.to_string()).collect::<Vec<_>>(),
            &named,
        )
    }

    #[test]
    fn hosts_match_whole_or_below_a_domain() {
        let allowed = hosts(&["localhost", "[::1]", ".jobgate.ma"]);
        for good in [
            "localhost",
            "LOCALHOST:8080",
            "[::1]:8080",
            "[::1]",
            "www.jobgate.ma",
            "jobgate.ma:443",
        ] {
            assert!(allowed.allow(good), "{good}");
        }
        for bad in [
            "evil.example",
            "notjobgate.ma",
            "localhost.evil.example",
            "",
            "[::2]:8080",
        ] {
            assert!(!allowed.allow(bad), "{bad}");
        }
        assert!(hosts(&["*"]).allow("anything"));
    }

    #[test]
    fn a_socket_from_another_origin_is_refused() {
        let allowed = hosts(&["localhost"]);
        let headers = |origin: Option<&str>| {
            let mut map = HeaderMap::new();
            map.insert(header::HOST, "localhost:8080".parse().unwrap());
            if let Some(origin) = origin {
                map.insert(header::ORIGIN, origin.parse().unwrap());
            }
            map
        };
        assert!(allowed.allow_origin(&headers(None)));
        assert!(allowed.allow_origin(&headers(Some("http://localhost:8080"))));
        assert!(allowed.allow_origin(&headers(Some("https://www.jobgate.ma"))));
        for bad in [
            "http://localhost:9999",
            "https://evil.example",
            "null",
            "http://www.jobgate.ma",
            "https://www.jobgate.ma:444",
            "https://www.jobgate.ma.evil.example",
        ] {
            assert!(!allowed.allow_origin(&headers(Some(bad))), "{bad}");
        }
    }
}
