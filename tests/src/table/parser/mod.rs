//! Stage 7: what a careful parser accepts and refuses.

pub mod bytes;
pub mod empty_lines;
pub mod host;
pub mod line_ends;
pub mod methods;
pub mod options;
pub mod targets;
pub mod versions;

use crate::{Failure, Target};

/// The server refuses each of these requests with 400 and closes. A request behind it stays unanswered.
fn refuses(target: &Target, requests: impl IntoIterator<Item: AsRef<[u8]>>) -> Result<(), Failure> {
    refuses_with(target, &[400], requests)
}

/// The same with one of these statuses.
fn refuses_with(
    target: &Target,
    statuses: &[u16],
    requests: impl IntoIterator<Item: AsRef<[u8]>>,
) -> Result<(), Failure> {
    let server = target.start()?;
    for request in requests {
        let request = request.as_ref();
        let shown = crate::bytes::readable(request, 100);
        let refused = server.expect_refusal(request, statuses);
        refused
            .map_err(|failure| Failure::of(failure.kind, format!("request {shown}: {failure}")))?;
    }
    Ok(())
}

/// A request with this request line, and which is fine otherwise. The connection stays open.
fn with_line(line: &str) -> String {
    format!("{line}\r\nHost: localhost\r\n\r\n")
}

/// The same, but the client asks for a close, so that the answer may be a redirect as well as a refusal.
fn with_last_line(line: &str) -> String {
    format!("{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n")
}

/// A request with this line among its headers, and which is fine otherwise.
fn with_header(line: &str) -> String {
    with_line(&format!("GET / HTTP/1.1\r\n{line}"))
}
