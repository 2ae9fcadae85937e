//! Many clients at once.

use crate::Failure;
use std::thread;

/// Runs the task `count` times at once, each with its number from 0, and gives the results in that order.
///
/// # Panics
///
/// Where a task does.
pub fn in_parallel<T: Send>(
    count: usize,
    task: impl Fn(usize) -> Result<T, Failure> + Sync,
) -> Result<Vec<T>, Failure> {
    let task = &task;
    thread::scope(|scope| {
        let start = |number| scope.spawn(move || task(number));
        let running: Vec<_> = (0..count).map(start).collect();
        let finished = running.into_iter().map(thread::ScopedJoinHandle::join);
        finished.map(|result| result.expect("a task panics only where a check is wrong")).collect()
    })
}
