//! A crowd of other clients: they are idle, send slowly, or do not read.

use std::io::{self, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

/// A connection on this machine takes far less, unless the server has stopped accepting.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A listener keeps at least this many connections that the server has not accepted yet. If there are
/// more, the system drops some, and tries again after a second.
const BATCH: usize = 25;

/// The server accepts a batch in this time, even if other programs keep the processors busy.
const BREAK: Duration = Duration::from_millis(3);

/// The pause of a slow sender between two bytes.
const PAUSE: Duration = Duration::from_millis(500);

/// The name of the large file behind `/files/`.
pub(super) const LARGE_FILE: &str = "large";

/// Connections that stay open until the crowd is dropped, unless the server closes them.
#[derive(Debug)]
pub(super) struct Crowd {
    streams: Arc<Vec<TcpStream>>,
}

impl Crowd {
    /// Clients that connect and send nothing. There are fewer of them if the server stops accepting.
    pub(super) fn idle(server: SocketAddr, count: usize) -> Crowd {
        let connect = |number: usize| {
            if number % BATCH == BATCH - 1 {
                thread::sleep(BREAK);
            }
            TcpStream::connect_timeout(&server, CONNECT_TIMEOUT).ok()
        };
        let streams = Arc::new((0..count).map_while(connect).collect());
        Crowd { streams }
    }

    /// Clients that send a head byte by byte and never end it.
    pub(super) fn slow_senders(server: SocketAddr, count: usize) -> io::Result<Crowd> {
        let crowd = Crowd::idle(server, count);
        crowd.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")?;
        let streams = Arc::downgrade(&crowd.streams);
        thread::spawn(move || drip(&streams));
        Ok(crowd)
    }

    /// Clients that ask for the large file and do not read it.
    pub(super) fn non_readers(server: SocketAddr, count: usize) -> io::Result<Crowd> {
        let crowd = Crowd::idle(server, count);
        let request = format!("GET /files/{LARGE_FILE} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        crowd.send(request.as_bytes())?;
        Ok(crowd)
    }

    fn send(&self, bytes: &[u8]) -> io::Result<()> {
        self.streams.iter().try_for_each(|mut stream| stream.write_all(bytes))
    }

    /// The number of connections that the server has neither answered nor closed.
    pub(super) fn open(&self) -> usize {
        let is_open = |stream: &&TcpStream| {
            let look = stream.set_nonblocking(true).and_then(|()| stream.peek(&mut [0]));
            look.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
        };
        self.streams.iter().filter(is_open).count()
    }
}

/// Sends one more byte over each connection again and again, until the crowd is dropped.
fn drip(streams: &Weak<Vec<TcpStream>>) {
    while let Some(streams) = streams.upgrade() {
        for mut stream in streams.iter() {
            // A server that has closed the connection is one of the things to measure.
            let _ = stream.write(b"x");
        }
        drop(streams);
        thread::sleep(PAUSE);
    }
}
