//! A server in a network of its own: every port is free there, and nobody else can see it.

use crate::failure::timed_out;
use crate::poll::poll;
use crate::process::Process;
use crate::{Failure, Launch};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Runs a program in a new network that has only a loopback device.
const UNSHARE: &str = "unshare --user --map-root-user --net \
    sh -c 'ip link set lo up && exec \"$0\" \"$@\"'";

impl Launch<'_> {
    /// Starts the server in a network of its own, and returns the first address on which it listens. Then
    /// it ends. Skips the check if this system has no such networks, or none for us.
    pub fn find_own_address(mut self) -> Result<SocketAddr, Failure> {
        let mut trial = Command::new("sh");
        trial.arg("-c").arg(format!("{UNSHARE} true")).stdout(Stdio::null()).stderr(Stdio::null());
        if !trial.status().is_ok_and(|status| status.success()) {
            return Err(Failure::skipped("needs network namespaces (`unshare` and `ip`)"));
        }
        self.wrapper = Some(UNSHARE);
        let launch = self.fitted()?;
        let process = launch.spawn(launch.address.as_deref())?;
        wait_for_listener(&process, launch.target().start_limit())
    }
}

fn wait_for_listener(process: &Process, limit: Duration) -> Result<SocketAddr, Failure> {
    let has_ended = || process.exit_status().is_some();
    let attempt = || listener_of(process.id).map(Some).or_else(|| has_ended().then_some(None));
    match poll(limit, attempt) {
        Some(Some(address)) => Ok(address),
        Some(None) => Err(Failure::new(format!("the server {}", process.describe_end()))),
        None => Err(timed_out(limit, "the server to listen")),
    }
}

/// Where somebody listens in the network of this process. `None` as long as that is still our network.
fn listener_of(process: u32) -> Option<SocketAddr> {
    let network = fs::read_link(format!("/proc/{process}/ns/net")).ok()?;
    if network == fs::read_link("/proc/self/ns/net").ok()? {
        return None;
    }
    let tables =
        ["tcp", "tcp6"].map(|name| fs::read_to_string(format!("/proc/{process}/net/{name}")));
    tables.iter().flatten().flat_map(|table| table.lines()).find_map(listener)
}

/// The address in a row whose state is LISTEN (`0A`): `0: 0100007F:107D 00000000:0000 0A …`
fn listener(row: &str) -> Option<SocketAddr> {
    let fields: Vec<&str> = row.split_whitespace().collect();
    let (address, "0A") = (fields.get(1)?, *fields.get(3)?) else {
        return None;
    };
    let (host, port) = address.split_once(':')?;
    Some(SocketAddr::new(parse_host(host)?, u16::from_str_radix(port, 16).ok()?))
}

/// The system prints each 32 bits of an address as a number, in the byte order of the processor.
fn parse_host(digits: &str) -> Option<IpAddr> {
    let words = digits.as_bytes().chunks(8).map(|word| {
        let number = u32::from_str_radix(std::str::from_utf8(word).ok()?, 16).ok()?;
        Some(number.to_ne_bytes())
    });
    let bytes = words.collect::<Option<Vec<_>>>()?.concat();
    let v4 = <[u8; 4]>::try_from(bytes.as_slice()).map(|bytes| Ipv4Addr::from(bytes).into());
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(|bytes| Ipv6Addr::from(bytes).into())).ok()
}
