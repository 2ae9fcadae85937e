//! One request and its answer.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// More header lines than any of the servers sends.
const MAX_HEADERS: usize = 32;

/// A client, and the connection that it keeps.
#[derive(Debug)]
pub(super) struct Client {
    server: SocketAddr,
    keeps: bool,
    kept: Option<TcpStream>,
}

impl Client {
    /// A client without a connection. `keeps` says whether it keeps one after an answer.
    pub(super) fn new(server: SocketAddr, keeps: bool) -> Client {
        Client { server, keeps, kept: None }
    }

    /// Whether the next request goes over a connection that has served one.
    pub(super) fn has_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// Asks, and returns the status of the answer once the whole body is there. Returns an error if the
    /// answer is malformed, has no `Content-Length`, or is followed by more bytes.
    pub(super) async fn ask(&mut self) -> io::Result<u16> {
        let mut stream = match self.kept.take() {
            Some(stream) => stream,
            None => TcpStream::connect(self.server).await?,
        };
        stream.set_nodelay(true)?;
        let request: &[u8] = if self.keeps {
            b"GET /echo/hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
        } else {
            b"GET /echo/hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        };
        stream.write_all(request).await?;
        let status = read_answer(&mut stream).await?;
        self.kept = Some(stream).filter(|_| self.keeps && status == 200);
        Ok(status)
    }
}

async fn read_answer(stream: &mut TcpStream) -> io::Result<u16> {
    let mut bytes = Vec::with_capacity(1024);
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        match parse(&bytes)? {
            Some((_, length)) if bytes.len() > length => return Err(invalid("bytes after it")),
            Some((status, length)) if bytes.len() == length => return Ok(status),
            _ => {}
        }
    }
}

/// The status, and the length of head and body together. Returns `None` if the head is incomplete.
fn parse(bytes: &[u8]) -> io::Result<Option<(u16, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(bytes).map_err(|error| invalid(&error.to_string()))?;
    let httparse::Status::Complete(end) = parsed else { return Ok(None) };
    let mut headers = response.headers.iter();
    let length = headers.find(|header| header.name.eq_ignore_ascii_case("Content-Length"));
    let length = length.and_then(|header| str::from_utf8(header.value).ok()?.parse::<usize>().ok());
    let length = length.ok_or_else(|| invalid("no Content-Length"))?;
    Ok(response.code.map(|status| (status, end + length)))
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, message)
}
