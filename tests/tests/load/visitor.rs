//! A client that asks for many things, and sometimes is a nuisance.

use checks::{Client, Failure, Server, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// A session that was idle for 100 ms may be closed while others wait. A visitor that a busy machine has
/// held up for half of that uses a new connection.
const IDLE: Duration = Duration::from_millis(50);

/// What becomes of a connection after an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// Each request has one of its own.
    NewConnections,
    /// It serves for the next request too, for as long as the server leaves it open.
    Sessions,
}

pub struct Visitor<'a> {
    server: &'a Server,
    habit: Habit,
    /// The connection that was kept, and when its last answer came.
    session: Option<(Client, Instant)>,
}

impl<'a> Visitor<'a> {
    pub fn new(server: &'a Server, habit: Habit) -> Visitor<'a> {
        Visitor { server, habit, session: None }
    }

    /// One of several requests, whose answer no other request has.
    pub fn ask(&mut self, number: usize) -> Result<(), Failure> {
        let text = format!("number-{number}");
        match number % 4 {
            0 => self.exchange("GET", &format!("/echo/{text}"), "", &text),
            1 => self.exchange("HEAD", &format!("/echo/{text}"), "", &text),
            2 => self.exchange("POST", "/", &text.repeat(number % 100), &text.repeat(number % 100)),
            _ => self.exchange("GET", &format!("/echo/{text}?query"), "ignored", &text),
        }
    }

    fn exchange(
        &mut self,
        method: &str,
        target: &str,
        body: &str,
        expected: &str,
    ) -> Result<(), Failure> {
        let mut client = self.connection()?;
        client.send(self.request(method, target, body))?;
        self.expect_answer(client, method, expected)
    }

    /// The answer is the right one. Then the connection is kept, where that is the habit.
    fn expect_answer(
        &mut self,
        mut client: Client,
        method: &str,
        expected: &str,
    ) -> Result<(), Failure> {
        let response = client.read_response_to(method)?.expect_status(200)?;
        let response = response.expect_header("Content-Length", &expected.len().to_string())?;
        let is_right = method == "HEAD" || response.body == expected.as_bytes();
        ensure(is_right, "the answer to another request came")?;
        if self.habit == Habit::Sessions {
            self.session = Some((client, Instant::now()));
        }
        Ok(())
    }

    fn connection(&mut self) -> Result<Client, Failure> {
        match self.session.take() {
            Some((client, since)) if since.elapsed() < IDLE => Ok(client),
            _ => self.server.connect(),
        }
    }

    fn request(&self, method: &str, target: &str, body: &str) -> String {
        let connection = match self.habit {
            Habit::NewConnections => "close",
            Habit::Sessions => "keep-alive",
        };
        let length = body.len();
        format!(
            "{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
    }

    /// Comes in one of several ways that no server can forbid.
    pub fn misbehave(&mut self, number: usize) -> Result<(), Failure> {
        match number % 4 {
            0 => self.dawdle(),
            1 => self.leave_in_the_head(),
            2 => self.leave_in_the_body(),
            _ => self.talk_nonsense(),
        }
    }

    /// A slow request is a request: it gets its answer.
    fn dawdle(&mut self) -> Result<(), Failure> {
        let mut client = self.connection()?;
        let request = self.request("GET", "/echo/slow", "");
        for piece in request.as_bytes().chunks(request.len() / 5) {
            client.send(piece)?;
            thread::sleep(Duration::from_millis(10));
        }
        self.expect_answer(client, "GET", "slow")
    }

    fn leave_in_the_head(&mut self) -> Result<(), Failure> {
        self.connection()?.send("GET /echo/gone HTTP/1.1\r\nHos")?;
        Ok(())
    }

    fn leave_in_the_body(&mut self) -> Result<(), Failure> {
        let mut client = self.connection()?;
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nall but")?;
        client.reset()
    }

    /// The answer has to arrive even though nobody reads what follows.
    fn talk_nonsense(&mut self) -> Result<(), Failure> {
        let mut client = self.connection()?;
        client.send(
            "GET /echo/nonsense HTTP/1.1\r\nno colon here\r\n\r\n".to_string()
                + &"x".repeat(10_000),
        )?;
        client.read_response()?.expect_status(400)?;
        client.finish()?.expect_closed()
    }
}
