//! A response: what goes back to the client (RFC 9112 §2 and §4).

use serde_json::Value;
use std::fs::File;
use std::io::{self, Read, Take};
use std::path::Path;

/// In bytes. A file is sent in pieces of this size, so that a large one never fills the memory.
const FILE_PIECE: usize = 128 * 1024;

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

/// A status, headers and a body.
pub struct Response {
    pub status: Status,
    /// Lines that end in CR LF.
    headers: String,
    body: Body,
}

enum Body {
    Bytes(Vec<u8>),
    /// What has not been sent of a file.
    File(Take<File>),
}

impl Response {
    /// Makes a response with a body of this type. `Content-Length` counts bytes, not characters.
    pub fn new(status: Status, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = body.len() as u64;
        Self::with_length(status, content_type, length, Body::Bytes(body))
    }

    /// Makes a response with a file as its body. Returns an error if the file cannot be opened.
    pub fn file(path: &Path, content_type: &str) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        // What is appended to the file while we send it is not part of the response.
        let body = Body::File(file.take(length));
        Ok(Self::with_length(Status::OK, content_type, length, body))
    }

    fn with_length(status: Status, content_type: &str, length: u64, body: Body) -> Self {
        let response = Self { status, headers: String::new(), body };
        response.with("Content-Type", content_type).with("Content-Length", &length.to_string())
    }

    /// Makes a response with an HTML page as its body.
    pub fn html(status: Status, page: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "text/html; charset=utf-8", page)
    }

    /// Makes a response with any bytes as its body. It names no encoding, because it knows none.
    pub fn text(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Status::OK, "text/plain", bytes)
    }

    /// Makes a response with an indented JSON text as its body.
    pub fn json(status: Status, value: &Value) -> Self {
        Self::new(status, "application/json", format!("{value:#}\n"))
    }

    /// Makes a response without a body, and so without headers that describe one (RFC 9110 §8.6).
    pub fn no_content() -> Self {
        Self { status: Status::NO_CONTENT, headers: String::new(), body: Body::Bytes(Vec::new()) }
    }

    /// Makes an HTML page that shows the status.
    pub fn error(status: Status) -> Self {
        let title = format!("{} {}", status.code, status.reason);
        let page = format!("<!DOCTYPE html>\n<title>{title}</title>\n<h1>{title}</h1>\n");
        Self::html(status, page)
    }

    /// Adds a header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.extend([name, ": ", value, "\r\n"]);
        self
    }

    /// Removes the body and keeps the headers: `Content-Length` still says how long it would be.
    pub fn without_body(mut self) -> Self {
        self.body = Body::Bytes(Vec::new());
        self
    }

    /// Returns the bytes of the head.
    pub fn head(&self) -> Vec<u8> {
        let Status { code, reason } = self.status;
        let status_line = format!("HTTP/1.1 {code} {reason}\r\n");
        [status_line.as_bytes(), self.headers.as_bytes(), b"\r\n"].concat()
    }

    /// Returns what is left of a file, or `None` if nothing is.
    pub fn rest(&mut self) -> Option<&mut Take<File>> {
        match &mut self.body {
            Body::File(file) if file.limit() > 0 => Some(file),
            _ => None,
        }
    }

    /// Replaces the bytes of `message` from `start` on by the next piece of the body: all bytes, or a part
    /// of a file.
    ///
    /// Returns the length of the piece, 0 at the end of the body. It is an error if the file has become
    /// shorter: its length has been sent already.
    pub fn load_piece(&mut self, message: &mut Vec<u8>, start: usize) -> io::Result<usize> {
        match &mut self.body {
            Body::File(file) if file.limit() > 0 => {
                // Writes no zeros over an earlier piece, only after it.
                message.resize(start + FILE_PIECE, 0);
                let length = file.read(&mut message[start..])?;
                message.truncate(start + length);
                if length == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(length) }
            }
            Body::File(_) => {
                message.truncate(start);
                Ok(0)
            }
            Body::Bytes(bytes) => {
                message.truncate(start);
                message.append(bytes);
                Ok(message.len() - start)
            }
        }
    }
}
