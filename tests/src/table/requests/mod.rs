//! Stage 3: requests that are malformed, too large, or merely unusual.

pub mod headers;
pub mod limits;
pub mod line;
pub mod target;
pub mod version;

use crate::{Failure, Target};

/// Each of these requests gets this status and a page that says so; then the connection closes, and the
/// next client is served.
fn refuses(
    target: &Target,
    status: u16,
    requests: impl IntoIterator<Item: AsRef<[u8]>>,
) -> Result<(), Failure> {
    let server = target.start()?;
    for bytes in requests {
        let mut client = server.connect()?;
        client.send(bytes)?.read_response()?.expect_error_page(status)?;
        client.expect_closed()?;
    }
    server.get("/")?.expect_status(200)?;
    Ok(())
}

/// Requests with these request lines, and which are fine otherwise, get this status.
fn refuses_lines<const N: usize>(
    target: &Target,
    status: u16,
    lines: [&str; N],
) -> Result<(), Failure> {
    refuses(target, status, lines.map(with_line))
}

/// Requests with these lines among their headers, and which are fine otherwise, get 400.
fn refuses_headers<const N: usize>(target: &Target, lines: [&str; N]) -> Result<(), Failure> {
    refuses(target, 400, lines.map(with_header))
}

/// A request with this request line, and which is fine otherwise.
fn with_line(line: &str) -> Vec<u8> {
    format!("{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n").into_bytes()
}

/// A request with this line among its headers, and which is fine otherwise.
fn with_header(line: &str) -> Vec<u8> {
    with_line(&format!("GET / HTTP/1.1\r\n{line}"))
}
