//! A session: the requests of one connection, one after the other (RFC 9112 §9.3).
//!
//! A session that waits for its client while others wait for a worker goes back into the queue. So a
//! client keeps a worker for as long as its answer takes, and not for as long as its request takes.

use crate::connection::{Connection, NoRequest};
use crate::pool::Queue;
use crate::request::Request;
use crate::response::{Response, Status};
use crate::{Server, respond};
use std::io;
use std::time::{Duration, Instant};

/// How long a turn with one client is, before we look at what else there is to do.
const PATIENCE: Duration = Duration::from_millis(100);

/// The same while others wait. It is not shorter, lest the workers be busy with taking turns.
const SHORT_PATIENCE: Duration = Duration::from_millis(1);

pub struct Session {
    connection: Connection,
    idle_since: Instant,
}

impl Session {
    pub fn new(connection: Connection) -> Self {
        Self { connection, idle_since: Instant::now() }
    }

    /// Serves one request after the other, until the connection ends or others wait for the worker.
    pub fn run(mut self, server: &Server, queue: &Queue<Self>) -> Result<(), NoRequest> {
        while self.take_turn(server, queue)? {
            if queue.is_crowded() {
                queue.put_back(self);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Goes on for a while with what this session is at. Gives `false` at its end.
    fn take_turn(&mut self, server: &Server, queue: &Queue<Self>) -> Result<bool, NoRequest> {
        let patience = if queue.is_crowded() { SHORT_PATIENCE } else { PATIENCE };
        let turn = Instant::now() + patience;
        if self.connection.is_closed() {
            return Ok(self.connection.linger(turn) && !queue.is_filling());
        }
        match self.connection.read_request(turn) {
            Ok(request) => Ok(self.answer(&request, server)?),
            Err(NoRequest::Refused(status)) => Ok(self.send(Response::error(status), false)?),
            Err(NoRequest::Incomplete) => Ok(!self.is_over(server, queue)),
            Err(end) => Err(end),
        }
    }

    /// Whether a client that is silent between two requests has been so for too long.
    fn is_over(&self, server: &Server, queue: &Queue<Self>) -> bool {
        let idle = self.idle_since.elapsed();
        let is_in_the_way = idle >= PATIENCE && queue.is_filling();
        let is_too_long = idle >= server.options.timeout;
        self.connection.is_idle() && (is_in_the_way || is_too_long || server.is_stopping())
    }

    /// Answers before anything is read: there are too many others.
    pub fn refuse(&mut self) -> io::Result<bool> {
        let response = Response::error(Status::SERVICE_UNAVAILABLE);
        self.send(response.with("Retry-After", "1"), false)
    }

    fn answer(&mut self, request: &Request, server: &Server) -> io::Result<bool> {
        let response = respond(request, server);
        self.send(response, request.keeps_open() && !server.is_stopping())
    }

    /// Sends an answer, and says whether that is not the end of the session.
    fn send(&mut self, response: Response, keeps_open: bool) -> io::Result<bool> {
        let connection = if keeps_open { "keep-alive" } else { "close" };
        self.connection.send(response.with("Connection", connection))?;
        self.idle_since = Instant::now();
        Ok(keeps_open || self.connection.close())
    }
}
