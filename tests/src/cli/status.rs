//! A line that shows that the command lives. It is for people: on a terminal only, and gone afterwards.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// What takes less is done before anybody wonders.
pub(crate) const NOTICEABLE: Duration = Duration::from_secs(1);

/// Longer lines would be broken by most terminals, and could not be wiped away.
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

/// Does something that may take long, and says so where it does.
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
