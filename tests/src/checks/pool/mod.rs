//! Stage 6: a bounded pool of workers, and a queue with an end.

pub mod latency;
pub mod memory;
pub mod overload;
pub mod panics;
pub mod patience;
pub mod sessions;
pub mod workers;

use crate::{Client, Failure, Server, Subject};

/// A request whose connection stays open.
const OPEN_REQUEST: &str = "GET /about HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// A pool of this size, where the stage has one.
fn start(subject: &Subject, workers: usize, queue: usize) -> Result<Server, Failure> {
    let (workers, queue) = (workers.to_string(), queue.to_string());
    subject.launch().where_taken("--workers", &workers).where_taken("--queue", &queue).start()
}

/// Begins `count` requests that take this long each, one after the other.
fn begin_sleeps(server: &Server, count: usize, milliseconds: u32) -> Result<Vec<Client>, Failure> {
    (0..count).map(|_| server.begin(&format!("/sleep/{milliseconds}"))).collect()
}
