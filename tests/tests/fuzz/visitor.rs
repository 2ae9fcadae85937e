//! A client that sends what it likes, and leaves as it likes.

use crate::random::{self, Rng, Witness};
use checks::Stage;
use socket2::SockRef;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

/// A server that does nothing for so long hangs.
const TIMEOUT: Duration = Duration::from_secs(10);

/// In bytes. No answer to fuzz is as long as this.
const LONGEST_ANSWER: u64 = 1024 * 1024;

/// After so many inputs, an honest request. Stage 1 gets so many over one connection.
const INPUTS_IN_A_ROW: usize = 50;

/// One client in so many waits until the server has had enough of it.
const STUBBORN: u32 = 500;

/// One client in so many pauses in the middle, so that its bytes arrive apart.
const PAUSING: u32 = 50;

pub struct Visitor {
    stage: Stage,
    address: SocketAddr,
    seed: u64,
    random: Rng,
}

impl Visitor {
    /// The visitors of one seed differ by their numbers.
    pub fn new(stage: Stage, address: SocketAddr, seed: u64, number: usize) -> Visitor {
        let random = Rng::with_seed(seed.wrapping_add(number as u64));
        Visitor { stage, address, seed, random }
    }

    /// Sends so many inputs, and asks something sensible after every few of them.
    pub fn make_noise(&mut self, inputs: usize) {
        for round in 0..inputs.div_ceil(INPUTS_IN_A_ROW) {
            let count = INPUTS_IN_A_ROW.min(inputs - round * INPUTS_IN_A_ROW);
            if self.stage.speaks_http() {
                (0..count).for_each(|_| self.visit());
                self.ask_honestly();
            } else {
                self.talk_to_echo(count);
            }
        }
    }

    /// One input, over a connection of its own.
    fn visit(&mut self) {
        let input = random::input(&mut self.random);
        let _witness = Witness { seed: self.seed, input: &input };
        let mut stream = self.connect();
        let pieces = self.random.usize(1..=2);
        if self.send(&mut stream, &input, pieces).is_ok() {
            // What comes after a whole request, and after its answer, may meet a closed connection.
            let may_be_reset = pieces > 1 || self.stage.number() == 2;
            self.leave(stream, may_be_reset);
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect_timeout(&self.address, TIMEOUT);
        let stream = stream.expect("the server accepts connections");
        stream.set_read_timeout(Some(TIMEOUT)).expect("ten seconds are a time limit");
        stream.set_write_timeout(Some(TIMEOUT)).expect("ten seconds are a time limit");
        stream
    }

    /// Sends the bytes in one or two pieces. A server need not take them all.
    fn send(&mut self, stream: &mut TcpStream, input: &[u8], pieces: usize) -> io::Result<()> {
        let all = input.len();
        let (first, second) =
            input.split_at(if pieces == 1 { all } else { self.random.usize(..=all) });
        stream.write_all(first)?;
        if self.random.u32(..PAUSING) == 0 {
            thread::sleep(Duration::from_millis(2));
        }
        stream.write_all(second)
    }

    fn leave(&mut self, mut stream: TcpStream, may_be_reset: bool) {
        let is_stubborn = self.stage.takes("--timeout") && self.random.u32(..STUBBORN) == 0;
        match self.random.u8(..4) {
            _ if is_stubborn => hear_out(&mut stream, may_be_reset),
            0 => reset(&stream),
            1 => {}
            _ if stream.shutdown(Shutdown::Write).is_ok() => hear_out(&mut stream, may_be_reset),
            _ => assert!(may_be_reset, "the connection was reset while we sent"),
        }
    }

    /// A request whose answer is known.
    fn ask_honestly(&self) {
        let mut stream = self.connect();
        let request = b"GET /echo/honest HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request).expect("the server takes a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the server answers and closes");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "not well answered: {answer}");
        let is_echo = answer.ends_with("\r\n\r\nhonest");
        assert!(is_echo || self.stage.number() == 2, "not well answered: {answer}");
    }

    /// What goes in comes out, over one connection for many inputs.
    fn talk_to_echo(&mut self, count: usize) {
        let mut stream = self.connect();
        for _ in 0..count {
            let input = random::input(&mut self.random);
            let _witness = Witness { seed: self.seed, input: &input };
            self.send(&mut stream, &input, 2).expect("the server takes all bytes");
            let mut echo = vec![0; input.len()];
            stream.read_exact(&mut echo).expect("the server sends back all bytes");
            assert!(echo == input, "another thing came back: {}", echo.escape_ascii());
        }
        if self.random.bool() {
            reset(&stream);
        }
    }
}

/// Reads until the server ends the connection. It has to do so, and to say something sensible or nothing.
fn hear_out(stream: &mut TcpStream, may_be_reset: bool) {
    let mut answer = Vec::new();
    let end = stream.take(LONGEST_ANSWER).read_to_end(&mut answer);
    let end = end.map_err(|error| error.kind());
    let is_reset = matches!(end, Err(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted));
    assert!(end.is_ok() || (may_be_reset && is_reset), "the server hangs or resets: {end:?}");
    let is_answer = answer.is_empty() || answer.starts_with(b"HTTP/1.1 ");
    let is_fault = answer.starts_with(b"HTTP/1.1 500");
    assert!(is_answer && !is_fault, "no good answer: {}", answer.escape_ascii());
}

/// Lets the connection end with a reset (RST) when it is dropped. Such a port needs no rest after its use.
fn reset(stream: &TcpStream) {
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}
