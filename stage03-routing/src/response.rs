//! A response: what goes back to the client (RFC 9112 §2 and §4).

use std::io::{self, Write};
use std::net::TcpStream;

/// A status code and its reason phrase (RFC 9110 §15).
#[derive(Clone, Copy)]
pub struct Status {
    pub code: u16,
    reason: &'static str,
}

impl Status {
    pub const OK: Self = Self::new(200, "OK");
    pub const BAD_REQUEST: Self = Self::new(400, "Bad Request");
    pub const NOT_FOUND: Self = Self::new(404, "Not Found");
    pub const METHOD_NOT_ALLOWED: Self = Self::new(405, "Method Not Allowed");
    pub const URI_TOO_LONG: Self = Self::new(414, "URI Too Long");
    pub const HEADERS_TOO_LARGE: Self = Self::new(431, "Request Header Fields Too Large");
    pub const VERSION_NOT_SUPPORTED: Self = Self::new(505, "HTTP Version Not Supported");

    const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason }
    }
}

pub struct Response {
    pub status: Status,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Response {
    pub fn new(status: Status, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = body.len().to_string();
        let response = Self { status, headers: Vec::new(), body };
        response.with("Content-Type", content_type).with("Content-Length", length)
    }

    pub fn html(status: Status, page: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "text/html; charset=utf-8", page)
    }

    /// Any bytes, in no named encoding.
    pub fn text(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Status::OK, "text/plain", bytes)
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

    /// Writes the response in one piece, and gives the number of bytes of its body that went out.
    pub fn write_to(&self, stream: &mut TcpStream, with_body: bool) -> io::Result<u64> {
        let mut message = self.head()?;
        let body = if with_body { self.body.as_slice() } else { b"" };
        message.extend_from_slice(body);
        stream.write_all(&message)?;
        Ok(body.len() as u64)
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
