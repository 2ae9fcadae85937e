//! Many clients at once: how many answers a server gives in a second.
//!
//! A few threads hold all clients. Each waits for its sockets together, as the event loop does.

use super::answer::Answer;
use super::request;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Registry, Token};
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

/// The clients share the processors with the server, so a few threads are enough.
const THREADS: usize = 2;

/// The first part of the time is not counted: connections are opened, and memory is touched.
const WARM_UP: f64 = 0.2;

/// What the clients do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    /// How many clients there are.
    pub(super) clients: usize,
    /// Whether a client keeps its connection after an answer.
    pub(super) keeps: bool,
    /// For how long answers are counted.
    pub(super) duration: Duration,
}

/// What the clients got.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tally {
    /// Answers in a second, all with the status 200.
    pub(super) per_second: f64,
    /// Connections that failed, and answers with another status.
    pub(super) failures: u32,
}

impl Load {
    /// Puts the load on a server.
    ///
    /// # Errors
    ///
    /// If a thread's sockets cannot be watched.
    pub(super) fn run(self, server: SocketAddr) -> io::Result<Tally> {
        let threads = THREADS.min(self.clients);
        let mut total = Tally::default();
        thread::scope(|scope| {
            let start = |number| {
                let clients = (number..self.clients).step_by(threads).count();
                scope.spawn(move || Worker::new(server, self, clients)?.run())
            };
            let running: Vec<_> = (0..threads).map(start).collect();
            for worker in running {
                let tally = worker.join().expect("a worker does not panic")?;
                total.per_second += tally.per_second;
                total.failures += tally.failures;
            }
            Ok(total)
        })
    }
}

/// One thread and its clients.
struct Worker {
    server: SocketAddr,
    load: Load,
    poll: Poll,
    request: Vec<u8>,
    clients: Vec<Client>,
    answers: u32,
    failures: u32,
}

impl Worker {
    fn new(server: SocketAddr, load: Load, clients: usize) -> io::Result<Worker> {
        let poll = Poll::new()?;
        let connect = |number| Client::connect(server, poll.registry(), Token(number));
        let clients = (0..clients).map(connect).collect::<io::Result<_>>()?;
        let request = request(load.keeps);
        Ok(Worker { server, load, poll, request, clients, answers: 0, failures: 0 })
    }

    fn run(mut self) -> io::Result<Tally> {
        let begin = Instant::now() + self.load.duration.mul_f64(WARM_UP);
        self.serve_until(begin)?;
        (self.answers, self.failures) = (0, 0);
        self.serve_until(begin + self.load.duration)?;
        let per_second = f64::from(self.answers) / begin.elapsed().as_secs_f64();
        Ok(Tally { per_second, failures: self.failures })
    }

    fn serve_until(&mut self, end: Instant) -> io::Result<()> {
        let mut events = Events::with_capacity(self.clients.len());
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            match self.poll.poll(&mut events, Some(left)) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                result => result?,
            }
            for event in &events {
                self.serve(event.token())?;
            }
        }
    }

    /// Takes one client as far as it gets. After an answer it asks again, over the same connection or a
    /// new one.
    fn serve(&mut self, token: Token) -> io::Result<()> {
        let client = &mut self.clients[token.0];
        let is_answered = match client.advance(&self.request) {
            Ok(None) => return Ok(()),
            Ok(Some(status)) => status == 200,
            Err(_) => false,
        };
        self.answers += u32::from(is_answered);
        self.failures += u32::from(!is_answered);
        if is_answered && self.load.keeps && client.ask(&self.request).is_ok() {
            return Ok(());
        }
        *client = Client::connect(self.server, self.poll.registry(), token)?;
        Ok(())
    }
}

/// One connection. It sends a request, then reads the answer.
struct Client {
    stream: TcpStream,
    /// How much of the request has been sent.
    sent: usize,
    answer: Answer,
}

impl Client {
    fn connect(server: SocketAddr, registry: &Registry, token: Token) -> io::Result<Client> {
        let mut stream = TcpStream::connect(server)?;
        registry.register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, sent: 0, answer: Answer::default() })
    }

    /// Sends the request again.
    fn ask(&mut self, request: &[u8]) -> io::Result<()> {
        self.sent = 0;
        self.answer.clear();
        self.send(request)
    }

    /// The status of the answer, or `None` if there is more to wait for.
    fn advance(&mut self, request: &[u8]) -> io::Result<Option<u16>> {
        if self.sent < request.len() {
            self.send(request)?;
            return Ok(None);
        }
        let mut bytes = [0; 4096];
        loop {
            match self.stream.read(&mut bytes) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(length) => {
                    if let Some(status) = self.answer.push(&bytes[..length])? {
                        return Ok(Some(status));
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }

    fn send(&mut self, request: &[u8]) -> io::Result<()> {
        match self.stream.write(&request[self.sent..]) {
            Ok(length) => self.sent += length,
            Err(error) if is_early(&error) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// The connection is not open yet, or its buffer is full.
fn is_early(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected)
}
