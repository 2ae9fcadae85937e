//! A response: what goes back to the client (RFC 9112 §2 and §4).

use serde_json::Value;
use std::fs::File;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::Path;

/// A status code and its reason phrase (RFC 9110 §15).
#[derive(Clone, Copy)]
pub struct Status {
    pub code: u16,
    reason: &'static str,
}

impl Status {
    pub const OK: Self = Self::new(200, "OK");
    pub const CREATED: Self = Self::new(201, "Created");
    pub const NO_CONTENT: Self = Self::new(204, "No Content");
    pub const BAD_REQUEST: Self = Self::new(400, "Bad Request");
    pub const FORBIDDEN: Self = Self::new(403, "Forbidden");
    pub const NOT_FOUND: Self = Self::new(404, "Not Found");
    pub const METHOD_NOT_ALLOWED: Self = Self::new(405, "Method Not Allowed");
    pub const REQUEST_TIMEOUT: Self = Self::new(408, "Request Timeout");
    pub const LENGTH_REQUIRED: Self = Self::new(411, "Length Required");
    pub const CONTENT_TOO_LARGE: Self = Self::new(413, "Content Too Large");
    pub const URI_TOO_LONG: Self = Self::new(414, "URI Too Long");
    pub const UNSUPPORTED_MEDIA_TYPE: Self = Self::new(415, "Unsupported Media Type");
    pub const EXPECTATION_FAILED: Self = Self::new(417, "Expectation Failed");
    pub const HEADERS_TOO_LARGE: Self = Self::new(431, "Request Header Fields Too Large");
    pub const INTERNAL_SERVER_ERROR: Self = Self::new(500, "Internal Server Error");
    pub const NOT_IMPLEMENTED: Self = Self::new(501, "Not Implemented");
    pub const SERVICE_UNAVAILABLE: Self = Self::new(503, "Service Unavailable");
    pub const VERSION_NOT_SUPPORTED: Self = Self::new(505, "HTTP Version Not Supported");

    const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason }
    }
}

pub struct Response {
    pub status: Status,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

enum Body {
    Bytes(Vec<u8>),
    /// So many bytes from the beginning of a file. They never are in memory all at once.
    File(File, u64),
}

impl Response {
    pub fn new(status: Status, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = body.len() as u64;
        Self::with_length(status, content_type, length, Body::Bytes(body))
    }

    pub fn file(path: &Path, content_type: &str) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self::with_length(Status::OK, content_type, length, Body::File(file, length)))
    }

    fn with_length(status: Status, content_type: &str, length: u64, body: Body) -> Self {
        let response = Self { status, headers: Vec::new(), body };
        response.with("Content-Type", content_type).with("Content-Length", length.to_string())
    }

    pub fn html(status: Status, page: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "text/html; charset=utf-8", page)
    }

    /// Any bytes, in no named encoding.
    pub fn text(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Status::OK, "text/plain", bytes)
    }

    pub fn json(status: Status, value: &Value) -> Self {
        Self::new(status, "application/json", format!("{value:#}\n"))
    }

    /// No body, and so nothing that says how long it is (RFC 9110 §8.6).
    pub fn no_content() -> Self {
        Self { status: Status::NO_CONTENT, headers: Vec::new(), body: Body::Bytes(Vec::new()) }
    }

    /// A page that says no more than the status.
    pub fn error(status: Status) -> Self {
        let title = format!("{} {}", status.code, status.reason);
        let page = format!("<!DOCTYPE html>\n<title>{title}</title>\n<h1>{title}</h1>\n");
        Self::html(status, page)
    }

    /// Adds a header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Writes the response, and gives the number of bytes of its body that went out.
    ///
    /// The head and the bytes of a body go out in one piece; a file follows its head.
    pub fn write_to(&self, stream: &mut TcpStream, with_body: bool) -> io::Result<u64> {
        let mut message = self.head()?;
        match &self.body {
            _ if !with_body => stream.write_all(&message).map(|()| 0),
            Body::Bytes(bytes) => {
                message.extend_from_slice(bytes);
                stream.write_all(&message)?;
                Ok(bytes.len() as u64)
            }
            Body::File(file, length) => {
                stream.write_all(&message)?;
                send_file(file, *length, stream)
            }
        }
    }

    fn head(&self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        write!(head, "HTTP/1.1 {} {}\r\n", self.status.code, self.status.reason)?;
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n")?;
        }
        head.extend_from_slice(b"\r\n");
        Ok(head)
    }
}

/// Sends the bytes that were promised, neither more nor fewer, although the file may change meanwhile.
fn send_file(file: &File, length: u64, stream: &mut TcpStream) -> io::Result<u64> {
    match io::copy(&mut file.take(length), stream)? {
        sent if sent < length => Err(io::ErrorKind::UnexpectedEof.into()),
        sent => Ok(sent),
    }
}
