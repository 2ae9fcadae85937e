//! Stage 3: requests that are malformed, too large, or merely unusual.

pub mod headers;
pub mod limits;
pub mod line;
pub mod target;
pub mod values;
pub mod version;

use crate::{Failure, FailureKind, Response, Server, Target};

/// RFC 9112 §3.2: "Recipients of an invalid request-line SHOULD respond with either a 400 (Bad Request) error or a
/// 301 (Moved Permanently) redirect".
const INVALID_LINE: &[u16] = &[400, 301];

/// Each of these requests gets one of these statuses; then the connection ends, and the next client gets an
/// answer.
fn refuses(
    target: &Target,
    statuses: &[u16],
    requests: impl IntoIterator<Item: AsRef<[u8]>>,
) -> Result<(), Failure> {
    let server = target.start()?;
    for bytes in requests {
        server.connect()?.send(bytes)?.expect_refusal(statuses)?;
    }
    server.get("/").map(drop)
}

/// Requests that have these request lines, and are correct otherwise, get one of these statuses.
fn refuses_lines<const N: usize>(
    target: &Target,
    statuses: &[u16],
    lines: [&str; N],
) -> Result<(), Failure> {
    refuses(target, statuses, lines.map(with_line))
}

/// Requests that have these lines among their headers, and are correct otherwise, get 400.
///
/// RFC 9112 §2.2: for what "does not match the HTTP-message grammar", a server "SHOULD respond with a 400 (Bad
/// Request) response and close the connection".
fn refuses_headers<const N: usize>(target: &Target, lines: [&str; N]) -> Result<(), Failure> {
    refuses(target, &[400], lines.map(with_header))
}

/// A request that has this request line, and is correct otherwise.
fn with_line(line: &str) -> Vec<u8> {
    format!("{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n").into_bytes()
}

/// A request that has this line among its headers, and is correct otherwise.
fn with_header(line: &str) -> Vec<u8> {
    with_line(&format!("GET / HTTP/1.1\r\n{line}"))
}

/// The answer of `/user-agent` to these header lines, if the server does not refuse them with an error or a close.
fn user_agent_of(server: &Server, lines: &str) -> Result<Option<Response>, Failure> {
    let request = with_line(&format!("GET /user-agent HTTP/1.1\r\n{lines}"));
    match server.exchange(request) {
        Ok(response) if (400..500).contains(&response.status) => Ok(None),
        Err(failure) if failure.kind == FailureKind::Closed => Ok(None),
        answer => answer.map(Some),
    }
}
