//! A connection: a state machine that moves as far as it can, and never waits.
//!
//! An event loop tells it when to move on. Each state has a deadline.

use crate::budget::Claim;
use crate::chunked::Framing;
use crate::options::Options;
use crate::request::{MAX_BODY, Request};
use crate::response::{Response, Status};
use crate::send_file::send_piece;
use crate::session::{Event, Session};
use crate::{Shared, log, run_handler};
use mio::net::TcpStream;
use std::io::ErrorKind::WouldBlock;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr};
use std::time::{Duration, Instant, SystemTime};

/// We keep reading for this long after the response, and at most this many bytes: see `close`.
const DRAIN_TIME: Duration = Duration::from_secs(2);
const MAX_DRAIN: usize = 32 * 1024 * 1024;

/// In bytes. A smaller body needs no claim, so that large uploads never keep small requests out.
const SMALL_BODY: usize = 64 * 1024;

/// One client, what it has sent so far, and what we are doing for it.
pub struct Connection {
    pub stream: TcpStream,
    peer: SocketAddr,
    session: Session,
    state: State,
    /// When the current state has taken too long.
    deadline: Instant,
    /// Whether there may be bytes that we have not read.
    is_readable: bool,
    /// Whether the client has closed its side.
    is_half_closed: bool,
    /// Our place among the open connections. `None` if the client was refused, or has its last response.
    place: Option<Claim>,
    /// The memory for a large body, until its response is out.
    memory: Option<Claim>,
    quiet: bool,
    timeout: Duration,
}

/// What a connection is doing.
enum State {
    /// Waits for a request, or for the rest of one.
    Reading,
    /// Waits for a handler that runs on the pool.
    Handling,
    /// Sends a response.
    Writing(Outgoing),
    /// Has closed its side, and discards what the client still sends. `drained` is in bytes.
    Draining { drained: usize },
}

/// A response on its way.
struct Outgoing {
    response: Response,
    /// The head, and after it the body or the first piece of a file.
    message: Vec<u8>,
    /// How much of `message` is written.
    written: usize,
    /// The bytes of body in `message`, and those that followed it.
    sent: usize,
    /// Whether to drain the connection before it is closed: see `close`.
    must_drain: bool,
}

/// The outcome of a step.
pub enum Progress {
    /// It moved, and can perhaps move on.
    Moved,
    /// It cannot move before the client does, or the handler.
    Waits,
    /// It needs the response to a request whose handler blocks.
    Blocks(Request),
    /// It has ended: drop the connection.
    Ended,
}

impl Connection {
    /// Takes over the stream, and a place among the open connections. Refuses the client if all places are
    /// taken. Returns an error if the client has already gone.
    pub fn new(stream: TcpStream, peer: SocketAddr, shared: &Shared) -> io::Result<Self> {
        let Options { quiet, timeout, .. } = shared.options;
        // We write heads and large pieces, so TCP need not hold back small ones (Nagle's algorithm). An
        // error means that the client has gone. The first read notices that, too.
        let _ = stream.set_nodelay(true);
        let mut connection = Self {
            stream,
            peer,
            session: Session::default(),
            state: State::Reading,
            deadline: Instant::now() + timeout,
            is_readable: true,
            is_half_closed: false,
            place: shared.places.claim(1),
            memory: None,
            quiet,
            timeout,
        };
        if connection.place.is_none() {
            connection.refuse(Status::SERVICE_UNAVAILABLE)?;
        }
        Ok(connection)
    }

    /// Remembers what the event says about the stream. `advance` acts on it.
    pub fn note(&mut self, event: &mio::event::Event) {
        self.is_readable |= event.is_readable() || event.is_read_closed();
        self.is_half_closed |= event.is_read_closed();
    }

    /// Takes one step. `chunk` is room for the bytes of one read.
    ///
    /// Returns `Progress::Waits`, or an error of the kind `WouldBlock`, if it cannot move before the next
    /// event.
    pub fn advance(&mut self, shared: &Shared, chunk: &mut [u8]) -> io::Result<Progress> {
        match self.state {
            State::Reading => self.read(shared, chunk),
            State::Handling => Ok(Progress::Waits),
            State::Writing(_) => self.write(chunk),
            State::Draining { drained } => self.drain(drained, chunk),
        }
    }

