//! A closer: a thread that waits for clients to close, so that no worker and no accept loop has to.

use crate::connection::{Connection, DRAIN_TIME};
use std::io;
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::Instant;

/// How many connections may wait for their turn. Any more are closed at once.
const MAX_CLOSING: usize = 256;

/// Sends connections with their deadlines to the thread. `None` ends the thread.
pub struct Closer {
    sender: SyncSender<Option<(Connection, Instant)>>,
}

impl Closer {
    /// Starts the thread. Returns an error if the system cannot start one.
    pub fn start() -> io::Result<(Self, JoinHandle<()>)> {
        let (sender, receiver) = mpsc::sync_channel::<Option<(Connection, _)>>(MAX_CLOSING);
        let thread = thread::Builder::new().spawn(move || {
            while let Ok(Some((connection, deadline))) = receiver.recv() {
                connection.drain(deadline);
            }
        })?;
        Ok((Self { sender }, thread))
    }

    /// Closes our side of the connection, and leaves the rest to the thread.
    pub fn close(&self, connection: Connection) {
        connection.stop_sending();
        // If too many are waiting, this drops the connection, and so closes it.
        let _ = self.sender.try_send(Some((connection, Instant::now() + DRAIN_TIME)));
    }

    /// Ends the thread after the connections that it has. All their deadlines pass within `DRAIN_TIME`.
    pub fn stop(&self) {
        let _ = self.sender.send(None);
    }
}
