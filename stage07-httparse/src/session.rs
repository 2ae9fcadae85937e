//! A session: the requests of one connection, one after another (RFC 9112 §9.3).
//!
//! Bytes go in, and requests come out. There is no socket here, no clock and no thread: those belong to
//! the connection. So a session can be tried with any bytes, cut into any pieces.

use crate::chunked::ChunkedDecoder;
use crate::request::{Framing, Request};
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
    /// The current request, if its body is incomplete.
    unfinished: Option<(Request, Body)>,
    is_over: bool,
}

/// The part of a body that has not arrived.
enum Body {
    /// In bytes.
    Length(usize),
    Chunked(ChunkedDecoder),
}

impl Session {
    /// Takes bytes that the client has sent.
    pub fn receive(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        self.skip_empty_lines();
    }

    /// Reads the bytes received so far, up to the end of one request.
    ///
    /// Returns a status if the request must be refused with it. `end` the session then: nobody can tell
    /// where the next request begins.
    pub fn next_event(&mut self) -> Result<Event, Status> {
        match self.unfinished.take() {
            Some((request, body)) => self.read_body(request, body),
            None if self.is_idle() => Ok(Event::NeedBytes),
            None => self.read_head(),
        }
    }

    fn read_head(&mut self) -> Result<Event, Status> {
        let Some((request, length)) = Request::parse(&self.buffer)? else {
            return Ok(Event::NeedBytes);
        };
        self.head_length = length;
        let body = match request.framing()? {
            Framing::Length(length) => Body::Length(length),
            Framing::Chunked => Body::Chunked(ChunkedDecoder::default()),
        };
        let has_body_bytes = self.buffer.len() > self.head_length;
        let send_continue = request.expects_continue()? && !has_body_bytes;
        match self.read_body(request, body)? {
            Event::NeedBytes => Ok(Event::NeedBody { send_continue }),
            event => Ok(event),
        }
    }

    fn read_body(&mut self, mut request: Request, mut body: Body) -> Result<Event, Status> {
        let received = &self.buffer[self.head_length..];
        let used = body.read(received, &mut request.body)?;
        self.buffer.drain(self.head_length..self.head_length + used);
        if !body.is_complete() {
            self.unfinished = Some((request, body));
            return Ok(Event::NeedBytes);
        }
        self.is_over |= !request.is_keep_alive();
        Ok(Event::Request(request))
    }

    /// Adds the header that tells the client whether this response is the last (RFC 9112 §9.6).
    pub fn prepare(&self, response: Response) -> Response {
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
        while self.head_length == 0 && self.buffer.starts_with(b"\r\n") {
            self.buffer.drain(..2);
        }
    }

    /// Ends the session after the response to the current request.
    pub fn end(&mut self) {
        self.is_over = true;
    }

    /// Returns whether the last response of this session is the one to the current request.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Returns whether no byte of the next request has arrived. An empty line does not begin one.
    pub fn is_idle(&self) -> bool {
        b"\r\n".starts_with(&self.buffer)
    }

    /// Returns the first line of the current request as the client sent it, or what there is of it.
    pub fn request_line(&self) -> &[u8] {
        let mut lines = self.buffer.split(|&byte| byte == b'\r' || byte == b'\n');
        lines.find(|line| !line.is_empty()).unwrap_or_default()
    }
}

impl Body {
    /// Moves bytes of the body to `body`. Returns how many are used up.
    fn read(&mut self, bytes: &[u8], body: &mut Vec<u8>) -> Result<usize, Status> {
        match self {
            Self::Chunked(decoder) => decoder.decode(bytes, body),
            Self::Length(missing) => {
                let used = bytes.len().min(*missing);
                body.extend_from_slice(&bytes[..used]);
                *missing -= used;
                Ok(used)
            }
        }
    }

    fn is_complete(&self) -> bool {
        match self {
            Self::Chunked(decoder) => decoder.is_done(),
            Self::Length(missing) => *missing == 0,
        }
    }
}
