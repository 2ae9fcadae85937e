//! Stage 5: each wait for a client has an end.

pub mod answer;
pub mod body;
pub mod downloads;
pub mod head;

use crate::{Client, Failure, Response, Server, Target, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// What the server is told, and what its timeout is compared with.
const TIMEOUT: Duration = Duration::from_millis(500);

/// A server that waits for half a second, where it takes the option.
fn start(target: &Target) -> Result<Server, Failure> {
    target.launch().where_taken("--timeout", "0.5").start()
}

/// Sends these bytes and no more. The answer is 408, not before the timeout, and then comes the close.
fn expect_timeout_after(target: &Target, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
    let server = start(target)?;
    let begin = Instant::now();
    let mut client = server.connect()?;
    let answer = client.send(bytes)?.read_response()?;
    expect_timeout(begin, answer, &mut client)
}

/// Sends these bytes, and then others again and again. That does not put the answer off.
fn expect_timeout_despite(target: &Target, bytes: &[u8], drip: &str) -> Result<(), Failure> {
    let server = start(target)?;
    let begin = Instant::now();
    let mut client = server.connect()?;
    client.send(bytes)?;
    while !client.has_something_to_read()? {
        let waits = begin.elapsed() > target.timeout();
        ensure(!waits, "bytes keep coming, and the server keeps waiting for more of them")?;
        client.send(drip)?;
        thread::sleep(Duration::from_millis(20));
    }
    let answer = client.read_response()?;
    expect_timeout(begin, answer, &mut client)
}

fn expect_timeout(begin: Instant, answer: Response, client: &mut Client) -> Result<(), Failure> {
    answer.expect_error_page(408)?.expect_header("Connection", "close")?;
    expect_patience_since(begin)?;
    client.expect_closed()
}

/// The server has waited for as long as it was told; clocks differ by a little.
fn expect_patience_since(begin: Instant) -> Result<(), Failure> {
    let waited = begin.elapsed();
    ensure(
        waited * 10 > TIMEOUT * 9,
        format!("the server gave up after {waited:?}, and its timeout is {TIMEOUT:?}"),
    )
}
