//! A running server. It ends with the value that stands for it.

use crate::journal::Journal;
use crate::process::Process;
use crate::signals::{self, Signal};
use crate::{Client, Failure, Subject, ensure, resources};
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::thread;
use std::time::{Duration, Instant};

/// A server that accepts connections.
#[derive(Debug)]
pub struct Server {
    /// None where the server was running before we came.
    process: Option<Process>,
    address: SocketAddr,
    patience: Duration,
    journal: Journal,
}

impl Server {
    pub(crate) fn started(subject: &Subject, process: Process, address: SocketAddr) -> Server {
        subject.journal().server_listens(process.number, address);
        Server { process: Some(process), ..Server::running(subject, address) }
    }

    pub(crate) fn running(subject: &Subject, address: SocketAddr) -> Server {
        let (patience, journal) = (subject.patience(), subject.journal().clone());
        Server { process: None, address, patience, journal }
    }

    /// The process, where it is ours. `wanted` says what a check wants of it.
    fn process(&self, wanted: &str) -> Result<&Process, Failure> {
        let process = self.process.as_ref();
        process
            .ok_or_else(|| Failure::skipped(format!("needs {wanted} of a server that it started")))
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
        Ok(self.process("the folder")?.home.path())
    }

    /// The folder behind `/files/`. The server makes it.
    pub fn folder(&self) -> Result<PathBuf, Failure> {
        Ok(self.home()?.join("files"))
    }

    /// Puts a file of so many zeros behind `/files/`. They take no space on most disks.
    pub fn store_zeros(&self, name: &str, length: u64) -> Result<(), Failure> {
        let folder = self.folder()?;
        let file = File::create(folder.join(name)).map_err(|error| {
            let folder = folder.display();
            Failure::new(format!(
                "the server has not made {folder} for what is behind /files/: {error}"
            ))
        })?;
        Ok(file.set_len(length)?)
    }

    /// A new connection.
    pub fn connect(&self) -> Result<Client, Failure> {
        Client::connect(self.address, self.patience, &self.journal)
    }

    /// What it has printed to stdout so far.
    pub fn stdout(&self) -> Result<String, Failure> {
        Ok(self.process("the output")?.stdout.text())
    }

    /// What it has printed to stderr so far: the access log among it.
    pub fn stderr(&self) -> Result<String, Failure> {
        Ok(self.process("the output")?.stderr.text())
    }

    /// Waits until stderr meets the condition, and gives its text: log lines may come after the answer.
    pub fn wait_for_stderr(&self, met: impl Fn(&str) -> bool) -> Result<String, Failure> {
        let text = self.process("the output")?.stderr.wait_until(self.patience, met);
        text.ok_or_else(|| Failure::new("what was expected on stderr never came"))
    }

    /// Waits until stdout meets the condition, and gives its text.
    pub fn wait_for_stdout(&self, met: impl Fn(&str) -> bool) -> Result<String, Failure> {
        let text = self.process("the output")?.stdout.wait_until(self.patience, met);
        text.ok_or_else(|| Failure::new("what was expected on stdout never came"))
    }

    /// Whether the program has not ended.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.process.as_ref().is_none_or(|process| process.exit_status().is_none())
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
        match &self.process {
            Some(process) => {
                let end = process.describe_end();
                ensure(self.is_running(), format!("the server {end}"))
            }
            None => self.connect().map(drop),
        }
    }

    /// Waits until the program ends by itself.
    pub fn wait_exit(&self) -> Result<ExitStatus, Failure> {
        self.process("the end")?.wait_exit(self.patience)
    }

    /// Sends SIGINT, as Ctrl-C does.
    pub fn interrupt(&self) -> Result<(), Failure> {
        signals::send(self.process("the end")?.id, Signal::Interrupt)
    }

    /// Sends SIGTERM, as `kill` does.
    pub fn terminate(&self) -> Result<(), Failure> {
        signals::send(self.process("the end")?.id, Signal::Terminate)
    }

    /// Sends SIGSTOP and waits until all threads stand still.
    pub fn suspend(&self) -> Result<(), Failure> {
        let id = self.process("the process")?.id;
        signals::send(id, Signal::Suspend)?;
        self.wait_until("the server to be suspended", |_| resources::is_suspended(id))
    }

    /// Sends SIGCONT: a suspended server goes on.
    pub fn resume(&self) -> Result<(), Failure> {
        signals::send(self.process("the process")?.id, Signal::Continue)
    }

    /// Resident memory in bytes.
    pub fn resident_memory(&self) -> Result<u64, Failure> {
        resources::resident_memory(self.process("the memory")?.id)
    }

    /// The number of its threads.
    pub fn threads(&self) -> Result<u64, Failure> {
        resources::threads(self.process("the threads")?.id)
    }

    /// The number of its open file descriptors.
    pub fn descriptors(&self) -> Result<usize, Failure> {
        resources::descriptors(self.process("the descriptors")?.id)
    }

    /// The time it has spent computing, in hundredths of a second.
    pub fn processor_ticks(&self) -> Result<u64, Failure> {
        resources::processor_ticks(self.process("the processor time")?.id)
    }

    /// The process id, for what has no method here. A server that was running before has one that nobody has.
    #[must_use]
    pub fn process_id(&self) -> u32 {
        self.process.as_ref().map_or(u32::MAX, |process| process.id)
    }
}
