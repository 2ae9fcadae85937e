//! A session: the requests of one connection, one after another (RFC 9112 §9.3).
//!
//! Bytes go in, and requests come out. There is no socket here, no clock and no thread: those belong to
//! the connection. So a session can be tried with any bytes, cut into any pieces.

use crate::chunked::Framing;
use crate::request::Request;
use crate::response::{Response, Status};

/// In bytes. A session that waits for its next request keeps no larger buffer.
const IDLE_BUFFER: usize = 1024;

/// What to do next.
pub enum Event {
    /// The request is incomplete: read more bytes.
    NeedBytes,
    /// The head is complete and the body is not: read more bytes. If `send_continue` is true, the
    /// client waits for `100 Continue` before it sends the body.
    NeedBody { send_continue: bool },
    /// The request is complete: answer it.
    Request(Request),
}

/// What one client has sent, and how far we have read it.
#[derive(Default)]
pub struct Session {
    /// The head of the current request, and after it the bytes that are not used yet.
    buffer: Vec<u8>,
    /// In bytes; 0 until the head of the current request is complete.
    head_length: usize,
    /// The current request, if its body is incomplete. Public for an event loop: it asks how large that is.
    pub unfinished: Option<(Request, Framing)>,
    is_over: bool,
}

impl Session {
    /// Takes bytes that the client has sent.
    pub fn receive(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        self.skip_empty_lines();
    }

    /// Reads the bytes received so far, up to the end of one request. After it, call `finish_request` first.
    ///
    /// Returns a status if the request must be refused with it. `end` the session then: nobody can tell
    /// where the next request begins.
    pub fn next_event(&mut self) -> Result<Event, Status> {
        match self.unfinished.take() {
            Some((request, framing)) => self.read_body(request, framing),
            None if self.is_idle() => Ok(Event::NeedBytes),
            None => self.read_head(),
        }
    }

    fn read_head(&mut self) -> Result<Event, Status> {
        let Some((request, length)) = Request::parse(&self.buffer)? else {
            return Ok(Event::NeedBytes);
        };
        self.head_length = length;
        let framing = request.framing()?;
        let has_body_bytes = self.buffer.len() > self.head_length;
        let send_continue = request.expects_continue()? && !has_body_bytes;
        match self.read_body(request, framing)? {
            Event::NeedBytes => Ok(Event::NeedBody { send_continue }),
            event => Ok(event),
        }
    }

    fn read_body(&mut self, mut request: Request, mut framing: Framing) -> Result<Event, Status> {
        let used = framing.decode(&self.buffer[self.head_length..], &mut request.body)?;
        self.buffer.drain(self.head_length..self.head_length + used);
        if !framing.is_complete() {
            self.unfinished = Some((request, framing));
            return Ok(Event::NeedBytes);
        }
        self.is_over |= !request.is_keep_alive();
        Ok(Event::Request(request))
    }

    /// Adds the header that tells the client whether this response is the last (RFC 9112 §9.6).
    pub fn with_connection_header(&self, response: Response) -> Response {
        response.with("Connection", if self.is_over { "close" } else { "keep-alive" })
    }

    /// Forgets the current request, because its response is out. The next one may be here already.
    pub fn finish_request(&mut self) {
        self.buffer.drain(..self.head_length);
        self.buffer.shrink_to(IDLE_BUFFER);
        self.head_length = 0;
        self.skip_empty_lines();
    }

    /// Some clients send an empty line after a body. It does not begin a request (RFC 9112 §2.2).
    fn skip_empty_lines(&mut self) {
        // Only between requests. After the end of a head, these bytes could be part of a body.
        if self.head_length == 0 {
            let lines = self.buffer.chunks(2).take_while(|bytes| bytes == b"\r\n").count();
            self.buffer.drain(..2 * lines);
        }
    }

    /// Ends the session after the response to the current request.
    pub fn end(&mut self) {
        self.is_over = true;
    }

    /// Returns whether no request follows the current one.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Returns whether no byte of the next request has arrived. An empty line does not begin one.
    pub fn is_idle(&self) -> bool {
        matches!(self.buffer.as_slice(), b"" | b"\r")
    }

    /// Returns the first line of the current request as the client sent it, or what there is of it.
    pub fn request_line(&self) -> &[u8] {
        let mut lines = self.buffer.split(|&byte| byte == b'\r' || byte == b'\n');
        lines.find(|line| !line.is_empty()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a client sends, and what comes out: paths with their bodies, and the status of a refusal.
    const TABLE: [(&str, &str); 9] = [
        ("GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "/a"),
        ("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n", "/a /b"),
        ("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HT", "/a"),
        ("GET /a HTTP/1.0\r\n\r\nGET /b HTTP/1.0\r\n\r\n", "/a"),
        ("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "/a=abc"),
        ("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab", ""),
        (
            "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\
             2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n",
            "/a=abc /b",
        ),
        ("\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n", "/a /b"),
        ("GET /a HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\nGET /b HTTP/1.1\r\n\r\n", "/a 400"),
    ];

    #[test]
    fn pieces_make_no_difference() {
        for (bytes, expected) in TABLE {
            for cut in 0..bytes.len() {
                let (first, second) = bytes.split_at(cut);
                assert_eq!(run([first, second]), expected, "{bytes:?}, cut at {cut}");
            }
        }
    }

    fn run(pieces: [&str; 2]) -> String {
        let (mut session, mut seen) = (Session::default(), Vec::new());
        for piece in pieces {
            session.receive(piece.as_bytes());
            while !session.is_over() {
                match session.next_event() {
                    Ok(Event::NeedBytes) => break,
                    Ok(Event::NeedBody { .. }) => {}
                    Ok(Event::Request(request)) => {
                        seen.push(describe(&request));
                        session.finish_request();
                    }
                    Err(status) => {
                        seen.push(status.code.to_string());
                        session.end();
                    }
                }
            }
        }
        seen.join(" ")
    }

    fn describe(request: &Request) -> String {
        let body = String::from_utf8_lossy(&request.body);
        let separator = if body.is_empty() { "" } else { "=" };
        format!("{}{separator}{body}", request.raw_path)
    }
}
