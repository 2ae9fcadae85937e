//! A connection: bytes in, bytes out, and an end that loses nothing.
//!
//! Each wait for the client has an end.

use crate::chunked::ChunkedBody;
use crate::log;
use crate::options::Options;
use crate::request::{Framing, Request};
use crate::response::{Response, Status};
use std::io::{self, Read, Write};
use std::mem;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant, SystemTime};

/// How long, and for how many bytes, we read on after the answer; see `Connection::close`.
const LINGER_TIME: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 32 * 1024 * 1024;

/// In bytes: how much of its buffer a connection keeps between two requests.
const IDLE_CAPACITY: usize = 64 * 1024;

pub struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    /// What has been read and not been used yet: the head of a request, and what follows it.
    buffer: Vec<u8>,
    progress: Progress,
    /// Whether the client has sent, or may yet send, more than the request that was read.
    has_unread: bool,
    /// How long, and for how many bytes so far, we read on after the last answer.
    lingers_until: Option<Instant>,
    lingered_bytes: usize,
    quiet: bool,
    timeout: Duration,
}

/// How far the request under way has come.
#[derive(Default)]
struct Progress {
    /// When the head, and after it the body, has to be complete; `None` before the first byte.
    deadline: Option<Instant>,
    /// How much of the buffer is the head; 0 until that is complete.
    head_length: usize,
    has_skipped_line: bool,
    has_continued: bool,
    chunked_body: ChunkedBody,
}

