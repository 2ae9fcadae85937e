//! A program that is held against the checks of a stage.

use crate::foreign::Foreign;
use crate::journal::Journal;
use crate::launch::{Finished, Launch};
use crate::{Failure, Server, Stage};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long a check waits for anything before it gives up. Only checks that fail ever wait so long.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A program, and the stage that it claims to be.
#[derive(Clone, Debug)]
pub struct Subject {
    stage: Stage,
    target: Target,
    patience: Duration,
    journal: Journal,
}

/// What is held against the checks.
#[derive(Clone, Debug)]
pub enum Target {
    /// A program that keeps to the contract: it takes a free port for port 0, and prints which.
    Program(PathBuf),
    /// Anyone's program.
    Foreign(Arc<Foreign>),
    /// A server that already runs.
    Running(SocketAddr),
}

impl Subject {
    /// The program at this path, as this stage.
    pub fn new(stage: Stage, program: impl Into<PathBuf>) -> Subject {
        Subject::of(stage, Target::Program(program.into()))
    }

    /// A program of ours, anyone's program, or a server that already runs, as this stage.
    #[must_use]
    pub fn of(stage: Stage, target: Target) -> Subject {
        Subject { stage, target, patience: PATIENCE, journal: Journal::default() }
    }

    /// The same with another limit for every wait. Short ones suit subjects that are expected to fail.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Subject {
        self.patience = patience;
        self
    }

    /// The same without what has happened so far.
    #[must_use]
    pub fn fresh(&self) -> Subject {
        Subject { journal: Journal::default(), ..self.clone() }
    }

    /// The stage that the program claims to be.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// What is held against the checks.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The program as one types it, or the URL of a server that already runs.
    #[must_use]
    pub fn program(&self) -> String {
        match &self.target {
            Target::Program(path) => path.display().to_string(),
            Target::Foreign(foreign) => foreign.text(),
            Target::Running(address) => format!("http://{address}"),
        }
    }

    /// How long each wait may take.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// How long the program may take to come up, or to end where it has nothing to do. How soon a server
    /// answers says nothing about that: an interpreter starts slowly, and on a busy machine slower still.
    #[must_use]
    pub(crate) fn start_limit(&self) -> Duration {
        match self.target {
            Target::Foreign(_) => self.patience.max(PATIENCE),
            _ => self.patience,
        }
    }

    /// What happened so far.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Starts the program on a free port, in a folder of its own.
    pub fn start(&self) -> Result<Server, Failure> {
        self.launch().start()
    }

    /// The same for a check that counts what is stored: a server that was running before may have a past.
    pub fn start_without_past(&self) -> Result<Server, Failure> {
        match self.target {
            Target::Running(_) => Err(Failure::skipped("needs a server that it can start empty")),
            _ => self.start(),
        }
    }

    /// The same with options: `start_with(["--timeout", "0.5"])`.
    pub fn start_with(
        &self,
        options: impl IntoIterator<Item: Into<OsString>>,
    ) -> Result<Server, Failure> {
        self.launch().options(options).start()
    }

    /// A start that needs more to be said: files, another address.
    #[must_use]
    pub fn launch(&self) -> Launch<'_> {
        Launch::new(self)
    }

    /// Runs the program with exactly these arguments, and waits for its end.
    pub fn run(
        &self,
        arguments: impl IntoIterator<Item: Into<OsString>>,
    ) -> Result<Finished, Failure> {
        self.launch().only(arguments).finish()
    }
}
