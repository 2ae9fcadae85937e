//! The status line while the checks run.

use crate::cli::status::{NOTICEABLE, Status};
use std::time::Instant;

/// How far the run is, and which checks it waits for.
pub(crate) struct Progress {
    status: Status,
    total: usize,
    done: usize,
    running: Vec<(&'static str, Instant)>,
}

impl Progress {
    pub(crate) fn new(total: usize) -> Progress {
        Progress { status: Status::new(), total, done: 0, running: Vec::new() }
    }

    pub(crate) fn began(&mut self, id: &'static str) {
        self.running.push((id, Instant::now()));
    }

    pub(crate) fn ended(&mut self, id: &'static str) {
        self.running.retain(|(running, _)| *running != id);
        self.done += 1;
        self.show();
    }

    /// Shows the oldest check that has not ended.
    pub(crate) fn show(&mut self) {
        let late = self.running.first().filter(|(_, since)| since.elapsed() >= NOTICEABLE);
        let late =
            late.map(|(id, since)| format!(", waiting for {id}, {} s", since.elapsed().as_secs()));
        self.status.show(&format!(
            "{} of {} checks{}",
            self.done,
            self.total,
            late.unwrap_or_default()
        ));
    }

    pub(crate) fn clear(&mut self) {
        self.status.clear();
    }
}
