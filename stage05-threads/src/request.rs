//! A request: what the bytes of its head say (RFC 9112 §2 to §5).
//!
//! Parsing is a pure function of bytes with three outcomes: complete, not yet, never. Stage 7 adds bodies
//! of unknown length, and the rule that a request must name its host.

use crate::response::Status;
use crate::target;
use std::str::FromStr;

/// In bytes. Browsers stay far below these limits; faults and attacks do not.
const MAX_REQUEST_LINE: usize = 8 * 1024;
const MAX_HEAD: usize = 16 * 1024;

/// Browsers send about twenty.
const MAX_HEADERS: usize = 100;

/// In bytes. A body is held in memory as a whole.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// What a client asks for.
pub struct Request {
    pub method: String,
    /// The segments of the path, percent-decoded: `/echo/a%20b` is `echo` and `a b`.
    pub path: Vec<Vec<u8>>,
    /// The path as the client wrote it, with its percent escapes.
    pub raw_path: String,
    minor_version: u8,
    headers: Vec<Header>,
    /// Empty until the connection has read it.
    pub body: Vec<u8>,
}

/// A name and a value. The value may hold any bytes except control characters other than the tab.
type Header = (String, Vec<u8>);

impl Request {
    /// Parses the head at the beginning of `bytes`. Returns a request without its body, and the length
    /// of the head in bytes.
    ///
    /// Returns `None` if the head is incomplete. Returns a status if the request must be refused with
    /// it: no further bytes can make the head valid.
    pub fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, Status> {
        let Some(length) = head_length(bytes)? else {
            return Ok(None);
        };
        let lines = split_lines(&bytes[..length])?;
        let (method, target, minor_version) = parse_request_line(lines[0])?;
        let raw_path = target::find_path(target).ok_or(Status::BAD_REQUEST)?;
        let path = target::split_path(raw_path).ok_or(Status::BAD_REQUEST)?;
        let raw_path = String::from_utf8_lossy(raw_path).into();
        let headers = parse_headers(&lines[1..])?;
        let body = Vec::new();
        Ok(Some((Self { method, path, raw_path, minor_version, headers, body }, length)))
    }

    /// Returns the value of the first header with this name. Header names are case-insensitive.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers(name).next()
    }

    /// Returns the values of all headers with this name.
    fn headers(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        let headers = self.headers.iter();
        let same_name = headers.filter(move |(other, _)| other.eq_ignore_ascii_case(name));
        same_name.map(|(_, value)| value.as_slice())
    }

    /// Returns the number of bytes of body that follow the head (RFC 9112 §6.3).
    ///
    /// The errors are 413 above `MAX_BODY`, 501 for any `Transfer-Encoding`, and 400 for malformed headers.
    pub fn body_length(&self) -> Result<usize, Status> {
        let length = self.content_length()?;
        if self.header("Transfer-Encoding").is_some() {
            // A proxy could use the other header and see another end of the body. It would take the rest
            // for a new request: that is request smuggling.
            let is_ambiguous = length.is_some();
            return Err(if is_ambiguous { Status::BAD_REQUEST } else { Status::NOT_IMPLEMENTED });
        }
        match length.unwrap_or(0) {
            length if length > MAX_BODY => Err(Status::CONTENT_TOO_LARGE),
            length => Ok(length),
        }
    }

    /// Returns the value of `Content-Length`. A malformed value is an error, and so are two different ones.
    fn content_length(&self) -> Result<Option<usize>, Status> {
        let mut lengths = self.headers("Content-Length").map(parse_number);
        match lengths.next() {
            None => Ok(None),
            Some(Some(length)) if lengths.all(|other| other == Some(length)) => Ok(Some(length)),
            Some(_) => Err(Status::BAD_REQUEST),
        }
    }

    /// Returns whether the client says that a body follows, even one of no bytes.
    pub fn announces_body(&self) -> bool {
        self.header("Content-Length").is_some()
    }

    /// Returns whether the client waits for `100 Continue` before it sends the body (RFC 9110
    /// §10.1.1). Any other expectation is an error.
    pub fn expects_continue(&self) -> Result<bool, Status> {
        let is_known = |value: &[u8]| value.eq_ignore_ascii_case(b"100-continue");
        if !self.headers("Expect").all(is_known) {
            return Err(Status::EXPECTATION_FAILED);
        }
        Ok(self.minor_version > 0 && self.header("Expect").is_some())
    }

    /// Returns whether the body claims to be JSON. Parameters such as a charset are ignored.
    pub fn is_json(&self) -> bool {
        let value = self.header("Content-Type").unwrap_or_default();
        let media_type = value.split(|&byte| byte == b';').next().unwrap_or_default();
        media_type.trim_ascii().eq_ignore_ascii_case(b"application/json")
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
fn parse_request_line(line: &[u8]) -> Result<(String, &[u8], u8), Status> {
    let parts: Vec<_> = line.split(|&byte| byte == b' ').collect();
    let [method, target, version] = parts[..] else {
        return Err(Status::BAD_REQUEST);
    };
    let minor_version = parse_version(version)?;
    Ok((parse_token(method)?, target, minor_version))
}

/// Returns the minor version: 1 for `HTTP/1.1`. A later 1.x is treated like 1.1 (RFC 9110 §6.2).
fn parse_version(version: &[u8]) -> Result<u8, Status> {
    match version.strip_prefix(b"HTTP/") {
        Some([b'1', b'.', minor @ b'0'..=b'9']) => Ok(minor - b'0'),
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

/// Parses decimal digits and nothing else: not `+5`, not ` 5`, not an empty text.
pub fn parse_number<N: FromStr>(digits: &[u8]) -> Option<N> {
    let is_number = digits.iter().all(u8::is_ascii_digit);
    if is_number { str::from_utf8(digits).ok()?.parse().ok() } else { None }
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
