//! An event loop: one thread that waits for many connections at once.
//!
//! The system tells it which of them can move on. It moves each a step at a time, so that none of them
//! keeps the others waiting.

use crate::connection::{Connection, Progress};
use crate::mailbox::{Mailbox, Message};
use crate::request::Request;
use crate::{Shared, log, run_handler};
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token, Waker};
use std::collections::{HashMap, HashSet};
use std::io::{self, ErrorKind};
use std::mem;
use std::net::{self, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A pause when no file descriptors are left. Meanwhile, other connections end and free some.
const RECOVERY_TIME: Duration = Duration::from_millis(50);

/// How often a loop looks at the deadlines of all its connections.
const SWEEP_TIME: Duration = Duration::from_millis(50);

/// In bytes: room for one read. A loop needs only one, as it reads from one connection at a time.
const CHUNK: usize = 64 * 1024;

/// How many events the system reports at a time.
const MAX_EVENTS: usize = 1024;

/// How many steps a connection takes before the next one moves. Without a limit, a fast download would
/// keep all others waiting.
const MAX_STEPS: usize = 8;

/// Wakes the loop: there is a message.
const WAKE: Token = Token(usize::MAX);

/// Wakes the loop: there is a new client.
const LISTENER: Token = Token(usize::MAX - 1);

/// One thread that serves many connections.
pub struct EventLoop {
    poll: Poll,
    /// `None` when the server stops. The main thread notices when all senders are dropped.
    listener: Option<(TcpListener, Sender<()>)>,
    /// When to accept clients. `None` if none are waiting.
    accept_at: Option<Instant>,
    receiver: Receiver<Message>,
    pub mailbox: Mailbox,
    shared: Arc<Shared>,
    connections: HashMap<Token, Box<Connection>>,
    /// Connections that can perhaps move on without another event.
    ready: HashSet<Token>,
    next_token: usize,
    next_sweep: Instant,
    /// When a loop that stops gives up the connections that are left.
    stop_by: Option<Instant>,
    chunk: Vec<u8>,
}

impl EventLoop {
    /// Makes a loop that accepts clients from the listener. It drops the listener and the sender when the
    /// server stops. Returns an error if the system has no descriptors left.
    pub fn new(
        shared: &Arc<Shared>,
        listener: net::TcpListener,
        sender: Sender<()>,
    ) -> io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Waker::new(poll.registry(), WAKE)?;
        let mut listener = TcpListener::from_std(listener);
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        let (messages, receiver) = mpsc::channel();
        Ok(Self {
            poll,
            listener: Some((listener, sender)),
            accept_at: None,
            receiver,
            mailbox: Mailbox::new(messages, waker),
            shared: Arc::clone(shared),
            connections: HashMap::new(),
            ready: HashSet::new(),
            next_token: 0,
            next_sweep: Instant::now(),
            stop_by: None,
            chunk: vec![0; CHUNK],
        })
    }

    /// Runs in a thread of its own. Returns an error if the system cannot start another.
    pub fn start(mut self, mailboxes: Arc<[Mailbox]>) -> io::Result<JoinHandle<()>> {
        thread::Builder::new().spawn(move || {
            if let Err(error) = self.run(&mailboxes) {
                log(&format!("event loop failed: {error}"));
            }
        })
    }

    /// Runs until the server stops and its last connection has ended, or has taken too long.
    fn run(&mut self, mailboxes: &[Mailbox]) -> io::Result<()> {
        let mut events = Events::with_capacity(MAX_EVENTS);
        loop {
            match self.poll.poll(&mut events, self.time_to_wait()) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                result => result?,
            }
            let now = Instant::now();
            for event in &events {
                if event.token() == LISTENER {
                    self.accept_at = Some(now);
                }
                if let Some(connection) = self.connections.get_mut(&event.token()) {
                    connection.note(event);
                    self.advance(event.token(), now);
                }
            }
            self.receive(now);
            for token in mem::take(&mut self.ready) {
                self.advance(token, now);
            }
            self.accept(now);
            self.sweep(now, mailboxes);
            if self.shared.is_stopping() && self.has_finished(now, mailboxes) {
                return Ok(());
            }
        }
    }

    /// Accepts no more clients. Returns whether the last connection has ended, or has taken too long.
    fn has_finished(&mut self, now: Instant, mailboxes: &[Mailbox]) -> bool {
        // The signal has woken one loop. It wakes the others.
        if self.listener.take().is_some() {
            mailboxes.iter().for_each(Mailbox::wake);
        }
        self.accept_at = None;
        let stop_by = *self.stop_by.get_or_insert(now + self.shared.options.timeout);
        self.connections.is_empty() || now >= stop_by
    }

    /// Returns how long to wait for events: not at all while connections can move on, and without a limit,
    /// as `None`, if there are no connections and no clients.
    fn time_to_wait(&self) -> Option<Duration> {
        if !self.ready.is_empty() {
            return Some(Duration::ZERO);
        }
        let next_sweep = (!self.connections.is_empty()).then_some(self.next_sweep);
        let next = self.accept_at.into_iter().chain(next_sweep).min()?;
        Some(next.saturating_duration_since(Instant::now()))
    }

    /// Moves a connection some steps.
    fn advance(&mut self, token: Token, now: Instant) {
        let Some(connection) = self.connections.get_mut(&token) else { return };
        let mut result = Ok(Progress::Moved);
        for _ in 0..MAX_STEPS {
            result = connection.advance(&self.shared, now, &mut self.chunk);
            if !matches!(result, Ok(Progress::Moved)) {
                break;
            }
        }
        self.settle(token, result);
    }

    /// Notes what comes next for a connection.
    fn settle(&mut self, token: Token, result: io::Result<Progress>) {
        match result {
            Ok(Progress::Moved) => drop(self.ready.insert(token)),
            Ok(Progress::Waits) => {}
            Ok(Progress::Blocks(request)) => self.hand_over(token, request),
            Ok(Progress::Ended) => drop(self.connections.remove(&token)),
            // The system reports each change once. So we try until there is no more, and wait for the next.
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => {
                log(&format!("connection failed: {error}"));
                self.connections.remove(&token);
            }
        }
    }

    /// Lets the pool answer the request, and goes on.
    fn hand_over(&self, token: Token, request: Request) {
        let (shared, mailbox) = (Arc::clone(&self.shared), self.mailbox.clone());
        self.shared.pool.execute(move || {
            mailbox.send(Message::Response(token, run_handler(&request, &shared)));
        });
    }

    fn receive(&mut self, now: Instant) {
        self.mailbox.open(self.connections.len());
        while let Ok(message) = self.receiver.try_recv() {
            match message {
                Message::Connection(connection) => self.adopt(connection, now),
                Message::Response(token, response) => {
                    if let Some(connection) = self.connections.get_mut(&token) {
                        let result = connection.answer(response, &self.shared);
                        self.settle(token, result);
                    }
                }
            }
        }
    }

    /// Accepts some clients, and leaves others for the next round or for another loop.
    fn accept(&mut self, now: Instant) {
        for _ in 0..MAX_STEPS {
            let Some((listener, _)) = &self.listener else { return };
            if self.accept_at.is_none_or(|time| now < time) {
                return;
            }
            match listener.accept() {
                Ok((stream, peer)) => self.admit(stream, peer, now),
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.accept_at = None,
                Err(error) => {
                    log(&format!("cannot accept a connection: {error}"));
                    self.accept_at = Some(now + RECOVERY_TIME);
                }
            }
        }
    }

    /// Takes the client in, or refuses it.
    fn admit(&mut self, stream: TcpStream, peer: SocketAddr, now: Instant) {
        match Connection::new(stream, peer, &self.shared) {
            Ok(connection) => self.adopt(Box::new(connection), now),
            Err(error) => log(&format!("connection failed: {error}")),
        }
    }

    /// Takes care of a connection. Only one that has to wait needs events: many are short.
    fn adopt(&mut self, connection: Box<Connection>, now: Instant) {
        let token = Token(self.next_token);
        self.next_token += 1;
        self.connections.insert(token, connection);
        self.advance(token, now);
        let Some(connection) = self.connections.get_mut(&token) else { return };
        let interest = Interest::READABLE | Interest::WRITABLE;
        if let Err(error) = self.poll.registry().register(&mut connection.stream, token, interest) {
            self.settle(token, Err(error));
        }
    }

    /// Looks at the deadlines of all connections. That is cheaper than to keep them in order.
    fn sweep(&mut self, now: Instant, mailboxes: &[Mailbox]) {
        if now < self.next_sweep && !self.shared.is_stopping() {
            return;
        }
        self.next_sweep = now + SWEEP_TIME;
        self.share(mailboxes);
        let tokens: Vec<_> = self.connections.keys().copied().collect();
        for token in tokens {
            if let Some(connection) = self.connections.get_mut(&token) {
                let result = connection.check_deadline(&self.shared, now);
                self.settle(token, result);
            }
        }
    }

    /// Hands half of what we have more to the loop with the fewest connections. Only idle ones can move:
    /// the response to a request comes to the loop that has handed it over.
    fn share(&mut self, mailboxes: &[Mailbox]) {
        let Some(other) = mailboxes.iter().min_by_key(|mailbox| mailbox.load()) else { return };
        let surplus = self.connections.len().saturating_sub(other.load()) / 2;
        let idle = self.connections.iter().filter(|(_, connection)| connection.is_idle());
        let tokens: Vec<_> = idle.map(|(token, _)| *token).take(surplus).collect();
        for token in tokens {
            if let Some(mut connection) = self.connections.remove(&token) {
                let _ = self.poll.registry().deregister(&mut connection.stream);
                other.send(Message::Connection(connection));
            }
        }
    }
}
