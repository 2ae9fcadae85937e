//! A running server. It ends with the value that stands for it.

use crate::journal::{Journal, ServerRecord};
use crate::output::Output;
use crate::signals::{self, Signal};
use crate::{Client, Failure, Subject, ensure, guard, resources};
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
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
    journal: Journal,
    number: usize,
}

impl Process {
    pub(crate) fn new(
        child: Child,
        home: TempDir,
        record: ServerRecord,
        journal: &Journal,
    ) -> Process {
        let id = child.id();
        guard::watch(id);
        let (stdout, stderr) = (record.stdout.clone(), record.stderr.clone());
        Process {
            child: Mutex::new(child),
            id,
            home,
            stdout,
            stderr,
            number: journal.server(record),
            journal: journal.clone(),
        }
    }

    /// Waits until the program ends by itself.
    pub(crate) fn wait_exit(&self, limit: Duration) -> Result<ExitStatus, Failure> {
        let deadline = Instant::now() + limit;
        while Instant::now() < deadline {
            if let Some(status) = self.exit_status() {
                return Ok(status);
            }
            // The standard library has no wait with a limit.
            thread::sleep(Duration::from_millis(2));
        }
        let seconds = limit.as_secs_f32();
        Err(Failure::new(format!("the program still ran after {seconds} s")))
    }

    pub(crate) fn exit_status(&self) -> Option<ExitStatus> {
        self.child().try_wait().ok().flatten()
    }

    /// "was still running", or "ended by itself with exit status: 1".
    pub(crate) fn describe_end(&self) -> String {
        // Its output ends a moment before the program does.
        let limit = if self.stdout.has_ended() { LAST_WORDS } else { Duration::ZERO };
        match self.wait_exit(limit).ok().or_else(|| self.exit_status()) {
            Some(status) => format!("ended by itself with {status}"),
            None => "was still running".to_string(),
        }
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.journal.server_ended(self.number, self.describe_end());
        let mut child = self.child();
        let _ = child.kill();
        let _ = child.wait();
        guard::release(self.id);
        // The last words of a program are still on their way when it is gone.
        self.stdout.wait_for_end(LAST_WORDS);
        self.stderr.wait_for_end(LAST_WORDS);
    }
}

/// A server that accepts connections.
#[derive(Debug)]
pub struct Server {
    process: Process,
    address: SocketAddr,
    patience: Duration,
}

impl Server {
    pub(crate) fn new(subject: &Subject, process: Process, address: SocketAddr) -> Server {
        process.journal.server_listens(process.number, address);
        let patience = subject.patience();
        Server { process, address, patience }
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:4221`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its current folder, which is gone after the check.
    pub fn home(&self) -> Result<&Path, Failure> {
        Ok(self.process.home.path())
    }

    /// The folder behind `/files/`. The server makes it.
    pub fn folder(&self) -> Result<PathBuf, Failure> {
        Ok(self.home()?.join("files"))
    }

    /// Puts a file of so many zeros behind `/files/`. They take no space on most disks.
    pub fn store_zeros(&self, name: &str, length: u64) -> Result<(), Failure> {
        let file = File::create(self.folder()?.join(name))?;
        Ok(file.set_len(length)?)
    }

    /// A new connection.
    pub fn connect(&self) -> Result<Client, Failure> {
        Client::connect(self.address, self.patience, &self.process.journal)
    }

    /// What it has printed to stdout so far.
    pub fn stdout(&self) -> Result<String, Failure> {
        Ok(self.process.stdout.text())
    }

    /// What it has printed to stderr so far: the access log among it.
    pub fn stderr(&self) -> Result<String, Failure> {
        Ok(self.process.stderr.text())
    }

    /// Waits until stderr meets the condition, and gives its text: log lines may come after the answer.
    pub fn wait_for_stderr(&self, met: impl Fn(&str) -> bool) -> Result<String, Failure> {
        let text = self.process.stderr.wait_until(self.patience, met);
        text.ok_or_else(|| Failure::new("what was expected on stderr never came"))
    }

    /// Waits until stdout meets the condition, and gives its text.
    pub fn wait_for_stdout(&self, met: impl Fn(&str) -> bool) -> Result<String, Failure> {
        let text = self.process.stdout.wait_until(self.patience, met);
        text.ok_or_else(|| Failure::new("what was expected on stdout never came"))
    }

    /// Whether the program has not ended.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.process.exit_status().is_none()
    }

    /// Waits for something that nothing announces, by asking for it again and again.
    pub fn wait_until(
        &self,
        wanted: &str,
        mut met: impl FnMut(&Server) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let deadline = Instant::now() + self.patience;
        while !met(self)? {
            let seconds = self.patience.as_secs_f32();
            let in_vain = format!("waited {seconds} s for {wanted} in vain");
            ensure(Instant::now() < deadline, in_vain)?;
            thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// The program has not ended.
    pub fn expect_running(&self) -> Result<(), Failure> {
        let end = self.process.describe_end();
        ensure(self.is_running(), format!("the server {end}"))
    }

    /// Waits until the program ends by itself.
    pub fn wait_exit(&self) -> Result<ExitStatus, Failure> {
        self.process.wait_exit(self.patience)
    }

    /// Sends SIGINT, as Ctrl-C does.
    pub fn interrupt(&self) -> Result<(), Failure> {
        signals::send(self.process.id, Signal::Interrupt)
    }

    /// Sends SIGTERM, as `kill` does.
    pub fn terminate(&self) -> Result<(), Failure> {
        signals::send(self.process.id, Signal::Terminate)
    }

    /// Resident memory in bytes.
    pub fn resident_memory(&self) -> Result<u64, Failure> {
        resources::resident_memory(self.process.id)
    }

    /// The number of its threads.
    pub fn threads(&self) -> Result<u64, Failure> {
        resources::threads(self.process.id)
    }

    /// The number of its open file descriptors.
    pub fn descriptors(&self) -> Result<usize, Failure> {
        resources::descriptors(self.process.id)
    }

    /// The time it has spent computing, in hundredths of a second.
    pub fn processor_ticks(&self) -> Result<u64, Failure> {
        resources::processor_ticks(self.process.id)
    }

    /// The process id, for what has no method here.
    #[must_use]
    pub fn process_id(&self) -> u32 {
        self.process.id
    }
}
