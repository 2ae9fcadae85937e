//! The shutdown: what SIGINT (Ctrl-C) and SIGTERM do.

use crate::Shared;
use anyhow::Context;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The address is our own, so a connection takes no time, unless the listen queue is full.
const WAKE_TIMEOUT: Duration = Duration::from_secs(1);

/// Handles both signals in the same way: the first ends the accept loop, the second the process.
///
/// Logging would block if nobody reads the log, and then the second signal would do nothing. So the
/// handler only sets a flag and wakes the accept loop. Returns an error if it cannot be installed.
pub fn on_signal(shared: &Arc<Shared>, address: SocketAddr) -> anyhow::Result<()> {
    let shared = Arc::clone(shared);
    let handler = move || {
        if shared.stopping.swap(true, Ordering::Relaxed) {
            process::exit(1);
        }
        wake(address);
    };
    ctrlc::set_handler(handler).context("cannot handle signals")
}

/// Connects to our own server: a thread that waits in `accept` cannot look at a flag.
fn wake(mut address: SocketAddr) {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    let _ = TcpStream::connect_timeout(&address, WAKE_TIMEOUT);
}
