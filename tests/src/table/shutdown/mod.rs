//! Stage 6: a shutdown that finishes what has begun.

pub mod log;
pub mod refused;
pub mod requests;
pub mod sessions;
pub mod signals;

use crate::{Client, Failure, FailureKind, Server, ensure};
use std::time::Duration;

/// A client that gets no answer within this time is left alone: it is not served.
const REACTION: Duration = Duration::from_secs(3);

/// How a server fails that the signal kills. Its clients may see a close, a reset or silence: that is a race.
const KILLED: &[FailureKind] =
    &[FailureKind::Closed, FailureKind::Timeout, FailureKind::Unmet, FailureKind::Unreachable];

/// A request that sleeps. It has surely been accepted: a client that came later has its answer.
fn begin_sleep(server: &Server, milliseconds: u32) -> Result<Client, Failure> {
    let client = server.begin(&format!("/sleep/{milliseconds}"))?;
    server.get("/echo/a")?.expect_status(200)?;
    Ok(client)
}

/// Waits until new clients get no 200 any more: then the server has handled the signal.
fn expect_no_more_service(server: &Server) -> Result<(), Failure> {
    server.wait_until("new clients to be served no longer", |server| Ok(!serves(server)))
}

/// Whether a new client is served. One that is refused, reset, closed or left alone is not.
fn serves(server: &Server) -> bool {
    let answer =
        server.begin("/echo/a").and_then(|client| client.with_timeout(REACTION).read_response());
    answer.is_ok_and(|answer| answer.status < 500)
}

/// The program ends by itself, with exit code 0.
fn expect_clean_exit(server: &Server) -> Result<(), Failure> {
    let status = server.wait_exit()?;
    ensure(status.code() == Some(0), format!("expected exit code 0, but got {status}"))
}
