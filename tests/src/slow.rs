//! What slow clients do: leave an answer unread, and send only what the server takes.

use crate::{Client, Failure};
use std::io::{ErrorKind, Write};

impl Client {
    /// Waits for the first byte of an answer, and leaves it where it is: unread.
    pub fn wait_for_answer(&mut self) -> Result<&mut Client, Failure> {
        self.stream.set_read_timeout(Some(self.patience))?;
        match self.stream.peek(&mut [0]) {
            Ok(1..) => Ok(self),
            Ok(0) => Err(Failure::new("the server closed the connection without an answer")),
            Err(error) => Err(Failure::new(format!("no answer began: {error}"))),
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
