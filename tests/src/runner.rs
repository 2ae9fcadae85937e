//! Holds a subject against a check.

use crate::failure::FailureKind;
use crate::report::Report;
use crate::{Check, Failure, Subject};
use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

/// What a check found, and how long it took.
#[derive(Debug)]
pub struct Verdict {
    /// What it found.
    pub outcome: Outcome,
    /// How long it took.
    pub duration: Duration,
}

/// What a check may find.
#[derive(Debug)]
pub enum Outcome {
    /// The server does what is asked.
    Passed,
    /// It does not, and this is what happened.
    Failed(Box<Report>),
    /// Nothing can be said, for this reason.
    Skipped(String),
}

impl Outcome {
    /// Whether the server was asked and gave the wrong answer. One that never came up was not asked.
    #[must_use]
    pub fn is_unmet(&self) -> bool {
        matches!(self, Outcome::Failed(report) if report.failure.kind == FailureKind::Unmet)
    }
}

impl Check {
    /// Holds the subject against this check.
    #[must_use]
    pub fn hold(&'static self, subject: &Subject) -> Verdict {
        let start = Instant::now();
        let outcome = match self.run_safely(subject) {
            Ok(()) => Outcome::Passed,
            Err(failure) if failure.kind == FailureKind::Skipped => {
                Outcome::Skipped(failure.message)
            }
            Err(failure) => Outcome::Failed(Box::new(Report::new(self, subject, failure))),
        };
        let duration = start.elapsed();
        Verdict { outcome, duration }
    }

    /// A server may be so odd that it is the check that panics. That must not keep others from being held.
    fn run_safely(&self, subject: &Subject) -> Result<(), Failure> {
        let run = AssertUnwindSafe(|| (self.run)(subject));
        panic::catch_unwind(run)
            .unwrap_or_else(|_| Err(Failure::new("the check could not cope with this server")))
    }
}
