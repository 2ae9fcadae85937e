//! What can be read from a connection, and how it may end, without a look at what the bytes mean.

use crate::bytes::readable;
use crate::client::Arrival;
use crate::{Client, Failure, Response, ensure};
use std::time::{Duration, Instant};

impl Client {
    /// Reads exactly so many bytes.
    pub fn read_exact(&mut self, count: usize) -> Result<Vec<u8>, Failure> {
        let deadline = Instant::now() + self.timeout;
        while self.buffer.len() < count {
            let waited_for = format!("{count} bytes");
            self.fill_or_fail(deadline, &waited_for)?;
        }
        Ok(self.buffer.drain(..count).collect())
    }

    /// Reads exactly so many bytes and forgets them: for a body that nobody wants to hold in memory.
    pub fn discard(&mut self, count: u64) -> Result<&mut Client, Failure> {
        let mut left = count;
        let deadline = Instant::now() + self.timeout;
        while left > 0 {
            if self.buffer.is_empty() {
                self.fill_or_fail(deadline, &format!("{left} more bytes"))?;
            }
            let taken = self.buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            self.buffer.drain(..taken);
            left -= taken as u64;
        }
        Ok(self)
    }

    /// Sends on a thread of its own and closes the client's side, while it reads until the server closes.
    pub fn send_and_read_to_end(&mut self, bytes: impl AsRef<[u8]>) -> Result<Vec<u8>, Failure> {
        let mut sender = self.second_handle()?;
        let bytes = bytes.as_ref();
        std::thread::scope(|scope| {
            let sent = scope.spawn(move || sender.send(bytes)?.finish().map(drop));
            let received = self.read_to_end();
            let sent = sent.join().map_err(|_| Failure::new("the thread that sends panicked"))?;
            sent.and(received)
        })
    }

    /// Reads what comes in one read, which is what came in one write where that was small.
    pub fn read_once(&mut self) -> Result<Vec<u8>, Failure> {
        self.fill_or_fail(Instant::now() + self.timeout, "the first bytes")?;
        Ok(std::mem::take(&mut self.buffer))
    }

    /// Reads until the server closes, and gives all that came.
    pub fn read_to_end(&mut self) -> Result<Vec<u8>, Failure> {
        let deadline = Instant::now() + self.timeout;
        while self.wait_for(deadline, "the server to close")? == Arrival::Bytes {}
        Ok(std::mem::take(&mut self.buffer))
    }

    /// The server closes, without another byte and without a reset.
    pub fn expect_closed(&mut self) -> Result<(), Failure> {
        let rest = self.read_to_end()?;
        ensure(
            rest.is_empty(),
            format!("expected nothing more before the close, but got {}", readable(&rest, 200)),
        )
    }

    /// The server refuses: its answer has one of these statuses, and then it ends the connection.
    pub fn expect_refusal(&mut self, statuses: &[u16]) -> Result<Response, Failure> {
        let response = self.read_response()?.expect_status_among(statuses)?;
        self.expect_gone()?;
        Ok(response)
    }

    /// The server ends the connection, by a close or by a reset; what it sends before does not matter.
    pub fn expect_gone(&mut self) -> Result<(), Failure> {
        self.read_until_gone().map(drop)
    }

    /// The server ends the connection, by a close or by a reset, and answers nothing before that.
    pub fn expect_no_more_answers(&mut self) -> Result<(), Failure> {
        let rest = self.read_until_gone()?;
        ensure(
            !rest.starts_with(b"HTTP/"),
            format!("expected no further answer, but got {}", readable(&rest, 200)),
        )
    }

    /// Reads until the server ends the connection, by a close or by a reset. Returns the first bytes that
    /// came, up to 64 KiB.
    pub fn read_until_gone(&mut self) -> Result<Vec<u8>, Failure> {
        let deadline = Instant::now() + self.timeout;
        loop {
            self.buffer.truncate(64 * 1024);
            match self.fill(deadline) {
                Ok(Arrival::Bytes) if Instant::now() < deadline => {}
                Ok(Arrival::Closed) | Err(_) => return Ok(std::mem::take(&mut self.buffer)),
                Ok(_) => return Err(Failure::new("the server does not end the connection")),
            }
        }
    }

    /// Nothing comes for so long, and the connection stays open.
    pub fn expect_silence(&mut self, length: Duration) -> Result<&mut Client, Failure> {
        match self.fill(Instant::now() + length)? {
            Arrival::Nothing => Ok(self),
            Arrival::Bytes => Err(Failure::new("expected silence, but bytes came")),
            Arrival::Closed => Err(Failure::new("expected silence, but the server closed")),
        }
    }
}
