//! One honest client: it asks, reads the answer, and asks again. How long does it wait?

use super::answer::Answer;
use super::data::median;
use super::request;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// More requests do not make a median better.
const MAX_REQUESTS: usize = 2000;

/// A client that does everything right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Honest {
    /// The server that it asks.
    pub(super) server: SocketAddr,
    /// Whether it keeps its connection after an answer.
    pub(super) keeps: bool,
    /// How long it waits for one answer before it gives up.
    pub(super) limit: Duration,
    /// How long it goes on asking.
    pub(super) duration: Duration,
}

/// How long a client waits, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Latency {
    /// For half of its answers.
    pub(super) median: f64,
    /// For the first of them.
    pub(super) first: f64,
}

impl Honest {
    /// How long the client waits for its answers. The time to go on asking begins with the first one. An
    /// error is what came in place of an answer, such as `no answer within 10 s`.
    pub(super) fn latency(&self) -> Result<Latency, String> {
        let mut kept = None;
        let first = self.time(&mut kept)?;
        let mut times = vec![first];
        let end = Instant::now() + self.duration;
        while Instant::now() < end && times.len() < MAX_REQUESTS {
            times.push(self.time(&mut kept)?);
        }
        times.sort_by(f64::total_cmp);
        let median = median(&times).unwrap_or(first);
        Ok(Latency { median, first })
    }

    /// The time for one answer, from the connection on if it is a new one.
    fn time(&self, kept: &mut Option<TcpStream>) -> Result<f64, String> {
        let begin = Instant::now();
        let (stream, status) = self.ask(kept.take()).map_err(|error| self.describe(&error))?;
        let time = begin.elapsed().as_secs_f64() * 1000.0;
        if status != 200 {
            return Err(format!("refused with {status}"));
        }
        *kept = Some(stream).filter(|_| self.keeps);
        Ok(time)
    }

    /// A server may close a kept connection at any time. Then the client asks over a new one.
    fn ask(&self, kept: Option<TcpStream>) -> io::Result<(TcpStream, u16)> {
        let answered = kept.map(|stream| self.exchange(stream));
        match answered {
            Some(Err(error)) if is_timeout(&error) => Err(error),
            Some(Ok(answered)) => Ok(answered),
            _ => self.exchange(self.connect()?),
        }
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect_timeout(&self.server, self.limit)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(self.limit))?;
        stream.set_write_timeout(Some(self.limit))?;
        Ok(stream)
    }

    fn exchange(&self, mut stream: TcpStream) -> io::Result<(TcpStream, u16)> {
        stream.write_all(&request(self.keeps))?;
        let mut answer = Answer::default();
        let mut bytes = [0; 4096];
        loop {
            let length = stream.read(&mut bytes)?;
            if length == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            if let Some(status) = answer.push(&bytes[..length])? {
                return Ok((stream, status));
            }
        }
    }

    fn describe(&self, error: &io::Error) -> String {
        if is_timeout(error) {
            format!("no answer within {} s", self.limit.as_secs_f32())
        } else {
            "the connection was closed".to_string()
        }
    }
}

/// A read that times out is `WouldBlock` on Unix and `TimedOut` on Windows.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
