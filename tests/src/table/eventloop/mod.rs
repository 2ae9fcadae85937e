//! The event-loop elective: one thread for each processor waits for all clients at once.

pub mod bodies;
pub mod connections;
pub mod handlers;
pub mod idle;
pub mod slow;

use crate::{Client, Failure, Server};
use std::time::Duration;

/// While a crowd keeps the server busy, another client's request may take this much longer.
const QUICK: Duration = Duration::from_millis(50);

/// More than the buffers of both sides hold, so that the server has to wait for its client.
const LARGE: u64 = 64 * 1024 * 1024;

/// Sends the bytes over a new connection, which stays open.
fn begin_with(server: &Server, bytes: impl AsRef<[u8]>) -> Result<Client, Failure> {
    let mut client = server.connect()?;
    client.send(bytes)?;
    Ok(client)
}
