//! A connection: bytes in, bytes out, and an end that loses nothing.
//!
//! Each wait for the client has an end.

use crate::log;
use crate::options::Options;
use crate::request::Request;
use crate::response::{Response, Status};
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long, and for how many bytes, we read on after the answer; see `Connection::close`.
const LINGER_TIME: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 32 * 1024 * 1024;

pub struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    /// What has been read so far: the request, or the beginning of one.
    buffer: Vec<u8>,
    /// Whether the client has sent, or may yet send, more than the request that was read.
    has_unread: bool,
    quiet: bool,
    timeout: Duration,
}

/// Why a connection gives no request.
pub enum NoRequest {
    /// The client closed its side first, so nobody waits for an answer.
    Closed,
    /// Not a single byte came in time.
    Silent,
    /// It is not one that we can serve; the status tells the client why.
    Refused(Status),
    Failed(io::Error),
}

impl Connection {
    pub fn new(stream: TcpStream, options: &Options) -> io::Result<Self> {
        let peer = stream.peer_addr()?;
        let buffer = Vec::new();
        let Options { quiet, timeout, .. } = *options;
        stream.set_write_timeout(Some(timeout))?;
        Ok(Self { stream, peer, buffer, has_unread: true, quiet, timeout })
    }

    pub fn read_request(&mut self) -> Result<Request, NoRequest> {
        let (mut request, head_length) = self.read_head()?;
        let end = head_length + request.body_length()?;
        if request.expects_continue()? && self.buffer.len() < end {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let deadline = Instant::now() + self.timeout;
        while self.buffer.len() < end {
            self.fill(deadline)?;
        }
        request.body = self.buffer.drain(head_length..end).collect();
        self.has_unread = self.buffer.len() > head_length;
        Ok(request)
    }

    fn read_head(&mut self) -> Result<(Request, usize), NoRequest> {
        let deadline = Instant::now() + self.timeout;
        loop {
            match Request::parse(&self.buffer)? {
                Some(head) => return Ok(head),
                None => self.fill(deadline)?,
            }
        }
    }

    /// Reads once, as much as there is.
    ///
    /// The deadline is that of the whole head or body: a limit for each read alone would let a client
    /// keep us for ever with a byte now and then.
    fn fill(&mut self, deadline: Instant) -> Result<(), NoRequest> {
        let mut chunk = [0; 8 * 1024];
        match self.read_before(deadline, &mut chunk) {
            Ok(0) => Err(NoRequest::Closed),
            Ok(count) => {
                self.buffer.extend_from_slice(&chunk[..count]);
                Ok(())
            }
            // A stop and a continuation (Ctrl-Z, fg) interrupt a read that has a time limit.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) if !is_timeout(&error) => Err(NoRequest::Failed(error)),
            Err(_) if self.buffer.is_empty() => Err(NoRequest::Silent),
            Err(_) => Err(NoRequest::Refused(Status::REQUEST_TIMEOUT)),
        }
    }

    /// Sends the answer, without its body where the request is a HEAD (RFC 9110 §9.3.2).
    pub fn send(&mut self, response: Response) -> io::Result<()> {
        let response = response.with("Connection", "close");
        let with_body = !self.buffer.starts_with(b"HEAD ");
        let sent = response.write_to(&mut self.stream, with_body)?;
        self.log_access(response.status, sent);
        Ok(())
    }

    /// One line: who asked for what, and the status and the bytes of body that went out.
    fn log_access(&self, status: Status, sent: u64) {
        if self.quiet {
            return;
        }
        let mut lines = self.buffer.split(|&byte| byte == b'\r' || byte == b'\n');
        // Whatever the client put there, it must not steer the terminal that shows the log.
        let request_line = lines.next().unwrap_or_default().escape_ascii();
        log(&format!("{} \"{request_line}\" {} {sent}", self.peer, status.code));
    }

    /// Closes in such a way that the answer arrives (RFC 9112 §9.6).
    ///
    /// TCP answers bytes that nobody reads with a reset, and a reset can destroy the answer on its way.
    /// So where there may be such bytes we close our side only, and read on until the client has
    /// closed its own.
    pub fn close(mut self) {
        if self.has_unread || self.has_sent_more() {
            // The answer is out: what fails now concerns nobody.
            let _ = self.linger();
        }
    }

    /// Whether the client has sent something meanwhile: a look that does not wait.
    fn has_sent_more(&self) -> bool {
        let looked = self.stream.set_nonblocking(true).and_then(|()| self.stream.peek(&mut [0]));
        let _ = self.stream.set_nonblocking(false);
        looked.is_ok()
    }

    fn linger(&mut self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)?;
        let deadline = Instant::now() + LINGER_TIME;
        let mut chunk = [0; 8 * 1024];
        let mut bytes = 0;
        while bytes < LINGER_BYTES {
            match self.read_before(deadline, &mut chunk)? {
                0 => break,
                count => bytes += count,
            }
        }
        Ok(())
    }

    /// Reads once, waiting for bytes until the deadline at most.
    fn read_before(&mut self, deadline: Instant, chunk: &mut [u8]) -> io::Result<usize> {
        match deadline.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Err(io::ErrorKind::TimedOut.into()),
            time_left => {
                self.stream.set_read_timeout(Some(time_left))?;
                self.stream.read(chunk)
            }
        }
    }
}

impl From<Status> for NoRequest {
    fn from(status: Status) -> Self {
        Self::Refused(status)
    }
}

impl From<io::Error> for NoRequest {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// What a read that takes too long gives: the one on Unix, the other on Windows.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}
