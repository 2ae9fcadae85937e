//! A request: what the bytes of its head say (RFC 9112 §2 to §5).
//!
//! Parsing is a pure function of bytes with three outcomes: complete, not yet, never. httparse does the
//! work, and we add the rules that it leaves to servers.

use crate::chunked::Framing;
use crate::response::Status;
use crate::target;
use std::str::FromStr;

/// In bytes. Browsers stay far below these limits; faults and attacks do not.
const MAX_REQUEST_LINE: usize = 8 * 1024;
const MAX_HEAD: usize = 16 * 1024;

/// Browsers send about twenty.
pub const MAX_HEADERS: usize = 100;

/// In bytes. A body is held in memory as a whole.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// What a client asks for.
pub struct Request {
    pub method: String,
    /// The segments of the path, percent-decoded: `/echo/a%20b` is `echo` and `a b`.
    pub path: Vec<Vec<u8>>,
    /// The path as the client wrote it, with its percent escapes.
    pub raw_path: String,
    minor_version: u8,
    headers: Vec<Header>,
    /// Incomplete until the session returns the request.
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
        // httparse skips a lone LF, and would wait for more.
        if bytes.starts_with(b"\n") {
            return Err(Status::BAD_REQUEST);
        }
        if bytes.iter().take_while(|&&byte| byte != b'\n').count() > MAX_REQUEST_LINE + b"\r".len()
        {
            return Err(Status::URI_TOO_LONG);
        }
        let mut slots = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut head = httparse::Request::new(&mut slots);
        match head.parse(bytes) {
            Ok(httparse::Status::Complete(length)) if length <= MAX_HEAD => {
                // httparse accepts lines that end in LF alone.
                split_lines(&bytes[..length])?;
                Ok(Some((Self::from_head(&head)?, length)))
            }
            Ok(httparse::Status::Partial) if bytes.len() <= MAX_HEAD => Ok(None),
            // `Ok` means: longer than `MAX_HEAD`.
            Ok(_) | Err(httparse::Error::TooManyHeaders) => Err(Status::HEADERS_TOO_LARGE),
            Err(httparse::Error::Version) => parse_other_version(bytes),
            Err(_) => Err(Status::BAD_REQUEST),
        }
    }

    fn from_head(head: &httparse::Request) -> Result<Self, Status> {
        let method = head.method.unwrap_or_default().to_owned();
        let target = head.path.unwrap_or_default();
        let raw_path = target::find_path(target, &method).ok_or(Status::BAD_REQUEST)?;
        let path = target::split_path(raw_path.as_bytes()).ok_or(Status::BAD_REQUEST)?;
        let raw_path = raw_path.to_owned();
        let minor_version = head.version.unwrap_or_default();
        let headers = head.headers.iter();
        let headers = headers.map(|header| (header.name.to_owned(), header.value.to_vec()));
        let (headers, body) = (headers.collect(), Vec::new());
        let request = Self { method, path, raw_path, minor_version, headers, body };
        request.check_host()?;
        Ok(request)
    }

    /// A request must name its host once. Only HTTP/1.0 allows it to name none (RFC 9112 §3.2).
    fn check_host(&self) -> Result<(), Status> {
        let mut hosts = self.headers("Host").map(str::from_utf8);
        match (hosts.next(), hosts.next()) {
            (None, _) if self.minor_version == 0 => Ok(()),
            (Some(Ok(host)), None) if target::is_host(host) => Ok(()),
            _ => Err(Status::BAD_REQUEST),
        }
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

    /// Returns how the body is framed (RFC 9112 §6.3).
    ///
    /// The errors are 413 above `MAX_BODY`, 501 for an unknown coding, and 400 for malformed headers.
    pub fn framing(&self) -> Result<Framing, Status> {
        let length = self.content_length()?;
        if self.header("Transfer-Encoding").is_some() {
            // A proxy could use the other header and see another end of the body. It would take the rest
            // for a new request: that is request smuggling.
            let is_ambiguous = length.is_some();
            return if is_ambiguous { Err(Status::BAD_REQUEST) } else { self.chunked_framing() };
        }
        match length.unwrap_or(0) {
            length if length > MAX_BODY => Err(Status::CONTENT_TOO_LARGE),
            length => Ok(Framing::Length(length)),
        }
    }

    /// Accepts `chunked` alone. It must come last, and once: otherwise, nothing marks the end of the body
    /// (RFC 9112 §6.1). HTTP/1.0 has no codings.
    fn chunked_framing(&self) -> Result<Framing, Status> {
        let codings = self.list("Transfer-Encoding");
        let (last, others) = codings.split_last().ok_or(Status::BAD_REQUEST)?;
        let is_valid = last == "chunked" && !others.contains(last);
        if !is_valid || self.minor_version == 0 {
            return Err(Status::BAD_REQUEST);
        }
        // A chunked body begins with the size of a chunk.
        if others.is_empty() { Ok(Framing::Size) } else { Err(Status::NOT_IMPLEMENTED) }
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
        self.header("Content-Length").or(self.header("Transfer-Encoding")).is_some()
    }

    /// Returns whether the client may send another request over this connection (RFC 9112 §9.3).
    pub fn is_keep_alive(&self) -> bool {
        let tokens = self.list("Connection");
        let has = |token: &str| tokens.iter().any(|other| other == token);
        !has("close") && (self.minor_version > 0 || has("keep-alive"))
    }

    /// Returns the members of a comma-separated list in lower case. Several headers with the same name
    /// are one list (RFC 9110 §5.6.1).
    fn list(&self, name: &str) -> Vec<String> {
        let members = self.headers(name).flat_map(|value| value.split(|&byte| byte == b','));
        let members = members.map(<[u8]>::trim_ascii).filter(|member| !member.is_empty());
        members.map(|member| String::from_utf8_lossy(member).to_ascii_lowercase()).collect()
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

/// Splits a head into its lines. Each must end in CR LF.
pub fn split_lines(head: &[u8]) -> Result<Vec<&[u8]>, Status> {
    let lines = head.split_inclusive(|&byte| byte == b'\n');
    lines.map(|line| line.strip_suffix(b"\r\n").ok_or(Status::BAD_REQUEST)).collect()
}

/// Parses a head with a version that httparse does not know: a later 1.x counts as 1.1.
fn parse_other_version(bytes: &[u8]) -> Result<Option<(Request, usize)>, Status> {
    let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else {
        return Ok(None);
    };
    let line = bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]);
    let version = line.rsplit(|&byte| byte == b' ').next().unwrap_or_default();
    if parse_version(version)? < 2 {
        // httparse knows 1.0 and 1.1, so something else in the line is wrong.
        return Err(Status::BAD_REQUEST);
    }
    let mut bytes = bytes.to_vec();
    bytes[line.len() - 1] = b'1';
    Request::parse(&bytes)
}

/// Returns the minor version: 1 for `HTTP/1.1`. A later 1.x is treated like 1.1 (RFC 9110 §6.2).
fn parse_version(version: &[u8]) -> Result<u8, Status> {
    match version.strip_prefix(b"HTTP/") {
        Some([b'1', b'.', minor @ b'0'..=b'9']) => Ok(minor - b'0'),
        Some([b'0'..=b'9', b'.', b'0'..=b'9']) => Err(Status::VERSION_NOT_SUPPORTED),
        _ => Err(Status::BAD_REQUEST),
    }
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
