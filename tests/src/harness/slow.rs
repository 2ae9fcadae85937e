//! What slow clients do: leave an answer unread, and send only what the server takes.

use crate::client::unreachable;
use crate::trace::Trace;
use crate::{Client, Failure};
use socket2::{Domain, Socket, Type};
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

/// In bytes: what fits into a packet of Ethernet.
#[cfg(unix)]
const PACKET: u32 = 1460;

impl Client {
    /// Connects with a small receive buffer, and with packets as small as those of a real network. The packets
    /// of loopback are so large that the server's system keeps 4 MiB for each client that does not read.
    pub(crate) fn connect_slowly(
        address: SocketAddr,
        timeout: Duration,
        trace: &Trace,
    ) -> Result<Client, Failure> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        socket.set_recv_buffer_size(4096)?;
        // If the system refuses, its buffers are larger, and the check takes longer.
        #[cfg(unix)]
        let _ = socket.set_tcp_mss(PACKET);
        let connected = socket.connect_timeout(&address.into(), timeout);
        connected.map_err(|error| unreachable(address, &error))?;
        Client::over(socket.into(), timeout, trace)
    }

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
