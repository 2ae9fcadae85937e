//! An event loop: one thread that waits for many connections at once.
//!
//! The system tells it which of them can move on. It moves each a step at a time, so that none of them
//! keeps the others waiting.

use crate::connection::{Connection, Progress};
use crate::request::Request;
use crate::response::Response;
use crate::{Shared, log, run_handler};
use mio::{Events, Interest, Poll, Token, Waker};
use std::collections::{HashMap, HashSet};
use std::io;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

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

/// What other threads tell a loop.
enum Message {
    /// Take care of this connection.
    Connection(Box<Connection>),
    /// This is the response that the connection waits for.
    Response(Token, Response),
}

/// The way to send messages to a loop.
#[derive(Clone)]
pub struct Mailbox {
    sender: Sender<Message>,
    waker: Arc<Waker>,
    /// Whether the loop has been woken and has not looked for messages since.
    is_woken: Arc<AtomicBool>,
}

struct EventLoop {
    poll: Poll,
    receiver: Receiver<Message>,
    mailbox: Mailbox,
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

impl Mailbox {
    /// Hands a connection to the loop.
    pub fn adopt(&self, connection: Connection) {
        self.send(Message::Connection(Box::new(connection)));
    }

    /// Wakes the loop. A loop without connections does not wake by itself.
    pub fn wake(&self) {
        let _ = self.waker.wake();
    }

    fn send(&self, message: Message) {
        // Without its loop, a message has no purpose: the server has stopped.
        let _ = self.sender.send(message);
        if !self.is_woken.swap(true, Ordering::SeqCst) {
            self.wake();
        }
    }
}

/// Starts a loop in a thread of its own. Returns an error if the system cannot start another.
pub fn start(shared: &Arc<Shared>) -> io::Result<(Mailbox, JoinHandle<()>)> {
    let poll = Poll::new()?;
    let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
    let (sender, receiver) = mpsc::channel();
    let mailbox = Mailbox { sender, waker, is_woken: Arc::default() };
    let mut event_loop = EventLoop {
        poll,
        receiver,
        mailbox: mailbox.clone(),
        shared: Arc::clone(shared),
        connections: HashMap::new(),
        ready: HashSet::new(),
        next_token: 0,
        next_sweep: Instant::now(),
        stop_by: None,
        chunk: vec![0; CHUNK],
    };
    let thread = thread::Builder::new().spawn(move || {
        if let Err(error) = event_loop.run() {
            log(&format!("event loop failed: {error}"));
        }
    })?;
    Ok((mailbox, thread))
}

impl EventLoop {
    /// Runs until the server stops and its last connection has ended, or has taken too long.
    fn run(&mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(MAX_EVENTS);
        loop {
            match self.poll.poll(&mut events, self.time_to_wait()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => result?,
            }
            let now = Instant::now();
            for event in &events {
                if let Some(connection) = self.connections.get_mut(&event.token()) {
                    connection.note(event);
                    self.advance(event.token(), now);
                }
            }
            self.receive(now);
            for token in mem::take(&mut self.ready) {
                self.advance(token, now);
            }
            self.sweep(now);
            if self.shared.is_stopping() {
                let stop_by = *self.stop_by.get_or_insert(now + self.shared.options.timeout);
                if self.connections.is_empty() || now >= stop_by {
                    return Ok(());
                }
            }
        }
    }

    /// Returns how long to wait for events: not at all while connections can move on, and without a limit,
    /// as `None`, if there are no connections.
    fn time_to_wait(&self) -> Option<Duration> {
        if !self.ready.is_empty() {
            return Some(Duration::ZERO);
        }
        let until_sweep = self.next_sweep.saturating_duration_since(Instant::now());
        (!self.connections.is_empty()).then_some(until_sweep)
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
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
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
        // First, so that a message that comes too late for this look wakes the loop again.
        self.mailbox.is_woken.store(false, Ordering::SeqCst);
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

    /// Asks the system for the events of the connection. The request may have arrived already.
    fn adopt(&mut self, mut connection: Box<Connection>, now: Instant) {
        let token = Token(self.next_token);
        self.next_token += 1;
        let interest = Interest::READABLE | Interest::WRITABLE;
        match self.poll.registry().register(&mut connection.stream, token, interest) {
            Ok(()) => {
                self.connections.insert(token, connection);
                self.advance(token, now);
            }
            Err(error) => log(&format!("connection failed: {error}")),
        }
    }

    /// Looks at the deadlines of all connections. That is cheaper than to keep them in order.
    fn sweep(&mut self, now: Instant) {
        if now < self.next_sweep && !self.shared.is_stopping() {
            return;
        }
        self.next_sweep = now + SWEEP_TIME;
        let tokens: Vec<_> = self.connections.keys().copied().collect();
        for token in tokens {
            if let Some(connection) = self.connections.get_mut(&token) {
                let result = connection.check_deadline(&self.shared, now);
                self.settle(token, result);
            }
        }
    }
}
