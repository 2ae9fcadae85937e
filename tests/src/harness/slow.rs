//! What slow clients do: leave an answer unread, and send only what the server takes.

use crate::{Client, Failure};
use std::io::{ErrorKind, Read, Write};

impl Client {
    /// Waits for the first byte of an answer, and leaves it where it is: unread.
    pub fn wait_for_answer(&mut self) -> Result<&mut Client, Failure> {
        self.stream.set_read_timeout(Some(self.timeout))?;
        match self.stream.peek(&mut [0]) {
            Ok(1..) => Ok(self),
            Ok(0) => Err(Failure::new("the server closed the connection without an answer")),
            Err(error) => Err(Failure::new(format!("no answer began: {error}"))),
        }
    }

    /// Whether the connection is open and nothing has come, without waiting for anything.
    pub fn is_idle(&self) -> Result<bool, Failure> {
        self.stream.set_nonblocking(true)?;
        let peeked = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(false)?;
        Ok(peeked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock))
    }

    /// Reads at most a few bytes and forgets them, without waiting for any.
    pub fn sip(&mut self, most: usize) -> Result<(), Failure> {
        self.stream.set_nonblocking(true)?;
        let read = self.stream.read(&mut vec![0; most]);
        self.stream.set_nonblocking(false)?;
        match read {
            Err(error) if error.kind() != ErrorKind::WouldBlock => {
                Err(self.failed("while reading", error.kind()))
            }
            _ => Ok(()),
        }
    }

    /// Sends as many of these bytes as the system takes without waiting, and returns their number.
    pub fn send_without_waiting(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        self.stream.set_nonblocking(true)?;
        let sent = self.stream.write(bytes);
        self.stream.set_nonblocking(false)?;
        match sent {
            Ok(count) => {
                self.note_sent(&bytes[..count]);
                Ok(count)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
            Err(error) => Err(self.failed("while sending", error.kind())),
        }
    }
}
