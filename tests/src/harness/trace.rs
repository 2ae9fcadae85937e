//! The record of a check: every byte both ways, and every server.

use crate::output::Output;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Of the bytes that go one way without a pause, this much is kept. The rest is only counted.
const KEPT: usize = 2048;

/// Records what the clients and the servers do while a check runs.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    events: Vec<Event>,
    connections: usize,
    servers: Vec<ServerRecord>,
    keeps_all: bool,
}

/// Something that happened on a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The number of the connection, from 1 on.
    pub connection: usize,
    /// What happened.
    pub action: Action,
}

/// A kind of event on a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// These bytes went this way.
    Bytes(Way, Excerpt),
    /// Something else in words: `the client closed its side`.
    Note(String),
}

/// The two ways of a connection, as the client sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the client to the server.
    Sent,
    /// From the server to the client.
    Received,
}

/// The beginning of some bytes, and their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The first bytes: at most 2048, unless the trace keeps all.
    pub beginning: Vec<u8>,
    /// The number of all bytes.
    pub length: usize,
    /// The number of writes or reads that they took.
    pub pieces: usize,
}

impl Excerpt {
    /// Adds bytes to the end. The beginning grows to `limit` bytes.
    fn append(&mut self, bytes: &[u8], limit: usize) {
        let room = limit.saturating_sub(self.beginning.len());
        let kept = &bytes[..bytes.len().min(room)];
        self.beginning.extend_from_slice(kept);
        self.length += bytes.len();
        self.pieces += 1;
    }
}

/// A server that a check started, for the report.
#[derive(Clone, Debug)]
pub struct ServerRecord {
    /// The command line.
    pub command: String,
    /// Its address, once it is known.
    pub address: Option<SocketAddr>,
    /// Its current folder.
    pub home: PathBuf,
    /// Its stdout.
    pub stdout: Output,
    /// Its stderr.
    pub stderr: Output,
    /// How it ended: by itself, or stopped by us.
    pub end: Option<String>,
}

impl Trace {
    /// From now on, all bytes are kept.
    pub fn keep_all(&self) {
        self.entries().keeps_all = true;
    }

    /// Counts a new connection, and returns its number.
    #[must_use]
    pub fn connection(&self) -> usize {
        let mut entries = self.entries();
        entries.connections += 1;
        entries.connections
    }

    /// Records sent bytes.
    pub fn sent(&self, connection: usize, bytes: &[u8]) {
        self.entries().append(connection, Way::Sent, bytes);
    }

    /// Records received bytes.
    pub fn received(&self, connection: usize, bytes: &[u8]) {
        self.entries().append(connection, Way::Received, bytes);
    }

    /// Records something else on a connection.
    pub fn note(&self, connection: usize, note: impl Into<String>) {
        self.entries().push(connection, Action::Note(note.into()));
    }

    /// Records a server. Returns its number for [`Trace::server_listens`] and [`Trace::server_ended`].
    #[must_use]
    pub fn server(&self, record: ServerRecord) -> usize {
        let mut entries = self.entries();
        entries.servers.push(record);
        entries.servers.len() - 1
    }

    /// The server listens at this address.
    pub fn server_listens(&self, number: usize, address: SocketAddr) {
        if let Some(server) = self.entries().servers.get_mut(number) {
            server.address = Some(address);
        }
    }

    /// The server has ended in this way.
    pub fn server_ended(&self, number: usize, end: impl Into<String>) {
        if let Some(server) = self.entries().servers.get_mut(number) {
            server.end = Some(end.into());
        }
    }

    /// All events so far, in order.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.entries().events.clone()
    }

    /// The servers that were started, in order.
    #[must_use]
    pub fn servers(&self) -> Vec<ServerRecord> {
        self.entries().servers.clone()
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn push(&mut self, connection: usize, action: Action) {
        self.events.push(Event { connection, action });
    }

    /// Bytes that go the same way one after the other are one event, in any number of pieces.
    fn append(&mut self, connection: usize, way: Way, bytes: &[u8]) {
        let limit = if self.keeps_all { usize::MAX } else { KEPT };
        if let Some(event) = self.events.last_mut()
            && event.connection == connection
            && let Action::Bytes(last, excerpt) = &mut event.action
            && *last == way
        {
            excerpt.append(bytes, limit);
            return;
        }
        let mut excerpt = Excerpt::default();
        excerpt.append(bytes, limit);
        self.push(connection, Action::Bytes(way, excerpt));
    }
}
