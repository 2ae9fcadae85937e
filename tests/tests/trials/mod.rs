//! What the tests of stages and of exercises share: how a check becomes a test.

mod run;

pub use run::run;

use checks::report::Report;
use checks::runner::Outcome;
use checks::{Check, FailureKind, Stage, Target};
use libtest_mimic::{Completion, Failed, Trial};
use std::path::PathBuf;
use std::time::Duration;

/// A server that is expected to fail may do so by silence: a short wait is enough.
const SHORT_TIMEOUT: Duration = Duration::from_secs(2);

/// On a busy machine, a server may pass a check by luck: it has to do so this many times in a row.
const ATTEMPTS: usize = 20;

/// Finds the program under test, and builds it where that has not been done.
pub type Executable = Box<dyn FnOnce() -> Result<PathBuf, String> + Send>;

/// The test that the program passes the check.
pub fn passes(name: String, stage: Stage, check: &'static Check, program: Executable) -> Trial {
    Trial::ignorable_test(name, move || {
        let target = Target::new(stage, program()?);
        match check.run_on(&target).outcome {
            Outcome::Passed => Ok(Completion::Completed),
            Outcome::Skipped(reason) | Outcome::NotRun(reason) => {
                Ok(Completion::ignored_with(reason))
            }
            Outcome::Failed(report) => Err(report.to_string().into()),
        }
    })
}

/// The test that the program fails the check, and in one of these ways.
pub fn fails(
    name: String,
    stage: Stage,
    check: &'static Check,
    kinds: Vec<FailureKind>,
    program: Executable,
) -> Trial {
    Trial::ignorable_test(name, move || {
        let target = Target::new(stage, program()?).with_timeout(SHORT_TIMEOUT);
        for _ in 0..ATTEMPTS {
            match check.run_on(&target.fresh()).outcome {
                Outcome::Failed(report) => return expected_failure(&report, &kinds),
                Outcome::Skipped(reason) | Outcome::NotRun(reason) => {
                    return Ok(Completion::ignored_with(reason));
                }
                Outcome::Passed => {}
            }
        }
        Err(unexpected_pass(check))
    })
}

fn expected_failure(report: &Report, kinds: &[FailureKind]) -> Result<Completion, Failed> {
    let kind = report.failure.kind;
    if kinds.contains(&kind) {
        return Ok(Completion::Completed);
    }
    Err(format!("expected a failure of the kinds {kinds:?}, but this one is {kind:?}\n{report}")
        .into())
}

fn unexpected_pass(check: &Check) -> Failed {
    let id = check.id;
    format!(
        "the server passes {id}, but is listed as failing it. If that is right, delete the entry."
    )
    .into()
}
