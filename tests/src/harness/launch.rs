//! How a server is started.

use crate::target::TargetKind;
use crate::{Failure, Server, Target, ready};
use std::ffi::OsString;
use std::process::ExitStatus;

/// Where servers listen, unless a check says otherwise.
pub(crate) const ANY_PORT: &str = "127.0.0.1:0";

/// The arguments and the surroundings of a server. Begins with a free port and the folder behind `/files/`.
#[derive(Debug)]
pub struct Launch<'a> {
    pub(crate) target: &'a Target,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) address: Option<String>,
    pub(crate) directory: bool,
    pub(crate) www: bool,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) limits: Vec<String>,
    pub(crate) wrapper: Option<&'static str>,
    pub(crate) stderr: Stderr,
    pub(crate) is_trial: bool,
}

/// Whether we read what the server writes to stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stderr {
    Collected,
    Unread,
}

/// A program that has ended.
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
    pub(crate) fn new(target: &'a Target) -> Launch<'a> {
        Launch {
            target,
            arguments: Vec::new(),
            address: Some(ANY_PORT.to_string()),
            directory: target.stage().takes("--directory"),
            www: false,
            files: Vec::new(),
            variables: Vec::new(),
            limits: Vec::new(),
            wrapper: None,
            stderr: Stderr::Collected,
            is_trial: false,
        }
    }

    /// Options, before the address.
    #[must_use]
    pub fn options(mut self, options: impl IntoIterator<Item: Into<OsString>>) -> Launch<'a> {
        self.arguments.extend(options.into_iter().map(Into::into));
        self
    }

    /// An option with its value, for the stages that take it.
    #[must_use]
    pub fn where_taken(self, name: &str, value: &str) -> Launch<'a> {
        if self.target.stage().takes(name) { self.options([name, value]) } else { self }
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

    /// A page of the check's own site, which the server gets as its `--www`.
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

    /// Connects stderr to a pipe that nobody reads. Such a pipe is full after some 64 KiB.
    #[must_use]
    pub fn stderr_unread(mut self) -> Launch<'a> {
        self.stderr = Stderr::Unread;
        self
    }

    /// A start that only tests whether the server knows these options.
    pub(crate) fn trial(mut self, options: impl IntoIterator<Item: Into<OsString>>) -> Launch<'a> {
        self.is_trial = true;
        self.without_directory().options(options)
    }

    /// Starts the server and waits until it accepts.
    pub fn start(self) -> Result<Server, Failure> {
        let launch = self.fitted()?;
        match launch.target.kind() {
            TargetKind::Stage(_) => ready::by_line(&launch),
            TargetKind::External(external) => ready::by_port(&launch, external),
            TargetKind::Running(address) => Ok(Server::running(launch.target, *address)),
        }
    }

    /// Runs the program to its end.
    pub fn finish(self) -> Result<Finished, Failure> {
        let launch = self.fitted()?;
        let process = launch.spawn(launch.address.as_deref())?;
        let status = process.wait_exit(launch.target.start_limit())?;
        process.stdout.wait_for_end(launch.target.timeout());
        process.stderr.wait_for_end(launch.target.timeout());
        Ok(Finished { status, stdout: process.stdout.text(), stderr: process.stderr.text() })
    }

    pub(crate) fn target(&self) -> &Target {
        self.target
    }

    /// The address, with this port in place of port 0.
    pub(crate) fn address_with_port(&self, port: u16) -> Option<String> {
        let address = self.address.as_deref()?;
        let host = address.strip_suffix(":0");
        Some(host.map_or_else(|| address.to_string(), |host| format!("{host}:{port}")))
    }
}
