//! Stage 5: no wait for a client lasts longer than the timeout.
//!
//! HTTP asks for no timeouts, nor for 408 (RFC 9112 §9.5, RFC 9110 §15.5.9): all of this is our own contract.

pub mod answer;
pub mod body;
pub mod downloads;
pub mod head;

use crate::{Client, Failure, FailureKind, Response, Server, Target, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// The timeout of the server. No answer may come sooner.
const TIMEOUT: Duration = Duration::from_millis(500);

/// A server with this timeout, if it takes the option.
fn start(target: &Target) -> Result<Server, Failure> {
    target.launch().where_taken("--timeout", "0.5").start()
}

/// Sends these bytes and no more. The answer is 408, not before the timeout, and then the connection ends.
fn expect_timeout_after(target: &Target, bytes: impl AsRef<[u8]>) -> Result<Response, Failure> {
    let server = start(target)?;
    let begin = Instant::now();
    let mut client = server.connect()?;
    let answer = client.send(bytes)?.read_response()?;
    expect_timeout(begin, answer, &mut client)
}

/// Sends these bytes, and then `drip` again and again. The server ends the connection all the same.
fn expect_end_despite(target: &Target, bytes: &[u8], drip: &str) -> Result<(), Failure> {
    let server = start(target)?;
    let begin = Instant::now();
    let mut client = server.connect()?;
    client.send(bytes)?;
    while !client.has_something_to_read().unwrap_or(true) {
        let waits = begin.elapsed() > target.timeout();
        ensure(!waits, "bytes keep coming, and the server keeps waiting for more of them")?;
        if client.send(drip).is_err() {
            break;
        }
        thread::sleep(Duration::from_millis(20));
    }
    expect_end(begin, &mut client)
}

/// The server ends the connection, but not before the timeout. It may answer before that.
fn expect_end(begin: Instant, client: &mut Client) -> Result<(), Failure> {
    match client.read_once() {
        Err(failure) if failure.kind == FailureKind::Timeout => return Err(failure),
        _ => expect_patience_since(begin)?,
    }
    client.expect_gone()
}

fn expect_timeout(
    begin: Instant,
    answer: Response,
    client: &mut Client,
) -> Result<Response, Failure> {
    let answer = answer.expect_status(408)?;
    expect_patience_since(begin)?;
    client.expect_gone()?;
    Ok(answer)
}

/// The server has waited for its whole timeout. Clocks differ a little.
fn expect_patience_since(begin: Instant) -> Result<(), Failure> {
    let waited = begin.elapsed();
    ensure(
        waited * 10 > TIMEOUT * 9,
        format!("the server gave up after {waited:?}, and its timeout is {TIMEOUT:?}"),
    )
}
