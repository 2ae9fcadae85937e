//! A request: what the bytes of its head say (RFC 9112 §2 to §5).
//!
//! Parsing is a pure function of bytes with three outcomes: complete, not yet, never. That a request
//! names its host, and bodies of unknown length, come in stage 7.

use crate::response::Status;
use std::str::{self, FromStr};

/// In bytes. Longer ones come from faults and attacks, not from browsers.
const MAX_REQUEST_LINE: usize = 8 * 1024;
const MAX_HEAD: usize = 16 * 1024;

/// Browsers send some twenty.
const MAX_HEADERS: usize = 100;

/// In bytes. A body is held in memory as a whole.
const MAX_BODY: usize = 16 * 1024 * 1024;

pub struct Request {
    pub method: String,
    target: String,
    /// The path of the target, percent-decoded, without the query. Any bytes can be in it.
    pub path: Vec<u8>,
    minor_version: u8,
    headers: Vec<Header>,
    pub body: Vec<u8>,
}

/// A name and a value. The value may be any bytes but control characters.
type Header = (String, Vec<u8>);

impl Request {
    /// Parses the head at the beginning of `bytes`, and says how long it is.
    ///
    /// Gives `None` where the head has not ended yet, and the status to refuse the request with where
    /// no further bytes can make it right.
    pub fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, Status> {
        let Some(length) = head_length(bytes)? else {
            return Ok(None);
        };
        let lines = split_lines(&bytes[..length])?;
        let [request_line, header_lines @ .., _] = lines.as_slice() else {
            return Err(Status::BAD_REQUEST);
        };
        if header_lines.len() > MAX_HEADERS {
            return Err(Status::HEADERS_TOO_LARGE);
        }
        let (method, target, minor_version) = parse_request_line(request_line)?;
        let path = parse_target(target)?;
        let target = String::from_utf8_lossy(target).into_owned();
        let headers =
            header_lines.iter().map(|line| parse_header(line)).collect::<Result<_, _>>()?;
        let body = Vec::new();
        Ok(Some((Self { method, target, path, minor_version, headers, body }, length)))
    }

    /// The value of the first header of this name, in whatever case its letters are.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.values(name).next()
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        let headers =
            self.headers.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name));
        headers.map(|(_, value)| value.as_slice())
    }

    /// The path as the client wrote it, with its percent escapes.
    pub fn raw_path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// How many bytes of body follow the head (RFC 9112 §6.3).
    pub fn body_length(&self) -> Result<usize, Status> {
        let lengths = self.values("Content-Length").map(parse_number);
        let mut lengths = lengths.collect::<Option<Vec<usize>>>().ok_or(Status::BAD_REQUEST)?;
        lengths.dedup();
        let is_encoded = self.header("Transfer-Encoding").is_some();
        match lengths[..] {
            [] if is_encoded => Err(Status::NOT_IMPLEMENTED),
            [] => Ok(0),
            [length] if !is_encoded && length > MAX_BODY => Err(Status::CONTENT_TOO_LARGE),
            [length] if !is_encoded => Ok(length),
            _ => Err(Status::BAD_REQUEST),
        }
    }

    /// Whether the client says that a body follows, even if it is one of no bytes.
    pub fn announces_body(&self) -> bool {
        self.header("Content-Length").is_some()
    }

    /// Whether the client waits for our word before it sends the body (RFC 9110 §10.1.1).
    pub fn expects_continue(&self) -> Result<bool, Status> {
        let expectations: Vec<_> = self.values("Expect").collect();
        if expectations.iter().any(|value| !value.eq_ignore_ascii_case(b"100-continue")) {
            return Err(Status::EXPECTATION_FAILED);
        }
        Ok(self.minor_version > 0 && !expectations.is_empty())
    }

    pub fn is_json(&self) -> bool {
        let value = self.header("Content-Type").unwrap_or_default();
        let media_type = value.split(|&byte| byte == b';').next().unwrap_or_default();
        media_type.trim_ascii().eq_ignore_ascii_case(b"application/json")
    }
}

/// The number of bytes up to and with the first empty line; `None` where there is none yet.
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

/// Splits a head into its lines, each of which has to end in CR LF.
fn split_lines(head: &[u8]) -> Result<Vec<&[u8]>, Status> {
    let lines = head.split_inclusive(|&byte| byte == b'\n');
    lines.map(|line| line.strip_suffix(b"\r\n").ok_or(Status::BAD_REQUEST)).collect()
}

/// `GET /about?from=home HTTP/1.1`: three parts with one space between them (RFC 9112 §3).
fn parse_request_line(line: &[u8]) -> Result<(String, &[u8], u8), Status> {
    let parts: Vec<_> = line.split(|&byte| byte == b' ').collect();
    let [method, target, version] = parts[..] else {
        return Err(Status::BAD_REQUEST);
    };
    let minor_version = parse_version(version)?;
    Ok((parse_token(method)?, target, minor_version))
}

/// `HTTP/1.` and any digit: later ones are understood as 1.1 (RFC 9110 §2.5).
fn parse_version(version: &[u8]) -> Result<u8, Status> {
    match version.strip_prefix(b"HTTP/") {
        Some([b'1', b'.', minor @ b'0'..=b'9']) => Ok(minor - b'0'),
        Some([b'0'..=b'9', b'.', b'0'..=b'9']) => Err(Status::VERSION_NOT_SUPPORTED),
        _ => Err(Status::BAD_REQUEST),
    }
}

/// The path of a target in origin form, `/path?query` (RFC 9112 §3.2.1).
fn parse_target(target: &[u8]) -> Result<Vec<u8>, Status> {
    let visible = target.iter().all(|&byte| byte.is_ascii_graphic() && byte != b'#');
    if !visible || !target.starts_with(b"/") {
        return Err(Status::BAD_REQUEST);
    }
    let path = target.split(|&byte| byte == b'?').next().unwrap_or_default();
    percent_decode(path).ok_or(Status::BAD_REQUEST)
}

/// Turns `%` and two hexadecimal digits into the byte they stand for (RFC 3986 §2.1).
fn percent_decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            decoded.push(*first);
            continue;
        }
        let [high, low, tail @ ..] = tail else {
            return None;
        };
        rest = tail;
        decoded.push(hex_digit(*high)? * 16 + hex_digit(*low)?);
    }
    Some(decoded)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// `Name: value`, with no space before the colon, and any around the value left out (RFC 9112 §5).
fn parse_header(line: &[u8]) -> Result<Header, Status> {
    let colon = line.iter().position(|&byte| byte == b':').ok_or(Status::BAD_REQUEST)?;
    let value = &line[colon + 1..];
    if value.iter().any(|&byte| byte.is_ascii_control() && byte != b'\t') {
        return Err(Status::BAD_REQUEST);
    }
    Ok((parse_token(&line[..colon])?, value.trim_ascii().to_vec()))
}

/// A method or the name of a header: letters, digits and some signs (RFC 9110 §5.6.2).
fn parse_token(bytes: &[u8]) -> Result<String, Status> {
    let is_valid = |&byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if bytes.is_empty() || !bytes.iter().all(is_valid) {
        return Err(Status::BAD_REQUEST);
    }
    Ok(bytes.iter().copied().map(char::from).collect())
}

/// Decimal digits and nothing else: `+5`, ` 5` and the empty text are none.
pub fn parse_number<N: FromStr>(digits: &[u8]) -> Option<N> {
    let is_number = digits.iter().all(u8::is_ascii_digit);
    str::from_utf8(digits).ok().filter(|_| is_number)?.parse().ok()
}
