//! A status line, which shows that the command is working. Only on a terminal, and gone afterwards.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// Shorter work needs no status line.
pub(crate) const NOTICEABLE: Duration = Duration::from_secs(1);

/// Most terminals would wrap longer lines, and then a line could not be cleared.
const WIDTH: usize = 78;

/// How often the line changes.
pub(crate) const TICK: Duration = Duration::from_millis(250);

/// The line.
#[derive(Debug)]
pub(crate) struct Status {
    shown: bool,
    enabled: bool,
}

impl Status {
    pub(crate) fn new() -> Status {
        Status { shown: false, enabled: std::io::stderr().is_terminal() }
    }

    /// Shows this in place of what is there.
    pub(crate) fn show(&mut self, text: &str) {
        if self.enabled {
            self.clear();
            let text: String = text.chars().take(WIDTH).collect();
            let _ = write!(std::io::stderr(), "{text}");
            self.shown = true;
        }
    }

    /// Makes room for other output.
    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = write!(std::io::stderr(), "\r{:WIDTH$}\r", "");
        }
    }
}

/// Shows a status line if the work takes long.
pub(crate) fn while_busy<T: Send>(what: &str, work: impl FnOnce() -> T + Send) -> T {
    let begin = Instant::now();
    let (done, wait) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut status = Status::new();
            while wait.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                if begin.elapsed() >= NOTICEABLE {
                    status.show(&format!("{what} … {} s", begin.elapsed().as_secs()));
                }
            }
            status.clear();
        });
        let result = work();
        drop(done);
        result
    })
}
