//! Programs of submissions: each has a folder and a time, and leaves nothing behind.

use checks::output::Output;
use checks::signals::{self, Signal};
use checks::{orphans, poll, reaper};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// After its time, a run of the checks may still write down what it knows.
const GRACE: Duration = Duration::from_secs(5);

/// Output ends with the program, unless a program that it started holds on to it.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// No submission writes a larger file.
#[cfg(unix)]
const MAX_FILE: u64 = 2 * 1024 * 1024 * 1024;

/// Where submissions are copied, built and run.
pub(super) struct Workshop {
    folder: TempDir,
    building: Mutex<()>,
    next: AtomicUsize,
}

impl Workshop {
    /// Makes the folder. From now on, no file that this program or its children write is very large.
    pub(super) fn new() -> io::Result<Workshop> {
        limit_files();
        let (building, next) = (Mutex::new(()), AtomicUsize::new(1));
        Ok(Workshop { folder: tempfile::tempdir()?, building, next })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The target folder of all crates: what they depend on is built once.
    pub(super) fn target(&self) -> PathBuf {
        self.path().join("target")
    }

    /// Only one crate is built at a time: programs of the same name take the same place.
    pub(super) fn lock_target(&self) -> MutexGuard<'_, ()> {
        self.building.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new place for one submission.
    pub(super) fn bench(&self) -> io::Result<Bench> {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        let folder = tempfile::Builder::new().prefix("bench").tempdir_in(self.path())?;
        Ok(Bench { folder, owner: format!("{}_{number}", std::process::id()) })
    }

    pub(super) fn close(self) {
        reaper::release_folder(self.path());
    }
}

#[cfg(unix)]
fn limit_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Fsize).maximum;
    let current = Some(maximum.map_or(MAX_FILE, |maximum| maximum.min(MAX_FILE)));
    // A system that has no such limit grades without.
    let _ = setrlimit(Resource::Fsize, Rlimit { current, maximum });
}

#[cfg(not(unix))]
fn limit_files() {}

/// The place of one submission. It goes away with the value, and so does what still runs.
pub(super) struct Bench {
    pub(super) folder: TempDir,
    owner: String,
}

/// A program that has ended, or was ended.
pub(super) struct Ended {
    /// `None` for a program that was still running at the end of its time.
    pub(super) status: Option<ExitStatus>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Bench {
    /// Runs a program until the deadline, and ends all that it has started. Of its output, the first part is kept.
    pub(super) fn run(&self, mut command: Command, deadline: Instant) -> io::Result<Ended> {
        reaper::mark(&mut command);
        orphans::mark(&mut command, &self.owner);
        reaper::lead_own_group(&mut command);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        reaper::watch(child.id());
        let stdout = child.stdout.take().map_or_else(Output::default, Output::collect);
        let stderr = child.stderr.take().map_or_else(Output::default, Output::collect);
        let status = wait(&mut child, deadline);
        self.end(&mut child);
        stdout.wait_for_end(LAST_WORDS);
        stderr.wait_for_end(LAST_WORDS);
        Ok(Ended { status, stdout: stdout.text(), stderr: stderr.text() })
    }

    fn end(&self, child: &mut Child) {
        signals::kill_group(child.id());
        // It may have ended by itself.
        let _ = child.kill();
        let _ = child.wait();
        orphans::kill(&self.owner);
        reaper::release(child.id());
    }
}

/// Waits for the end of the program. After the deadline, Ctrl-C lets it write down what it knows.
fn wait(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    let mut status = || child.try_wait().ok().flatten();
    let left = deadline.saturating_duration_since(Instant::now());
    if let Some(status) = poll(left, &mut status) {
        return Some(status);
    }
    let _ = signals::send(child.id(), Signal::Interrupt);
    poll(GRACE, || child.try_wait().ok().flatten());
    None
}
