//! `cargo stage check`, `next` and `replay` from end to end: output, exit code, and what stays behind.
//!
//! The servers are small ones in Python. Where there is no Python, these tests are ignored by name.

#[cfg(unix)]
mod by_hand;
mod endings;
mod grades;
#[cfg(unix)]
mod grading;
mod options;
mod outputs;
#[cfg(unix)]
#[path = "../programs/mod.rs"]
#[allow(dead_code, reason = "programs are looked for here, and run in other tests")]
mod programs;
mod reports;
mod schema;
mod support;
mod watching;

use checks::reaper;
use libtest_mimic::{Arguments, Trial};
use std::path::Path;
use std::process::ExitCode;

/// A test that runs a server in Python or not.
type Test = (&'static str, fn());

/// Most tests wait for a server most of the time.
fn arguments() -> Arguments {
    let mut arguments = Arguments::from_args();
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    arguments.test_threads = arguments.test_threads.or(Some(2 * processors));
    arguments
}

fn main() -> ExitCode {
    if let Err(error) = reaper::start(Path::new(env!("CARGO_BIN_EXE_checks"))) {
        eprintln!("servers may outlive the tests: {error}");
    }
    let with_python =
        [outputs::TESTS, grades::TESTS, reports::TESTS, endings::TESTS, watching::TESTS].concat();
    let trial = |(name, test): Test, ignored| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
        .with_ignored_flag(ignored)
    };
    let missing = support::python().is_none();
    let with_python = with_python.into_iter().map(|test| trial(test, missing));
    let without = options::TESTS.iter().map(|test| trial(*test, false));
    let mut trials: Vec<Trial> = with_python.chain(without).collect();
    #[cfg(unix)]
    trials.extend(by_hand::TESTS.iter().map(|test| trial(*test, !by_hand::is_possible())));
    #[cfg(unix)]
    trials.extend(grading::TESTS.iter().map(|test| trial(*test, !grading::is_possible())));
    libtest_mimic::run(&arguments(), trials).exit_code()
}
