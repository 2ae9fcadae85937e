//! Stage 6: a bounded pool of workers, and a queue with an end.

pub mod idle;
pub mod latency;
pub mod memory;
pub mod overload;
pub mod panics;
pub mod sessions;
pub mod workers;

use crate::{Client, Failure, Launch, Server, Target};

/// A server with a pool of this size. The event loop takes as many connections instead.
fn start(target: &Target, workers: usize, queue: usize) -> Result<Server, Failure> {
    launch(target, workers, queue).start()
}

pub(super) fn launch(target: &Target, workers: usize, queue: usize) -> Launch<'_> {
    let [connections, workers, queue] = [workers + queue, workers, queue].map(|n| n.to_string());
    let launch = target.launch().where_taken("--workers", &workers);
    launch.where_taken("--queue", &queue).where_taken("--max-connections", &connections)
}

/// Begins `count` requests that take this long each, one after the other.
fn begin_sleeps(server: &Server, count: usize, milliseconds: u32) -> Result<Vec<Client>, Failure> {
    (0..count).map(|_| server.begin(&format!("/sleep/{milliseconds}"))).collect()
}
