//! A program that is held against the checks of a stage.

use crate::journal::Journal;
use crate::launch::{Finished, Launch};
use crate::{Failure, Server, Stage};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a check waits for anything before it gives up. Only checks that fail ever wait so long.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A program, and the stage that it claims to be.
#[derive(Clone, Debug)]
pub struct Subject {
    stage: Stage,
    program: PathBuf,
    patience: Duration,
    journal: Journal,
}

impl Subject {
    /// The program at this path, as this stage.
    pub fn new(stage: Stage, program: impl Into<PathBuf>) -> Subject {
        Subject { stage, program: program.into(), patience: PATIENCE, journal: Journal::default() }
    }

    /// The same with another limit for every wait. Short ones suit subjects that are expected to fail.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Subject {
        self.patience = patience;
        self
    }

    /// The stage that the program claims to be.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The executable.
    #[must_use]
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// How long each wait may take.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.patience
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
