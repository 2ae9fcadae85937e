//! A running server. It ends with the value that stands for it.

use crate::failure::timed_out;
use crate::need::{Need, Needs, declared};
use crate::poll::poll;
use crate::process::Process;
use crate::signals::{self, Signal};
use crate::trace::Trace;
use crate::{Client, Failure, Target, ensure, resources};
use socket2::{Domain, Socket, Type};
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

/// A server that accepts connections.
#[derive(Debug)]
pub struct Server {
    /// None where the server was running before we came.
    process: Option<Process>,
    address: SocketAddr,
    timeout: Duration,
    trace: Trace,
    needs: Needs,
}

impl Server {
    pub(crate) fn started(target: &Target, process: Process, address: SocketAddr) -> Server {
        target.trace().server_listens(process.number, address);
        Server { process: Some(process), ..Server::running(target, address) }
    }

    pub(crate) fn running(target: &Target, address: SocketAddr) -> Server {
        let (timeout, trace) = (target.timeout(), target.trace().clone());
        Server { process: None, address, timeout, trace, needs: target.needs }
    }

    /// The process, if we have started it. `need` says for which purpose.
    fn process(&self, need: Need) -> Result<&Process, Failure> {
        declared(self.needs, need)?;
        let process = self.process.as_ref();
        process.ok_or_else(|| Failure::skipped(format!("needs {need}")))
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
        Ok(self.process(Need::Folder)?.home.path())
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
        Client::connect(self.address, self.timeout, &self.trace)
    }

    /// A new connection from another address of this machine, such as 127.0.0.2. Skips the check if there is none.
    pub fn connect_from(&self, client: Ipv4Addr) -> Result<Client, Failure> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        let missing = |_| Failure::skipped(format!("needs the address {client}"));
        socket.bind(&SocketAddr::from((client, 0)).into()).map_err(missing)?;
        socket.connect_timeout(&self.address.into(), self.timeout)?;
        Client::over(socket.into(), self.timeout, &self.trace)
    }

    /// A new connection whose client takes few bytes at a time, as over a slow line.
    pub fn connect_slowly(&self) -> Result<Client, Failure> {
        Client::connect_slowly(self.address, self.timeout, &self.trace)
    }

    /// What it has printed to stdout so far.
    pub fn stdout(&self) -> Result<String, Failure> {
        Ok(self.process(Need::Output)?.stdout.text())
    }

    /// What it has printed to stderr so far: the access log among it.
    pub fn stderr(&self) -> Result<String, Failure> {
        Ok(self.process(Need::Output)?.stderr.text())
    }

    /// Waits until stderr meets the condition, and gives its text: log lines may come after the answer.
    pub fn wait_for_stderr(&self, met: impl Fn(&str) -> bool) -> Result<String, Failure> {
        let text = self.process(Need::Output)?.stderr.wait_until(self.timeout, met);
        text.ok_or_else(|| timed_out(self.timeout, "the expected text on stderr"))
    }

    /// Waits until stdout meets the condition, and gives its text.
    pub fn wait_for_stdout(&self, met: impl Fn(&str) -> bool) -> Result<String, Failure> {
        let text = self.process(Need::Output)?.stdout.wait_until(self.timeout, met);
        text.ok_or_else(|| timed_out(self.timeout, "the expected text on stdout"))
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
        let attempt = || match met(self) {
            Ok(true) => Some(Ok(())),
            Ok(false) => None,
            Err(failure) => Some(Err(failure)),
        };
        poll(self.timeout, attempt).unwrap_or_else(|| Err(timed_out(self.timeout, wanted)))
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
        self.process(Need::Signals)?.wait_exit(self.timeout)
    }

    /// Sends SIGINT, as Ctrl-C does.
    pub fn interrupt(&self) -> Result<(), Failure> {
        signals::send(self.process(Need::Signals)?.id, Signal::Interrupt)
    }

    /// Sends SIGTERM, as `kill` does.
    pub fn terminate(&self) -> Result<(), Failure> {
        signals::send(self.process(Need::Signals)?.id, Signal::Terminate)
    }

    /// Sends SIGSTOP and waits until all threads stand still.
    pub fn suspend(&self) -> Result<(), Failure> {
        let id = self.process(Need::Signals)?.id;
        signals::send(id, Signal::Suspend)?;
        self.wait_until("the server to be suspended", |_| resources::is_suspended(id))
    }

    /// Sends SIGCONT: a suspended server goes on.
    pub fn resume(&self) -> Result<(), Failure> {
        signals::send(self.process(Need::Signals)?.id, Signal::Continue)
    }

    /// Resident memory in bytes.
    pub fn resident_memory(&self) -> Result<u64, Failure> {
        resources::resident_memory(self.process(Need::Measures)?.id)
    }

    /// The number of its threads.
    pub fn threads(&self) -> Result<u64, Failure> {
        resources::threads(self.process(Need::Measures)?.id)
    }

    /// The number of its open file descriptors.
    pub fn descriptors(&self) -> Result<usize, Failure> {
        resources::descriptors(self.process(Need::Measures)?.id)
    }

    /// The time it has spent computing, in hundredths of a second.
    pub fn processor_ticks(&self) -> Result<u64, Failure> {
        resources::processor_ticks(self.process(Need::Measures)?.id)
    }

    /// The process id, for what has no method here. A server that was running before has one that nobody has.
    #[must_use]
    pub fn process_id(&self) -> u32 {
        self.process.as_ref().map_or(u32::MAX, |process| process.id)
    }
}
