//! One raw TCP connection to a server.

use crate::failure::timed_out;
use crate::trace::Trace;
use crate::{Failure, FailureKind};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Sends bytes as they are, and reads what comes back. Each wait ends: with a failure at the latest.
#[derive(Debug)]
pub struct Client {
    pub(crate) stream: TcpStream,
    pub(crate) buffer: Vec<u8>,
    pub(crate) timeout: Duration,
    trace: Trace,
    number: usize,
}

/// More than any check asks for. Who sends more than this at once sends without end.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// What a wait for more bytes brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    Bytes,
    Closed,
    Nothing,
}

impl Client {
    /// Connects. No wait on this connection will take longer than `timeout`.
    pub fn connect(
        address: SocketAddr,
        timeout: Duration,
        trace: &Trace,
    ) -> Result<Client, Failure> {
        let stream = TcpStream::connect_timeout(&address, timeout);
        Client::over(stream.map_err(|error| unreachable(address, &error))?, timeout, trace)
    }

    /// Talks over this connection.
    pub(crate) fn over(
        stream: TcpStream,
        timeout: Duration,
        trace: &Trace,
    ) -> Result<Client, Failure> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(timeout))?;
        Ok(Client {
            stream,
            buffer: Vec::new(),
            timeout,
            trace: trace.clone(),
            number: trace.connection(),
        })
    }

    /// The client's own end, as the server sees it.
    pub fn address(&self) -> Result<SocketAddr, Failure> {
        Ok(self.stream.local_addr()?)
    }

    /// The same connection once more, to send on one thread and read on another.
    pub(crate) fn second_handle(&self) -> Result<Client, Failure> {
        Ok(Client {
            stream: self.stream.try_clone()?,
            buffer: Vec::new(),
            timeout: self.timeout,
            trace: self.trace.clone(),
            number: self.number,
        })
    }

    /// Waits longer than usual on this connection, for a server that has much to do.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Client {
        self.timeout = timeout;
        self
    }

    /// Sends bytes, all in one write where the system takes them.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> Result<&mut Client, Failure> {
        let bytes = bytes.as_ref();
        self.note_sent(bytes);
        match self.stream.write_all(bytes) {
            Ok(()) => Ok(self),
            Err(error) => Err(self.failed("while sending", error.kind())),
        }
    }

    /// Sends each piece in a write of its own, with a short pause so that they arrive apart.
    pub fn send_in_pieces<P: AsRef<[u8]>>(
        &mut self,
        pieces: impl IntoIterator<Item = P>,
    ) -> Result<&mut Client, Failure> {
        for piece in pieces {
            self.send(piece)?;
            // Nothing tells a client that the server has read. A millisecond nearly always suffices.
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(self)
    }

    /// Sends one byte after the other, each in a packet of its own.
    pub fn send_slowly(&mut self, bytes: impl AsRef<[u8]>) -> Result<&mut Client, Failure> {
        self.send_in_pieces(bytes.as_ref().chunks(1))
    }

    /// Closes the client's side. The server reads an end, and can still answer.
    pub fn finish(&mut self) -> Result<&mut Client, Failure> {
        self.trace.note(self.number, "the client closed its side");
        match self.stream.shutdown(Shutdown::Write) {
            Ok(()) => Ok(self),
            Err(error) => Err(self.failed("while closing", error.kind())),
        }
    }

    /// Ends the connection the hard way, with a reset (RST) instead of a close.
    pub fn reset(self) -> Result<(), Failure> {
        self.trace.note(self.number, "the client reset the connection");
        let socket = socket2::SockRef::from(&self.stream);
        socket.set_linger(Some(Duration::ZERO))?;
        Ok(())
    }

    /// Keeps the system from making the receive buffer larger while we read.
    pub fn limit_receive_buffer(&mut self, bytes: usize) -> Result<&mut Client, Failure> {
        socket2::SockRef::from(&self.stream).set_recv_buffer_size(bytes)?;
        Ok(self)
    }

    /// Waits for more bytes, or fails saying what was waited for.
    pub(crate) fn fill_or_fail(&mut self, deadline: Instant, wanted: &str) -> Result<(), Failure> {
        let count = self.buffer.len();
        match self.wait_for(deadline, wanted)? {
            Arrival::Closed => Err(Failure::of(
                FailureKind::Closed,
                format!("the server closed the connection before {wanted}, after {count} bytes"),
            )),
            _ => Ok(()),
        }
    }

    /// Waits for more bytes or the close. A server that drips has to come to an end by the deadline too.
    pub(crate) fn wait_for(&mut self, deadline: Instant, wanted: &str) -> Result<Arrival, Failure> {
        let arrival = self.fill(deadline)?;
        let too_late = arrival == Arrival::Bytes && Instant::now() > deadline;
        if arrival == Arrival::Nothing || too_late {
            return Err(timed_out(self.timeout, wanted));
        }
        Ok(arrival)
    }

    /// Waits for more bytes, the close, or the deadline, whichever comes first.
    pub(crate) fn fill(&mut self, deadline: Instant) -> Result<Arrival, Failure> {
        if self.buffer.len() > MOST_BYTES {
            return Err(Failure::new(format!("more than {MOST_BYTES} bytes came, without an end")));
        }
        let left = deadline.saturating_duration_since(Instant::now());
        // A timeout of zero would mean none at all.
        let left = left.max(Duration::from_millis(1));
        self.stream.set_read_timeout(Some(left))?;
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(0) => {
                self.trace.note(self.number, "the server closed the connection");
                Ok(Arrival::Closed)
            }
            Ok(count) => {
                self.trace.received(self.number, &buffer[..count]);
                self.buffer.extend_from_slice(&buffer[..count]);
                Ok(Arrival::Bytes)
            }
            // As after a stop and a continuation of the tests (Ctrl-Z, fg).
            Err(error) if error.kind() == ErrorKind::Interrupted => self.fill(deadline),
            Err(error) => self.nothing_read(error.kind()),
        }
    }

    fn nothing_read(&self, kind: ErrorKind) -> Result<Arrival, Failure> {
        match kind {
            // A read timeout has one name on Unix and another on Windows.
            ErrorKind::WouldBlock | ErrorKind::TimedOut => Ok(Arrival::Nothing),
            kind => Err(self.failed("while reading", kind)),
        }
    }

    /// Keeps what was sent for the report.
    pub(crate) fn note_sent(&self, bytes: &[u8]) {
        self.trace.sent(self.number, bytes);
    }

    pub(crate) fn failed(&self, when: &str, kind: ErrorKind) -> Failure {
        use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
        let (of, what) = match kind {
            ConnectionReset | ConnectionAborted | BrokenPipe => {
                (FailureKind::Closed, "the server reset the connection")
            }
            ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                (FailureKind::Timeout, "the server took no more bytes")
            }
            _ => (FailureKind::Closed, "the connection failed"),
        };
        self.trace.note(self.number, format!("{what} ({kind})"));
        Failure::of(of, format!("{what} {when} ({kind})"))
    }
}

pub(crate) fn unreachable(address: SocketAddr, error: &io::Error) -> Failure {
    Failure::of(FailureKind::Unreachable, format!("cannot connect to {address}: {error}"))
}
