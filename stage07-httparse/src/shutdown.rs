//! The end: what SIGINT (Ctrl-C) and SIGTERM do.

use crate::{Server, log};
use anyhow::Context;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The first signal makes the server finish what it has begun, and the second ends it at once.
pub fn on_signal(server: &Arc<Server>, address: SocketAddr) -> anyhow::Result<()> {
    let server = Arc::clone(server);
    let handler = move || {
        if server.stopping.swap(true, Ordering::Relaxed) {
            process::exit(1);
        }
        log("Stopping as soon as all requests are answered; once more to stop at once");
        wake(address);
    };
    ctrlc::set_handler(handler).context("cannot listen for signals")
}

/// A server that waits for a connection does not look at a flag, so we give it one to accept.
fn wake(mut address: SocketAddr) {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    let _ = TcpStream::connect(address);
}
