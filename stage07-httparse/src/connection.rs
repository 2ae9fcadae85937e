//! A connection: bytes in, bytes out, and a close that does not lose the response.
//!
//! A head and a body have a deadline each. A write has a timeout of its own, so a client that reads
//! slowly can still hold its thread.

use crate::Shared;
use crate::log;
use crate::options::Options;
use crate::request::Request;
use crate::response::{Response, Status};
use crate::session::{Event, Session};
use std::io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant, SystemTime};

/// We keep reading for this long after the response, and at most this many bytes: see `stop_sending`.
pub const DRAIN_TIME: Duration = Duration::from_secs(2);
const MAX_DRAIN: usize = 32 * 1024 * 1024;

/// How long a client may be silent before a request while others wait for a worker. It counts from the
/// connection or from the last response. An active client sends its next request sooner.
const MAX_IDLE: Duration = Duration::from_millis(100);

/// How long one read waits. After it, the worker looks at the deadline and whether others wait. The clock
/// of the system ticks about as often, so a shorter time would gain little.
const MOMENT: Duration = Duration::from_millis(5);

/// One client, and what it has sent so far.
pub struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    pub session: Session,
    /// When the client connected, or got its last response.
    idle_since: Instant,
    quiet: bool,
    timeout: Duration,
}

/// What happens while we wait for a request.
pub enum Arrival {
    /// A request has begun to arrive.
    Request,
    /// Nothing has arrived yet.
    Nothing,
    /// The client has left or was silent for too long, or the server is stopping.
    End,
}

/// Why a connection has no request for us.
pub enum ReadError {
    /// The client closed its side before the end of the request. Nobody waits for a response.
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
        stream.set_read_timeout(Some(MOMENT))?;
        stream.set_write_timeout(Some(timeout))?;
        // We write heads and large pieces, so TCP need not hold back small ones (Nagle's algorithm).
        stream.set_nodelay(true)?;
        let (session, idle_since) = (Session::default(), Instant::now());
        Ok(Self { stream, peer, session, idle_since, quiet, timeout })
    }

    /// Waits for the next request, but only for a moment.
    pub fn wait_for_request(&mut self, shared: &Shared) -> io::Result<Arrival> {
        if !self.session.is_idle() {
            return Ok(Arrival::Request);
        }
        let mut chunk = [0; 8 * 1024];
        match self.stream.read(&mut chunk) {
            Ok(0) => return Ok(Arrival::End),
            Ok(count) => self.session.receive(&chunk[..count]),
            Err(error) if is_pause(&error) => {}
            Err(error) => return Err(error),
        }
        if !self.session.is_idle() {
            return Ok(Arrival::Request);
        }
        let limit = if shared.pool.is_crowded() { MAX_IDLE } else { self.timeout };
        let must_end = self.idle_since.elapsed() >= limit || shared.is_stopping();
        Ok(if must_end { Arrival::End } else { Arrival::Nothing })
    }

    /// Reads until the request is complete. The end of input before that is `ReadError::Closed`.
    ///
    /// A timeout is a refusal with 408.
    pub fn read_request(&mut self) -> Result<Request, ReadError> {
        let mut deadline = Instant::now() + self.timeout;
        loop {
            match self.session.next_event()? {
                Event::Request(request) => return Ok(request),
                Event::NeedBytes => self.fill(deadline)?,
                Event::NeedBody { send_continue } => {
                    if send_continue {
                        self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
                    }
                    deadline = Instant::now() + self.timeout;
                }
            }
        }
    }

    /// Reads once, and hands what has arrived to the session.
    ///
    /// The deadline is for the whole head or body. A limit for each read would not be enough: a client
    /// that sends a byte now and then could hold its thread as long as it likes.
    fn fill(&mut self, deadline: Instant) -> Result<(), ReadError> {
        let mut chunk = [0; 8 * 1024];
        match self.read_before(deadline, &mut chunk) {
            Ok(0) => return Err(ReadError::Closed),
            Ok(count) => self.session.receive(&chunk[..count]),
            Err(error) if error.kind() == TimedOut => return Err(Status::REQUEST_TIMEOUT.into()),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Makes the response to a request that cannot be served. It is the last one of the connection.
    ///
    /// A malformed HEAD request gets no body either (RFC 9110 §9.3.2). There is no `Request` to ask, so
    /// the bytes must tell.
    pub fn refuse(&mut self, status: Status) -> Response {
        self.session.end();
        let response = Response::error(status);
        let is_head = self.session.request_line().starts_with(b"HEAD ");
        if is_head { response.without_body() } else { response }
    }

    /// Sends the response, a large file piece by piece, and logs it.
    ///
    /// Returns an error if the client has gone or does not read, or the file cannot be read to its end.
    pub fn send(&mut self, response: Response) -> io::Result<()> {
        let date = httpdate::fmt_http_date(SystemTime::now());
        let mut response = self.session.with_connection_header(response).with("Date", &date);
        let mut message = response.head();
        // The head and the first piece go out in one write.
        let head_length = message.len();
        let mut sent = response.load_piece(&mut message, head_length)?;
        while !message.is_empty() {
            self.stream.write_all(&message)?;
            sent += response.load_piece(&mut message, 0)?;
        }
        self.log_access(response.status, sent);
        self.session.finish_request();
        self.idle_since = Instant::now();
        Ok(())
    }

    /// Logs one line: the client, its request line, the status, and the bytes of body sent.
    fn log_access(&self, status: Status, sent: usize) {
        if self.quiet {
            return;
        }
        // Escaped, because control characters from a client could steer the terminal of the reader.
        let request_line = self.session.request_line().escape_ascii();
        log(&format!("{} \"{request_line}\" {} {sent}", self.peer, status.code));
    }

    /// Closes our side: the first half of a close that does not lose the response (RFC 9112 §9.6).
    ///
    /// If unread bytes are left when a socket is closed, TCP sends a reset, and a reset can destroy the
    /// response on its way. So we close our side only, and `drain` until the client has closed its own.
    pub fn stop_sending(&self) {
        // The response is out. If the client has gone by now, there is nothing left to do.
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Discards what the client still sends, until it closes its side, the deadline passes, or the bytes
    /// exceed `MAX_DRAIN`. Then the socket is closed.
    pub fn drain(mut self, deadline: Instant) {
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
        while Instant::now() < deadline {
            match self.stream.read(chunk) {
                Err(error) if is_pause(&error) => {}
                result => return result,
            }
        }
        Err(TimedOut.into())
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

/// Returns whether a read has waited for a `MOMENT`, or Ctrl-Z and `fg` have interrupted it.
fn is_pause(error: &io::Error) -> bool {
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}
