//! Every stage against every check that holds for it, and against those it is known not to survive.

use checks::runner::Outcome;
use checks::{Check, Stage, Subject, guard, stages};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// Checks mostly wait, so that more of them run at once than there are processors.
const TESTS_PER_PROCESSOR: usize = 4;

/// A stage that is known to fail may do so by silence. Nobody needs to listen to that for long.
const SHORT_PATIENCE: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    if arguments.test_threads.is_none() {
        let processors = thread::available_parallelism().map_or(2, usize::from);
        arguments.test_threads = Some(TESTS_PER_PROCESSOR * processors);
    }
    if let Err(error) = guard::start(Path::new(env!("CARGO_BIN_EXE_checks"))) {
        eprintln!("servers may outlive the tests: {error}");
    }
    libtest_mimic::run(&arguments, trials()).exit_code()
}

fn trials() -> Vec<Trial> {
    let table = checks::checks::all();
    stages::existing()
        .flat_map(|stage| table.iter().filter_map(move |check| trial(stage, check)))
        .collect()
}

/// The test of this stage and check, where there is one.
fn trial(stage: Stage, check: &'static Check) -> Option<Trial> {
    let name = format!("{stage}/{}", check.id);
    if check.holds.contains(stage) {
        return Some(Trial::ignorable_test(name, move || passes(stage, check)));
    }
    let name = format!("{name} (does not survive)");
    let known = check.fails.contains(stage);
    known.then(|| Trial::ignorable_test(name, move || does_not_survive(stage, check)))
}

fn passes(stage: Stage, check: &'static Check) -> Result<Completion, Failed> {
    let subject = Subject::new(stage, stages::executable(stage)?);
    match check.hold(&subject).outcome {
        Outcome::Passed => Ok(Completion::Completed),
        Outcome::Skipped(reason) => Ok(Completion::ignored_with(reason)),
        Outcome::Failed(report) => Err(report.to_string().into()),
    }
}

fn does_not_survive(stage: Stage, check: &'static Check) -> Result<Completion, Failed> {
    let subject = Subject::new(stage, stages::executable(stage)?).with_patience(SHORT_PATIENCE);
    match check.hold(&subject).outcome {
        outcome if outcome.is_unmet() => Ok(Completion::Completed),
        Outcome::Skipped(reason) => Ok(Completion::ignored_with(reason)),
        Outcome::Failed(report) => Err(report.to_string().into()),
        Outcome::Passed => Err(survived(stage, check).into()),
    }
}

fn survived(stage: Stage, check: &Check) -> String {
    format!(
        "{stage} passes {}, and the table says that it does not survive it.\n\
         Where that is no accident, the stage belongs to `holds` and not to `fails`.",
        check.id
    )
}
