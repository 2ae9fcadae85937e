//! Stage 6: an end that finishes what has begun.

pub mod log;
pub mod refused;
pub mod requests;
pub mod sessions;
pub mod signals;

use crate::{Client, Failure, Server, ensure};
use std::time::{Duration, Instant};

/// Far longer than a signal takes, and far shorter than what is under way meanwhile.
const REACTION: Duration = Duration::from_secs(3);

/// A request that sleeps, and is surely accepted: a client that came later has been answered.
fn begin_sleep(server: &Server, milliseconds: u32) -> Result<Client, Failure> {
    let client = server.begin(&format!("/sleep/{milliseconds}"))?;
    server.get("/about")?.expect_status(200)?;
    Ok(client)
}

/// Waits until new clients get no 200 any more, which shows that the signal has been heard.
fn expect_no_more_service(server: &Server) -> Result<(), Failure> {
    let begin = Instant::now();
    while serves(server) {
        ensure(begin.elapsed() < REACTION, "new clients are still served long after the signal")?;
    }
    Ok(())
}

/// A client that is refused, reset, closed or just left alone is not served.
fn serves(server: &Server) -> bool {
    let answer =
        server.begin("/about").and_then(|client| client.with_timeout(REACTION).read_response());
    answer.is_ok_and(|answer| answer.status == 200)
}

/// The program ends by itself, with exit code 0.
fn expect_clean_exit(server: &Server) -> Result<(), Failure> {
    let status = server.wait_exit()?;
    ensure(status.code() == Some(0), format!("expected exit code 0, but got {status}"))
}
