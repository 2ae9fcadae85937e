//! An event loop: one thread that waits for many connections at once.
//!
//! The system tells it which of them can move on. It moves each a step at a time, so that none of them
//! keeps the others waiting.

use crate::connection::{Connection, Progress};
use crate::request::Request;
use crate::response::Response;
use crate::{Shared, log, run_handler};
use mio::{Events, Interest, Poll, Token, Waker, net::TcpListener};
use std::collections::{HashMap, HashSet};
use std::io::{self, ErrorKind};
use std::mem;
use std::net;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
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

/// Wakes the loop: there is a new client.
const LISTENER: Token = Token(usize::MAX - 1);

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
    /// How many connections the loop has.
    load: Arc<AtomicUsize>,
}

struct EventLoop {
    poll: Poll,
    /// `None` when the server stops.
    listener: Option<(TcpListener, Sender<()>)>,
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
    fn send(&self, message: Message) {
        // Without its loop, a message has no purpose: the server has stopped.
        let _ = self.sender.send(message);
        if !self.is_woken.swap(true, Ordering::SeqCst) {
            let _ = self.waker.wake();
        }
    }
}

/// Starts a loop in a thread of its own. It clones the listener and the sender, and drops both when the
/// server stops. Returns an error if the system cannot start another.
pub fn start(
    shared: &Arc<Shared>,
    (listener, sender): &(net::TcpListener, Sender<()>),
) -> io::Result<JoinHandle<()>> {
    let poll = Poll::new()?;
    let mut listener = TcpListener::from_std(listener.try_clone()?);
    let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let (mail, receiver) = mpsc::channel();
    let mailbox = Mailbox { sender: mail, waker, is_woken: Arc::default(), load: Arc::default() };
    shared.mailboxes.lock().expect("lock poisoned").push(mailbox.clone());
    let mut event_loop = EventLoop {
        poll,
        listener: Some((listener, sender.clone())),
        receiver,
        mailbox,
        shared: Arc::clone(shared),
        connections: HashMap::new(),
        ready: HashSet::new(),
        next_token: 0,
        next_sweep: Instant::now(),
        stop_by: None,
        chunk: vec![0; CHUNK],
    };
    thread::Builder::new().spawn(move || {
        event_loop.run().unwrap_or_else(|error| log(&format!("event loop failed: {error}")));
    })
}

impl EventLoop {
    /// Runs until the server stops and its last connection has ended, or has taken too long.
    fn run(&mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(MAX_EVENTS);
        while !self.shared.is_stopping() || !self.has_finished() {
            match self.poll.poll(&mut events, Some(self.time_to_wait())) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                result => result?,
            }
            for event in &events {
                if let Some(connection) = self.connections.get_mut(&event.token()) {
                    connection.note(event);
                }
                self.advance(event.token());
            }
            self.receive();
            for token in mem::take(&mut self.ready) {
                self.advance(token);
            }
            self.sweep(Instant::now());
        }
        Ok(())
    }

    /// Accepts no more clients. Returns whether the last connection has ended, or has taken too long.
    fn has_finished(&mut self) -> bool {
        self.listener = None;
        let end = *self.stop_by.get_or_insert_with(|| Instant::now() + self.shared.options.timeout);
        self.connections.is_empty() || Instant::now() >= end
    }

    /// Returns how long to wait for events: until the next sweep, and not at all while connections can move on.
    fn time_to_wait(&self) -> Duration {
        let until_sweep = self.next_sweep.saturating_duration_since(Instant::now());
        if self.ready.is_empty() { until_sweep } else { Duration::ZERO }
    }

    /// Moves a connection some steps, or accepts clients.
    fn advance(&mut self, token: Token) {
        if token == LISTENER {
            self.accept();
        }
        let Some(connection) = self.connections.get_mut(&token) else { return };
        let mut steps = (0..MAX_STEPS).map(|_| connection.advance(&self.shared, &mut self.chunk));
        let stop = steps.find(|step| !matches!(step, Ok(Progress::Moved)));
        self.settle(token, stop.unwrap_or(Ok(Progress::Moved)));
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

    fn receive(&mut self) {
        // First, so that a message that comes too late for this look wakes the loop again.
        self.mailbox.is_woken.store(false, Ordering::SeqCst);
        self.mailbox.load.store(self.connections.len(), Ordering::Relaxed);
        while let Ok(message) = self.receiver.try_recv() {
            match message {
                Message::Connection(connection) => self.adopt(connection),
                Message::Response(token, response) => {
                    let Some(connection) = self.connections.get_mut(&token) else { continue };
                    let result = connection.answer(response, &self.shared);
                    self.settle(token, result);
                }
            }
        }
    }

    /// Accepts some clients, and leaves others for the next round or for another loop.
    fn accept(&mut self) {
        for _ in 0..MAX_STEPS {
            let Some((listener, _)) = &self.listener else { return };
            let accepted = listener.accept();
            match accepted.and_then(|(stream, peer)| Connection::new(stream, peer, &self.shared)) {
                Ok(connection) => self.adopt(Box::new(connection)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                // If no descriptors are left, the next sweep tries again. Others may have ended by then.
                Err(error) => return log(&format!("cannot accept a connection: {error}")),
            }
        }
        self.ready.insert(LISTENER);
    }

    /// Takes care of a connection. Only one that has to wait needs events: many are short.
    fn adopt(&mut self, connection: Box<Connection>) {
        let token = Token(self.next_token);
        self.next_token += 1;
        self.connections.insert(token, connection);
        self.advance(token);
        let Some(connection) = self.connections.get_mut(&token) else { return };
        let interest = Interest::READABLE | Interest::WRITABLE;
        let result = self.poll.registry().register(&mut connection.stream, token, interest);
        self.settle(token, result.map(|()| Progress::Waits));
    }

    /// Looks at the deadlines of all connections. That is cheaper than to keep them in order.
    fn sweep(&mut self, now: Instant) {
        if now < self.next_sweep && !self.shared.is_stopping() {
            return;
        }
        self.next_sweep = now + SWEEP_TIME;
        self.accept();
        self.share();
        for token in self.connections.keys().copied().collect::<Vec<_>>() {
            let Some(connection) = self.connections.get_mut(&token) else { continue };
            let result = connection.check_deadline(&self.shared, now);
            self.settle(token, result);
        }
    }

    /// Hands half of what we have more to the loop with the fewest connections. Only idle ones can move:
    /// the response to a request comes to the loop that has handed it over.
    fn share(&mut self) {
        let mailboxes = self.shared.mailboxes.lock().expect("lock poisoned");
        let load = |mailbox: &&Mailbox| mailbox.load.load(Ordering::Relaxed);
        let Some(other) = mailboxes.iter().min_by_key(load) else { return };
        let surplus = self.connections.len().saturating_sub(load(&other)) / 2;
        for (_, mut connection) in self.connections.extract_if(|_, it| it.is_idle()).take(surplus) {
            let _ = self.poll.registry().deregister(&mut connection.stream);
            other.send(Message::Connection(connection));
        }
    }
}
