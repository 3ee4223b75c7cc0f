//! Which addresses may be called: the guard against being sent into one's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Hosts the configuration names, each `host` or `host:port`: they may be plain http and may be private.
#[derive(Clone, Debug, Default)]
pub struct Named(pub Vec<String>);

/// Why an address is not called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Neither https nor a host the configuration names.
    #[error("only https addresses are called")]
    NotHttps,
    /// No host, or a user name and password in the address.
    #[error("the address is not a plain host and path")]
    Shape,
    /// The host resolves to a private, loopback or link-local address.
    #[error("the address lies in a private network")]
    Private,
    /// The host does not resolve.
    #[error("the host is unknown")]
    Unknown,
}

impl Named {
    /// Whether the configuration names this address's host, with or without its port.
    pub fn holds(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        match url.port_or_known_default() {
            Some(port) => self.holds_port(host, port),
            None => self.0.iter().any(|named| named == host),
        }
    }

    /// Whether the configuration names this host, with or without this port.
    pub fn holds_port(&self, host: &str, port: u16) -> bool {
        let with_port = format!("{host}:{port}");
        self.0.iter().any(|named| named == host || *named == with_port)
    }
}

/// Whether a host is this very machine, by name or by address.
pub fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// What can be said of an address before its host is resolved.
///
/// # Errors
/// [`Refused`] where it may not be called whatever it resolves to.
pub fn permitted(url: &Url, named: &Named) -> Result<(), Refused> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::Shape);
    }
    let Some(host) = url.host() else { return Err(Refused::Shape) };
    if named.holds(url) {
        return if matches!(url.scheme(), "http" | "https") { Ok(()) } else { Err(Refused::NotHttps) };
    }
    if url.scheme() != "https" {
        return Err(Refused::NotHttps);
    }
    let literal = match host {
        Host::Domain(_) => None,
        Host::Ipv4(v4) => Some(IpAddr::V4(v4)),
        Host::Ipv6(v6) => Some(IpAddr::V6(v6)),
    };
    if literal.is_some_and(|ip| !is_public(ip)) { Err(Refused::Private) } else { Ok(()) }
}

/// Whether an address belongs to the open internet.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or_else(|| is_public_v6(v6), is_public_v4),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, ..] = ip.octets();
    let carrier = a == 100 && (64..128).contains(&b);
    let benchmark = a == 198 && (b == 18 || b == 19);
    let reserved = 240 <= a || a == 0;
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || carrier
        || benchmark
        || reserved)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let first = ip.segments()[0];
    let unique_local = first & 0xfe00 == 0xfc00;
    let link_local = first & 0xffc0 == 0xfe80;
    // Addresses that carry a v4 inside (6to4, NAT64) could point anywhere behind us.
    let tunnelled = first == 0x2002 || (first == 0x0064 && ip.segments()[1] == 0xff9b);
    !(ip.is_loopback() || ip.is_unspecified() || ip.is_multicast() || unique_local || link_local || tunnelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(url: &str) -> Result<(), Refused> {
        permitted(&Url::parse(url).expect("a url"), &Named(vec!["127.0.0.1:8081".into()]))
    }

    #[test]
    fn only_https_and_named_hosts_are_called() {
        assert_eq!(judge("https://broker.example.dk/op"), Ok(()));
        assert_eq!(judge("http://broker.example.dk/op"), Err(Refused::NotHttps));
        assert_eq!(judge("http://127.0.0.1:8081/callback"), Ok(()));
        assert_eq!(judge("https://127.0.0.1:8082/callback"), Err(Refused::Private));
        assert_eq!(judge("file:///etc/passwd"), Err(Refused::Shape));
        assert_eq!(judge("https://user:word@broker.example.dk/"), Err(Refused::Shape));
    }

    #[test]
    fn private_networks_are_not_called() {
        for ip in [
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "127.0.0.1",
            "0.0.0.0",
            "100.64.0.1",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
        ] {
            assert!(!is_public(ip.parse().expect("an address")), "{ip}");
        }
        for ip in ["93.184.216.34", "2606:2800:220:1::1"] {
            assert!(is_public(ip.parse().expect("an address")), "{ip}");
        }
    }
}
