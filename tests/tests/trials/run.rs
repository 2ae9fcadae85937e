//! Runs tests that are made at run time.

use checks::reaper;
use libtest_mimic::{Arguments, Trial};
use std::path::Path;
use std::process::ExitCode;
use std::thread;

/// Checks mostly wait, so that more of them run at once than there are processors.
const TESTS_PER_PROCESSOR: usize = 12;

/// Runs the tests as the command line asks for.
pub fn run(trials: Vec<Trial>) -> ExitCode {
    let mut arguments = Arguments::from_args();
    if arguments.test_threads.is_none() {
        let processors = thread::available_parallelism().map_or(2, usize::from);
        arguments.test_threads = Some(TESTS_PER_PROCESSOR * processors);
    }
    if let Err(error) = reaper::start(Path::new(env!("CARGO_BIN_EXE_checks"))) {
        eprintln!("servers may outlive the tests: {error}");
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
