//! A session: the requests of one connection, one after the other (RFC 9112 §9.3).

use crate::connection::{Connection, NoRequest};
use crate::pool::Queue;
use crate::response::Response;
use crate::{Server, respond};
use std::time::{Duration, Instant};

/// For how long a silent client keeps its worker while others wait for one.
const PATIENCE: Duration = Duration::from_millis(100);

/// Enough to see whether there is something to read already.
const GLANCE: Duration = Duration::from_millis(1);

pub struct Session {
    pub connection: Connection,
    idle_since: Instant,
}

impl Session {
    pub fn new(connection: Connection) -> Self {
        Self { connection, idle_since: Instant::now() }
    }

    /// Serves requests until the connection ends, or until others wait: then it goes to the end of the
    /// queue, so that each gets its turn.
    pub fn run(mut self, server: &Server, queue: &Queue<Self>) -> Result<(), NoRequest> {
        while self.wait(server, queue)? {
            if !self.serve_request(server)? {
                self.connection.close();
                return Ok(());
            }
            self.idle_since = Instant::now();
            if queue.is_crowded() {
                queue.put_back(self);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Waits for the next request. Gives `false` when there is no sense in waiting any longer.
    fn wait(&mut self, server: &Server, queue: &Queue<Self>) -> Result<bool, NoRequest> {
        loop {
            let patience = match self.idle_since.elapsed() {
                idle if queue.is_crowded() => PATIENCE.saturating_sub(idle).max(GLANCE),
                _ => PATIENCE,
            };
            match self.connection.wait(patience) {
                Ok(()) => return Ok(true),
                Err(NoRequest::Silent) if self.is_over(server, queue) => return Ok(false),
                Err(NoRequest::Silent) => {}
                Err(end) => return Err(end),
            }
        }
    }

    fn is_over(&self, server: &Server, queue: &Queue<Self>) -> bool {
        let idle = self.idle_since.elapsed();
        let is_in_the_way = idle >= PATIENCE && queue.is_crowded();
        is_in_the_way || idle >= server.options.timeout || server.is_stopping()
    }

    /// Answers one request. Gives `false` where it is the last one of its connection.
    fn serve_request(&mut self, server: &Server) -> Result<bool, NoRequest> {
        let (response, keeps_open) = match self.connection.read_request() {
            Ok(request) => {
                let response = respond(&request, server);
                (response, request.keeps_open() && !server.is_stopping())
            }
            Err(NoRequest::Refused(status)) => (Response::error(status), false),
            Err(end) => return Err(end),
        };
        let connection = if keeps_open { "keep-alive" } else { "close" };
        self.connection.send(response.with("Connection", connection))?;
        Ok(keeps_open)
    }
}
