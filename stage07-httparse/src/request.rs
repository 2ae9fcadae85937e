//! A request: what the bytes of its head say (RFC 9112 §2 to §5).
//!
//! Parsing is a pure function of bytes with three outcomes: complete, not yet, never. httparse does
//! the work; we add the rules that it leaves to servers.

use crate::response::Status;
use std::net::Ipv6Addr;
use std::str::{self, FromStr};

/// In bytes. Longer ones come from faults and attacks, not from browsers.
const MAX_REQUEST_LINE: usize = 8 * 1024;
const MAX_HEAD: usize = 16 * 1024;

/// Browsers send some twenty.
pub const MAX_HEADERS: usize = 100;

/// In bytes. A body is held in memory as a whole.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// How the end of a body is found.
pub enum Framing {
    /// After so many bytes.
    Length(usize),
    /// By the marks within the body itself.
    Chunked,
}

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
        // httparse skips empty lines before a request, however many there are.
        if bytes.starts_with(b"\r\n") || bytes.starts_with(b"\n") {
            return Err(Status::BAD_REQUEST);
        }
        head_length(bytes)?;
        let mut slots = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut head = httparse::Request::new(&mut slots);
        match head.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => {
                // It takes lines that end in LF alone, too.
                split_lines(&bytes[..length])?;
                Ok(Some((Self::from_head(&head)?, length)))
            }
            Ok(httparse::Status::Partial) => Ok(None),
            Err(httparse::Error::TooManyHeaders) => Err(Status::HEADERS_TOO_LARGE),
            Err(httparse::Error::Version) => parse_other_version(bytes),
            Err(_) => Err(Status::BAD_REQUEST),
        }
    }

    fn from_head(head: &httparse::Request) -> Result<Self, Status> {
        let method = head.method.unwrap_or_default().to_owned();
        let target = head.path.unwrap_or_default().to_owned();
        let path = parse_target(&target, &method)?;
        let minor_version = head.version.unwrap_or_default();
        let headers = head.headers.iter();
        let headers = headers.map(|header| (header.name.to_owned(), header.value.to_vec()));
        let (headers, body) = (headers.collect(), Vec::new());
        let request = Self { method, target, path, minor_version, headers, body };
        request.check_host()?;
        Ok(request)
    }

    /// A request names its host once, and only a client of HTTP/1.0 need not (RFC 9112 §3.2).
    fn check_host(&self) -> Result<(), Status> {
        let hosts: Vec<_> = self.values("Host").collect();
        match hosts[..] {
            [] if self.minor_version == 0 => Ok(()),
            [host] if is_host(host) => Ok(()),
            _ => Err(Status::BAD_REQUEST),
        }
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

    /// How the end of the body is found (RFC 9112 §6.3).
    pub fn framing(&self) -> Result<Framing, Status> {
        let lengths = self.values("Content-Length").map(parse_number);
        let mut lengths = lengths.collect::<Option<Vec<usize>>>().ok_or(Status::BAD_REQUEST)?;
        lengths.dedup();
        let is_encoded = self.header("Transfer-Encoding").is_some();
        match lengths[..] {
            [] if is_encoded => self.check_codings().map(|()| Framing::Chunked),
            [] => Ok(Framing::Length(0)),
            [length] if !is_encoded && length > MAX_BODY => Err(Status::CONTENT_TOO_LARGE),
            [length] if !is_encoded => Ok(Framing::Length(length)),
            _ => Err(Status::BAD_REQUEST),
        }
    }

    /// The only coding we know is `chunked`, which has to be the last one (RFC 9112 §6.1).
    fn check_codings(&self) -> Result<(), Status> {
        let codings = self.list("Transfer-Encoding");
        match codings.split_last() {
            _ if self.minor_version == 0 => Err(Status::BAD_REQUEST),
            Some((last, [])) if last == "chunked" => Ok(()),
            Some((_, others)) if !others.contains(&"chunked".into()) => {
                Err(Status::NOT_IMPLEMENTED)
            }
            _ => Err(Status::BAD_REQUEST),
        }
    }

    /// The members of a list that headers of this name make up together, in lower case (RFC 9110
    /// §5.6.1).
    fn list(&self, name: &str) -> Vec<String> {
        let members = self.values(name).flat_map(|value| value.split(|&byte| byte == b','));
        let members = members.map(<[u8]>::trim_ascii).filter(|member| !member.is_empty());
        members.map(|member| String::from_utf8_lossy(member).to_ascii_lowercase()).collect()
    }

    /// Whether the client may send another request over this connection (RFC 9112 §9.3).
    pub fn keeps_open(&self) -> bool {
        let options = self.list("Connection");
        let has = |option: &str| options.iter().any(|other| other == option);
        !has("close") && (self.minor_version > 0 || has("keep-alive"))
    }

    /// Whether the client says that a body follows, even if it is one of no bytes.
    pub fn announces_body(&self) -> bool {
        self.header("Content-Length").or(self.header("Transfer-Encoding")).is_some()
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
pub fn split_lines(head: &[u8]) -> Result<Vec<&[u8]>, Status> {
    let lines = head.split_inclusive(|&byte| byte == b'\n');
    lines.map(|line| line.strip_suffix(b"\r\n").ok_or(Status::BAD_REQUEST)).collect()
}

/// httparse knows the versions 1.0 and 1.1 alone. A later 1.x is to be read as 1.1, and another major
/// version to be refused as such (RFC 9110 §2.5).
fn parse_other_version(bytes: &[u8]) -> Result<Option<(Request, usize)>, Status> {
    let Some(end) = bytes.windows(2).position(|bytes| bytes == b"\r\n") else {
        return Ok(None);
    };
    let parts: Vec<_> = bytes[..end].split(|&byte| byte == b' ').collect();
    match parts[..] {
        [_, _, [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'2'..=b'9']] => {
            let mut bytes = bytes.to_vec();
            bytes[end - 1] = b'1';
            Request::parse(&bytes)
        }
        [_, _, [b'H', b'T', b'T', b'P', b'/', b'0' | b'2'..=b'9', b'.', b'0'..=b'9']] => {
            Err(Status::VERSION_NOT_SUPPORTED)
        }
        _ => Err(Status::BAD_REQUEST),
    }
}

/// The path of a target (RFC 9112 §3.2): `/path?query`, or `http://host/path?query` as a proxy gets
/// it, or `*` where an OPTIONS means the server, or the `host:port` of a CONNECT, which has no path.
fn parse_target(target: &str, method: &str) -> Result<Vec<u8>, Status> {
    let is_visible = target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    let path = match method {
        _ if !is_visible => None,
        "CONNECT" => is_host(target.as_bytes()).then_some(""),
        "OPTIONS" if target == "*" => Some(target),
        _ if target.starts_with('/') => Some(target),
        _ => path_of_url(target),
    };
    let path = path.and_then(|path| path.split('?').next());
    path.and_then(|path| percent_decode(path.as_bytes())).ok_or(Status::BAD_REQUEST)
}

/// What follows the host in `http://host/path`. An empty path means `/`.
fn path_of_url(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let is_http = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let path = if path.starts_with('/') { path } else { "/" };
    (is_http && is_host(host.as_bytes())).then_some(path)
}

/// A name, an address or an IPv6 address in brackets, and perhaps a port (RFC 9110 §7.2).
fn is_host(value: &[u8]) -> bool {
    let text = String::from_utf8_lossy(value);
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (text.as_ref(), ""),
    };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let is_host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(is_name),
    };
    is_host && port.bytes().all(|byte| byte.is_ascii_digit())
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

/// Decimal digits and nothing else: `+5`, ` 5` and the empty text are none.
pub fn parse_number<N: FromStr>(digits: &[u8]) -> Option<N> {
    let is_number = digits.iter().all(u8::is_ascii_digit);
    str::from_utf8(digits).ok().filter(|_| is_number)?.parse().ok()
}