    /// Returns whether it waits for a request of which nothing has arrived.
    pub fn is_idle(&self) -> bool {
        matches!(self.state, State::Reading) && self.session.is_idle()
    }

    /// Looks whether the current state has taken too long, or has no purpose while the server stops.
    ///
    /// Returns `Waits` if not. Otherwise it refuses with 408, or returns `Ended`.
    pub fn check_deadline(&mut self, shared: &Shared, now: Instant) -> io::Result<Progress> {
        let is_idle = self.is_idle();
        if now < self.deadline && !(is_idle && shared.is_stopping()) {
            return Ok(Progress::Waits);
        }
        match self.state {
            State::Handling => Ok(Progress::Waits),
            State::Reading if !is_idle => self.refuse(Status::REQUEST_TIMEOUT),
            _ => Ok(Progress::Ended),
        }
    }

    /// Reads until a request is complete, and answers it.
    fn read(&mut self, shared: &Shared, chunk: &mut [u8]) -> io::Result<Progress> {
        match self.session.next_event() {
            Ok(Event::Request(request)) => return self.handle(request, shared),
            Ok(Event::NeedBytes) => return self.fill(shared, chunk),
            Ok(Event::NeedBody { send_continue }) => {
                self.deadline = Instant::now() + self.timeout;
                if self.claim_memory(shared)? && send_continue {
                    self.send_continue()?;
                }
            }
            Err(status) => return self.refuse(status),
        }
        Ok(Progress::Moved)
    }

    /// Sends `100 Continue`. If the client reads nothing, it gets none, and sends the body after a while.
    fn send_continue(&mut self) -> io::Result<()> {
        const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
        let count = self.stream.write(CONTINUE)?;
        if count < CONTINUE.len() { Err(io::ErrorKind::WriteZero.into()) } else { Ok(()) }
    }

    /// Answers a request at once, or returns `Blocks` if its handler belongs on the pool.
    fn handle(&mut self, request: Request, shared: &Shared) -> io::Result<Progress> {
        if !may_block(&request) {
            return self.answer(run_handler(&request, shared), shared);
        }
        if shared.pool.is_full() {
            return self.refuse(Status::SERVICE_UNAVAILABLE);
        }
        self.state = State::Handling;
        Ok(Progress::Blocks(request))
    }

    /// Reads once, and hands what has arrived to the session.
    fn fill(&mut self, shared: &Shared, chunk: &mut [u8]) -> io::Result<Progress> {
        if !self.is_readable {
            return Ok(Progress::Waits);
        }
        let was_idle = self.session.is_idle();
        let count = self.read_once(chunk)?;
        if count == 0 {
            return Ok(Progress::Ended);
        }
        self.session.receive(&chunk[..count]);
        if was_idle && !self.session.is_idle() {
            self.deadline = Instant::now() + self.timeout;
        }
        self.claim_memory(shared)?;
        Ok(Progress::Moved)
    }

    /// Reads what there is, up to the length of `chunk`.
    fn read_once(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        let result = self.stream.read(chunk);
        self.is_readable = match &result {
            // After less than we asked for, there is nothing left, and the next byte is a new event.
            Ok(count) => *count == chunk.len() || self.is_half_closed,
            Err(error) => error.kind() != WouldBlock,
        };
        result
    }

    /// Claims memory for a large body, all of it at once: claims that grow with the bodies would let
    /// uploads stop each other in the middle. A body in chunks may become as large as any.
    ///
    /// Returns whether the body may come. If not, a refusal is on its way.
    fn claim_memory(&mut self, shared: &Shared) -> io::Result<bool> {
        let amount = match &self.session.unfinished {
            Some((_, Framing::Length(missing))) => *missing,
            Some((request, _)) if request.body.len() >= SMALL_BODY => MAX_BODY,
            _ => 0,
        };
        if amount < SMALL_BODY || self.memory.is_some() {
            return Ok(true);
        }
        self.memory = shared.bodies.claim(amount);
        if self.memory.is_none() {
            self.session.unfinished = None;
            self.refuse(Status::SERVICE_UNAVAILABLE)?;
        }
        Ok(self.memory.is_some())
    }

