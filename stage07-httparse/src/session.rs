//! A session: the requests of one connection, one after the other (RFC 9112 §9.3).
//!
//! A session that waits for its client while others wait for a worker goes back into the queue. So a
//! client keeps a worker for as long as its answer takes, and not for as long as its request takes.

use crate::connection::{Connection, NoRequest};
use crate::pool::Queue;
use crate::request::Request;
use crate::response::Response;
use crate::{Server, respond};
use std::time::{Duration, Instant};

/// For how long to wait for a client before we look at what else there is to do.
const PATIENCE: Duration = Duration::from_millis(100);

/// The same while others wait. It is not shorter, lest the workers be busy with waiting.
const SHORT_PATIENCE: Duration = Duration::from_millis(10);

pub struct Session {
    pub connection: Connection,
    idle_since: Instant,
}

impl Session {
    pub fn new(connection: Connection) -> Self {
        Self { connection, idle_since: Instant::now() }
    }

    /// Serves one request after the other, until the connection ends or others wait for the worker.
    pub fn run(mut self, server: &Server, queue: &Queue<Self>) -> Result<(), NoRequest> {
        loop {
            let patience = if queue.is_crowded() { SHORT_PATIENCE } else { PATIENCE };
            let goes_on = match self.connection.read_request(patience) {
                Ok(request) => self.answer(&request, server)?,
                Err(NoRequest::Refused(status)) => self.send(Response::error(status), false)?,
                Err(NoRequest::Silent) if self.is_over(server, queue) => return Ok(()),
                Err(NoRequest::Silent) => true,
                Err(end) => return Err(end),
            };
            if !goes_on {
                self.connection.close();
                return Ok(());
            }
            if queue.is_crowded() {
                queue.put_back(self);
                return Ok(());
            }
        }
    }

    /// Whether a client that is silent between two requests has been so for too long.
    fn is_over(&self, server: &Server, queue: &Queue<Self>) -> bool {
        let idle = self.idle_since.elapsed();
        let is_in_the_way = idle >= PATIENCE && queue.is_filling();
        let is_too_long = idle >= server.options.timeout;
        self.connection.is_idle() && (is_in_the_way || is_too_long || server.is_stopping())
    }

    fn answer(&mut self, request: &Request, server: &Server) -> Result<bool, NoRequest> {
        let response = respond(request, server);
        self.send(response, request.keeps_open() && !server.is_stopping())
    }

    /// Sends an answer, and says whether another request may follow.
    fn send(&mut self, response: Response, keeps_open: bool) -> Result<bool, NoRequest> {
        let connection = if keeps_open { "keep-alive" } else { "close" };
        self.connection.send(response.with("Connection", connection))?;
        self.idle_since = Instant::now();
        Ok(keeps_open)
    }
}
