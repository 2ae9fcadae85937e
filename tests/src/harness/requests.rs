//! Requests and responses over a raw connection, and shortcuts for the common ones.

use crate::client::Arrival;
use crate::parse::{self, Framing};
use crate::{Client, Failure, Response, Server};
use std::time::Instant;

impl Client {
    /// Reads one response to a request that was no `HEAD`. Interim ones (1xx) before it are kept apart.
    pub fn read_response(&mut self) -> Result<Response, Failure> {
        self.read_response_to("GET")
    }

    /// Reads one response to a request of this method: the one to a `HEAD` has no body.
    pub fn read_response_to(&mut self, method: &str) -> Result<Response, Failure> {
        let deadline = Instant::now() + self.timeout;
        let mut interim = Vec::new();
        let mut response = self.read_head(deadline)?;
        while response.status < 200 {
            interim.push(response);
            response = self.read_head(deadline)?;
        }
        response.interim = interim;
        response.body = self.read_body(&response, method == "HEAD", deadline)?;
        Ok(response)
    }

    /// Reads the head of one response, and leaves its body for later.
    pub fn read_response_head(&mut self) -> Result<Response, Failure> {
        self.read_head(Instant::now() + self.timeout)
    }

    /// Reads one interim response, such as `100 Continue`, and nothing after it.
    pub fn read_interim(&mut self) -> Result<Response, Failure> {
        let response = self.read_response_head()?;
        let came = format!("{} {}", response.status, response.reason);
        crate::ensure(
            response.status < 200,
            format!("expected an interim response (1xx), but got {came}"),
        )?;
        Ok(response)
    }

    /// Sends on a thread of its own while it reads the response, as curl does with a long body.
    ///
    /// A server may answer and stop reading at any time, so a failure to send is none of the check.
    pub fn send_and_read(&mut self, bytes: impl AsRef<[u8]>) -> Result<Response, Failure> {
        let mut sender = self.second_handle()?;
        let bytes = bytes.as_ref();
        std::thread::scope(|scope| {
            scope.spawn(move || drop(sender.send(bytes).map(drop)));
            let response = self.read_response();
            // Wakes a sender that the server no longer reads from.
            let _ = self.stream.shutdown(std::net::Shutdown::Write);
            response
        })
    }

    fn read_head(&mut self, deadline: Instant) -> Result<Response, Failure> {
        loop {
            match parse::head(&self.buffer).map_err(Failure::new)? {
                Some((response, length)) => {
                    self.buffer.drain(..length);
                    return Ok(response);
                }
                None => self.fill_or_fail(deadline, "the end of a response's head")?,
            }
        }
    }

    fn read_body(
        &mut self,
        response: &Response,
        to_head: bool,
        deadline: Instant,
    ) -> Result<Vec<u8>, Failure> {
        match parse::framing(response, to_head).map_err(Failure::new)? {
            Framing::None => Ok(Vec::new()),
            Framing::Length(length) => self.read_length(length, deadline),
            Framing::Chunked => self.read_chunks(deadline),
            Framing::UntilClose => self.read_to_end(),
        }
    }

    fn read_length(&mut self, length: usize, deadline: Instant) -> Result<Vec<u8>, Failure> {
        while self.buffer.len() < length {
            let wanted = format!("the end of a body of {length} bytes");
            self.fill_or_fail(deadline, &wanted)?;
        }
        let rest = self.buffer.split_off(length);
        Ok(std::mem::replace(&mut self.buffer, rest))
    }

    fn read_chunks(&mut self, deadline: Instant) -> Result<Vec<u8>, Failure> {
        loop {
            match parse::chunks(&self.buffer).map_err(Failure::new)? {
                Some((body, length)) => {
                    self.buffer.drain(..length);
                    return Ok(body);
                }
                None => self.fill_or_fail(deadline, "the last chunk")?,
            }
        }
    }

    /// Whether the server has sent something or closed by now, without waiting for it.
    pub fn has_something_to_read(&mut self) -> Result<bool, Failure> {
        Ok(!self.buffer.is_empty() || self.fill(Instant::now())? != Arrival::Nothing)
    }
}

/// Each takes a new connection, and asks the server to close it after the answer.
impl Server {
    /// `GET` of this target.
    pub fn get(&self, target: &str) -> Result<Response, Failure> {
        self.exchange(request("GET", target, "", b""))
    }

    /// Sends a `GET` of this target and leaves the answer for later.
    pub fn begin(&self, target: &str) -> Result<Client, Failure> {
        let mut client = self.connect()?;
        client.send(request("GET", target, "", b""))?;
        Ok(client)
    }

    /// `GET` with headers of one's own, each line ending in `\r\n`.
    pub fn get_with(&self, target: &str, headers: &str) -> Result<Response, Failure> {
        self.exchange(request("GET", target, headers, b""))
    }

    /// `HEAD` of this target. Whatever comes after the head is a failure.
    pub fn head(&self, target: &str) -> Result<Response, Failure> {
        let mut client = self.connect()?;
        client.send(request("HEAD", target, "", b""))?;
        let response = client.read_response_to("HEAD")?;
        client.expect_closed()?;
        Ok(response)
    }

    /// `POST` of these bytes, with their length and without a type.
    pub fn post(&self, target: &str, body: impl AsRef<[u8]>) -> Result<Response, Failure> {
        self.post_with(target, "", body)
    }

    /// `POST` of these bytes, with their length and headers of one's own, each line ending in `\r\n`.
    pub fn post_with(
        &self,
        target: &str,
        headers: &str,
        body: impl AsRef<[u8]>,
    ) -> Result<Response, Failure> {
        let body = body.as_ref();
        let headers = format!("Content-Length: {}\r\n{headers}", body.len());
        self.exchange(request("POST", target, &headers, body))
    }

    /// A request of any method, without a body.
    pub fn method(&self, method: &str, target: &str) -> Result<Response, Failure> {
        let mut client = self.connect()?;
        client.send(request(method, target, "", b""))?;
        client.read_response_to(method)
    }

    /// Waits until a client is served, and no longer refused with 503. A place may become free a moment
    /// after the answer of the client that had it.
    pub fn wait_until_served(&self) -> Result<(), Failure> {
        self.wait_until("a client to be served", |server| {
            Ok(server.get("/echo/a")?.expect_status_among(&[200, 503])?.status == 200)
        })
    }

    /// Sends these bytes over a new connection, and reads one response.
    pub fn exchange(&self, bytes: impl AsRef<[u8]>) -> Result<Response, Failure> {
        self.connect()?.send(bytes)?.read_response()
    }
}

/// The bytes of a request with `Host` and `Connection: close`. `headers` are whole lines, each ending in `\r\n`.
#[must_use]
pub fn request(method: &str, target: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}
