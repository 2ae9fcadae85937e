//! Stage 6: a bounded pool of workers, and a queue with an end.

pub mod overload;
pub mod panics;
pub mod sessions;
pub mod workers;

use crate::{Client, Failure, Server, Subject};

/// A pool of this size, where the stage has one.
fn start(subject: &Subject, workers: usize, queue: usize) -> Result<Server, Failure> {
    let (workers, queue) = (workers.to_string(), queue.to_string());
    subject.launch().where_taken("--workers", &workers).where_taken("--queue", &queue).start()
}

/// So many requests that take this long, begun one after the other.
fn begin_sleeps(server: &Server, count: usize, milliseconds: u32) -> Result<Vec<Client>, Failure> {
    (0..count).map(|_| server.begin(&format!("/sleep/{milliseconds}"))).collect()
}
