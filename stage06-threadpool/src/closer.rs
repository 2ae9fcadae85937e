//! A closer: it closes refused connections, so that the accept loop waits for no client.

use crate::connection::Connection;
use std::thread::{self, JoinHandle};

/// How many connections are closed with care at a time. Others are just closed.
const MAX_CLOSING: usize = 64;

/// The threads that wait for refused clients: each for one, and only until the end of the drain.
#[derive(Default)]
pub struct Closer {
    threads: Vec<JoinHandle<()>>,
}

impl Closer {
    /// Closes the connection in a thread of its own.
    pub fn close(&mut self, connection: Connection) {
        self.threads.retain(|thread| !thread.is_finished());
        if self.threads.len() < MAX_CLOSING
            && let Ok(thread) = thread::Builder::new().spawn(|| connection.close())
        {
            self.threads.push(thread);
        }
    }

    /// Waits until all connections are closed. That takes as long as one drain, as they run at once.
    pub fn finish(self) {
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}
