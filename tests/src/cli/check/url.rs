//! `--url`: the address of a server that already runs.

use std::fmt;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;
use url::Url;

/// A server that takes longer to accept counts as missing.
const CONNECTING: Duration = Duration::from_secs(5);

const EXPECTED: &str = "expected http://HOST:PORT, with [ ] around an IPv6 address";

/// `http://127.0.0.1:8080`
#[derive(Clone, Debug)]
pub(crate) struct Place(Url);

/// Without the slash at the end.
impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// For clap: reads a URL. Its host is looked up later.
pub(crate) fn parse_url(text: &str) -> Result<Place, String> {
    let url = Url::parse(text).map_err(|error| format!("{EXPECTED}: {error}"))?;
    match url.scheme() {
        "http" => {}
        "https" => return Err("the checks speak plain HTTP, and no TLS: expected http://".into()),
        _ => return Err(EXPECTED.to_string()),
    }
    let has_more = url.query().or(url.fragment()).or(url.password()).is_some();
    if url.path() != "/" || has_more || !url.username().is_empty() {
        return Err(format!("{EXPECTED}, and nothing after it"));
    }
    if url.port() == Some(0) { Err(EXPECTED.to_string()) } else { Ok(Place(url)) }
}

impl Place {
    /// The first address of the host that accepts. The error says what to do.
    pub(crate) fn find(&self) -> Result<SocketAddr, String> {
        let host = self.0.host_str().unwrap_or_default();
        let addresses = self.0.socket_addrs(|| None);
        let addresses =
            addresses.map_err(|error| format!("--url {self}: cannot look up {host}: {error}"))?;
        let mut problem = format!("--url {self}: {host} has no address");
        for address in addresses {
            match TcpStream::connect_timeout(&address, CONNECTING) {
                Ok(_) => return Ok(address),
                Err(error) => {
                    problem = format!("--url {self}: cannot connect to {address}: {error}");
                }
            }
        }
        Err(format!("{problem} (start the server first)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_url_of_a_server_is_accepted() {
        for text in ["http://127.0.0.1:8080", "HTTP://localhost:8080/", "http://[::1]"] {
            assert!(parse_url(text).is_ok(), "{text}");
        }
        for text in ["", "https://a", "http://a/b", "http://a?b", "http://a:0", "http://b@a"] {
            assert!(parse_url(text).is_err(), "{text}");
        }
    }
}
