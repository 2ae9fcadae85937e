//! How a server is started.

use crate::journal::ServerRecord;
use crate::output::Output;
use crate::server::Process;
use crate::{Failure, Server, Subject};
use std::ffi::OsString;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use tempfile::TempDir;

/// What a server is started with. Begins with a free port and the folder behind `/files/`.
#[derive(Debug)]
pub struct Launch<'a> {
    subject: &'a Subject,
    arguments: Vec<OsString>,
    address: Option<String>,
    directory: bool,
    www: bool,
    files: Vec<(String, Vec<u8>)>,
    variables: Vec<(String, String)>,
    limits: Vec<String>,
}

/// A program that has run to its end.
#[derive(Clone, Debug)]
pub struct Finished {
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

impl<'a> Launch<'a> {
    pub(crate) fn new(subject: &'a Subject) -> Launch<'a> {
        Launch {
            subject,
            arguments: Vec::new(),
            address: Some("127.0.0.1:0".to_string()),
            directory: subject.stage().takes("--directory"),
            www: false,
            files: Vec::new(),
            variables: Vec::new(),
            limits: Vec::new(),
        }
    }

    /// Options, before the address.
    #[must_use]
    pub fn options(mut self, options: impl IntoIterator<Item: Into<OsString>>) -> Launch<'a> {
        self.arguments.extend(options.into_iter().map(Into::into));
        self
    }

    /// An option with its value for the stages that take it. Those before do without.
    #[must_use]
    pub fn where_taken(self, name: &str, value: &str) -> Launch<'a> {
        if self.subject.stage().takes(name) { self.options([name, value]) } else { self }
    }

    /// Another address than a free port of 127.0.0.1.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Launch<'a> {
        self.address = Some(address.into());
        self
    }

    /// Exactly these arguments: no address, no folder.
    #[must_use]
    pub fn only(mut self, arguments: impl IntoIterator<Item: Into<OsString>>) -> Launch<'a> {
        self.address = None;
        self.directory = false;
        self.options(arguments)
    }

    /// Leaves the folder behind `/files/` to the server: `files` under its current folder.
    #[must_use]
    pub fn without_directory(mut self) -> Launch<'a> {
        self.directory = false;
        self
    }

    /// A file anywhere that exists before the server starts; the path is relative to the server's current folder.
    #[must_use]
    pub fn file(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Launch<'a> {
        self.files.push((path.to_string(), bytes.into()));
        self
    }

    /// A file behind `/files/` that exists before the server starts.
    #[must_use]
    pub fn stored(self, name: &str, bytes: impl Into<Vec<u8>>) -> Launch<'a> {
        self.file(&format!("files/{name}"), bytes)
    }

    /// A page of a site of the check's own, which the server gets as its `--www`.
    #[must_use]
    pub fn page(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Launch<'a> {
        self.www = true;
        self.file(&format!("site/{path}"), bytes)
    }

    /// An environment variable.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Launch<'a> {
        self.variables.push((name.to_string(), value.to_string()));
        self
    }

    /// Takes from the server what it would have in plenty. Limits are those of the shell's `ulimit`:
    /// `-n 40` leaves it 40 file descriptors.
    #[must_use]
    pub fn under_limits<'l>(mut self, limits: impl IntoIterator<Item = &'l str>) -> Launch<'a> {
        self.limits.extend(limits.into_iter().map(str::to_string));
        self
    }

    /// Starts the server and waits until it says that it accepts.
    pub fn start(self) -> Result<Server, Failure> {
        let process = self.spawn()?;
        let limit = self.subject.patience().max(crate::subject::PATIENCE);
        let ready = process.stdout.wait_until(limit, |text| ready_address(text).is_some());
        let address = ready.as_deref().and_then(ready_address);
        let address = address.ok_or_else(|| never_ready(&process))?;
        Ok(Server::new(self.subject, process, address))
    }

    /// Runs the program to its end.
    pub fn finish(self) -> Result<Finished, Failure> {
        let process = self.spawn()?;
        let status = process.wait_exit(self.subject.patience())?;
        process.stdout.wait_for_end(self.subject.patience());
        process.stderr.wait_for_end(self.subject.patience());
        Ok(Finished { status, stdout: process.stdout.text(), stderr: process.stderr.text() })
    }

    fn spawn(&self) -> Result<Process, Failure> {
        if !cfg!(unix) && !self.limits.is_empty() {
            return Err(Failure::skipped("needs the limits of a Unix shell"));
        }
        let home = self.prepare_home()?;
        let mut command = self.command(home.path());
        let mut child = command.spawn().map_err(|error| {
            let program = self.subject.program().display();
            Failure::not_started(format!("cannot run {program}: {error}"))
        })?;
        let record = ServerRecord {
            command: format!("{command:?}"),
            address: None,
            home: home.path().to_path_buf(),
            stdout: child.stdout.take().map_or_else(Output::default, Output::collect),
            stderr: child.stderr.take().map_or_else(Output::default, Output::collect),
            end: None,
        };
        Ok(Process::new(child, home, record, self.subject.journal()))
    }

    fn prepare_home(&self) -> Result<TempDir, Failure> {
        let home = tempfile::tempdir()?;
        for (path, bytes) in &self.files {
            let path = home.path().join(path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(path, bytes)?;
        }
        Ok(home)
    }

    fn command(&self, home: &Path) -> Command {
        let mut command = self.program();
        command.args(&self.arguments);
        if self.directory {
            command.arg("--directory").arg(home.join("files"));
        }
        if self.www {
            command.arg("--www").arg(home.join("site"));
        }
        command.args(&self.address);
        // A backtrace would push the message of a panic out of the report.
        command.env("RUST_BACKTRACE", "0");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.current_dir(home);
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The program, or a shell that limits itself and then becomes the program.
    fn program(&self) -> Command {
        let program = self.subject.program();
        if self.limits.is_empty() {
            return Command::new(program);
        }
        let limit = |limit: &String| format!("ulimit {limit} && ");
        let script: String = self.limits.iter().map(limit).collect();
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(script + "exec \"$0\" \"$@\"").arg(program);
        shell
    }
}

/// The address in `Listening on http://127.0.0.1:4221`, once the whole line is there.
fn ready_address(stdout: &str) -> Option<SocketAddr> {
    let complete = stdout.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let mut places = complete.filter_map(|line| line.trim_end().strip_prefix("Listening on "));
    places.find_map(|place| place.trim_start_matches("http://").parse().ok())
}

fn never_ready(process: &Process) -> Failure {
    let end = process.describe_end();
    Failure::not_started(format!(
        "the server never printed the line \"Listening on …\" to stdout: it {end}"
    ))
}