    /// Sends the last response of the connection, to a request that is not served. 503 adds that the client
    /// may try again.
    ///
    /// A malformed HEAD request gets no body either (RFC 9110 §9.3.2). There is no `Request` to ask, so
    /// the bytes must tell.
    fn refuse(&mut self, status: Status) -> io::Result<Progress> {
        self.session.end();
        let response = Response::error(status);
        let is_for_now = status.code == Status::SERVICE_UNAVAILABLE.code;
        let response = if is_for_now { response.with("Retry-After", "1") } else { response };
        let is_head = self.session.request_line().starts_with(b"HEAD ");
        self.begin_response(if is_head { response.without_body() } else { response }, true)
    }

    /// Begins to send the response to a request.
    pub fn answer(&mut self, response: Response, shared: &Shared) -> io::Result<Progress> {
        if shared.is_stopping() {
            self.session.end();
        }
        self.begin_response(response, false)
    }

    fn begin_response(&mut self, response: Response, must_drain: bool) -> io::Result<Progress> {
        let date = httpdate::fmt_http_date(SystemTime::now());
        let mut response = self.session.with_connection_header(response).with("Date", &date);
        let mut message = response.head();
        let head_length = message.len();
        let sent = response.load_piece(&mut message, head_length)?;
        self.deadline = Instant::now() + self.timeout;
        self.state = State::Writing(Outgoing { response, message, written: 0, sent, must_drain });
        Ok(Progress::Moved)
    }

    /// Sends the response, a large file piece by piece, and logs it.
    fn write(&mut self, chunk: &mut [u8]) -> io::Result<Progress> {
        let State::Writing(outgoing) = &mut self.state else { return Ok(Progress::Moved) };
        if !outgoing.send(&self.stream)? {
            let (status, sent) = (outgoing.response.status, outgoing.sent);
            let must_drain = outgoing.must_drain;
            self.log_access(status, sent);
            return Ok(self.finish_response(must_drain, chunk));
        }
        // A slow reader may take its time, as long as it reads at all.
        self.deadline = Instant::now() + self.timeout;
        Ok(Progress::Moved)
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

    /// Goes back to reading, or begins to close the connection.
    fn finish_response(&mut self, must_drain: bool, chunk: &mut [u8]) -> Progress {
        self.memory = None;
        self.session.finish_request();
        self.state = State::Reading;
        self.deadline = Instant::now() + self.timeout;
        if self.session.is_over() { self.close(must_drain, chunk) } else { Progress::Moved }
    }

    /// Closes the connection so that the response arrives (RFC 9112 §9.6).
    ///
    /// If unread bytes are left when a socket is closed, or arrive later, TCP sends a reset, and a reset can
    /// destroy the response on its way. So if there are or may be such bytes, we close our side only, and
    /// read until the client has closed its own. After a short response, later bytes do no harm: the client
    /// has it by then.
    fn close(&mut self, must_drain: bool, chunk: &mut [u8]) -> Progress {
        self.place = None;
        if !must_drain && !matches!(self.read_once(chunk), Ok(1..)) {
            return Progress::Ended;
        }
        // The response is out. If the client has gone by now, there is nothing left to do.
        let _ = self.stream.shutdown(Shutdown::Write);
        self.state = State::Draining { drained: 0 };
        self.deadline = Instant::now() + DRAIN_TIME;
        Progress::Moved
    }

    /// Discards what the client still sends, until it closes its side.
    fn drain(&mut self, drained: usize, chunk: &mut [u8]) -> io::Result<Progress> {
        let count = self.read_once(chunk)?;
        if count == 0 || drained > MAX_DRAIN {
            return Ok(Progress::Ended);
        }
        self.state = State::Draining { drained: drained + count };
        Ok(Progress::Moved)
    }
}

impl Outgoing {
    /// Sends what the client takes of the message, or of the file after it. Returns whether anything was
    /// left to send.
    fn send(&mut self, mut stream: &TcpStream) -> io::Result<bool> {
        if self.written < self.message.len() {
            self.written += stream.write(&self.message[self.written..])?;
            return Ok(true);
        }
        let Some(rest) = self.response.rest() else { return Ok(false) };
        self.sent += send_piece(stream, rest)?;
        self.must_drain = true;
        Ok(true)
    }
}

/// Returns whether the handler of the request runs on the pool: it sleeps, panics, or writes a file. Reads
/// from disk stay on the loop, one short piece at a time.
fn may_block(request: &Request) -> bool {
    let route = request.path.first().map(Vec::as_slice);
    match route {
        Some(b"sleep" | b"panic") => true,
        Some(b"files") => request.method == "POST",
        _ => false,
    }
}
