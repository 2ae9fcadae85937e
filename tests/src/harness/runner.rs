//! Runs a check on a target.

use crate::report::Report;
use crate::{Check, Failure, FailureKind, Target};
use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

/// A check and its outcome.
#[derive(Debug)]
pub struct Finding {
    /// The check.
    pub check: &'static Check,
    /// Its outcome.
    pub outcome: Outcome,
    /// How long it took.
    pub duration: Duration,
}

/// The outcome of a check.
#[derive(Debug)]
pub enum Outcome {
    /// The server does what the check expects.
    Passed,
    /// It does not.
    Failed(Box<Report>),
    /// The check cannot be run on this server, for this reason.
    Skipped(String),
    /// The check was not run, for this reason.
    NotRun(String),
}

impl Outcome {
    /// The name in reports: `passed`, `failed`, `skipped` or `not-run`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Outcome::Passed => "passed",
            Outcome::Failed(_) => "failed",
            Outcome::Skipped(_) => "skipped",
            Outcome::NotRun(_) => "not-run",
        }
    }
}

impl Finding {
    /// A check that was not run.
    #[must_use]
    pub fn not_run(check: &'static Check, reason: &str) -> Finding {
        Finding { check, outcome: Outcome::NotRun(reason.to_string()), duration: Duration::ZERO }
    }

    /// The report, if the check failed.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match &self.outcome {
            Outcome::Failed(report) => Some(report),
            _ => None,
        }
    }

    /// Whether it passed. `None` if nothing is known.
    #[must_use]
    pub fn passed(&self) -> Option<bool> {
        match self.outcome {
            Outcome::Passed => Some(true),
            Outcome::Failed(_) => Some(false),
            Outcome::Skipped(_) | Outcome::NotRun(_) => None,
        }
    }

    /// Whether it counts in a grade. A skipped check does not.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        !matches!(self.outcome, Outcome::Skipped(_))
    }

    /// What the server did wrong, or why nothing is known.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::Passed => None,
            Outcome::Failed(report) => Some(&report.failure.message),
            Outcome::Skipped(reason) | Outcome::NotRun(reason) => Some(reason),
        }
    }
}

impl Check {
    /// Runs this check on the target.
    #[must_use]
    pub fn run_on(&'static self, target: &Target) -> Finding {
        let target = target.with_needs(self.needs);
        let start = Instant::now();
        let outcome = match self.run_safely(&target) {
            Ok(()) => Outcome::Passed,
            Err(failure) if failure.kind == FailureKind::Skipped => {
                Outcome::Skipped(failure.message)
            }
            Err(failure) => Outcome::Failed(Box::new(Report::new(self, &target, failure))),
        };
        Finding { check: self, outcome, duration: start.elapsed() }
    }

    /// A server may answer with something that makes the check itself panic. Other checks still run.
    fn run_safely(&self, target: &Target) -> Result<(), Failure> {
        self.needs.iter().try_for_each(|need| target.require(*need))?;
        let run = AssertUnwindSafe(|| (self.run)(target));
        panic::catch_unwind(run).unwrap_or_else(|_| {
            Err(Failure::new("the check panicked on the answer of this server"))
        })
    }
}
