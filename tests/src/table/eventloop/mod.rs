//! The event-loop elective: one thread for each processor waits for all clients at once.

pub mod bodies;
pub mod connections;
pub mod handlers;
pub mod idle;
pub mod slow;

use crate::{Client, Failure, Response, Server, ensure};
use std::time::Duration;

/// While a crowd is busy with the server, another client's request may take this much longer.
const QUICK: Duration = Duration::from_millis(50);

/// More than the buffers of both sides take, so that the server has to wait for its client.
const LARGE: u64 = 64 * 1024 * 1024;

/// A 503 that says when to come again, and closes.
fn expect_refusal(answer: Response) -> Result<(), Failure> {
    let answer = answer.expect_error_page(503)?.expect_header("Connection", "close")?;
    let seconds = answer.header("Retry-After").unwrap_or_default();
    let is_number = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
    ensure(is_number, format!("expected a number of seconds in Retry-After, but got {seconds:?}"))
}

/// The bytes go out over a connection of their own, which stays open.
fn begin_with(server: &Server, bytes: impl AsRef<[u8]>) -> Result<Client, Failure> {
    let mut client = server.connect()?;
    client.send(bytes)?;
    Ok(client)
}
