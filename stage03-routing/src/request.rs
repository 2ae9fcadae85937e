//! A request: what the bytes of its head say (RFC 9112 §2 to §5).
//!
//! Parsing is a pure function of bytes with three outcomes: complete, not yet, never. Bodies come in
//! stage 4, and the rule that a request must name its host in stage 7.

use crate::response::Status;
use crate::target;

/// In bytes. Browsers stay far below these limits; faults and attacks do not.
const MAX_REQUEST_LINE: usize = 8 * 1024;
const MAX_HEAD: usize = 16 * 1024;

/// Browsers send about twenty.
const MAX_HEADERS: usize = 100;

/// What a client asks for.
pub struct Request {
    pub method: String,
    /// The segments of the path, percent-decoded: `/echo/a%20b` is `echo` and `a b`.
    pub path: Vec<Vec<u8>>,
    headers: Vec<Header>,
}

/// A name and a value. The value may hold any bytes except control characters other than the tab.
type Header = (String, Vec<u8>);

impl Request {
    /// Parses the head at the beginning of `bytes`.
    ///
    /// Returns `None` if the head is incomplete. Returns a status if the request must be refused with
    /// it: no further bytes can make the head valid.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, Status> {
        let Some(length) = head_length(bytes)? else {
            return Ok(None);
        };
        let lines = split_lines(&bytes[..length])?;
        let (method, target) = parse_request_line(lines[0])?;
        let path = target::find_path(target).ok_or(Status::BAD_REQUEST)?;
        let path = target::split_path(path).ok_or(Status::BAD_REQUEST)?;
        let headers = parse_headers(&lines[1..])?;
        Ok(Some(Self { method, path, headers }))
    }

    /// Returns the value of the first header with this name. Header names are case-insensitive.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(other, _)| other.eq_ignore_ascii_case(name))?;
        Some(value)
    }
}

/// Returns the number of bytes up to the end of the first empty line, or `None` if there is none yet.
fn head_length(bytes: &[u8]) -> Result<Option<usize>, Status> {
    let mut length = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if length == 0 && line.len() > MAX_REQUEST_LINE + b"\r\n".len() {
            return Err(Status::URI_TOO_LONG);
        }
        length += line.len();
        if length > MAX_HEAD {
            return Err(Status::HEADERS_TOO_LARGE);
        }
        if line == b"\r\n" || line == b"\n" {
            return Ok(Some(length));
        }
    }
    Ok(None)
}

/// Splits a head into its lines. Each must end in CR LF.
fn split_lines(head: &[u8]) -> Result<Vec<&[u8]>, Status> {
    let lines = head.split_inclusive(|&byte| byte == b'\n');
    lines.map(|line| line.strip_suffix(b"\r\n").ok_or(Status::BAD_REQUEST)).collect()
}

/// Parses `GET /about?from=home HTTP/1.1`: three parts with one space between them (RFC 9112 §3).
fn parse_request_line(line: &[u8]) -> Result<(String, &[u8]), Status> {
    let parts: Vec<_> = line.split(|&byte| byte == b' ').collect();
    let [method, target, version] = parts[..] else {
        return Err(Status::BAD_REQUEST);
    };
    check_version(version)?;
    Ok((parse_token(method)?, target))
}

/// Accepts `HTTP/1.` and any digit: later versions are read as 1.1 (RFC 9110 §6.2).
fn check_version(version: &[u8]) -> Result<(), Status> {
    match version.strip_prefix(b"HTTP/") {
        Some([b'1', b'.', b'0'..=b'9']) => Ok(()),
        Some([b'0'..=b'9', b'.', b'0'..=b'9']) => Err(Status::VERSION_NOT_SUPPORTED),
        _ => Err(Status::BAD_REQUEST),
    }
}

/// Parses the lines up to the empty one.
fn parse_headers(lines: &[&[u8]]) -> Result<Vec<Header>, Status> {
    if lines.len() > MAX_HEADERS + 1 {
        return Err(Status::HEADERS_TOO_LARGE);
    }
    lines.iter().take_while(|line| !line.is_empty()).map(|line| parse_header(line)).collect()
}

/// Parses `Name: value`: no space before the colon, and none kept around the value (RFC 9112 §5).
fn parse_header(line: &[u8]) -> Result<Header, Status> {
    let colon = line.iter().position(|&byte| byte == b':').ok_or(Status::BAD_REQUEST)?;
    let value = &line[colon + 1..];
    if value.iter().any(|&byte| byte.is_ascii_control() && byte != b'\t') {
        return Err(Status::BAD_REQUEST);
    }
    Ok((parse_token(&line[..colon])?, value.trim_ascii().to_vec()))
}

/// Parses a method or the name of a header: letters, digits and some signs (RFC 9110 §5.6.2).
fn parse_token(bytes: &[u8]) -> Result<String, Status> {
    let is_valid = |&byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if bytes.is_empty() || !bytes.iter().all(is_valid) {
        return Err(Status::BAD_REQUEST);
    }
    Ok(bytes.iter().copied().map(char::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parsing_has_three_outcomes() {
        let table = [
            ("GET /about HTTP/1.1\r\nHost: a\r\n\r\n", "complete"),
            ("GET /about HTTP/1.1\r\nHost: a\r\n\r\nmore", "complete"),
            ("", "not yet"),
            ("GET /about HT", "not yet"),
            ("GET /about HTTP/1.1\r\nHost: a\r\n\r", "not yet"),
            ("GET /about\r\nHost: a\r\n\r\n", "never: 400"),
            ("GET about HTTP/1.1\r\nHost: a\r\n\r\n", "never: 400"),
            ("GET /about HTTP/1.1\r\nHost : a\r\n\r\n", "never: 400"),
            ("GET /about HTTP/2.0\r\nHost: a\r\n\r\n", "never: 505"),
        ];
        for (head, expected) in table {
            assert_eq!(outcome(head), expected, "{head:?}");
        }
    }

    fn outcome(head: &str) -> String {
        match Request::parse(head.as_bytes()) {
            Ok(Some(_)) => "complete".into(),
            Ok(None) => "not yet".into(),
            Err(status) => format!("never: {}", status.code),
        }
    }
}
