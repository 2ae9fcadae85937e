//! `--url`: where a server is that already runs.

use std::fmt;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

/// A server that takes longer to accept counts as missing.
const CONNECTING: Duration = Duration::from_secs(5);

const EXPECTED: &str = "expected http://HOST:PORT, with [ ] around an IPv6 address";

/// `http://127.0.0.1:8080`
#[derive(Clone, Debug)]
pub(crate) struct Url {
    text: String,
    /// `127.0.0.1:8080`
    place: String,
}

impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// For clap: takes a URL apart. Its host is looked up later.
pub(crate) fn parse_url(text: &str) -> Result<Url, String> {
    let (scheme, place) = text.split_once("://").ok_or(EXPECTED)?;
    match scheme.to_ascii_lowercase().as_str() {
        "http" => {}
        "https" => return Err("the checks speak plain HTTP, and no TLS: expected http://".into()),
        _ => return Err(EXPECTED.to_string()),
    }
    let place = place.strip_suffix('/').unwrap_or(place);
    if place.contains(['/', '?', '#', '@']) {
        return Err(format!("{EXPECTED}, and nothing after it"));
    }
    let place = with_port(place).ok_or(EXPECTED)?;
    Ok(Url { text: text.to_string(), place })
}

/// Without a port, it is that of HTTP.
fn with_port(place: &str) -> Option<String> {
    let end_of_address = place.rfind(']').map_or(0, |bracket| bracket + 1);
    let (host, port) = match place[end_of_address..].rfind(':') {
        Some(colon) => (&place[..end_of_address + colon], &place[end_of_address + colon + 1..]),
        None => (place, "80"),
    };
    let is_bracketed = host.starts_with('[') && host.ends_with(']');
    let is_host = !host.is_empty() && (is_bracketed || !host.contains([':', '[', ']']));
    let port: u16 = port.parse().ok()?;
    (is_host && port > 0).then(|| format!("{host}:{port}"))
}

impl Url {
    /// The first address of the host that accepts. The error says what to do.
    pub(crate) fn find(&self) -> Result<SocketAddr, String> {
        let place = &self.place;
        let addresses = place.to_socket_addrs();
        let addresses =
            addresses.map_err(|error| format!("--url {self}: cannot look up {place}: {error}"))?;
        let mut problem = format!("--url {self}: {place} has no address");
        for address in addresses {
            match TcpStream::connect_timeout(&address, CONNECTING) {
                Ok(_) => return Ok(address),
                Err(error) => {
                    problem = format!("--url {self}: cannot connect to {address}: {error}");
                }
            }
        }
        Err(format!("{problem} (a server has to run there already)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        let pairs = [
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("HTTP://localhost:8080/", "localhost:8080"),
            ("http://host", "host:80"),
            ("http://[::1]", "[::1]:80"),
            ("http://[::1]:4221", "[::1]:4221"),
        ];
        for (text, place) in pairs {
            assert_eq!(parse_url(text).expect(text).place, place);
        }
    }

    #[test]
    fn what_is_no_url_of_a_server_is_refused() {
        let wrong = [
            "",
            "http://",
            "http://:80",
            "127.0.0.1:80",
            "https://a",
            "http://a/b",
            "http://a?b",
            "http://a:0",
            "http://a:65536",
            "http://a:",
            "http://a:b",
            "http://::1:80",
            "http://b@a",
            "http://]:80",
            "http://[::1",
            "ftp://a",
            "http://[]x:80",
        ];
        for text in wrong {
            assert!(parse_url(text).is_err(), "{text}");
        }
    }
}