/// Why a connection gives no request.
pub enum NoRequest {
    /// The client closed its side first, so nobody waits for an answer.
    Closed,
    /// It is not complete yet, and our turn with this client is over.
    Incomplete,
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
        // Each answer is complete when it is written: TCP need not wait for more to send along.
        stream.set_nodelay(true)?;
        let progress = Progress::default();
        Ok(Self {
            stream,
            peer,
            buffer,
            progress,
            has_unread: true,
            lingers_until: None,
            lingered_bytes: 0,
            quiet,
            timeout,
        })
    }

    /// Whether not a single byte of a request has come.
    pub fn is_idle(&self) -> bool {
        self.progress.deadline.is_none()
    }

    /// Reads until a request is complete, or our turn with this client is over.
    ///
    /// What has come by the end of the turn is kept, and the next call goes on from there.
    pub fn read_request(&mut self, turn: Instant) -> Result<Request, NoRequest> {
        self.has_unread = true;
        let mut request = self.read_head(turn)?;
        let framing = request.framing()?;
        let has_body = !matches!(framing, Framing::Length(0));
        if request.expects_continue()? && has_body && !self.progress.has_continued {
            self.progress.has_continued = true;
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        request.body = match framing {
            Framing::Length(length) => self.read_body(length, turn)?,
            Framing::Chunked => self.read_chunked_body(turn)?,
        };
        self.has_unread = request.keeps_open() || self.buffer.len() > self.progress.head_length;
        Ok(request)
    }

    fn read_head(&mut self, turn: Instant) -> Result<Request, NoRequest> {
        loop {
            self.skip_empty_line();
            match Request::parse(&self.buffer)? {
                Some((request, length)) => {
                    self.begin_body(length);
                    return Ok(request);
                }
                None => self.fill(turn)?,
            }
        }
    }

    /// Some clients end a body with an empty line too many (RFC 9112 §2.2).
    fn skip_empty_line(&mut self) {
        if !self.progress.has_skipped_line && self.buffer.starts_with(b"\r\n") {
            self.buffer.drain(..b"\r\n".len());
            self.progress.has_skipped_line = true;
        }
    }

    fn begin_body(&mut self, head_length: usize) {
        if self.progress.head_length == 0 {
            self.progress.head_length = head_length;
            self.progress.deadline = Some(Instant::now() + self.timeout);
        }
    }

    fn read_body(&mut self, length: usize, turn: Instant) -> Result<Vec<u8>, NoRequest> {
        let end = self.progress.head_length + length;
        while self.buffer.len() < end {
            self.fill(turn)?;
        }
        Ok(self.buffer.drain(self.progress.head_length..end).collect())
    }

    fn read_chunked_body(&mut self, turn: Instant) -> Result<Vec<u8>, NoRequest> {
        loop {
            let Progress { head_length, chunked_body, .. } = &mut self.progress;
            let used = chunked_body.decode(&self.buffer[*head_length..])?;
            self.buffer.drain(*head_length..*head_length + used);
            if chunked_body.is_complete() {
                return Ok(mem::take(&mut chunked_body.bytes));
            }
            self.fill(turn)?;
        }
    }

    /// Reads once, as much as there is.
    ///
    /// The deadline is that of the whole head or body: a limit for each read alone would let a client
    /// keep us for ever with a byte now and then.
    fn fill(&mut self, turn: Instant) -> Result<(), NoRequest> {
        let mut chunk = [0; 8 * 1024];
        let deadline = self.progress.deadline.unwrap_or(Instant::now() + self.timeout);
        match self.read_before(deadline.min(turn), &mut chunk) {
            Ok(0) => Err(NoRequest::Closed),
            Ok(count) => {
                self.buffer.extend_from_slice(&chunk[..count]);
                self.progress.deadline = Some(deadline);
                Ok(())
            }
            // A stop and a continuation (Ctrl-Z, fg) interrupt a read that has a time limit.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) if !is_timeout(&error) => Err(NoRequest::Failed(error)),
            Err(_) if self.is_idle() || deadline > Instant::now() => Err(NoRequest::Incomplete),
            Err(_) => Err(NoRequest::Refused(Status::REQUEST_TIMEOUT)),
        }
    }

    /// Sends the answer, without its body where the request is a HEAD (RFC 9110 §9.3.2).
    pub fn send(&mut self, response: Response) -> io::Result<()> {
        let response = response.with("Date", httpdate::fmt_http_date(SystemTime::now()));
        let with_body = !self.buffer.starts_with(b"HEAD ");
        let sent = response.write_to(&mut self.stream, with_body)?;
        self.log_access(response.status, sent);
        self.forget_request();
        Ok(())
    }

    /// What remains in the buffer belongs to the next request.
    fn forget_request(&mut self) {
        self.buffer.drain(..self.progress.head_length);
        // A large body is no reason to keep so much memory until the connection ends.
        self.buffer.shrink_to(IDLE_CAPACITY);
        let deadline = (!self.buffer.is_empty()).then(|| Instant::now() + self.timeout);
        self.progress = Progress { deadline, ..Progress::default() };
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

    /// Closes our side, in such a way that the answer arrives (RFC 9112 §9.6).
    ///
    /// TCP answers bytes that nobody reads with a reset, and a reset can destroy the answer on its way.
    /// So where there may be such bytes, which is what this says, we have to `linger`.
    pub fn close(&mut self) -> bool {
        self.lingers_until = Some(Instant::now() + LINGER_TIME);
        let has_unread = self.has_unread || self.has_sent_more();
        has_unread && self.stream.shutdown(Shutdown::Write).is_ok()
    }

    /// Whether the client has sent something meanwhile: a look that does not wait.
    fn has_sent_more(&self) -> bool {
        let looked = self.stream.set_nonblocking(true).and_then(|()| self.stream.peek(&mut [0]));
        let _ = self.stream.set_nonblocking(false);
        looked.is_ok()
    }

    /// Whether the last answer is out.
    pub fn is_closed(&self) -> bool {
        self.lingers_until.is_some()
    }

    /// Reads on until our turn with this client is over. Says whether there has to be another: not if
    /// the client has closed its side, or if it takes too long.
    pub fn linger(&mut self, turn: Instant) -> bool {
        let end = self.lingers_until.unwrap_or(turn);
        let mut chunk = [0; 8 * 1024];
        while self.lingered_bytes < LINGER_BYTES {
            match self.read_before(end.min(turn), &mut chunk) {
                Ok(0) => return false,
                Ok(count) => self.lingered_bytes += count,
                Err(error) => return is_timeout(&error) && turn < end,
            }
        }
        false
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
