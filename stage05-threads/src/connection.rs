//! A connection: bytes in, bytes out, and a close that does not lose the response.
//!
//! A head and a body have a deadline each. A write has a timeout of its own, so a client that reads
//! slowly can still hold its thread.

use crate::log;
use crate::options::Options;
use crate::request::Request;
use crate::response::{Response, Status};
use std::io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// We keep reading for this long after the response, and at most this many bytes: see `close`.
const DRAIN_TIME: Duration = Duration::from_secs(2);
const MAX_DRAIN: usize = 32 * 1024 * 1024;

/// One client, and what it has sent so far.
pub struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    /// The bytes read so far: a request, or the beginning of one.
    buffer: Vec<u8>,
    quiet: bool,
    timeout: Duration,
}

/// Why a connection has no request for us.
pub enum ReadError {
    /// The client closed its side before the end of the request, or never sent a byte of one. Nobody
    /// waits for a response.
    Closed,
    /// We cannot serve this request. The status tells the client why.
    Refused(Status),
    /// The connection broke.
    Failed(io::Error),
}

impl Connection {
    /// Takes over the stream. Returns an error if the client has already gone.
    pub fn new(stream: TcpStream, options: &Options) -> io::Result<Self> {
        let peer = stream.peer_addr()?;
        let Options { quiet, timeout, .. } = *options;
        stream.set_write_timeout(Some(timeout))?;
        Ok(Self { stream, peer, buffer: Vec::new(), quiet, timeout })
    }

    /// Reads until the request is complete. The end of input before that is `ReadError::Closed`.
    ///
    /// A timeout is a refusal with 408, or `ReadError::Closed` if no byte has arrived.
    pub fn read_request(&mut self) -> Result<Request, ReadError> {
        let (mut request, head_length) = self.read_head()?;
        let body_length = request.body_length()?;
        let no_body_yet = body_length > 0 && self.buffer.len() == head_length;
        if request.expects_continue()? && no_body_yet {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let deadline = Instant::now() + self.timeout;
        while self.buffer.len() < head_length + body_length {
            self.fill(deadline)?;
        }
        request.body = self.buffer[head_length..][..body_length].to_vec();
        Ok(request)
    }

    /// Reads until the head is complete. Returns its length, too: the body begins there.
    fn read_head(&mut self) -> Result<(Request, usize), ReadError> {
        let deadline = Instant::now() + self.timeout;
        loop {
            match Request::parse(&self.buffer)? {
                Some(head) => return Ok(head),
                None => self.fill(deadline)?,
            }
        }
    }

    /// Reads once, and adds what has arrived to the buffer.
    ///
    /// The deadline is for the whole head or body. A limit for each read would not be enough: a client
    /// that sends a byte now and then could hold its thread as long as it likes.
    fn fill(&mut self, deadline: Instant) -> Result<(), ReadError> {
        let mut chunk = [0; 8 * 1024];
        match self.read_before(deadline, &mut chunk) {
            Ok(0) => return Err(ReadError::Closed),
            Ok(count) => self.buffer.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == TimedOut => return Err(self.timeout_error()),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Returns a 408, or `Closed` if the client has sent nothing: it expects no response.
    fn timeout_error(&self) -> ReadError {
        if self.buffer.is_empty() { ReadError::Closed } else { Status::REQUEST_TIMEOUT.into() }
    }

    /// Makes the response to a request that cannot be served.
    ///
    /// A malformed HEAD request gets no body either (RFC 9110 §9.3.2). There is no `Request` to ask, so
    /// the bytes must tell.
    pub fn refuse(&self, status: Status) -> Response {
        let response = Response::error(status);
        if self.buffer.starts_with(b"HEAD ") { response.without_body() } else { response }
    }

    /// Sends the response, a large file piece by piece, and logs it.
    ///
    /// Returns an error if the client has gone or does not read, or the file cannot be read to its end.
    pub fn send(&mut self, response: Response) -> io::Result<()> {
        let mut response = response.with("Connection", "close");
        let mut message = response.head();
        // The head and the first piece go out in one write.
        let head_length = message.len();
        let mut sent = response.load_piece(&mut message, head_length)?;
        while !message.is_empty() {
            self.stream.write_all(&message)?;
            sent += response.load_piece(&mut message, 0)?;
        }
        self.log_access(response.status, sent);
        Ok(())
    }

    /// Logs one line: the client, its request line, the status, and the bytes of body sent.
    fn log_access(&self, status: Status, sent: usize) {
        if self.quiet {
            return;
        }
        let mut lines = self.buffer.split(|&byte| byte == b'\r' || byte == b'\n');
        // Escaped, because control characters from a client could steer the terminal of the reader.
        let request_line = lines.next().unwrap_or_default().escape_ascii();
        log(&format!("{} \"{request_line}\" {} {sent}", self.peer, status.code));
    }

    /// Closes the connection so that the response arrives (RFC 9112 §9.6).
    ///
    /// If unread bytes are left when a socket is closed, TCP sends a reset, and a reset can destroy the
    /// response on its way. So we close our side only, and read until the client has closed its own.
    pub fn close(self) {
        self.stop_sending();
        self.drain(Instant::now() + DRAIN_TIME);
    }

    /// Closes our side. The client reads the end of input after the response.
    fn stop_sending(&self) {
        // The response is out. If the client has gone by now, there is nothing left to do.
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Discards what the client still sends, until it closes its side, the deadline passes, or the bytes
    /// exceed `MAX_DRAIN`. Then the socket is closed.
    fn drain(mut self, deadline: Instant) {
        let mut chunk = [0; 8 * 1024];
        let mut drained = 0;
        while drained < MAX_DRAIN {
            match self.read_before(deadline, &mut chunk) {
                Ok(0) | Err(_) => break,
                Ok(count) => drained += count,
            }
        }
    }

    /// Reads once. Returns the error `TimedOut` if nothing arrives before the deadline.
    fn read_before(&mut self, deadline: Instant, chunk: &mut [u8]) -> io::Result<usize> {
        loop {
            let time_left = deadline.saturating_duration_since(Instant::now());
            if time_left.is_zero() {
                return Err(TimedOut.into());
            }
            self.stream.set_read_timeout(Some(time_left))?;
            match self.stream.read(chunk) {
                // The time is up, or Ctrl-Z and `fg` have interrupted the read: look at the clock again.
                Err(error) if matches!(error.kind(), WouldBlock | Interrupted) => {}
                result => return result,
            }
        }
    }
}

impl From<Status> for ReadError {
    fn from(status: Status) -> Self {
        Self::Refused(status)
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}
