//! Requests one behind the other over one connection.

use crate::{Failure, Response, Server};

/// A request with nothing wrong in it, after which the server is to close.
///
/// Sent behind another request, it tells whether the server found the end of that one.
pub const NEXT: &[u8] = b"GET /echo/next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

impl Server {
    /// Sends these bytes, which are no `HEAD` request, and [`NEXT`] in one write. Both have to be
    /// answered, and nothing else; gives the answer to the bytes.
    pub fn exchange_and_next(&self, bytes: impl AsRef<[u8]>) -> Result<Response, Failure> {
        let mut client = self.connect()?;
        client.send([bytes.as_ref(), NEXT].concat())?;
        let response = client.read_response()?;
        client.read_response()?.expect_status(200)?.expect_body("next")?;
        client.expect_closed()?;
        Ok(response)
    }

    /// The server refuses these bytes with this status, says that it closes, and closes.
    ///
    /// That is asked twice: once with nothing behind the bytes, for which the server must not wait; and
    /// once with [`NEXT`] right behind them, which must never be answered.
    pub fn expect_refusal(&self, bytes: impl AsRef<[u8]>, status: u16) -> Result<(), Failure> {
        let bytes = bytes.as_ref();
        self.expect_only_answer(bytes, status)?;
        self.expect_only_answer(&[bytes, NEXT].concat(), status)
    }

    /// These bytes get one answer, whatever they hold, and it is the last one of the connection.
    fn expect_only_answer(&self, bytes: &[u8], status: u16) -> Result<(), Failure> {
        let mut client = self.connect()?;
        let response = client.send(bytes)?.read_response()?;
        response.expect_status(status)?.expect_listed("Connection", &["close"])?;
        client.expect_closed()
    }
}
