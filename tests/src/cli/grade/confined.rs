//! Programs of submissions: each has a folder and a time, and leaves nothing behind.

use super::row::Reason;
use checks::output::Output;
use checks::signals::{self, Signal};
use checks::{orphans, poll, reaper};
use std::collections::BTreeSet;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use walkdir::WalkDir;

/// After its time, a run of the checks may still write down what it knows.
const GRACE: Duration = Duration::from_secs(5);

/// How often we look at the space that a submission takes.
const LOOK: Duration = Duration::from_millis(500);

/// Output ends with the program, unless a program that it started holds on to it.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// No submission writes a larger file. Some checks make one of this size.
#[cfg(unix)]
const MAX_FILE: u64 = 1024 * 1024 * 1024;

/// Where submissions are copied, built and run.
pub(super) struct Workshop {
    folder: TempDir,
    building: Mutex<()>,
    /// The processes that we have started. All other children were left behind by submissions.
    own: Mutex<BTreeSet<u32>>,
    next: AtomicUsize,
}

impl Workshop {
    /// Makes the folder. From now on, no file that this program or its children write is very large, and what
    /// submissions leave behind is ours.
    pub(super) fn new() -> io::Result<Workshop> {
        limit_files();
        orphans::adopt()?;
        let own = Mutex::new(reaper::process().into_iter().collect());
        let (building, next) = (Mutex::new(()), AtomicUsize::new(1));
        Ok(Workshop { folder: tempfile::tempdir()?, building, own, next })
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

    fn lock_own(&self) -> MutexGuard<'_, BTreeSet<u32>> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A program that has just been started is a child of ours before we know its number, so others wait.
    fn spawn(&self, command: &mut Command) -> io::Result<Child> {
        let mut own = self.lock_own();
        let child = command.spawn()?;
        own.insert(child.id());
        Ok(child)
    }

    /// A new place for one submission.
    pub(super) fn bench(&self) -> io::Result<Bench<'_>> {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        let folder = tempfile::Builder::new().prefix("bench").tempdir_in(self.path())?;
        Ok(Bench { folder, workshop: self, owner: format!("{}_{number}", std::process::id()) })
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
pub(super) struct Bench<'a> {
    pub(super) folder: TempDir,
    pub(super) workshop: &'a Workshop,
    owner: String,
}

/// The limits of one submission.
pub(super) struct Limits {
    pub(super) deadline: Instant,
    /// The space on the disk.
    pub(super) bytes: u64,
}

/// A program that has ended, or was ended.
pub(super) struct Ended {
    /// An error for a program that was ended.
    pub(super) status: Result<ExitStatus, Reason>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Bench<'_> {
    /// Runs a program within its limits, and ends all that it has started. Of its output, the first part is kept.
    pub(super) fn run(&self, mut command: Command, limits: &Limits) -> io::Result<Ended> {
        reaper::mark(&mut command);
        orphans::mark(&mut command, &self.owner);
        reaper::lead_own_group(&mut command);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.workshop.spawn(&mut command)?;
        reaper::watch(child.id());
        let stdout = child.stdout.take().map_or_else(Output::default, Output::collect);
        let stderr = child.stderr.take().map_or_else(Output::default, Output::collect);
        let status = self.wait(&mut child, limits);
        self.end(&mut child);
        stdout.wait_for_end(LAST_WORDS);
        stderr.wait_for_end(LAST_WORDS);
        Ok(Ended { status, stdout: stdout.text(), stderr: stderr.text() })
    }

    /// Waits for the end of the program. Beyond its limits, Ctrl-C lets it write down what it knows.
    fn wait(&self, child: &mut Child, limits: &Limits) -> Result<ExitStatus, Reason> {
        let mut status = || child.try_wait().ok().flatten();
        let reason = loop {
            let left = limits.deadline.saturating_duration_since(Instant::now());
            if let Some(status) = poll(left.min(LOOK), &mut status) {
                return Ok(status);
            }
            if left.is_zero() {
                break Reason::new("timed out", "the build or the checks did not end in time");
            }
            if space(self.folder.path()) > limits.bytes {
                break Reason::new("fills the disk", "the submission writes more than it may");
            }
        };
        // What has ended meanwhile needs no signal.
        let _ = signals::send(child.id(), Signal::Interrupt);
        poll(GRACE, || child.try_wait().ok().flatten());
        Err(reason)
    }

    fn end(&self, child: &mut Child) {
        signals::kill_group(child.id());
        // It may have ended by itself.
        let _ = child.kill();
        let _ = child.wait();
        orphans::kill(&self.owner);
        reaper::release(child.id());
        let mut own = self.workshop.lock_own();
        own.remove(&child.id());
        orphans::kill_adopted(&own);
    }
}

/// The space that a folder takes on the disk.
fn space(folder: &Path) -> u64 {
    let files = WalkDir::new(folder).into_iter().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|metadata| blocks(&metadata)).sum()
}

/// A file may be longer than what is stored of it.
#[cfg(unix)]
fn blocks(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(metadata) * 512
}

#[cfg(not(unix))]
fn blocks(metadata: &Metadata) -> u64 {
    metadata.len()
}
