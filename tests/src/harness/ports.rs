//! Ports: free ones, and those that somebody listens on.

use std::collections::BTreeSet;
#[cfg(target_os = "linux")]
use std::fs::File;
use std::io;
#[cfg(target_os = "linux")]
use std::io::{BufRead, BufReader};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Free ports that were given away, so that two servers that start at once do not get the same.
static GIVEN_AWAY: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// After so many ports that were given away before, it is time to begin anew.
const ATTEMPTS: usize = 100;

/// A connection on this machine is made at once or not at all.
const CONNECTING: Duration = Duration::from_millis(200);

/// A port that nobody has at the moment. Somebody may take it before the server does.
pub fn free_port() -> io::Result<u16> {
    let mut given_away = GIVEN_AWAY.lock().unwrap_or_else(PoisonError::into_inner);
    for _ in 0..ATTEMPTS {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        if given_away.insert(port) {
            return Ok(port);
        }
    }
    given_away.clear();
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Where on this machine a connection to the port is accepted.
///
/// On Linux the system is asked, so that the server does not notice. Elsewhere a connection is made.
#[must_use]
pub fn listener(port: u16) -> Option<SocketAddr> {
    let (v4, v6) = (IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST));
    let host = match listed(port) {
        Ok(host) => host,
        Err(_) => [v4, v6].into_iter().find(|host| accepts(SocketAddr::new(*host, port))),
    };
    host.map(|host| SocketAddr::new(host, port))
}

fn accepts(address: SocketAddr) -> bool {
    TcpStream::connect_timeout(&address, CONNECTING).is_ok()
}

/// What the system's list of sockets says of the port, where there is such a list.
#[cfg(target_os = "linux")]
fn listed(port: u16) -> io::Result<Option<IpAddr>> {
    if is_free(port) {
        return Ok(None);
    }
    let v4 = listening_host(File::open("/proc/net/tcp")?, port)?;
    if v4.is_some() {
        return Ok(Some(Ipv4Addr::LOCALHOST.into()));
    }
    let Ok(list) = File::open("/proc/net/tcp6") else { return Ok(None) };
    let host = listening_host(list, port)?;
    // What listens on all addresses of version 6 takes those of version 4 as well.
    Ok(host.map(|digits| match digits.trim_matches('0') {
        "1" => Ipv6Addr::LOCALHOST.into(),
        _ => Ipv4Addr::LOCALHOST.into(),
    }))
}

/// Whether the port can still be had. The list may be long, and this is a cheap question.
///
/// To reuse an address means that nobody is kept from the port by the question, except for who does
/// not reuse it and asks in the very same moment.
#[cfg(target_os = "linux")]
fn is_free(port: u16) -> bool {
    use socket2::{Domain, Socket, Type};
    let hosts = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)];
    let bind = |host: IpAddr| -> io::Result<()> {
        let address = SocketAddr::new(host, port);
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())
    };
    let in_use = |result: io::Result<()>| {
        result.is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
    };
    !hosts.into_iter().any(|host| in_use(bind(host)))
}

#[cfg(not(target_os = "linux"))]
fn listed(_port: u16) -> io::Result<Option<IpAddr>> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The host, in hexadecimal digits, of the row for this port in the state LISTEN (`0A`):
/// `0: 0100007F:1F90 00000000:0000 0A …`
///
/// These rows come first. The others are not read: after many tests there are tens of thousands.
#[cfg(target_os = "linux")]
fn listening_host(list: File, port: u16) -> io::Result<Option<String>> {
    for row in BufReader::new(list).lines().skip(1) {
        let row = row?;
        let mut fields = row.split_whitespace().skip(1);
        let (address, state) = (fields.next(), fields.nth(1));
        if state != Some("0A") {
            break;
        }
        let host = address.and_then(|address| address.strip_suffix(&format!(":{port:04X}")));
        if let Some(host) = host {
            return Ok(Some(host.to_string()));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_is_found_and_a_client_is_not() -> io::Result<()> {
        let hosts = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)];
        // Some machines have no addresses of version 6.
        for server in hosts.into_iter().filter_map(|host| TcpListener::bind((host, 0)).ok()) {
            let address = server.local_addr()?;
            assert_eq!(listener(address.port()), Some(address));
            let client = TcpStream::connect(address)?;
            assert_eq!(listener(client.local_addr()?.port()), None);
        }
        assert_eq!(listener(free_port()?), None);
        Ok(())
    }
}
