//! A program that is held against the checks of a stage.

use crate::external::External;
use crate::launch::{Finished, Launch};
use crate::need::{Abilities, Need, Needs, declared};
use crate::trace::Trace;
use crate::{Failure, Server, Stage};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long a check waits for anything before it gives up. Only checks that fail ever wait so long.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// A program, and the stage that it claims to be.
#[derive(Clone, Debug)]
pub struct Target {
    stage: Stage,
    kind: TargetKind,
    timeout: Duration,
    trace: Trace,
    pub(crate) needs: Needs,
    pub(crate) abilities: Abilities,
}

/// What is held against the checks.
#[derive(Clone, Debug)]
pub enum TargetKind {
    /// A program that keeps to the contract: it takes a free port for port 0, and prints its address.
    Stage(PathBuf),
    /// Anyone's program.
    External(Arc<External>),
    /// A server that already runs.
    Running(SocketAddr),
}

impl Target {
    /// The program at this path, as this stage.
    pub fn new(stage: Stage, program: impl Into<PathBuf>) -> Target {
        Target::of(stage, TargetKind::Stage(program.into()))
    }

    /// A program of ours, anyone's program, or a server that already runs, as this stage.
    #[must_use]
    pub fn of(stage: Stage, kind: TargetKind) -> Target {
        Target {
            stage,
            kind,
            timeout: TIMEOUT,
            trace: Trace::default(),
            needs: None,
            abilities: Abilities::default(),
        }
    }

    /// The same with another limit for every wait. Short ones suit targets that are expected to fail.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Target {
        self.timeout = timeout;
        self
    }

    /// The same for a check with these needs.
    pub(crate) fn with_needs(&self, needs: &'static [Need]) -> Target {
        Target { needs: Some(needs), ..self.clone() }
    }

    /// The same without what has happened so far.
    #[must_use]
    pub fn fresh(&self) -> Target {
        Target { trace: Trace::default(), ..self.clone() }
    }

    /// The stage that the program claims to be.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// What is held against the checks.
    #[must_use]
    pub fn kind(&self) -> &TargetKind {
        &self.kind
    }

    /// The program as one types it, or the URL of a server that already runs.
    #[must_use]
    pub fn program(&self) -> String {
        match &self.kind {
            TargetKind::Stage(path) => path.display().to_string(),
            TargetKind::External(external) => external.text(),
            TargetKind::Running(address) => format!("http://{address}"),
        }
    }

    /// How long each wait may take.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// How long the program may take to come up, or to end where it has nothing to do. How soon a server
    /// answers says nothing about that: an interpreter starts slowly, and on a busy machine slower still.
    #[must_use]
    pub(crate) fn start_limit(&self) -> Duration {
        match self.kind {
            TargetKind::External(_) => self.timeout.max(TIMEOUT),
            _ => self.timeout,
        }
    }

    /// What happened so far.
    #[must_use]
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Starts the program on a free port, in a folder of its own.
    pub fn start(&self) -> Result<Server, Failure> {
        self.launch().start()
    }

    /// The same for a check that counts what is stored: a server that was running before may have a past.
    pub fn start_without_past(&self) -> Result<Server, Failure> {
        declared(self.needs, Need::Fresh)?;
        self.require(Need::Fresh)?;
        self.start()
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
