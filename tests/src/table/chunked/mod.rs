//! Stage 7: bodies in chunks.

pub mod codings;
pub mod decoding;
pub mod ends;
pub mod limits;
pub mod pieces;
pub mod sizes;
pub mod uploads;

use crate::{Failure, Need, Server, Target};

/// Checks of chunks ask through `POST /`. A server that knows no chunks fails `chunked/decoded` alone.
const ECHO: &[Need] = &[Need::ChunkedEcho];

/// The same, with a second request behind the chunks.
const ECHO_AND_NEXT: &[Need] = &[Need::ChunkedEcho, Need::Route("/echo/a"), Need::KeepAlive];

/// A `POST /` whose body comes in these chunks. The connection stays open after it.
fn chunked(chunks: impl AsRef<[u8]>) -> Vec<u8> {
    chunked_with("POST /", "", chunks)
}

/// The same for any method and path, with headers of one's own, each line ending in `\r\n`.
fn chunked_with(method_and_path: &str, headers: &str, chunks: impl AsRef<[u8]>) -> Vec<u8> {
    let head = format!(
        "{method_and_path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n{headers}\r\n"
    );
    [head.as_bytes(), chunks.as_ref()].concat()
}

/// These chunks are a body of this text, and the request behind them is answered.
fn decodes(server: &Server, chunks: &str, body: &str) -> Result<(), Failure> {
    let response = server.exchange_and_next(chunked(chunks))?;
    response.expect_status(200)?.expect_body(body)?;
    Ok(())
}

/// The server refuses each of these bodies with 400 and closes. A request behind it stays unanswered.
///
/// RFC 9112 §2.2: a server that receives bytes which do not match the grammar "SHOULD respond with a 400 (Bad
/// Request) response and close the connection".
fn refuses(target: &Target, bodies: impl IntoIterator<Item: AsRef<str>>) -> Result<(), Failure> {
    let server = target.start()?;
    for body in bodies {
        let body = body.as_ref();
        let refused = server.expect_refusal(chunked(body), &[400]);
        refused
            .map_err(|failure| Failure::of(failure.kind, format!("chunks {body:?}: {failure}")))?;
    }
    Ok(())
}
