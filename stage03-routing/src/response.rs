//! A response: what goes back to the client (RFC 9112 §2 and §4).

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

/// A status, headers and a body.
pub struct Response {
    pub status: Status,
    /// Lines that end in CR LF.
    headers: String,
    pub body: Vec<u8>,
}

impl Response {
    /// Makes a response with a body of this type. `Content-Length` counts bytes, not characters.
    pub fn new(status: Status, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = body.len().to_string();
        let response = Self { status, headers: String::new(), body };
        response.with("Content-Type", content_type).with("Content-Length", &length)
    }

    /// Makes a response with an HTML page as its body.
    pub fn html(status: Status, page: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "text/html; charset=utf-8", page)
    }

    /// Makes a response with any bytes as its body. It names no encoding, because it knows none.
    pub fn text(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Status::OK, "text/plain", bytes)
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
        self.body.clear();
        self
    }

    /// Returns the bytes to send, head and body together, so that one write sends both.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Status { code, reason } = self.status;
        let status_line = format!("HTTP/1.1 {code} {reason}\r\n");
        [status_line.as_bytes(), self.headers.as_bytes(), b"\r\n", &self.body].concat()
    }
}
