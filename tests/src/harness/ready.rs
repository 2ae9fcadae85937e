//! Waits until a server is up: its ready line says so, or its port accepts.

use crate::external::External;
use crate::launch::Launch;
use crate::poll::poll;
use crate::process::Process;
use crate::target::TIMEOUT;
use crate::{Failure, Server, ports};
use std::net::SocketAddr;
use std::time::Duration;

/// Another program may take a free port before the server does. That does not happen often in a row.
const ATTEMPTS: usize = 5;

/// A ready line is printed before the port accepts, or shortly after.
const READY_LINE: Duration = Duration::from_millis(500);

/// Starts one of our stages: it takes a free port by itself, and its ready line says which.
pub(crate) fn by_line(launch: &Launch) -> Result<Server, Failure> {
    let process = launch.spawn(launch.address_with_port(0).as_deref())?;
    let limit = launch.target().timeout().max(TIMEOUT);
    let ready = process.stdout.wait_until(limit, |text| ready_address(text).is_some());
    let address = ready.as_deref().and_then(ready_address);
    let address = address.ok_or_else(|| {
        let end = process.describe_end();
        Failure::not_started(format!(
            "the server never printed the line \"Listening on …\" to stdout: it {end}"
        ))
    })?;
    Ok(Server::started(launch.target(), process, address))
}

/// Starts anyone's server on a port that we choose: it is up when the port accepts.
pub(crate) fn by_port(launch: &Launch, external: &External) -> Result<Server, Failure> {
    for attempt in 1.. {
        let port = ports::free_port()?;
        let process = launch.spawn(launch.address_with_port(port).as_deref())?;
        let limit = launch.target().start_limit();
        let has_line = external.prints_ready_line.get() == Some(&true);
        match wait_for_port(&process, port, limit, has_line) {
            Ok(address) => {
                await_ready_line(&process, external);
                return Ok(Server::started(launch.target(), process, address));
            }
            Err(failure) => drop_or_fail(process, port, attempt, failure)?,
        }
    }
    Err(Failure::not_started("no port is free"))
}

/// If another program has taken the port, we try another one.
fn drop_or_fail(
    process: Process,
    port: u16,
    attempt: usize,
    failure: Failure,
) -> Result<(), Failure> {
    let has_failed = process.exit_status().is_some_and(|status| !status.success());
    let stderr = process.stderr.clone();
    // Waits for its last words.
    drop(process);
    let says_so = stderr.text().to_lowercase().contains("in use");
    let taken = has_failed && (says_so || ports::listener(port).is_some());
    if taken && attempt < ATTEMPTS { Ok(()) } else { Err(failure) }
}

/// If the server is known to print a ready line, we wait for that first: it costs less than asking the port.
fn wait_for_port(
    process: &Process,
    port: u16,
    limit: Duration,
    has_line: bool,
) -> Result<SocketAddr, Failure> {
    if has_line {
        process.stdout.wait_until(READY_LINE, |text| ready_address(text).is_some());
    }
    let has_ended = || process.exit_status().is_some();
    let attempt = || has_ended().then_some(None).or_else(|| ports::listener(port).map(Some));
    if let Some(Some(address)) = poll(limit, attempt) {
        return Ok(address);
    }
    let end = process.describe_end();
    let seconds = limit.as_secs_f32();
    Err(Failure::not_started(if let Some(status) = process.exit_status() {
        let advice =
            if status.success() { " (a server has to stay in the foreground)" } else { "" };
        format!("the server never accepted on port {port}: it {end}{advice}")
    } else {
        let more = "if the command builds first, build before, or raise --timeout";
        format!("the server did not accept on port {port} within {seconds} s, and {end} ({more})")
    }))
}

/// The first start shows whether the server prints a ready line. If not, later starts do not wait for it.
fn await_ready_line(process: &Process, external: &External) {
    if external.prints_ready_line.get() == Some(&false) {
        return;
    }
    let printed = process.stdout.wait_until(READY_LINE, |text| ready_address(text).is_some());
    let _ = external.prints_ready_line.set(printed.is_some());
}

/// The address in `Listening on http://127.0.0.1:4221`, if the line is complete.
#[must_use]
pub fn ready_address(stdout: &str) -> Option<SocketAddr> {
    let complete = stdout.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let mut places = complete.filter_map(|line| line.trim_end().strip_prefix("Listening on "));
    places.find_map(|place| {
        let place = place.trim_start_matches("http://").trim_start_matches("https://");
        place.parse().ok()
    })
}
