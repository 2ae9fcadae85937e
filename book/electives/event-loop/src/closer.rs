//! A closer: a thread that closes refused connections, so that the accept loop waits for no client.

use crate::connection::{Connection, DRAIN_TIME};
use std::io;
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::Instant;

/// How many refused connections may wait to be closed with care. More are closed at once.
const MAX_CLOSING: usize = 256;

/// A thread, and the way to send it connections.
pub struct Closer {
    sender: SyncSender<(Connection, Instant)>,
    thread: JoinHandle<()>,
}

impl Closer {
    /// Returns an error if the system cannot start the thread.
    pub fn start() -> io::Result<Self> {
        let (sender, receiver) = mpsc::sync_channel::<(Connection, _)>(MAX_CLOSING);
        let close_all = || receiver.into_iter().for_each(|(connection, end)| connection.drain(end));
        let thread = thread::Builder::new().spawn(close_all)?;
        Ok(Self { sender, thread })
    }

    /// Closes our side of the connection, and leaves the rest to the thread.
    pub fn close(&self, connection: Connection) {
        connection.stop_sending();
        let deadline = Instant::now() + DRAIN_TIME;
        let _ = self.sender.try_send((connection, deadline));
    }

    /// Waits until all connections are closed. All deadlines have passed after `DRAIN_TIME`.
    pub fn finish(self) {
        drop(self.sender);
        let _ = self.thread.join();
    }
}
