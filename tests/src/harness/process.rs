//! A program that we started. It ends with the value that stands for it, and with all that it started.

use crate::output::Output;
use crate::poll::poll;
use crate::trace::{ServerRecord, Trace};
use crate::{Failure, reaper, signals};
use std::process::{Child, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// Output ends with the program, unless a program that it started holds on to it.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// A program of ours that runs. Dropping it kills it and waits for its end.
#[derive(Debug)]
pub(crate) struct Process {
    child: Mutex<Child>,
    pub(crate) id: u32,
    pub(crate) home: TempDir,
    pub(crate) stdout: Output,
    pub(crate) stderr: Output,
    trace: Trace,
    pub(crate) number: usize,
}

impl Process {
    pub(crate) fn new(child: Child, home: TempDir, record: ServerRecord, trace: &Trace) -> Process {
        let id = child.id();
        reaper::watch(id);
        reaper::watch_folder(home.path());
        let (stdout, stderr) = (record.stdout.clone(), record.stderr.clone());
        Process {
            child: Mutex::new(child),
            id,
            home,
            stdout,
            stderr,
            number: trace.server(record),
            trace: trace.clone(),
        }
    }

    /// Waits until the program ends by itself.
    pub(crate) fn wait_exit(&self, limit: Duration) -> Result<ExitStatus, Failure> {
        let status = poll(limit, || self.exit_status());
        let seconds = limit.as_secs_f32();
        status.ok_or_else(|| Failure::timeout(format!("the program still ran after {seconds} s")))
    }

    pub(crate) fn exit_status(&self) -> Option<ExitStatus> {
        self.child().try_wait().ok().flatten()
    }

    /// "was still running", or "ended by itself with exit status: 1".
    pub(crate) fn describe_end(&self) -> String {
        // Its output ends a moment before the program does.
        let limit = if self.stdout.has_ended() { LAST_WORDS } else { Duration::ZERO };
        match self.wait_exit(limit).ok().or_else(|| self.exit_status()) {
            Some(status) => describe_status(status),
            None => "was still running".to_string(),
        }
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let before = self.describe_end();
        let end = self.kill().map_or(before, describe_status);
        self.trace.server_ended(self.number, end);
        reaper::release(self.id);
        reaper::release_folder(self.home.path());
        // The last words of a program are still on their way when it is gone.
        self.stdout.wait_for_end(LAST_WORDS);
        self.stderr.wait_for_end(LAST_WORDS);
    }
}

impl Process {
    /// Kills the program, and all that it has started. Gives the status where that came too late.
    fn kill(&self) -> Option<ExitStatus> {
        let mut child = self.child();
        signals::kill_group(self.id);
        let _ = child.kill();
        child.wait().ok().filter(|status| !signals::was_killed(*status))
    }
}

fn describe_status(status: ExitStatus) -> String {
    format!("ended by itself with {status}")
}
