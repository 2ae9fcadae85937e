//! The servers that are measured: built for release, started on a free port, killed at the end.

use super::crowd::LARGE_FILE;
use anyhow::{Context, Result, anyhow};
use checks::{Stage, cargo, resources, stages};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The length of the file for clients that do not read it.
const LARGE: u64 = 64 * 1024 * 1024;

/// The first stage that keeps a connection after an answer.
const FIRST_TO_KEEP: u8 = 7;

/// Memory is settled if it stays the same for this long.
const SETTLED: Duration = Duration::from_millis(200);

/// Memory that never settles is read after this long.
const MAX_SETTLING: Duration = Duration::from_secs(3);

/// A server that can be started.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// Its name in the plots: `stage 5`.
    pub(super) name: String,
    /// Whether it keeps a connection after an answer.
    pub(super) keeps: bool,
    executable: PathBuf,
}

/// The packages that are measured, in the order of the plots: name, package, whether it keeps connections.
pub(super) fn packages() -> Vec<(String, &'static str, bool)> {
    let stages = [5, 6, 7].into_iter().filter_map(Stage::new);
    let row = |stage: Stage| {
        (format!("stage {}", stage.number()), stage.package(), stage.number() >= FIRST_TO_KEEP)
    };
    stages.map(row).chain([("event loop".to_string(), "event-loop", true)]).collect()
}

/// Builds all servers.
///
/// # Errors
///
/// What the compiler says.
pub(super) fn build() -> Result<Vec<Program>> {
    let mut command = cargo::build();
    command.arg("--bins").current_dir(stages::workspace());
    for (_, package, _) in packages() {
        command.args(["--package", package]);
    }
    let mut built = cargo::run(command).map_err(anyhow::Error::msg)?;
    let program = |(name, package, keeps)| {
        let executable = built.remove(package);
        let executable = executable.with_context(|| format!("cargo built no {package}"))?;
        Ok(Program { name, keeps, executable })
    };
    packages().into_iter().map(program).collect()
}

impl Program {
    /// Starts the server and waits until it accepts.
    pub(super) fn start(&self) -> Result<Server> {
        let home = tempfile::tempdir()?;
        let files = home.path().join("files");
        fs::create_dir(&files)?;
        File::create(files.join(LARGE_FILE))?.set_len(LARGE)?;
        let mut command = Command::new(&self.executable);
        command.args(["--quiet", "--directory"]).arg(&files).arg("127.0.0.1:0");
        command.current_dir(home.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let child = command.spawn().with_context(|| format!("cannot run {}", self.name))?;
        Server::ready(child, home).with_context(|| format!("{} does not listen", self.name))
    }
}

/// A running server. Dropping it kills it.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
    /// Keeps the pipe open: the server may print more.
    _stdout: BufReader<ChildStdout>,
    _home: TempDir,
}

impl Server {
    /// Reads the line that says where the server listens.
    fn ready(mut child: Child, home: TempDir) -> Result<Server> {
        let stdout = child.stdout.take().context("it has no stdout")?;
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let address = line.trim().strip_prefix("Listening on http://");
        let address = address.and_then(|address| address.parse().ok());
        let address = address.with_context(|| format!("unexpected line {line:?}"))?;
        Ok(Server { child, address, _stdout: stdout, _home: home })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Resident memory in MiB, once it no longer changes.
    ///
    /// # Errors
    ///
    /// If this is not Linux.
    pub(super) fn settled_memory(&self) -> Result<f64> {
        let begin = Instant::now();
        let mut before = self.memory()?;
        let mut since = begin;
        while since.elapsed() < SETTLED && begin.elapsed() < MAX_SETTLING {
            thread::sleep(SETTLED / 10);
            let now = self.memory()?;
            if now != before {
                (before, since) = (now, Instant::now());
            }
        }
        Ok(f64::from(u32::try_from(before / 1024)?) / 1024.0)
    }

    fn memory(&self) -> Result<u64> {
        resources::resident_memory(self.child.id()).map_err(|failure| anyhow!("{failure}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
