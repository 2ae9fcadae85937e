//! What a server uses, before and after.

use checks::{Failure, Server, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// How long the last connections may take to be gone.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Longer than the server waits for a client, so that nothing is under way any more.
const CALM: Duration = Duration::from_millis(300);

/// In bytes: some hundred for each input. An allocator need not give everything back at once, and a
/// book that was well-formed by chance is kept.
const TOLERANCE: u64 = 2 * 1024 * 1024;

/// What the process holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    descriptors: usize,
    threads: u64,
    memory: u64,
}

impl Usage {
    /// What it holds as soon as it is calm. Linux alone says so: elsewhere there is nothing to compare.
    pub fn of(server: &Server) -> Result<Option<Usage>, Failure> {
        if cfg!(target_os = "linux") { Usage::when_calm(server).map(Some) } else { Ok(None) }
    }

    fn when_calm(server: &Server) -> Result<Usage, Failure> {
        let deadline = Instant::now() + TIMEOUT;
        let mut before = Usage::now(server)?;
        loop {
            thread::sleep(CALM);
            let now = Usage::now(server)?;
            if now == before {
                return Ok(now);
            }
            ensure(Instant::now() < deadline, format!("the server does not rest: {now:?}"))?;
            before = now;
        }
    }

    fn now(server: &Server) -> Result<Usage, Failure> {
        Ok(Usage {
            descriptors: server.descriptors()?,
            threads: server.threads()?,
            memory: server.resident_memory()?,
        })
    }

    /// It is now what it was.
    pub fn expect_no_more_than(self, before: Usage) -> Result<(), Failure> {
        let is_same = self.descriptors == before.descriptors && self.threads == before.threads;
        let is_less = self.memory <= before.memory + TOLERANCE;
        ensure(is_same && is_less, format!("before, there were {before:?}, and now {self:?}"))
    }
}
