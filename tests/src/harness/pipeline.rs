//! Requests one behind the other over one connection.

use crate::{Failure, Response, Server};

/// A request with nothing wrong in it. It asks the server to close after the answer.
///
/// Sent behind another request, it tells whether the server found the end of that one.
pub const NEXT: &[u8] = b"GET /echo/next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

impl Server {
    /// Sends these bytes, which are no `HEAD` request, and [`NEXT`] in one write. The server has to answer
    /// both, and nothing else. Returns the answer to the bytes.
    pub fn exchange_and_next(&self, bytes: impl AsRef<[u8]>) -> Result<Response, Failure> {
        let mut client = self.connect()?;
        client.send([bytes.as_ref(), NEXT].concat())?;
        let response = client.read_response()?;
        client.read_response()?.expect_status(200)?.expect_body("next")?;
        client.expect_no_more_answers()?;
        Ok(response)
    }

    /// The server refuses these bytes with one of these statuses, and ends the connection.
    ///
    /// That is asked twice: with nothing behind the bytes, because the server must not wait for more; and
    /// with [`NEXT`] right behind them, because the server must not answer it.
    pub fn expect_refusal(&self, bytes: impl AsRef<[u8]>, statuses: &[u16]) -> Result<(), Failure> {
        let bytes = bytes.as_ref();
        self.connect()?.send(bytes)?.expect_refusal(statuses)?;
        self.answers_and_closes(bytes)?.expect_status_among(statuses)?;
        Ok(())
    }

    /// The server answers these bytes and ends the connection, although [`NEXT`] is right behind them.
    pub fn answers_and_closes(&self, bytes: impl AsRef<[u8]>) -> Result<Response, Failure> {
        let mut client = self.connect()?;
        let response = client.send([bytes.as_ref(), NEXT].concat())?.read_response()?;
        client.expect_no_more_answers()?;
        Ok(response)
    }
}
